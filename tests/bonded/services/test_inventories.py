"""Inventories: drafted, handed in, decided, through the gate, declared, booked, deleted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from bonded.facts import Ride
from bonded.models import Booking, EntryAxis, GateAxis, Inventory, InventoryEvent, Lot, PassUse
from bonded.rules import flow
from bonded.services import carried, inventories, inventory_booking
from bonded.services.inventory_deciding import approve_inventory, refuse_inventory
from bonded.services.standing import GATE_PASS_TRAIL
from enterprises.models import Authority, User
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, enter_many, move_many
from kernel.orm.trail import Step as Move
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.bonded.inventory_world import (
    EMS,
    FIRST,
    SECOND,
    check_books,
    counters,
    dishonest,
    filed,
    fresh,
    goods,
    head,
    moved,
    ride,
    rides,
)
from tests.office import AT, rule_codes
from tests.supervision.desk import set_parameter


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def declared(*rows: Inventory) -> None:
    with intention():
        inventory_booking.declaration_released([row.pk for row in rows], at=AT, actor_id=None)


def codes_of(refusal) -> list[str]:
    return rule_codes(refusal.value.violations)


def verbs(row: Inventory) -> list[str]:
    rows = InventoryEvent.objects.filter(subject_id=row.pk).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_first_line_in_is_booked_when_it_is_through_and_declared(office):
    before = counters()
    row = filed(
        office.broker, head(), goods(lot_no="L1", best_before=date(2027, 1, 1), limit_on=date(2028, 1, 1))
    )
    assert (row.status, row.booking, row.gate_axis, row.entry_axis) == (
        flow.APPROVED, Booking.PRE_BOOKED, GateAxis.NONE, EntryAxis.WAITING
    )  # fmt: skip
    assert row.number.startswith("QD492126I")
    assert moved(before, counters()) == (0, 0, 10, 0)
    ride(row, share="0.4")
    assert (fresh(row).gate_axis, fresh(row).booking) == (GateAxis.PART, Booking.PRE_BOOKED)
    declared(row)
    assert (fresh(row).entry_axis, fresh(row).booking) == (EntryAxis.RELEASED, Booking.PRE_BOOKED)
    with intention():
        rest = [Ride("1", row.pk, line.pk, line.qty - line.passed_qty) for line in row.lines.all()]
        carried.put_on_pass(rest, at=AT, actor_id=None)
        carried.pass_gate(rest, at=AT, actor_id=None)
    assert (fresh(row).gate_axis, fresh(row).booking, fresh(row).booked_at) == (3, Booking.BOOKED, AT)
    assert moved(before, counters()) == (10, 0, 0, 0)
    lot = Lot.objects.get(item__ledger__ems_no=EMS, lot_no="L1")
    assert (lot.in_qty, lot.best_before, lot.limit_on) == (10, date(2027, 1, 1), date(2028, 1, 1))
    assert verbs(row) == ["draft", "submit", "pass", "ride", "gate", "release", "ride", "gate", "book"]
    check_books()


def test_second_line_out_by_the_partner_takes_lots_and_books_when_the_declaration_comes_last(office):
    before = counters()
    said = {"traf_mode": "9", "by_partner": True, "partner_code": "430166A001", "partner_name": "收货人"}
    row = filed(
        office.broker, head(direction="E", **said), goods(qty="4"), goods(SECOND.item_record_no, qty="3")
    )
    assert moved(before, counters()) == (0, 0, 0, 4)
    ride(row)
    assert (fresh(row).gate_axis, fresh(row).booking) == (GateAxis.ALL, Booking.PRE_BOOKED)
    declared(row)
    assert fresh(row).booking == Booking.BOOKED
    assert moved(before, counters()) == (0, 4, 0, 0)
    check_books()


def test_second_line_in_and_a_recalled_declaration_gets_a_counter_entry(office):
    before = counters()
    row = filed(
        office.broker, head(traf_mode="9", by_partner=True, partner_code="430166A001", partner_name="发货人")
    )
    ride(row)
    declared(row)
    assert moved(before, counters()) == (10, 0, 0, 0)
    with intention():
        inventory_booking.declaration_recalled([row.pk], at=AT, actor_id=None, note="税号有误")
    assert (fresh(row).booking, fresh(row).entry_axis) == (Booking.PRE_BOOKED, EntryAxis.WAITING)
    assert moved(before, counters()) == (0, 0, 10, 0)
    declared(row)
    assert moved(before, counters()) == (10, 0, 0, 0)
    check_books()


def test_a_wrong_passage_is_taken_back_with_the_booking(office):
    before = counters()
    row = filed(office.broker, head())
    ride(row)
    declared(row)
    with intention():
        carried.undo_gate(rides(row), at=AT, actor_id=None)
    assert (fresh(row).gate_axis, fresh(row).booking) == (GateAxis.NONE, Booking.PRE_BOOKED)
    assert moved(before, counters()) == (0, 0, 10, 0)
    check_books()


def test_declared_twice_or_before_approval_is_a_conflict(office):
    row = filed(office.broker, head())
    declared(row)
    with pytest.raises(Conflict):
        declared(row)
    number = inventories.draft_inventory(actor=office.broker, head=head(), lines=[goods()], at=AT)
    draft = Inventory.objects.get(number=number)
    with pytest.raises(Conflict):
        declared(draft)


def test_a_draft_keeps_what_is_not_complete_and_says_it_when_handed_in(office):
    lacking = head(port="", country="", supv_mode="9999")
    lines = [goods(total=D("99.99")), goods(SECOND.item_record_no, origin="")]
    number = inventories.draft_inventory(actor=office.broker, head=lacking, lines=lines, at=AT)
    with pytest.raises(Refused) as refusal:
        inventories.submit_inventory(actor=office.broker, number=number, at=AT)
    assert [(v.rule.code, v.path) for v in refusal.value.violations] == [
        ("INV-03", "head.port"),
        ("INV-03", "head.country"),
        ("INV-04", "head.supv_mode"),
        ("INV-16", "lines[1].total"),
        ("INV-03", "lines[2].origin"),
    ]
    row = Inventory.objects.get(number=number)
    assert (row.status, row.booking, row.lines.count()) == (flow.DRAFT, Booking.NOT_BOOKED, 2)
    inventories.change_inventory(
        actor=office.broker, number=number, head=head(own_no=row.own_no), lines=[goods()], at=AT
    )
    assert inventories.submit_inventory(actor=office.broker, number=number, at=AT) == flow.APPROVED


def test_the_same_internal_number_is_refused_and_nothing_is_written(office):
    row = filed(office.broker, head(own_no="WMS-1"))
    count = Inventory.objects.count()
    with pytest.raises(Refused) as refusal:
        inventories.draft_inventory(actor=office.broker, head=head(own_no="WMS-1"), lines=[goods()], at=AT)
    assert codes_of(refusal) == ["INV-02"]
    assert dict(refusal.value.violations[0].args)["number"] == row.number
    assert Inventory.objects.count() == count


def test_not_enough_stock_is_refused_at_the_line_and_the_draft_stays(office):
    first = head(direction="E", traf_mode="9")
    number = inventories.draft_inventory(
        actor=office.broker, head=first, lines=[goods(), goods(SECOND.item_record_no, qty="999999999")], at=AT
    )
    before = counters()
    with pytest.raises(Refused) as refusal:
        inventories.submit_inventory(actor=office.broker, number=number, at=AT)
    assert [v.path for v in refusal.value.violations] == ["lines[2].qty"]
    assert counters() == before
    assert Inventory.objects.get(number=number).status == flow.DRAFT


def test_deleting_reverses_exactly_its_own_pre_booking(office):
    before = counters()
    other = filed(office.broker, head(direction="E", traf_mode="9"), goods(qty="3"))
    row = filed(office.broker, head(direction="E", traf_mode="9"), goods(qty="5"))
    inventories.void_inventory(actor=office.broker, number=row.number, reason="客户取消订单", at=AT)
    assert (fresh(row).status, fresh(row).booking) == (flow.VOID, Booking.NOT_BOOKED)
    assert moved(before, counters()) == (0, 0, 0, 3)
    assert fresh(other).booking == Booking.PRE_BOOKED
    with pytest.raises(Conflict):
        inventories.void_inventory(actor=office.broker, number=row.number, reason="再删一次看看", at=AT)
    with pytest.raises(Refused):
        inventories.void_inventory(actor=office.shop, number=other.number, reason="别家来删除", at=AT)
    check_books()


def test_nothing_is_deleted_that_passed_the_gate_or_is_declared(office):
    row = filed(office.broker, head())
    ride(row, share="0.5")
    with pytest.raises(Refused) as refusal:
        inventories.void_inventory(actor=office.broker, number=row.number, reason="错误申报", at=AT)
    assert codes_of(refusal) == ["INV-31"]
    other = filed(office.broker, head())
    with intention():
        inventory_booking.set_entry_no([other.pk], entry_no="492120261000000001", at=AT)
    with pytest.raises(Refused) as refusal:
        inventories.void_inventory(actor=office.broker, number=other.number, reason="错误申报", at=AT)
    assert codes_of(refusal) == ["INV-33"]
    assert fresh(other).entry_no == "492120261000000001"


def test_a_dishonest_firm_waits_for_an_officer_who_approves_or_refuses(office):
    dishonest(office.broker.firm_id)
    row = filed(office.broker, head())
    assert (row.status, row.booking) == (flow.SUBMITTED, Booking.NOT_BOOKED)
    with pytest.raises(Refused):
        approve_inventory(actor=office.broker, number=row.number, at=AT)
    with pytest.raises(Refused):
        refuse_inventory(actor=office.officer, number=row.number, reason="不", at=AT)
    refuse_inventory(actor=office.officer, number=row.number, reason="规格型号不完整", at=AT)
    assert (fresh(row).status, fresh(row).said) == (flow.REFUSED, "规格型号不完整")
    inventories.submit_inventory(actor=office.broker, number=row.number, at=AT)
    approve_inventory(actor=office.officer, number=row.number, at=AT)
    assert (fresh(row).booking, fresh(row).decided_by_id) == (Booking.PRE_BOOKED, office.officer.user_id)
    with pytest.raises(Conflict):
        approve_inventory(actor=office.officer, number=row.number, at=AT)
    with pytest.raises(Refused):
        approve_inventory(actor=office.shop, number=row.number, at=AT)


def test_a_share_of_the_others_is_drawn_for_an_officer(office):
    set_parameter("bonded.manual_share.inventory", "1")
    assert filed(office.broker, head()).status == flow.SUBMITTED


def test_lines_of_one_declaration_line_agree_and_are_merged_by_themselves(office):
    row = filed(office.broker, head(), goods(), goods(SECOND.item_record_no), goods(qty="3"))
    assert list(row.lines.values_list("entry_line", flat=True)) == [1, 2, 1]
    number = inventories.draft_inventory(
        actor=office.broker,
        head=head(),
        lines=[goods(entry_line=7), goods(origin="110", entry_line=7)],
        at=AT,
    )
    with pytest.raises(Refused) as refusal:
        inventories.submit_inventory(actor=office.broker, number=number, at=AT)
    assert [(v.rule.code, v.path) for v in refusal.value.violations] == [("INV-18", "lines[2].entry_line")]


def test_an_agent_files_with_the_authority_of_the_firm_and_strangers_do_not(office):
    with pytest.raises(Refused) as refusal:
        inventories.draft_inventory(actor=office.shop, head=head(), lines=[goods()], at=AT)
    assert codes_of(refusal) == ["INV-01"]
    Authority.objects.create(
        number="AU900001",
        principal_id=office.broker.firm_id,
        agent_id=office.shop.firm_id,
        scopes=["bonded"],
        valid_from=date(2020, 1, 1),
        valid_to=date(2030, 1, 1),
        given_by=User.objects.get(email="broker@demo.example"),
        given_at=AT,
    )
    row = filed(office.shop, head())
    assert (row.firm_id, row.agent_id, row.status) == (
        office.broker.firm_id,
        office.shop.firm_id,
        flow.APPROVED,
    )


def test_a_suspended_firm_files_nothing(office):
    held = replace(office.broker, suspension="SU1")
    with pytest.raises(Refused):
        inventories.draft_inventory(actor=held, head=head(), lines=[goods()], at=AT)


def test_types_made_by_gathering_are_not_filed_by_hand(office):
    for inv_type in ("1", "8", "5"):
        with pytest.raises(Refused) as refusal:
            inventories.draft_inventory(
                actor=office.broker, head=head(inv_type=inv_type, direction="E"), lines=[goods()], at=AT
            )
        assert "INV-06" in codes_of(refusal)


def test_goods_that_entered_first_need_their_bill_through_the_gate(office):
    first = head(inv_type="3", bill_no="BL-77")
    number = inventories.draft_inventory(actor=office.broker, head=first, lines=[goods()], at=AT)
    with pytest.raises(Refused) as refusal:
        inventories.submit_inventory(actor=office.broker, number=number, at=AT)
    assert codes_of(refusal) == ["INV-24"]


def test_goods_that_entered_first_are_through_when_an_officer_approves(office):
    entered(office, bill_no="BL-88")
    before = counters()
    row = filed(office.broker, head(inv_type="3", bill_no="BL-88"))
    assert row.status == flow.SUBMITTED
    approve_inventory(actor=office.officer, number=row.number, at=AT)
    assert (fresh(row).gate_axis, fresh(row).booking) == (GateAxis.ALL, Booking.PRE_BOOKED)
    declared(row)
    assert fresh(row).booking == Booking.BOOKED
    assert moved(before, counters()) == (10, 0, 0, 0)
    again = inventories.draft_inventory(
        actor=office.broker, head=head(inv_type="3", bill_no="BL-88"), lines=[goods()], at=AT
    )
    with pytest.raises(Refused) as refusal:
        inventories.submit_inventory(actor=office.broker, number=again, at=AT)
    assert codes_of(refusal) == ["INV-25"]
    check_books()


def entered(office, *, bill_no: str) -> None:
    """A gate pass of type 1 on the bill of lading, through the gate."""
    (pk,) = reserve(1)
    columns = (
        "number", "own_no", "kind", "bind", "direction", "firm_id", "office", "plate", "vehicle_kg",
        "frame_no", "frame_kg", "container_no", "container_kg", "gross_kg", "net_kg", "total_kg",
        "bill_no", "goods_note", "created_at", "said",
    )  # fmt: skip
    values = (
        "Z4921I260512000000000077", "P-77", "1", "2", "I", office.broker.firm_id, "4921", "湘A77777", D(5000),
        "", D(0), "", D(0), D(0), D(0), D(5000), bill_no, "", AT, "",
    )  # fmt: skip
    with intention():
        enter_many(GATE_PASS_TRAIL, [Entry(pk, "apply", values)], columns=columns, at=AT, actor_id=None)
        move_many(GATE_PASS_TRAIL, [Move(pk, "pass", flow.APPLIED)], at=AT, actor_id=None)
        move_many(GATE_PASS_TRAIL, [Move(pk, "let_through", flow.PASS_APPROVED)], at=AT, actor_id=None)


def test_pass_use_follows_what_stands_on_passes(office):
    row = filed(office.broker, head())
    with intention():
        carried.put_on_pass(rides(row, share="0.5"), at=AT, actor_id=None)
    assert (fresh(row).pass_use, fresh(row).gate_axis) == (PassUse.PART, GateAxis.NONE)
    assert FIRST.item_record_no
