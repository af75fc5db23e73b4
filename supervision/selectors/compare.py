"""The four documents side by side: what means the same stands in one row, differing rows come first."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from declarations.selectors.cases import CaseDocuments, Side, Value
from kernel.money import plain
from kernel.refusal import gettext_noop
from supervision.selectors.words import moment

SIDES = ("order", "payment", "waybill", "list")

# What order, payment, waybill and list call the same thing; a dash where the document does not say it.
_ROWS = (
    (gettext_noop("Order number"), "orderNo orderNo orderNo orderNo"),
    (gettext_noop("Platform"), "ebpCode ebpCode - ebpCode"),
    (gettext_noop("Merchant"), "ebcCode - - ebcCode"),
    (gettext_noop("Buyer or payer"), "buyerName payerName - buyerName"),
    (gettext_noop("Identity number"), "buyerIdNumber payerIdNumber - buyerIdNumber"),
    (gettext_noop("Buyer's telephone"), "buyerTelephone telephone - buyerTelephone"),
    (gettext_noop("Consignee"), "consignee - consignee -"),
    (gettext_noop("Consignee's telephone"), "consigneeTelephone - consigneeTelephone -"),
    (gettext_noop("Consignee's address"), "consigneeAddress - consigneeAddress consigneeAddress"),
    (gettext_noop("Goods value"), "goodsValue - - -"),
    (gettext_noop("Freight"), "freight - freight freight"),
    (gettext_noop("Insurance"), "- - insuredFee insuredFee"),
    (gettext_noop("Discount"), "discount - - -"),
    (gettext_noop("Tax withheld"), "taxTotal - - -"),
    (gettext_noop("Amount paid"), "acturalPaid amountPaid - -"),
    (gettext_noop("Currency"), "currency currency currency currency"),
    (gettext_noop("Payment firm"), "payCode payCode - -"),
    (gettext_noop("Payment number"), "payTransactionId payTransactionId - -"),
    (gettext_noop("Paid at"), "- payTime - -"),
    (gettext_noop("Carrier"), "- - logisticsCode logisticsCode"),
    (gettext_noop("Waybill number"), "- - logisticsNo logisticsNo"),
    (gettext_noop("Gross weight (kg)"), "- - weight grossWeight"),
    (gettext_noop("Net weight (kg)"), "- - - netWeight"),
    (gettext_noop("Packages"), "- - packNo packNo"),
    (gettext_noop("Ledger"), "- - - emsNo"),
)


class Cell(NamedTuple):
    """One value of one document; ``said`` false: this document has no such element or left it out."""

    text: str
    said: bool
    differs: tuple[str, ...]
    personal: bool


class CompareRow(NamedTuple):
    """One thing as the four documents say it; ``rules`` are the codes of what differs."""

    label: str
    cells: tuple[Cell, ...]
    rules: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether a rule found the documents to disagree here."""
        return bool(self.rules)


class Column(NamedTuple):
    """The head of one document's column."""

    name: str
    label: str
    code: str
    missing: bool
    revision: int
    fields: list[tuple[str, str, Cell]]


def columns(documents: CaseDocuments) -> list[Column]:
    """The four documents in the order they are read, each with all its elements."""
    sides = {side.name: side for side in documents.sides}
    labels = side_labels()
    return [
        Column(name, labels[name], s.code, s.missing, s.revision, [_field(v) for v in s.values])
        for name in SIDES
        if (s := sides[name])
    ]


def side_labels() -> dict[str, str]:
    """What the four documents are called."""
    return {"order": _("Order"), "payment": _("Payment"), "waybill": _("Waybill"), "list": _("Import list")}


def compare(documents: CaseDocuments) -> list[CompareRow]:
    """Rows that at least one document speaks of, the differing ones first."""
    values = {side.name: _by_element(side) for side in documents.sides}
    rows = []
    for label, elements in _ROWS:
        cells = tuple(
            _cell(values.get(name, {}).get(element))
            for name, element in zip(SIDES, elements.split(), strict=True)
        )
        if any(cell.said for cell in cells):
            rules = tuple(sorted({code for cell in cells for code in cell.differs}))
            rows.append(CompareRow(_(label), cells, rules))
    return sorted(rows, key=lambda row: not row.differs)


def element_name(value: Value) -> str:
    """The element's name in the active language."""
    return value.zh if (get_language() or "zh").startswith("zh") else value.en


def text_of(value: Any) -> str:
    """A stored value as a page shows it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _by_element(side: Side) -> Mapping[str, Value]:
    return {value.element: value for value in side.values}


def _cell(value: Value | None) -> Cell:
    if value is None:
        return Cell("", False, (), False)
    return Cell(text_of(value.value), True, value.differs, value.personal)


def _field(value: Value) -> tuple[str, str, Cell]:
    return value.element, element_name(value), _cell(value)
