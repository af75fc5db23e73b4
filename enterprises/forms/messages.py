"""Forms of conversations and broadcasts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.attachments import AttachmentsField
from enterprises.models import BroadcastScope, Firm, FirmKindName

_TEXT = forms.Textarea(attrs={"rows": 5})

_TICK = {"class": "form-check-input"}


class ReplyForm(forms.Form):
    """One message with its files."""

    text = forms.CharField(label=_("Text"), max_length=4000, widget=_TEXT)
    attachments = AttachmentsField()


class ThreadForm(ReplyForm):
    """A new conversation."""

    subject = forms.CharField(label=_("Subject"), max_length=200)

    field_order = ("subject", "text", "attachments")


class BroadcastForm(forms.Form):
    """One message to several firms."""

    title = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Text"), max_length=4000, widget=_TEXT)
    scope = forms.ChoiceField(
        label=_("To"), choices=BroadcastScope.choices, widget=forms.RadioSelect(attrs=_TICK)
    )
    kind = forms.ChoiceField(
        label=_("Kind of firm"), required=False, choices=[("", "—"), *FirmKindName.choices]
    )
    firms = forms.MultipleChoiceField(
        label=_("Firms"), required=False, widget=forms.CheckboxSelectMultiple(attrs=_TICK)
    )

    def __init__(self, *given: Any, firms: Iterable[Firm] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["firms"].choices = [  # type: ignore[attr-defined]
            (firm.customs_code, f"{firm.name_zh} {firm.customs_code}") for firm in firms
        ]


class RetractForm(forms.Form):
    """Why a broadcast is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
