"""Parcels: made of released lists, gathered, taken out, gone through the gate, back in stock."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from bonded.models import (
    Booking,
    GateAxis,
    GatePass,
    GatePassDoc,
    GatePassEvent,
    GatePassLine,
    Inventory,
    LotEntry,
    Parcel,
    ParcelEvent,
    ParcelLine,
    PassUse,
    StopOrder,
)
from bonded.rules import flow
from bonded.services import carried, inventories
from bonded.services.gathering_parcels import gather_parcels, gather_waiting, preview_gathering
from bonded.services.parcels import add_parcels
from bonded.services.standing import GATE_PASS_TRAIL
from bonded.services.taking_out import cancel_parcels, take_out
from enterprises.facts import SYSTEM
from kernel.models.jobs import JobItem, JobRun
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, enter_many, move_many
from kernel.orm.trail import Step as Move
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.bonded.inventory_world import (
    EMS,
    FIRST,
    SECOND,
    check_books,
    counters,
    fresh,
    moved,
    released,
    ride,
    rides,
)
from tests.office import AT, rule_codes
from tests.supervision.desk import set_parameter

A, B = FIRST.item_record_no, SECOND.item_record_no


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def gathered(office, *parcels) -> Inventory:
    made = gather_parcels(actor=office.broker, ems_no=EMS, pre_nos=[p.pre_no for p in parcels], at=AT)
    return Inventory.objects.get(number=made.number)


def states(*parcels) -> list[int]:
    rows = dict(Parcel.objects.values_list("pk", "status"))
    return [rows[p.list_id] for p in parcels]


def on_pass(row: Inventory, *, number: str = "Z4921E260512000000000001") -> GatePass:
    """An approved gate pass that carries the whole inventory, as the gate's own service writes it."""
    (pk,) = reserve(1)
    gross = sum((line.gross_kg for line in row.lines.all()), D(0))
    columns = (
        "number", "own_no", "kind", "bind", "direction", "firm_id", "office", "plate", "vehicle_kg",
        "frame_no", "frame_kg", "container_no", "container_kg", "gross_kg", "net_kg", "total_kg",
        "bill_no", "goods_note",
        "created_at", "said",
    )  # fmt: skip
    values = (
        number, number, "3", "2", "E", row.firm_id, row.office, "湘A12345", D(5000), "", D(0), "", D(0),
        gross, D(0), D(5000) + gross, "", "", AT, "",
    )  # fmt: skip
    with intention():
        carried.put_on_pass(rides(row), at=AT, actor_id=None)
        enter_many(GATE_PASS_TRAIL, [Entry(pk, "apply", values)], columns=columns, at=AT, actor_id=None)
        move_many(GATE_PASS_TRAIL, [Move(pk, "pass", flow.APPLIED)], at=AT, actor_id=None)
        GatePassDoc.objects.create(gate_pass_id=pk, kind="1", doc_id=row.pk, doc_no=row.number)
        for line in row.lines.order_by("seq"):
            GatePassLine.objects.create(
                gate_pass_id=pk,
                seq=line.seq,
                kind="1",
                doc_id=row.pk,
                line_id=line.pk,
                item_id=line.item_id,
                gname=line.gname,
                unit=line.unit,
                qty=line.qty,
                gross_kg=line.gross_kg,
            )
    return GatePass.objects.get(pk=pk)


def test_a_released_list_becomes_a_parcel_with_its_lots_in_few_statements(
    office, django_assert_max_num_queries
):
    before = counters()
    parcel = released((A, "2"), (B, "3"))
    row = Parcel.objects.get(pk=parcel.list_id)
    assert (row.status, row.pre_no, row.waybill_no, row.firm_id, row.office, row.gross_kg) == (
        flow.WAITING, parcel.pre_no, parcel.waybill_no, office.broker.firm_id, "4921", D("1.5")
    )  # fmt: skip
    lines = ParcelLine.objects.filter(parcel_id=row.pk).order_by("line")
    assert list(lines.values_list("line", "qty", "total")) == [(1, 2, D("10.5")), (2, 3, D("10.5"))]
    assert moved(before, counters()) == (0, 0, 0, 2)
    taken = LotEntry.objects.filter(subject_id=row.pk, counter=3)
    assert sorted(taken.values_list("line", "qty")) == [(1, 2), (2, 3)]
    direct_mail = parcel._replace(list_id=reserve(1)[0], pre_no="B" + "9" * 17)
    with intention(), django_assert_max_num_queries(12):
        assert add_parcels([direct_mail] * 1, at=AT, actor_id=None) == 0
    assert Parcel.objects.count() == 1
    check_books()


