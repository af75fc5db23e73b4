"""Steps that bring an inventory to its formal booking and back: declaration axis, booking axis, write-off."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from bonded.facts import LotLabel
from bonded.models import Inventory, InventoryLine, InventoryType, Parcel, StockDoc
from bonded.rules import axes, flow
from bonded.rules.inventory_life import NOT_DECLARED, WRITTEN_OFF_ALREADY
from bonded.services import booking
from bonded.services.standing import INVENTORY_TRAIL
from kernel.clock import SHANGHAI
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON


def book_ready(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> tuple[int, ...]:
    """Book formally those of these (locked) inventories that are through the gate and declared; which.

    Called after either axis moved; the others are left as they stand, and so is what is booked already.
    Source: ``rules.axes.BOTH_DONE``.
    """
    require_transaction()
    rows = Inventory.objects.filter(pk__in=inventory_ids, status=flow.APPROVED).order_by("pk")
    ready = [row for row in rows if axes.is_ready(_axes(row))]
    if not ready:
        return ()
    steps = [
        Step(row.pk, "book", row.status, (axes.booking_after("book", source=row.booking), at))
        for row in ready
    ]
    _move(steps, columns=("booking", "booked_at"), at=at, actor_id=None)
    ids = [row.pk for row in ready]
    booking.book_formally(ids, at=at, actor_id=actor_id, lots=_labels(ids), lot_subjects=lot_subjects(ready))
    return tuple(ids)


def unbook(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """The counter-entry on ledger and lots of inventories that were booked formally; a step.

    Their booking axis is moved by whoever takes back the gate or the declaration.

    Raises:
        Refused: goods that came in have been used since.
    """
    rows = list(Inventory.objects.filter(pk__in=inventory_ids))
    if rows:
        ids = [row.pk for row in rows]
        booking.unbook(ids, at=at, actor_id=actor_id, lot_subjects=lot_subjects(rows))


def lot_subjects(inventories: Iterable[Inventory]) -> list[int]:
    """Who took the lots that leave with these: parcels, in/out documents, or the inventories themselves."""
    rows = list(inventories)
    kinds = {row.pk: row.inv_type for row in rows}
    found = set(kinds)
    if InventoryType.CBEC in kinds.values():
        found |= set(Parcel.objects.filter(inventory_id__in=kinds).values_list("pk", flat=True))
    if InventoryType.CENTRALISED in kinds.values():
        found |= set(StockDoc.objects.filter(inventory_id__in=kinds).values_list("pk", flat=True))
    return sorted(found)


def declaration_released(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """The entry declaration of these inventories is released; what is through the gate too is booked.

    Raises:
        Refused: one of them needs no declaration.
        Conflict: it is released already, or the inventory is not approved (any more).
    """
    rows = _locked(inventory_ids)
    steps = [
        Step(row.pk, "release", row.status, (axes.entry_after("release", source=row.entry_axis),))
        for row in rows
    ]
    _move(steps, columns=("entry_axis",), at=at, actor_id=actor_id)
    book_ready(inventory_ids, at=at, actor_id=actor_id)


def declaration_recalled(
    inventory_ids: Collection[int], *, at: datetime, actor_id: int | None, note: str = ""
) -> None:
    """The release of their entry declaration is taken back; a formal booking gets its counter-entry.

    Raises:
        Refused: one is written off already, or what came in has been used since.
        Conflict: it is not released.
    """
    rows = _locked(inventory_ids)
    if any(row.booking == flow.WRITTEN_OFF for row in rows):
        raise Refused(Violation(WRITTEN_OFF_ALREADY))
    booked = [row.pk for row in rows if row.booking == flow.BOOKED]
    steps = [Step(row.pk, "recall", row.status, _recalled(row), note) for row in rows]
    _move(steps, columns=("entry_axis", "booking", "booked_at"), at=at, actor_id=actor_id)
    unbook(booked, at=at, actor_id=actor_id)


def set_entry_no(inventory_ids: Collection[int], *, entry_no: str, at: datetime) -> None:
    """Note the number of the entry declaration on its inventories; empty: it was withdrawn. A step.

    Raises:
        Refused: one of them needs no declaration.
    """
    rows = _locked(inventory_ids)
    assert at.tzinfo is not None
    Inventory.objects.filter(pk__in=[row.pk for row in rows]).update(entry_no=entry_no)


def write_off(ledger_id: int, *, until: date, at: datetime, actor_id: int | None) -> int:
    """Close what a ledger booked formally up to and with ``until``; how many inventories that was. A step.

    The first call that locks anything of the zone: inventories rank before the write-off itself.
    """
    require_transaction()
    end = datetime.combine(until + timedelta(days=1), time(), SHANGHAI)
    due = Inventory.objects.filter(ledger_id=ledger_id, booking=flow.BOOKED, booked_at__lt=end)
    rows = lock_rows(due, keys=list(due.values_list("pk", flat=True)))
    steps = [
        Step(row.pk, "write_off", row.status, (axes.booking_after("write_off", source=row.booking),))
        for row in rows
    ]
    _move(steps, columns=("booking",), at=at, actor_id=actor_id)
    return len(steps)


def _axes(row: Inventory) -> axes.Axes:
    return axes.Axes(row.status, row.gate_axis, row.entry_axis, row.booking)


def _recalled(row: Inventory) -> tuple[object, ...]:
    """The axes after the release was taken back."""
    entry = axes.entry_after("recall", source=row.entry_axis)
    if row.booking != flow.BOOKED:
        return entry, row.booking, row.booked_at
    return entry, axes.booking_after("counter", source=row.booking), None


def _locked(inventory_ids: Collection[int]) -> list[Inventory]:
    """These inventories, locked, each of which needs a declaration."""
    require_transaction()
    rows = lock_rows(Inventory, keys=inventory_ids)
    found = [Violation(NOT_DECLARED, args=(("number", row.number),)) for row in rows if not row.declares]
    if found:
        raise Refused(*found)
    return rows


def _labels(inventory_ids: Sequence[int]) -> dict[tuple[int, int], LotLabel]:
    """What the lines that come in say of their lots."""
    lines = InventoryLine.objects.filter(inventory__in=inventory_ids, inventory__direction="I")
    rows = lines.values_list("inventory_id", "seq", "lot_no", "best_before", "produced_on", "limit_on")
    return {(row[0], row[1]): LotLabel(*row[2:]) for row in rows}


def _move(steps: Sequence[Step], *, columns: Sequence[str], at: datetime, actor_id: int | None) -> None:
    """All of these moves, or none.

    Raises:
        Conflict: one of the papers does not stand there any more.
    """
    if len(move_many(INVENTORY_TRAIL, steps, columns=columns, at=at, actor_id=actor_id)) != len(steps):
        raise Conflict(Violation(MOVED_ON))
