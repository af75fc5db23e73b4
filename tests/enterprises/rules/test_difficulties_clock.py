"""The clock of a difficulty, by examples of the calendar of 2026 (State Council notice: National Day
1 to 7 October with work on Sunday 20 September and Saturday 10 October)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from enterprises.rules import difficulties_clock as clock
from kernel.clock import SHANGHAI

_RESTS = {date(2026, 10, day) for day in range(1, 8)} | {
    date(2026, 9, 25),
    date(2026, 9, 26),
    date(2026, 9, 27),
}
_MAKEUP = {date(2026, 9, 20), date(2026, 10, 10)}


def working(day: date) -> bool:
    return day in _MAKEUP or (day not in _RESTS and day.weekday() < 5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("raised", "days", "last"),
    [
        ("2026-05-12 10:00", 0, "2026-05-12"),  # Tuesday, at once
        ("2026-05-16 10:00", 0, "2026-05-18"),  # Saturday: at once is Monday
        ("2026-05-12 10:00", 2, "2026-05-14"),
        ("2026-05-14 23:59", 2, "2026-05-18"),  # Thursday late: Friday, Monday
        ("2026-05-15 09:00", 2, "2026-05-19"),  # over a weekend
        ("2026-05-12 10:00", 5, "2026-05-19"),
        ("2026-09-30 09:00", 2, "2026-10-09"),  # over National Day: Thursday 8 and Friday 9
        ("2026-09-30 09:00", 5, "2026-10-13"),  # 8, 9, make-up Saturday 10, Monday 12, Tuesday 13
        ("2026-10-10 09:00", 0, "2026-10-10"),  # the make-up Saturday is a working day
        ("2026-09-18 09:00", 1, "2026-09-20"),  # Friday; the Sunday after is a make-up day
        ("2026-05-12 10:00", 10, "2026-05-26"),
    ],
)
def test_by_when_an_answer_is_due(raised, days, last):
    due = clock.due_at(at(raised), days=days, working=working)
    assert due == at(f"{last} 00:00") + timedelta(days=1)
    assert clock.last_day(due).isoformat() == last


def test_the_day_is_that_of_shanghai():
    """18:00 in UTC is the next day there."""
    raised = datetime(2026, 5, 12, 18, tzinfo=UTC)
    assert clock.last_day(clock.due_at(raised, days=2, working=working)) == date(2026, 5, 15)


@pytest.mark.parametrize(
    ("asked", "replied", "days", "last"),
    [
        ("2026-05-12 11:00", "2026-05-12 17:00", 0, "2026-05-14"),  # on one day: nothing
        ("2026-05-13 11:00", "2026-05-14 09:00", 1, "2026-05-15"),
        ("2026-05-14 11:00", "2026-05-18 09:00", 2, "2026-05-18"),  # Friday and Monday, over the weekend
        ("2026-05-13 11:00", "2026-05-17 09:00", 2, "2026-05-18"),  # replied on a Sunday: Thursday, Friday
    ],
)
def test_a_pause_moves_the_deadline_by_its_working_days(asked, replied, days, last):
    due = clock.due_at(at("2026-05-12 10:00"), days=2, working=working)  # Thursday 14
    went_on = clock.resume(due, from_at=at(asked), to_at=at(replied), working=working)
    assert (went_on.days, clock.last_day(went_on.due_at).isoformat()) == (days, last)


def test_a_pause_over_national_day_counts_only_days_of_work():
    due = clock.due_at(at("2026-09-29 09:00"), days=5, working=working)
    assert clock.last_day(due) == date(2026, 10, 12)
    went_on = clock.resume(due, from_at=at("2026-09-30 15:00"), to_at=at("2026-10-10 10:00"), working=working)
    assert (went_on.days, clock.last_day(went_on.due_at)) == (3, date(2026, 10, 15))


def test_asking_after_the_deadline_saves_nobody():
    due = clock.due_at(at("2026-05-12 10:00"), days=2, working=working)
    late = clock.resume(due, from_at=due, to_at=due + timedelta(days=5), working=working)
    assert late.due_at == due
    assert late.days == 3


def test_triage_after_a_pause_keeps_the_pause():
    due = clock.due_with_pauses(at("2026-05-12 10:00"), days=5, paused=2, working=working)
    assert clock.last_day(due) == date(2026, 5, 21)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-05-12 12:00", 2),
        ("2026-05-13 23:59", 1),
        ("2026-05-14 23:59", 0),
        ("2026-05-15 00:00", -1),
        ("2026-05-17 12:00", -1),  # the weekend adds nothing
        ("2026-05-18 12:00", -2),
    ],
)
def test_what_is_left_in_working_days(now, left):
    due = clock.due_at(at("2026-05-12 10:00"), days=2, working=working)
    assert clock.days_left(due, at=at(now), working=working) == left


@pytest.mark.parametrize(
    ("now", "silent"),
    [("2026-05-19 23:59", False), ("2026-05-20 00:00", True), ("2026-05-16 12:00", False)],
)
def test_silence_is_five_whole_working_days_after_the_answer(now, silent):
    """Answered on Tuesday 12: Wednesday to Friday, Monday, Tuesday 19 must have ended."""
    assert clock.is_silent(at("2026-05-12 16:00"), days=5, at=at(now), working=working) is silent
