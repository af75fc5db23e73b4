"""Inventories and parcels for tests: heads and lines that fit the demo ledger, rides through the gate."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal as D

from django.db.models import Sum

from bonded.demo import EMS_NO as EMS
from bonded.demo import ITEMS
from bonded.facts import InventoryGoods, InventoryHead, NewParcel, ParcelGoods, PreBooking, Ride
from bonded.models import Inventory, Ledger, LedgerEntry, LedgerItem, Lot, LotEntry
from bonded.selectors.ledgers import audit_bonded
from bonded.services import carried, inventories
from bonded.services.parcels import add_parcels
from bonded.services.stock import open_stock
from enterprises.facts import Actor
from enterprises.models import Firm, FirmGrade
from enterprises.selectors import actor_of_firm
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from tests.office import AT, stranger

FIRST, SECOND = ITEMS[0], ITEMS[1]
_serial = iter(range(1, 10**9))


def head(*, own_no: str = "", inv_type: str = "0", direction: str = "I", **said: object) -> InventoryHead:
    """A head that says what is needed; first line in from abroad where nothing else is said."""
    values: dict[str, object] = {
        "supv_mode": "5000", "traf_mode": "5", "port": "4908", "country": "601", **said
    }  # fmt: skip
    name = own_no or f"OWN-{next(_serial)}"
    return InventoryHead(
        str(values.pop("ems_no", EMS)),
        name,
        inv_type,
        direction,
        **values,  # type: ignore[arg-type]
    )


def goods(no: str = FIRST.item_record_no, qty: str = "10", **said: object) -> InventoryGoods:
    """A line of an item of the demo ledger at 2.5 each."""
    amount = D(qty)
    values: dict[str, object] = {
        "unit_price": D("2.5"), "total": (amount * D("2.5")).quantize(D("0.01")), "origin": "601",
        "gross_kg": amount, "net_kg": amount, **said,
    }  # fmt: skip
    return InventoryGoods(no, "", "", amount, **values)  # type: ignore[arg-type]


def filed(actor: Actor, first: InventoryHead, *lines: InventoryGoods) -> Inventory:
    """An inventory drafted and handed in."""
    number = inventories.draft_inventory(actor=actor, head=first, lines=lines or [goods()], at=AT)
    inventories.submit_inventory(actor=actor, number=number, at=AT)
    return Inventory.objects.get(number=number)


def dishonest(firm_id: int) -> None:
    """The firm falls to the grade whose papers officers decide."""
    since = date(2026, 5, 1)
    FirmGrade.objects.filter(firm_id=firm_id, valid_to__isnull=True).update(valid_to=since)
    FirmGrade.objects.create(firm_id=firm_id, grade="dishonest", valid_from=since, ground="fraud")


def fresh(row: Inventory) -> Inventory:
    """The row as it stands now."""
    return Inventory.objects.get(pk=row.pk)


def rides(row: Inventory, *, share: str = "1") -> list[Ride]:
    """Rides with a share of each line."""
    return [Ride("1", row.pk, line.pk, line.qty * D(share)) for line in row.lines.order_by("seq")]


def ride(row: Inventory, *, share: str = "1") -> None:
    """Put a share of each line on a gate pass and take it through the gate."""
    with intention():
        carried.put_on_pass(rides(row, share=share), at=AT, actor_id=None)
        carried.pass_gate(rides(row, share=share), at=AT, actor_id=None)


def item(no: str = FIRST.item_record_no, *, ems_no: str = EMS) -> LedgerItem:
    """A ledger item as it stands now."""
    return LedgerItem.objects.get(ledger__ems_no=ems_no, item_record_no=no)


def counters(no: str = FIRST.item_record_no, *, ems_no: str = EMS) -> tuple[D, D, D, D]:
    """Actually in and out, pre-booked in and out."""
    row = item(no, ems_no=ems_no)
    return row.actl_inc_qty, row.actl_redc_qty, row.prevd_inc_qty, row.prevd_redc_qty


def moved(before: Sequence[D], after: Sequence[D]) -> tuple[D, ...]:
    """What the counters changed by."""
    return tuple(b - a for a, b in zip(before, after, strict=True))


def other_zone(number: int, *, office: str = "4921", no: str = "T4921W000777") -> tuple[Actor, Ledger]:
    """Another zone operator with a ledger that has the first demo item, without stock."""
    firm = Firm.objects.get(customs_code=stranger(number, kind="zone_operator", code="").code)
    row = Ledger.objects.create(
        ems_no=no, firm=firm, office=office, valid_from=date(2020, 1, 1), opened_at=AT
    )
    LedgerItem.objects.create(
        ledger=row,
        item_record_no="THEIRS",
        gcode=FIRST.gcode,
        gname=FIRST.gname,
        unit=FIRST.unit,
    )
    actor = actor_of_firm(firm.customs_code, at=AT)
    assert actor is not None
    return actor, row


def released(*lines: tuple[str, str], firm_code: str = "", gross: str = "1.5", days: int = 0) -> NewParcel:
    """A released list: its stock pre-booked as acceptance does it, then made a parcel."""
    (pk,) = reserve(1)
    ledger = Ledger.objects.select_related("firm").get(ems_no=EMS)
    code = firm_code or ledger.firm.customs_code
    at = AT - timedelta(days=days)
    wanted = lines or ((FIRST.item_record_no, "2"),)
    bookings = []
    for place, (no, qty) in enumerate(wanted, start=1):
        row = item(no)
        bookings.append(
            PreBooking(pk, place, EMS, no, code, row.gcode, D(qty), row.unit, code, f"B{pk:017d}")
        )
    parcel = NewParcel(
        pk, f"B{pk:017d}", f"WB{pk}", "4921", at, D(gross),
        tuple(ParcelGoods(n, D("10.50"), "142") for n in range(1, len(wanted) + 1)),
    )  # fmt: skip
    with intention():
        desk = open_stock([b.key for b in bookings], on=business_date(AT))
        desk.take(bookings)
        desk.write(at=at, actor_id=None)
        add_parcels([parcel], at=at, actor_id=None)
    return parcel


def check_books() -> None:
    """Entries sum to counters, lots to their items, and nothing is below zero."""
    found = audit_bonded()
    assert found == [], found[:5]
    for row in LedgerItem.objects.all():
        assert min(row.actl_inc_qty, row.actl_redc_qty, row.prevd_inc_qty, row.prevd_redc_qty) >= 0
        sums = LedgerEntry.objects.filter(item=row).values("counter").annotate(all=Sum("qty"))
        by_counter = {one["counter"]: one["all"] for one in sums}
        stands = (row.actl_inc_qty, row.actl_redc_qty, row.prevd_inc_qty, row.prevd_redc_qty)
        assert tuple(by_counter.get(n, D(0)) for n in (1, 2, 3, 4)) == stands
        lots = list(Lot.objects.filter(item=row))
        assert sum((lot.in_qty - lot.out_qty for lot in lots), D(0)) == row.actl_inc_qty - row.actl_redc_qty
        assert sum((lot.taken_qty for lot in lots), D(0)) <= row.prevd_redc_qty
        for lot in lots:
            taken = LotEntry.objects.filter(lot=lot, counter=3).aggregate(all=Sum("qty"))["all"] or D(0)
            assert taken == lot.taken_qty >= 0
