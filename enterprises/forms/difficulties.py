"""Forms of difficulties: they read what was typed; the services judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.attachments import AttachmentsField
from enterprises.models import (
    DifficultyCategory,
    DifficultyChange,
    DifficultyChannel,
    DifficultyClass,
    DifficultyStatus,
    DifficultyUrgency,
)
from enterprises.selectors.difficulties_lists import ANY, OPEN
from enterprises.selectors.difficulties_words import link_choices

LINK_ROWS = (1, 2, 3)
_MARKS = [
    ("5", _("5 · very satisfied")),
    ("4", _("4 · satisfied")),
    ("3", _("3 · so-so")),
    ("2", _("2 · dissatisfied")),
    ("1", _("1 · very dissatisfied")),
]


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("Kind of document")), *link_choices()]


class _Words(forms.CharField):
    """Words of some lines; whether they are enough the service says."""

    def __init__(self, *, label: Any, rows: int = 4, help_text: Any = "") -> None:
        box = forms.Textarea(attrs={"rows": rows, "maxlength": 4000})
        super().__init__(label=label, required=False, widget=box, help_text=help_text)


class RaiseForm(forms.Form):
    """A new difficulty; ``firm`` and ``channel`` are for officers who take it down."""

    firm = forms.CharField(
        label=_("Firm"), required=False, max_length=18, help_text=_("Customs code of the firm.")
    )
    channel = forms.ChoiceField(label=_("How it reached customs"), choices=DifficultyChannel.choices)
    title = forms.CharField(
        label=_("Title"), required=False, widget=forms.TextInput(attrs={"maxlength": 120})
    )
    text = _Words(
        label=_("What is difficult"),
        rows=6,
        help_text=_("What happened, since when, what it costs you. Write no personal data of buyers."),
    )
    category = forms.ChoiceField(label=_("What it is about"), choices=DifficultyCategory.choices)
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        choices=DifficultyUrgency.choices,
        help_text=_("Critical: goods spoil, a line stands still, people wait for medicine."),
    )
    attachments = AttachmentsField()

    def __init__(self, *args: Any, for_officer: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not for_officer:
            del self.fields["firm"], self.fields["channel"]
        for row in LINK_ROWS:
            self.fields[f"kind_{row}"] = forms.ChoiceField(
                label=_("Kind of document %(row)s") % {"row": row}, choices=_kinds(), required=False
            )
            self.fields[f"number_{row}"] = forms.CharField(
                label=_("Number of document %(row)s") % {"row": row}, required=False, max_length=60
            )

    def links(self) -> tuple[tuple[str, str], ...]:
        """The documents named, rows without a number left out."""
        named = [(self.cleaned_data[f"kind_{row}"], self.cleaned_data[f"number_{row}"]) for row in LINK_ROWS]
        return tuple((kind, number) for kind, number in named if number)

    def link_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields that name documents."""
        return [(self[f"kind_{row}"], self[f"number_{row}"]) for row in LINK_ROWS]


class FilterForm(forms.Form):
    """What a list of difficulties is narrowed by."""

    q = forms.CharField(
        label=_("Number, title, firm or linked document"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            (OPEN, _("Still open")),
            *[(str(code), name) for code, name in DifficultyStatus.choices],
            (ANY, _("Any status")),
        ],
    )
    category = forms.ChoiceField(
        label=_("What it is about"),
        required=False,
        choices=[("", _("Everything")), *DifficultyCategory.choices],
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)


class TriageForm(forms.Form):
    """By when a difficulty is answered, and by which department."""

    triage = forms.ChoiceField(label=_("To be answered"), choices=DifficultyClass.choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=DifficultyUrgency.choices)
    team = forms.TypedChoiceField(
        label=_("Owning department"), coerce=int, empty_value=None, required=False, choices=()
    )


class TextForm(forms.Form):
    """Words with attachments: a question, an answer, a reply, an objection."""

    text = _Words(label=_("Text"))
    attachments = AttachmentsField()


class PlainForm(forms.Form):
    """Nothing but the button."""


class NoteForm(TextForm):
    """A note; officers choose whether the firm reads it, and whom it names."""

    internal = forms.BooleanField(label=_("Internal: never shown to the firm"), required=False, initial=True)
    mentioned = forms.TypedMultipleChoiceField(
        label=_("Mention colleagues"),
        coerce=int,
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
    )


class HandForm(forms.Form):
    """Another owner, another department, and who helps."""

    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int, choices=())
    team = forms.TypedChoiceField(
        label=_("Owning department"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=(),
        help_text=_("Left open: the department of the owner."),
    )
    helping = forms.TypedMultipleChoiceField(
        label=_("Helping departments"),
        coerce=int,
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
    )


class ConfirmForm(forms.Form):
    """The firm's word that it is solved."""

    mark = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("Please choose")), *_MARKS],
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500})
    )


class LinkForm(forms.Form):
    """One more document that it is about."""

    kind = forms.ChoiceField(label=_("Kind of document"), choices=_kinds, required=False)
    linked_no = forms.CharField(label=_("Number"), required=False, max_length=60)


class SameForm(forms.Form):
    """The difficulty that this one is the same as."""

    same_no = forms.CharField(
        label=_("Same as difficulty"), required=False, max_length=20, help_text=_("Empty: not any more.")
    )


class ChangeForm(forms.Form):
    """What was changed because of it."""

    kind = forms.ChoiceField(label=_("Kind of change"), choices=DifficultyChange.Kind.choices)
    change_no = forms.CharField(label=_("Number of the plan or rule"), required=False, max_length=60)
    change = forms.CharField(
        label=_("What was changed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )
