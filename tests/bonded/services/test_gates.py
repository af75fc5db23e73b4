"""At the gate: counters move with each passage, vehicles are held, let go, turned back, taken back."""

from datetime import date, time, timedelta
from decimal import Decimal as D

import pytest

from bonded.models import (
    GateHold,
    GatePass,
    InventoryLine,
    LedgerEntry,
    LedgerItem,
    Passage,
    Vehicle,
)
from bonded.rules import flow
from bonded.services import gate_holds, gate_passes, gates, stops, undoing
from bonded.services.gates import AtBarrier
from bonded.services.inventory_booking import declaration_released
from enterprises.models import Notice
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from reservations.models import OpeningWindow
from tests.bonded.conftest import AT, EMS
from tests.bonded.gate_world import (
    OTHER_PLATE,
    draft_of,
    filed,
    make_inventory,
    make_vehicle,
    make_yard,
    post,
)
from tests.office import rule_codes

LATER = AT + timedelta(hours=1)
EXPECTED = D("8060")


@pytest.fixture
def yard(shelf):
    return make_yard(shelf)


@pytest.fixture
def paper(shelf, yard):
    """Four of item A and two of item B on their way out: 60 kg."""
    return make_inventory(shelf, lines=((shelf.a, "4"), (shelf.b, "2")))


def arrive(yard, number, *, gate="MAIN", at=LATER, **seen):
    seen = {"weighed_kg": EXPECTED} | seen
    return gates.arrive(actor=yard.gate, gate_code=gate, seen=AtBarrier(number, **seen), at=at)


def refused(call):
    with pytest.raises(Refused) as no:
        call()
    return rule_codes(no.value.violations)


def stands(paper):
    """Passes' and passed quantities of each line, and the axes."""
    paper.refresh_from_db()
    lines = InventoryLine.objects.filter(inventory=paper).order_by("seq")
    return [(line.on_pass_qty, line.passed_qty) for line in lines], (
        paper.pass_use,
        paper.gate_axis,
        paper.booking,
    )


def counters(item):
    row = LedgerItem.objects.get(pk=item.pk)
    return row.actl_inc_qty, row.actl_redc_qty, row.prevd_inc_qty, row.prevd_redc_qty


def status(number):
    return GatePass.objects.get(number=number).status


def test_from_the_application_to_the_booking(shelf, yard, paper):
    """Second line out without declaration: pre-booked, on a pass, through, formally booked at once."""
    number = filed(shelf, paper)
    assert number.startswith("Z4921E260510") and len(number) == 24
    assert stands(paper) == ([(D(4), D(0)), (D(2), D(0))], (3, 1, 1))
    assert counters(shelf.a) == (D(10), D(0), D(0), D(4))
    done = arrive(yard, number)
    assert (done.passage.outcome, done.hold_no, done.passage.weighed_kg) == ("passed", "", EXPECTED)
    assert done.passage.number.startswith("GP492126")
    assert stands(paper) == ([(D(4), D(4)), (D(2), D(2))], (3, 3, 2))
    assert counters(shelf.a) == (D(10), D(4), D(0), D(0))
    assert counters(shelf.b) == (D(5), D(2), D(0), D(0))
    assert status(number) == flow.PASSED
    assert GatePass.objects.get(number=number).passed_at == LATER


def test_inbound_goods_are_in_once_they_are_through(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "3"),), direction="I")
    number = filed(shelf, paper, kind="2")
    assert counters(shelf.a) == (D(10), D(0), D(3), D(0))
    arrive(yard, number, weighed_kg=D("8030"))
    assert counters(shelf.a) == (D(13), D(0), D(0), D(0))


def test_many_vehicles_for_one_document_book_it_with_the_last(shelf, yard, paper):
    whole = draft_of(paper).lines
    first = filed(shelf, paper, bind="3", lines=(whole[0]._replace(qty=D(1), gross_kg=D(10), net_kg=D(9)),))
    rest = (whole[0]._replace(qty=D(3), gross_kg=D(30), net_kg=D(27)), whole[1])
    second = filed(shelf, paper, bind="3", lines=rest)
    arrive(yard, first, gate="SIDE")
    assert stands(paper) == ([(D(4), D(1)), (D(2), D(0))], (3, 2, 1))
    arrive(yard, second, gate="SIDE")
    assert stands(paper)[1] == (3, 3, 2)


def test_one_vehicle_with_two_documents_books_both(shelf, yard, paper):
    other = make_inventory(shelf, lines=((shelf.a, "1"),))
    arrive(yard, filed(shelf, paper, other), gate="SIDE")
    assert stands(paper)[1] == stands(other)[1] == (3, 3, 2)


