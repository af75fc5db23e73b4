"""The field of a number in forms: what a Chinese keyboard or a spreadsheet gives is read as it is meant."""

from collections.abc import Mapping
from re import compile as compile_pattern
from typing import Any
from unicodedata import normalize

from django import forms

_GROUPED = compile_pattern(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


class AmountInput(forms.TextInput):
    """A text field for a number: １２．５ is 12.5 and 1,200 is 1200; what is no number stays as typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The number as typed, in plain digits and without the commas of thousands."""
        typed = super().value_from_datadict(data, files, name)
        if not isinstance(typed, str):
            return typed
        plain = normalize("NFKC", typed).strip().replace("。", ".")
        return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
