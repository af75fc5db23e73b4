"""Applying for gate passes: what is approved at once, what an officer decides, what is refused, voiding."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from bonded.models import GatePass, GatePassEvent, Inventory, InventoryLine, Vehicle
from bonded.rules import flow
from bonded.rules.vehicles import NewVehicle
from bonded.services import gate_passes as services
from bonded.services import vehicles
from codelists.models import Parameter
from enterprises.models import FirmGrade
from kernel.refusal import Conflict, Refused
from tests.bonded.conftest import AT, actor_for
from tests.bonded.gate_world import PLATE, draft_of, filed, make_inventory, make_yard
from tests.office import rule_codes

LATER = AT + timedelta(hours=1)


@pytest.fixture
def yard(shelf):
    return make_yard(shelf)


@pytest.fixture
def paper(shelf, yard):
    return make_inventory(shelf, lines=((shelf.a, "4"), (shelf.b, "2")))


def refused(call):
    with pytest.raises(Refused) as no:
        call()
    return rule_codes(no.value.violations)


def apply(yard, paper, **changes):
    return services.apply_for_pass(actor=yard.firm, draft=draft_of(paper, **changes), at=AT)


def on_passes(paper):
    rows = InventoryLine.objects.filter(inventory=paper).order_by("seq")
    return list(rows.values_list("on_pass_qty", flat=True))


def test_a_pass_is_approved_at_once_and_says_so(yard, paper):
    done = apply(yard, paper)
    one = GatePass.objects.get(number=done.number)
    assert done.approved
    assert (one.total_kg, one.gross_kg, one.vehicle_kg, one.office) == (D(8060), D(60), D(8000), "4921")
    assert [row.verb for row in GatePassEvent.objects.order_by("id")] == ["apply", "pass"]
    assert [row.qty for row in one.lines.order_by("seq")] == [D(4), D(2)]
    assert [row.doc_no for row in one.documents.all()] == [paper.number]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"plate": "湘C00001"}, ["VEH-06"]),
        ({"vehicle_kg": D(7000)}, ["PAS-17"]),
        ({"total_kg": D("8060.02")}, ["PAS-13"]),
        ({"replaces": "Z4921E260510000000000099"}, ["PAS-26"]),
        ({"kind": "4"}, ["PAS-02"]),
        ({"direction": "I"}, ["PAS-08"]),
    ],
)
def test_a_refused_application_writes_nothing(yard, paper, changes, codes):
    assert refused(lambda: apply(yard, paper, **changes)) == codes
    assert not GatePass.objects.exists()
    assert on_passes(paper) == [D(0), D(0)]


def test_only_papers_of_the_own_firm_ride(shelf, yard, paper):
    stranger = actor_for(shelf.stranger)
    draft = draft_of(paper)
    assert "PAS-10" in refused(lambda: services.apply_for_pass(actor=stranger, draft=draft, at=AT))


def test_an_unapproved_paper_is_said_by_its_number(yard, paper):
    Inventory.objects.update(status=20)
    assert refused(lambda: apply(yard, paper)) == ["PAS-09"]


def test_an_own_number_counts_once(yard, paper, shelf):
    apply(yard, paper, own_no="HF-X")
    other = make_inventory(shelf, lines=((shelf.a, "1"),))
    assert refused(lambda: apply(yard, other, own_no="HF-X")) == ["PAS-22"]


def test_below_general_credit_an_officer_decides(shelf, yard, paper):
    FirmGrade.objects.create(firm=shelf.owner, grade="dishonest", valid_from=date(2026, 1, 1), ground="x")
    done = apply(yard, paper)
    assert not done.approved
    assert on_passes(paper) == [D(4), D(2)]
    call = {"number": done.number, "at": LATER}
    with pytest.raises(Refused):
        services.decide_pass(actor=yard.gate, approve=True, **call)
    services.decide_pass(actor=yard.first, approve=True, **call)
    assert GatePass.objects.get().status == flow.PASS_APPROVED
    with pytest.raises(Conflict):
        services.decide_pass(actor=yard.second, approve=True, **call)


def test_the_share_of_the_day_draws_for_an_officer_who_refuses(yard, paper):
    Parameter.objects.filter(key="bonded.manual_share.gate_pass").update(valid_to=date(2026, 1, 1))
    Parameter.objects.create(
        key="bonded.manual_share.gate_pass", value="1", valid_from=date(2026, 1, 1), source="test"
    )
    done = apply(yard, paper)
    assert not done.approved
    call = {"actor": yard.first, "number": done.number, "approve": False, "at": LATER}
    assert refused(lambda: services.decide_pass(**call)) == ["GAT-09"]
    services.decide_pass(**call, reason="箱号与核注清单不符")
    assert GatePass.objects.get().status == flow.REFUSED
    assert on_passes(paper) == [D(0), D(0)]


def test_a_void_pass_frees_its_goods_and_its_number_stays(shelf, yard, paper):
    number = filed(shelf, paper)
    call = {"number": number, "at": LATER}
    assert refused(lambda: services.void_pass(actor=yard.firm, reason="", **call)) == ["GAT-09"]
    with pytest.raises(Refused):
        services.void_pass(actor=actor_for(shelf.stranger), reason="不是我的", **call)
    services.void_pass(actor=yard.firm, reason="客户取消提货", **call)
    assert on_passes(paper) == [D(0), D(0)]
    with pytest.raises(Conflict):
        services.void_pass(actor=yard.firm, reason="客户取消提货", **call)
    assert filed(shelf, paper, replaces=number) != number


def test_a_passed_pass_is_not_voided(shelf, yard, paper):
    number = filed(shelf, paper)
    GatePass.objects.filter(number=number).update(status=flow.PASSED)
    call = {"actor": yard.firm, "number": number, "reason": "客户取消提货", "at": LATER}
    assert refused(lambda: services.void_pass(**call)) == ["PAS-34"]


LORRY = NewVehicle("湘c·11111", D(9000), date(2026, 5, 1), date(2027, 5, 1))


def test_a_vehicle_is_put_on_record_and_its_record_ended(shelf, yard):
    row = vehicles.record_vehicle(actor=yard.firm, vehicle=LORRY, at=AT)
    assert (row.plate, row.office) == ("湘C11111", "4921")
    assert refused(lambda: vehicles.record_vehicle(actor=yard.firm, vehicle=LORRY, at=AT)) == ["VEH-05"]
    with pytest.raises(Refused):
        vehicles.end_vehicle(actor=actor_for(shelf.stranger), plate="湘C11111", at=AT)
    vehicles.end_vehicle(actor=yard.firm, plate="湘C11111", at=AT)
    assert vehicles.record_vehicle(actor=yard.firm, vehicle=LORRY, at=LATER).pk != row.pk


def test_a_record_that_has_run_out_gives_way(shelf, yard):
    Vehicle.objects.filter(plate=PLATE).update(valid_to=date(2026, 5, 10))
    new = LORRY._replace(plate=PLATE)
    assert vehicles.record_vehicle(actor=yard.firm, vehicle=new, at=AT).tare_kg == D(9000)


def test_faults_of_a_record_are_all_named(yard):
    wrong = LORRY._replace(plate="X", tare_kg=D(0))
    assert refused(lambda: vehicles.record_vehicle(actor=yard.firm, vehicle=wrong, at=AT)) == [
        "VEH-01",
        "VEH-02",
    ]