def test_gathering_sums_per_item_and_takes_over_the_pre_bookings(office):
    before = counters()
    one, two = released((A, "2"), (B, "1")), released((A, "3"))
    seen = preview_gathering(actor=office.broker, ems_no=EMS, at=AT)
    assert (seen.number, set(seen.pre_nos)) == ("", {one.pre_no, two.pre_no})
    assert Inventory.objects.count() == 0
    row = gathered(office, one, two)
    assert (row.inv_type, row.direction, row.declares, row.supv_mode, row.traf_mode, row.country) == (
        "8", "E", False, "1210", "9", "142"
    )  # fmt: skip
    assert (row.status, row.booking, row.entry_axis) == (flow.APPROVED, Booking.PRE_BOOKED, 9)
    assert sorted(row.lines.values_list("item__item_record_no", "qty", "total", "gross_kg")) == sorted(
        [(A, D(5), D("21.00"), D("3.0")), (B, D(1), D("10.50"), D(0))]
    )
    assert moved(before, counters()) == (0, 0, 0, 5)
    assert states(one, two) == [flow.GATHERED, flow.GATHERED]
    ride(row)
    assert (fresh(row).booking, fresh(row).gate_axis) == (Booking.BOOKED, GateAxis.ALL)
    assert states(one, two) == [flow.GONE, flow.GONE]
    assert moved(before, counters()) == (0, 5, 0, 0)
    left = LotEntry.objects.filter(subject_id__in=[one.list_id, two.list_id], counter=2)
    assert sum(left.values_list("qty", flat=True)) == 6
    check_books()


def test_a_wrong_passage_brings_the_parcels_back_into_the_zone(office):
    before = counters()
    one = released((A, "2"))
    row = gathered(office, one)
    ride(row)
    with intention():
        carried.undo_gate(rides(row), at=AT, actor_id=None)
    assert states(one) == [flow.GATHERED]
    assert fresh(row).booking == Booking.PRE_BOOKED
    assert moved(before, counters()) == (0, 0, 0, 2)
    check_books()


def test_stopped_lists_are_left_out_with_the_stop(office):
    one, two = released(), released()
    stop(office, two.pre_no)
    made = gather_parcels(actor=office.broker, ems_no=EMS, at=AT)
    assert made.pre_nos == (one.pre_no,)
    ((left, why),) = made.left_out
    assert (left, why.rule.code) == (two.pre_no, "PAR-02")
    with pytest.raises(Refused) as refusal:
        gather_parcels(actor=office.broker, ems_no=EMS, at=AT)
    assert rule_codes(refusal.value.violations) == ["PAR-02", "PAR-04"]
    assert states(one, two) == [flow.GATHERED, flow.WAITING]


def stop(office, pre_no: str) -> None:
    StopOrder.objects.create(
        subject_id=reserve(1)[0],
        status=flow.STOPPED,
        since=AT,
        number=f"ST{pre_no[-10:]}",
        kind="list",
        target_no=pre_no,
        office="4921",
        ground="情报线索",
        ordered_by_id=office.officer.user_id,
    )


def test_named_lists_that_do_not_wait_are_told_and_strangers_gather_nothing(office):
    one, two = released(), released()
    gathered(office, one)
    made = gather_parcels(actor=office.broker, ems_no=EMS, pre_nos=[one.pre_no, two.pre_no, "B0"], at=AT)
    assert made.pre_nos == (two.pre_no,)
    assert [(no, v.rule.code) for no, v in made.left_out] == [("B0", "PAR-03"), (one.pre_no, "PAR-01")]
    with pytest.raises(Refused):
        gather_parcels(actor=office.shop, ems_no=EMS, at=AT)


def test_deleting_lets_the_parcels_wait_again_with_their_own_pre_booking(office):
    before = counters()
    one, two = released((A, "2")), released((A, "3"), (B, "1"))
    row = gathered(office, one, two)
    inventories.void_inventory(actor=office.broker, number=row.number, reason="车辆改期", at=AT)
    assert states(one, two) == [flow.WAITING, flow.WAITING]
    assert fresh(row).status == flow.VOID
    assert moved(before, counters()) == (0, 0, 0, 5)
    again = gathered(office, one, two)
    ride(again)
    assert moved(before, counters()) == (0, 5, 0, 0)
    check_books()


