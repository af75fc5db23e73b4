"""Forms of registrations: the firm's data as typed, the officer's decision, later changes of firm data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.attachments import AttachmentsField
from enterprises.models import FirmKindName
from enterprises.rules.registration import LICENCE, Typed
from enterprises.services.firm_data import FirmData
from kernel.web.days import DayInput

Choices = list[tuple[str, str]]

LABELS = [(LICENCE, _("Business licence")), ("other", _("Other document"))]


def _text(label: Any, *, most: int, hint: Any = "", **attrs: str) -> forms.CharField:
    """A field that keeps whatever is typed; the service judges it."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=hint, widget=widget, strip=False
    )


class StartForm(forms.Form):
    """Where a registration is begun."""

    office = forms.ChoiceField(
        label=_("Customs office in charge"),
        help_text=_("The office where the firm stands or declares; it decides on the registration."),
    )

    def __init__(self, *args: Any, offices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].choices = [("", ""), *offices]  # type: ignore[attr-defined]


class RegistrationForm(forms.Form):
    """Everything that a firm says of itself, saved while it is typed."""

    credit_code = _text(
        _("Unified social credit code"), most=32, hint=_("18 characters, as on the business licence.")
    )
    customs_code = _text(
        _("Customs code"), most=32, hint=_("10 characters, as on the customs registration certificate.")
    )
    name_zh = _text(_("Chinese name"), most=100, hint=_("As on the business licence."))
    name_en = _text(_("English name"), most=100)
    kinds = forms.MultipleChoiceField(
        label=_("The firm acts as"),
        required=False,
        choices=FirmKindName.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    platform_code = _text(
        _("Platform code"), most=20, hint=_("Only if messages name the platform by another code.")
    )
    dxp_id = _text(_("DXP number"), most=30, hint=_("Of the firm's data exchange client, if it has one."))
    office = forms.ChoiceField(label=_("Customs office in charge"), required=False)
    zone = forms.ChoiceField(label=_("Bonded zone"), required=False)
    address = _text(_("Address"), most=200)
    legal_representative = _text(_("Legal representative"), most=64)
    contact_name = _text(
        _("Senior contact"), most=64, hint=_("Somebody of the management whom customs can call.")
    )
    contact_phone = _text(_("Phone of the senior contact"), most=32, inputmode="tel")
    undertaken = forms.BooleanField(
        label=_("What is said here is true and complete, and the firm answers for it."), required=False
    )

    def __init__(self, *args: Any, offices: Choices, zones: Choices, fixed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].choices = [("", ""), *offices]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", _("outside any zone")), *zones]  # type: ignore[attr-defined]
        if fixed:
            self.fields["credit_code"].widget.attrs["readonly"] = "readonly"


def typed_in(data: Any) -> Typed:
    """What a posted form says, as it was typed: nothing is refused for its shape here."""
    texts = {name: data.get(name, "") for name in Typed._fields if name not in ("kinds", "undertaken")}
    return Typed(**texts, kinds=tuple(data.getlist("kinds")), undertaken=data.get("undertaken") == "on")


class RegistrationFileForm(forms.Form):
    """Files for a registration, and what they prove."""

    label = forms.ChoiceField(label=_("This proves"), choices=LABELS)
    attachments = AttachmentsField(required=True)


class AnswerForm(forms.Form):
    """What the firm answers to the officer's question."""

    answer = forms.CharField(
        label=_("Answer to the question"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    """An officer's decision: what, and for a question or a refusal the words."""

    do = forms.ChoiceField(
        label=_("Decision"), choices=[("approve", ""), ("ask", ""), ("refuse", "")], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Question or reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a question and for a refusal; the firm reads it."),
    )


class FirmDataForm(forms.Form):
    """What an officer may change of a firm."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), required=False, max_length=100)
    office = forms.ChoiceField(label=_("Customs office in charge"), required=False)
    zone = forms.ChoiceField(label=_("Bonded zone"), required=False)
    dxp_id = forms.CharField(label=_("DXP number"), required=False, max_length=30)
    kinds = forms.MultipleChoiceField(
        label=_("The firm acts as"),
        required=False,
        choices=FirmKindName.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds_on = forms.DateField(
        label=_("Kinds change on"),
        widget=DayInput(),
        help_text=_("New kinds begin on this day; for those taken away it is the first day without."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Is recorded with your name and shown to officers."),
    )

    def __init__(self, *args: Any, offices: Choices, zones: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].choices = [("", _("not assigned")), *offices]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", _("outside any zone")), *zones]  # type: ignore[attr-defined]

    def data_said(self) -> FirmData:
        """The cleaned form as the service takes it."""
        said = {name: self.cleaned_data[name] for name in FirmData._fields if name != "kinds"}
        return FirmData(**said, kinds=frozenset(self.cleaned_data["kinds"]))
