"""Grants: asked for, recommended, decided by somebody else, revoked; the green channel judged nightly."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from celery import current_app
from django.db import IntegrityError, transaction

from enterprises import tasks
from enterprises.models import (
    Firm,
    FirmGrade,
    FirmRecord,
    FirmRecordKind,
    Grant,
    GrantEvent,
    Notice,
    Recusal,
    Suspension,
)
from enterprises.rules import flow
from enterprises.rules.measures import GREEN_CHANNEL, UNDERTAKINGS, Words
from enterprises.rules.suspension import Wanted
from enterprises.selectors import green_firms
from enterprises.services import grants
from enterprises.services.firm_record import Fact, close_record, record_fact, write_record
from enterprises.services.green_channel import check_green_channel, recheck_firm
from enterprises.services.measures import NewMeasure, load_catalogue, publish_measure
from enterprises.services.measures_nightly import end_measures
from enterprises.services.suspensions import countersign_suspension, propose_suspension
from kernel.clock import business_date
from kernel.models.jobs import JobItem, JobRun
from kernel.orm.locks import note_lock
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused

pytestmark = pytest.mark.usefixtures("office")

EVERY = list(UNDERTAKINGS[GREEN_CHANNEL])
WORDS = Words("夜间窗口", "Night window", "说明", "What it is", "公告", "Announcement")
BROKER = "430168A004"


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return [violation.rule.code for violation in caught.value.violations]


@pytest.fixture
def desk(actor, at):
    """The people of the office and what they do most, with the catalogue and the parameters loaded."""
    load_catalogue(at=at)
    wanted = NewMeasure("night_window", "application", "everyone", WORDS)
    publish_measure(actor=actor("chief"), wanted=wanted, at=at)
    today = business_date(at)
    terms = grants.Terms(today, today + timedelta(days=100), "Every quarter a report.")

    def apply(name="broker", *, code=GREEN_CHANNEL, signed=EVERY):
        return grants.apply_for(
            actor=actor(name), code=code, reason="It would help us.", undertakings=signed, at=at
        )

    def recommend(number, name="coordinator"):
        grants.recommend(actor=actor(name), number=number, text="I know the firm.", at=at)

    def decide(number, name="officer", terms=terms):
        grants.decide(actor=actor(name), number=number, terms=terms, said="", at=at)

    def listed(name="broker"):
        number = apply(name)
        recommend(number)
        decide(number)
        return number

    return SimpleNamespace(
        apply=apply, recommend=recommend, decide=decide, listed=listed, terms=terms, today=today, actor=actor
    )


def firm(code=BROKER):
    return Firm.objects.get(customs_code=code)


def test_a_firm_comes_onto_the_green_channel(desk, at):
    number = desk.apply()
    desk.recommend(number)
    desk.decide(number)
    grant = Grant.objects.get(number=number)
    assert number.startswith("MG4921")
    assert (grant.status, grant.valid_to, grant.conditions) == (
        flow.GRANT_IN_FORCE, desk.terms.valid_to, "Every quarter a report.",
    )  # fmt: skip
    assert sorted(grant.undertakings) == sorted(EVERY)
    verbs = GrantEvent.objects.filter(subject_id=grant.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["apply", "recommend", "grant"]
    assert green_firms([grant.firm_id], on=desk.today) == {grant.firm_id}
    assert green_firms([grant.firm_id], on=desk.terms.valid_to) == frozenset()
    assert green_firms([grant.firm_id], on=desk.today - timedelta(days=1)) == frozenset()
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert {"grant_asked", "grant_decided"} <= kinds


def test_without_recommendation_or_undertakings_there_is_no_listing(desk):
    assert refused(lambda: desk.apply(signed=EVERY[:-1])) == ["MEA-10"]
    number = desk.apply()
    assert refused(lambda: desk.decide(number)) == ["GRC-10"]
    assert Grant.objects.get(number=number).status == flow.GRANT_APPLIED


def test_whoever_recommended_does_not_decide(desk, at):
    number = desk.apply()
    desk.recommend(number)
    grant = Grant.objects.get(number=number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(decided_by_id=grant.recommended_by_id)
    assert refused(lambda: desk.recommend(number, "coordinator2")) == ["MEA-26"]
    assert refused(lambda: desk.decide(number, "coordinator")) == ["ACC-05"]


def test_the_proposer_does_not_decide_in_the_service_nor_in_the_table(desk, at):
    number = grants.propose(
        actor=desk.actor("officer"), customs_code=BROKER, code="night_window", reason="Night shifts",
        terms=desk.terms, at=at,
    )  # fmt: skip
    assert refused(lambda: desk.decide(number, "officer")) == ["EYE-01"]
    grant = Grant.objects.get(number=number)
    assert grant.status == flow.GRANT_PROPOSED
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(decided_by_id=grant.proposed_by_id)
    desk.decide(number, "officer2")
    with pytest.raises(Conflict):
        desk.decide(number, "chief")


def test_measures_with_undertakings_are_not_proposed_and_open_ones_not_asked_for(desk, at):
    def propose(code):
        return refused(
            lambda: grants.propose(
                actor=desk.actor("officer"), customs_code=BROKER, code=code, reason="Because it fits",
                terms=desk.terms, at=at,
            )
        )  # fmt: skip

    assert propose(GREEN_CHANNEL) == ["MEA-21"]
    assert propose("reservation") == ["MEA-08"]
    assert propose("guarantee_release") == ["MEA-09"]
    assert propose("no_such_thing") == ["MEA-04"]
    assert not Grant.objects.exists()


def test_one_application_at_a_time_and_one_grant_over_time(desk, at):
    number = desk.apply(code="night_window", signed=[])
    assert refused(lambda: desk.apply(code="night_window", signed=[])) == ["MEA-11"]
    desk.decide(number)
    second = desk.apply(code="night_window", signed=[])
    assert refused(lambda: desk.decide(second)) == ["MEA-12"]
    later = grants.Terms(desk.terms.valid_to, desk.terms.valid_to + timedelta(days=50))
    desk.decide(second, terms=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(number=second).update(valid_from=desk.today)


def test_who_may_ask(desk, at):
    assert refused(lambda: desk.apply("filer")) == ["ACC-01"]
    assert refused(lambda: desk.apply("pay")) == ["MEA-06"]  # stands in no zone
    number = desk.apply()
    stranger = desk.actor("shop")
    assert refused(lambda: grants.withdraw(actor=stranger, number=number, at=at)) == ["MEA-14"]
    grants.withdraw(actor=desk.actor("broker"), number=number, at=at)
    assert Grant.objects.get(number=number).status == flow.GRANT_WITHDRAWN


def test_a_recused_coordinator_recommends_nothing(desk, at):
    number = desk.apply()
    coordinator = desk.actor("coordinator")
    Recusal.objects.create(
        officer_id=coordinator.user_id, firm=firm(), from_at=at, reason="A relative works there",
        recorded_by_id=desk.actor("chief").user_id,
    )  # fmt: skip
    assert refused(lambda: desk.recommend(number)) == ["MEA-25"]


def test_refusing_and_revoking_say_why(desk, at):
    number = desk.apply(code="night_window", signed=[])
    officer = desk.actor("officer")
    assert refused(lambda: grants.refuse(actor=officer, number=number, reason=" no ", at=at)) == ["MEA-05"]
    grants.refuse(actor=officer, number=number, reason="Not this year", at=at)
    assert Grant.objects.get(number=number).said == "Not this year"
    held = desk.apply(code="night_window", signed=[])
    desk.decide(held)
    grants.revoke(actor=officer, number=held, reason="Conditions broken", at=at)
    grant = Grant.objects.get(number=held)
    assert (grant.status, grant.ended_reason) == (flow.GRANT_REVOKED, "Conditions broken")
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert {"grant_refused", "grant_revoked"} <= kinds
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(ended_reason="")


def test_an_officer_of_another_office_finds_no_such_grant(desk, at):
    number = desk.apply(code="night_window", signed=[])
    Firm.objects.filter(customs_code=BROKER).update(office="4906")
    Grant.objects.filter(number=number).update(office="4906")
    assert refused(lambda: desk.decide(number)) == ["MEA-14"]


def test_the_night_takes_the_channel_away_once_and_says_why(desk, at):
    number = desk.listed()
    with intention():
        fact = Fact(FirmRecordKind.FAILED_TEST, at, "Lead above the limit", "test", "TS0001")
        record_fact(fact, firm_id=firm().pk, at=at)
    # at once, before the night
    assert green_firms([firm().pk], on=desk.today) == frozenset()
    assert Grant.objects.get(number=number).status == flow.GRANT_IN_FORCE
    assert tuple(check_green_channel(at=at)) == (1, 1)
    grant = Grant.objects.get(number=number)
    assert grant.status == flow.GRANT_REVOKED
    assert [code for code, _args in grant.grounds] == ["GRC-03", "GRC-08"]
    assert grant.ended_by_id is None
    assert tuple(check_green_channel(at=at)) == (0, 0)
    run = JobRun.objects.get(name="enterprises.check_green_channel")
    assert run.counts == {"judged": 1, "taken_away": 1}
    assert run.status == JobRun.Status.DONE
    items = JobItem.objects.filter(run=run).order_by("id")
    assert [(item.subject_no, item.rule_code) for item in items] == [(number, "GRC-03"), (number, "GRC-08")]
    assert Notice.objects.filter(kind="green_channel_lost", subject_no=number).count() == 1
    assert Notice.objects.filter(kind="green_channel_lost_office").count() == 1
    verbs = list(GrantEvent.objects.filter(subject_id=grant.pk).values_list("verb", flat=True))
    assert verbs.count("take_away") == 1


def test_the_night_leaves_good_listings_alone_chunk_by_chunk(desk, at):
    numbers = [desk.listed(name) for name in ("broker", "shop", "shop2")]
    assert tuple(check_green_channel(at=at, limit=1)) == (3, 0)
    assert Grant.objects.filter(number__in=numbers, status=flow.GRANT_IN_FORCE).count() == 3
    tomorrow = at + timedelta(days=1)
    FirmGrade.objects.filter(firm=firm("430166A001")).delete()
    Firm.objects.filter(customs_code="430166A001").update(zone="")
    assert tuple(check_green_channel(at=tomorrow, limit=2)) == (3, 1)
    assert Grant.objects.get(firm__customs_code="430166A001").grounds == [["GRC-01", {}]]


def _suspended(at, *, effect="acts", kind="firm", grant_no=""):
    return Suspension.objects.create(
        subject_id=990001, status=flow.SUSPENSION_IN_FORCE, since=at, number="SU1", office="4921",
        firm=firm(),
        kind=kind, effect=effect, grant_no=grant_no, ground="other", text="Said so", from_at=at,
        proposed_by_id=_officer_id(0), proposed_at=at, decided_by_id=_officer_id(1), decided_at=at,
    )  # fmt: skip


def _officer_id(place):
    from enterprises.models import User

    return list(User.objects.filter(kind="officer").order_by("id").values_list("pk", flat=True))[place]


@pytest.mark.parametrize("what", ["firm", "listing"])
def test_a_suspension_takes_it_away_at_once_and_for_good(desk, at, what):
    number = desk.listed()
    if what == "firm":
        _suspended(at)
    else:
        _suspended(at, effect="grant", kind="grant", grant_no=number)
    assert green_firms([firm().pk], on=desk.today) == frozenset()
    assert tuple(check_green_channel(at=at)) == (1, 1)
    codes = [code for code, _args in Grant.objects.get(number=number).grounds]
    assert codes == ["GRC-05", "GRC-11"]


@pytest.mark.parametrize("code", [GREEN_CHANNEL, "night_window"])
def test_a_suspended_firm_is_granted_nothing_new(desk, at, code):
    number = desk.apply(code=code, signed=EVERY if code == GREEN_CHANNEL else [])
    desk.recommend(number)
    _suspended(at)
    assert refused(lambda: desk.decide(number))[0] == "SUS-01"
    assert Grant.objects.get(number=number).status == flow.GRANT_APPLIED
    Suspension.objects.update(to_at=at)
    if code != GREEN_CHANNEL:
        desk.decide(number)
        assert Grant.objects.get(number=number).status == flow.GRANT_IN_FORCE


@pytest.mark.parametrize("kind", ["firm", "grant"])
def test_a_countersigned_suspension_takes_the_listing_away_at_once(desk, at, kind):
    number = desk.listed()
    other = desk.listed("shop")
    wanted = Wanted(kind, "arrears", "Fines of 2025 unpaid")
    grant_no = number if kind == "grant" else ""
    paper = propose_suspension(
        actor=desk.actor("officer"), customs_code=BROKER, wanted=wanted, at=at, grant_no=grant_no
    )
    assert Grant.objects.get(number=number).status == flow.GRANT_IN_FORCE
    countersign_suspension(actor=desk.actor("chief"), number=paper, at=at)
    grant = Grant.objects.get(number=number)
    assert grant.status == flow.GRANT_REVOKED
    assert [code for code, _args in grant.grounds] == ["GRC-05", "GRC-11"]
    assert Grant.objects.get(number=other).status == flow.GRANT_IN_FORCE
    assert Notice.objects.filter(kind="green_channel_lost", subject_no=number).count() == 1


def test_a_fact_of_another_room_has_the_listing_judged_after_the_commit(
    desk, at, monkeypatch, django_capture_on_commit_callbacks
):
    number = desk.listed()
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_options: sent.append((name, args)))
    fact = Fact(FirmRecordKind.FAILED_TEST, at, "Lead above the limit", "test", "TS0001")
    with django_capture_on_commit_callbacks(execute=True), intention():
        note_lock("kernel_series")  # what ranks after firms and grants may be locked by then
        record_fact(fact, firm_id=firm().pk, at=at)
    assert sent == [("enterprises.recheck_firm", (firm().pk,))]
    assert tasks.recheck_firm.name == sent[0][0]
    assert recheck_firm(firm().pk, at=at) == 1
    assert Grant.objects.get(number=number).status == flow.GRANT_REVOKED
    assert recheck_firm(firm().pk, at=at) == 0


def test_what_lies_before_the_window_does_not_count(desk, at):
    desk.listed()
    old = at - timedelta(days=370)
    with intention():
        fact = Fact(FirmRecordKind.PENALTY, old, "An old penalty")
        record_fact(fact, firm_id=firm().pk, at=at)
    assert tuple(check_green_channel(at=at)) == (1, 0)


def test_an_officer_writes_the_record_and_the_listing_is_judged_at_once(desk, at):
    number = desk.listed()
    fact = Fact(FirmRecordKind.FAILED_TEST, at, "Lead above the limit", subject_no="TS0001")
    officer = desk.actor("officer")
    record = write_record(actor=officer, customs_code=BROKER, fact=fact, at=at)
    assert Grant.objects.get(number=number).status == flow.GRANT_REVOKED
    twice = refused(lambda: write_record(actor=officer, customs_code=BROKER, fact=fact, at=at))
    assert twice == ["MEA-19"]
    late = fact._replace(at=at + timedelta(hours=1), subject_no="")
    assert refused(lambda: write_record(actor=officer, customs_code=BROKER, fact=late, at=at)) == ["MEA-18"]
    close_record(actor=officer, customs_code=BROKER, number=record, note="The hold is lifted", at=at)
    again = refused(
        lambda: close_record(actor=officer, customs_code=BROKER, number=record, note="Again", at=at)
    )
    assert again == ["MEA-17"]
    coordinator = desk.actor("coordinator")
    assert refused(lambda: write_record(actor=coordinator, customs_code=BROKER, fact=fact, at=at)) == [
        "ACC-05"
    ]


def test_the_same_fact_of_another_room_stands_once(desk, at):
    fact = Fact(FirmRecordKind.FAILED_TEST, at, "Lead above the limit", "test", "TS0001")
    with intention():
        first = record_fact(fact, firm_id=firm().pk, at=at)
        second = record_fact(fact, firm_id=firm().pk, at=at)
    assert first == second
    assert FirmRecord.objects.count() == 1


def test_the_night_reminds_once_and_expires(desk, at):
    number = desk.listed()
    soon = at + timedelta(days=91)
    assert tuple(end_measures(at=at)) == (0, 0)
    assert tuple(end_measures(at=soon)) == (0, 1)
    assert tuple(end_measures(at=soon)) == (0, 0)
    notice = Notice.objects.get(kind="grant_ending")
    last = desk.terms.valid_to - timedelta(days=1)
    assert dict(notice.args)["until"] == last.isoformat()
    assert tuple(end_measures(at=at + timedelta(days=100))) == (1, 0)
    assert Grant.objects.get(number=number).status == flow.GRANT_EXPIRED
    assert tuple(end_measures(at=at + timedelta(days=100))) == (0, 0)


def test_green_firms_and_the_nightly_facts_cost_the_same_for_many(desk, at, django_assert_num_queries):
    desk.listed()
    ids = list(Firm.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        green_firms(ids, on=desk.today)
    with django_assert_num_queries(0):
        assert green_firms([], on=date(2026, 1, 1)) == frozenset()
