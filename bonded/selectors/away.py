"""What the ledger has and the warehouse has not: through the gate, not booked yet; and the reverse."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, Sum

from bonded.models import Booking, InventoryLine, InventoryType, LotCounter, LotEntry, StockDocLine
from bonded.rules import flow

_ZERO = Decimal(0)
# Formally booked: the counters know where the goods are.
_KNOWN = (Booking.BOOKED, Booking.WRITTEN_OFF)


class Away(NamedTuple):
    """By item and by lot: above zero lies outside, below zero lies here and is not in the ledger yet."""

    items: dict[int, Decimal]
    lots: dict[int, Decimal]


class _Line(NamedTuple):
    item_id: int
    subject_id: int
    seq: int
    direction: str
    qty: Decimal


def away_of(item_ids: Collection[int]) -> Away:
    """What of these items is somewhere else than the ledger says, three queries.

    Deliveries in batches, repairs and the like, and goods that passed the gate before their release. Goods
    that came in have no lot before they are booked, and parcels of which only a part has passed name none.
    """
    lines = [*_of_inventories(item_ids), *_of_documents(item_ids)]
    items: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        items[line.item_id] += line.qty if line.direction == "E" else -line.qty
    outside = {(line.subject_id, line.seq): line.qty for line in lines if line.direction == "E"}
    return Away(dict(items), _of_lots(outside, item_ids=item_ids))


def _of_inventories(item_ids: Collection[int]) -> list[_Line]:
    """Through the gate on an inventory that is not booked; those of documents are found with these."""
    rows = InventoryLine.objects.filter(
        item__in=item_ids,
        passed_qty__gt=0,
        inventory__status=flow.APPROVED,
        inventory__booking=Booking.PRE_BOOKED,
    )
    rows = rows.exclude(inventory__inv_type=InventoryType.CENTRALISED)
    return [
        _Line(*row)
        for row in rows.values_list("item_id", "inventory_id", "seq", "inventory__direction", "passed_qty")
    ]


def _of_documents(item_ids: Collection[int]) -> list[_Line]:
    """Through the gate on an in/out document, not back, and not booked with a centralised inventory."""
    unbooked = Q(document__inventory__isnull=True) | ~Q(document__inventory__booking__in=_KNOWN)
    rows = StockDocLine.objects.filter(
        unbooked,
        item__in=item_ids,
        passed_qty__gt=F("back_qty"),
        document__status=flow.APPROVED,
        document__returns__isnull=True,
    )
    return [
        _Line(item, document, seq, direction, passed - back)
        for item, document, seq, direction, passed, back in rows.values_list(
            "item_id", "document_id", "seq", "document__direction", "passed_qty", "back_qty"
        )
    ]


def _of_lots(outside: dict[tuple[int, int], Decimal], *, item_ids: Collection[int]) -> dict[int, Decimal]:
    """From which lots these lines took what is outside; of a part that of the lots that expire first."""
    if not outside:
        return {}
    rows = LotEntry.objects.filter(
        subject_id__in={subject for subject, _ in outside}, counter=LotCounter.TAKEN, lot__item__in=item_ids
    )
    sums = rows.values("subject_id", "line", "lot_id").annotate(taken=Sum("qty")).filter(taken__gt=0)
    left, found = dict(outside), dict[int, Decimal]()
    order = ("subject_id", "line", F("lot__best_before").asc(nulls_last=True), "lot_id")
    for subject, line, lot_id, taken in sums.order_by(*order).values_list(
        "subject_id", "line", "lot_id", "taken"
    ):
        part = min(taken, left.get((subject, line), _ZERO))
        left[subject, line] = left.get((subject, line), _ZERO) - part
        found[lot_id] = found.get(lot_id, _ZERO) + part
    return found
