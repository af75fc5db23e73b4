"""Forms of the gate: what stands at the barrier, what is decided about it, how histories are narrowed."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bonded.forms.gate_passes import kg_field
from bonded.forms.ledgers import LocatedForm
from bonded.models import Direction, Gate, Outcome
from bonded.services.gates import AtBarrier, GateSettings
from kernel.clock import SHANGHAI
from kernel.web.days import DayField, DayInput, MomentField

_ALL = ("", _("All"))
_LANES = [("", _("Both directions")), *Direction.choices]
# What stands around a weight when it is typed in a hurry or comes from an input method.
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_UNIT = re.compile(r"(?i)(kg|千克|公斤)$")


def _above_zero(weight: Decimal) -> None:
    if weight <= 0:
        raise forms.ValidationError(_("A weight is above zero."))


class WeightField(forms.DecimalField):
    """A weight in kg as people type it: "8,630", "８６３０", "8630 kg"; above zero."""

    default_error_messages = {"invalid": _("Type the weight in digits, for example 8630.")}

    def __init__(self, *, label: Any, required: bool = False) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=required, max_digits=14, decimal_places=5, widget=widget)
        self.validators.append(_above_zero)

    def to_python(self, value: Any) -> Any:
        """The number within what was typed; a comma only where it parts thousands."""
        text = _UNIT.sub("", normalize("NFKC", str(value or "")).replace(" ", ""))
        if _THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        return super().to_python(text)


class ChooseGateForm(forms.Form):
    """Which gate and lane this tablet stands at."""

    gate = forms.ChoiceField(label=_("Gate"))
    lane = forms.ChoiceField(label=pgettext_lazy("gate", "Lane"), choices=_LANES, required=False)

    def __init__(self, *args: Any, gates: Iterable[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gate = self.fields["gate"]
        assert isinstance(gate, forms.ChoiceField)
        english = (get_language() or "").startswith("en")
        named = [
            (one.code, f"{one.name_en if english else one.name_zh} · {one.code} · {one.office}")
            for one in gates
        ]
        # Nobody starts a shift at a gate that only happened to come first.
        gate.choices = named if len(named) == 1 else [("", _("Choose the gate")), *named]


class BarrierForm(LocatedForm):
    """A vehicle at the barrier; ``token`` is the signed number that makes a second Enter count once."""

    paths = {"weighedKg": "weighed_kg", "plate": "plate", "ground": "ground", "at": "at"}

    number = forms.CharField(max_length=24, widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput)
    plate = forms.CharField(label=_("Plate at the barrier"), max_length=16, required=False)
    weighed_kg = WeightField(label=_("Weight (kg)"))
    weight_read = forms.BooleanField(label=_("Read by the scales"), required=False)

    def __init__(self, *args: Any, weighs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not weighs:
            self.fields.pop("weighed_kg")
            self.fields.pop("weight_read")

    def seen(self, *, lane: str, token: int) -> AtBarrier:
        """What was typed (the form is valid)."""
        said = self.cleaned_data
        return AtBarrier(
            number=said["number"],
            plate=said["plate"],
            lane=lane,
            weighed_kg=said.get("weighed_kg"),
            weight_read=bool(said.get("weight_read")),
            token=token,
            note=said.get("note", ""),
        )


class AwayForm(LocatedForm):
    """Why a vehicle is turned back at the barrier."""

    paths = {"ground": "ground"}
    ground = forms.CharField(label=_("Ground"), max_length=300, required=False)


class LaterForm(BarrierForm):
    """A passage that happened while the network was down."""

    number = forms.CharField(label=_("Number of the gate pass"), max_length=24)
    at = MomentField(
        label=_("When it happened"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ["number", "at", "plate", "weighed_kg", "weight_read", "note", "token"]

    def when(self) -> datetime:
        """The moment that was typed, in Shanghai time."""
        at: datetime = self.cleaned_data["at"]
        return at.replace(tzinfo=SHANGHAI)


class WordsForm(LocatedForm):
    """What a person says about a held vehicle or a wrong passage."""

    paths = {"explanation": "words", "ground": "words"}
    words = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class PassagesForm(forms.Form):
    """How the history of the gates is narrowed."""

    q = forms.CharField(label=_("Number or plate"), max_length=40, required=False)
    gate = forms.ChoiceField(label=_("Gate"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[_ALL, *Outcome.choices])
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[_ALL, *Direction.choices])
    day = DayField(label=_("Day"), required=False, widget=DayInput())
    offline = forms.BooleanField(label=_("Only entered later"), required=False)

    def __init__(self, *args: Any, gates: Iterable[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gate = self.fields["gate"]
        assert isinstance(gate, forms.ChoiceField)
        gate.choices = [_ALL, *((one.code, one.code) for one in gates)]


class GateForm(LocatedForm):
    """What an officer may change of a gate."""

    paths = {"tolerance": "tolerance_kg"}
    weighs = forms.BooleanField(label=_("The gate weighs"), required=False)
    tolerance_kg = kg_field(_("Allowed difference (kg)"))
    tolerance_percent = kg_field(
        _("Allowed difference (percent)"),
        help_text=_("The greater of the two counts. Both empty: weights are not compared."),
    )
    is_open = forms.BooleanField(label=_("The gate is in use"), required=False)

    def settings(self) -> GateSettings:
        """What was typed (the form is valid)."""
        return GateSettings(**self.cleaned_data)
