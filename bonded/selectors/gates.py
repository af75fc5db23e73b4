"""The gate: which one may work, what stands at the barrier, what is stopped of it, and its history."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from bonded.models import (
    DocKind,
    EntryAxis,
    Gate,
    GateChange,
    GateHold,
    GateHoldEvent,
    GatePass,
    GatePassDoc,
    GatePassLine,
    Inventory,
    InventoryLine,
    InventoryType,
    LotCounter,
    LotEntry,
    Parcel,
    Passage,
    StockDoc,
    StockDocLine,
    UndoProposal,
    UndoProposalEvent,
)
from bonded.permissions import holders_of
from bonded.rules import flow
from bonded.rules.gates import Arrival, GateFact, PaperFact, PassFact, Verdict, judge_arrival
from bonded.rules.vehicles import plate_of
from bonded.selectors.stops import Stops, live_stops
from bonded.selectors.vehicles import records_of
from enterprises.facts import Actor
from kernel.clock import SHANGHAI, business_date
from reservations.selectors import is_open

# What a QR of a gate pass may be wrapped in, besides its bare number.
_SEPARATORS = " \t\r\n;,|?&=/"


class PassageFilter(NamedTuple):
    """What the history of the gates is narrowed by; empty: not at all."""

    search: str = ""
    gate: str = ""
    outcome: str = ""
    direction: str = ""
    day: date | None = None
    offline: bool = False


EVERYTHING = PassageFilter()


def gates_for(actor: Actor) -> "QuerySet[Gate]":
    """The gates of the officer's offices."""
    if actor.is_system:
        return Gate.objects.order_by("office", "code")
    offices = actor.offices if actor.is_officer else frozenset()
    return Gate.objects.filter(office__in=offices).order_by("office", "code")


def gate_by_code(actor: Actor, *, code: str) -> Gate | None:
    """A gate of the officer's offices."""
    return gates_for(actor).filter(code=code).first()


def gate_fact(gate: Gate, *, at: datetime) -> GateFact:
    """The gate as the rules judge it now, its opening windows read."""
    return GateFact(
        office=gate.office,
        weighs=gate.weighs,
        tolerance_kg=gate.tolerance_kg,
        tolerance_percent=gate.tolerance_percent,
        stages=gate.stages,
        is_open=gate.is_open,
        in_hours=is_open("gate", site_code=gate.code, at=at),
    )


def find_passes(gate: Gate, *, text: str) -> list[GatePass]:
    """What was typed or scanned as gate passes of the gate's office: by number, by a paper's, else by plate.

    The code on an in/out document or an inventory finds the passes on which it rides. Of a paper or a plate
    those that are not through come first; without any, its latest one, so that the page can say what became
    of it. At most ten.
    """
    words = [word for word in _words(text) if word]
    rows = GatePass.objects.filter(office=gate.office).select_related("firm")
    numbered = list(rows.filter(number__in=[word.upper() for word in words])[:1])
    if numbered:
        return numbered
    papers = _papers(words, office=gate.office)
    own = rows.filter(papers) if papers else rows.filter(plate=plate_of(text[:30]))
    ready = own.filter(status__in=(flow.PASS_APPROVED, flow.FIRST_GATE, flow.HELD, flow.APPLIED))
    return list(ready.order_by("-pk")[:10]) or list(own.order_by("-pk")[:1])


def _papers(words: Sequence[str], *, office: str) -> Q | None:
    """The gate passes of the papers among the words; None without any."""
    numbers = [word.upper() for word in words]
    found = None
    for model, kind in ((Inventory, DocKind.INVENTORY), (StockDoc, DocKind.STOCK_DOC)):
        ids = model._default_manager.filter(number__in=numbers, office=office).values_list("pk", flat=True)
        for pk in ids.order_by("pk"):
            rides = Q(pk__in=GatePassDoc.objects.filter(kind=kind, doc_id=pk).values("gate_pass_id"))
            found = rides if found is None else found | rides
    return found


def elsewhere(text: str) -> GatePass | None:
    """A pass of another office that was typed or scanned by its number, to say so."""
    words = [word.upper() for word in _words(text) if word]
    return GatePass.objects.filter(number__in=words).first()


def changes_of(gate: Gate) -> list[GateChange]:
    """What officers changed of a gate, newest first; the last fifty."""
    return list(GateChange.objects.filter(gate=gate).order_by("-id")[:50])


