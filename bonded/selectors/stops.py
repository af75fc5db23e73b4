"""Stop orders in force: what of many lists, items, vehicles and firms is stopped; and the orders as pages."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from bonded.facts import StopTarget
from bonded.models import (
    Counter,
    Disposal,
    InventoryLine,
    LedgerEntry,
    LedgerItem,
    Lot,
    LotCounter,
    LotEntry,
    ParcelLine,
    StockDoc,
    StopKind,
    StopOrder,
    StopOrderEvent,
    Vehicle,
)
from bonded.permissions import holders_of
from bonded.rules.flow import LIFTED, STOPPED
from bonded.rules.stops import plate_of
from enterprises.facts import Actor
from enterprises.selectors import firm_for_officer


class Stops(NamedTuple):
    """Stop numbers by what they stop, the oldest first order of each; lots by (item id, lot number)."""

    lists: dict[str, str]
    items: dict[int, str]
    lots: dict[tuple[int, str], str]
    plates: dict[str, str]
    firms: dict[int, str]

    @property
    def any(self) -> bool:
        """Whether something of what was asked for is stopped."""
        return any((self.lists, self.items, self.lots, self.plates, self.firms))


class ListGoods(NamedTuple):
    """An import list as stops see it: its number and the firms that stand behind it."""

    list_no: str
    firm_ids: frozenset[int] = frozenset()


def live_stops(
    *,
    list_nos: Iterable[str] = (),
    item_ids: Iterable[int] = (),
    plates: Iterable[str] = (),
    firm_ids: Iterable[int] = (),
) -> Stops:
    """What of these is stopped now, all lots of the items included; one query."""
    wanted = (
        Q(kind=StopKind.LIST, target_no__in=set(list_nos))
        | Q(kind__in=(StopKind.ITEM, StopKind.LOT), item_id__in=set(item_ids))
        | Q(kind=StopKind.VEHICLE, target_no__in=set(plates))
        | Q(kind=StopKind.FIRM, firm_id__in=set(firm_ids))
    )
    return _sorted_out(_live().filter(wanted))


def stopped_lists(lists: Mapping[int, ListGoods]) -> dict[int, str]:
    """Which of these import lists (by id) a stop keeps from going on, and the number of one stop each.

    A list is stopped itself, through a firm behind it or whose ledger its goods lie on, or through a ledger
    item or lot that it holds. One query where only lists are stopped, at most five otherwise.
    """
    if not lists:
        return {}
    stops = _sorted_out(
        _live().filter(
            Q(kind=StopKind.LIST, target_no__in={goods.list_no for goods in lists.values()})
            | Q(kind__in=(StopKind.FIRM, StopKind.ITEM, StopKind.LOT))
        )
    )
    found = _by_goods(lists.keys(), stops=stops)
    for list_id, goods in lists.items():
        numbers = [stops.lists.get(goods.list_no), *(stops.firms.get(firm) for firm in goods.firm_ids)]
        named = sorted(number for number in numbers if number)
        if named:
            found[list_id] = named[0]
    return found


def lots_of_inventory(inventory_id: int) -> frozenset[tuple[int, str]]:
    """The lots behind an inventory, by item and lot number: those it names, and those taken for it.

    Of a centralised one those that its in/out documents took.
    """
    named = InventoryLine.objects.filter(inventory=inventory_id).values_list("item_id", "lot_no")
    documents = StockDoc.objects.filter(inventory=inventory_id).values_list("pk", flat=True)
    taken = LotEntry.objects.filter(
        subject_id__in=[inventory_id, *documents], counter__in=(LotCounter.TAKEN, LotCounter.OUT)
    )
    held = taken.values_list("lot__item_id", "lot__lot_no").annotate(held=Sum("qty")).filter(held__gt=0)
    return frozenset({*named, *((item, lot) for item, lot, _ in held.order_by())})


def find_target(
    actor: Actor, *, kind: str, number: str, ems_no: str = "", lot_no: str = ""
) -> StopTarget | None:
    """The ledger item, lot, vehicle or firm of these numbers as far as the officer's offices have it.

    An item is named by ledger and record number, a lot by its number besides. A plate that nobody has on
    record is found all the same: it stops whoever drives up. Import lists are found by the room above.
    """
    number = number.strip()
    if kind in (StopKind.ITEM, StopKind.LOT):
        return _item_or_lot(actor, kind=kind, ems_no=ems_no.strip(), item=number, lot_no=lot_no.strip())
    if kind == StopKind.VEHICLE:
        plate = plate_of(number)
        vehicle = Vehicle.objects.filter(plate=plate).order_by("-pk").first()
        firm_id = vehicle.firm_id if vehicle is not None else None
        return StopTarget(kind, plate, actor.office, firm_id=firm_id) if plate else None
    if kind == StopKind.FIRM:
        firm = firm_for_officer(actor, customs_code=number)
        return StopTarget(kind, number, firm.office or actor.office, firm_id=firm.pk) if firm else None
    return None


def stops_for(
    actor: Actor, *, on: date, kind: str = "", search: str = "", lifted: bool | None = None
) -> "QuerySet[StopOrder]":
    """The orders that the actor may see, by kind, words and whether they are over; page them by key."""
    rows = _scoped(actor, on=on).select_related("firm", "item__ledger")
    if kind in StopKind.values:
        rows = rows.filter(kind=kind)
    if lifted is not None:
        rows = rows.filter(status=LIFTED if lifted else STOPPED)
    word = search.strip()
    if word:
        rows = rows.filter(
            Q(number=word)
            | Q(target_no__icontains=word)
            | Q(firm__customs_code=word)
            | Q(firm__name_zh__icontains=word)
        )
    return rows


def stop_by_number(actor: Actor, *, number: str, on: date) -> StopOrder | None:
    """One order if the actor may see it."""
    row = StopOrder.objects.select_related("firm", "item__ledger").filter(number=number).first()
    return row if row is not None and may_see_stop(actor, row=row, on=on) else None


def may_see_stop(actor: Actor, *, row: StopOrder, on: date) -> bool:
    """Who is concerned: officers of its office, and of the goods' or firm's; the firm and its agent.

    Who may see a stop of another office honours it, too; only its own office lifts it.
    """
    if actor.is_officer:
        return not actor.offices.isdisjoint(_offices_of(row))
    return actor.is_system or row.firm_id in holders_of(actor, on=on)


def stops_shown(stops: Stops, *, actor: Actor, on: date) -> list[tuple[str, bool]]:
    """The numbers of these stops, each once, and whether its page opens for the actor."""
    numbers = sorted({number for of_kind in stops for number in of_kind.values()})
    return [(number, stop_by_number(actor, number=number, on=on) is not None) for number in numbers]


def stops_of_disposal(row: Disposal) -> dict[str, int]:
    """Who ordered each stop in force of the goods of a report (item, named lot, or firm), by its number."""
    named = set(row.lines.values_list("item_id", "lot_no"))
    rows = _live().filter(
        Q(kind__in=(StopKind.ITEM, StopKind.LOT), item_id__in={item for item, _ in named})
        | Q(kind=StopKind.FIRM, firm_id=row.ledger.firm_id)
    )
    return {
        one.number: one.ordered_by_id
        for one in rows.order_by("subject_id")
        if one.kind != StopKind.LOT or (one.item_id, one.lot_no) in named
    }


def _offices_of(row: StopOrder) -> set[str]:
    """The offices that a stop concerns."""
    found = {row.office}
    if row.item is not None:
        found.add(row.item.ledger.office)
    if row.firm is not None:
        found |= {row.firm.office, row.firm.zone} - {""}
    return found


def stop_events(row: StopOrder) -> list[StopOrderEvent]:
    """What happened to an order, in order."""
    return list(StopOrderEvent.objects.filter(subject_id=row.pk).order_by("id"))


def _scoped(actor: Actor, *, on: date) -> "QuerySet[StopOrder]":
    """All orders that ``may_see_stop`` lets pass, as a query."""
    if actor.is_officer:
        mine = actor.offices
        firms = Q(firm__office__in=mine) | Q(firm__zone__in=mine)
        return StopOrder.objects.filter(Q(office__in=mine) | Q(item__ledger__office__in=mine) | firms)
    if actor.is_firm:
        return StopOrder.objects.filter(firm_id__in=holders_of(actor, on=on))
    return StopOrder.objects.all() if actor.is_system else StopOrder.objects.none()


def _item_or_lot(actor: Actor, *, kind: str, ems_no: str, item: str, lot_no: str) -> StopTarget | None:
    """The item, or a lot of it that came in at some time, at a ledger of the officer's offices."""
    row = (
        LedgerItem.objects.select_related("ledger")
        .filter(ledger__ems_no=ems_no, ledger__office__in=actor.offices, item_record_no=item)
        .first()
    )
    if row is None:
        return None
    number = f"{ems_no}/{item}"
    if kind == StopKind.LOT:
        if not lot_no or not Lot.objects.filter(item=row, lot_no=lot_no).exists():
            return None
        number = f"{number}/{lot_no}"
    else:
        lot_no = ""
    return StopTarget(kind, number, row.ledger.office, row.pk, lot_no, row.ledger.firm_id)


