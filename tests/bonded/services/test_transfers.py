"""Transfers: the receiver files first, the sender quotes it, the pair nets to zero."""

import pytest

from bonded.models import Booking, GateAxis, Inventory, LedgerItem
from bonded.rules import flow
from bonded.services import inventories, inventory_booking
from bonded.services.transfers import receive_transfer
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.bonded.inventory_world import (
    EMS,
    FIRST,
    SECOND,
    check_books,
    counters,
    filed,
    fresh,
    goods,
    head,
    moved,
    other_zone,
    ride,
)
from tests.office import AT, rule_codes

THEIRS = "T4921W000777"


@pytest.fixture
def office(office_stage, db):
    return office_stage()


@pytest.fixture
def other(office):
    return other_zone(71)[0]


def inbound(other, *, inv_type: str = "6", qty: str = "4", ems_no: str = THEIRS, **said: object) -> Inventory:
    """The receiver's half, filed on its own ledger, naming the demo ledger as the sender's."""
    values = {"traf_mode": "Y", "ems_no": ems_no, "related_ems_no": EMS, **said}
    return filed(other, head(inv_type=inv_type, **values), goods("THEIRS", qty=qty))


def outbound(office, receiving: Inventory, *lines, inv_type: str = "6", ems_no: str = THEIRS) -> str:
    first = head(
        inv_type=inv_type,
        direction="E",
        traf_mode="Y",
        related_no=receiving.number,
        related_ems_no=ems_no,
    )
    return inventories.draft_inventory(
        actor=office.broker, head=first, lines=lines or [goods(qty="4")], at=AT
    )


def refused(office, number: str) -> list[str]:
    with pytest.raises(Refused) as refusal:
        inventories.submit_inventory(actor=office.broker, number=number, at=AT)
    return rule_codes(refusal.value.violations)


def test_inside_the_zone_both_halves_are_booked_together_when_the_receiver_says_so(office, other):
    mine, theirs = counters(), counters("THEIRS", ems_no=THEIRS)
    receiving = inbound(other)
    assert (receiving.status, receiving.declares) == (flow.APPROVED, False)
    with pytest.raises(Refused) as refusal:
        receive_transfer(actor=other, number=receiving.number, at=AT)
    assert rule_codes(refusal.value.violations) == ["INV-39"]
    number = outbound(office, receiving)
    assert inventories.submit_inventory(actor=office.broker, number=number, at=AT) == flow.APPROVED
    assert moved(mine, counters()) == (0, 0, 0, 4)
    assert moved(theirs, counters("THEIRS", ems_no=THEIRS)) == (0, 0, 4, 0)
    sending = Inventory.objects.get(number=number)
    with pytest.raises(Refused):
        receive_transfer(actor=office.broker, number=number, at=AT)
    receive_transfer(actor=other, number=receiving.number, at=AT)
    for row in (receiving, sending):
        assert (fresh(row).gate_axis, fresh(row).booking) == (GateAxis.ALL, Booking.BOOKED)
    assert moved(mine, counters()) == (0, 4, 0, 0)
    assert moved(theirs, counters("THEIRS", ems_no=THEIRS)) == (4, 0, 0, 0)
    with pytest.raises(Refused):
        receive_transfer(actor=other, number=receiving.number, at=AT)
    check_books()


def test_between_zones_each_half_has_its_own_gate_and_declaration(office):
    other, ledger = other_zone(72, office="4908", no="T4908W000777")
    mine, theirs = counters(), counters("THEIRS", ems_no="T4908W000777")
    receiving = inbound(other, inv_type="0", ems_no=ledger.ems_no)
    assert (receiving.declares, receiving.office) == (True, "4908")
    number = outbound(office, receiving, inv_type="0", ems_no=ledger.ems_no)
    inventories.submit_inventory(actor=office.broker, number=number, at=AT)
    sending = Inventory.objects.get(number=number)
    for row in (sending, receiving):
        ride(row)
        with intention():
            inventory_booking.declaration_released([row.pk], at=AT, actor_id=None)
        assert fresh(row).booking == Booking.BOOKED
    change = [moved(mine, counters()), moved(theirs, counters("THEIRS", ems_no=ledger.ems_no))]
    assert change == [(0, 4, 0, 0), (4, 0, 0, 0)]
    check_books()


def test_the_sender_quotes_an_approved_inventory_of_that_very_receiver(office, other):
    receiving = inbound(other)
    assert refused(office, outbound(office, receiving, goods(qty="5"))) == ["INV-55"]
    assert refused(office, outbound(office, receiving, goods(SECOND.item_record_no, qty="4"))) == ["INV-55"]
    assert refused(office, outbound(office, receiving, goods(qty="2"), goods(qty="2"))) == ["INV-54"]
    nobody = Inventory(number="QD492126I000999999")
    assert refused(office, outbound(office, nobody)) == ["INV-51"]
    inventories.void_inventory(actor=other, number=receiving.number, reason="改单重报", at=AT)
    assert refused(office, outbound(office, receiving)) == ["INV-51"]


def test_a_receivers_inventory_has_one_sender_and_stays_while_it_is_quoted(office, other):
    receiving = inbound(other)
    number = outbound(office, receiving)
    inventories.submit_inventory(actor=office.broker, number=number, at=AT)
    assert refused(office, outbound(office, receiving)) == ["INV-53"]
    with pytest.raises(Refused) as refusal:
        inventories.void_inventory(actor=other, number=receiving.number, reason="改单重报", at=AT)
    assert rule_codes(refusal.value.violations) == ["INV-32"]
    inventories.void_inventory(actor=office.broker, number=number, reason="不转了，作废", at=AT)
    inventories.void_inventory(actor=other, number=receiving.number, reason="改单重报", at=AT)
    assert LedgerItem.objects.get(item_record_no="THEIRS").prevd_inc_qty == 0
    check_books()


def test_sides_and_type_fit_together(office, other):
    receiving = inbound(other)
    assert refused(office, outbound(office, receiving, inv_type="0")) == ["INV-52", "INV-56"]
    same = head(inv_type="6", related_ems_no=EMS)
    number = inventories.draft_inventory(actor=office.broker, head=same, lines=[goods()], at=AT)
    assert refused(office, number) == ["INV-57"]
    unknown = head(inv_type="6", related_ems_no="T4921W999999")
    number = inventories.draft_inventory(actor=office.broker, head=unknown, lines=[goods()], at=AT)
    assert refused(office, number) == ["INV-59"]
    quoting = head(inv_type="6", related_ems_no=THEIRS, related_no=receiving.number)
    number = inventories.draft_inventory(actor=office.broker, head=quoting, lines=[goods()], at=AT)
    assert "INV-58" in refused(office, number)
    half = head(inv_type="6", direction="E", related_ems_no=THEIRS)
    number = inventories.draft_inventory(actor=office.broker, head=half, lines=[goods()], at=AT)
    assert "INV-60" in refused(office, number)
    assert FIRST.item_record_no
