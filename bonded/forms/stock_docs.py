"""Forms of in/out documents: one row for each line that may be delivered or come back; prices to confirm."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonded.forms.applications import LinesForm, amount_field
from bonded.models import ApplicationLine, InventoryLine, Lot, StockDoc, StockDocLine
from bonded.rules.stock_docs import DocLine, NewDocument
from kernel.money import plain
from kernel.web.numbers import AmountInput

_ZERO = Decimal(0)


class StockDocForm(LinesForm):
    """A delivery, or a return: the quantity of each line, its weights; lines without a quantity stay out."""

    names = {"qty": "qty", "of_line": "qty", "unit_price": "price", "item": "qty", "currency": "price"}
    names |= {"lot_no": "lot", "best_before": "lot"}
    names |= {"": "gross"}  # a line as a whole: its prices and weights

    own_no = forms.CharField(label=_("Your own number"), max_length=64)

    def __init__(
        self,
        *args: Any,
        lines: Sequence[ApplicationLine | StockDocLine],
        left: dict[int, Decimal],
        prices: bool = True,
        lots: Mapping[int, Sequence[Lot]] | None = None,
        **kwargs: Any,
    ) -> None:
        """``lots``: what is free of each item's lots, where a line may name one."""
        super().__init__(*args, **kwargs)
        self.lines, self.left, self.prices, self.lots = list(lines), left, prices, lots is not None
        for line in self.lines:
            self.fields[f"qty_{line.seq}"] = amount_field(f"{_('Quantity')} {line.seq}")
            if prices:
                self.fields[f"price_{line.seq}"] = amount_field(f"{_('Unit price')} {line.seq}")
            self.fields[f"gross_{line.seq}"] = amount_field(f"{_('Gross weight (kg)')} {line.seq}")
            self.fields[f"net_{line.seq}"] = amount_field(f"{_('Net weight (kg)')} {line.seq}")
            if lots is not None:
                named = self.initial.get(f"lot_{line.seq}", "")
                self.fields[f"lot_{line.seq}"] = _lot_field(
                    f"{_('Lot')} {line.seq}", lots=lots.get(line.item_id, ()), named=named
                )

    def line_fields(self) -> list[tuple[Any, Decimal, list[forms.BoundField]]]:
        """Each line with what is left of it and its fields."""
        names = ["qty", *(["price"] if self.prices else []), "gross", "net", *(["lot"] if self.lots else [])]
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
            price, lot = data.get(f"price_{line.seq}"), _lot_of(data.get(f"lot_{line.seq}") or "")
            lines.append(DocLine(line.seq, qty, price, gross or net or _ZERO, net or _ZERO, *lot))
            self.places[len(lines)] = line.seq
        return NewDocument(data["own_no"], tuple(lines), returns)


def initial_of(row: StockDoc) -> dict[str, Any]:
    """A document as its form shows it, by the lines of what it draws on."""
    first: dict[str, Any] = {"own_no": row.own_no, "seen": row.version}
    for line in row.lines.select_related("application_line", "returns_line").order_by("seq"):
        of = line.returns_line.seq if line.returns_line else line.application_line.seq
        first |= {
            f"qty_{of}": plain(line.qty),
            f"price_{of}": plain(line.unit_price),
            f"gross_{of}": plain(line.gross_kg),
            f"net_{of}": plain(line.net_kg),
            f"lot_{of}": _lot_value(line.lot_no, line.best_before),
        }
    return first


def _lot_field(label: str, *, lots: Sequence[Lot], named: str) -> forms.ChoiceField:
    """The lots of an item that have something free, and the one that is named already."""
    choices: list[tuple[str, Any]] = [("", _("First expired, first out"))]
    choices += [(_lot_value(lot.lot_no, lot.best_before), _lot_label(lot)) for lot in lots]
    if named and named not in dict(choices):
        choices.append((named, named.replace("|", " ")))
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=widget)


def _lot_label(lot: Lot) -> str:
    words = (lot.lot_no or "—", lot.best_before.isoformat() if lot.best_before else "", plain(lot.free_qty))
    return " · ".join(word for word in words if word)


def _lot_value(lot_no: str, best_before: date | None) -> str:
    """A lot as the value of a choice; empty: none is named."""
    if not lot_no and best_before is None:
        return ""
    return f"{best_before.isoformat() if best_before else ''}|{lot_no}"


def _lot_of(value: str) -> tuple[str, date | None]:
    """The reverse of ``_lot_value``."""
    day, _bar, lot_no = value.partition("|")
    return lot_no, date.fromisoformat(day) if day else None


class ConfirmForm(LinesForm):
    """Prices and origins of a drafted centralised inventory; its quantities are those of the documents."""

    names = {"unit_price": "price", "total": "price", "origin": "origin", "currency": "price"}

    def __init__(self, *args: Any, lines: Iterable[InventoryLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            price = forms.DecimalField(
                label=f"{_('Unit price')} {line.seq}",
                max_digits=19,
                decimal_places=4,
                min_value=0,
                initial=plain(line.unit_price),
                widget=AmountInput({"class": "form-control num"}),
            )
            self.fields[f"price_{line.seq}"] = price
            origin = forms.CharField(
                label=f"{_('Country of origin')} {line.seq}",
                max_length=3,
                required=False,
                initial=line.origin,
            )
            origin.widget.attrs.update({"class": "form-control num", "list": "countries"})
            self.fields[f"origin_{line.seq}"] = origin

    def line_fields(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Each line with the fields that the firm may change."""
        return [(line, [self[f"{name}_{line.seq}"] for name in ("price", "origin")]) for line in self.lines]

    def typed(self, line: InventoryLine) -> tuple[Decimal, str]:
        """Price and origin of a line (the form is valid)."""
        data = self.cleaned_data
        return data[f"price_{line.seq}"], data[f"origin_{line.seq}"].strip()