def _by_goods(list_ids: Collection[int], *, stops: Stops) -> dict[int, str]:
    """Lists that hold a stopped item or took of a stopped lot, the goods of released ones included."""
    found: dict[int, str] = {}
    for list_id, item_id, lot_no in _lots_held(list_ids, item_ids={item for item, _ in stops.lots}):
        if (item_id, lot_no) in stops.lots:
            found[list_id] = stops.lots[item_id, lot_no]
    for list_id, item_id, firm_id in _items_held(list_ids, stops=stops):
        found[list_id] = stops.items.get(item_id) or stops.firms[firm_id]
    return found


def _lots_held(list_ids: Collection[int], *, item_ids: Collection[int]) -> list[tuple[int, int, str]]:
    """List, item and lot number for what the lists have taken of lots of these items."""
    if not item_ids:
        return []
    rows = (
        LotEntry.objects.filter(
            subject_id__in=list_ids,
            counter__in=(LotCounter.TAKEN, LotCounter.OUT),
            lot__in=Lot.objects.filter(item_id__in=item_ids),
        )
        .values_list("subject_id", "lot__item_id", "lot__lot_no")
        .annotate(held=Sum("qty"))
        .filter(held__gt=0)
        .order_by("subject_id", "lot__item_id", "lot__lot_no")
    )
    return [(list_id, item_id, lot_no) for list_id, item_id, lot_no, _ in rows]


