"""The clock thinks in Shanghai and stores in UTC."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock

AT = datetime(2026, 10, 1, 16, 30, 5, 123456, tzinfo=UTC)


def test_now_is_aware_and_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 10, 1, 15, 59, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 10, 1, 16, 0, tzinfo=UTC), date(2026, 10, 2)),
    ],
)
def test_the_day_turns_at_midnight_in_shanghai(at: datetime, day: date) -> None:
    assert clock.business_date(at) == day


def test_stamps() -> None:
    assert clock.stamp14(AT) == "20261002003005"
    assert clock.stamp17(AT) == "20261002003005123"


@given(st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_stamp_reads_back(at: datetime) -> None:
    assert clock.read_stamp(clock.stamp14(at)) == at.replace(microsecond=0)
    assert clock.read_stamp(clock.stamp17(at)) == at.replace(microsecond=at.microsecond // 1000 * 1000)


@pytest.mark.parametrize("text", ["", "2026", "20261301000000", "2026100100000x", "202610010000001"])
def test_what_is_no_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        clock.read_stamp(text)
