"""SQL for the buyers' years: lock, add, and find what has not been given back."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

from kernel.orm.locks import note_lock


def add_to_buyers(rows: Sequence[tuple[bytes, int, str, Decimal]]) -> None:
    """Add each ``(buyer_key, year, goods, quantity)`` to its running total; rows are locked already."""
    if not rows:
        return
    keys, years, goods, quantities = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE declarations_buyeryear AS b SET used = b.used + n.quantity"
            " FROM unnest(%s::bytea[], %s::smallint[], %s::text[], %s::numeric[]) AS n(buyer_key, year,"
            " goods, quantity)"
            " WHERE (b.buyer_key, b.year, b.goods) = (n.buyer_key, n.year, n.goods)",
            [keys, years, goods, quantities],
        )


def lock_buyers(keys: Sequence[tuple[bytes, int, str]]) -> dict[tuple[bytes, int, str], Decimal]:
    """Lock the running totals of these buyers in key order, making missing ones; the used quantity by key."""
    if not keys:
        return {}
    note_lock("declarations_buyeryear")
    wanted = sorted(set(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO declarations_buyeryear AS b (buyer_key, year, goods, used)"
            " SELECT buyer_key, year, goods, 0 FROM unnest(%s::bytea[], %s::smallint[], %s::text[])"
            ' AS k(buyer_key, year, goods) ORDER BY buyer_key, year, goods COLLATE "C"'
            " ON CONFLICT (buyer_key, year, goods) DO UPDATE SET used = b.used"
            " RETURNING buyer_key, year, goods, used",
            [[k[0] for k in wanted], [k[1] for k in wanted], [k[2] for k in wanted]],
        )
        return {(bytes(key), year, goods): used for key, year, goods, used in cursor.fetchall()}


def unreturned_of_buyers(list_ids: Sequence[int]) -> list[tuple[int, bytes, int, str, Decimal]]:
    """What these lists took and have not given back: (list, buyer, year, goods, quantity)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, buyer_key, year, goods, sum(quantity) FROM declarations_buyerentry"
            " WHERE subject_id = ANY(%s) GROUP BY 1, 2, 3, 4 HAVING sum(quantity) > 0 ORDER BY 2, 3, 4, 1",
            [list(list_ids)],
        )
        return [(row[0], bytes(row[1]), row[2], row[3], row[4]) for row in cursor.fetchall()]
