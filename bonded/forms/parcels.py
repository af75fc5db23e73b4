"""Forms of released lists: what the list is narrowed by, what is gathered, what is taken out."""

from collections.abc import Sequence
from re import compile as compile_pattern
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.models import TakenOut
from bonded.selectors.parcels import PARCEL_WORDS

_BETWEEN = compile_pattern(r"[\s,;，；]+")


def numbers_in(text: str) -> list[str]:
    """The numbers in a text, once each, in their order."""
    return list(dict.fromkeys(one for one in _BETWEEN.split(text.strip()) if one))


class ParcelFilterForm(forms.Form):
    """What the list of released lists is narrowed by."""

    q = forms.CharField(label=_("List number or waybill"), required=False, max_length=60)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All statuses")), *PARCEL_WORDS.items()]
    )
    ledger = forms.CharField(label=_("Ledger"), required=False, max_length=12)


class GatherForm(forms.Form):
    """Which lists of which ledger are gathered; no list named: all that wait."""

    ems_no = forms.ChoiceField(label=_("Ledger"))
    pre_nos = forms.CharField(
        label=_("Only these lists"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Their numbers, separated by spaces or lines; empty: all that wait, up to a limit."),
    )
    own_no = forms.CharField(
        label=_("Internal number"),
        max_length=64,
        required=False,
        help_text=_("Your own number for the inventory; empty: its public number."),
    )

    def __init__(self, *args: Any, ledgers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ems_no"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(ledgers)

    def numbers(self) -> list[str]:
        """The lists named."""
        return numbers_in(self.cleaned_data["pre_nos"])


class TakeOutForm(forms.Form):
    """Which lists are taken out of an inventory, and why."""

    pre_nos = forms.CharField(
        label=_("Released lists"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Their numbers, separated by spaces or lines."),
    )
    reason = forms.ChoiceField(label=_("Why"), choices=[("", "—"), *TakenOut.choices])
    pass_no = forms.CharField(
        label=_("Gate pass"),
        max_length=24,
        required=False,
        help_text=_("Only where the goods stand on several gate passes."),
    )

    def numbers(self) -> list[str]:
        """The lists named."""
        return numbers_in(self.cleaned_data["pre_nos"])
