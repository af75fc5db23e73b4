"""Protecting personal data: data keys in the database, wrapped by master keys from the environment."""

from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from threading import local

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
from kernel.models.numbers import DataKey, HashKey
from kernel.orm.tx import in_intention, require_transaction, transaction_memory
from kernel.refusal import Conflict, Violation
from kernel.rules import BUSY

HASH_VERSION = 1  # of a bare hash key, and in force until a rotation
_FORMAT = b"\x01"
_HEAD = 5  # format byte and four bytes of key id
_CREATE_LOCK = 0x6B657973  # one maker of data keys at a time
_opened: dict[int, bytes] = {}  # data keys of this process by id; they never change
# Whoever stores a hash seals something in the same transaction, so one question answers both.
_NEWEST = (
    "SELECT d.id, d.month, h.version, h.proof FROM (SELECT 1) AS one"
    " LEFT JOIN (SELECT id, month FROM kernel_datakey ORDER BY id DESC LIMIT 1) d ON true"
    " LEFT JOIN (SELECT version, proof FROM kernel_hashkey ORDER BY version DESC LIMIT 1) h ON true"
)


class _Thread(local):
    """The version of the keyed hash that this thread works with; None before its first hash."""

    version: int | None = None


_thread = _Thread()


@lru_cache(maxsize=8)
def _parse_keys(text: str, *, name: str) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    try:
        for part in filter(None, text.split(",")):
            number, _, encoded = part.strip().partition(":")
            keys[int(number)] = b64decode(encoded, validate=True)
    except (ValueError, BadBase64):
        raise ImproperlyConfigured(f"{name} must read 1:base64,2:base64") from None
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise ImproperlyConfigured(f"{name} needs keys of {KEY_BYTES} bytes, as 1:base64,2:base64")
    return keys


def _masters() -> dict[int, bytes]:
    """Master keys by number; the last one is current."""
    return _parse_keys(settings.PORTAL_DATA_KEYS, name="PORTAL_DATA_KEYS")


def _hash_keys(text: str) -> dict[int, bytes]:
    """Hash keys by version; a rotation goes to the last one. A bare key is the first version."""
    return _parse_keys(text if ":" in text else f"{HASH_VERSION}:{text}", name="PORTAL_HASH_KEY")


@lru_cache(maxsize=8)
def _hash_key(text: str, version: int) -> bytes:
    key = _hash_keys(text).get(version)
    if key is None:
        raise ImproperlyConfigured(f"PORTAL_HASH_KEY has no version {version}, and that one is needed")
    return key


def hash_version() -> int:
    """The version that ``personal_hash`` uses in this thread: nothing is asked, ``seal`` checks it."""
    if _thread.version is None:
        _thread.version = next(iter(_hash_keys(settings.PORTAL_HASH_KEY)))
    return _thread.version


def personal_hash(text: str) -> bytes:
    """The 16 bytes by which equal personal values meet, under a key of its own (``hash_version``)."""
    return keyed_hash(_hash_key(settings.PORTAL_HASH_KEY, _thread.version or hash_version()), text)


def rotation_target() -> int | None:
    """The last version of PORTAL_HASH_KEY, where a rotation goes; None when it is in force already.

    Raises:
        ImproperlyConfigured: it is older than the one in force.
    """
    in_force = HashKey.objects.order_by("-pk").values_list("pk", flat=True).first() or HASH_VERSION
    target = list(_hash_keys(settings.PORTAL_HASH_KEY))[-1]
    if target < in_force:
        raise ImproperlyConfigured(f"PORTAL_HASH_KEY ends with version {target}, but {in_force} is in force")
    return None if target == in_force else target


@contextmanager
def hashing_as(version: int) -> Iterator[None]:
    """Let this thread hash with ``version``, in force or not; it must not seal meanwhile."""
    _thread.version = version
    try:
        yield
    finally:
        _thread.version = None


def hash_proof(version: int) -> bytes:
    """What tells one key of this version from another."""
    return keyed_hash(_hash_key(settings.PORTAL_HASH_KEY, version), "proof")


def put_hash_version_in_force(version: int, *, at: datetime) -> None:
    """From this commit on whoever hashes with another version is stopped. A step.

    The caller has locked ``kernel_hashkey`` against readers, so nobody who has sealed is still at work.
    """
    require_transaction()
    HashKey.objects.create(version=version, proof=hash_proof(version), since=at)


def _check_hash(in_force: int, proof: bytes | None) -> None:
    """Stop an intention that hashed with another version than the one in force, and remember which that is.

    Raises:
        Conflict: a rotation has ended since; the next try is right.
        ImproperlyConfigured: the key of the version in force is missing, or is not the one it was.
    """
    used, _thread.version = _thread.version, in_force
    if used not in (None, in_force):
        raise Conflict(Violation(BUSY))
    if proof is not None and proof != hash_proof(in_force):
        raise ImproperlyConfigured(f"version {in_force} of PORTAL_HASH_KEY is not the key that is in force")


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
    """The newest data key, looked up once per intention with the hash version; a month gets a new one."""
    memory = transaction_memory() if in_intention() else {}
    known = memory.get("keys.current")
    if isinstance(known, int):
        return known, _data_key(known)
    month = clock.business_date(clock.now()).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        number, of_month, version, proof = cursor.fetchone()
    _check_hash(version or HASH_VERSION, None if proof is None else bytes(proof))
    if number is None or of_month < month:
        number = _make_apart(month)
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
