"""Days in forms: those of our time, written as browsers write them."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from kernel.web.days import DayField, MomentField


def test_a_day_of_our_time():
    assert DayField().clean("2026-05-12") == date(2026, 5, 12)
    assert DayField(required=False).clean("") is None
    assert DayField().widget.format_value(date(2026, 5, 12)) == "2026-05-12"


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "2200-01-01", "1899-12-31", "2026-02-30"])
def test_no_day_of_our_time(typed):
    """At the ends of the calendar no day follows or precedes: adding one would fail."""
    with pytest.raises(ValidationError):
        DayField().clean(typed)


def test_moments(settings):
    settings.USE_TZ = False
    assert MomentField().clean("2026-05-12T08:30") == datetime(2026, 5, 12, 8, 30)
    with pytest.raises(ValidationError):
        MomentField().clean("9999-12-31T23:59")
