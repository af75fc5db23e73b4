"""SQL of a hash rotation: pairs of old and new hashes in a table of the owner's, and the one swap."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pgtrigger
from django.db import connection

from kernel.orm.tx import require_transaction, savepoint
from kernel.refusal import Conflict, Violation
from kernel.rules import BUSY

_ONE_ROTATION = 0x68617368
_PROOF = b"proof"  # the row that says for which key the pairs were made; no hash is so short
# Every stored keyed hash but the yearly totals; where there are two, a column says their version.
_COLUMNS = {
    "declarations_order": ("digest", "buyer_key"),
    "declarations_payment": ("digest", "payer_key"),
    "declarations_waybill": ("digest",),
    "declarations_importlist": ("digest", "buyer_key"),
    "declarations_current": ("digest",),
    "declarations_inboxmessage": ("digest",),
    "declarations_buyerentry": ("buyer_key",),
    "kernel_file": ("fingerprint",),
}
_NEW = "(SELECT new FROM declarations_rehash WHERE old = t.{0})"


@contextmanager
def one_rotation() -> Iterator[None]:
    """Keep other rotations out.

    Raises:
        Conflict: one is running.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_ROTATION])
        if not cursor.fetchone()[0]:
            raise Conflict(Violation(BUSY))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_ROTATION])


def open_pairs(proof: bytes) -> None:
    """Make the table of pairs, or keep what a killed rotation to the same key left in it.

    No model: pairs link old hashes to new ones, so only the owner may read them and the swap drops
    them. Unlogged keeps them out of the archived log.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNLOGGED TABLE IF NOT EXISTS declarations_rehash"
            " (old bytea PRIMARY KEY, new bytea NOT NULL)"
        )
        cursor.execute("SELECT 1 FROM declarations_rehash WHERE (old, new) = (%s, %s)", [_PROOF, proof])
        if cursor.fetchone() is None:
            cursor.execute("TRUNCATE declarations_rehash")
            add_pairs({_PROOF: proof})


def unprepared(table: str, *, column: str, after: int, limit: int) -> list[int]:
    """Ids above ``after`` of rows whose hash has no pair yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} t WHERE id > %s AND NOT EXISTS"  # noqa: S608 - own names
            f" (SELECT FROM declarations_rehash WHERE old = t.{column}) ORDER BY id LIMIT %s",
            [after, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def add_pairs(pairs: Mapping[bytes, bytes]) -> None:
    """Remember what each old hash becomes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO declarations_rehash SELECT * FROM unnest(%s::bytea[], %s::bytea[])"
            " ON CONFLICT (old) DO NOTHING",
            [list(pairs), list(pairs.values())],
        )


def lock_hashes() -> None:
    """Wait for everybody who has sealed or booked, then keep them out; pages can still be read.

    ``kernel_hashkey`` comes first: once it is ours nobody is left who hashed with the old version.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE kernel_hashkey, declarations_buyeryear, declarations_buyerentry"
            " IN ACCESS EXCLUSIVE MODE"
        )
        cursor.execute(f"LOCK TABLE {', '.join(_COLUMNS)} IN EXCLUSIVE MODE")


def swap_hashes(version: int) -> None:
    """Write the new hash in place of every old one and drop the pairs.

    A hash without a pair becomes NULL, which the columns refuse.
    """
    require_transaction()
    # The savepoint, because pgtrigger says its farewell in SQL, which would hide what went wrong.
    with pgtrigger.ignore("declarations.BuyerEntry:append_only"), savepoint(), connection.cursor() as cursor:
        cursor.execute("ANALYZE declarations_rehash")
        for table, columns in _COLUMNS.items():
            changes = [f"{column} = {_NEW.format(column)}" for column in columns]
            changes += [f"hash_version = {version:d}"] if len(columns) > 1 else []
            cursor.execute(f"UPDATE {table} t SET {', '.join(changes)}")  # noqa: S608 - own names
        # Sums: should two old hashes have stood for one person, they share one total from now on.
        cursor.execute(
            "WITH t AS (DELETE FROM declarations_buyeryear RETURNING *)"  # noqa: S608 - own names
            " INSERT INTO declarations_buyeryear (buyer_key, year, goods, used)"
            f" SELECT {_NEW.format('buyer_key')} AS person, year, goods, sum(used) FROM t GROUP BY 1, 2, 3"
        )
        cursor.execute("DROP TABLE declarations_rehash")
