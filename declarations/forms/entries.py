"""The form of an entry declaration: its head, and of each line what the inventory does not say."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from codelists.selectors import choices
from declarations.facts import EntryGoods, EntryHead
from declarations.forms.filters import Choices, _Filter
from declarations.models import EntryKind, PayMode, Terms
from declarations.rules.entry_rules import FIELDS, kinds_of
from declarations.services.entry_drafts import LineEdit
from kernel.web.findings import Finding
from kernel.web.numbers import AmountInput
from kernel.web.seen import SeenField

_LINE_FIELDS = ("qty1", "qty2", "total", "origin", "destination")
# The head in the parts in which it is shown.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Declaration"), ("kind", "supv_mode", "levy_mode", "port", "traf_mode", "transport_name", "bill_no",
                        "contract_no", "country", "trade_country", "licence_no")),
    (_("Parties"), ("consignee_code", "consignee_name", "owner_code", "owner_name", "overseas_name")),
    (_("Price and charges"), ("terms", "freight", "freight_currency", "insurance", "insurance_currency")),
    (_("Packages and weight"), ("packages", "wrap", "gross_kg", "net_kg", "marks", "note")),
    (_("Payment of tax"), ("pay_mode", "assure_code")),
)  # fmt: skip
_LISTED = {
    "supv_mode": "supervision_modes",
    "traf_mode": "transport_modes",
    "country": "countries",
    "trade_country": "countries",
    "port": "offices",
    "freight_currency": "currencies",
    "insurance_currency": "currencies",
    "wrap": "package_types",
}


def _text(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


def _amount(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=19,
        decimal_places=5,
        min_value=Decimal(0),
        required=False,
        widget=AmountInput(),
        **options,
    )


class EntryForm(forms.Form):
    """A draft: whatever can be read is kept, what is missing the rules say when it is declared."""

    seen = SeenField()
    kind = forms.ChoiceField(label=_("Kind"))
    supv_mode = forms.ChoiceField(label=_(FIELDS["supv_mode"]), required=False)
    levy_mode = _text(
        _("Nature of levy"), 3, help_text=_("Three digits, 101 for general levy; empty if none.")
    )
    port = forms.ChoiceField(label=_(FIELDS["port"]), required=False)
    traf_mode = forms.ChoiceField(label=_(FIELDS["traf_mode"]), required=False)
    transport_name = _text(_(FIELDS["transport_name"]), 50)
    bill_no = _text(_(FIELDS["bill_no"]), 37)
    contract_no = _text(_("Contract"), 32)
    country = forms.ChoiceField(label=_(FIELDS["country"]), required=False)
    trade_country = forms.ChoiceField(label=_(FIELDS["trade_country"]), required=False)
    licence_no = _text(_("Licence"), 30)
    consignee_code = _text(
        _(FIELDS["consignee_code"]), 18, help_text=_("Customs code or social credit code.")
    )
    consignee_name = _text(_(FIELDS["consignee_name"]), 100)
    owner_code = _text(_("Code of the user or producer"), 18)
    owner_name = _text(_(FIELDS["owner_name"]), 100)
    overseas_name = _text(_(FIELDS["overseas_name"]), 100)
    terms = forms.ChoiceField(label=_("Terms of price"), choices=Terms.choices)
    freight = _amount(_("Freight"), help_text=_("In all; counts when the terms are FOB."))
    freight_currency = forms.ChoiceField(label=_("Currency of the freight"), required=False)
    insurance = _amount(
        _("Insurance"), help_text=_("In all; left empty it counts as 0.3 % of price and freight.")
    )
    insurance_currency = forms.ChoiceField(label=_("Currency of the insurance"), required=False)
    packages = forms.IntegerField(
        label=_(FIELDS["packages"]),
        required=False,
        min_value=0,
        max_value=9_999_999,
        widget=AmountInput({"inputmode": "numeric"}),
    )
    wrap = forms.ChoiceField(label=_("Kind of package"), required=False)
    gross_kg = _amount(_(FIELDS["gross_kg"]))
    net_kg = _amount(_(FIELDS["net_kg"]))
    marks = _text(_("Marks and remarks"), 400, widget=forms.Textarea(attrs={"rows": 2}))
    note = _text(_("Note to customs"), 255)
    pay_mode = forms.ChoiceField(label=_("How the tax is paid"), choices=PayMode.choices)
    assure_code = _text(
        _("Guarantor"), 18, help_text=_("Whose guarantee covers the tax when it is paid after release.")
    )

    def __init__(
        self, *args: Any, on: date, direction: str, goods: Sequence[EntryGoods], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goods = tuple(goods)
        self._offer("kind", [(kind, EntryKind(kind).label) for kind in kinds_of(direction)], empty=False)
        known = {name: choices(name, on=on) for name in set(_LISTED.values())}
        for field, name in _LISTED.items():
            self._offer(field, [(code, f"{code} {said}") for code, said in known[name]])
        self._add_lines([(code, f"{code} {said}") for code, said in known["countries"]])

    def _offer(self, name: str, offered: Iterable[tuple[str, Any]], *, empty: bool = True) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", "—")] if empty else []), *offered]

    def _add_lines(self, countries: list[tuple[str, str]]) -> None:
        for one in self.goods:
            said = {"line": one.seq}
            self.fields[_name(one.seq, "total")] = _amount(_now("Total price of line %(line)s") % said)
            self.fields[_name(one.seq, "qty1")] = _amount(
                _now("First legal quantity of line %(line)s") % said
            )
            self.fields[_name(one.seq, "qty2")] = _amount(
                _now("Second legal quantity of line %(line)s") % said
            )
            self.fields[_name(one.seq, "origin")] = forms.ChoiceField(
                label=_now("Country of origin of line %(line)s") % said,
                required=False,
                choices=[("", "—"), *countries],
            )
            self.fields[_name(one.seq, "destination")] = _text(
                _now("Place of destination of line %(line)s") % said, 3
            )

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The head in its parts."""
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def lines(self) -> list[tuple[EntryGoods, dict[str, forms.BoundField]]]:
        """Each line with its fields."""
        return [(one, {name: self[_name(one.seq, name)] for name in _LINE_FIELDS}) for one in self.goods]

    def head(self) -> EntryHead:
        """The head that was typed."""
        data = dict(self.cleaned_data)
        for name in ("freight", "gross_kg", "net_kg", "packages"):
            data[name] = data[name] or 0
        values = {name: _tidy(data[name]) for name in EntryHead._fields}
        return EntryHead(**values)

    def edits(self) -> dict[int, LineEdit]:
        """What was typed of each line."""
        data = self.cleaned_data
        return {
            one.seq: LineEdit(
                qty1=data[_name(one.seq, "qty1")] or Decimal(0),
                qty2=data[_name(one.seq, "qty2")],
                total=data[_name(one.seq, "total")] or Decimal(0),
                origin=data[_name(one.seq, "origin")],
                destination=data[_name(one.seq, "destination")].strip(),
            )
            for one in self.goods
        }

    def show(self, found: Iterable[Finding]) -> list[Finding]:
        """Put each refusal beside its field; the rest is returned."""
        left = []
        for finding in found:
            name = _field_of(finding.path)
            if name in self.fields and finding.refuses:
                self.add_error(name, finding.sentence)
            else:
                left.append(finding)
        return left


