"""Selection in sets: where lists go, what is written, and that it is safe to run twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from codelists.models import Parameter
from codelists.services.storing import bump_version
from declarations.models import ListEvent, ListState, Receipt
from enterprises.models import FirmGrade, Team
from kernel.models.jobs import JobItem, JobRun
from supervision.facts import SelectResult
from supervision.models import Case, Selection
from supervision.selectors import audit_supervision
from supervision.services import expire_leases, reject_overdue, select_accepted, select_all, selecting
from tests.office import AT, purchase, send
from tests.supervision.desk import (
    accept,
    everybody_inspected,
    everybody_reviewed,
    everything,
    nobody_inspected,
    set_parameter,
)


def test_lists_without_a_reason_are_released(office):
    """No rule finds anything: released, with the receipt, no case, and the choice on record."""
    nobody_inspected()
    ids = accept(office, [purchase(n) for n in range(1, 4)])
    assert select_all(at=AT) == SelectResult(released=3)
    assert set(ListState.objects.values_list("status", flat=True)) == {800}
    assert Receipt.objects.filter(code="622", status="800").count() == 3
    assert not Case.objects.exists()
    chosen = Selection.objects.order_by("list_id")
    assert [(s.list_id, s.rule_code, s.lane, s.rate) for s in chosen] == [(i, "", "release", 0) for i in ids]
    assert all(0 <= s.draw < 1 for s in chosen)


def test_a_draw_below_the_rate_is_inspected(office):
    """Rate one: every list is drawn; the case has lane, deadline and reason, its team by mode."""
    everybody_inspected()
    team = Team.objects.filter(office="4921", lanes__contains=["1210"]).order_by("id").first()
    accept(office, [purchase(1)])
    assert select_all(at=AT) == SelectResult(inspect=1)
    case = Case.objects.get()
    assert (case.lane, case.reasons, case.due_at) == ("inspect", ["SEL-01"], AT + timedelta(hours=48))
    assert case.team_id == (team.pk if team else None)
    assert case.order_no == purchase(1).lst[0]["orderNo"]
    assert case.logistics_no == purchase(1).lst[0]["logisticsNo"]
    assert Selection.objects.get().rate == Decimal(1)


def test_every_reason_is_written(office):
    """A list that several rules find has one row for each."""
    everybody_reviewed()
    set_parameter("selection.review_goods", "1901 3305")
    set_parameter("selection.review_countries", purchase(1).lst[1][0]["country"])
    accept(office, [purchase(1)])
    assert select_all(at=AT) == SelectResult(review=1)
    codes = sorted(Selection.objects.values_list("rule_code", flat=True))
    assert codes == sorted(Case.objects.get().reasons)
    assert set(codes) >= {"SEL-05", "SEL-06"}


def test_the_draw_can_be_replayed(office):
    """The same list draws the same number again; two lists draw different ones."""
    nobody_inspected()
    ids = accept(office, [purchase(1), purchase(2)])
    select_all(at=AT)
    drawn = dict(Selection.objects.values_list("list_id", "draw"))
    again = {i: selecting.draw_of(i) for i in ids}
    assert drawn == again
    assert len(set(drawn.values())) == 2


def test_running_twice_moves_nothing(office):
    """The second run finds nothing, writes nothing and opens no run."""
    everybody_reviewed()
    accept(office, [purchase(1)])
    select_all(at=AT)
    before = everything()
    assert select_all(at=AT) == select_accepted(at=AT) == SelectResult()
    assert everything() == before
    assert JobRun.objects.count() == 1


def test_a_sweep_with_nothing_to_do_writes_nothing(office):
    """Every ten seconds the timetable looks: no rows may come of it."""
    assert select_all(at=AT) == SelectResult() and reject_overdue(at=AT) == 0 and expire_leases(at=AT) == 0
    assert not JobRun.objects.exists()


def test_chunks_are_counted_in_one_run_a_day(office):
    """Three chunks of two: one run with the sum, its events carry it."""
    nobody_inspected()
    accept(office, [purchase(n) for n in range(1, 6)])
    assert select_all(at=AT, limit=2) == SelectResult(released=5)
    run = JobRun.objects.get()
    assert (run.name, run.key, run.counts["released"], run.version) == (
        "supervision.select_accepted",
        "2026-05-12/1",
        5,
        4,
    )
    assert set(ListEvent.objects.filter(verb="release").values_list("run_id", flat=True)) == {run.pk}


def test_a_rule_that_crashes_costs_its_own_list_a_look(office, monkeypatch):
    """One list cannot be judged: it goes to review with an item, the others are released."""
    nobody_inspected()
    ids = accept(office, [purchase(n) for n in range(1, 4)])
    real = selecting.judge_selection

    def crashing(facts, **rest):
        if facts.list_id == ids[1]:
            raise ZeroDivisionError
        return real(facts, **rest)

    monkeypatch.setattr(selecting, "judge_selection", crashing)
    assert select_all(at=AT) == SelectResult(released=2, review=1, failed=1)
    case = Case.objects.get()
    assert (case.pk, case.reasons) == (ids[1], ["SEL-99"])
    item = JobItem.objects.get()
    assert (item.subject_no, item.outcome, item.args) == (case.pre_no, "unjudged", {"office": "4921"})


def test_a_missing_rate_stops_the_whole_set(office):
    """Without a rate nothing is guessed: nothing moves, nothing is written."""
    accept(office, [purchase(1)])
    Parameter.objects.filter(key="selection.inspect_rate.default").update(valid_to=AT.date())
    bump_version(at=AT)
    before = everything()
    with pytest.raises(KeyError, match=r"selection\.inspect_rate"):
        select_all(at=AT)
    assert everything() == before


def test_the_grade_of_the_declarant_on_the_day_gives_the_rate(office, monkeypatch):
    """The same draw between two rates: released for a certified firm, inspected for one without a grade."""
    set_parameter("selection.inspect_rate.default", "0.6")
    set_parameter("selection.inspect_rate.certified", "0.1")
    monkeypatch.setattr(selecting, "draw_of", lambda list_id: Decimal("0.3"))
    (certified,) = accept(office, [purchase(1)])
    assert select_all(at=AT) == SelectResult(released=1)
    FirmGrade.objects.filter(firm_id=office.broker.firm_id, valid_to=None).update(valid_to=AT.date())
    (plain,) = accept(office, [purchase(2)])
    assert select_all(at=AT) == SelectResult(inspect=1)
    chosen = {s.list_id: (s.lane, s.rate, s.draw) for s in Selection.objects.all()}
    assert chosen == {
        certified: ("release", Decimal("0.1"), Decimal("0.3")),
        plain: ("inspect", Decimal("0.6"), Decimal("0.3")),
    }


def test_a_grade_without_a_rate_stops_the_set_and_nothing_is_lost(office):
    """The usual rate does not stand in for a missing one; the next sweep goes on when it is entered."""
    nobody_inspected()
    accept(office, [purchase(1)])
    FirmGrade.objects.filter(firm_id=office.broker.firm_id).update(grade="dishonest")
    key = "selection.inspect_rate.dishonest"
    Parameter.objects.filter(key=key, valid_to__isnull=True).update(valid_to=AT.date())
    bump_version(at=AT)
    before = everything()
    with pytest.raises(KeyError, match=r"selection\.inspect_rate\.dishonest is not in force"):
        select_all(at=AT)
    assert everything() == before
    Parameter.objects.create(
        key=key, value="0", valid_from=AT.date(), source="a test", name_zh="率", name_en="Rate"
    )
    bump_version(at=AT)
    assert select_all(at=AT) == SelectResult(released=1)


def test_overdue_lists_are_rejected_in_a_run(office):
    """A list that waits too long is rejected, counted in the day's run."""
    send(office, purchase(1), codes=["621"])
    assert reject_overdue(at=AT + timedelta(hours=23)) == 0
    assert reject_overdue(at=AT + timedelta(hours=25)) == 1
    assert ListState.objects.get().status == 100
    assert JobRun.objects.get(name="supervision.reject_overdue_lists").counts == {"rejected": 1}


def test_runs_of_past_days_are_closed(office):
    """The day after, the sweep marks the run done; a new day has a new run."""
    nobody_inspected()
    accept(office, [purchase(1)])
    select_all(at=AT)
    expire_leases(at=AT + timedelta(days=1))
    assert JobRun.objects.get().status == JobRun.Status.DONE


def test_the_audit_is_clean_and_finds_a_lost_case(office):
    """After selection nothing contradicts itself; a case taken away is found."""
    everybody_reviewed()
    accept(office, [purchase(1)])
    select_all(at=AT)
    assert audit_supervision() == []
    Case.objects.all().delete()
    assert len(audit_supervision()) == 1
