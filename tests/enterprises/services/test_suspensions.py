"""Suspensions: two officers to begin and to lift, what is refused meanwhile, who is told, how they end."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from enterprises.models import (
    Authority,
    Coordination,
    Firm,
    FirmGrade,
    NoticeCopy,
    Suspension,
    SuspensionEvent,
    Team,
    User,
)
from enterprises.permissions import check_may_start
from enterprises.rules import flow
from enterprises.rules.suspension import Wanted
from enterprises.selectors import (
    actor_of_firm,
    actor_of_token,
    agent_suspensions,
    firms_by_code,
    grades_of,
    suspended_firms,
    suspensions_of,
)
from enterprises.services import suspension_news
from enterprises.services.suspension_job import end_suspensions
from enterprises.services.suspensions import (
    countersign_suspension,
    keep_suspension,
    lift_suspension,
    propose_lift,
    propose_suspension,
    refuse_suspension,
    withdraw_suspension,
)
from enterprises.services.tokens import make_token
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused

pytestmark = pytest.mark.usefixtures("office")

SHOP2 = "430166A005"
BROKER = "430168A004"
ARREARS = Wanted("firm", "arrears", "Fines of 2025 unpaid")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def woken(monkeypatch) -> list[str]:
    """The tasks that were woken."""
    tasks: list[str] = []
    monkeypatch.setattr(suspension_news, "wake", lambda task, queue: tasks.append(task))
    return tasks


@pytest.fixture
def firm(office) -> Firm:
    return Firm.objects.get(customs_code=SHOP2)


@pytest.fixture
def propose(actor, at):
    """Propose a suspension of the shop by the officer; more arguments as the service has them."""

    def propose(wanted: Wanted = ARREARS, *, who: str = "officer", **options: object) -> str:
        given = {"actor": actor(who), "customs_code": SHOP2, "wanted": wanted, "at": at, **options}
        return propose_suspension(**given)

    return propose


@pytest.fixture
def in_force(propose, actor, at) -> str:
    number = propose()
    countersign_suspension(actor=actor("chief"), number=number, at=at)
    return number


def _codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [v.rule.code for v in refusal.value.violations]


def _told(kind: str) -> set[str]:
    rows = NoticeCopy.objects.filter(notice__kind=kind)
    return {email.partition("@")[0] for email in rows.values_list("user__email", flat=True)}


def _status() -> int:
    return Suspension.objects.get().status


def test_a_proposal_stops_nothing(propose, firm, at):
    assert propose().startswith("SU492126")
    assert suspensions_of([firm.pk], at=at) == {}
    assert _told("suspension_proposed") == {"chief", "chief2"}
    assert not _told("suspended")


def test_in_force_every_new_act_is_refused(in_force, firm, actor, at):
    fact = suspensions_of([firm.pk], at=at)[firm.pk]
    assert (fact.number, fact.effect, fact.from_at, fact.to_at) == (in_force, "acts", at, None)
    assert suspended_firms(at=at) == {firm.pk}
    assert actor("shop2").suspension == in_force
    assert actor("broker").suspension == ""
    with pytest.raises(Refused) as no:
        check_may_start(actor("shop2"))
    assert _codes(no) == ["SUS-01"]
    assert in_force in no.value.violations[0].sentence()
    check_may_start(actor("broker"))


def test_a_program_and_the_firm_itself_are_stopped_too(firm, propose, actor, at):
    raw = make_token(actor=actor("shop2"), name="ERP", at=at).raw
    number = propose()
    countersign_suspension(actor=actor("chief"), number=number, at=at)
    program, itself = actor_of_token(raw, at=at), actor_of_firm(SHOP2, at=at)
    assert program and itself
    assert program.suspension == itself.suspension == number


def test_other_rooms_see_it_on_the_firm(in_force, at):
    on = date(2026, 5, 12)
    assert firms_by_code([SHOP2], on=on, at=at)[SHOP2].suspended
    assert not firms_by_code([SHOP2], on=on, at=at - HOUR)[SHOP2].suspended
    assert not firms_by_code([BROKER], on=on, at=at)[BROKER].suspended


def test_it_begins_and_ends_on_its_days(propose, firm, actor, at):
    number = propose(ARREARS._replace(from_at=at + DAY, to_at=at + 2 * DAY))
    countersign_suspension(actor=actor("chief"), number=number, at=at + HOUR)
    moments = [at, at + DAY - HOUR, at + DAY, at + 2 * DAY - HOUR, at + 2 * DAY]
    assert [bool(suspensions_of([firm.pk], at=when)) for when in moments] == [False, False, True, True, False]


def test_it_never_begins_before_the_second_officer(propose, actor, at):
    number = propose(ARREARS._replace(from_at=at + HOUR))
    countersign_suspension(actor=actor("chief"), number=number, at=at + 3 * HOUR)
    assert Suspension.objects.get().from_at == at + 3 * HOUR


def test_one_whose_end_has_passed_is_not_put_in_force(propose, actor, at):
    number = propose(ARREARS._replace(to_at=at + HOUR))
    with pytest.raises(Refused) as no:
        countersign_suspension(actor=actor("chief"), number=number, at=at + HOUR)
    assert _codes(no) == ["SUS-13"]
    assert _status() == flow.SUSPENSION_PROPOSED


def test_the_proposer_is_not_the_second(propose, actor, at):
    number = propose(who="chief")
    jobs = (countersign_suspension, partial(refuse_suspension, reason="No evidence"))
    for job in jobs:
        with pytest.raises(Refused) as no:
            job(actor=actor("chief"), number=number, at=at)
        assert _codes(no) == ["EYE-01"]
    assert _status() == flow.SUSPENSION_PROPOSED
    countersign_suspension(actor=actor("chief2"), number=number, at=at)
    assert _status() == flow.SUSPENSION_IN_FORCE


@pytest.mark.parametrize("name", ["officer2", "coordinator", "inspector", "shop2"])
def test_only_a_chief_puts_in_force(propose, actor, at, name):
    number = propose()
    with pytest.raises(Refused):
        countersign_suspension(actor=actor(name), number=number, at=at)
    assert _status() == flow.SUSPENSION_PROPOSED


@pytest.mark.parametrize("name", ["coordinator", "inspector", "gate", "shop2", "broker"])
def test_who_may_not_propose(propose, name):
    with pytest.raises(Refused):
        propose(who=name)
    assert not Suspension.objects.exists()


def test_an_officer_of_another_office_knows_no_such_firm(propose, in_force, actor, at):
    Team.objects.update(office="4906")
    for job in (
        propose,
        partial(propose_lift, actor=actor("officer"), number=in_force, reason="All paid", at=at),
    ):
        with pytest.raises(Refused) as no:
            job()
        assert _codes(no)[0] in ("ACC-13", "SUS-19")


def test_nothing_is_suspended_twice(in_force, propose):
    with pytest.raises(Refused) as no:
        propose(ARREARS._replace(ground="false"))
    assert _codes(no) == ["SUS-15"]
    assert propose(Wanted("agent", "misuse", "Filed without authority"))
    with pytest.raises(IntegrityError, match="suspension_one_at_a_time"), transaction.atomic():
        Suspension.objects.create(
            subject_id=1, status=30, since=datetime.now(UTC), number="SU0", office="4921", firm_id=_shop(),
            kind="firm", effect="acts", ground="false", text="x", from_at=datetime.now(UTC),
            proposed_by=_user("officer"), proposed_at=datetime.now(UTC), decided_by=_user("chief"),
            decided_at=datetime.now(UTC),
        )  # fmt: skip


def _shop() -> int:
    return Firm.objects.get(customs_code=SHOP2).pk


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def test_lifting_takes_two_as_well_and_wakes_what_waited(in_force, firm, actor, at, woken):
    with pytest.raises(Conflict):
        lift_suspension(actor=actor("chief"), number=in_force, at=at)
    propose_lift(actor=actor("chief"), number=in_force, reason="All paid", at=at + HOUR)
    assert suspensions_of([firm.pk], at=at + HOUR)
    with pytest.raises(Refused) as no:
        lift_suspension(actor=actor("chief"), number=in_force, at=at + 2 * HOUR)
    assert _codes(no) == ["EYE-01"]
    assert not woken
    lift_suspension(actor=actor("chief2"), number=in_force, at=at + 2 * HOUR)
    row = Suspension.objects.get()
    assert (row.status, row.to_at) == (flow.SUSPENSION_LIFTED, at + 2 * HOUR)
    assert suspensions_of([firm.pk], at=at + 2 * HOUR) == {}
    assert suspensions_of([firm.pk], at=at) == {}  # the past is not in force; the history says when it was
    assert woken == ["declarations.resume_waiting", "supervision.select_accepted"]
    assert _told("suspension_over") == {"shop2"}


def test_a_lifting_may_be_refused(in_force, firm, actor, at):
    propose_lift(actor=actor("officer"), number=in_force, reason="All paid", at=at)
    with pytest.raises(Refused):
        keep_suspension(actor=actor("chief"), number=in_force, reason="", at=at)
    keep_suspension(actor=actor("chief"), number=in_force, reason="Half is paid", at=at)
    assert _status() == flow.SUSPENSION_IN_FORCE
    assert _told("suspension_refused") == {"officer"}
    assert suspensions_of([firm.pk], at=at)


def test_a_refusal_and_a_withdrawal_leave_nothing_in_force(propose, actor, at, woken):
    number = propose()
    with pytest.raises(Refused):
        withdraw_suspension(actor=actor("officer2"), number=number, at=at)
    withdraw_suspension(actor=actor("officer"), number=number, at=at)
    second = propose()
    refuse_suspension(actor=actor("chief"), number=second, reason="No evidence", at=at)
    assert set(Suspension.objects.values_list("status", flat=True)) == {80, 81}
    assert suspended_firms(at=at) == frozenset()
    assert not woken
    assert _told("suspension_refused") == {"officer"}


def test_the_job_ends_what_is_over_once(propose, actor, at, woken):
    number = propose(ARREARS._replace(to_at=at + DAY))
    countersign_suspension(actor=actor("chief"), number=number, at=at)
    assert end_suspensions(at=at + DAY - HOUR) == 0
    assert end_suspensions(at=at + DAY + HOUR) == 1
    assert end_suspensions(at=at + DAY + HOUR) == 0
    row = Suspension.objects.get()
    assert (row.status, row.to_at) == (flow.SUSPENSION_ENDED, at + DAY)
    assert woken == ["declarations.resume_waiting", "supervision.select_accepted"]
    assert SuspensionEvent.objects.order_by("-id")[0].actor_id is None


def test_a_chief_suspends_at_once_and_a_second_confirms(propose, firm, actor, at):
    with pytest.raises(Refused) as no:
        propose(at_once=True)
    assert _codes(no) == ["SUS-17"]
    number = propose(who="chief", at_once=True)
    assert suspensions_of([firm.pk], at=at)
    assert _told("suspended") == {"shop2"}
    with pytest.raises(Refused) as no:
        countersign_suspension(actor=actor("chief"), number=number, at=at + HOUR)
    assert _codes(no) == ["EYE-01"]
    countersign_suspension(actor=actor("chief2"), number=number, at=at + HOUR)
    row = Suspension.objects.get()
    assert (row.status, row.from_at) == (flow.SUSPENSION_IN_FORCE, at)


def test_without_a_second_it_lapses_after_the_working_day(propose, firm, actor, at, woken):
    """Begun on Tuesday 12 May, it lapses when Wednesday 13 May ends in Shanghai."""
    number = propose(who="chief", at_once=True)
    until = datetime(2026, 5, 13, 16, 0, tzinfo=UTC)
    assert Suspension.objects.get().confirm_by == until
    assert suspensions_of([firm.pk], at=until - HOUR)
    assert suspensions_of([firm.pk], at=until) == {}
    with pytest.raises(Refused) as no:
        countersign_suspension(actor=actor("chief2"), number=number, at=until)
    assert _codes(no) == ["SUS-21"]
    assert end_suspensions(at=until) == 1
    assert (_status(), Suspension.objects.get().to_at) == (flow.SUSPENSION_LAPSED, until)
    assert woken


def test_a_second_officer_may_end_what_began_at_once(propose, firm, actor, at, woken):
    number = propose(who="chief", at_once=True)
    refuse_suspension(actor=actor("chief2"), number=number, reason="Mistaken firm", at=at + HOUR)
    assert suspensions_of([firm.pk], at=at + HOUR) == {}
    assert _told("suspension_over") == {"shop2"}
    assert woken


def test_an_agent_acts_for_nobody_but_for_itself(propose, actor, at):
    broker = Firm.objects.get(customs_code=BROKER)
    number = propose(Wanted("agent", "misuse", "Filed without authority"), customs_code=BROKER)
    countersign_suspension(actor=actor("chief"), number=number, at=at)
    assert agent_suspensions([broker.pk], at=at)[broker.pk].number == number
    assert actor("broker").suspension == ""
    assert suspensions_of([broker.pk], at=at) == {}


def test_a_suspended_firm_is_no_agent_either(in_force, firm, at):
    assert agent_suspensions([firm.pk], at=at)[firm.pk].number == in_force


def test_who_is_told(propose, actor, at):
    shop, broker = Firm.objects.get(customs_code=SHOP2), Firm.objects.get(customs_code=BROKER)
    Authority.objects.all().delete()
    Authority.objects.create(
        number="AU4921260000001", principal=shop, agent=broker, scopes=["declare"],
        valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1), given_by=_user("shop2"), given_at=at,
    )  # fmt: skip
    Coordination.objects.create(
        firm=shop, officer=_user("coordinator"), from_at=at - DAY, given_by=_user("chief"), ground="new"
    )
    number = propose()
    countersign_suspension(actor=actor("chief"), number=number, at=at)
    assert _told("suspended") == {"shop2", "coordinator"}
    assert _told("partner_suspended") == {"broker", "filer"}
    agent = propose(Wanted("agent", "misuse", "Filed without authority"), customs_code=BROKER)
    NoticeCopy.objects.all().delete()
    countersign_suspension(actor=actor("chief"), number=agent, at=at)
    assert _told("suspended") == {"broker", "filer"}
    assert _told("partner_suspended") == {"shop2"}


def test_under_an_investigation_only_the_privileges_rest(propose, actor, at):
    wanted = Wanted("firm", "investigation", "Case 12 of the anti-smuggling bureau")
    broker = Firm.objects.get(customs_code=BROKER)
    FirmGrade.objects.filter(firm=broker).delete()
    with pytest.raises(Refused) as no:
        propose(wanted, customs_code=BROKER)
    assert _codes(no) == ["SUS-18"]
    FirmGrade.objects.create(firm=broker, grade="certified", valid_from=date(2026, 4, 1), ground="x")
    number = propose(wanted, customs_code=BROKER)
    countersign_suspension(actor=actor("chief"), number=number, at=at)
    assert suspensions_of([broker.pk], at=at) == {}
    check_may_start(actor("broker"))
    propose_lift(actor=actor("officer"), number=number, reason="Case closed", at=at + 2 * DAY)
    lift_suspension(actor=actor("chief"), number=number, at=at + 2 * DAY)
    days = [grades_of([broker.pk], on=date(2026, 5, day))[broker.pk] for day in (11, 12, 13, 14, 15)]
    assert days == ["certified", "default", "default", "default", "certified"]


def test_there_must_be_such_a_grant(propose):
    with pytest.raises(Refused) as no:
        propose(Wanted("grant", "conditions", "Records were not kept"), grant_no="MG4921260000001")
    assert _codes(no) == ["SUS-16"]


def test_the_table_keeps_four_eyes_too(in_force, actor):
    row = Suspension.objects.get()
    with pytest.raises(IntegrityError, match="suspension_four_eyes"), transaction.atomic():
        Suspension.objects.update(decided_by=row.proposed_by)
    with pytest.raises(IntegrityError, match="suspension_lift_four_eyes"), transaction.atomic():
        Suspension.objects.update(lift_by=row.proposed_by, lifted_by=row.proposed_by)
    with pytest.raises(IntegrityError, match="suspension_decided"), transaction.atomic():
        Suspension.objects.update(decided_by=None)


def test_steps_need_an_intention(in_force, at):
    row = Suspension.objects.select_related("firm").get()
    with pytest.raises(RuntimeError):
        suspension_news.tell_over([row], at=at)
    with intention():
        suspension_news.tell_over([row], at=at)