def initial_of(head: EntryHead, *, goods: Sequence[EntryGoods]) -> dict[str, Any]:
    """What the form shows of a draft; numbers without trailing zeros, nothing for 0."""
    shown = {name: _shown(value) for name, value in head._asdict().items()}
    for one in goods:
        for name in _LINE_FIELDS:
            shown[_name(one.seq, name)] = _shown(getattr(one, name))
    return shown


class EntriesFilter(_Filter):
    """Declarations by status and kind, or one by any of its numbers or its firm."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Any, *, statuses: Choices) -> None:
        super().__init__(data)
        self._offer("status", statuses, everything=_("Any status"))
        self._offer("kind", [(kind.value, str(kind.label)) for kind in EntryKind], everything=_("Any kind"))


class WishForm(forms.Form):
    """What the firm asks of customs, and why."""

    reason = _text(_("Reason"), 500, widget=forms.Textarea(attrs={"rows": 3}))


def _name(seq: int, field: str) -> str:
    return f"line-{seq}-{field}"


def _field_of(path: str) -> str:
    """The field that a path (``lines[2].qty1``, ``port``) points at."""
    if not path.startswith("lines["):
        return path
    place, _dot, field = path.removeprefix("lines[").partition("].")
    return f"line-{place}-{field}"


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _shown(value: Any) -> Any:
    if isinstance(value, Decimal):
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "" if text in ("0", "") else text
    return "" if value == 0 or value is None else value