def judge_pass(
    one: GatePass,
    *,
    gate: Gate,
    arrival: Arrival,
    at: datetime,
    weigh: bool = True,
) -> Verdict:
    """The verdict about a pass at a gate: all that is stopped, declared and on record is read here."""
    plates = {one.plate, arrival.plate}
    whole = arrival._replace(
        vehicle=records_of([arrival.plate]).get(arrival.plate),
        stops=stops_of(one, plates=plates),
        on=business_date(at),
    )
    return judge_arrival(gate_fact(gate, at=at), one=pass_fact(one), arrival=whole, weigh=weigh)


def pass_fact(one: GatePass) -> PassFact:
    """A gate pass as the rules judge it at the barrier."""
    return PassFact(one.office, one.direction, one.status, one.plate, one.total_kg, _paper_facts(one))


def _paper_facts(one: GatePass) -> tuple[PaperFact, ...]:
    """The papers of the pass: approved still, and declared where they must be."""
    named = list(one.documents.values_list("kind", "doc_id"))
    inventories = [pk for kind, pk in named if kind == DocKind.INVENTORY]
    documents = [pk for kind, pk in named if kind == DocKind.STOCK_DOC]
    facts = []
    if inventories:
        rows = Inventory.objects.filter(pk__in=inventories).order_by("pk")
        facts += [
            PaperFact(row.number, row.status == flow.APPROVED, row.entry_axis != EntryAxis.WAITING)
            for row in rows
        ]
    if documents:
        docs = StockDoc.objects.filter(pk__in=documents).order_by("pk")
        facts += [PaperFact(doc.number, doc.status == flow.APPROVED, True) for doc in docs]
    return tuple(facts)


def stops_of(one: GatePass, *, plates: Collection[str]) -> tuple[tuple[str, str], ...]:
    """What of a pass customs have stopped: (what, order number), each once."""
    lines = list(one.lines.select_related("item").order_by("seq"))
    inventories = {line.doc_id for line in lines if line.kind == DocKind.INVENTORY}
    parcels = _parcels(inventories)
    stops = live_stops(
        list_nos=[pre_no for _, pre_no in parcels],
        item_ids=[line.item_id for line in lines],
        plates=plates,
        firm_ids=[one.firm_id],
    )
    if not stops.any:
        return ()
    records = {line.item_id: line.item.item_record_no for line in lines}
    found = [(plate, no) for plate, no in stops.plates.items()]
    found += [(one.firm.customs_code or one.firm.credit_code, no) for no in stops.firms.values()]
    found += [(records[item_id], no) for item_id, no in stops.items.items()]
    found += list(stops.lists.items())
    found += _stopped_lots(lines, stops=stops, parcel_ids=[pk for pk, _ in parcels], records=records)
    return tuple(dict.fromkeys(found))


def _parcels(inventory_ids: Collection[int]) -> list[tuple[int, str]]:
    """The parcels (id, list number) of CBEC inventories."""
    if not inventory_ids:
        return []
    rows = Parcel.objects.filter(inventory_id__in=inventory_ids).order_by("pk")
    return list(rows.values_list("pk", "pre_no"))


def _stopped_lots(
    lines: Sequence[GatePassLine], *, stops: Stops, parcel_ids: Collection[int], records: dict[int, str]
) -> list[tuple[str, str]]:
    """The stopped lots among the goods: those taken on the way out, those named on the way in."""
    if not stops.lots:
        return []
    subjects = {line.doc_id for line in lines} | set(parcel_ids)
    taken = LotEntry.objects.filter(
        subject_id__in=subjects,
        counter=LotCounter.TAKEN,
        lot__item_id__in={item_id for item_id, _ in stops.lots},
    )
    carried = set(taken.order_by().values_list("lot__item_id", "lot__lot_no").distinct())
    for model, kind in ((InventoryLine, DocKind.INVENTORY), (StockDocLine, DocKind.STOCK_DOC)):
        ids = [line.line_id for line in lines if line.kind == kind]
        carried |= set(model._default_manager.filter(pk__in=ids).values_list("item_id", "lot_no"))
    return [
        (f"{records.get(item_id, '')} {lot_no}".strip(), no)
        for (item_id, lot_no), no in stops.lots.items()
        if (item_id, lot_no) in carried
    ]


