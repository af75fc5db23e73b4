"""Forms of visits: the plan, the record, the firm's answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from enterprises.forms.absences import moment_field
from enterprises.forms.attachments import AttachmentsField
from enterprises.forms.coordination import people_choices
from enterprises.models import User, VisitMode
from enterprises.rules.visits import TOPICS

_LINES = forms.Textarea(attrs={"rows": 4})

_TICK = {"class": "form-check-input"}


class PlanForm(forms.Form):
    """A visit to come, or a call that was made."""

    mode = forms.ChoiceField(label=_("How"), choices=VisitMode.choices, widget=forms.RadioSelect(attrs=_TICK))
    on_at = moment_field(_("When"))
    place = forms.CharField(
        label=_("Place"), required=False, max_length=200, help_text=_("Needed for a visit on site.")
    )
    officer_two = forms.TypedChoiceField(
        label=_("Second officer"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("On site always two officers; one is enough for a call."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *given: Any, people: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["officer_two"].choices = [("", "—"), *people_choices(people)]  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """What a visit was about."""

    people = forms.CharField(
        label=_("People of the firm who took part"),
        widget=_LINES,
        max_length=1000,
        help_text=_("One name on a line; kept sealed and shown masked."),
    )
    with_contact = forms.BooleanField(label=_("The firm's senior contact took part"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple(attrs=_TICK)
    )
    advice = forms.CharField(label=_("Advice given"), required=False, max_length=4000, widget=_LINES)
    questions = forms.CharField(
        label=_("Questions raised"),
        required=False,
        max_length=5500,
        widget=_LINES,
        help_text=_("One on a line; each becomes a difficulty with a number and a clock."),
    )
    attachments = AttachmentsField()
    recusal_stated = forms.BooleanField(
        label=_("The officers state that no ground for recusal stands between them and the firm."),
        required=False,
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        topics = [(code, translate(label)) for code, label in TOPICS.items()]
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The firm's answer to the record of a visit."""

    answer = forms.ChoiceField(choices=[("confirm", "confirm"), ("dispute", "dispute")])
    text = forms.CharField(label=_("What is not right"), required=False, max_length=1000, widget=_LINES)


class NoteForm(forms.Form):
    """Why."""

    note = forms.CharField(label=_("Reason"), required=False, max_length=500)
