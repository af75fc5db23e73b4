"""Filters of the lists and the reason that showing personal values asks for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Choices = Iterable[tuple[str, str]]

MINE, OTHERS = "mine", "others"


class _Filter(forms.Form):
    """A filter is always usable: what makes no sense is left out."""

    q = forms.CharField(label=_("Number"), required=False, max_length=60)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")

    def said(self, name: str) -> str:
        """What was chosen or typed, empty where it makes no sense."""
        self.is_valid()
        return str(self.cleaned_data.get(name, "")).strip()

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return any(self.said(name) for name in self.fields)

    def _offer(self, name: str, offered: Choices, *, everything: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *offered]


class ListsFilter(_Filter):
    """Lists by status and mode, or one by any of its numbers."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    mode = forms.ChoiceField(label=_("Mode"), required=False)

    def __init__(self, data: Any, *, statuses: Choices, modes: Choices) -> None:
        super().__init__(data)
        self._offer("status", statuses, everything=_("Any status"))
        self._offer("mode", modes, everything=_("Both modes"))


class DocumentsFilter(_Filter):
    """Documents by one of their numbers."""


class ReceiptsFilter(_Filter):
    """Receipts by message and status, or those of one list."""

    code = forms.ChoiceField(label=_("Message"), required=False)
    status = forms.CharField(label=_("Status"), required=False, max_length=10)

    def __init__(self, data: Any, *, codes: Choices) -> None:
        super().__init__(data)
        self._offer("code", codes, everything=_("All messages"))


class ReasonForm(forms.Form):
    """Why personal values are to be shown; the rule judges whether it says anything."""

    reason = forms.CharField(required=False, max_length=1000)
    document = forms.CharField(required=False, max_length=10)
