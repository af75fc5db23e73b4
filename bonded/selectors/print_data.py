"""Gate passes and in/out documents as sheets to print, in the language that is active."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bonded.models import GatePass, GatePassDoc, GatePassLine, StockDoc, StockDocLine
from bonded.rules import flow
from bonded.selectors.gate_passes import approved_at, documents_of, lines_of
from bonded.selectors.stock_docs import lines_by_document
from codelists.selectors import local_name, names
from enterprises.models import Firm
from kernel.clock import business_date
from kernel.templatetags.portal import amount, bracketed, quantity, shanghai
from kernel.web.pdf import Column, Lines, Sheet

_PASS_STATUS = {
    flow.APPLIED: gettext_lazy("Applied for"),
    flow.PASS_APPROVED: gettext_lazy("Approved"),
    flow.FIRST_GATE: gettext_lazy("Through the first barrier"),
    flow.PASSED: gettext_lazy("Through the gate"),
    flow.HELD: gettext_lazy("Held at the gate"),
    flow.TURNED: gettext_lazy("Turned back"),
    flow.REFUSED: gettext_lazy("Refused"),
    flow.PASS_VOID: gettext_lazy("Void"),
}
_DOC_STATUS = {
    flow.DRAFT: gettext_lazy("Draft"),
    flow.SUBMITTED: gettext_lazy("Submitted"),
    flow.APPROVED: gettext_lazy("Approved"),
    flow.REFUSED: gettext_lazy("Refused"),
    flow.VOID: gettext_lazy("Void"),
}
# With these the barrier may lift.
_AT_THE_GATE = frozenset({flow.PASS_APPROVED, flow.FIRST_GATE})


def gate_pass_sheet(one: GatePass, *, at: datetime) -> Sheet:
    """A gate pass (already scoped, with its firm) with its documents and lines; weights in kg."""
    words, units = _Words(at), names("units", on=business_date(at))
    lines = lines_of([one.pk]).get(one.pk, [])
    return Sheet(
        title=_("Gate pass"),
        number=one.number,
        status=str(_PASS_STATUS[one.status]),
        facts=_pass_facts(one, offices=names("offices", on=business_date(at))),
        tables=_pass_tables(documents_of(one), lines, units=units),
        warning="" if one.status in _AT_THE_GATE else _("Not valid at the gate."),
        language=words.language,
        issuer=words.issuer,
        foot=words.foot,
        page=words.page,
    )


def _pass_facts(one: GatePass, *, offices: dict[str, str]) -> list[tuple[str, str]]:
    """What stands above the tables of a gate pass."""
    facts = [
        (_("Kind"), one.get_kind_display()),
        (_("Direction"), one.get_direction_display()),
        (_("Firm"), _firm(one.firm)),
        (_("Customs office"), f"{one.office} {offices.get(one.office, '')}"),
        (_("Licence plate"), one.plate),
        (_("Binding"), one.get_bind_display()),
        (_("Frame number"), one.frame_no),
        (_("Container number"), one.container_no),
        (_("Vehicle (kg)"), quantity(one.vehicle_kg)),
        (_("Frame (kg)"), quantity(one.frame_kg)),
        (_("Container (kg)"), quantity(one.container_kg)),
        (_("Goods, gross (kg)"), quantity(one.gross_kg)),
        (_("Goods, net (kg)"), quantity(one.net_kg)),
        (_("Total weight (kg)"), quantity(one.total_kg)),
        (_("Own number"), one.own_no),
        (_("Bill of lading"), one.bill_no),
        (_("Filed"), shanghai(one.created_at)),
        (_("Approved on"), shanghai(approved_at(one))),
    ]
    if one.goods_note:
        facts.append((_("Goods registered at the gate"), one.goods_note))
    if one.replaces is not None:
        facts.append((_("Replaces"), one.replaces.number))
    return facts


def stock_doc_sheet(row: StockDoc, *, at: datetime) -> Sheet:
    """An in/out document (already scoped, with firm, ledger and application) with its lines."""
    words, on = _Words(at), business_date(at)
    offices = names("offices", on=on)
    lines = lines_by_document([row.pk]).get(row.pk, [])
    facts = [
        (_("Direction"), row.get_direction_display()),
        (_("Business"), row.application.get_business_display()),
        (_("Firm"), _firm(row.firm)),
        (_("Customs office"), f"{row.office} {offices.get(row.office, '')}"),
        (_("Application"), row.application.number),
        (_("Ledger"), row.ledger.ems_no),
        (_("Other party"), f"{row.application.partner_name} {row.application.partner_code}"),
        (_("Place"), row.application.place),
        (_("Own number"), row.own_no),
        (_("Returns the goods of"), row.returns.number if row.returns else ""),
        (_("Through the gate"), row.get_gate_axis_display()),
        (_("Due before"), shanghai(row.due_on)),
        (_("Filed"), shanghai(row.created_at)),
        (_("Goods, gross (kg)"), quantity(sum((line.gross_kg for line in lines), Decimal(0)))),
    ]
    return Sheet(
        title=_("In/out document"),
        number=row.number,
        status=str(_DOC_STATUS[row.status]),
        facts=facts,
        tables=[_doc_lines(lines, units=names("units", on=on), currencies=names("currencies", on=on))],
        warning="" if row.status == flow.APPROVED else _("Not approved: no goods move with this document."),
        language=words.language,
        issuer=words.issuer,
        foot=words.foot,
        page=words.page,
    )


class _Words:
    """What every sheet says in the active language."""

    def __init__(self, at: datetime) -> None:
        self.language = "zh-CN" if (get_language() or "").startswith("zh") else "en"
        self.issuer = _("China Customs · Clearance Portal")
        self.foot = _("Printed %(at)s") % {"at": shanghai(at)}
        self.page = _("Page %(page)s of %(pages)s")


def _firm(firm: Firm) -> str:
    return f"{local_name(firm.name_zh, en=firm.name_en)} {firm.customs_code}"


def _pass_tables(
    documents: Sequence[GatePassDoc], lines: Sequence[GatePassLine], *, units: dict[str, str]
) -> list[Lines]:
    """The documents that the pass refers to, and what of each rides on it."""
    numbers = {(one.kind, one.doc_id): one.doc_no for one in documents}
    tables = []
    if documents:
        columns = (Column(_("Kind"), 3), Column(_("Number"), 5))
        rows = [(one.get_kind_display(), one.doc_no) for one in documents]
        tables.append(Lines(_("Documents"), columns, rows))
    if lines:
        tables.append(_pass_lines(lines, numbers=numbers, units=units))
    return tables


def _pass_lines(
    lines: Sequence[GatePassLine], *, numbers: dict[tuple[str, int], str], units: dict[str, str]
) -> Lines:
    columns = (
        Column(_("No."), 2),
        Column(_("Document"), 8),
        Column(_("Name of the goods"), 12),
        Column(_("Quantity"), 5, True),
        Column(_("Gross (kg)"), 4, True),
        Column(_("Net (kg)"), 4, True),
    )
    rows = [
        (
            str(line.seq),
            numbers.get((line.kind, line.doc_id), ""),
            f"{line.gname} {line.item.item_record_no}",
            f"{quantity(line.qty)} {units.get(line.unit, line.unit)}",
            quantity(line.gross_kg),
            quantity(line.net_kg),
        )
        for line in lines
    ]
    gross = sum((line.gross_kg for line in lines), Decimal(0))
    net = sum((line.net_kg for line in lines), Decimal(0))
    total = ("", "", _("Sum"), "", quantity(gross), quantity(net))
    return Lines(_("Goods"), columns, rows, total)


def _doc_lines(lines: Sequence[StockDocLine], *, units: dict[str, str], currencies: dict[str, str]) -> Lines:
    columns = (
        Column(_("No."), 2),
        Column(_("Goods code"), 5),
        Column(_("Name of the goods"), 10),
        Column(_("Lot"), 4),
        Column(_("Best before"), 5),
        Column(_("Quantity"), 4, True),
        Column(_("Amount"), 6, True),
        Column(_("Net (kg)"), 4, True),
    )
    rows = [
        (
            str(line.seq),
            line.gcode,
            " ".join(filter(None, (line.gname, line.spec, line.item.item_record_no))),
            line.lot_no,
            shanghai(line.best_before),
            f"{quantity(line.qty)} {units.get(line.unit, line.unit)}",
            f"{amount(line.total)} {bracketed(currencies.get(line.currency, line.currency))}",
            quantity(line.net_kg),
        )
        for line in lines
    ]
    sums = {
        code: sum((line.total for line in lines if line.currency == code), Decimal(0))
        for code in sorted({line.currency for line in lines})
    }
    money = ", ".join(
        f"{amount(value)} {bracketed(currencies.get(code, code))}" for code, value in sums.items()
    )
    net = quantity(sum((line.net_kg for line in lines), Decimal(0)))
    total = ("", "", _("Sum"), "", "", "", money, net) if lines else ()
    return Lines(_("Goods"), columns, rows, total)
