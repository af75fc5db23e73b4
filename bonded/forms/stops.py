"""Forms of stop orders: the filters of their list, and the ground on which one is lifted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.models import StopKind

IN_FORCE, LIFTED = "live", "lifted"
STATES = (("", _("All statuses")), (IN_FORCE, _("In force")), (LIFTED, _("Lifted")))


class StopsForm(forms.Form):
    """The filters of the list; a value that is none is taken as no filter."""

    q = forms.CharField(label=_("Number, plate, firm name or code"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("What is stopped"), required=False, choices=[("", _("All kinds")), *StopKind.choices]
    )
    state = forms.ChoiceField(label=_("Status"), required=False, choices=STATES)


class LiftForm(forms.Form):
    """Why a stop is lifted; what it must be is judged by the rules."""

    ground = forms.CharField(
        label=_("Why it is lifted"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only officers read this."),
    )
