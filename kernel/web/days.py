"""The field of a day in forms: what browsers give and take is ISO, whatever the language."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kernel.clock import FIRST_DAY, LAST_DAY


class DayInput(forms.DateInput):
    """An input of type date whose value is written as ``2026-05-12``, as browsers demand."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of our time; 0001-01-01 and 9999-12-31 are no valid days."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """The day that was typed."""
        found: date | None = _of_our_time(super().to_python(value), messages=self.error_messages)
        return found


class MomentField(forms.DateTimeField):
    """A moment of our time."""

    def to_python(self, value: Any) -> datetime | None:
        """The moment that was typed."""
        found: datetime | None = _of_our_time(super().to_python(value), messages=self.error_messages)
        return found


def _of_our_time(day: Any, *, messages: Any) -> Any:
    if day is not None and not FIRST_DAY.year <= day.year <= LAST_DAY.year:
        raise ValidationError(messages["invalid"], code="invalid")
    return day