def _items_held(list_ids: Collection[int], *, stops: Stops) -> list[tuple[int, int, int]]:
    """List, item and its ledger's firm for what the lists hold, or held when released, of what is stopped."""
    if not (stops.items or stops.firms):
        return []
    items = LedgerItem.objects.filter(
        Q(pk__in=stops.items.keys()) | Q(ledger__firm_id__in=stops.firms.keys())
    ).values_list("pk", "ledger__firm_id")
    firms = dict(items)
    booked = (
        LedgerEntry.objects.filter(
            subject_id__in=list_ids, item_id__in=firms.keys(), counter=Counter.PREVD_REDC
        )
        .values_list("subject_id", "item_id")
        .annotate(held=Sum("qty"))
        .filter(held__gt=0)
        .order_by("subject_id", "item_id")
    )
    lines = ParcelLine.objects.filter(parcel_id__in=list_ids, item_id__in=firms.keys()).order_by("pk")
    pairs = [(list_id, item_id) for list_id, item_id, _ in booked]
    pairs += lines.values_list("parcel_id", "item_id")
    return [(list_id, item_id, firms[item_id]) for list_id, item_id in pairs]


def _live() -> "QuerySet[StopOrder]":
    return StopOrder.objects.filter(status=STOPPED)


def _sorted_out(rows: "QuerySet[StopOrder]") -> Stops:
    """The orders by what they stop; of several on one thing the oldest is named."""
    stops = Stops({}, {}, {}, {}, {})
    for kind, target_no, item_id, lot_no, firm_id, number in rows.order_by("subject_id").values_list(
        "kind", "target_no", "item_id", "lot_no", "firm_id", "number"
    ):
        if kind == StopKind.LIST:
            stops.lists.setdefault(target_no, number)
        elif kind == StopKind.ITEM:
            stops.items.setdefault(item_id, number)
        elif kind == StopKind.LOT:
            stops.lots.setdefault((item_id, lot_no), number)
        elif kind == StopKind.VEHICLE:
            stops.plates.setdefault(target_no, number)
        else:
            stops.firms.setdefault(firm_id, number)
    return stops
