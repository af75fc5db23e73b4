"""What officers type: filters, decisions, and the reason for seeing a personal value in full."""

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.services.showing import DOCUMENTS

MODES = (("", _("All modes")), ("1210", "1210"), ("9610", "9610"))
LANES = (("", _("All lanes")), ("review", _("Manual review")), ("inspect", _("Inspection")))


class QueueForm(forms.Form):
    """The filters of the queue; a value that is none is taken as no filter."""

    q = forms.CharField(label=_("Pre-entry, order or waybill number"), required=False, max_length=60)
    mode = forms.ChoiceField(label=_("Supervision mode"), required=False, choices=MODES)
    lane = forms.ChoiceField(label=_("Lane"), required=False, choices=LANES)


class ListsForm(forms.Form):
    """The filters of the page of all lists."""

    q = forms.CharField(label=_("Pre-entry, list, order or waybill number"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("Status"), required=False)
    mode = forms.ChoiceField(label=_("Supervision mode"), required=False, choices=MODES)

    def __init__(self, *args: object, statuses: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["status"].choices = [("", _("All statuses")), *statuses]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """A decision: its verb, the reason and the note; what they must be is judged by the rules alone."""

    verb = forms.CharField(required=False)
    reason_code = forms.CharField(label=_("Reason"), required=False)
    note = forms.CharField(
        label=_("Note to the declarant"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    confirmed = forms.BooleanField(required=False)


class RevealForm(forms.Form):
    """Which document's personal values, and why."""

    document = forms.ChoiceField(choices=[(name, name) for name in DOCUMENTS])
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
