"""Forms of this room's pages: they read what was typed; the services judge it."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.models import FirmKindName
from kernel.web.days import DayInput


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=64, help_text=_("Where the token is used, for example “ERP production”.")
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave it empty for a token that is in force until somebody revokes it."),
    )

    @property
    def valid_to(self) -> date | None:
        """The first day after the last one; None where none was given."""
        last: date | None = self.cleaned_data.get("last_day")
        return last + timedelta(days=1) if last is not None and last < date.max else last


class NameForm(forms.Form):
    """One's own name."""

    name = forms.CharField(label=_("Full name"), max_length=64)


class ReadingForm(forms.Form):
    """Tolerant or strict reading of a firm's messages, and why."""

    tolerant = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Is recorded with your name and shown to officers."),
    )


class DirectoryForm(forms.Form):
    """What the directory of firms is narrowed by."""

    q = forms.CharField(
        label=_("Code or name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *FirmKindName.choices]
    )
