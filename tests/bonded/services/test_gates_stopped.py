"""What customs have stopped of the goods on a pass: lots and released lists; parcels that leave with it."""

from datetime import timedelta

import pytest

from bonded.facts import StopTarget
from bonded.models import Lot, Parcel
from bonded.rules import flow
from bonded.services import gates, stops, undoing
from bonded.services.gates import AtBarrier
from bonded.services.stops import put_stop
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from tests.bonded.conftest import AT, EMS
from tests.bonded.gate_world import filed, make_inventory, make_yard

LATER = AT + timedelta(hours=1)


@pytest.fixture
def yard(shelf):
    return make_yard(shelf)


def arrive(yard, number):
    return gates.arrive(actor=yard.gate, gate_code="SIDE", seen=AtBarrier(number), at=LATER).passage


def gathered(shelf, paper):
    """A parcel that the CBEC inventory has taken over."""
    (pk,) = reserve(1)
    return Parcel.objects.create(
        subject_id=pk,
        status=flow.GATHERED,
        since=AT,
        pre_no="202605100000000001",
        waybill_no="WB1",
        firm_id=shelf.owner.pk,
        ledger_id=shelf.ledger.pk,
        office="4921",
        released_at=AT,
        inventory_id=paper.pk,
    )


def test_a_stopped_lot_among_the_goods_holds_the_vehicle(shelf, yard):
    """The first lot is taken first; the other lot of the item is not on the vehicle."""
    Lot.objects.create(item=shelf.a, lot_no="L1", in_on=AT.date(), in_qty=4, best_before=AT.date())
    Lot.objects.create(item=shelf.a, lot_no="L2", in_on=AT.date(), in_qty=6)
    first = filed(shelf, make_inventory(shelf, lines=((shelf.a, "2"),)))
    call = {"actor": yard.first, "at": AT, "kind": "lot", "number": "A", "ems_no": EMS, "ground": "批次召回"}
    stops.order(**call, lot_no="L2")
    assert arrive(yard, first).outcome == "passed"
    second = filed(shelf, make_inventory(shelf, lines=((shelf.a, "2"),)))
    stops.order(**call, lot_no="L1")
    held = arrive(yard, second)
    assert (held.outcome, held.reasons) == ("held", ["PAS-29"])


def test_a_stopped_list_in_a_cbec_inventory_holds_the_vehicle(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "2"),), inv_type="8")
    parcel = gathered(shelf, paper)
    number = filed(shelf, paper)
    with intention():
        put_stop(StopTarget("list", parcel.pre_no, "4921"), ground="清单布控", actor=yard.first, at=AT)
    assert arrive(yard, number).reasons == ["PAS-29"]


def test_parcels_leave_with_their_inventory_and_stand_there_again_after_an_undo(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "2"),), inv_type="8")
    parcel = gathered(shelf, paper)
    passage = arrive(yard, filed(shelf, paper))
    parcel.refresh_from_db()
    assert parcel.status == flow.GONE
    call = {"actor": yard.first, "passage_no": passage.number, "ground": "误点过卡，车在区内", "at": LATER}
    undoing.confirm_undo(actor=yard.second, number=undoing.propose_undo(**call), at=LATER)
    parcel.refresh_from_db()
    assert parcel.status == flow.GATHERED
