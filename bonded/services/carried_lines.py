"""What of each paper stands on gate passes: locks, lines and axes, under what goes through the gate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bonded.facts import Ride
from bonded.models import (
    Booking,
    DocKind,
    Inventory,
    InventoryLine,
    StockDoc,
    StockDocLine,
)
from bonded.rules import flow
from bonded.rules import passages as law
from bonded.rules.passages import Carried
from bonded.services.batches import lock_papers
from bonded.services.standing import INVENTORY_TRAIL, STOCK_DOC_TRAIL
from kernel.orm.locks import is_noted, lock_rows
from kernel.orm.trail import Step, Trail, move_many
from kernel.orm.tx import require_transaction, transaction_memory
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

Key = tuple[str, int]
_HELD = "bonded.carried.held"


@dataclass(frozen=True)
class Paper:
    """A locked paper with its lines by id, in their order."""

    kind: str
    doc: Inventory | StockDoc
    lines: dict[int, InventoryLine | StockDocLine]

    def carried(self) -> list[Carried]:
        """Where its lines stand."""
        return [Carried(line.qty, line.on_pass_qty, line.passed_qty) for line in self.lines.values()]


def hold_documents(keys: Iterable[Key]) -> None:
    """Lock the papers (kind, id) whose goods are to move, after what in/out documents run under.

    Call it before anything that ranks after them is locked (a gate pass, say); the four steps below then
    lock nothing more of them.

    Raises:
        Conflict: they were busy for longer than a caller should wait.
    """
    require_transaction()
    held = _held()
    wanted = set(keys) - held
    documents = {doc_id for kind, doc_id in wanted if kind == DocKind.STOCK_DOC}
    inventories = {doc_id for kind, doc_id in wanted if kind == DocKind.INVENTORY}
    if documents:
        documents |= set(
            StockDoc.objects.filter(pk__in=documents, returns__isnull=False).values_list(
                "returns_id", flat=True
            )
        )
        lock_papers(documents)
        lock_rows(StockDoc, keys=documents)
    if inventories:
        lock_rows(Inventory, keys=inventories)
    transaction_memory()[_HELD] = held | wanted


def count_as_held(keys: Iterable[Key]) -> None:
    """Say that the caller has locked these papers itself, so that they are not locked a second time.

    Raises:
        RuntimeError: no row of their table is locked in this transaction.
    """
    wanted = set(keys)
    for kind, model in ((DocKind.INVENTORY, Inventory), (DocKind.STOCK_DOC, StockDoc)):
        if any(key[0] == kind for key in wanted) and not is_noted(model._meta.db_table):
            raise RuntimeError(f"{model._meta.db_table} is not locked: lock the papers before they are moved")
    transaction_memory()[_HELD] = _held() | wanted


def put_on_pass(rides: Sequence[Ride], *, at: datetime, actor_id: int | None, note: str = "") -> None:
    """Put quantities of approved papers on a gate pass.

    Raises:
        Refused: ``lines[n].qty``: more than is not on a pass yet, or a paper that is not approved.
    """
    carry(rides, change="put_on", verb="ride", at=at, actor_id=actor_id, note=note)


def take_off_pass(rides: Sequence[Ride], *, at: datetime, actor_id: int | None, note: str = "") -> None:
    """Take quantities off a gate pass again that has not gone through.

    Raises:
        Refused: more than stands there.
    """
    carry(rides, change="take_off", verb="ride", at=at, actor_id=actor_id, note=note)


def carry(
    rides: Sequence[Ride], *, change: str, verb: str, at: datetime, actor_id: int | None, note: str
) -> list[Paper]:
    """Move the quantities of the lines and then the axes of their papers; the papers as they now stand."""
    require_transaction()
    if not rides:
        return []
    hold_documents((ride.kind, ride.doc_id) for ride in rides)
    papers = papers_of(rides)
    _judge(rides, papers=papers, change=change)
    _move_lines(rides, papers=papers, change=change)
    for trail, kind in ((STOCK_DOC_TRAIL, DocKind.STOCK_DOC), (INVENTORY_TRAIL, DocKind.INVENTORY)):
        own = [paper for paper in papers if paper.kind == kind]
        _move_axes(trail, own, verb=verb, undo=change == "undo", at=at, actor_id=actor_id, note=note)
    return papers


def _held() -> frozenset[Key]:
    held = transaction_memory().get(_HELD, frozenset())
    assert isinstance(held, frozenset)
    return held


def papers_of(rides: Sequence[Ride]) -> list[Paper]:
    """The locked papers of the rides, read afresh, with all their lines."""
    inventories = {ride.doc_id for ride in rides if ride.kind == DocKind.INVENTORY}
    documents = {ride.doc_id for ride in rides if ride.kind == DocKind.STOCK_DOC}
    found: list[Paper] = []
    if inventories:
        lines: dict[int, dict[int, InventoryLine | StockDocLine]] = {pk: {} for pk in inventories}
        for line in InventoryLine.objects.filter(inventory__in=inventories).order_by("inventory", "seq"):
            lines[line.inventory_id][line.pk] = line
        rows = Inventory.objects.filter(pk__in=inventories).order_by("pk")
        found += [Paper(DocKind.INVENTORY.value, row, lines[row.pk]) for row in rows]
    if documents:
        lines = {pk: {} for pk in documents}
        for own in StockDocLine.objects.filter(document__in=documents).order_by("document", "seq"):
            lines[own.document_id][own.pk] = own
        docs = StockDoc.objects.filter(pk__in=documents).order_by("pk")
        found += [Paper(DocKind.STOCK_DOC.value, doc, lines[doc.pk]) for doc in docs]
    return found


def _judge(rides: Sequence[Ride], *, papers: Sequence[Paper], change: str) -> None:
    """Raise Refused with every reason against moving these quantities."""
    by_key = {(paper.kind, paper.doc.pk): paper for paper in papers}
    so_far: dict[int, Carried] = {}
    found: list[Violation] = []
    for number, ride in enumerate(rides, 1):
        paper = by_key[ride.kind, ride.doc_id]
        document = ("document", paper.doc.number)
        line = paper.lines.get(ride.line_id)
        if paper.doc.status != flow.APPROVED:
            found.append(Violation(law.NOT_APPROVED, f"lines[{number}]", args=(document,)))
        elif line is None:
            found.append(Violation(law.UNKNOWN_LINE, f"lines[{number}]", args=(document,)))
        else:
            stands = so_far.get(line.pk, Carried(line.qty, line.on_pass_qty, line.passed_qty))
            if law.judge_ride(stands, qty=ride.qty, change=change):
                so_far[line.pk] = law.moved(stands, qty=ride.qty, change=change)
            else:
                found.append(_too_much(number, line=line, stands=stands, document=document, change=change))
    if found:
        raise Refused(*found)


def _too_much(
    number: int,
    *,
    line: InventoryLine | StockDocLine,
    stands: Carried,
    document: tuple[str, str],
    change: str,
) -> Violation:
    """Why a quantity of a line cannot move."""
    path, args = f"lines[{number}].qty", (("line", str(line.seq)), document)
    if change != "put_on":
        return Violation(law.NOT_THAT_MUCH, path, args=args)
    left = f"{(stands.qty - stands.on_pass).normalize():f}"
    return Violation(law.TOO_MUCH, path, args=(("left", left), *args))


def _move_lines(rides: Sequence[Ride], *, papers: Sequence[Paper], change: str) -> None:
    """Write the new quantities; the papers' locks keep everybody else away from their lines."""
    lines = {(p.kind, pk): line for p in papers for pk, line in p.lines.items()}
    touched: dict[str, dict[int, InventoryLine | StockDocLine]] = {}
    for ride in rides:
        line = lines[ride.kind, ride.line_id]
        stands = Carried(line.qty, line.on_pass_qty, line.passed_qty)
        _, line.on_pass_qty, line.passed_qty = law.moved(stands, qty=ride.qty, change=change)
        touched.setdefault(ride.kind, {})[line.pk] = line
    for kind, model in ((DocKind.STOCK_DOC, StockDocLine), (DocKind.INVENTORY, InventoryLine)):
        rows = list(touched.get(kind.value, {}).values())
        if rows:
            model._default_manager.bulk_update(rows, ["on_pass_qty", "passed_qty"])  # type: ignore[arg-type]