@pytest.mark.parametrize(
    ("reason", "state", "left"), [("not_loaded", flow.WAITING, 5), ("damaged", flow.BACK, 3)]
)
def test_a_parcel_taken_out_leaves_the_gate_pass_with_its_quantity_and_weight(office, reason, state, left):
    before = counters()
    one, two = released((A, "2")), released((A, "3"), (B, "1"))
    row = gathered(office, one, two)
    gate_pass = on_pass(row)
    assert take_out(actor=office.broker, number=row.number, pre_nos=[one.pre_no], reason=reason, at=AT) == 1
    assert states(one, two) == [state, flow.GATHERED]
    line = row.lines.get(item__item_record_no=A)
    assert (line.qty, line.on_pass_qty, line.gross_kg, line.total) == (3, 3, D("1.5"), D("10.50"))
    assert (fresh(row).pass_use, fresh(row).booking) == (PassUse.ALL, Booking.PRE_BOOKED)
    gate_pass.refresh_from_db()
    assert (gate_pass.gross_kg, gate_pass.total_kg) == (D("1.5"), D("5001.5"))
    assert sorted(gate_pass.lines.values_list("qty", flat=True)) == [1, 3]
    assert GatePassEvent.objects.filter(subject_id=gate_pass.pk, verb="take_out").count() == 1
    assert moved(before, counters()) == (0, 0, 0, left)
    ride_through(row)
    assert states(one, two) == [state, flow.GONE]
    assert moved(before, counters())[1] == 3
    check_books()


def ride_through(row: Inventory) -> None:
    """What stands on its gate pass goes through."""
    with intention():
        carried.pass_gate(rides(row), at=AT, actor_id=None)
    assert fresh(row).booking == Booking.BOOKED


def test_nothing_is_taken_out_after_the_gate_or_of_other_types(office):
    one, two = released((A, "2")), released((A, "2"))
    row = gathered(office, one, two)
    with pytest.raises(Refused) as refusal:
        take_out(actor=office.broker, number=row.number, pre_nos=["B1"], reason="damaged", at=AT)
    assert rule_codes(refusal.value.violations) == ["PAR-05"]
    with pytest.raises(Refused) as refusal:
        take_out(actor=office.broker, number=row.number, pre_nos=[one.pre_no], reason="stopped", at=AT)
    assert rule_codes(refusal.value.violations) == ["PAR-11"]
    ride(row, share="0.5")
    with pytest.raises(Refused) as refusal:
        take_out(actor=office.broker, number=row.number, pre_nos=[one.pre_no], reason="not_loaded", at=AT)
    assert rule_codes(refusal.value.violations) == ["PAR-06"]


def test_the_last_parcel_taken_out_deletes_the_inventory(office):
    before = counters()
    one = released((A, "2"))
    row = gathered(office, one)
    take_out(actor=office.officer, number=row.number, pre_nos=[one.pre_no], reason="stopped", at=AT)
    assert (fresh(row).status, fresh(row).booking) == (flow.VOID, Booking.NOT_BOOKED)
    assert states(one) == [flow.WAITING]
    assert moved(before, counters()) == (0, 0, 0, 2)
    check_books()


def test_cancelled_lists_go_back_to_stock_wherever_they_stand(office):
    before = counters()
    one, two, three = released((A, "2")), released((A, "3")), released((A, "1"))
    row = gathered(office, one, two)
    with intention():
        assert cancel_parcels([one.list_id, three.list_id, 1], actor=SYSTEM, at=AT) == 2
    assert states(one, two, three) == [flow.BACK, flow.GATHERED, flow.BACK]
    assert moved(before, counters()) == (0, 0, 0, 3)
    with intention():
        assert cancel_parcels([one.list_id], actor=SYSTEM, at=AT) == 0
    ride(row)
    with pytest.raises(Refused), intention():
        cancel_parcels([two.list_id], actor=SYSTEM, at=AT)
    check_books()


def test_the_job_gathers_what_waited_long_enough_once(office):
    set_parameter("bonded.gather_after_hours", "12")
    old, stopped, young = released(days=1), released(days=1), released()
    stop(office, stopped.pre_no)
    assert gather_waiting(at=AT) == 1
    assert states(old, stopped, young) == [flow.GATHERED, flow.WAITING, flow.WAITING]
    assert gather_waiting(at=AT) == 0
    run = JobRun.objects.get(name="bonded.gather_parcels")
    assert (run.status, run.counts["gathered"], run.counts["left_out"]) == (JobRun.Status.DONE, 1, 1)
    (item,) = JobItem.objects.filter(run=run)
    assert (item.subject_no, item.rule_code) == (stopped.pre_no, "PAR-02")
    assert gather_waiting(at=AT + timedelta(hours=13)) == 1
    assert ParcelEvent.objects.filter(verb="gather").count() == 2
    check_books()


def test_without_the_parameter_the_job_gathers_nothing(office):
    released(days=9)
    assert gather_waiting(at=AT) == 0
    assert not JobRun.objects.filter(name="bonded.gather_parcels").exists()


def test_an_inventory_on_a_live_gate_pass_is_not_deleted(office):
    row = gathered(office, released())
    on_pass(row)
    with pytest.raises(Refused) as refusal:
        inventories.void_inventory(actor=office.broker, number=row.number, reason="车辆改期", at=AT)
    assert rule_codes(refusal.value.violations) == ["INV-30"]
    assert fresh(row).booking == Booking.PRE_BOOKED
