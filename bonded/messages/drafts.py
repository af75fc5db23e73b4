"""Requests as what the services of the room take: the same values that a form or a program hands in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bonded.facts import InventoryGoods, InventoryHead
from bonded.messages.reading import ZoneRequest, day
from bonded.rules.applications import NewApplication, Wanted
from bonded.rules.gate_passes import BILL, REQUIRED, PassDraft, WantedLine
from bonded.rules.inventories import declares
from bonded.rules.message_rules import FLAG_DIFFERS
from bonded.rules.stock_docs import DocLine, NewDocument
from kernel.refusal import Violation

_ZERO = Decimal(0)
_YUAN = "142"
_SEPARATOR = "\\"  # several numbers stand in one element, joined by it


def judge_flag(request: ZoneRequest) -> tuple[Violation, ...]:
    """Whether the flag of an INV101 says what its type means; what is no INV101 says nothing."""
    flag, kind = request.head.get("dclcusFlag", ""), request.head.get("invtType", "")
    right = "1" if declares(kind) else "2"
    if request.code != "INV101" or not flag or not kind or flag == right:
        return ()
    return (Violation(FLAG_DIFFERS, "dclcusFlag", args=(("type", kind), ("flag", right))),)


def inventory_of(request: ZoneRequest) -> tuple[InventoryHead, tuple[InventoryGoods, ...]]:
    """The head and the lines of an INV101 that nothing was found against."""
    head = request.head
    return (
        InventoryHead(
            ems_no=head["putrecNo"],
            own_no=head["etpsInnerInvtNo"],
            inv_type=head["invtType"],
            direction=head["impexpMarkcd"],
            supv_mode=head["supvModecd"],
            traf_mode=head.get("trspModecd", ""),
            port=head.get("impexpPortcd", ""),
            country=head.get("stshipTrsarvNatcd", ""),
            partner_code=head.get("rltEntryBizopEtpsno", ""),
            partner_name=head.get("rltEntryBizopEtpsNm", "")[:100],
            bill_no=head.get("billNo", ""),
            by_partner=head.get("dclcusTypecd", "") == "1",
            related_no=head.get("rltInvtNo", ""),
            related_ems_no=head.get("rltPutrecNo", ""),
        ),
        tuple(_goods(line) for line in request.lines),
    )


def application_of(request: ZoneRequest, *, on: date) -> NewApplication:
    """The application of a SAS101; it begins ``on`` the day of filing and ends with validTime."""
    head = request.head
    last = day(head["validTime"]) or on
    return NewApplication(
        own_no=head.get("etpsPreentNo", ""),
        business=head["businessTypecd"],
        direction=head["directionTypecd"],
        partner_code=head.get("areaoutEtpsSccd") or head.get("areaoutEtpsno", ""),
        partner_name=head.get("areaoutEtpsNm", "")[:100],
        valid_from=on,
        valid_to=last + timedelta(days=1),
        place=head.get("exhibitionPlace", ""),
        purpose=head.get("rmk", ""),
        guarantor_code=head.get("dpstLevyBlNo", "")[:18],
        lines=tuple(_wanted(line) for line in request.lines),
    )


def document_of(request: ZoneRequest) -> NewDocument:
    """The in/out document of a SAS111: on a return its lines name those that went out."""
    returns = request.head.get("rltSasStockNo", "")
    place = "rltStockSeqno" if returns else "sasDclSeqno"
    return NewDocument(
        own_no=request.head.get("etpsPreentNo", ""),
        lines=tuple(
            _delivered(line, of=line.get(place, "") or line["sasDclSeqno"]) for line in request.lines
        ),
        returns=returns,
    )


def pass_of(request: ZoneRequest) -> PassDraft:
    """The gate pass of a SAS121; a line that names no paper rides from the only one of the head.

    No lines at all: the whole of what the head names, which the service adds.
    """
    head = request.head
    kind = head["passportTypecd"]
    numbers = papers_named(request)
    bills = REQUIRED.get(kind, "") == BILL
    return PassDraft(
        own_no=head.get("etpsPreentNo", ""),
        kind=kind,
        direction=head["ioTypecd"],
        plate=head["vehicleNo"],
        bind=head.get("bindTypecd", ""),
        vehicle_kg=_amount(head, "vehicleWt"),
        frame_no=head.get("vehicleFrameNo", ""),
        frame_kg=_amount(head, "vehicleFrameWt"),
        container_no=head.get("containerNo", ""),
        container_kg=_amount(head, "containerWt") or _ZERO,
        gross_kg=_amount(head, "totalGrossWt"),
        net_kg=_amount(head, "totalNetWt"),
        total_kg=_amount(head, "totalWt"),
        bill_no=numbers[0] if bills and numbers else "",
        goods_note=head.get("rmk", "") if kind == "5" else "",
        lines=() if bills else tuple(_riding(line, only=numbers) for line in request.lines),
    )


def papers_named(request: ZoneRequest) -> list[str]:
    """The numbers of the papers that the head of a SAS121 names, in their order."""
    parts = (part.strip() for part in request.head.get("rltNo", "").split(_SEPARATOR))
    return [part for part in parts if part]


def _goods(line: Mapping[str, str]) -> InventoryGoods:
    best_before, limit = line.get("bestBefore", ""), line.get("limitDate", "")
    entry_line = line.get("entryGdsSeqno", "")
    return InventoryGoods(
        item_record_no=line["gdsMtno"],
        gcode=line["gdecd"],
        unit=line["dclUnitcd"],
        qty=Decimal(line["dclQty"]),
        unit_price=_amount(line, "dclUprcAmt") or _ZERO,
        total=_amount(line, "dclTotalAmt") or _ZERO,
        currency=line.get("dclCurrcd") or _YUAN,
        origin=line.get("natcd", ""),
        gname=line.get("gdsNm", ""),
        spec=line.get("gdsSpcfModelDesc", ""),
        gross_kg=_amount(line, "grossWt") or _ZERO,
        net_kg=_amount(line, "netWt") or _ZERO,
        lot_no=line.get("lotNo", ""),
        best_before=day(best_before),
        limit_on=day(limit),
        entry_line=int(entry_line) if entry_line else None,
    )


def _wanted(line: Mapping[str, str]) -> Wanted:
    price = _amount(line, "dclUprcAmt")
    return Wanted(line["gdsMtno"], Decimal(line["dclQty"]), price or _ZERO, line.get("dclCurrcd") or _YUAN)


def _delivered(line: Mapping[str, str], *, of: str) -> DocLine:
    return DocLine(
        of_line=int(of),
        qty=Decimal(line["dclQty"]),
        unit_price=_amount(line, "dclUprcAmt"),
        gross_kg=_amount(line, "grossWt") or _ZERO,
        net_kg=_amount(line, "netWt") or _ZERO,
    )


def _riding(line: Mapping[str, str], *, only: Sequence[str]) -> WantedLine:
    return WantedLine(
        line.get("rltNo") or (only[0] if len(only) == 1 else ""),
        int(line["rltGdsSeqno"]),
        Decimal(line["dclQty"]),
        _amount(line, "grossWt") or _ZERO,
        _amount(line, "netWt") or _ZERO,
    )


def _amount(values: Mapping[str, str], name: str) -> Decimal | None:
    said = values.get(name, "")
    return Decimal(said) if said else None
