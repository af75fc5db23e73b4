"""Stock in sets: what a few thousand list lines need, each in one statement."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from bonded.facts import Key, LedgerFact
from bonded.models import Counter, Ledger, LedgerEntry, LedgerItem, StopKind, StopOrder
from bonded.rules import flow

_ADD = """
UPDATE bonded_ledgeritem AS item SET
    actl_inc_qty = item.actl_inc_qty + more.actl_inc,
    actl_redc_qty = item.actl_redc_qty + more.actl_redc,
    prevd_inc_qty = item.prevd_inc_qty + more.prevd_inc,
    prevd_redc_qty = item.prevd_redc_qty + more.prevd_redc
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[])
    AS more(id, actl_inc, actl_redc, prevd_inc, prevd_redc), bonded_ledger AS ledger
WHERE item.id = more.id AND ledger.id = item.ledger_id
    AND (ledger.written_off_on IS NULL OR ledger.written_off_on < %s)
"""

_SUMS = """
SELECT item.id, item.item_record_no, number.counter, number.qty, coalesce(entry.qty, 0)
FROM bonded_ledgeritem AS item
CROSS JOIN LATERAL (VALUES
    (1, item.actl_inc_qty), (2, item.actl_redc_qty), (3, item.prevd_inc_qty), (4, item.prevd_redc_qty)
) AS number(counter, qty)
LEFT JOIN (
    SELECT item_id, counter, sum(qty) AS qty FROM bonded_ledgerentry GROUP BY item_id, counter
) AS entry ON entry.item_id = item.id AND entry.counter = number.counter
WHERE number.qty <> coalesce(entry.qty, 0)
ORDER BY item.id, number.counter
"""


_STOPPED = """
WITH live AS (
    SELECT item_id, kind, lot_no, number FROM bonded_stoporder WHERE status = %s AND item_id = ANY(%s)
)
SELECT live.item_id, coalesce(max(live.number) FILTER (WHERE live.kind = 'item'), ''),
    (SELECT coalesce(sum(lot.in_qty - lot.out_qty - lot.taken_qty), 0) FROM bonded_lot AS lot
     WHERE lot.item_id = live.item_id AND (lot.item_id, lot.lot_no) IN (
         SELECT item_id, lot_no FROM live AS other WHERE other.kind = 'lot'))
FROM live GROUP BY live.item_id
"""

PRE_BOOKED = (Counter.PREVD_REDC,)


class Outstanding(NamedTuple):
    """What one line of one subject still has of one item on one counter."""

    subject_id: int
    subject_no: str
    line: int
    item_id: int
    qty: Decimal
    counter: int = Counter.PREVD_REDC


class Mismatch(NamedTuple):
    """A counter that is not the sum of its entries."""

    item_id: int
    item_record_no: str
    counter: int
    stands: Decimal
    entries: Decimal


def ledger_facts(ems_nos: Collection[str]) -> dict[str, LedgerFact]:
    """The ledgers of these numbers with the codes of the firms that hold them; unknown ones are absent."""
    stops = StopOrder.objects.filter(kind=StopKind.FIRM, status=flow.STOPPED, firm=OuterRef("firm"))
    rows = Ledger.objects.filter(ems_no__in=ems_nos).values_list(
        "ems_no",
        "firm__credit_code",
        "firm__customs_code",
        "valid_from",
        "valid_to",
        "mark",
        "closed_on",
        Coalesce(Subquery(stops.order_by("subject_id").values("number")[:1]), Value("")),
        "written_off_on",
    )
    return {row[0]: _ledger_fact(*row) for row in rows}


def stopped_items(item_ids: Collection[int]) -> dict[int, tuple[str, Decimal]]:
    """Items that are stopped, or have stopped lots: the item's stop order, what lies free in such lots."""
    with connection.cursor() as cursor:
        cursor.execute(_STOPPED, [flow.STOPPED, list(item_ids)])
        return {item: (number, qty) for item, number, qty in cursor.fetchall()}


def item_keys(keys: Collection[Key]) -> dict[int, Key]:
    """The items of these (ledger number, record number) pairs by id; unknown ones are absent."""
    if not keys:
        return {}
    rows = LedgerItem.objects.filter(
        ledger__ems_no__in={ems_no for ems_no, _ in keys}, item_record_no__in={no for _, no in keys}
    ).values_list("pk", "ledger__ems_no", "item_record_no")
    wanted = set(keys)
    return {pk: (ems_no, no) for pk, ems_no, no in rows if (ems_no, no) in wanted}


def add_to_counters(changes: Mapping[int, Mapping[int, Decimal]], *, on: date) -> int:
    """Add to the counters of locked items: item id to counter to signed quantity, in one UPDATE.

    How many items: those of a ledger in which the period of the day ``on`` is written off are left out.

    Raises:
        IntegrityError: a counter would go below zero or an item be oversold.
    """
    ids = sorted(changes)
    columns = [[changes[pk].get(counter, Decimal(0)) for pk in ids] for counter in Counter.values]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [ids, *columns, on])
        return int(cursor.rowcount)


def items_of(subject_ids: Collection[int], *, counters: Collection[int] = PRE_BOOKED) -> list[int]:
    """The items on which these subjects ever moved one of the counters."""
    entries = LedgerEntry.objects.filter(subject_id__in=subject_ids, counter__in=counters)
    return sorted(entries.values_list("item_id", flat=True).distinct())


def outstanding(
    subject_ids: Collection[int], *, item_ids: Iterable[int], counters: Collection[int] = PRE_BOOKED
) -> list[Outstanding]:
    """What these subjects still have on these (locked) items and counters, in the order of lines."""
    rows = (
        LedgerEntry.objects.filter(
            subject_id__in=subject_ids, item_id__in=list(item_ids), counter__in=counters
        )
        .values_list("subject_id", "line", "item_id", "counter")
        .annotate(number=Max("subject_no"), left=Sum("qty"))
        .filter(left__gt=0)
        .order_by("subject_id", "line", "item_id", "counter")
    )
    return [
        Outstanding(subject, number, line, item, left, counter)
        for subject, line, item, counter, number, left in rows
    ]


def mismatches() -> list[Mismatch]:
    """Every counter that differs from the sum of its entries."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS)
        return [Mismatch(*row) for row in cursor.fetchall()]


def _ledger_fact(
    ems_no: str, credit_code: str, customs_code: str, valid_from: date, valid_to: date | None, *rest: Any
) -> LedgerFact:
    """A row as a fact; a firm may lack one of its codes."""
    codes = frozenset(code for code in (credit_code, customs_code) if code)
    return LedgerFact(ems_no, codes, valid_from, valid_to, *rest)
