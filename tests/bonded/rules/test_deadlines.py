"""The deadline table of batch deliveries, as worked examples."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonded.rules.deadlines import (
    MONTHLY,
    QUARTERLY,
    REGIMES,
    Period,
    cut_off_of,
    period_of,
    ready_from,
    reminder,
)

D = date


@pytest.mark.parametrize(
    ("left", "first", "last", "due", "regime"),
    [
        # Decree 164: a calendar month, by the end of the next.
        (D(2020, 3, 17), D(2020, 3, 1), D(2020, 3, 31), D(2020, 4, 30), MONTHLY),
        (D(2020, 1, 31), D(2020, 1, 1), D(2020, 1, 31), D(2020, 2, 29), MONTHLY),  # leap year
        (D(2021, 1, 31), D(2021, 1, 1), D(2021, 1, 31), D(2021, 2, 28), MONTHLY),
        (D(2020, 2, 29), D(2020, 2, 1), D(2020, 2, 29), D(2020, 3, 31), MONTHLY),
        (D(2020, 12, 1), D(2020, 12, 1), D(2020, 12, 31), D(2020, 12, 31), MONTHLY),  # never across the year
        (D(2022, 3, 31), D(2022, 3, 1), D(2022, 3, 31), D(2022, 4, 30), MONTHLY),  # the last of its law
        # Decree 256: a quarter, by the 15th of the month after.
        (D(2022, 4, 1), D(2022, 4, 1), D(2022, 6, 30), D(2022, 7, 15), QUARTERLY),
        (D(2024, 2, 29), D(2024, 1, 1), D(2024, 3, 31), D(2024, 4, 15), QUARTERLY),
        (D(2026, 9, 30), D(2026, 7, 1), D(2026, 9, 30), D(2026, 10, 15), QUARTERLY),
        (D(2026, 10, 1), D(2026, 10, 1), D(2026, 12, 31), D(2026, 12, 31), QUARTERLY),
        (D(2026, 12, 31), D(2026, 10, 1), D(2026, 12, 31), D(2026, 12, 31), QUARTERLY),
    ],
)
def test_worked_examples(left, first, last, due, regime):
    assert period_of(left) == Period(regime, first, last, due)


def test_the_write_off_of_the_ledger_comes_first():
    # The ledger is written off up to 10 July: the second quarter is declared by then, not by the 15th.
    assert period_of(D(2026, 5, 12), cut_off=D(2026, 7, 10)).due == D(2026, 7, 10)
    # A write-off later than the day of grace changes nothing.
    assert period_of(D(2026, 5, 12), cut_off=D(2026, 9, 30)).due == D(2026, 7, 15)
    # One inside the period brings the deadline to the period's own end, not before what may still leave.
    assert period_of(D(2026, 5, 12), cut_off=D(2026, 5, 31)).due == D(2026, 6, 30)


def test_the_day_of_grace_is_a_parameter():
    assert period_of(D(2026, 5, 12), due_day=10).due == D(2026, 7, 10)
    assert period_of(D(2026, 5, 12), due_day=0).due == D(2026, 7, 31)
    assert period_of(D(2024, 1, 5), due_day=31).due == D(2024, 4, 30)


def test_periods_of_write_off_follow_each_other():
    opened = D(2026, 1, 1)
    assert cut_off_of(D(2026, 6, 30), opened=opened, cycle_months=6, written_off=None) == D(2026, 6, 30)
    assert cut_off_of(D(2026, 7, 1), opened=opened, cycle_months=6, written_off=None) == D(2026, 12, 31)
    assert cut_off_of(D(2026, 7, 1), opened=opened, cycle_months=12, written_off=D(2026, 3, 31)) == D(
        2027, 3, 31
    )
    # A cycle that begins on the 31st ends with the short month, and does not creep.
    assert cut_off_of(D(2026, 3, 1), opened=D(2025, 8, 31), cycle_months=6, written_off=None) == D(
        2026, 8, 30
    )


def test_a_period_is_gathered_after_it_ended_or_before_the_end_of_the_year():
    assert ready_from(period_of(D(2026, 5, 12)), lead=D(2026, 6, 1)) == D(2026, 7, 1)
    assert ready_from(period_of(D(2026, 11, 2)), lead=D(2026, 12, 17)) == D(2026, 12, 17)


@pytest.mark.parametrize(
    ("left", "reminded", "sent"),
    [
        (11, None, None), (10, None, 10), (10, 10, None), (7, 10, None), (5, 10, 5), (5, 5, None),
        (3, None, 5), (1, 5, 1), (0, 5, 1), (0, 1, None), (-1, None, None), (1, None, 1),
    ],
)  # fmt: skip
def test_reminders_are_sent_once_each(left, reminded, sent):
    assert reminder(left, marks=(10, 5, 1), reminded=reminded) == sent


@given(st.dates(D(2016, 1, 1), D(2040, 12, 31)))
def test_every_day_has_one_period_within_its_year(day):
    period = period_of(day)
    assert period.first <= day <= period.last <= period.due
    assert period.due.year == day.year == period.first.year
    assert period_of(period.first) == period == period_of(period.last)
    assert period_of(period.last + timedelta(days=1)).first == period.last + timedelta(days=1)


def test_the_laws_follow_each_other_without_a_gap():
    for one, following in pairwise(REGIMES):
        assert one.valid_to == following.valid_from
    assert REGIMES[-1].valid_to is None
