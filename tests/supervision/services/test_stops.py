"""A stop order at every door of the portal: acceptance holds or refuses, nothing stopped is released."""

from datetime import timedelta

import pytest

from bonded.facts import StopTarget
from bonded.models import Lot, LotCounter, LotEntry, StopOrder
from bonded.services.stops import lift, order, put_stop
from declarations.models import Finding, ImportList, ListState
from declarations.rules.acceptance import STOPPED
from declarations.selectors import audit_declarations
from declarations.services.resuming import resume_waiting
from declarations.services.steps import reject_overdue
from enterprises.demo import FIRMS
from enterprises.facts import SYSTEM
from kernel.orm.tx import intention
from kernel.refusal import Refused
from supervision.facts import Decision
from supervision.models import Case
from supervision.services import decide, decide_many, select_all
from supervision.services.stopping import order_stop
from tests.declarations.services.test_accept import state_of
from tests.office import AT, purchase, rule_codes, send
from tests.supervision.desk import LATER, accept, cases, everything, nobody_inspected, person

EMS = "T4921W000001"
CODES = {firm.key: firm.customs_code for firm in FIRMS}


def stop_list(office, pre_no, *, actor=None):
    return order_stop(actor=actor or office.officer, at=AT, kind="list", number=pre_no, ground="风险布控")


def stop_firm(office, key):
    return order(actor=office.officer, at=AT, kind="firm", number=CODES[key], ground="风险布控")


def lifted(office, number):
    lift(actor=office.officer2, number=number, ground="查清", at=LATER)


def pre_no_of(case_or_id):
    pk = getattr(case_or_id, "pk", case_or_id)
    return ImportList.objects.get(pk=pk).pre_no


def test_a_list_of_a_stopped_firm_waits_without_a_term_and_goes_on_after_the_stop(office):
    number = stop_firm(office, "broker")
    one = purchase(1)
    send(office, one)
    state = state_of(one)
    assert (state.status, state.missing, state.due_at) == (3, STOPPED, None)
    with intention():
        assert reject_overdue(at=AT + timedelta(days=90), limit=10) == []
    assert resume_waiting(at=LATER) == 0
    lifted(office, number)
    assert resume_waiting(at=LATER) == 1
    assert state_of(one).status == 120
    assert audit_declarations() == []


def test_a_stopped_list_that_waits_for_a_document_is_held_when_it_comes(office):
    """The stop was ordered while the payment was missing; another list of the firm goes its way."""
    one, other = purchase(1), purchase(2)
    send(office, one, codes=("621", "311", "511"))
    number = stop_list(office, pre_no_of(state_of(one).pk))
    send(office, one, codes=("411",))
    send(office, other)
    assert (state_of(one).status, state_of(one).missing) == (3, STOPPED)
    assert state_of(other).status == 120
    lifted(office, number)
    assert resume_waiting(at=LATER) == 1


def test_a_new_list_of_a_stopped_item_is_refused_with_the_order(office):
    """The firm reads that the goods are stopped and by which order, not why."""
    one = purchase(1)
    item = one.sheet("621")[1][0]["itemRecordNo"]
    number = order(actor=office.officer, at=AT, kind="item", number=item, ems_no=EMS, ground="毒理超标")
    send(office, one)
    assert state_of(one).status == 100
    found = Finding.objects.filter(subject_id=state_of(one).pk, severity="refuse")
    assert number in str([row.args for row in found]) and "毒理" not in str([row.args for row in found])


