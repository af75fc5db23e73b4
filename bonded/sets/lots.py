"""Lots in sets: their numbers changed in one statement, and what papers have of them."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, Sum

from bonded.models import LotCounter, LotEntry, StopKind, StopOrder
from bonded.rules import flow

_ADD = """
UPDATE bonded_lot AS lot SET
    in_qty = lot.in_qty + more.came, out_qty = lot.out_qty + more.gone, taken_qty = lot.taken_qty + more.taken
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[]) AS more(id, came, gone, taken)
WHERE lot.id = more.id
"""

_SUMS = """
SELECT lot.id, lot.lot_no, number.counter, number.qty, coalesce(entry.qty, 0)
FROM bonded_lot AS lot
CROSS JOIN LATERAL (VALUES (1, lot.in_qty), (2, lot.out_qty), (3, lot.taken_qty)) AS number(counter, qty)
LEFT JOIN (
    SELECT lot_id, counter, sum(qty) AS qty FROM bonded_lotentry GROUP BY lot_id, counter
) AS entry ON entry.lot_id = lot.id AND entry.counter = number.counter
WHERE number.qty <> coalesce(entry.qty, 0)
ORDER BY lot.id, number.counter
"""

_ITEMS = """
SELECT item.id, item.item_record_no, item.actl_inc_qty, item.actl_redc_qty,
    coalesce(sum(lot.in_qty), 0), coalesce(sum(lot.out_qty), 0)
FROM bonded_ledgeritem AS item LEFT JOIN bonded_lot AS lot ON lot.item_id = item.id
GROUP BY item.id
HAVING item.actl_inc_qty - item.actl_redc_qty <> coalesce(sum(lot.in_qty - lot.out_qty), 0)
ORDER BY item.id
"""


class HasOfLot(NamedTuple):
    """What one line of one subject has of one lot on one of its numbers."""

    subject_id: int
    subject_no: str
    line: int
    lot_id: int
    qty: Decimal


def add_to_lots(changes: Mapping[int, Mapping[int, Decimal]]) -> None:
    """Add to the numbers of locked lots: lot id to number to signed quantity, in one UPDATE.

    Raises:
        IntegrityError: a number would go below zero or a lot be oversold.
    """
    ids = sorted(changes)
    columns = [[changes[pk].get(counter, Decimal(0)) for pk in ids] for counter in LotCounter.values]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [ids, *columns])


def lots_of(subject_ids: Collection[int], *, counter: int) -> list[HasOfLot]:
    """What these subjects have of lots on this number, in the order of lines and of taking."""
    rows = (
        LotEntry.objects.filter(subject_id__in=subject_ids, counter=counter)
        .values_list("subject_id", "line", "lot_id")
        .annotate(number=Max("subject_no"), left=Sum("qty"))
        .filter(left__gt=0)
        .order_by("subject_id", "line", "lot_id")
    )
    return [HasOfLot(subject, number, line, lot, left) for subject, line, lot, number, left in rows]


def stopped_lots(item_ids: Collection[int]) -> frozenset[tuple[int, str]]:
    """The stopped lots of these items, by item and lot number."""
    live = StopOrder.objects.filter(kind=StopKind.LOT, status=flow.STOPPED, item_id__in=item_ids)
    return frozenset((item, lot) for item, lot in live.values_list("item_id", "lot_no") if item is not None)


def lot_mismatches() -> list[str]:
    """Lots that are not the sum of their entries, and items that are not the sum of their lots."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS)
        found = [
            f"lot {pk} ({lot_no or '-'}): {LotCounter(counter).name} stands at {stands}, its entries sum "
            f"to {sums}"
            for pk, lot_no, counter, stands, sums in cursor.fetchall()
        ]
        cursor.execute(_ITEMS)
        found += [
            f"ledger item {pk} ({number}): {came} in and {gone} out, but its lots have {lots_in} and "
            f"{lots_out}"
            for pk, number, came, gone, lots_in, lots_out in cursor.fetchall()
        ]
    return found