def _move_axes(
    trail: Trail,
    papers: Sequence[Paper],
    *,
    verb: str,
    undo: bool,
    at: datetime,
    actor_id: int | None,
    note: str,
) -> None:
    """Record the move of each paper with its two axes; what was booked is pre-booked again by an undo."""
    steps = []
    columns = ["gate_axis", "pass_use"] + (["booking", "booked_at"] if trail is INVENTORY_TRAIL else [])
    for paper in papers:
        lines = paper.carried()
        axis = law.gate_axis(lines)
        law.check_axis(paper.doc.gate_axis, target=axis, undo=undo)
        values: list[object] = [axis, law.pass_use(lines)]
        if isinstance(paper.doc, Inventory):
            values += _booking_after(paper.doc, undo=undo)
        steps.append(Step(paper.doc.pk, verb, paper.doc.status, tuple(values), note))
    if len(move_many(trail, steps, columns=columns, at=at, actor_id=actor_id)) != len(steps):
        raise Conflict(Violation(MOVED_ON))
    for paper, step in zip(papers, steps, strict=True):
        paper.doc.gate_axis = int(str(step.values[0]))


def _booking_after(inventory: Inventory, *, undo: bool) -> list[object]:
    """The booking axis and its time after this move."""
    if not (undo and is_booked(inventory)):
        return [inventory.booking, inventory.booked_at]
    target = flow.BOOKING_AXIS.target("counter", inventory.booking)
    assert target is not None
    return [target, None]


def is_booked(doc: Inventory | StockDoc) -> bool:
    """Whether the paper is an inventory that is booked formally."""
    return isinstance(doc, Inventory) and doc.booking == Booking.BOOKED
