"""Parcels taken out of a CBEC inventory and its gate pass: not loaded, cancelled, damaged or stopped."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from bonded.facts import Ride
from bonded.models import DocKind, GatePass, GatePassDoc, GatePassLine, Inventory, InventoryLine, Parcel
from bonded.permissions import check_may_book_at, may_file_for
from bonded.rules import axes, flow, passages
from bonded.rules import parcels as law
from bonded.rules.filing import NOT_YOURS
from bonded.selectors.inventories import inventories_for
from bonded.services import carried
from bonded.services.inventory_writing import move
from bonded.services.standing import GATE_PASS_TRAIL
from bonded.services.waiting_parcels import free_parcels
from bonded.sets.parcels import goods_of
from enterprises.facts import Actor, News, ToFirm
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_ZERO = Decimal(0)


class Share(NamedTuple):
    """What parcels contribute to one line of their inventory; weight in kg."""

    qty: Decimal = _ZERO
    total: Decimal = _ZERO
    gross_kg: Decimal = _ZERO


def take_out(
    *, actor: Actor, number: str, pre_nos: Collection[str], reason: str, pass_no: str = "", at: datetime
) -> int:
    """Take released lists out of an ungated CBEC inventory and off its gate pass; how many.

    Not loaded or stopped: they wait again with their own pre-booking. Cancelled or damaged: they go back
    to stock. ``pass_no`` says on which gate pass they were where there are several.

    Raises:
        Refused: not the firm or an officer of the office, something has passed the gate, a list that is
            not in it, or a gate pass that gives nothing up.
        Conflict: one of them was taken out at the same moment.
    """
    with intention():
        on = business_date(at)
        first = inventories_for(actor, on=on).filter(number=number).first()
        if first is None:
            raise Refused(Violation(NOT_YOURS))
        if actor.is_officer:
            check_may_book_at(actor, office=first.office)
        elif not may_file_for(actor, firm_id=first.firm_id, on=on):
            raise Refused(Violation(NOT_YOURS))
        row = _held(first.pk)
        parcels = _parcels(row, pre_nos=pre_nos)
        _take_out([(row, parcels)], reason=reason, pass_no=pass_no, actor=actor, at=at)
        if actor.is_officer:
            count = len(parcels)
            notify([News("parcels_taken_out", number, ToFirm(row.firm_id), (("lists", str(count)),))], at=at)
    return len(parcels)


def cancel_parcels(list_ids: Collection[int], *, actor: Actor, at: datetime) -> int:
    """The goods of released lists that are cancelled or returned go back to stock; how many. A step.

    Lists without a parcel, and those back in stock already, are left as they are.

    Raises:
        Refused: one is through the gate, or in an inventory of which something is.
    """
    require_transaction()
    found = list(Parcel.objects.filter(pk__in=list_ids).exclude(status=flow.BACK).order_by("pk"))
    inside = sorted({one.inventory_id for one in found if one.inventory_id is not None})
    carried.hold_documents((DocKind.INVENTORY.value, pk) for pk in inside)
    rows = Inventory.objects.select_related("ledger").filter(pk__in=inside).order_by("pk")
    groups = [(row, [one for one in found if one.inventory_id == row.pk]) for row in rows]
    waiting = [one for one in found if one.inventory_id is None]
    if found:
        _take_out(groups, reason=law.CANCELLED, pass_no="", actor=actor, at=at, waiting=waiting)
    return len(found)


def _held(inventory_id: int) -> Inventory:
    carried.hold_documents([(DocKind.INVENTORY.value, inventory_id)])
    return Inventory.objects.select_related("ledger").get(pk=inventory_id)


def _parcels(row: Inventory, *, pre_nos: Collection[str]) -> list[Parcel]:
    """The parcels of these numbers, all of which are in the inventory."""
    wanted = {number.strip() for number in pre_nos if number.strip()}
    if not wanted:
        raise Refused(Violation(law.NO_CHOICE, "pre_nos"))
    found = list(Parcel.objects.filter(inventory_id=row.pk, pre_no__in=wanted).order_by("pk"))
    missing = sorted(wanted - {one.pre_no for one in found})
    if missing:
        raise Refused(*(Violation(law.NOT_IN_IT, "pre_nos", args=(("number", no),)) for no in missing))
    return found


def _take_out(
    groups: Sequence[tuple[Inventory, Sequence[Parcel]]],
    *,
    reason: str,
    pass_no: str,
    actor: Actor,
    at: datetime,
    waiting: Sequence[Parcel] = (),
) -> None:
    """Take parcels out of held inventories: off gate passes, off lines, and let them go. A step.

    ``waiting``: parcels in no inventory that go back to stock with them.
    """
    for row, parcels in groups:
        _lighten(row, parcels=parcels, reason=reason, pass_no=pass_no, actor=actor, at=at)
    wanted = {one.pk: one.inventory_id for some in (*(p for _, p in groups), waiting) for one in some}
    locked: list[Parcel] = lock_rows(Parcel, keys=list(wanted))
    if {one.pk: one.inventory_id for one in locked} != wanted:
        raise Conflict(Violation(MOVED_ON))
    back = reason not in law.WAITS_AGAIN
    free_parcels(groups, reason=reason, back=back, at=at, actor_id=actor.user_id, also_back=waiting)
    for row, _ in groups:
        _void_empty(row, at=at, actor_id=actor.user_id)


def _lighten(
    row: Inventory, *, parcels: Sequence[Parcel], reason: str, pass_no: str, actor: Actor, at: datetime
) -> None:
    """Take parcels off the lines of a held inventory and off its gate pass."""
    found = law.judge_taking_out(
        inv_type=row.inv_type,
        status=row.status,
        gate=row.gate_axis,
        reason=reason,
        is_officer=not actor.is_firm,
    )
    if found:
        raise Refused(*found)
    shares = _shares(row, parcels=parcels)
    off = _off_passes(row, shares=shares, pass_no=pass_no, is_officer=not actor.is_firm)
    if off is not None:
        rides = [Ride(DocKind.INVENTORY.value, row.pk, line_id, qty) for line_id, qty in off.qty.items()]
        carried.take_off_pass(rides, at=at, actor_id=actor.user_id, note=reason)
    _reduce_lines(row, shares=shares)
    _record(row, count=len(parcels), reason=reason, at=at, actor_id=actor.user_id)
    if off is not None:
        _reduce_pass(off, shares=shares, reason=reason, at=at, actor_id=actor.user_id)


def _shares(row: Inventory, *, parcels: Sequence[Parcel]) -> dict[int, Share]:
    """What these parcels contribute to each line, by the line's id; a parcel weighs on its first goods."""
    lines = {(i, c): pk for i, c, pk in row.lines.values_list("item_id", "currency", "pk")}
    kg = {one.pk: one.gross_kg for one in parcels}
    found: dict[int, Share] = {}
    for one in goods_of(kg):
        line_id = lines[one.item_id, one.currency]
        had = found.get(line_id, Share())
        weight = kg.pop(one.parcel_id, _ZERO)
        found[line_id] = Share(had.qty + one.qty, had.total + one.total, had.gross_kg + weight)
    return found


