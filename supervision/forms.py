"""What officers type: filters, decisions, and the reason for seeing a personal value in full."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.models import StopKind
from declarations.models import EntryKind
from kernel.web.days import DayField, DayInput
from kernel.web.findings import Finding
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


class StopForm(forms.Form):
    """What is stopped and why; only the fields that a thing of this kind is named by are there."""

    ems_no = forms.CharField(
        label=_("Ledger number"), max_length=12, help_text=_("The ledger of the item, as T4921W000001.")
    )
    number = forms.CharField(max_length=60)
    lot_no = forms.CharField(label=_("Lot number"), max_length=40)
    ground = forms.CharField(
        label=_("Ground"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only officers read it; the firm is told what is stopped, not why."),
    )

    numbers = {
        StopKind.LIST: _("Pre-entry number"),
        StopKind.LOT: _("Record number"),
        StopKind.ITEM: _("Record number"),
        StopKind.VEHICLE: _("Licence plate"),
        StopKind.FIRM: _("Customs code of the firm"),
    }

    def __init__(self, *args: object, kind: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["number"].label = self.numbers[StopKind(kind)]
        if kind != StopKind.LOT:
            del self.fields["lot_no"]
        if kind not in (StopKind.LOT, StopKind.ITEM):
            del self.fields["ems_no"]

    def show(self, findings: Iterable[Finding]) -> None:
        """Put each reason beside its field, the others on top."""
        for finding in findings:
            self.add_error(finding.path if finding.path in self.fields else None, finding.sentence)


class EntriesForm(forms.Form):
    """The filters of the entry declarations; a value that is none is taken as no filter."""

    q = forms.CharField(label=_("Number or firm"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("Status"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *EntryKind.choices]
    )

    def __init__(self, *args: object, statuses: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["status"].choices = [("", _("All statuses")), *statuses]  # type: ignore[attr-defined]

    def said(self) -> dict[str, str]:
        """What was chosen or typed, empty where it makes no sense."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")).strip() for name in self.fields}


class EntryActForm(forms.Form):
    """What an officer says about an entry declaration; what must be there the rules judge alone."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    result = forms.ChoiceField(
        label=_("Result of the inspection"),
        required=False,
        choices=[("", "—"), ("match", _("The goods match")), ("mismatch", _("The goods do not match"))],
    )
    note = forms.CharField(
        label=_("What was found"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    receipt_no = forms.CharField(label=_("Number of the bank's receipt"), required=False, max_length=40)
    paid_on = DayField(label=_("Paid on"), required=False, widget=DayInput())
