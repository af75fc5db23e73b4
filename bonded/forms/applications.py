"""Forms of business applications: the application with its goods, the filters, a change, a reason."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from re import compile as compile_pattern
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.forms.ledgers import Choices
from bonded.models import Application, Business, Direction
from bonded.rules import applications as law
from bonded.rules.applications import Change, NewApplication, Wanted
from kernel.money import plain
from kernel.web.days import DayField, DayInput
from kernel.web.findings import Finding
from kernel.web.numbers import AmountInput
from kernel.web.seen import SeenField

ROWS = 8
_LINE = compile_pattern(r"lines\[(\d+)\](?:\.(\w+))?")
_ONE = timedelta(days=1)


def day_field(label: Any, **options: Any) -> DayField:
    """A day."""
    return DayField(label=label, widget=DayInput(), **options)


def amount_field(label: Any) -> forms.DecimalField:
    """An amount that may be left empty; what it must be is judged by the rules."""
    widget = AmountInput({"class": "form-control num"})
    return forms.DecimalField(label=label, required=False, max_digits=19, decimal_places=5, widget=widget)


class LinesForm(forms.Form):
    """A form with rows of goods; ``places`` leads from the n-th line judged to the row it was typed in."""

    names: dict[str, str] = {}
    heads: dict[str, str] = {}

    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[int, int] = {}

    def show(self, findings: Iterable[Finding]) -> None:
        """Put each finding beside its field, the others on top."""
        for finding in findings:
            self.add_error(self._field_of(finding.path), finding.sentence)

    def _field_of(self, path: str) -> str | None:
        found = _LINE.match(path)
        if found is None:
            name = self.heads.get(path, path)
            return name if name in self.fields else None
        row = self.places.get(int(found.group(1)), int(found.group(1)))
        name = f"{self.names.get(found.group(2) or '', 'qty')}_{row}"
        return name if name in self.fields else None


class ApplicationForm(LinesForm):
    """An application: the ledger, what it is for, its days, who secures it, and its goods."""

    names = {"item": "item", "qty": "qty", "unit_price": "price", "currency": "price"}
    heads = {"lines": "item_1", "valid_to": "last_on"}

    ems_no = forms.ChoiceField(label=_("Ledger"))
    own_no = forms.CharField(label=_("Your own number"), max_length=64)
    business = forms.ChoiceField(label=_("Business"), choices=Business.choices)
    direction = forms.ChoiceField(
        label=_("First movement"), choices=Direction.choices, initial=Direction.OUT.value
    )
    partner_name = forms.CharField(label=_("Other party"), max_length=100)
    partner_code = forms.CharField(
        label=_("Its code"), max_length=18, help_text=_("Customs code or unified social credit code.")
    )
    place = forms.CharField(
        label=_("Place of exhibition"), max_length=120, required=False, help_text=_("For display and trade.")
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For goods that come back: what is done with them outside."),
    )
    valid_from = day_field(_("First day"))
    last_on = day_field(_("Last day"))
    guarantor_code = forms.CharField(
        label=_("Guarantor"),
        max_length=18,
        required=False,
        help_text=_("Customs code of the firm whose guarantee secures the goods."),
    )
    exempt = forms.BooleanField(label=_("Under an exemption from the guarantee"), required=False)

    def __init__(self, *args: Any, ledgers: Choices, items: Choices, rows: int = ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("ems_no", ledgers)
        self.items = list(items)
        self.rows = range(1, min(rows, law.MOST_LINES) + 1)
        for row in self.rows:
            item = forms.CharField(label=f"{_('Item')} {row}", max_length=32, required=False)
            item.widget.attrs.update({"list": "ledger-items", "class": "form-control num"})
            self.fields[f"item_{row}"] = item
            self.fields[f"qty_{row}"] = amount_field(f"{_('Quantity')} {row}")
            self.fields[f"price_{row}"] = amount_field(f"{_('Unit price (CNY)')} {row}")

    def line_fields(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The rows of goods."""
        return [(row, [self[f"{name}_{row}"] for name in ("item", "qty", "price")]) for row in self.rows]

    def wanted(self) -> NewApplication:
        """What was typed (the form is valid); empty rows are left out."""
        data = self.cleaned_data
        lines: list[Wanted] = []
        for row in self.rows:
            typed = [data.get(f"{name}_{row}") for name in ("item", "qty", "price")]
            if any(one not in (None, "") for one in typed):
                lines.append(Wanted(str(typed[0] or "").strip(), typed[1], typed[2] or Decimal(0)))
                self.places[len(lines)] = row
        heads = ("own_no", "business", "direction", "partner_code", "partner_name", "place", "purpose")
        return NewApplication(
            **{name: data[name] for name in heads},
            valid_from=data["valid_from"],
            valid_to=data["last_on"] + _ONE,
            guarantor_code=data["guarantor_code"],
            exempt=data["exempt"],
            lines=tuple(lines),
        )

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def initial_of(row: Application) -> dict[str, Any]:
    """An application as its form shows it."""
    names = ("own_no", "business", "direction", "partner_name", "partner_code", "place", "purpose")
    first: dict[str, Any] = {name: getattr(row, name) for name in names}
    first |= {
        "ems_no": row.ledger.ems_no,
        "valid_from": row.valid_from,
        "last_on": row.valid_to - _ONE,
        "guarantor_code": row.guarantor_code,
        "exempt": row.exempt,
        "seen": row.version,
    }
    for line in row.lines.select_related("item").order_by("seq"):
        first |= {f"item_{line.seq}": line.item.item_record_no, f"qty_{line.seq}": plain(line.qty)}
        first[f"price_{line.seq}"] = plain(line.unit_price)
    return first


class ChangeForm(LinesForm):
    """A change of an application in force: a later last day, other quantities."""

    names = {"qty": "qty"}
    heads = {"valid_to": "last_on"}

    last_on = day_field(_("New last day"), required=False)
    why = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, row: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(row.lines.order_by("seq"))
        for line in self.lines:
            field = amount_field(f"{_('New quantity')} {line.seq}")
            field.initial = plain(line.qty)
            self.fields[f"qty_{line.seq}"] = field

    def line_fields(self) -> list[tuple[Any, forms.BoundField]]:
        """The lines with the field of their new quantity."""
        return [(line, self[f"qty_{line.seq}"]) for line in self.lines]

    def change(self) -> Change:
        """What was typed (the form is valid); quantities that stay are left out."""
        data = self.cleaned_data
        last: date | None = data["last_on"]
        quantities = {
            line.seq: qty
            for line in self.lines
            if (qty := data.get(f"qty_{line.seq}")) is not None and qty != line.qty
        }
        return Change(last + _ONE if last else None, quantities, data["why"])


class ReasonForm(forms.Form):
    """Why; what it must be is judged by the rules."""

    reason = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def show(self, findings: Iterable[Finding]) -> None:
        """Put each finding beside its field, the others on top."""
        for finding in findings:
            self.add_error("reason" if finding.path == "reason" else None, finding.sentence)
