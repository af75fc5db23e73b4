"""Gate passes: those one may see, the papers that may stand on one, and what is behind each."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from bonded.facts import Ride
from bonded.models import (
    DocKind,
    GatePass,
    GatePassDoc,
    GatePassEvent,
    GatePassLine,
    Inventory,
    InventoryLine,
    Passage,
    StockDoc,
    StockDocLine,
)
from bonded.permissions import holders_of
from bonded.rules import flow
from bonded.rules.gate_passes import NOT_ON_PASSES, Paper, PaperLine
from bonded.rules.inventories import is_first_line
from bonded.rules.passages import Carried
from bonded.rules.vehicles import plate_of
from enterprises.facts import Actor
from kernel.clock import SHANGHAI, business_date


class PassFilter(NamedTuple):
    """What a list of gate passes is narrowed by; empty: not at all."""

    search: str = ""
    status: str = ""
    kind: str = ""
    direction: str = ""
    day: date | None = None


EVERYTHING = PassFilter()
WAITING, UNDER_WAY, THROUGH, STUCK, OVER = "waiting", "ready", "through", "stuck", "over"
STATUSES = {
    WAITING: (flow.APPLIED,),
    UNDER_WAY: (flow.PASS_APPROVED, flow.FIRST_GATE),
    THROUGH: (flow.PASSED,),
    STUCK: (flow.HELD, flow.TURNED),
    OVER: (flow.REFUSED, flow.PASS_VOID),
}


def passes_for(actor: Actor, *, at: datetime, by: PassFilter = EVERYTHING) -> "QuerySet[GatePass]":
    """The gate passes that the actor may see, narrowed; page them by ``-subject_id``."""
    rows = _scoped(actor, at=at).select_related("firm")
    if by.status in STATUSES:
        rows = rows.filter(status__in=STATUSES[by.status])
    if by.kind:
        rows = rows.filter(kind=by.kind)
    if by.direction:
        rows = rows.filter(direction=by.direction)
    if by.day is not None:
        begins = datetime.combine(by.day, time(), tzinfo=SHANGHAI)
        rows = rows.filter(created_at__gte=begins, created_at__lt=begins + timedelta(days=1))
    word = by.search.strip()
    if word:
        named = GatePassDoc.objects.filter(doc_no__iexact=word).values("gate_pass")
        rows = rows.filter(
            Q(number__iexact=word)
            | Q(own_no__icontains=word)
            | Q(plate__contains=plate_of(word))
            | Q(bill_no__iexact=word)
            | Q(pk__in=named)
        )
    return rows


def pass_by_number(actor: Actor, *, number: str, at: datetime) -> GatePass | None:
    """One gate pass with its firm and what it replaces, if the actor may see it."""
    rows = GatePass.objects.select_related("firm", "replaces").filter(number=number.upper())
    return rows.filter(pk__in=_scoped(actor, at=at).values("pk")).first()


def replacement_of(one: GatePass) -> GatePass | None:
    """The gate pass that was filed in place of this void one, the newest."""
    return GatePass.objects.filter(replaces=one).order_by("-pk").first()


def documents_of(one: GatePass) -> list[GatePassDoc]:
    """The papers that the pass names, in order of their numbers."""
    return list(one.documents.order_by("kind", "doc_no"))


def lines_of(passes: Collection[int]) -> dict[int, list[GatePassLine]]:
    """The lines of these passes, in order, with their items; one query."""
    found: dict[int, list[GatePassLine]] = defaultdict(list)
    rows = GatePassLine.objects.filter(gate_pass__in=passes).select_related("item")
    for row in rows.order_by("gate_pass", "seq"):
        found[row.gate_pass_id].append(row)
    return found


def rides_of(one: GatePass) -> list[Ride]:
    """What rides on the pass, line by line; lines that everything was taken out of are left out."""
    rows = one.lines.filter(qty__gt=0).order_by("seq")
    return [Ride(row.kind, row.doc_id, row.line_id, row.qty) for row in rows]


def passages_of(one: GatePass) -> list[Passage]:
    """What happened with the pass at gates, in order."""
    return list(one.passages.select_related("gate").order_by("id"))


def events_of(one: GatePass) -> list[GatePassEvent]:
    """What happened to the pass, in order."""
    return list(GatePassEvent.objects.filter(subject_id=one.pk).order_by("id"))


def approved_at(one: GatePass) -> datetime | None:
    """When the pass was approved; None: it never was."""
    rows = GatePassEvent.objects.filter(subject_id=one.pk, verb__in=("pass", "approve"))
    return rows.order_by("id").values_list("at", flat=True).first()


def passes_of_document(kind: str, *, doc_id: int) -> list[GatePass]:
    """The gate passes that a paper is on, void ones too, newest first."""
    named = GatePassDoc.objects.filter(kind=kind, doc_id=doc_id).values("gate_pass")
    return list(GatePass.objects.filter(pk__in=named).order_by("-pk"))


def papers(numbers: Iterable[str], *, firm_ids: Collection[int]) -> dict[str, Paper]:
    """The inventories and in/out documents of these numbers and firms, as a pass may name them."""
    wanted = set(numbers)
    inventories = list(Inventory.objects.filter(number__in=wanted, firm_id__in=firm_ids).order_by("pk"))
    documents = list(StockDoc.objects.filter(number__in=wanted, firm_id__in=firm_ids).order_by("pk"))
    binds = _binds(inventories, documents)
    lines = _lines(inventories, documents)
    found: list[tuple[str, Inventory | StockDoc]] = [(DocKind.INVENTORY.value, row) for row in inventories]
    found += [(DocKind.STOCK_DOC.value, doc) for doc in documents]
    return {
        row.number: Paper(
            kind=kind,
            doc_id=row.pk,
            number=row.number,
            status=row.status,
            direction=row.direction,
            firm_id=row.firm_id,
            office=row.office,
            lines=lines[kind, row.pk],
            binds=binds.get((kind, row.pk), ()),
            inv_type=row.inv_type if isinstance(row, Inventory) else "",
            first_line=isinstance(row, Inventory) and is_first_line(row.traf_mode),
            is_return=isinstance(row, StockDoc) and row.returns_id is not None,
        )
        for kind, row in found
    }


def may_see_pass(actor: Actor, *, one: GatePass, at: datetime) -> bool:
    """The firm, its agent for bonded goods, officers of its office and above, the portal itself."""
    if actor.is_officer:
        return one.office in actor.offices
    return actor.is_system or one.firm_id in holders_of(actor, on=business_date(at))


def _scoped(actor: Actor, *, at: datetime) -> "QuerySet[GatePass]":
    """All passes that ``may_see_pass`` lets pass, as a query."""
    if actor.is_officer:
        return GatePass.objects.filter(office__in=actor.offices)
    if actor.is_firm:
        return GatePass.objects.filter(firm_id__in=holders_of(actor, on=business_date(at)))
    return GatePass.objects.all() if actor.is_system else GatePass.objects.none()


def _binds(
    inventories: Sequence[Inventory], documents: Sequence[StockDoc]
) -> dict[tuple[str, int], tuple[str, ...]]:
    """The binding modes of the live passes that each paper is on."""
    wanted = Q(kind=DocKind.INVENTORY, doc_id__in=[row.pk for row in inventories]) | Q(
        kind=DocKind.STOCK_DOC, doc_id__in=[row.pk for row in documents]
    )
    rows = GatePassDoc.objects.filter(wanted, gate_pass__status__in=flow.LIVE_PASS)
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for kind, doc_id, bind in rows.order_by("pk").values_list("kind", "doc_id", "gate_pass__bind"):
        found[kind, doc_id] = (*found.get((kind, doc_id), ()), bind)
    return found


def _lines(
    inventories: Sequence[Inventory], documents: Sequence[StockDoc]
) -> Mapping[tuple[str, int], dict[int, PaperLine]]:
    """The lines of each paper by their numbers."""
    found: dict[tuple[str, int], dict[int, PaperLine]] = defaultdict(dict)
    for row in InventoryLine.objects.filter(inventory__in=inventories).order_by("inventory", "seq"):
        found[DocKind.INVENTORY.value, row.inventory_id][row.seq] = _line(row)
    for own in StockDocLine.objects.filter(document__in=documents).order_by("document", "seq"):
        found[DocKind.STOCK_DOC.value, own.document_id][own.seq] = _line(own)
    return found


def _line(row: InventoryLine | StockDocLine) -> PaperLine:
    stands = Carried(row.qty, row.on_pass_qty, row.passed_qty)
    return PaperLine(
        row.pk, row.item_id, row.gname, row.unit, stands, gross_kg=row.gross_kg, net_kg=row.net_kg
    )


def open_papers(actor: Actor, *, at: datetime, kind: str, search: str = "") -> list[Inventory | StockDoc]:
    """Approved papers of the actor's firms with goods that are on no pass yet, newest first, at most 100."""
    firms = holders_of(actor, on=business_date(at))
    named = Q(number__icontains=search) | Q(own_no__icontains=search)
    if kind == DocKind.INVENTORY:
        free = InventoryLine.objects.filter(qty__gt=F("on_pass_qty")).values("inventory")
        rows = Inventory.objects.filter(named, firm_id__in=firms, status=flow.APPROVED, pk__in=free)
        return list(rows.exclude(inv_type__in=NOT_ON_PASSES).order_by("-pk")[:100])
    free_lines = StockDocLine.objects.filter(qty__gt=F("on_pass_qty")).values("document")
    docs = StockDoc.objects.filter(named, firm_id__in=firms, status=flow.APPROVED, pk__in=free_lines)
    return list(docs.order_by("-pk")[:100])
