"""Forms of in/out documents: one row for each line that may be delivered or come back; prices to confirm."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.forms.applications import LinesForm, amount_field
from bonded.models import ApplicationLine, InventoryLine, StockDoc, StockDocLine
from bonded.rules.stock_docs import DocLine, NewDocument

_ZERO = Decimal(0)


class StockDocForm(LinesForm):
    """A delivery, or a return: the quantity of each line, its weights; lines without a quantity stay out."""

    names = {"qty": "qty", "of_line": "qty", "unit_price": "price", "item": "qty", "currency": "price"}

    own_no = forms.CharField(label=_("Your own number"), max_length=64)

    def __init__(
        self,
        *args: Any,
        lines: Sequence[ApplicationLine | StockDocLine],
        left: dict[int, Decimal],
        prices: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.left, self.prices = list(lines), left, prices
        for line in self.lines:
            self.fields[f"qty_{line.seq}"] = amount_field(_("Quantity"))
            if prices:
                self.fields[f"price_{line.seq}"] = amount_field(_("Unit price"))
            self.fields[f"gross_{line.seq}"] = amount_field(_("Gross weight (kg)"))
            self.fields[f"net_{line.seq}"] = amount_field(_("Net weight (kg)"))

    def line_fields(self) -> list[tuple[Any, Decimal, list[forms.BoundField]]]:
        """Each line with what is left of it and its fields."""
        names = ["qty", *(["price"] if self.prices else []), "gross", "net"]
        return [
            (line, self.left.get(line.seq, _ZERO), [self[f"{name}_{line.seq}"] for name in names])
            for line in self.lines
        ]

    def wanted(self, *, returns: str = "") -> NewDocument:
        """What was typed (the form is valid)."""
        data = self.cleaned_data
        lines: list[DocLine] = []
        for line in self.lines:
            qty = data.get(f"qty_{line.seq}")
            if qty is None:
                continue
            gross, net = data.get(f"gross_{line.seq}"), data.get(f"net_{line.seq}")
            lines.append(
                DocLine(line.seq, qty, data.get(f"price_{line.seq}"), gross or net or _ZERO, net or _ZERO)
            )
            self.places[len(lines)] = line.seq
        return NewDocument(data["own_no"], tuple(lines), returns)


def initial_of(row: StockDoc) -> dict[str, Any]:
    """A document as its form shows it, by the lines of what it draws on."""
    first: dict[str, Any] = {"own_no": row.own_no}
    for line in row.lines.select_related("application_line", "returns_line").order_by("seq"):
        of = line.returns_line.seq if line.returns_line else line.application_line.seq
        first |= {
            f"qty_{of}": line.qty.normalize(),
            f"price_{of}": line.unit_price.normalize(),
            f"gross_{of}": line.gross_kg.normalize(),
            f"net_{of}": line.net_kg.normalize(),
        }
    return first


class ConfirmForm(LinesForm):
    """Prices and origins of a drafted centralised inventory; its quantities are those of the documents."""

    names = {"unit_price": "price", "total": "price", "origin": "origin", "currency": "price"}

    def __init__(self, *args: Any, lines: Iterable[InventoryLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            price = forms.DecimalField(
                label=_("Unit price"), max_digits=19, decimal_places=4, min_value=0, initial=line.unit_price
            )
            price.widget.attrs.update({"class": "form-control num", "inputmode": "decimal"})
            self.fields[f"price_{line.seq}"] = price
            origin = forms.CharField(
                label=_("Country of origin"), max_length=3, required=False, initial=line.origin
            )
            origin.widget.attrs["class"] = "form-control num"
            self.fields[f"origin_{line.seq}"] = origin

    def line_fields(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Each line with the fields that the firm may change."""
        return [(line, [self[f"{name}_{line.seq}"] for name in ("price", "origin")]) for line in self.lines]

    def typed(self, line: InventoryLine) -> tuple[Decimal, str]:
        """Price and origin of a line (the form is valid)."""
        data = self.cleaned_data
        return data[f"price_{line.seq}"], data[f"origin_{line.seq}"].strip()
