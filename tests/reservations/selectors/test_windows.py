"""Reading the hours of a site in Shanghai time."""

from datetime import UTC, date, datetime, time

import pytest

from codelists.models import CalendarYear, WorkingDay
from reservations.models import OpeningWindow
from reservations.selectors import is_open

pytestmark = pytest.mark.django_db


def test_hours_are_read_in_shanghai_and_by_kind_of_day():
    CalendarYear.objects.create(year=2026)
    WorkingDay.objects.create(date=date(2026, 5, 11), kind="work")
    WorkingDay.objects.create(date=date(2026, 5, 9), kind="rest")
    OpeningWindow.objects.create(
        site_kind="gate", site_code="MAIN", day_kind="work", opens_at=time(8), closes_at=time(20),
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    eight_in_the_morning = datetime(2026, 5, 11, 0, 0, tzinfo=UTC)
    assert is_open("gate", site_code="MAIN", at=eight_in_the_morning)
    assert not is_open("gate", site_code="MAIN", at=datetime(2026, 5, 11, 12, 0, tzinfo=UTC))
    assert not is_open("gate", site_code="MAIN", at=datetime(2026, 5, 9, 2, 0, tzinfo=UTC))
    assert is_open("gate", site_code="SIDE", at=datetime(2026, 5, 9, 20, 0, tzinfo=UTC))
