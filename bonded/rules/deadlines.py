"""When batch deliveries are declared: the periods that are gathered together and the last day for each.

The table is data: a row for each law, with the length of its period and its day of grace. What officers may
change without a new version (the day of grace, the days on which firms are reminded) are parameters.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

_OLD = (
    "GACC Decree 164 (to 2022-03-31): one calendar month, declared by the end of the next, never across the "
    "year; UNVERIFIED: from memory"
)
_NEW = (
    "GACC Decree 256 (from 2022-04-01): quarterly, by the 15th of the month after, not later than the "
    "ledger's write-off, never across the year; UNVERIFIED: from memory"
)

MONTHLY, QUARTERLY = "decree-164", "decree-256"
_DECEMBER = 12
_ONE = timedelta(days=1)


class Regime(NamedTuple):
    """One law: in force from ``valid_from`` up to and without ``valid_to``.

    Deliveries of ``months`` calendar months are gathered together. ``due_day`` is the day of the month
    after them that is the last to declare; 0: the last day of that month.
    """

    name: str
    valid_from: date
    valid_to: date | None
    months: int
    due_day: int
    source: str


REGIMES = (
    Regime(MONTHLY, date(2007, 10, 3), date(2022, 4, 1), 1, 0, _OLD),
    Regime(QUARTERLY, date(2022, 4, 1), None, 3, 15, _NEW),
)


class Period(NamedTuple):
    """What is gathered together: first and last day, and the last day to declare it."""

    regime: str
    first: date
    last: date
    due: date


def regime_on(day: date) -> Regime:
    """The law of the day; days before the first row are read by it."""
    return next((one for one in reversed(REGIMES) if one.valid_from <= day), REGIMES[0])


def period_of(day: date, *, due_day: int | None = None, cut_off: date | None = None) -> Period:
    """The period in which goods that left on ``day`` are gathered, and by when it is declared.

    ``due_day`` stands for that of the table (parameter ``batch.due_day``). ``cut_off`` is the last day of
    the ledger's write-off period that contains the last day of the period: no declaration later than it,
    but the period's own last day is never refused. A day of grace in the next year becomes 31 December.
    A period never begins before its law: the first quarter of Decree 256 begins on 1 April 2022.
    """
    regime = regime_on(day)
    first_month = (day.month - 1) // regime.months * regime.months + 1
    first = date(day.year, first_month, 1)
    last = _month_end(day.year, first_month + regime.months - 1)
    grace = regime.due_day if due_day is None else due_day
    due = _due(last, grace=grace)
    if cut_off is not None and first <= cut_off < due:
        due = max(cut_off, last)
    return Period(regime.name, first, last, min(due, date(day.year, _DECEMBER, 31)))


def ready_from(period: Period, *, lead: date) -> date:
    """The first day on which a period is gathered by itself.

    The day after it ends; where its deadline does not lie after its end (31 December), ``lead`` is that
    day: as many working days before the deadline as its first reminder, so that something can be declared.
    """
    return period.last + _ONE if period.due > period.last else lead


def cut_off_of(day: date, *, opened: date, cycle_months: int, written_off: date | None) -> date:
    """The last day of the ledger's write-off period that contains ``day``.

    Periods of ``cycle_months`` follow each other from the day after the last write-off, or from the day
    on which the ledger was opened.
    """
    begins = written_off + _ONE if written_off is not None else opened
    count = 1
    while (end := _months_later(begins, count * cycle_months) - _ONE) < day:
        count += 1
    return end


def reminder(days_left: int, *, marks: Iterable[int], reminded: int | None) -> int | None:
    """The reminder that is due with so many working days left, None when it was sent or none is due.

    ``marks`` are the numbers of working days at which one is sent (10, 5, 1); of several passed at once
    only the last is sent, and each mark once.
    """
    passed = [mark for mark in marks if days_left <= mark]
    if not passed or days_left < 0:
        return None
    mark = min(passed)
    return mark if reminded is None or mark < reminded else None


def _due(last: date, *, grace: int) -> date:
    """The last day to declare by the day of grace of the month after ``last``; 0: its end."""
    after = last + _ONE
    end = _month_end(after.year, after.month)
    return end if not grace else date(after.year, after.month, min(grace, end.day))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last there is."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
