"""Forms of absences: who is away, who stands in, from when until when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.coordination import people_choices
from enterprises.models import AbsenceReason, User

MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """A moment in Shanghai time, typed into the browser's own control."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(
        label=label, input_formats=[MOMENT, "%Y-%m-%d %H:%M"], widget=widget, **options
    )


class AbsenceForm(forms.Form):
    """One absence; ``confirmed`` is set by the preview."""

    officer = forms.TypedChoiceField(label=_("Who is away"), coerce=int)
    deputy = forms.TypedChoiceField(label=_("Deputy"), coerce=int)
    from_at = moment_field(_("Begins at"))
    to_at = moment_field(_("Ends at"))
    reason = forms.ChoiceField(label=_("Kind of absence"), choices=AbsenceReason.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *given: Any, officers: Iterable[User] = (), deputies: Iterable[User] = (), **options: Any
    ) -> None:
        super().__init__(*given, **options)
        self.fields["officer"].choices = people_choices(officers)  # type: ignore[attr-defined]
        self.fields["deputy"].choices = [("", "—"), *people_choices(deputies)]  # type: ignore[attr-defined]


class ShortenForm(forms.Form):
    """When an absence ends instead; empty is now."""

    to_at = moment_field(_("Ends at"), required=False, help_text=_("Empty: now."))
