"""The form of an inventory: its head, its lines in numbered rows, and the filters of the list."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from re import compile as compile_pattern
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bonded.facts import InventoryGoods, InventoryHead
from bonded.models import Booking, EntryAxis, GateAxis, InventoryType
from bonded.rules import flow
from bonded.rules.amounts import total_of
from kernel.web.days import DayField, DayInput
from kernel.web.findings import Finding
from kernel.web.numbers import AmountInput
from kernel.web.seen import SeenField

Choices = Sequence[tuple[str, str]]
ROWS, MORE, MOST_ROWS = 3, 5, 120
_PATH = compile_pattern(r"lines\[(\d{1,4})\](?:\.(\w+))?\Z")
_CENT = Decimal("0.01")

STATUS_WORDS = {
    flow.DRAFT: _("Draft"),
    flow.SUBMITTED: _("With customs"),
    flow.APPROVED: _("Approved"),
    flow.REFUSED: _("Refused"),
    flow.VOID: _("Deleted"),
}
BY_HAND = [
    (one.value, one.label)
    for one in (InventoryType.ORDINARY, InventoryType.ENTER_FIRST, InventoryType.TRANSFER)
]


def _day(label: Any) -> DayField:
    return DayField(label=label, required=False, widget=DayInput())


def _amount(label: Any, *, required: bool = False, places: int = 5) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=19,
        decimal_places=places,
        min_value=Decimal(0),
        widget=AmountInput(),
    )


def _word(label: Any, *, most: int, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, widget=forms.TextInput(attrs=attrs))


class HeadForm(forms.Form):
    """The head of an inventory; what a type needs is judged when it is handed in."""

    seen = SeenField()
    ems_no = forms.ChoiceField(label=_("Ledger"))
    own_no = forms.CharField(
        label=_("Internal number"),
        max_length=64,
        help_text=_("Your own number for it; each may be used once."),
    )
    inv_type = forms.ChoiceField(label=_("Type"))
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("I", _("Into the zone")), ("E", _("Out of the zone"))]
    )
    supv_mode = forms.ChoiceField(label=_("Supervision mode"))
    traf_mode = forms.ChoiceField(
        label=_("Means of transport"),
        required=False,
        help_text=_("Water, rail, road, air and post cross the first line; the others the second line."),
    )
    port = forms.ChoiceField(label=_("Port of entry or exit"), required=False)
    country = _word(_("Country or region of departure or destination"), most=3, list="countries")
    bill_no = _word(_("Bill of lading"), most=37)
    by_partner = forms.BooleanField(label=_("The other party declares"), required=False)
    partner_code = _word(_("Code of the other party"), most=18)
    partner_name = _word(_("Name of the other party"), most=100)
    related_ems_no = _word(_("Ledger of the other side"), most=12)
    related_no = forms.CharField(
        label=_("Inventory of the receiver"),
        max_length=18,
        required=False,
        help_text=_("Of a transfer the receiver files first; the sender quotes that inventory."),
    )

    def __init__(
        self,
        *args: Any,
        types: Choices,
        ledgers: Choices,
        modes: Choices,
        transports: Choices,
        offices: Choices,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        empty = [("", "—")]
        for name, options in (
            ("inv_type", list(types)),
            ("ems_no", list(ledgers)),
            ("supv_mode", [*empty, *modes]),
            ("traf_mode", [*empty, *transports]),
            ("port", [*empty, *offices]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    def head(self) -> InventoryHead:
        """What was typed (the form is valid)."""
        said = self.cleaned_data
        return InventoryHead(
            *(said[n] if n == "by_partner" else said[n].strip() for n in InventoryHead._fields)
        )


class LineForm(forms.Form):
    """One line; goods code, name and unit are those of the ledger item."""

    item_record_no = _word(_("Record number"), most=32, list="items")
    qty = _amount(_("Quantity"))
    unit_price = _amount(_("Price"), places=4)
    total = _amount(_("Total"), places=2)
    currency = _word(_("Currency"), most=3)
    origin = _word(_("Origin"), most=3, list="countries")
    gross_kg = _amount(_("Gross weight (kg)"))
    net_kg = _amount(_("Net weight (kg)"))
    lot_no = _word(_("Lot"), most=40)
    best_before = _day(_("Best before"))
    produced_on = _day(_("Produced on"))
    limit_on = _day(_("Storage deadline"))
    entry_line = forms.IntegerField(
        label=_("Declaration line"),
        required=False,
        min_value=1,
        max_value=50,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """A line names an item and a quantity, or is left empty."""
        said: dict[str, Any] = self.cleaned_data
        for name in ("item_record_no", "qty"):
            if name not in self.errors and said.get(name) in (None, ""):
                self.add_error(name, _("A line needs this."))
        return said

    def goods(self) -> InventoryGoods:
        """What was typed (the form is valid); an empty total is quantity times price."""
        said = self.cleaned_data
        price = said["unit_price"] or Decimal(0)
        total = said["total"]
        if total is None:
            total = total_of(said["qty"], price=price)
        return InventoryGoods(
            said["item_record_no"].strip(),
            "",
            "",
            said["qty"],
            price,
            total,
            said["currency"].strip() or "142",
            said["origin"].strip(),
            gross_kg=said["gross_kg"] or Decimal(0),
            net_kg=said["net_kg"] or Decimal(0),
            lot_no=said["lot_no"].strip(),
            best_before=said["best_before"],
            produced_on=said["produced_on"],
            limit_on=said["limit_on"],
            entry_line=said["entry_line"],
        )


FIELDS = {**HeadForm.base_fields, **LineForm.base_fields}


class InventoryForm:
    """Head and lines together; empty rows are left out, and findings go to the fields they point at."""

    def __init__(self, head: HeadForm, lines: list[LineForm]) -> None:
        self.head_form = head
        self.lines = lines

    @classmethod
    def blank(cls, *, initial: dict[str, str], **options: Choices) -> "InventoryForm":
        """A new form."""
        return cls(HeadForm(initial=initial, **options), [_row(number) for number in range(ROWS)])

    @classmethod
    def of(
        cls, head: InventoryHead, *, goods: Sequence[InventoryGoods], seen: int, **options: Choices
    ) -> "InventoryForm":
        """The form of a draft as it stands, with empty rows behind."""
        rows = [_row(number, initial=_shown(line)) for number, line in enumerate(goods)]
        rows += [_row(number) for number in range(len(rows), len(rows) + ROWS)]
        return cls(HeadForm(initial={**head._asdict(), "seen": seen}, **options), rows)

    @classmethod
    def sent(cls, post: QueryDict, *, more: int = 0, **options: Choices) -> "InventoryForm":
        """The form as it was sent, ``more`` empty rows behind."""
        asked = post.get("rows", "")
        count = min(int(asked) if asked.isdecimal() and len(asked) < 4 else ROWS, MOST_ROWS)
        rows = [LineForm(post, prefix=f"lines-{n}", empty_permitted=True, use_required_attribute=False)
                for n in range(count)]  # fmt: skip
        rows += [_row(n) for n in range(count, min(count + more, MOST_ROWS))]
        return cls(HeadForm(post, **options), rows)

    @property
    def filled(self) -> list[LineForm]:
        """The rows in which something stands."""
        return [row for row in self.lines if row.is_bound and row.has_changed()]

    def is_valid(self) -> bool:
        """Whether what was typed can be read."""
        return all([self.head_form.is_valid(), *(row.is_valid() for row in self.filled)])

    def goods(self) -> list[InventoryGoods]:
        """The lines that were typed (the form is valid)."""
        return [row.goods() for row in self.filled]

    def show(self, said: Iterable[Finding]) -> list[Finding]:
        """Put each finding beside its field; those without one are given back."""
        left = []
        rows = self.filled or self.lines
        for one in said:
            place = _PATH.match(one.path)
            name = one.path.removeprefix("head.")
            if place and int(place[1]) <= len(rows) and place[2] in rows[int(place[1]) - 1].fields:
                _add(rows[int(place[1]) - 1], name=place[2], sentence=one.sentence)
            elif one.path.startswith("head.") and name in self.head_form.fields:
                _add(self.head_form, name=name, sentence=one.sentence)
            else:
                left.append(one)
        return left

    @property
    def has_errors(self) -> bool:
        """Whether something stands beside a field."""
        return bool(self.head_form.errors) or any(row.errors for row in self.filled)

    def errors(self) -> list[dict[str, str]]:
        """Every fault with the id of its control, for the summary."""
        found = []
        for number, form in [(0, self.head_form), *enumerate(self.filled, start=1)]:
            for name, sentences in form.errors.items():
                label = str(form.fields[name].label) if name in form.fields else ""
                said = f"{_('Line')} {number} · {label}" if number else label
                target = form[name].id_for_label if name in form.fields else ""
                found += [{"target": target, "sentence": f"{said}: {one}"} for one in sentences]
        return found


class ReasonForm(forms.Form):
    """Why something is refused or deleted."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class FilterForm(forms.Form):
    """What a list of inventories is narrowed by."""

    q = forms.CharField(
        label=_("Number, declaration, bill of lading or firm"), required=False, max_length=100
    )
    inv_type = forms.ChoiceField(
        label=_("Type"), required=False, choices=[("", _("All types")), *InventoryType.choices]
    )
    direction = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[("", _("Both directions")), ("I", _("Into the zone")), ("E", _("Out of the zone"))],
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All statuses")), *STATUS_WORDS.items()]
    )
    gate = forms.ChoiceField(
        label=_("Gate"), required=False, choices=[("", _("Any gate state")), *GateAxis.choices]
    )
    entry = forms.ChoiceField(
        label=_("Declaration"),
        required=False,
        choices=[("", _("Any declaration state")), *EntryAxis.choices],
    )
    booking = forms.ChoiceField(
        label=_("Booking"), required=False, choices=[("", _("Any booking state")), *Booking.choices]
    )


def _row(number: int, *, initial: dict[str, Any] | None = None) -> LineForm:
    return LineForm(
        initial=initial, prefix=f"lines-{number}", empty_permitted=True, use_required_attribute=False
    )


def _shown(line: InventoryGoods) -> dict[str, Any]:
    """A line as the form shows it: numbers without trailing zeros."""
    said = line._asdict()
    return {k: format(v.normalize(), "f") if isinstance(v, Decimal) else v for k, v in said.items()}


def _add(form: forms.Form, *, name: str, sentence: str) -> None:
    """A sentence beside a field, also of a form that was only shown."""
    if not form.is_bound:
        form.is_bound = True
        form.data = {form.add_prefix(key): value for key, value in form.initial.items()}
        form.full_clean()
    form.add_error(name, sentence)
