"""When a site is open: windows by kind of day, in Shanghai time, half-open, also across midnight."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from reservations.facts import WindowFact

WORK, REST, HOLIDAY, ANY = "work", "rest", "holiday", "any"
_MAKEUP = "makeup"


def is_open(windows: Sequence[WindowFact], *, at: datetime, kind_of: Callable[[date], str]) -> bool:
    """Whether one of the windows is open at ``at`` (local time); a site without windows that day always is.

    A window belongs to the day on which it opens. ``kind_of`` names what a day is (a make-up day is a
    working day); empty: the year is not entered, then windows of every kind count.
    """
    if not any(_in_force(window, at.date()) for window in windows):
        return True
    return any(
        _is_of(window, day=day, kind_of=kind_of) for window in windows for day in _days_behind(window, at)
    )


def _days_behind(window: WindowFact, at: datetime) -> list[date]:
    """The days on which the window would have opened to be open at ``at``: today, yesterday or both."""
    over_midnight = window.closes_at <= window.opens_at
    days = []
    if window.opens_at <= at.time() and (over_midnight or at.time() < window.closes_at):
        days.append(at.date())
    if over_midnight and at.time() < window.closes_at:
        days.append(at.date() - timedelta(days=1))
    return days


def _in_force(window: WindowFact, day: date) -> bool:
    """Whether the window counts on this day at all."""
    return window.valid_from <= day and (window.valid_to is None or day < window.valid_to)


def _is_of(window: WindowFact, *, day: date, kind_of: Callable[[date], str]) -> bool:
    """Whether the window opens on this day."""
    if not _in_force(window, day):
        return False
    kind = kind_of(day)
    return not kind or window.day_kind in (ANY, WORK if kind == _MAKEUP else kind)
