"""The field of a day in forms: what browsers give and take is ISO, whatever the language."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """An input of type date whose value is written as ``2026-05-12``, as browsers demand."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
