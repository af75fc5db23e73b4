"""The heads and lines of papers as answers of customs carry them: element names and texts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from bonded.models import (
    Application,
    DocKind,
    EntryAxis,
    GatePass,
    GatePassDoc,
    GatePassLine,
    Inventory,
    InventoryLine,
    Passage,
    StockDoc,
    StockDocLine,
    ZoneAnswer,
)
from bonded.rules import flow
from kernel.clock import SHANGHAI, business_date
from kernel.money import plain
from kernel.orm.feeds import Cursor, read_after

Values = dict[str, str]
_OWNER = "1"  # special zone
_STUCD = {flow.APPROVED: "0", flow.SUBMITTED: "1", flow.REFUSED: "2", flow.VOID: "3"}
_PASS_STUCD = {
    flow.APPLIED: "0", flow.PASS_APPROVED: "1", flow.FIRST_GATE: "3", flow.PASSED: "2", flow.HELD: "1",
    flow.TURNED: "1", flow.REFUSED: "5", flow.PASS_VOID: "6",
}  # fmt: skip


class Parts(NamedTuple):
    """What an answer says of a paper, and which firms it is for."""

    firm_ids: frozenset[int]
    number: str
    own_no: str
    head: Values
    lines: tuple[Values, ...] = ()
    links: tuple[Values, ...] = ()


def answers_after(firm_id: int, *, cursor: Cursor, limit: int) -> tuple[list[ZoneAnswer], Cursor]:
    """Answers to one firm after ``cursor`` in the order they became visible, and the next cursor."""
    return read_after(ZoneAnswer.objects.filter(firm_id=firm_id), cursor=cursor, limit=limit)


def answers_of(firm_id: int, *, search: str = "") -> "QuerySet[ZoneAnswer]":
    """The answers to one firm, narrowed by the number of the paper or the code of the message."""
    rows = ZoneAnswer.objects.filter(firm_id=firm_id)
    return rows.filter(Q(subject_no__icontains=search) | Q(code__iexact=search)) if search else rows


def pre_entry_no(subject_id: int, *, filed_at: datetime) -> str:
    """The pre-entry number of a paper: the year it was filed in and its id in fourteen places."""
    return f"{business_date(filed_at).year}{subject_id:014d}"


def beijing(at: datetime | None) -> str:
    """A moment as answers write it; empty for none."""
    return "" if at is None else f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def inventory_parts(ids: Collection[int]) -> dict[int, Parts]:
    """The inventories of these ids; one query."""
    rows = Inventory.objects.filter(pk__in=ids).select_related("ledger", "firm", "agent")
    return {row.pk: _inventory(row) for row in rows}


def application_parts(ids: Collection[int]) -> dict[int, Parts]:
    """The applications of these ids; one query."""
    rows = Application.objects.filter(pk__in=ids).select_related("ledger", "firm")
    return {row.pk: _application(row) for row in rows}


def document_parts(ids: Collection[int]) -> dict[int, Parts]:
    """The in/out documents of these ids with their lines; two queries."""
    rows = StockDoc.objects.filter(pk__in=ids).select_related("application", "firm", "inventory", "returns")
    own = StockDocLine.objects.filter(document_id__in=ids).select_related("item", "application_line")
    lines = _grouped(list(own.order_by("document_id", "seq")), by="document_id")
    return {row.pk: _document(row, lines.get(row.pk, [])) for row in rows}


def pass_parts(ids: Collection[int]) -> dict[int, Parts]:
    """The gate passes of these ids with their lines and papers, and how each went through; six queries."""
    rows = GatePass.objects.filter(pk__in=ids).select_related("firm")
    riding = list(
        GatePassLine.objects.filter(gate_pass_id__in=ids)
        .select_related("item")
        .order_by("gate_pass_id", "seq")
    )
    lines = _grouped(riding, by="gate_pass_id")
    seqs = _line_numbers(riding)
    named = GatePassDoc.objects.filter(gate_pass_id__in=ids).order_by("gate_pass_id", "pk")
    documents = _grouped(list(named), by="gate_pass_id")
    through = Passage.objects.filter(gate_pass_id__in=ids).select_related("gate").order_by("pk")
    passages = _grouped(list(through), by="gate_pass_id")
    return {
        row.pk: _pass(row, lines.get(row.pk, []), documents.get(row.pk, []), passages.get(row.pk, []), seqs)
        for row in rows
    }


def _inventory(row: Inventory) -> Parts:
    firm, agent = row.firm, row.agent or row.firm
    pre_no = pre_entry_no(row.pk, filed_at=row.created_at)
    released = row.entry_axis == EntryAxis.RELEASED
    head = {
        "bondInvtNo": row.number, "chgTmsCnt": "0", "invtPreentNo": pre_no, "putrecNo": row.ledger.ems_no,
        "etpsInnerInvtNo": row.own_no,
        "bizopEtpsSccd": firm.credit_code, "bizopEtpsno": firm.customs_code, "bizopEtpsNm": firm.name_zh,
        "rvsngdEtpsSccd": firm.credit_code, "rcvgdEtpsno": firm.customs_code, "rcvgdEtpsNm": firm.name_zh,
        "dclEtpsSccd": agent.credit_code, "dclEtpsno": agent.customs_code, "dclEtpsNm": agent.name_zh,
        "invtDclTime": beijing(row.submitted_at), "entryNo": row.entry_no, "rltInvtNo": row.related_no,
        "rltPutrecNo": row.related_ems_no, "rltEntryBizopEtpsno": row.partner_code,
        "rltEntryBizopEtpsNm": row.partner_name, "impexpPortcd": row.port, "dclPlcCuscd": row.office,
        "impexpMarkcd": row.direction, "mtpckEndprdMarkcd": "I", "supvModecd": row.supv_mode,
        "trspModecd": row.traf_mode, "stshipTrsarvNatcd": row.country,
        "dclcusFlag": "1" if row.declares else "2",
        "dclcusTypecd": ("1" if row.by_partner else "2") if row.declares else "",
        "prevdTime": beijing(row.pre_booked_at), "formalVrfdedTime": beijing(row.booked_at),
        "invtIochkptStucd": str(row.gate_axis), "vrfdedMarkcd": str(row.booking),
        "invtStucd": _STUCD.get(row.status, ""), "vrfdedModecd": "D" if row.direction == "I" else "F",
        "bondInvtTypecd": row.inv_type, "entryStucd": "1" if released else "0",
        "passportUsedTypecd": str(row.pass_use), "dclTypecd": "1",
    }  # fmt: skip
    firms = frozenset({row.firm_id, row.agent_id or row.firm_id})
    return Parts(firms, row.number, row.own_no, head)


def _application(row: Application) -> Parts:
    last = row.valid_to.toordinal() - 1
    head = {
        "sasDclNo": row.number, "chgTmsCnt": "0", "dclTypecd": "1", "masterCuscd": row.office,
        "sasDclPreentNo": pre_entry_no(row.pk, filed_at=row.created_at), "businessTypecd": row.business,
        "directionTypecd": row.direction, "areainOriactNo": row.ledger.ems_no,
        "areainEtpsno": row.firm.customs_code, "areainEtpsNm": row.firm.name_zh,
        "areainEtpsSccd": row.firm.credit_code, "areaoutEtpsno": row.partner_code,
        "areaoutEtpsNm": row.partner_name, "dpstLevyBlNo": row.guarantor_code,
        "validTime": f"{row.valid_to.fromordinal(last):%Y%m%d}", "dclTime": beijing(row.submitted_at),
        "exhibitionPlace": row.place, "ownerSystem": _OWNER,
    }  # fmt: skip
    return Parts(frozenset({row.firm_id}), row.number, row.own_no, head)


def _document(row: StockDoc, lines: Sequence[StockDocLine]) -> Parts:
    head = {
        "sasStockNo": row.number, "chgTmsCnt": "0", "dclTypecd": "1", "sasDclNo": row.application.number,
        "sasStockPreentNo": pre_entry_no(row.pk, filed_at=row.created_at), "masterCuscd": row.office,
        "stockTypecd": row.direction, "rltBondInvtNo": row.inventory.number if row.inventory else "",
        "businessTypecd": row.application.business, "centralizedDclTypecd": "2" if row.gathered >= 2 else "1",
        "rltSasStockNo": row.returns.number if row.returns else "", "dclTime": beijing(row.submitted_at),
        "grossWt": _sum(line.gross_kg for line in lines), "netWt": _sum(line.net_kg for line in lines),
        "levyBlAmt": plain(Decimal(row.drawn_fen) / 100), "passTypecd": str(row.gate_axis),
        "passportUsedTypecd": str(row.pass_use), "stucd": _STUCD.get(row.status, ""), "ownerSystem": _OWNER,
    }  # fmt: skip
    return Parts(
        frozenset({row.firm_id}), row.number, row.own_no, head,
        tuple(_document_line(row.number, line) for line in lines),
    )  # fmt: skip


def _document_line(number: str, line: StockDocLine) -> Values:
    return {
        "sasStockNo": number, "sasStockSeqno": str(line.seq), "sasDclSeqno": str(line.application_line.seq),
        "oriactGdsSeqno": str(line.item.seq or ""), "gdsMtno": line.item.item_record_no, "gdecd": line.gcode,
        "gdsNm": line.gname, "gdsSpcfModelDesc": line.spec, "dclUnitcd": line.unit, "natcd": line.origin,
        "dclUprcAmt": plain(line.unit_price), "dclTotalAmt": plain(line.total), "dclCurrcd": line.currency,
        "dclQty": plain(line.qty), "grossWt": plain(line.gross_kg), "netWt": plain(line.net_kg),
        "actlPassQty": plain(line.passed_qty), "passportUsedQty": plain(line.on_pass_qty),
    }  # fmt: skip


def _pass(
    row: GatePass,
    lines: Sequence[GatePassLine],
    documents: Sequence[GatePassDoc],
    passages: Sequence[Passage],
    seqs: dict[tuple[str, int], int],
) -> Parts:
    numbers = [document.doc_no for document in documents] or ([row.bill_no] if row.bill_no else [])
    kind = documents[0].kind if documents else ("3" if row.bill_no else "")
    head = {
        "passportNo": row.number, "chgTmsCnt": "0", "passportTypecd": row.kind, "dclTypecd": "1",
        "sasPassportPreentNo": pre_entry_no(row.pk, filed_at=row.created_at), "ioTypecd": row.direction,
        "bindTypecd": row.bind, "masterCuscd": row.office, "rltTbTypecd": kind, "rltNo": "\\".join(numbers),
        "areainEtpsno": row.firm.customs_code, "areainEtpsNm": row.firm.name_zh,
        "areainEtpsSccd": row.firm.credit_code, "vehicleNo": row.plate, "containerNo": row.container_no,
        "vehicleWt": plain(row.vehicle_kg), "vehicleFrameNo": row.frame_no,
        "vehicleFrameWt": plain(row.frame_kg), "containerWt": plain(row.container_kg),
        "totalWt": plain(row.total_kg), "totalGrossWt": plain(row.gross_kg), "totalNetWt": plain(row.net_kg),
        "dclTime": beijing(row.created_at), "stucd": _PASS_STUCD.get(row.status, ""),
        "emapvMarkcd": "3" if row.status == flow.REFUSED else "1", "logisticsStucd": "0",
        "ownerSystem": _OWNER,
    }  # fmt: skip
    return Parts(
        frozenset({row.firm_id}), row.number, row.own_no, head | _went(row, passages),
        tuple(_pass_line(row.number, line, seqs.get((line.kind, line.line_id), 0)) for line in lines),
        tuple({"passportNo": row.number, "rltTbTypecd": d.kind, "rltNo": d.doc_no} for d in documents),
    )  # fmt: skip


def _went(row: GatePass, passages: Sequence[Passage]) -> Values:
    """Barriers, times and the weighbridge: of the last time at each stage."""
    by_stage = {passage.stage: passage for passage in passages if passage.outcome != "undone"}
    first, second = by_stage.get(1), by_stage.get(2)
    weighed = next((p.weighed_kg for p in (second, first) if p and p.weighed_kg is not None), None)
    return {
        "passId": first.gate.code if first else "",
        "passTime": beijing(first.at if first else None),
        "secdPassId": second.gate.code if second else "",
        "secdPassTime": beijing(second.at if second else None),
        "passCollectWt": "" if weighed is None else plain(weighed),
        "wtError": "" if weighed is None else plain(row.total_kg - weighed),
    }


def _pass_line(number: str, line: GatePassLine, of_seq: int) -> Values:
    return {
        "passportNo": number, "chgTmsCnt": "0", "passportSeqno": str(line.seq),
        "gdsMtno": line.item.item_record_no, "gdecd": line.item.gcode, "gdsNm": line.gname,
        "grossWt": plain(line.gross_kg), "netWt": plain(line.net_kg), "rltGdsSeqno": str(of_seq),
        "dclUnitcd": line.unit, "dclQty": plain(line.qty),
    }  # fmt: skip


def _line_numbers(lines: Sequence[GatePassLine]) -> dict[tuple[str, int], int]:
    """The number that each riding line has in its paper, by kind and id; two queries."""
    ids = [line.line_id for line in lines]
    found: dict[tuple[str, int], int] = {}
    for kind, model in ((DocKind.INVENTORY, InventoryLine), (DocKind.STOCK_DOC, StockDocLine)):
        for pk, seq in model._default_manager.filter(pk__in=ids).values_list("pk", "seq"):
            found[kind.value, pk] = seq
    return found


def _sum(amounts: Any) -> str:
    return plain(sum(amounts, Decimal(0)))


def _grouped(rows: Sequence[Any], *, by: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return found


def entries_to_tell(*, limit: int, also: Collection[int] = ()) -> list[tuple[int, str]]:
    """Approved inventories whose declaration has a number that no answer has told: their ids and numbers.

    Those that are not booked yet, and ``also`` these.
    """
    told = ZoneAnswer.objects.filter(
        code="INV202", subject_id=OuterRef("pk"), cause=Concat(Value("entry "), OuterRef("entry_no"))
    )
    rows = Inventory.objects.filter(declares=True, status=flow.APPROVED).exclude(entry_no="")
    waiting = Q(booking=flow.PRE_BOOKED) | Q(pk__in=also)
    fresh = rows.filter(waiting).exclude(Exists(told)).order_by("pk")
    return list(fresh.values_list("pk", "entry_no")[:limit])
