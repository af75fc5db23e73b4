"""A released list becomes a parcel of the zone with its lots; what is rejected at the same time does not."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bonded.models import LotEntry, Parcel, ParcelLine
from bonded.rules import flow as bonded_flow
from bonded.selectors.ledgers import audit_bonded
from declarations.facts import ListMove
from declarations.models import ImportList, ListState
from declarations.rules import flow
from declarations.services.steps import move_lists
from kernel.orm.tx import intention
from tests.office import AT, purchase, send


def accepted(office, serial: int) -> ListState:
    one = purchase(serial)
    send(office, one)
    newest = ImportList.objects.latest("pk")
    return ListState.objects.get(subject_id=newest.pk)


def test_a_release_makes_the_parcel_and_a_rejection_gives_the_stock_back(office):
    kept, lost = accepted(office, 31), accepted(office, 32)
    with intention():
        move_lists([ListMove(lost.pk, "review", flow.ACCEPTED)], at=AT, actor_id=None)
    with intention():
        moves = [ListMove(lost.pk, "reject", flow.REVIEW), ListMove(kept.pk, "release", flow.ACCEPTED)]
        assert len(move_lists(moves, at=AT, actor_id=None)) == 2
    row = Parcel.objects.get()
    head = ImportList.objects.get(pk=kept.pk)
    assert (row.pk, row.status, row.pre_no) == (kept.pk, bonded_flow.WAITING, head.pre_no)
    assert (row.waybill_no, row.office, row.gross_kg) == (
        head.logistics_no,
        head.customs_code,
        head.gross_weight,
    )
    lines = ParcelLine.objects.filter(parcel_id=row.pk)
    assert lines.count() >= 1
    taken = LotEntry.objects.filter(subject_id=row.pk, counter=3)
    assert sum(taken.values_list("qty", flat=True)) == sum(lines.values_list("qty", flat=True))
    assert not LotEntry.objects.filter(subject_id=lost.pk).exists()
    assert audit_bonded() == []


def test_a_set_of_releases_takes_the_same_number_of_statements_as_one(office):
    one = [accepted(office, 41)]
    many = [accepted(office, serial) for serial in range(42, 48)]
    counts = []
    for states in (one, many):
        moves = [ListMove(state.pk, "release", flow.ACCEPTED) for state in states]
        with CaptureQueriesContext(connection) as seen, intention():
            assert len(move_lists(moves, at=AT, actor_id=None)) == len(states)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Parcel.objects.count() == 7