def test_two_barriers_move_the_counters_at_the_second(shelf, yard, paper):
    number = filed(shelf, paper)
    first = arrive(yard, number, gate="TWIN", at=AT)
    assert (first.passage.stage, status(number)) == (1, flow.FIRST_GATE)
    assert stands(paper)[1] == (3, 1, 1)
    second = arrive(yard, number, gate="TWIN")
    assert (second.passage.stage, status(number)) == (2, flow.PASSED)
    assert stands(paper)[1] == (3, 3, 2)


def test_goods_leave_only_after_their_declaration_is_released(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "4"),), declares=True)
    number = filed(shelf, paper)
    assert arrive(yard, number, gate="SIDE").passage.reasons == ["GAT-33"]
    hold = GateHold.objects.get()
    gate_holds.explain(actor=yard.firm, number=hold.number, explanation="报关单正在放行", at=LATER)

    def go():
        gate_holds.let_go(actor=yard.first, number=hold.number, ground="已核实放行", at=LATER)

    assert refused(go) == ["GAT-33", "GAT-36"]
    with intention():
        declaration_released([paper.pk], at=LATER, actor_id=None)
    go()
    assert stands(paper)[1] == (3, 3, 2)


def test_inbound_goods_wait_for_their_release_with_the_booking(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "3"),), direction="I", declares=True)
    arrive(yard, filed(shelf, paper, kind="2"), gate="SIDE")
    assert stands(paper)[1] == (3, 3, 1)
    with intention():
        declaration_released([paper.pk], at=LATER, actor_id=None)
    assert stands(paper)[1] == (3, 3, 2)
    assert counters(shelf.a) == (D(13), D(0), D(0), D(0))


def test_a_second_enter_with_the_same_form_counts_once(shelf, yard, paper):
    number = filed(shelf, paper)
    first = arrive(yard, number, token=77)
    assert arrive(yard, number, token=77) == first
    assert Passage.objects.count() == 1
    assert refused(lambda: arrive(yard, number, token=78)) == ["GAT-25"]


@pytest.mark.parametrize(
    ("seen", "codes"),
    [
        ({"gate": "NONE"}, ["GAT-35"]),
        ({"lane": "I"}, ["GAT-24"]),
        ({"weighed_kg": None}, ["GAT-30"]),
    ],
)
def test_what_is_turned_off_changes_nothing(shelf, yard, paper, seen, codes):
    number = filed(shelf, paper)
    assert refused(lambda: arrive(yard, number, **seen)) == codes
    assert status(number) == flow.PASS_APPROVED
    assert not Passage.objects.exists()


