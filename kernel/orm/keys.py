"""Protecting personal data: data keys in the database, wrapped by master keys from the environment."""

from base64 import b64decode
from binascii import Error as BadBase64
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.utils import CursorWrapper

from kernel import clock
from kernel.crypto import (
    KEY_BYTES,
    Undecipherable,
    decrypt,
    encrypt,
    keyed_hash,
    new_key,
)
from kernel.models.numbers import DataKey
from kernel.orm.tx import in_intention, require_transaction, transaction_memory

HASH_VERSION = 1
_FORMAT = b"\x01"
_HEAD = 5  # format byte and four bytes of key id
_CREATE_LOCK = 0x6B657973  # one maker of data keys at a time
_opened: dict[int, bytes] = {}  # data keys of this process by id; they never change


@lru_cache(maxsize=4)
def _parse_masters(text: str) -> dict[int, bytes]:
    masters: dict[int, bytes] = {}
    try:
        for part in filter(None, text.split(",")):
            number, _, encoded = part.strip().partition(":")
            masters[int(number)] = b64decode(encoded, validate=True)
    except (ValueError, BadBase64):
        raise ImproperlyConfigured("PORTAL_DATA_KEYS must read 1:base64,2:base64") from None
    if not masters or any(len(key) != KEY_BYTES for key in masters.values()):
        raise ImproperlyConfigured(f"PORTAL_DATA_KEYS needs keys of {KEY_BYTES} bytes, as 1:base64,2:base64")
    return masters


def _masters() -> dict[int, bytes]:
    """Master keys by number; the last one is current."""
    return _parse_masters(settings.PORTAL_DATA_KEYS)


@lru_cache(maxsize=4)
def _parse_hash_key(text: str) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except BadBase64:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"PORTAL_HASH_KEY must be {KEY_BYTES} bytes in base64")
    return key


def personal_hash(text: str) -> bytes:
    """The 16 bytes by which equal personal values meet, under a key of its own (``HASH_VERSION``)."""
    return keyed_hash(_parse_hash_key(settings.PORTAL_HASH_KEY), text)


def seal(data: bytes, *, table: str, row_id: int) -> bytes:
    """``data`` encrypted for one row of one table; elsewhere it cannot be read."""
    number, key = _current()
    return _FORMAT + number.to_bytes(4) + encrypt(key, data, bound_to=_place(table, row_id))


def unseal(blob: bytes, *, table: str, row_id: int) -> bytes:
    """What ``seal`` was given.

    Raises:
        Undecipherable: altered, moved from another row or table, or its key is gone.
    """
    raw = bytes(blob)
    if raw[:1] != _FORMAT or len(raw) < _HEAD:
        raise Undecipherable("the stored bytes are not in a known format")
    number, place = int.from_bytes(raw[1:_HEAD]), _place(table, row_id)
    cached = number in _opened
    try:
        return decrypt(_data_key(number), raw[_HEAD:], bound_to=place)
    except Undecipherable:
        if not cached:
            raise
    # The database may have been replaced under a living process: read the key again, once.
    del _opened[number]
    return decrypt(_data_key(number), raw[_HEAD:], bound_to=place)


def _place(table: str, row_id: int) -> bytes:
    return f"{table}:{row_id}".encode()


def _data_key(number: int) -> bytes:
    if number not in _opened:
        row = DataKey.objects.filter(pk=number).first()
        if row is None:
            raise Undecipherable(f"data key {number} is not in the database")
        _opened[number] = _unwrap(row)
    return _opened[number]


def _unwrap(row: DataKey) -> bytes:
    master = _masters().get(row.master_id)
    if master is None:
        raise ImproperlyConfigured(f"PORTAL_DATA_KEYS has no master key {row.master_id}")
    return decrypt(master, bytes(row.wrapped), bound_to=_place("kernel_datakey", row.pk))


def _current() -> tuple[int, bytes]:
    """The newest data key, looked up once per intention; a new month gets a new one."""
    memory = transaction_memory() if in_intention() else {}
    known = memory.get("keys.current")
    if isinstance(known, int):
        return known, _data_key(known)
    month = clock.business_date(clock.now()).replace(day=1)
    newest = DataKey.objects.order_by("-pk").values_list("pk", "month").first()
    number = newest[0] if newest and newest[1] >= month else _make_apart(month)
    memory["keys.current"] = number
    return number, _data_key(number)


def _insert_key(cursor: CursorWrapper, month: date) -> int:
    cursor.execute("SELECT nextval(pg_get_serial_sequence('kernel_datakey', 'id'))")
    number: int = cursor.fetchone()[0]
    master_id = list(_masters())[-1]
    wrapped = encrypt(_masters()[master_id], new_key(), bound_to=_place("kernel_datakey", number))
    cursor.execute(
        "INSERT INTO kernel_datakey (id, month, master_id, wrapped) VALUES (%s, %s, %s, %s)",
        [number, month, master_id, wrapped],
    )
    return number


def _make_apart(month: date) -> int:
    """Make the month's key on a connection of its own.

    It must be committed before anything is sealed with it: were it part of the caller's transaction,
    a roll-back would leave other rows sealed under a key that never was.
    """
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CREATE_LOCK])
            cursor.execute("SELECT max(id) FROM kernel_datakey WHERE month >= %s", [month])
            number = cursor.fetchone()[0] or _insert_key(cursor, month)
            cursor.execute("COMMIT")
            return int(number)
    finally:
        apart.close()


def make_data_key() -> int:
    """A new data key, used from now on by everybody; its id. A step.

    Raises:
        RuntimeError: no intention is open.
    """
    require_transaction()
    with connection.cursor() as cursor:
        return _insert_key(cursor, clock.business_date(clock.now()).replace(day=1))


def rewrap_data_keys() -> int:
    """Wrap every data key under the current master key; how many were under another. A step.

    Data are not touched: they are encrypted by data keys, and those stay the same.

    Raises:
        RuntimeError: no intention is open.
        Undecipherable, ImproperlyConfigured: the old master key is wrong or missing.
    """
    require_transaction()
    masters = _masters()
    current = list(masters)[-1]
    rows = list(DataKey.objects.exclude(master_id=current).order_by("pk").select_for_update())
    for row in rows:
        key = _unwrap(row)
        row.wrapped = encrypt(masters[current], key, bound_to=_place("kernel_datakey", row.pk))
        row.master_id = current
        row.save(update_fields=["wrapped", "master_id"])
    return len(rows)
