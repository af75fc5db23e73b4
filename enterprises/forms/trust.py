"""Forms about trust: another grade, a suspension, and the second officer's word."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from codelists.selectors import local_name
from enterprises.forms.attachments import AttachmentsField
from enterprises.models import FirmGradeName, SuspensionKind
from enterprises.rules import credit, suspension
from enterprises.rules.suspension import Wanted
from enterprises.services.trust import WantedGrade
from kernel.clock import SHANGHAI, business_date
from kernel.web.days import DayInput

_EVIDENCE = _("Evidence; for officers only.")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, chosen by the browser's own control."""
    widget = DayInput()
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _words(label: Any, *, help_text: Any = "") -> forms.CharField:
    """A few sentences."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=500, widget=widget, help_text=help_text)


class GradeForm(forms.Form):
    """Another grade for a firm."""

    grade = forms.ChoiceField(label=_("New grade"), choices=FirmGradeName.choices)
    valid_from = _day(
        _("From"),
        help_text=_("May lie in the past; what happened meanwhile is not judged again."),
    )
    ground = forms.ChoiceField(label=_("Cause"))
    text = _words(_("What happened"), help_text=_("The firm reads it."))
    attachments = AttachmentsField(help_text=_EVIDENCE)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        """``on``: today, whose law names the grades."""
        super().__init__(*args, **options)
        now = [(g.code, local_name(g.name_zh, en=g.name_en)) for g in credit.regime_on(on).grades]
        known = {code for code, _name in now}
        older = [(code, str(label)) for code, label in FirmGradeName.choices if code not in known]
        _choose(self.fields["grade"], now + older)
        _choose(self.fields["ground"], [(g.code, gettext(g.text)) for g in credit.GROUNDS])

    @property
    def wanted(self) -> WantedGrade:
        """What was asked for."""
        data = self.cleaned_data
        return WantedGrade(data["grade"], data["valid_from"], data["ground"], data["text"])


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class SuspensionForm(forms.Form):
    """A suspension of a firm, of its work as an agent, or of a measure."""

    kind = forms.ChoiceField(label=_("What is suspended"), choices=SuspensionKind.choices)
    grant_no = forms.ChoiceField(
        label=_("Measure"), required=False, help_text=_("Only where a measure is suspended.")
    )
    ground = forms.ChoiceField(label=_("Cause"))
    text = _words(_("What happened"), help_text=_("The firm reads it."))
    from_on = _day(
        _("From"),
        required=False,
        help_text=_("Empty: as soon as the second officer puts it in force."),
    )
    last_day = _day(_("Last day"), required=False, help_text=_("Empty: until it is lifted."))
    at_once = forms.BooleanField(
        label=_("Suspend at once, to be confirmed by a second officer"), required=False
    )
    attachments = AttachmentsField(help_text=_EVIDENCE)

    def __init__(self, *args: Any, grants: list[tuple[str, str]], may_at_once: bool, **options: Any) -> None:
        """``grants``: the firm's measures in force; ``may_at_once``: a chief fills it in."""
        super().__init__(*args, **options)
        _choose(self.fields["grant_no"], [("", "—"), *grants])
        _choose(self.fields["ground"], [(g.code, gettext(g.text)) for g in suspension.GROUNDS])
        if not may_at_once:
            del self.fields["at_once"]

    def wanted(self, *, at: datetime) -> Wanted:
        """What was asked for; a beginning today is one as soon as possible."""
        data = self.cleaned_data
        from_on: date | None = data["from_on"]
        last: date | None = data["last_day"]
        begins = _midnight(from_on) if from_on is not None and from_on != business_date(at) else None
        ends = _midnight(last + timedelta(days=1)) if last is not None and last < date.max else None
        return Wanted(data["kind"], data["ground"], data["text"], begins, ends)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


class WordForm(forms.Form):
    """The second officer's word, or a proposal to lift; a refusal needs a reason."""

    verb = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