def passages_for(actor: Actor, *, by: PassageFilter = EVERYTHING) -> "QuerySet[Passage]":
    """What happened at the gates of the officer's offices, narrowed; page it by ``-id``."""
    rows = Passage.objects.filter(gate__in=gates_for(actor).values("pk"))
    rows = rows.select_related("gate", "gate_pass__firm")
    if by.gate:
        rows = rows.filter(gate__code=by.gate)
    if by.outcome:
        rows = rows.filter(outcome=by.outcome)
    if by.direction:
        rows = rows.filter(direction=by.direction)
    if by.day is not None:
        begins = datetime.combine(by.day, time(), tzinfo=SHANGHAI)
        rows = rows.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    if by.offline:
        rows = rows.filter(was_offline=True)
    word = by.search.strip()
    if word:
        rows = rows.filter(
            Q(number__iexact=word) | Q(gate_pass__number__iexact=word) | Q(plate__contains=plate_of(word))
        )
    return rows


def passage_by_number(actor: Actor, *, number: str) -> Passage | None:
    """One passage at a gate of the officer's offices, with its gate, pass and firm."""
    rows = Passage.objects.filter(gate__in=gates_for(actor).values("pk"), number=number)
    return rows.select_related("gate", "gate_pass__firm", "undoes").first()


def latest_passages(gate: Gate, *, count: int = 8) -> list[Passage]:
    """What happened last at a gate, newest first."""
    rows = Passage.objects.filter(gate=gate).select_related("gate_pass")
    return list(rows.order_by("-id")[:count])


def holds_for(actor: Actor, *, at: datetime, is_open: bool | None = None) -> "QuerySet[GateHold]":
    """The holds that the actor may see, perhaps only open or only decided ones; page by ``-subject_id``."""
    rows = GateHold.objects.select_related("gate_pass__firm", "passage__gate")
    if actor.is_officer:
        rows = rows.filter(office__in=actor.offices)
    elif actor.is_firm:
        rows = rows.filter(gate_pass__firm_id__in=holders_of(actor, on=business_date(at)))
    elif not actor.is_system:
        return rows.none()
    undecided = Q(status__in=(flow.HOLD_OPEN, flow.HOLD_EXPLAINED))
    if is_open is None:
        return rows
    return rows.filter(undecided) if is_open else rows.exclude(undecided)


def hold_by_number(actor: Actor, *, number: str, at: datetime) -> GateHold | None:
    """One hold, if the actor may see it."""
    return holds_for(actor, at=at).filter(number=number).first()


def open_hold(one: GatePass) -> GateHold | None:
    """The hold of a pass that waits for a decision."""
    rows = GateHold.objects.filter(gate_pass=one, status__in=(flow.HOLD_OPEN, flow.HOLD_EXPLAINED))
    return rows.first()


def hold_events(hold: GateHold) -> list[GateHoldEvent]:
    """What happened to a hold, in order."""
    return list(GateHoldEvent.objects.filter(subject_id=hold.pk).order_by("id"))


def undos_for(actor: Actor, *, is_open: bool = True) -> "QuerySet[UndoProposal]":
    """Counter-entries of the officer's offices that wait for a second officer, or are decided."""
    rows = UndoProposal.objects.select_related("passage__gate_pass", "passage__gate")
    rows = rows.filter(office__in=actor.offices if actor.is_officer else ())
    return rows.filter(status=flow.PROPOSED) if is_open else rows.exclude(status=flow.PROPOSED)


def undo_by_number(actor: Actor, *, number: str) -> UndoProposal | None:
    """One proposed counter-entry of the officer's offices."""
    rows = UndoProposal.objects.filter(office__in=actor.offices if actor.is_officer else ())
    return rows.select_related("passage__gate_pass__firm", "passage__gate").filter(number=number).first()


def undo_events(one: UndoProposal) -> list[UndoProposalEvent]:
    """What happened to a proposal, in order."""
    return list(UndoProposalEvent.objects.filter(subject_id=one.pk).order_by("id"))


def undo_of(passage: Passage) -> UndoProposal | None:
    """The proposal about a passage that waits for a second officer."""
    return UndoProposal.objects.filter(passage=passage, status=flow.PROPOSED).first()


def last_through(one: GatePass) -> Passage | None:
    """The passage with which the pass went through and that nobody has taken back."""
    rows = one.passages.filter(outcome="passed", undone__isnull=True)
    return rows.order_by("-id").first()


def of_bill(inventory_firm: int, *, bill_no: str) -> list[int]:
    """The inventories of type 3 (enter first) of a firm on a bill of lading, whatever their status."""
    rows = Inventory.objects.filter(
        firm_id=inventory_firm, bill_no=bill_no, inv_type=InventoryType.ENTER_FIRST
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _words(text: str) -> list[str]:
    """What a scan may hold: the text itself, or an address or list of words around the number."""
    for separator in _SEPARATORS:
        text = text.replace(separator, "\n")
    return [word.strip() for word in text[:500].split("\n")][:20]
