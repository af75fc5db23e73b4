"""When a site is open: kinds of days, half-open hours, nights, make-up days."""

from datetime import date, datetime, time

import pytest

from reservations.facts import WindowFact
from reservations.rules.windows import is_open

FRIDAY, SATURDAY, MAKEUP, HOLIDAY = date(2026, 9, 18), date(2026, 9, 19), date(2026, 9, 20), date(2026, 10, 1)
KINDS = {FRIDAY: "work", SATURDAY: "rest", MAKEUP: "makeup", HOLIDAY: "holiday"}
SINCE = date(2026, 1, 1)
DAY = WindowFact("work", time(8, 30), time(18, 0), SINCE)
NIGHT = WindowFact("work", time(22, 0), time(6, 0), SINCE)


def opened(*windows, on, at):
    """Whether a site with these windows is open on a day at ``HH:MM``."""
    moment = datetime.combine(on, time.fromisoformat(at))
    return is_open(windows, at=moment, kind_of=lambda day: KINDS.get(day, ""))


def test_a_site_without_windows_is_always_open():
    assert opened(on=SATURDAY, at="03:00")


@pytest.mark.parametrize(
    ("at", "expected"),
    [("08:29", False), ("08:30", True), ("17:59", True), ("18:00", False)],
)
def test_hours_are_half_open(at, expected):
    assert opened(DAY, on=FRIDAY, at=at) is expected


def test_working_days_do_not_open_on_rest_days_or_holidays_but_on_make_up_days():
    assert not opened(DAY, on=SATURDAY, at="12:00")
    assert not opened(DAY, on=HOLIDAY, at="12:00")
    assert opened(DAY, on=MAKEUP, at="12:00")


def test_a_night_belongs_to_the_day_on_which_it_began():
    assert opened(NIGHT, on=FRIDAY, at="23:00")
    assert opened(NIGHT, on=SATURDAY, at="05:59")
    assert not opened(NIGHT, on=SATURDAY, at="06:00")
    assert not opened(NIGHT, on=SATURDAY, at="23:00")
    assert not opened(NIGHT, on=MAKEUP, at="05:00")


def test_equal_hours_are_around_the_clock():
    assert opened(WindowFact("any", time(0), time(0), SINCE), on=HOLIDAY, at="00:00")


def test_a_window_counts_from_its_first_day_to_the_day_before_its_last():
    spent = DAY._replace(valid_to=FRIDAY)
    later = DAY._replace(opens_at=time(10), valid_from=FRIDAY)
    assert not opened(spent, later, on=FRIDAY, at="09:00")
    assert opened(spent, later, on=FRIDAY, at="10:00")


def test_when_the_last_window_has_ended_the_site_is_open_always():
    assert opened(DAY._replace(valid_to=FRIDAY), on=SATURDAY, at="03:00")


def test_in_a_year_that_is_not_entered_every_kind_of_day_counts():
    assert opened(DAY, on=date(2031, 1, 4), at="12:00")
    assert not opened(DAY, on=date(2031, 1, 4), at="20:00")
