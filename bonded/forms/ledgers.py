"""Forms of the bonded pages: they read what was typed, the rules judge it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.facts import Intake, LotLabel
from kernel.web.days import DayField, DayInput
from kernel.web.findings import Finding
from kernel.web.numbers import AmountInput

Choices = Iterable[tuple[str, str]]


class LocatedForm(forms.Form):
    """A form whose fields findings can point at; ``paths`` leads from a finding's path to the field."""

    paths: dict[str, str] = {}

    def has_place_for(self, finding: Finding) -> bool:
        """Whether the finding points at a field of this form."""
        return bool(finding.path) and self.paths.get(finding.path, finding.path) in self.fields

    def show(self, findings: Iterable[Finding]) -> None:
        """Put each finding beside its field, the others on top."""
        for finding in findings:
            name = self.paths.get(finding.path, finding.path)
            self.add_error(name if name in self.fields else None, finding.sentence)


class OpenLedgerForm(LocatedForm):
    """A new ledger."""

    paths = {
        "emsNo": "ems_no",
        "firm": "firm_code",
        "office": "office",
        "validTo": "valid_to",
    }

    ems_no = forms.CharField(
        label=_("Ledger number"),
        max_length=12,
        help_text=_("T, customs office, W and six more, as T4921W000001."),
    )
    firm_code = forms.CharField(
        label=_("Zone operator"),
        max_length=18,
        help_text=_("Its customs code or unified social credit code."),
    )
    office = forms.ChoiceField(label=_("Customs office"))
    valid_from = DayField(label=_("Valid from"), widget=DayInput())
    valid_to = DayField(
        label=_("Valid until"),
        required=False,
        widget=DayInput(),
        help_text=_("The first day on which it is no longer valid; empty: open."),
    )

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = self.fields["office"]
        assert isinstance(office, forms.ChoiceField)
        office.choices = list(offices)


class TakeInForm(LocatedForm):
    """An opening quantity; ``booking`` is the signed id that keeps a second click from booking twice."""

    paths = {
        "itemRecordNo": "item_record_no",
        "gcode": "gcode",
        "gname": "gname",
        "unit": "unit",
        "qty": "qty",
        "reason": "reason",
        "lotNo": "lot_no",
        "bestBefore": "best_before",
    }

    item_record_no = forms.CharField(
        label=_("Record number"), max_length=30, help_text=_("The item's number on the ledger (料号).")
    )
    gcode = forms.CharField(label=_("Goods code"), max_length=10)
    gname = forms.CharField(label=_("Name of the goods"), max_length=512)
    unit = forms.ChoiceField(label=_("Unit"))
    qty = forms.DecimalField(label=_("Quantity"), widget=AmountInput())
    reason = forms.CharField(label=_("Ground"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    lot_no = forms.CharField(label=_("Lot"), max_length=40, required=False)
    produced_on = DayField(label=_("Produced on"), required=False, widget=DayInput())
    best_before = DayField(label=_("Best before"), required=False, widget=DayInput())
    limit_on = DayField(label=_("Storage deadline"), required=False, widget=DayInput())
    booking = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = [("", "—"), *units]

    def intake(self) -> Intake:
        """What was typed (the form is valid)."""
        label = ("lot_no", "best_before", "produced_on", "limit_on")
        lot = LotLabel(*(self.cleaned_data[name] for name in label))
        typed = self.cleaned_data
        return Intake(
            item_record_no=typed["item_record_no"],
            gcode=typed["gcode"],
            gname=typed["gname"],
            unit=typed["unit"],
            qty=typed["qty"],
            reason=typed["reason"],
            lot=lot,
        )
