"""Tailored plans: three different officers, the firm between them, and what other rooms read."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from enterprises.models import Difficulty, Firm, Notice, Plan, PlanEvent, Suspension
from enterprises.rules import flow, switches
from enterprises.rules.plans import PlanDraft
from enterprises.selectors import plan_for, plan_switch, plans_in_force, plans_of_difficulty
from enterprises.selectors.plans import plan_of, plans_of_firm, switches_in_words
from enterprises.services import plans
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.measures_nightly import end_measures
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused

pytestmark = pytest.mark.usefixtures("office")

BROKER = "430168A004"


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return [violation.rule.code for violation in caught.value.violations]


@pytest.fixture
def desk(actor, at):
    """The people of the office and the way of a plan."""
    today = business_date(at)
    good = PlanDraft(
        "Medicines", "Drugs", ("300",), "emergency_clearance", today, today + timedelta(days=60),
        "Decree 256, Article 1", ((switches.DEADLINE, "4"), (switches.LANE, "release")),
    )  # fmt: skip

    def draft(name="coordinator", **options):
        changes = options.pop("changes", {})
        options = {"customs_code": BROKER, "draft": good._replace(**changes), "at": at, **options}
        return plans.draft_plan(actor=actor(name), **options)

    def go(number, *steps):
        calls = {
            "submit": (plans.submit_plan, "coordinator"),
            "approve": (plans.approve_plan, "officer"),
            "agree": (plans.agree_to_plan, "broker"),
            "force": (plans.put_plan_in_force, "chief"),
        }
        for step in steps:
            call, name = calls[step]
            call(actor=actor(name), number=number, at=at)
        return number

    def live(**options):
        return go(draft(**options), "submit", "approve", "agree", "force")

    return SimpleNamespace(draft=draft, go=go, live=live, good=good, today=today, actor=actor)


def stands(number):
    return Plan.objects.get(number=number).status


def test_a_plan_comes_into_force_and_other_rooms_read_its_switches(desk, at):
    number = desk.live()
    plan = Plan.objects.get(number=number)
    assert plan.status == flow.PLAN_IN_FORCE
    assert len({plan.drafted_by_id, plan.officer_id, plan.chief_id}) == 3
    verbs = PlanEvent.objects.filter(subject_id=plan.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["draft", "submit", "approve", "agree", "put_in_force"]
    held = plans_in_force([plan.firm_id], on=desk.today)
    fact = plan_for(held[plan.firm_id], hs_codes=["3004909099"])
    assert fact is not None
    assert fact.number == number
    assert plan_switch(fact, name="selection.lane") == "release"
    assert plan_switch(fact, name="case.deadline_hours") == "4"
    assert fact.switches == ((switches.LANE, "release"), (switches.DEADLINE, "4"))
    assert plan_for(held[plan.firm_id], hs_codes=["1901101010"]) is None
    assert plans_in_force([plan.firm_id], on=plan.valid_to) == {}
    assert plans_in_force([plan.firm_id], on=desk.today - timedelta(days=1)) == {}


def test_plans_of_many_firms_are_one_query(desk, django_assert_num_queries):
    desk.live()
    desk.live(changes={"title": "Second plan"})
    ids = list(Firm.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        found = plans_in_force(ids, on=desk.today)
    assert [len(facts) for facts in found.values()] == [2]


def test_nobody_approves_twice_in_the_service_nor_in_the_table(desk, at):
    number = desk.go(desk.draft("officer"), "submit")
    officer = desk.actor("officer")
    assert refused(lambda: plans.approve_plan(actor=officer, number=number, at=at)) == ["PLN-15"]
    chief = desk.actor("chief")
    assert refused(lambda: plans.approve_plan(actor=chief, number=number, at=at)) == ["PLN-19"]
    plans.approve_plan(actor=desk.actor("officer2"), number=number, at=at)
    desk.go(number, "agree")
    plan = Plan.objects.get(number=number)
    for columns in (
        {"chief_id": plan.officer_id},
        {"chief_id": plan.drafted_by_id},
        {"officer_id": plan.drafted_by_id},
        {"officer_id": None},
        {"agreed_by_id": None},
        {"switches": []},
        {"hs_prefixes": []},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**columns)
    own = desk.draft("chief")
    desk.go(own, "submit", "approve", "agree")
    assert refused(lambda: plans.put_plan_in_force(actor=chief, number=own, at=at)) == ["PLN-15"]
    plans.put_plan_in_force(actor=desk.actor("chief2"), number=own, at=at)
    assert stands(own) == flow.PLAN_IN_FORCE


def test_without_the_firm_there_is_no_plan(desk, at):
    number = desk.go(desk.draft(), "submit", "approve")
    with pytest.raises(Conflict):
        desk.go(number, "force")
    filer = desk.actor("filer")
    assert refused(lambda: plans.agree_to_plan(actor=filer, number=number, at=at)) == ["ACC-01"]
    stranger = desk.actor("shop")
    assert refused(lambda: plans.agree_to_plan(actor=stranger, number=number, at=at)) == ["PLN-17"]
    assert stands(number) == flow.PLAN_AT_FIRM


def test_a_firm_that_does_not_agree_sends_the_plan_back(desk, at):
    number = desk.go(desk.draft(), "submit", "approve")
    broker = desk.actor("broker")
    assert plan_of(broker, number=number) is not None
    plans.decline_plan(actor=broker, number=number, reason="The days are too few", at=at)
    plan = Plan.objects.get(number=number)
    assert (plan.status, plan.officer_id, plan.said) == (flow.PLAN_DRAFT, None, "The days are too few")
    assert plan_of(broker, number=number) is None
    longer = desk.good._replace(valid_to=desk.today + timedelta(days=90))
    plans.change_plan(actor=desk.actor("coordinator"), number=number, draft=longer, at=at)
    desk.go(number, "submit", "approve", "agree", "force")
    assert Plan.objects.get(number=number).valid_to == longer.valid_to
    assert set(Notice.objects.values_list("kind", flat=True)) >= {
        "plan_waiting", "plan_agreed_wanted", "plan_declined", "plan_decided",
    }  # fmt: skip


def test_whoever_changes_the_draft_is_its_drafter(desk, at):
    number = desk.draft("coordinator")
    plans.change_plan(actor=desk.actor("officer"), number=number, draft=desk.good, at=at)
    desk.go(number, "submit")
    officer = desk.actor("officer")
    assert refused(lambda: plans.approve_plan(actor=officer, number=number, at=at)) == ["PLN-15"]


def test_whoever_wrote_the_draft_before_others_approves_it_neither(desk, at):
    number = desk.draft("officer")
    plans.change_plan(actor=desk.actor("chief"), number=number, draft=desk.good, at=at)
    plans.change_plan(actor=desk.actor("coordinator"), number=number, draft=desk.good, at=at)
    desk.go(number, "submit")
    officer, chief = desk.actor("officer"), desk.actor("chief")
    assert refused(lambda: plans.approve_plan(actor=officer, number=number, at=at)) == ["PLN-15"]
    plans.approve_plan(actor=desk.actor("officer2"), number=number, at=at)
    desk.go(number, "agree")
    assert refused(lambda: plans.put_plan_in_force(actor=chief, number=number, at=at)) == ["PLN-15"]
    no = {"number": number, "reason": "not needed now", "at": at}
    assert refused(lambda: plans.refuse_plan(actor=chief, **no)) == ["PLN-15"]
    plans.put_plan_in_force(actor=desk.actor("chief2"), number=number, at=at)
    assert stands(number) == flow.PLAN_IN_FORCE


def test_a_draft_with_faults_is_refused_whole(desk, at):
    def codes(**changes):
        return refused(lambda: desk.draft(changes=changes))

    assert codes(switches=()) == ["PLN-08"]
    assert codes(switches=(("selection.lane", "x"), ("case.deadline_hours", "99"))) == ["PLN-10", "PLN-11"]
    assert refused(lambda: desk.draft(difficulty_no="DF000")) == ["PLN-07"]
    assert refused(lambda: desk.draft(customs_code="430166A099")) == ["ACC-13"]
    assert refused(lambda: desk.draft("gate")) == ["MEA-24"]
    assert not Plan.objects.exists()


def test_refusing_dropping_and_revoking_say_why(desk, at):
    officer, chief, coordinator = desk.actor("officer"), desk.actor("chief"), desk.actor("coordinator")
    first = desk.go(desk.draft(), "submit")
    assert refused(lambda: plans.refuse_plan(actor=officer, number=first, reason="no", at=at)) == ["PLN-14"]
    plans.refuse_plan(actor=officer, number=first, reason="The usual way serves", at=at)
    second = desk.go(desk.draft(), "submit", "approve", "agree")
    assert refused(
        lambda: plans.refuse_plan(actor=desk.actor("officer2"), number=second, reason="Not now", at=at)
    ) == ["SUS-17"]
    plans.refuse_plan(actor=chief, number=second, reason="The usual way serves", at=at)
    third = desk.go(desk.draft(), "submit", "approve")
    plans.drop_plan(actor=coordinator, number=third, reason="No longer needed", at=at)
    fourth = desk.live()
    assert refused(lambda: plans.revoke_plan(actor=officer, number=fourth, reason="Misused", at=at)) == [
        "SUS-17"
    ]
    plans.revoke_plan(actor=chief, number=fourth, reason="Misused", at=at)
    assert [stands(number) for number in (first, second, third, fourth)] == [
        flow.PLAN_REFUSED, flow.PLAN_REFUSED, flow.PLAN_DROPPED, flow.PLAN_REVOKED,
    ]  # fmt: skip
    assert plans_in_force(Firm.objects.values_list("pk", flat=True), on=desk.today) == {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(number=fourth).update(said="")


def test_a_plan_answers_a_difficulty_of_its_own_firm(desk, at):
    matter = Draft("Medicines wait", "Every night lists wait.", "declaration", "urgent", "page")
    difficulty = raise_difficulty(actor=desk.actor("broker"), draft=matter, at=at).number
    number = desk.draft(difficulty_no=difficulty)
    assert [plan.number for plan in plans_of_difficulty(difficulty)] == [number]
    assert plans_of_difficulty("") == []
    assert Difficulty.objects.filter(number=difficulty).exists()
    other = refused(lambda: desk.draft(customs_code="430166A001", difficulty_no=difficulty))
    assert other == ["PLN-07"]


def test_the_firm_knows_of_a_plan_only_after_the_first_approval(desk):
    number = desk.go(desk.draft(), "submit")
    broker = desk.actor("broker")
    firm = Firm.objects.get(customs_code=BROKER)
    assert plan_of(broker, number=number) is None
    assert list(plans_of_firm(firm)) == []
    desk.go(number, "approve")
    assert plan_of(broker, number=number) is not None
    assert plan_of(desk.actor("shop"), number=number) is None
    elsewhere = replace(desk.actor("officer"), office="4906", offices=frozenset({"4906"}))
    assert plan_of(elsewhere, number=number) is None
    assert plan_of(desk.actor("airport"), number=number) is not None  # the office above
    assert plan_of(desk.actor("gate"), number=number) is None


def test_the_night_reminds_once_and_expires(desk, at):
    number = desk.live()
    soon = at + timedelta(days=51)
    assert tuple(end_measures(at=soon)) == (0, 1)
    assert tuple(end_measures(at=soon)) == (0, 0)
    assert Notice.objects.filter(kind="plan_ending", subject_no=number).count() == 1
    over = at + timedelta(days=60)
    assert tuple(end_measures(at=over)) == (1, 0)
    assert stands(number) == flow.PLAN_EXPIRED
    assert tuple(end_measures(at=over)) == (0, 0)


def test_a_plan_whose_days_are_over_is_not_approved(desk, at):
    number = desk.go(desk.draft(), "submit")
    late = at + timedelta(days=60)
    officer = desk.actor("officer")
    assert refused(lambda: plans.approve_plan(actor=officer, number=number, at=late)) == ["PLN-16"]


@pytest.mark.parametrize(
    ("done", "step"), [((), "submit"), (("submit",), "approve"), (("submit", "approve", "agree"), "force")]
)
def test_the_plan_of_a_suspended_firm_goes_no_further(desk, at, done, step):
    number = desk.go(desk.draft(), *done)
    before = stands(number)
    firm, officer = Firm.objects.get(customs_code=BROKER), desk.actor("officer").user_id
    held = Suspension.objects.create(
        subject_id=990001, status=flow.SUSPENSION_IN_FORCE, since=at, number="SU1", office="4921",
        firm=firm, kind="firm", effect="acts", ground="other", text="Said so", from_at=at,
        proposed_by_id=officer, proposed_at=at, decided_by_id=desk.actor("chief").user_id, decided_at=at,
    )  # fmt: skip
    assert refused(lambda: desk.go(number, step)) == ["SUS-01"]
    assert stands(number) == before
    held.to_at = at
    held.save(update_fields=["to_at"])
    desk.go(number, step)
    assert stands(number) != before


def test_switches_are_said_in_words(office):
    pairs = [["selection.lane", "release"], ["documents.owed", "15:contract,donation"], ["old.switch", "x"]]
    lane, owed, old = switches_in_words(pairs)
    assert "SEL-04" in lane.rule
    assert "15" in owed.said
    assert (old.label, old.said) == ("old.switch", "x")
