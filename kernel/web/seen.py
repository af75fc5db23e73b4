"""The version that a form was opened on: it travels with the form, so that nobody's work is written over."""

from typing import Any

from django import forms

from kernel.refusal import Conflict, Refused
from kernel.rules import CHANGED

_NAME = "seen"
_MOST = 2**31 - 1


class SeenField(forms.IntegerField):
    """The hidden ``seen`` of a form; empty where nothing stood yet."""

    def __init__(self, **options: Any) -> None:
        settings: dict[str, Any] = {
            "required": False,
            "min_value": 0,
            "max_value": _MOST,
            "widget": forms.HiddenInput,
        }
        super().__init__(**(settings | options))


def see(form: forms.Form, *, version: int) -> None:
    """Let a form that is shown again stand on this version: its next answer may replace that one."""
    if form.is_bound:
        sent: Any = form.data.copy()  # type: ignore[attr-defined]
        sent[form.add_prefix(_NAME)] = str(version)
        form.data = sent


def is_changed(said: Refused | Conflict) -> bool:
    """Whether somebody changed the thing since the form was opened."""
    return isinstance(said, Conflict) and said.violation.rule is CHANGED
