"""A difficulty from raised to confirmed: clock, notes, closing, escalation, silence."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import F

from enterprises.models import (
    Difficulty,
    DifficultyEscalation,
    DifficultyEvent,
    DifficultyHelp,
    DifficultyLink,
    DifficultyMention,
    DifficultyNote,
    DifficultyPause,
    DifficultyStatus,
    Firm,
    Notice,
    Post,
    Recusal,
    Team,
    User,
)
from enterprises.rules.difficulties_clock import last_day
from enterprises.selectors import actor_of_user
from enterprises.selectors.difficulties import open_difficulties
from enterprises.selectors.difficulties_page import firm_story, officer_story
from enterprises.selectors.difficulties_reports import aging, repeated
from enterprises.services import difficulties_firm as firm_side
from enterprises.services import difficulties_work as customs_side
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.difficulties_jobs import close_silent, escalate_late
from kernel.models.jobs import JobItem, JobRun
from kernel.refusal import Conflict, Refused
from tests.enterprises.conftest import AT

DRAFT = Draft(
    "Lists wait", "Since Monday lists wait for hours.", "declaration", "normal", "page", (("order", "EB1"),)
)
DAY = timedelta(days=1)


@pytest.fixture
def people(office, actor):
    elsewhere = User.objects.create_user("e@x.example", name="某", kind="officer", joined_at=AT)
    team = Team.objects.create(office="4906", name="监管科", lanes=[])
    Post.objects.create(officer=elsewhere, team=team, role="officer", valid_from=date(2020, 1, 1))
    names = ("shop", "broker", "officer", "officer2", "chief", "coordinator", "gate")
    return {name: actor(name) for name in names} | {"elsewhere": actor_of_user(elsewhere, at=AT)}


def raised(people, *, who="shop", at=AT, draft=DRAFT, **options):
    return raise_difficulty(actor=people[who], draft=draft, at=at, **options).number


def in_hand(people, *, at=AT, triage="simple", **options):
    number = raised(people, at=at, **options)
    customs_side.triage(
        actor=people["officer"], number=number, triage=triage, urgency="normal", team_id=None, at=at
    )
    return number


def answered(people, *, at=AT):
    number = in_hand(people, at=at)
    customs_side.answer(actor=people["officer"], number=number, text="Send them again.", at=at)
    return number


def one(number):
    return Difficulty.objects.get(number=number)


def told(kind):
    return Notice.objects.filter(kind=kind).count()


def codes(refused):
    return [v.rule.code for v in refused.value.violations]


def test_a_firm_raises_a_difficulty(people):
    number = raised(people)
    row = one(number)
    assert number == "DF4921260000001"
    assert (row.status, row.ball, row.triage, row.channel) == (DifficultyStatus.RAISED, "customs", "", "page")
    assert last_day(row.due_at) == date(2026, 5, 14)
    assert list(DifficultyLink.objects.values_list("kind", "number")) == [("order", "EB1")]
    assert told("difficulty_raised") == 1


def test_an_officer_takes_one_down_and_owns_it(people):
    shop = Firm.objects.get(customs_code="430166A001")
    draft = DRAFT._replace(channel="phone")
    row = one(raised(people, who="officer", firm_id=shop.pk, draft=draft))
    assert (row.owner_id, row.team_id) == (people["officer"].user_id, people["officer"].team_id)
    assert (row.firm_id, row.channel, row.raised_for) == (shop.pk, "phone", True)
    assert told("difficulty_registered") == 1


@pytest.mark.parametrize("who", ["elsewhere", "gate"])
def test_officers_of_other_offices_and_posts_take_none_down(people, who):
    shop = Firm.objects.get(customs_code="430166A001")
    with pytest.raises(Refused):
        raised(people, who=who, firm_id=shop.pk)
    assert not Difficulty.objects.exists()


def test_a_bad_draft_writes_nothing(people):
    with pytest.raises(Refused) as refused:
        raised(people, draft=DRAFT._replace(title="", text=""))
    assert codes(refused) == ["DIF-01", "DIF-02"]
    assert not Difficulty.objects.exists()
    assert not DifficultyEvent.objects.exists()


def test_triage_sets_the_deadline_from_the_raising(people):
    number = raised(people)
    customs_side.triage(
        actor=people["officer"], number=number, triage="complex", urgency="urgent", team_id=None, at=AT + DAY
    )
    row = one(number)
    assert (row.status, row.owner_id) == (DifficultyStatus.IN_HAND, people["officer"].user_id)
    assert last_day(row.due_at) == date(2026, 5, 19)
    customs_side.triage(
        actor=people["officer2"], number=number, triage="maximum", urgency="urgent", team_id=None, at=AT + DAY
    )
    row = one(number)
    assert last_day(row.due_at) == date(2026, 5, 26)
    assert row.owner_id == people["officer"].user_id  # first asked, still responsible


def test_the_clock_rests_while_the_firm_is_asked(people):
    number = in_hand(people)
    customs_side.ask(actor=people["officer"], number=number, text="Which lists?", at=AT + DAY)
    row = one(number)
    assert (row.status, row.ball, row.paused_from) == (DifficultyStatus.ASKED, "firm", AT + DAY)
    firm_side.reply(actor=people["shop"], number=number, text="All of Monday.", at=AT + 6 * DAY)
    row = one(number)
    assert (row.status, row.ball, row.paused_days) == (DifficultyStatus.IN_HAND, "customs", 3)
    assert last_day(row.due_at) == date(2026, 5, 19)  # Thursday 14, and Thursday, Friday, Monday paused
    assert list(DifficultyPause.objects.values_list("from_at", "to_at", "days")) == [
        (AT + DAY, AT + 6 * DAY, 3)
    ]
    assert told("difficulty_asked") == told("difficulty_replied") == 1


def test_an_answer_while_the_firm_is_asked_ends_the_pause(people):
    number = in_hand(people)
    customs_side.ask(actor=people["officer"], number=number, text="Which?", at=AT)
    customs_side.answer(actor=people["officer"], number=number, text="Found them.", at=AT + DAY)
    row = one(number)
    assert (row.status, row.paused_from, row.paused_days) == (DifficultyStatus.ANSWERED, None, 1)


def test_it_is_closed_when_the_firm_confirms_with_a_mark(people):
    number = answered(people)
    with pytest.raises(Refused) as refused:
        firm_side.confirm(actor=people["shop"], number=number, mark=None, remark="", at=AT)
    assert codes(refused) == ["DIF-09"]
    assert one(number).status == DifficultyStatus.ANSWERED
    firm_side.confirm(actor=people["shop"], number=number, mark=5, remark="Quick", at=AT + DAY)
    row = one(number)
    assert (row.status, row.closed_how, row.mark) == (DifficultyStatus.CLOSED, "confirmed", 5)
    assert (row.closed_by_id, row.closed_at) == (people["shop"].user_id, AT + DAY)


def test_customs_cannot_close_what_the_firm_has_not_confirmed(people):
    number = answered(people)
    with pytest.raises(Refused):
        firm_side.confirm(actor=people["officer"], number=number, mark=5, remark="", at=AT)
    assert one(number).status == DifficultyStatus.ANSWERED


@pytest.mark.parametrize("who", ["broker", "elsewhere"])
def test_strangers_and_other_offices_find_nothing(people, who):
    number = answered(people)
    with pytest.raises(Refused) as refused:
        firm_side.link(actor=people[who], number=number, kind="order", linked_no="EB2", at=AT)
    assert codes(refused) == ["DIF-16"]


def test_nothing_is_confirmed_before_the_answer(people):
    number = in_hand(people)
    with pytest.raises(Conflict):
        firm_side.confirm(actor=people["shop"], number=number, mark=5, remark="", at=AT)


@pytest.mark.parametrize(
    "values",
    [
        {"closed_how": ""},
        {"closed_how": "because"},
        {"closed_how": "confirmed", "mark": None},
        {"closed_how": "confirmed", "closed_by": None},
        {"closed_how": "silence"},  # with the mark of a confirmation
        {"closed_at": None},
        {"mark": 6},
    ],
)
def test_the_table_itself_refuses_a_close_without_confirmation(people, values):
    number = answered(people)
    firm_side.confirm(actor=people["shop"], number=number, mark=5, remark="", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.filter(number=number).update(**values)


def test_the_table_itself_refuses_a_closed_status_without_how(people):
    number = answered(people)
    column = "status"
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.filter(number=number).update(**{column: DifficultyStatus.CLOSED})


def test_not_solved_starts_the_clock_again(people):
    number = answered(people)
    firm_side.objection(actor=people["shop"], number=number, text="Still the same.", at=AT + 3 * DAY)
    row = one(number)
    assert (row.status, row.round, row.answered_at) == (DifficultyStatus.IN_HAND, 2, None)
    assert last_day(row.due_at) == date(2026, 5, 19)  # from Friday 15: Monday, Tuesday


def test_reopened_only_in_time(people):
    number = answered(people)
    firm_side.confirm(actor=people["shop"], number=number, mark=4, remark="", at=AT)
    with pytest.raises(Refused) as refused:
        firm_side.reopen(actor=people["shop"], number=number, text="Again.", at=AT + 30 * DAY)
    assert codes(refused) == ["DIF-10"]
    firm_side.reopen(actor=people["shop"], number=number, text="Again.", at=AT + 29 * DAY)
    row = one(number)
    assert (row.status, row.closed_how, row.mark, row.round) == (DifficultyStatus.IN_HAND, "", None, 2)


def test_withdrawn_is_the_end(people):
    number = in_hand(people)
    customs_side.ask(actor=people["officer"], number=number, text="Which?", at=AT)
    firm_side.withdraw(actor=people["shop"], number=number, at=AT)
    assert one(number).status == DifficultyStatus.WITHDRAWN
    with pytest.raises(Conflict):
        firm_side.withdraw(actor=people["shop"], number=number, at=AT)


def test_handed_over_with_helping_departments(people):
    number = in_hand(people)
    other = Team.objects.create(office="4921", name="查验科", lanes=[])
    customs_side.hand_over(
        actor=people["officer"],
        number=number,
        owner_id=people["coordinator"].user_id,
        team_id=None,
        help_ids=[other.pk],
        at=AT,
    )
    row = one(number)
    assert (row.owner_id, row.team_id) == (people["coordinator"].user_id, people["coordinator"].team_id)
    assert DifficultyHelp.objects.get().team_id == other.pk
    assert told("difficulty_handed") == 1
    with pytest.raises(Refused) as refused:
        customs_side.hand_over(
            actor=people["officer"], number=number, owner_id=people["elsewhere"].user_id, team_id=None,
            help_ids=[], at=AT,
        )  # fmt: skip
    assert codes(refused) == ["DIF-11"]
    assert DifficultyHelp.objects.count() == 1


def test_a_recused_officer_cannot_open_it(people):
    number = raised(people)
    row = one(number)
    Recusal.objects.create(
        officer_id=people["officer"].user_id,
        firm_id=row.firm_id,
        reason="A sister works there",
        from_at=AT,
        recorded_by_id=people["officer"].user_id,
    )
    with pytest.raises(Refused) as refused:
        customs_side.add_note(actor=people["officer"], number=number, text="Hm", at=AT)
    assert codes(refused) == ["DIF-08"]
    assert not DifficultyNote.objects.exists()
    with pytest.raises(Refused):
        raised(people, who="officer", firm_id=row.firm_id)


def test_internal_notes_and_mentions_stay_with_customs(people):
    number = in_hand(people)
    colleague = people["officer2"].user_id
    customs_side.add_note(
        actor=people["officer"],
        number=number,
        text="SECRET-WORD",
        internal=True,
        mentioned=[colleague],
        at=AT,
    )
    assert told("difficulty_mention") == 1
    assert told("difficulty_noted") == 0
    row = one(number)
    assert not any("SECRET-WORD" in entry.text for entry in firm_story(row))
    (mine,) = [entry for entry in officer_story(row) if entry.text == "SECRET-WORD"]
    assert (mine.layer, mine.mentions) == ("internal", ("彭勇",))
    assert customs_side.open_mentions(actor=people["officer2"], number=number, at=AT + DAY) == 1
    assert customs_side.open_mentions(actor=people["officer2"], number=number, at=AT + 2 * DAY) == 0
    assert DifficultyMention.objects.get().opened_at == AT + DAY


def test_a_firm_writes_no_internal_notes(people):
    number = in_hand(people)
    customs_side.add_note(
        actor=people["shop"], number=number, text="Hello", internal=True, mentioned=[1], at=AT
    )
    note = DifficultyNote.objects.get()
    assert (note.internal, note.by_customs) == (False, False)
    assert not DifficultyMention.objects.exists()


def test_the_table_itself_keeps_answers_public(people):
    number = in_hand(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        DifficultyNote.objects.create(
            difficulty=one(number), kind="answer", internal=True, by_customs=True, text="x", at=AT
        )


def test_the_second_of_two_answers_is_a_conflict(people):
    number = in_hand(people)
    customs_side.answer(actor=people["officer"], number=number, text="One.", at=AT)
    with pytest.raises(Conflict):
        customs_side.answer(actor=people["officer2"], number=number, text="Two.", at=AT)
    assert DifficultyNote.objects.filter(kind="answer").count() == 1


def test_overdue_goes_to_the_chief_once_however_often_the_job_runs(people):
    number = in_hand(people)
    raised(people, draft=DRAFT._replace(urgency="critical"), at=AT + 2 * DAY)
    late = AT + 3 * DAY
    assert escalate_late(at=AT + DAY) == 0
    assert escalate_late(at=late) == 2  # one overdue, one critical and not taken in hand
    assert escalate_late(at=late) == 0  # the same quarter of an hour
    assert escalate_late(at=late + timedelta(minutes=15)) == 0
    levels = Counter(DifficultyEscalation.objects.values_list("level", flat=True))
    assert levels == {"overdue": 1, "untriaged": 1}
    assert DifficultyEscalation.objects.get(level="overdue").difficulty.number == number
    assert told("difficulty_overdue") == 2  # the chiefs, the owner
    assert JobItem.objects.filter(outcome="escalated").count() == 2
    assert JobRun.objects.filter(name="enterprises.escalate_difficulties").count() == 3


def test_a_killed_escalation_goes_on_where_it_stood(people):
    for _ in range(5):
        in_hand(people)
    late = AT + 3 * DAY
    assert escalate_late(at=late, limit=2) == 5
    assert DifficultyEscalation.objects.count() == 5


def test_what_waits_for_the_firm_is_not_escalated(people):
    number = in_hand(people)
    customs_side.ask(actor=people["officer"], number=number, text="Which?", at=AT)
    answered(people)
    assert escalate_late(at=AT + 30 * DAY) == 0


def test_silence_closes_once(people):
    number = answered(people)
    assert close_silent(at=AT + 7 * DAY) == 0  # Tuesday 19: its fifth working day has not ended
    assert one(number).status == DifficultyStatus.ANSWERED
    assert close_silent(at=AT + 8 * DAY) == 1
    assert close_silent(at=AT + 8 * DAY) == 0
    row = one(number)
    assert (row.status, row.closed_how, row.mark) == (DifficultyStatus.CLOSED, "silence", None)
    assert DifficultyEvent.objects.filter(verb="silence").count() == 1


def test_same_as_leads_to_the_first_one(people):
    first, second, third = raised(people), raised(people), raised(people)
    customs_side.mark_same(actor=people["officer"], number=second, same_no=first, at=AT)
    customs_side.mark_same(actor=people["officer"], number=third, same_no=second, at=AT)
    assert one(third).same_as_id == one(first).pk
    with pytest.raises(Refused) as refused:
        customs_side.mark_same(actor=people["officer"], number=first, same_no=second, at=AT)
    assert codes(refused) == ["DIF-12"]
    customs_side.mark_same(actor=people["officer"], number=third, same_no="", at=AT)
    assert one(third).same_as_id is None


def test_the_report_on_changes(people):
    first = raised(people)
    second = raised(people, draft=DRAFT._replace(title="lists WAIT 2"))
    alone = raised(people, draft=DRAFT._replace(title="Something else"))
    groups = repeated(people["officer"], at=AT)
    assert [[d.number for d in g.difficulties] for g in groups] == [[first, second]]
    assert groups[0].unchanged
    for number in (second, alone):
        customs_side.record_change(
            actor=people["officer"], number=number, kind="guide", change_no="", text="A guide is out.", at=AT
        )
    groups = repeated(people["officer"], at=AT)
    assert [(len(g.difficulties), len(g.changes), g.unchanged) for g in groups] == [
        (2, 1, False),
        (1, 1, False),
    ]


def test_the_ageing_report_of_a_past_day(people):
    number = in_hand(people)
    customs_side.answer(actor=people["officer"], number=number, text="So.", at=AT + DAY)
    firm_side.confirm(actor=people["shop"], number=number, mark=4, remark="", at=AT + 2 * DAY)
    raised(people, at=AT + 2 * DAY)
    now = AT + 3 * DAY
    before = aging(people["officer"], on=date(2026, 5, 13), at=now).total
    assert (before.open, before.accepted, before.solved) == (1, 1, 0)
    after = aging(people["officer"], on=date(2026, 5, 15), at=now)
    assert (after.total.open, after.total.accepted, after.total.solved) == (1, 2, 1)
    assert sum(row.accepted for row in after.by_owner) == 2
    assert aging(people["elsewhere"], on=date(2026, 5, 15), at=now).total.accepted == 0


def test_what_is_open_of_some_firms(people, django_assert_num_queries):
    shop = Firm.objects.get(customs_code="430166A001").pk
    first, second = in_hand(people), answered(people)
    closed = answered(people)
    firm_side.confirm(actor=people["shop"], number=closed, mark=5, remark="", at=AT)
    with django_assert_num_queries(2):
        rows = open_difficulties([shop, 99], at=AT + 3 * DAY)
    assert {row.number: (row.overdue, row.left) for row in rows[shop]} == {
        first: (True, -1),
        second: (False, -1),
    }
    assert list(rows) == [shop]


def test_events_and_notes_are_never_changed(people):
    number = answered(people)
    for rows in (DifficultyNote.objects.all(), DifficultyEvent.objects.all()):
        with pytest.raises(InternalError), transaction.atomic():
            rows.update(at=F("at"))
    assert one(number).status == DifficultyStatus.ANSWERED