@pytest.mark.parametrize("what", ["list", "firm", "item"])
def test_what_is_stopped_is_not_released_one_by_one_nor_in_a_set(office, what):
    """Nothing is written; sending to inspection or rejecting goes on; after the stop it is released."""
    case, other = cases(office, 2)
    if what == "list":
        number = stop_list(office, case.pre_no)
    elif what == "firm":
        number = stop_firm(office, "broker")
    else:
        row = purchase(1).sheet("621")[1][0]["itemRecordNo"]
        number = order(actor=office.officer, at=AT, kind="item", number=row, ems_no=EMS, ground="召回")
    before = everything()
    with pytest.raises(Refused) as no:
        decide(Decision(case.pk, "release"), actor=office.officer, at=LATER)
    assert rule_codes(no.value.violations) == ["DEC-15"] and number in str(no.value)
    result, *_ = decide_many([Decision(case.pk, "release")], actor=SYSTEM, at=LATER)
    assert not result.moved and everything() == before
    if what == "list":
        assert decide(Decision(other.pk, "release"), actor=office.officer, at=LATER).moved
    lifted(office, number)
    assert decide(Decision(case.pk, "release"), actor=office.officer2, at=LATER).moved
    assert audit_declarations() == []


def test_a_stopped_list_can_be_rejected_or_inspected(office):
    one, two = cases(office, 2)
    stop_list(office, one.pre_no)
    stop_list(office, two.pre_no)
    assert decide(Decision(one.pk, "reject", "goods", "不符"), actor=office.officer, at=LATER).moved
    assert decide(Decision(two.pk, "inspect", "doubt_goods"), actor=office.officer, at=LATER).moved


def test_a_list_that_took_of_a_stopped_lot_is_not_released(office):
    """The lot is found by what the list took of it; a list that took of another lot goes."""
    one, two = cases(office, 2)
    item_id = LotEntry.objects.filter(subject_id=one.pk).values_list("lot__item_id", flat=True).first()
    if item_id is None:  # lots that came in without a number are lots too; give this list one by hand
        from bonded.models import LedgerEntry

        item_id = LedgerEntry.objects.filter(subject_id=one.pk).values_list("item_id", flat=True)[0]
    lot = Lot.objects.create(item_id=item_id, lot_no="L1", in_on=AT.date(), in_qty=9, taken_qty=1)
    LotEntry.objects.create(
        lot=lot, subject_id=one.pk, counter=LotCounter.TAKEN, qty=1, kind="pre_booked", at=AT
    )
    row = purchase(1).sheet("621")[1][0]["itemRecordNo"]
    order(actor=office.officer, at=AT, kind="lot", number=row, ems_no=EMS, lot_no="L1", ground="召回")
    first, second = decide_many(
        [Decision(one.pk, "release"), Decision(two.pk, "release")], actor=office.officer, at=LATER
    )
    assert (first.moved, second.moved) == (False, True)


def test_selection_releases_nothing_stopped_but_sends_it_to_a_person(office):
    nobody_inspected()
    one, two = accept(office, [purchase(1), purchase(2)])
    stop_list(office, pre_no_of(one))
    result = select_all(at=AT)
    assert (result.released, result.review) == (1, 1)
    assert Case.objects.get(pk=one).reasons == ["SEL-13"]
    assert ListState.objects.get(pk=two).status == 800


def test_a_list_of_another_office_is_not_found(office):
    case, *_ = cases(office, 1)
    with pytest.raises(Refused) as no:
        stop_list(office, case.pre_no, actor=person("stranger"))
    assert rule_codes(no.value.violations) == ["STO-04"]
    with pytest.raises(Refused):
        stop_list(office, "B20260512000009999")
    assert not StopOrder.objects.exists()


def test_a_set_asks_for_stops_in_a_fixed_number_of_queries(office):
    """Three lists and thirty cost the same, with an item and a lot stopped elsewhere."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from supervision.services.deciding import lock_cases

    order(actor=office.officer, at=AT, kind="item", number="WINE-3000", ems_no=EMS, ground="召回")
    made = cases(office, 30)
    counts = []
    for size in (3, 30):
        with intention(), CaptureQueriesContext(connection) as asked:
            lock_cases([case.pk for case in made[:size]], at=AT)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_put_stop_wants_what_was_found(office):
    with pytest.raises(Refused), intention():
        put_stop(None, ground="x", actor=office.officer, at=AT)
    with pytest.raises(Refused), intention():
        put_stop(StopTarget("list", "B1", "4908"), ground="x", actor=office.officer, at=AT)