def test_a_gate_obeys_its_opening_windows_when_there_are_some(shelf, yard, paper):
    number = filed(shelf, paper)
    window = OpeningWindow.objects.create(
        site_kind="gate", site_code="SIDE", day_kind="any", opens_at=time(20), closes_at=time(22),
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    assert refused(lambda: arrive(yard, number, gate="SIDE")) == ["GAT-21"]
    window.closes_at = time(12)
    window.save()
    arrive(yard, number, gate="SIDE")


def test_another_office_does_not_open_this_gate(shelf, yard, paper):
    number = filed(shelf, paper)
    stranger = post("gate", user_id=9, office="4908")
    with pytest.raises(Refused):
        gates.arrive(actor=stranger, gate_code="MAIN", seen=AtBarrier(number), at=LATER)
    laboratory = post("laboratory", user_id=9)
    with pytest.raises(Refused):
        gates.arrive(actor=laboratory, gate_code="MAIN", seen=AtBarrier(number), at=LATER)


def held(yard, number, **seen):
    done = arrive(yard, number, **seen)
    assert (done.passage.outcome, status(number)) == ("held", flow.HELD)
    return done


def test_an_overweight_vehicle_is_held_explained_and_let_go(shelf, yard, paper):
    """8,060 kg on the pass, 8,500 on the scales; 80.6 kg (one percent) are allowed."""
    number = filed(shelf, paper)
    done = held(yard, number, weighed_kg=D("8500"))
    assert done.passage.reasons == ["GAT-31"]
    assert stands(paper)[1] == (3, 1, 1)
    with pytest.raises(Conflict):
        gate_holds.let_go(actor=yard.first, number=done.hold_no, ground="先解释再放", at=LATER)
    gate_holds.explain(actor=yard.firm, number=done.hold_no, explanation="加装了备用轮胎和工具", at=LATER)
    gate_holds.let_go(actor=yard.first, number=done.hold_no, ground="复磅无异常，下次更新皮重", at=LATER)
    assert status(number) == flow.PASSED
    assert stands(paper)[1] == (3, 3, 2)
    last = Passage.objects.order_by("-id").first()
    assert (last.outcome, last.reasons, last.note) == ("passed", ["GAT-31"], "复磅无异常，下次更新皮重")
    with pytest.raises(Conflict):
        gate_holds.turn_back(actor=yard.second, number=done.hold_no, ground="来不及了已经走了", at=LATER)


def test_a_changed_vehicle_is_held_turned_back_voided_and_filed_again(shelf, yard, paper):
    number = filed(shelf, paper)
    make_vehicle(shelf.owner, plate=OTHER_PLATE)
    done = held(yard, number, plate="湘b·67890")
    assert done.passage.reasons == ["GAT-32"]
    gate_holds.turn_back(actor=yard.first, number=done.hold_no, ground="车辆与核放单不符", at=LATER)
    assert status(number) == flow.TURNED
    assert refused(lambda: arrive(yard, number)) == ["GAT-29"]
    assert stands(paper)[1] == (3, 1, 1)
    gate_passes.void_pass(actor=yard.firm, number=number, reason="换车后重新申报", at=LATER)
    assert stands(paper) == ([(D(0), D(0)), (D(0), D(0))], (1, 1, 1))
    again = filed(shelf, paper, plate=OTHER_PLATE, replaces=number)
    assert GatePass.objects.get(number=again).replaces.number == number
    arrive(yard, again)
    assert stands(paper)[1] == (3, 3, 2)


def test_an_expired_record_and_a_plate_without_record_hold(shelf, yard, paper):
    number = filed(shelf, paper)
    Vehicle.objects.update(valid_to=date(2026, 5, 10))
    assert held(yard, number).passage.reasons == ["VEH-07"]
    other = filed_out = make_inventory(shelf, lines=((shelf.a, "1"),))
    Vehicle.objects.update(valid_to=date(2027, 5, 10))
    second = filed(shelf, filed_out)
    Vehicle.objects.update(ended_at=AT)
    assert held(yard, second, weighed_kg=D("8010")).passage.reasons == ["VEH-06"]
    assert other.number


@pytest.mark.parametrize("kind", ["vehicle", "firm", "item"])
def test_a_stop_order_holds_until_another_officer_lifts_it(shelf, yard, paper, kind):
    number = filed(shelf, paper)
    named = {
        "vehicle": {"number": "湘A12345"},
        "firm": {"number": shelf.owner.customs_code},
        "item": {"number": "A", "ems_no": EMS},
    }[kind]
    order = stops.order(actor=yard.first, at=AT, kind=kind, ground="风险布控查验", **named)
    done = held(yard, number)
    assert done.passage.reasons == ["PAS-29"]
    gate_holds.explain(actor=yard.firm, number=done.hold_no, explanation="请海关明示布控原因", at=LATER)

    def go():
        gate_holds.let_go(actor=yard.first, number=done.hold_no, ground="布控已解除", at=LATER)

    assert refused(go) == ["GAT-36", "PAS-29"]
    stops.lift(actor=yard.second, number=order, ground="查验无异常", at=LATER)
    go()
    assert status(number) == flow.PASSED


def test_what_is_stopped_gets_no_new_pass(shelf, yard, paper):
    stops.order(actor=yard.first, at=AT, kind="vehicle", ground="风险布控", number="湘A12345")
    assert refused(lambda: filed(shelf, paper)) == ["PAS-29"]
    assert stands(paper)[1] == (1, 1, 1)


def test_the_gate_turns_a_vehicle_away_with_a_ground(shelf, yard, paper):
    number = filed(shelf, paper)
    seen = AtBarrier(number)
    call = {"actor": yard.gate, "gate_code": "MAIN", "seen": seen, "at": LATER}
    assert refused(lambda: gates.send_away(**call, ground=" ")) == ["GAT-09"]
    passage = gates.send_away(**call, ground="车厢未施封，退回补封")
    assert (passage.outcome, status(number)) == ("turned_back", flow.TURNED)


def test_a_wrong_passage_is_taken_back_by_two_officers(shelf, yard, paper):
    number = filed(shelf, paper)
    passage = arrive(yard, number).passage
    before = LedgerEntry.objects.count()
    proposal = undoing.propose_undo(
        actor=yard.first, passage_no=passage.number, ground="放错了车，货还在区内", at=LATER
    )
    again = {"actor": yard.second, "passage_no": passage.number, "ground": "放错了车辆", "at": LATER}
    assert refused(lambda: undoing.propose_undo(**again)) == ["GAT-11"]
    assert refused(lambda: undoing.confirm_undo(actor=yard.first, number=proposal, at=LATER)) == ["EYE-01"]
    undoing.confirm_undo(actor=yard.second, number=proposal, at=LATER)
    assert status(number) == flow.PASS_APPROVED
    assert stands(paper) == ([(D(4), D(0)), (D(2), D(0))], (3, 1, 1))
    assert counters(shelf.a) == (D(10), D(0), D(0), D(4))
    assert LedgerEntry.objects.count() > before
    undone = Passage.objects.get(outcome="undone")
    assert (undone.undoes, undone.by_id, undone.second_by_id) == (passage, 101, 102)
    with pytest.raises(Conflict):
        undoing.confirm_undo(actor=yard.second, number=proposal, at=LATER)
    arrive(yard, number)
    assert stands(paper)[1] == (3, 3, 2)


def test_a_refused_counter_entry_leaves_the_passage(shelf, yard, paper):
    number = filed(shelf, paper)
    passage = arrive(yard, number).passage
    call = {"actor": yard.first, "passage_no": passage.number, "ground": "放错了车辆", "at": LATER}
    undoing.refuse_undo(actor=yard.second, number=undoing.propose_undo(**call), at=LATER)
    assert status(number) == flow.PASSED
    assert undoing.propose_undo(**call)


def test_only_the_passage_that_went_through_is_undone(shelf, yard, paper):
    number = filed(shelf, paper)
    first = arrive(yard, number, gate="TWIN", at=AT).passage
    call = {"actor": yard.first, "passage_no": first.number, "ground": "放错了车辆", "at": LATER}
    assert refused(lambda: undoing.propose_undo(**call)) == ["GAT-10"]


def later(yard, number, *, when, **seen):
    call = {"actor": yard.gate, "gate_code": "MAIN", "seen": AtBarrier(number, **seen), "at": LATER}
    return gates.enter_later(**call, when=when)


def test_a_passage_off_the_network_is_entered_with_its_real_time(shelf, yard, paper):
    number = filed(shelf, paper)
    when = AT + timedelta(minutes=20)
    passage = later(yard, number, when=when, token=5)
    assert (passage.at, passage.recorded_at, passage.was_offline) == (when, LATER, True)
    assert stands(paper)[1] == (3, 3, 2)
    assert GatePass.objects.get(number=number).passed_at == when
    assert later(yard, number, when=when, token=5) == passage


@pytest.mark.parametrize(
    ("when", "codes"),
    [(LATER + timedelta(seconds=1), ["GAT-07"]), (AT - timedelta(seconds=1), ["GAT-06"])],
)
def test_it_lies_between_the_approval_and_now(shelf, yard, paper, when, codes):
    number = filed(shelf, paper)
    assert refused(lambda: later(yard, number, when=when)) == codes


def test_what_would_have_held_it_is_written_down(shelf, yard, paper):
    number = filed(shelf, paper)
    passage = later(yard, number, when=AT, weighed_kg=D("9000"), plate=OTHER_PLATE)
    assert (passage.outcome, passage.reasons) == ("passed", ["GAT-32", "VEH-06", "GAT-31"])


def test_goods_that_entered_first_are_through_when_their_inventory_comes(shelf, yard):
    """Type 1 on a bill of lading, two vehicles; the inventory of type 3 counts when both are through."""
    passes = [
        filed(shelf, kind="1", bill_no="BL-1", bind="3", direction="I", gross_kg=D(20)) for _ in range(2)
    ]
    paper = make_inventory(shelf, lines=((shelf.a, "4"),), direction="I", inv_type="3", bill_no="BL-1")
    arrive(yard, passes[0], gate="SIDE")
    assert stands(paper)[1] == (1, 1, 1)
    last = arrive(yard, passes[1], gate="SIDE").passage
    assert stands(paper)[1] == (3, 3, 2)
    assert counters(shelf.a) == (D(14), D(0), D(0), D(0))
    call = {"actor": yard.first, "passage_no": last.number, "ground": "放错了车辆", "at": LATER}
    undoing.confirm_undo(actor=yard.second, number=undoing.propose_undo(**call), at=LATER)
    assert stands(paper)[1] == (1, 1, 1)
    assert counters(shelf.a) == (D(10), D(0), D(4), D(0))


def test_empty_vehicles_and_registered_goods_pass_without_papers(shelf, yard):
    empty = filed(shelf, kind="6", bind="", lines=())
    water = filed(shelf, kind="5", bind="", goods_note="饮用水 20 箱", gross_kg=D(200), direction="I")
    assert arrive(yard, empty, weighed_kg=D(8000)).passage.outcome == "passed"
    assert arrive(yard, water, weighed_kg=D(8200)).passage.outcome == "passed"


def test_the_firm_hears_of_a_held_vehicle(shelf, yard, paper, django_user_model):
    held(yard, filed(shelf, paper), weighed_kg=D(9000))
    assert Notice.objects.filter(kind="gate_held").count() == 0  # nobody works for the firm here
