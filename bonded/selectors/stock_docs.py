"""In/out documents: the lists of either side, one document, and what of each line is left."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from bonded.models import Application, DocKind, GatePass, Lot, StockDoc, StockDocEvent, StockDocLine
from bonded.permissions import holders_of
from bonded.rules import flow
from bonded.rules.applications import RETURNING
from bonded.rules.security import Secured
from bonded.rules.stock_docs import Frame, Moved, Room, Staying, cut, judge_cut
from bonded.selectors.applications import LIVE_DOCS
from enterprises.facts import Actor

EDITABLE = (flow.DRAFT, flow.REFUSED)
TABS = ("open", "moving", "outside", "late", "done")


def documents(actor: Actor, *, on: date) -> "QuerySet[StockDoc]":
    """What the actor may see: a firm's own and its principals', an officer's once handed in."""
    rows = StockDoc.objects.select_related("firm", "ledger", "application", "returns", "inventory")
    if actor.is_system:
        return rows
    if actor.is_officer:
        return rows.filter(office__in=actor.offices, submitted_at__isnull=False)
    return rows.filter(firm_id__in=holders_of(actor, on=on))


def document(actor: Actor, *, number: str, on: date) -> StockDoc:
    """One document with its application.

    Raises:
        StockDoc.DoesNotExist: there is none of that number that the actor may see.
    """
    return documents(actor, on=on).get(number=number)


def gate_passes_of(row: StockDoc) -> list[GatePass]:
    """The gate passes that name this document, newest first."""
    rows = GatePass.objects.filter(documents__kind=DocKind.STOCK_DOC, documents__doc_id=row.pk)
    return list(rows.order_by("-subject_id")[:20])


def narrowed(
    rows: "QuerySet[StockDoc]", *, search: str = "", tab: str = "", application: str = ""
) -> "QuerySet[StockDoc]":
    """The documents of one tab (open, moving, outside, late, done) and application that the words name."""
    tabs = {
        "open": Q(status__in=(flow.DRAFT, flow.SUBMITTED, flow.REFUSED)),
        "moving": Q(status=flow.APPROVED) & ~Q(gate_axis=flow.GATE_ALL),
        "outside": Q(status=flow.APPROVED, due_on__isnull=False),
        "late": Q(overdue_at__isnull=False, due_on__isnull=False),
        "done": Q(status=flow.VOID) | Q(status=flow.APPROVED, gate_axis=flow.GATE_ALL, due_on__isnull=True),
    }
    if tab in tabs:
        rows = rows.filter(tabs[tab])
    if application:
        rows = rows.filter(application__number=application)
    if search:
        rows = rows.filter(
            Q(number__icontains=search)
            | Q(own_no__icontains=search)
            | Q(application__number__icontains=search)
            | Q(application__partner_name__icontains=search)
            | Q(firm__name_zh__icontains=search)
        )
    return rows


def queue(actor: Actor) -> "QuerySet[StockDoc]":
    """What waits for an officer's decision."""
    rows = StockDoc.objects.select_related("firm", "ledger", "application", "returns")
    return rows.filter(status=flow.SUBMITTED, office__in=actor.offices)


def frame_of(row: Application) -> Frame:
    """The application as a document is judged by."""
    return Frame(
        row.number,
        row.business,
        row.status == flow.APPROVED,
        row.valid_from,
        row.valid_to,
        row.blocked_at is not None,
    )


def rooms_of(row: Application) -> list[Room]:
    """What of each line of the application no live document claims."""
    return [Room(line.seq, line.qty - line.claimed_qty) for line in row.lines.order_by("seq")]


def return_rooms(document: StockDoc, *, but: int | None = None) -> list[Room]:
    """What of each line is outside and on no return yet; ``but`` leaves out one return (being changed)."""
    coming = coming_back([document.pk], but=but)
    return [
        Room(line.seq, line.passed_qty - line.back_qty - coming.get(line.pk, Decimal(0)))
        for line in document.lines.order_by("seq")
    ]


def staying_of(row: StockDoc) -> Staying:
    """A document with what of it is outside, as declaring that is judged; drafts of returns count."""
    went = row.returns_id is None and row.application.business in RETURNING and row.status == flow.APPROVED
    return Staying(
        row.number,
        went,
        row.gate_axis == flow.GATE_ALL,
        sum((line.qty - line.back_qty for line in row.lines.all()), Decimal(0)),
        sum(coming_back([row.pk]).values(), Decimal(0)),
        row.inventory.number if row.inventory else "",
    )


def coming_back(document_ids: Collection[int], *, but: int | None = None) -> dict[int, Decimal]:
    """What live returns of these documents will still bring back, by the line that went out."""
    rows = StockDocLine.objects.filter(
        document__returns_id__in=document_ids, document__status__in=LIVE_DOCS
    ).exclude(document_id=but or 0)
    sums = rows.order_by().values("returns_line_id").annotate(asked=Sum("qty"), came=Sum("passed_qty"))
    return {row["returns_line_id"]: row["asked"] - row["came"] for row in sums}


def came_back(document_ids: Collection[int]) -> dict[int, Decimal]:
    """What has come back through the gate of these documents, by the line that went out."""
    rows = StockDocLine.objects.filter(document__returns_id__in=document_ids, document__status=flow.APPROVED)
    sums = rows.order_by().values("returns_line_id").annotate(came=Sum("passed_qty"))
    return {row["returns_line_id"]: row["came"] for row in sums}


def lines_by_document(document_ids: Collection[int]) -> dict[int, list[StockDocLine]]:
    """The lines of these documents, in their order; one query."""
    found: dict[int, list[StockDocLine]] = defaultdict(list)
    rows = StockDocLine.objects.filter(document_id__in=set(document_ids)).select_related("item")
    for line in rows.order_by("document_id", "seq"):
        found[line.document_id].append(line)
    return found


def secured(lines: Collection[StockDocLine]) -> list[Secured]:
    """The lines as the tax that could fall due is assessed."""
    return [
        Secured(line.seq, line.gcode, line.unit, line.qty, line.total, line.currency, line.net_kg)
        for line in lines
    ]


def moved_of(line: StockDocLine) -> Moved:
    """The line as its closing is judged."""
    amounts = (line.unit_price, line.total, line.gross_kg, line.net_kg)
    return Moved(line.qty, line.on_pass_qty, line.passed_qty, *amounts)


def may_be_cut(row: StockDoc, *, lines: Collection[StockDocLine]) -> bool:
    """Whether the document may be closed with what has left."""
    return not judge_cut([moved_of(line) for line in lines], number=row.number)


def cut_off(line: StockDocLine) -> None:
    """Make the line one of what has left; it is not written here."""
    after = cut(moved_of(line))
    line.qty, line.total, line.gross_kg, line.net_kg = after.qty, after.total, after.gross_kg, after.net_kg


def free_lots(item_ids: Collection[int]) -> dict[int, list[Lot]]:
    """The lots of these items of which something is free, by item, what expires first first; one query.

    Goods of which nothing is said form no lot that could be named.
    """
    rows = Lot.objects.filter(item_id__in=item_ids, in_qty__gt=F("out_qty") + F("taken_qty"))
    found: dict[int, list[Lot]] = defaultdict(list)
    for lot in rows.exclude(lot_no="", best_before=None).order_by(
        F("best_before").asc(nulls_last=True), "pk"
    ):
        found[lot.item_id].append(lot)
    return found


def moves(row: StockDoc) -> "QuerySet[StockDocEvent]":
    """What happened to the document, oldest first."""
    return StockDocEvent.objects.filter(subject_id=row.pk).order_by("id")
