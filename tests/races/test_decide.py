"""Several officers and jobs at the same cases at the same moment: one wins, nothing is done twice."""

from collections import Counter
from functools import partial

from django.db import transaction

from declarations.models import ImportList, ListEvent, ListState, Receipt
from declarations.selectors import audit_declarations
from enterprises.facts import SYSTEM
from kernel.models.jobs import JobRun
from kernel.refusal import Conflict, Refused
from supervision.facts import Decision
from supervision.models import Case, Selection
from supervision.selectors import audit_supervision
from supervision.services import claim, claim_next, decide, decide_many, expire_leases, select_all
from tests.office import AT, changed, purchase, send
from tests.races.threads import at_once
from tests.supervision.desk import LATER, accept, cases, everything, set_parameter, set_rates


def test_two_officers_claim_the_same_case(committed_office):
    """One gets it, the other hears who was first, in every round."""
    office = committed_office
    for case in cases(office, 5):
        got = at_once(
            [partial(claim, case.pk, actor=who, at=AT) for who in (office.officer, office.officer2)]
        )
        lost = [no for no in got if isinstance(no, Conflict)]
        assert len(lost) == 1 and lost[0].violation.rule.code == "DEC-03"
        case.refresh_from_db()
        winner = (office.officer, office.officer2)[0 if got[1] is lost[0] else 1]
        assert case.owner_id == winner.user_id


def test_claim_next_never_gives_one_case_to_two(committed_office):
    """Six cases, eight requests at once: six different cases, two hear that nothing is left."""
    office = committed_office
    made = cases(office, 6)
    who = [office.officer, office.officer2] * 4
    got = at_once([partial(claim_next, actor=actor, at=AT) for actor in who])
    taken = [case.pk for case in got if isinstance(case, Case)]
    assert sorted(taken) == [case.pk for case in made]
    assert sum(isinstance(no, Refused) for no in got) == 2


def test_decided_twice_at_once(committed_office):
    """Release and reject at the same moment: one event, one receipt, accounts as the winner says."""
    office = committed_office
    for case in cases(office, 4):
        got = at_once([
            partial(decide, Decision(case.pk, "release"), actor=office.officer, at=LATER),
            partial(decide, Decision(case.pk, "reject", "goods", "不符"), actor=office.officer2, at=LATER),
        ])  # fmt: skip
        assert sum(isinstance(no, Conflict) for no in got) == 1
        assert ListEvent.objects.filter(subject_id=case.pk, verb__in=("release", "reject")).count() == 1
        assert Receipt.objects.filter(document_id=case.pk, status__in=("800", "100")).count() == 1
    assert audit_declarations() == audit_supervision() == []


def test_a_job_against_a_claim(committed_office):
    """An officer claims while the portal decides the set: whoever is second hears it, nobody overrules."""
    office = committed_office
    made = cases(office, 8)
    decisions = [Decision(case.pk, "release") for case in made]
    job, *claims = at_once([
        partial(decide_many, decisions, actor=SYSTEM, at=LATER),
        *(partial(claim, case.pk, actor=office.officer, at=LATER) for case in made),
    ])  # fmt: skip
    for case, decided, claimed in zip(made, job, claims, strict=True):
        case.refresh_from_db()
        if decided.moved:
            assert isinstance(claimed, Conflict) and case.outcome == "release" and case.owner_id is None
        else:
            assert decided.late and case.decided_at is None and case.owner_id == office.officer.user_id
            assert ListState.objects.get(pk=case.pk).status == 300


def test_overlapping_sets_in_opposite_order(committed_office):
    """Two officers decide the same twenty cases, one set turned round: no deadlock, each case once."""
    office = committed_office
    made = cases(office, 20)
    forth = [Decision(case.pk, "release") for case in made]
    back = [Decision(case.pk, "reject", "goods", "不符") for case in reversed(made)]
    got = at_once([
        partial(decide_many, forth, actor=office.officer, at=LATER),
        partial(decide_many, back, actor=office.officer2, at=LATER),
    ])  # fmt: skip
    moved = Counter(result.list_id for results in got for result in results if result.moved)
    assert moved == Counter(case.pk for case in made)
    assert audit_declarations() == audit_supervision() == []


def test_two_beats_at_once(committed_office):
    """Selection fired four times in parallel: each list once, with one event, receipt, choice and case."""
    office = committed_office
    set_parameter("selection.review_value", "250")
    set_rates("0.1")
    ids = accept(office, [purchase(n) for n in range(1, 121)])
    got = at_once([partial(select_all, at=AT, limit=10)] * 4)
    assert sum(result.taken for result in got) == len(ids)
    events = ListEvent.objects.filter(verb__in=("release", "review", "inspect"))
    assert Counter(events.values_list("subject_id", flat=True)) == Counter(ids)
    told = Receipt.objects.filter(code="622", status__in=("300", "500", "800"))
    assert Counter(told.values_list("document_id", flat=True)) == Counter(ids)
    waiting = ListState.objects.filter(status__in=(300, 500)).values_list("pk", flat=True)
    assert sorted(Case.objects.values_list("pk", flat=True)) == sorted(waiting)
    assert set(Selection.objects.values_list("list_id", flat=True)) == set(ids)
    counted: Counter[str] = Counter()
    for run in JobRun.objects.all():
        counted.update(run.counts)
    assert counted["released"] + counted["review"] + counted["inspect"] == len(ids)
    assert audit_declarations() == audit_supervision() == []


def test_the_sweep_against_decisions_and_corrections(committed_office):
    """A correction is refused while officers have the list; no case that changed lane is closed."""
    office = committed_office
    made = cases(office, 6)
    wrong = changed(purchase(1), "411", amountPaid="2.00", appType="2")
    at_once([
        partial(send, office, wrong, codes=["411"]),
        *[partial(expire_leases, at=LATER)] * 3,
        partial(
            decide_many,
            [Decision(case.pk, "inspect", "doubt_goods") for case in made[1:]],
            actor=office.officer,
            at=LATER,
        ),
    ])  # fmt: skip
    expire_leases(at=LATER)
    outcomes = dict(Case.objects.values_list("pk", "outcome"))
    assert outcomes == {case.pk: "" for case in made}
    assert audit_supervision() == []


def test_selection_again_after_everything_writes_nothing(committed_office):
    """A lost wake-up that comes late finds nothing to do."""
    cases(committed_office, 2)
    before = everything()
    at_once([partial(select_all, at=LATER)] * 2)
    assert everything() == before


def test_a_busy_row_is_left_to_the_next_sweep(committed_office):
    """Somebody holds the number of a case too long: selection stops quietly, and the next run does it."""
    office = committed_office
    set_rates("1")
    (list_id,) = accept(office, [purchase(1)])
    number = ImportList.objects.get(pk=list_id).pre_no
    with transaction.atomic():
        Case.objects.create(
            subject_id=list_id,
            pre_no=number,
            office="4921",
            lane="review",
            trade_mode="1210",
            created_at=AT,
            due_at=AT,
        )
        (got,) = at_once([partial(select_all, at=AT)])
        assert got.taken == 0
        transaction.set_rollback(True)
    assert ListState.objects.get().status == 120 and not JobRun.objects.exists()
    assert select_all(at=AT).inspect == 1
