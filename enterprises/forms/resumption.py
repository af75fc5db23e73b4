"""Forms of the resumption of work: a firm's report, what the list is narrowed by, a confirmation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.models import BlockerKind, WorkState

_TICK = {"class": "form-check-input"}


class ReportForm(forms.Form):
    """How far the firm works again, and what keeps it from more."""

    state = forms.ChoiceField(
        label=_("How does your firm work?"), choices=WorkState.choices, widget=forms.RadioSelect(attrs=_TICK)
    )
    share = forms.IntegerField(
        label=_("Percent of normal work"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Needed where work has partly resumed."),
    )
    blockers = forms.MultipleChoiceField(
        label=_("What keeps you from working fully?"),
        required=False,
        choices=BlockerKind.choices,
        widget=forms.CheckboxSelectMultiple(attrs=_TICK),
    )
    text = forms.CharField(
        label=_("In words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class WorkForm(forms.Form):
    """What the list of firms is narrowed by, and over how many days the trend goes."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All firms")), ("silent", _("Never reported")), *WorkState.choices],
    )
    days = forms.TypedChoiceField(
        label=_("Trend over"),
        required=False,
        coerce=int,
        choices=[(14, _("14 days")), (30, _("30 days")), (90, _("90 days"))],
    )


class ConfirmForm(forms.Form):
    """A remark on a confirmed report."""

    remark = forms.CharField(label=_("Remark on the report"), required=False, max_length=500)
