"""Forms of standing documents: what a firm files, what an officer decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.attachments import AttachmentsField
from enterprises.models import StandingKind
from enterprises.services.standing import Paper
from kernel.web.days import DayInput


class PaperForm(forms.Form):
    """A standing document with its scan."""

    kind = forms.ChoiceField(label=_("Licence or certificate"), choices=StandingKind.choices)
    title = forms.CharField(
        label=_("Name of the document"),
        required=False,
        max_length=100,
        help_text=_("Needed only where the kind is “Other document”."),
    )
    document_no = forms.CharField(label=_("Number on the document"), required=False, max_length=64)
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=DayInput())
    last_day = forms.DateField(
        label=_("Last day of validity"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave empty if the document has no end."),
    )
    replaces = forms.ChoiceField(label=_("Replaces"), required=False)
    attachments = AttachmentsField(label=_("Copy of the document"))

    def __init__(self, *args: Any, older: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["replaces"].choices = [("", _("nothing, it is new")), *older]  # type: ignore[attr-defined]

    def paper(self) -> Paper:
        """The cleaned form as the service takes it."""
        return Paper(**{name: self.cleaned_data[name] for name in Paper._fields})


class StandingDecisionForm(forms.Form):
    """Confirm, or refuse with a reason."""

    do = forms.ChoiceField(
        label=_("Decision"), choices=[("confirm", ""), ("refuse", "")], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a refusal; the firm reads it."),
    )
