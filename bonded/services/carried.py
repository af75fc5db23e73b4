"""What goods on a gate pass do to their papers at the gate: what goes through, what comes back by mistake."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from decimal import Decimal

from bonded.facts import Ride
from bonded.models import (
    Booking,
    DocKind,
    GateAxis,
    GatePass,
    Inventory,
    InventoryLine,
    InventoryType,
    PassKind,
)
from bonded.rules import flow
from bonded.rules import passages as law
from bonded.services import deliveries, inventory_booking, parcels
from bonded.services.carried_lines import Paper, carry, count_as_held, is_booked, papers_of
from bonded.services.carried_lines import hold_documents as hold_documents
from bonded.services.carried_lines import put_on_pass as put_on_pass
from bonded.services.carried_lines import take_off_pass as take_off_pass
from kernel.refusal import Refused, Violation


def pass_gate(rides: Sequence[Ride], *, at: datetime, actor_id: int | None, note: str = "") -> None:
    """Take quantities through the gate; papers that are complete with it are booked, parcels are gone.

    Raises:
        Refused: more than stands on passes.
    """
    papers = carry(rides, change="pass", verb="gate", at=at, actor_id=actor_id, note=note)
    through = {p.doc.pk for p in papers if p.kind == DocKind.INVENTORY and _is_through(p)}
    leaving = _of_parcels(papers, ids=through)
    if leaving:
        parcels.leave(leaving, at=at, actor_id=actor_id)
    if through:
        inventory_booking.book_ready(sorted(through), at=at, actor_id=actor_id)
    _tell_deliveries(deliveries.after_passage, papers, at=at, actor_id=actor_id)


def undo_gate(rides: Sequence[Ride], *, at: datetime, actor_id: int | None, note: str = "") -> None:
    """Take a passage back: the goods stand on their pass as before, a formal booking gets a counter-entry.

    Raises:
        Refused: a paper whose period is written off, or more than has gone through.
    """
    if not rides:
        return
    hold_documents((ride.kind, ride.doc_id) for ride in rides)
    deliveries.check_undo([ride.doc_id for ride in rides if ride.kind == DocKind.STOCK_DOC])
    papers = papers_of(rides)
    inventories = [p for p in papers if isinstance(p.doc, Inventory)]
    _check_not_written_off(inventories)
    were_through = {p.doc.pk for p in inventories if _is_through(p)}
    carry(rides, change="undo", verb="gate", at=at, actor_id=actor_id, note=note)
    returning = _of_parcels(inventories, ids=were_through)
    if returning:
        parcels.undo_leave(returning, at=at, actor_id=actor_id)
    booked = sorted(p.doc.pk for p in inventories if is_booked(p.doc))
    if booked:
        inventory_booking.unbook(booked, at=at, actor_id=actor_id)
    _tell_deliveries(deliveries.after_undo, papers, at=at, actor_id=actor_id)


def enter_first(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """Mark these approved inventories, which the caller has locked, as on passes and through the gate.

    For goods that went through on other papers before: on in/out documents, or on the gate passes of
    their bill of lading (type 3: only where all of those are through by now).
    """
    ids = _entered(inventory_ids)
    count_as_held((DocKind.INVENTORY.value, pk) for pk in ids)
    put_on_pass(_whole(ids, of=lambda line: line.qty - line.on_pass_qty), at=at, actor_id=actor_id)
    pass_gate(_whole(ids, of=lambda line: line.qty - line.passed_qty), at=at, actor_id=actor_id)


def leave_again(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None, note: str) -> None:
    """The reverse of ``enter_first`` for locked inventories: a passage of their bill was taken back."""
    count_as_held((DocKind.INVENTORY.value, pk) for pk in inventory_ids)
    undo_gate(_whole(inventory_ids, of=lambda line: line.passed_qty), at=at, actor_id=actor_id, note=note)
    rides = _whole(inventory_ids, of=lambda line: line.on_pass_qty)
    take_off_pass(rides, at=at, actor_id=actor_id, note=note)


def _entered(inventory_ids: Collection[int]) -> list[int]:
    """Those whose goods have been through: of type 3 only the ones whose bill of lading has."""
    rows = list(Inventory.objects.filter(pk__in=inventory_ids).order_by("pk"))
    first = {(row.firm_id, row.bill_no) for row in rows if row.inv_type == InventoryType.ENTER_FIRST}
    through = {bill for bill in first if bill_is_through(bill[0], bill_no=bill[1])}
    return [row.pk for row in rows if row.inv_type != InventoryType.ENTER_FIRST or _bill(row) in through]


def _bill(row: Inventory) -> tuple[int, str]:
    return row.firm_id, row.bill_no


def bill_is_through(firm_id: int, *, bill_no: str) -> bool:
    """Whether all gate passes of a firm on a bill of lading (type 1) are through, and there is one."""
    passes = GatePass.objects.filter(
        firm_id=firm_id, bill_no=bill_no, kind=PassKind.ENTER_FIRST, status__in=flow.LIVE_PASS
    )
    statuses = set(passes.order_by().values_list("status", flat=True).distinct())
    return bool(bill_no) and statuses == {flow.PASSED}


def _whole(inventory_ids: Collection[int], *, of: Callable[[InventoryLine], Decimal]) -> list[Ride]:
    """One ride for each line with something to move."""
    lines = InventoryLine.objects.filter(inventory__in=inventory_ids).order_by("inventory", "seq")
    rides = [Ride(DocKind.INVENTORY.value, line.inventory_id, line.pk, of(line)) for line in lines]
    return [ride for ride in rides if ride.qty]


def _is_through(paper: Paper) -> bool:
    return paper.doc.gate_axis == GateAxis.ALL


def _of_parcels(papers: Sequence[Paper], *, ids: Collection[int]) -> list[int]:
    """Those of ``ids`` that are CBEC inventories: their parcels go with them."""
    return sorted(
        p.doc.pk
        for p in papers
        if p.doc.pk in ids and isinstance(p.doc, Inventory) and p.doc.inv_type == InventoryType.CBEC
    )


def _check_not_written_off(papers: Sequence[Paper]) -> None:
    found = [
        Violation(law.WRITTEN_OFF, args=(("document", p.doc.number),))
        for p in papers
        if isinstance(p.doc, Inventory) and p.doc.booking == Booking.WRITTEN_OFF
    ]
    if found:
        raise Refused(*found)


def _tell_deliveries(
    tell: Callable[..., None], papers: Sequence[Paper], *, at: datetime, actor_id: int | None
) -> None:
    """Let the in/out documents know what went through, or came back."""
    documents = sorted(paper.doc.pk for paper in papers if paper.kind == DocKind.STOCK_DOC)
    if documents:
        tell(documents, at=at, actor_id=actor_id)
