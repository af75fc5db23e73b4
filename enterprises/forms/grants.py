"""Forms of grants and of a firm's record."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.attachments import AttachmentsField
from enterprises.models import FirmRecordKind
from enterprises.services.grants import Terms
from kernel.clock import SHANGHAI
from kernel.web.days import DayInput


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, chosen or typed as 2026-05-12."""
    widget = DayInput()
    return forms.DateField(label=label, widget=widget, **options)


def _long(label: Any, *, most: int = 500, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **options)


class ApplyForm(forms.Form):
    """A firm's application; the undertakings are those of the measure."""

    reason = _long(_("Why your firm asks for it"))
    undertakings = forms.MultipleChoiceField(
        label=_("Undertakings"), required=False, widget=forms.CheckboxSelectMultiple
    )
    attachments = AttachmentsField(label=_("Evidence"))

    def __init__(self, *args: Any, undertakings: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["undertakings"].choices = list(undertakings.items())  # type: ignore[attr-defined]


class TermForm(forms.Form):
    """The days of a grant and its conditions; the last day is still in it."""

    valid_from = day_field(_("First day"))
    last_on = day_field(_("Last day"))
    conditions = _long(_("Conditions"), most=1000, required=False)

    def terms(self) -> Terms:
        """The term that was typed."""
        data = self.cleaned_data
        return Terms(data["valid_from"], day_after(data["last_on"]), data["conditions"])


class ProposeForm(TermForm):
    """An officer's proposal for a firm."""

    firm = forms.CharField(label=_("Customs code of the firm"), max_length=10)
    measure = forms.ChoiceField(label=_("Measure"))
    reason = _long(_("Reason"))

    field_order = ("firm", "measure", "reason")

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["measure"].choices = measures  # type: ignore[attr-defined]


class DecideForm(TermForm):
    """Granting what is asked for."""

    said = _long(_("Note"), required=False)


class RecommendForm(forms.Form):
    """A coordinator's recommendation."""

    text = _long(_("Recommendation"))


class RecordForm(forms.Form):
    """A fact for a firm's record."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FirmRecordKind.choices)
    on = day_field(_("Day"))
    note = _long(_("What happened"))
    subject_no = forms.CharField(
        label=_("Number of the document"), max_length=40, required=False, help_text=_("Where there is one.")
    )

    def at(self, *, now: datetime) -> datetime:
        """The moment meant: now for the day that it is, else the beginning of that day in Shanghai."""
        day: date = self.cleaned_data["on"]
        if day == now.astimezone(SHANGHAI).date():
            return now
        return datetime.combine(day, time(), SHANGHAI)


class CloseForm(forms.Form):
    """Closing a fact that is open."""

    note = _long(_("How it was closed"))


def day_after(day: date) -> date:
    """The first day after, or the very last day there is."""
    return day if day == date.max else day + timedelta(days=1)
