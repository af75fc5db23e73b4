"""The clock of a difficulty: by when customs answers, and how long the clock rests while the firm is asked.

Days are working days of customs' calendar in Shanghai; ``working`` says whether a day is one. A deadline
is the midnight that ends its day, so that times stay half-open.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from kernel.clock import SHANGHAI, business_date

Working = Callable[[date], bool]

AT_ONCE = "at_once"
CLASSES = (AT_ONCE, "simple", "complex", "maximum")
_ONE = timedelta(days=1)


class Resumed(NamedTuple):
    """A clock that goes on after a pause: the new deadline, and the working days of the pause."""

    due_at: datetime
    days: int


def end_of(day: date) -> datetime:
    """The midnight that ends ``day`` in Shanghai, in UTC."""
    return datetime.combine(day + _ONE, time(), SHANGHAI).astimezone(UTC)


def last_day(due_at: datetime) -> date:
    """The last day on which an answer due at ``due_at`` is in time."""
    return business_date(due_at - timedelta(microseconds=1))


def working_day_from(day: date, *, working: Working) -> date:
    """``day`` itself when customs works on it, else the next day on which it does."""
    while not working(day):
        day += _ONE
    return day


def add_days(day: date, *, days: int, working: Working) -> date:
    """The ``days``-th working day after ``day``, which itself never counts."""
    while days > 0:
        day += _ONE
        days -= working(day)
    return day


def due_at(clock_from: datetime, *, days: int, working: Working) -> datetime:
    """By when an answer is due that may take ``days`` working days; 0: on the same working day.

    The day of raising does not count. Raised on a day of rest, "the same day" is the next working day.
    Source: practice of the help desks (2, 5, at most 10 working days; UNVERIFIED, parameters).
    """
    raised_on = business_date(clock_from)
    if not days:
        return end_of(working_day_from(raised_on, working=working))
    return end_of(add_days(raised_on, days=days, working=working))


def paused_days(from_at: datetime, *, to_at: datetime, working: Working) -> int:
    """The working days that a pause took: those after the day it began, up to the day it ended.

    Asked and answered on one day costs nobody a day; asked on Friday and answered on Monday is one.
    """
    day, last, days = business_date(from_at), business_date(to_at), 0
    while day < last:
        day += _ONE
        days += working(day)
    return days


def resume(due: datetime, *, from_at: datetime, to_at: datetime, working: Working) -> Resumed:
    """The clock after a pause: the deadline moves by the working days of the pause.

    A deadline that had passed before the question was asked stays where it was: asking saves nobody.
    """
    days = paused_days(from_at, to_at=to_at, working=working)
    if due <= from_at:
        return Resumed(due, days)
    return Resumed(end_of(add_days(last_day(due), days=days, working=working)), days)


def days_left(due: datetime, *, at: datetime, working: Working) -> int:
    """Working days from the day of ``at`` to the last day in time; overdue: minus those gone by since."""
    last = due - timedelta(microseconds=1)
    if due > at:
        return paused_days(at, to_at=last, working=working)
    return -paused_days(last, to_at=at, working=working)


def age_days(from_at: datetime, *, to_at: datetime, working: Working) -> int:
    """Working days that have gone by since ``from_at``; the day itself does not count."""
    return paused_days(from_at, to_at=to_at, working=working)


def due_with_pauses(clock_from: datetime, *, days: int, paused: int, working: Working) -> datetime:
    """The deadline of a clock that has rested for ``paused`` working days already."""
    first = due_at(clock_from, days=days, working=working)
    return end_of(add_days(last_day(first), days=paused, working=working))


def is_silent(answered_at: datetime, *, days: int, at: datetime, working: Working) -> bool:
    """Whether ``days`` whole working days have gone by since the day of the answer."""
    return paused_days(answered_at, to_at=at, working=working) > days
