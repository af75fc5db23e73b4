"""Forms of ledger filings: they take whatever is typed, the rules judge it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.forms.ledgers import Choices, LocatedForm
from bonded.models import FilingKind, LedgerFilingLine
from bonded.rules.filing import ItemDraft
from kernel.money import plain
from kernel.web.days import DayInput
from kernel.web.numbers import AmountInput


def _choices(field: forms.Field, *, rows: Choices, empty: str = "—") -> None:
    """Fill a choice field; an empty first row stands for nothing chosen yet."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", empty), *rows]


class NewFilingForm(LocatedForm):
    """What is filed, and for which ledger or firm."""

    kind = forms.ChoiceField(label=_("What is filed"), choices=FilingKind.choices, widget=forms.RadioSelect)
    ems_no = forms.ChoiceField(
        label=_("Ledger"), required=False, help_text=_("Not for a new ledger, which gets its number.")
    )
    firm = forms.ChoiceField(label=_("Zone operator"), required=False)
    office = forms.ChoiceField(label=_("Customs office"), required=False, help_text=_("Of a new ledger."))

    def __init__(
        self, *args: Any, ledgers: Choices, firms: Choices, offices: Choices, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        _choices(self.fields["ems_no"], rows=ledgers)
        _choices(self.fields["office"], rows=offices)
        rows = list(firms)
        if len(rows) > 1:
            _choices(self.fields["firm"], rows=rows)
        else:
            del self.fields["firm"]


class HeadForm(LocatedForm):
    """The head of a ledger as typed; nothing is refused here, so that a draft keeps it."""

    house_name = forms.CharField(label=_("Name of the warehouse"), required=False)
    house_address = forms.CharField(label=_("Address of the warehouse"), required=False)
    area_m2 = forms.CharField(
        label=_("Area (square metres)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    valid_from = forms.CharField(label=_("Valid from"), required=False, widget=DayInput())
    valid_to = forms.CharField(
        label=_("Valid until"),
        required=False,
        widget=DayInput(),
        help_text=_("The first day on which it is no longer valid; empty: open."),
    )
    cycle_months = forms.CharField(
        label=_("Write-off cycle (months)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("You choose it yourself, at most twelve months."),
    )

    def __init__(self, *args: Any, new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not new:
            del self.fields["valid_from"]


class ItemForm(LocatedForm):
    """One item of a filing; ``seq`` is the line that is written anew, empty: a new one."""

    paths = {"itemRecordNo": "item_record_no"}

    seq = forms.IntegerField(required=False, widget=forms.HiddenInput)
    item_record_no = forms.CharField(
        label=_("Record number"), max_length=30, help_text=_("The item's number on the ledger (料号).")
    )
    gcode = forms.CharField(label=_("Goods code"), max_length=10)
    gname = forms.CharField(label=_("Name of the goods"), max_length=512)
    spec = forms.CharField(label=_("Specification"), max_length=512, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    unit_price = forms.DecimalField(
        label=_("Unit price"),
        required=False,
        max_digits=19,
        decimal_places=5,
        widget=AmountInput(),
    )

    def __init__(
        self, *args: Any, units: Choices, countries: Choices, currencies: Choices, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        _choices(self.fields["unit"], rows=units)
        _choices(self.fields["origin"], rows=countries)
        _choices(self.fields["currency"], rows=currencies)

    def draft(self) -> ItemDraft:
        """What was typed (the form is valid)."""
        typed = self.cleaned_data
        return ItemDraft(
            item_record_no=normalize("NFKC", typed["item_record_no"]).strip(),
            gcode=normalize("NFKC", typed["gcode"]).strip(),
            gname=typed["gname"].strip(),
            spec=typed["spec"].strip(),
            unit=typed["unit"],
            origin=typed["origin"],
            currency=typed["currency"] or "142",
            unit_price=typed["unit_price"] or Decimal(0),
        )


class SaidForm(LocatedForm):
    """An officer's words to the firm."""

    said = forms.CharField(
        label=_("What you say to the firm"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def initial_of(line: LedgerFilingLine) -> dict[str, object]:
    """A line as the form shows it."""
    names: Iterable[str] = ("seq", *ItemDraft._fields)
    first: dict[str, object] = {name: getattr(line, name) for name in names}
    return {**first, "unit_price": plain(line.unit_price)}