def _off_passes(
    row: Inventory, *, shares: dict[int, Share], pass_no: str, is_officer: bool
) -> law.PassFact | None:
    """The gate pass that gives goods up, and how much of each line; None: no pass has to."""
    rides = GatePassLine.objects.filter(
        kind=DocKind.INVENTORY, doc_id=row.pk, gate_pass__status__in=flow.LIVE_PASS
    )
    qty: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for pass_id, line_id, amount in rides.values_list("gate_pass_id", "line_id", "qty"):
        qty[pass_id][line_id] = amount
    passes = GatePass.objects.filter(pk__in=qty).order_by("pk").values_list("pk", "number", "status")
    lines = row.lines.values_list("pk", "qty", "on_pass_qty")
    off, found = law.off_passes(
        {line_id: share.qty for line_id, share in shares.items()},
        lines=[law.LineFact(*line) for line in lines],
        passes=[law.PassFact(pk, number, status, qty[pk]) for pk, number, status in passes],
        chosen=pass_no.strip(),
        is_officer=is_officer,
    )
    if found:
        raise Refused(*found)
    return off


def _reduce_lines(row: Inventory, *, shares: dict[int, Share]) -> None:
    """Take the shares off the lines; what rounding left over never makes anything negative."""
    lines = list(InventoryLine.objects.filter(pk__in=shares))
    for line in lines:
        share = shares[line.pk]
        line.qty -= share.qty
        line.total = max(_ZERO, (line.total - share.total).quantize(Decimal("0.01"))) if line.qty else _ZERO
        line.gross_kg = max(_ZERO, line.gross_kg - share.gross_kg)
        line.net_kg = min(line.net_kg, line.gross_kg)
    InventoryLine.objects.bulk_update(lines, ["qty", "total", "gross_kg", "net_kg"])


def _record(row: Inventory, *, count: int, reason: str, at: datetime, actor_id: int | None) -> None:
    """Say it in the events of an approved inventory; how much of it is on passes may be more now."""
    if row.status != flow.APPROVED:
        return
    lines = [passages.Carried(*line) for line in row.lines.values_list("qty", "on_pass_qty", "passed_qty")]
    values = {"pass_use": passages.pass_use(lines)}
    move(row, verb="take_out", values=values, at=at, actor_id=actor_id, note=f"{reason} {count}")


def _reduce_pass(
    off: law.PassFact, *, shares: dict[int, Share], reason: str, at: datetime, actor_id: int | None
) -> None:
    """Take what came off a gate pass off its lines and its weights.

    Raises:
        Conflict: the pass went on meanwhile.
    """
    (one,) = lock_rows(GatePass, keys=[off.pass_id])
    lines = list(GatePassLine.objects.filter(gate_pass=one, kind=DocKind.INVENTORY, line_id__in=off.qty))
    lighter = _ZERO
    for line in lines:
        weight = min(line.gross_kg, shares[line.line_id].gross_kg)
        line.qty -= off.qty[line.line_id]
        line.gross_kg -= weight
        line.net_kg = min(line.net_kg, line.gross_kg)
        lighter += weight
    GatePassLine.objects.bulk_update(lines, ["qty", "gross_kg", "net_kg"])
    gross = max(_ZERO, one.gross_kg - lighter)
    total = one.vehicle_kg + one.frame_kg + one.container_kg + gross
    values = (gross, min(one.net_kg, gross), total)
    step = Step(one.pk, "take_out", off.status, values, reason)
    columns = ("gross_kg", "net_kg", "total_kg")
    if not move_many(GATE_PASS_TRAIL, [step], columns=columns, at=at, actor_id=actor_id):
        raise Conflict(Violation(MOVED_ON))


def _void_empty(row: Inventory, *, at: datetime, actor_id: int | None) -> None:
    """An inventory from which everything was taken, and that stands on no live gate pass, is deleted."""
    live = GatePassDoc.objects.filter(
        kind=DocKind.INVENTORY, doc_id=row.pk, gate_pass__status__in=flow.LIVE_PASS
    )
    if row.lines.filter(qty__gt=0).exists() or live.exists():
        return
    values: dict[str, object] = {}
    if row.booking == flow.PRE_BOOKED:
        values = {"booking": axes.booking_after("void", source=row.booking), "pre_booked_at": None}
    move(row, verb="void", values=values, at=at, actor_id=actor_id)
