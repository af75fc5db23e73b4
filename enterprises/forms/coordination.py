"""Forms of coordination: who looks after a firm, who keeps away, many firms at once, cards and contacts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from enterprises.models import User
from enterprises.rules.coordination import CHOICES, ENDS

_TICK = {"class": "form-check-input"}
Pairs = list[tuple[str, str]]


def people_choices(people: Iterable[User]) -> Pairs:
    """Officers as choices, by key."""
    return [(str(person.pk), person.name) for person in people]


def end_choices() -> Pairs:
    """The reasons for which a chief may end a coordination, in the reader's language."""
    return [(code, translate(ENDS[code])) for code in CHOICES]


class OfficerForm(forms.Form):
    """A form that names one officer of those offered."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int)

    def __init__(self, *given: Any, people: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["officer"].choices = [("", "—"), *people_choices(people)]  # type: ignore[attr-defined]


class AssignForm(OfficerForm):
    """Who looks after the firm from now on, and why."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    ground = forms.CharField(
        label=_("Why this officer"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.ChoiceField(label=_("Why the one before stops"), required=False)
    hand_over_note = forms.CharField(
        label=_("Hand-over note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the next coordinator has to know: open questions, promises, people."),
    )

    field_order = ("officer", "ground", "reason", "hand_over_note", "seen")

    def __init__(self, *given: Any, **options: Any) -> None:
        options.setdefault("auto_id", "id_assign_%s")
        super().__init__(*given, **options)
        self.fields["reason"].choices = end_choices()  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why nobody looks after the firm any more."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why the coordination ends"))
    text = forms.CharField(label=_("In words"), required=False, max_length=500)

    def __init__(self, *given: Any, **options: Any) -> None:
        options.setdefault("auto_id", "id_end_%s")
        super().__init__(*given, **options)
        self.fields["reason"].choices = [("", "—"), *end_choices()]  # type: ignore[attr-defined]


class RecusalForm(OfficerForm):
    """Who keeps away from the firm, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Family, ownership, earlier work there, or another tie. Officers of the office can read it."
        ),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        options.setdefault("auto_id", "id_recusal_%s")
        super().__init__(*given, **options)


class CoordinatorsForm(forms.Form):
    """What the list of firms is narrowed by."""

    q = forms.CharField(
        label=_("Code or name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    who = forms.CharField(label=_("Coordinator"), required=False, widget=forms.Select)

    def __init__(self, *given: Any, people: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        everybody = [("", _("Everybody")), ("none", _("Nobody")), *people_choices(people)]
        self.fields["who"].widget.choices = everybody


class ReassignForm(forms.Form):
    """Which firms get which new coordinators; the ticked firms come from the list."""

    from_officer = forms.TypedChoiceField(
        label=_("All firms of"), required=False, coerce=int, empty_value=None
    )
    to_officers = forms.TypedMultipleChoiceField(
        label=_("New coordinators"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs=_TICK),
    )
    ground = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    hand_over_note = forms.CharField(
        label=_("Hand-over note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *given: Any, people: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        offered = people_choices(people)
        self.fields["from_officer"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]
        self.fields["to_officers"].choices = offered  # type: ignore[attr-defined]


class PhoneForm(forms.Form):
    """The telephone of the office by which one's firms reach one."""

    phone = forms.CharField(
        label=_("Office telephone"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )


class ContactForm(forms.Form):
    """The manager who speaks for the firm with its coordinator."""

    user = forms.TypedChoiceField(label=_("Person of the firm"), coerce=int)
    position = forms.CharField(label=_("Position"), max_length=64)

    def __init__(self, *given: Any, people: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["user"].choices = [("", "—"), *people_choices(people)]  # type: ignore[attr-defined]
