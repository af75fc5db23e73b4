"""Inventories decided: by the portal where nothing speaks for an officer, else approved or refused by one."""

from datetime import datetime

from bonded.facts import Claim, LotLabel
from bonded.models import DocKind, Inventory
from bonded.permissions import check_may_book_at
from bonded.rules import axes, flow
from bonded.rules import inventories as law
from bonded.rules import inventory_life as life
from bonded.rules.filing import NOT_YOURS
from bonded.rules.ledger import SUSPENDED
from bonded.selectors.drawing import is_drawn
from bonded.selectors.inventories import inventories_for
from bonded.selectors.inventory_facts import judged
from bonded.selectors.stops import live_stops
from bonded.services import booking, carried
from bonded.services.inventory_writing import move
from bonded.services.telling import tell_about
from enterprises.facts import Actor, News, ToPosts
from enterprises.selectors import grades_of, suspensions_of
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_DECIDERS = frozenset({"officer", "chief"})
# Their goods have been through the gate before the inventory is approved.
_THROUGH_ALREADY = frozenset({law.ENTER_FIRST, law.CENTRALISED})


def approve_inventory(*, actor: Actor, number: str, at: datetime) -> None:
    """Approve an inventory that waits for an officer; it is pre-booked with that.

    Raises:
        Refused: not an officer of the office, a suspended firm, or what speaks against it now.
        Conflict: it is decided already.
    """
    with intention():
        row = _lock(actor, number=number, at=at)
        found = () if row.inv_type == law.CBEC else judged(row, on=business_date(at), made=_is_made(row))
        if found:
            raise Refused(*found)
        check_not_stopped(row)
        if row.inv_type != law.CENTRALISED and suspensions_of([row.firm_id], at=at):
            raise Refused(Violation(SUSPENDED, "firm"))
        approve(row, verb="approve", at=at, actor_id=actor.user_id)


def refuse_inventory(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Refuse an inventory, with the reason; the firm may change it and hand it in again.

    Raises:
        Refused: not an officer of the office, or no reason.
        Conflict: it is decided already.
    """
    found = life.judge_reason(reason)
    if found:
        raise Refused(*found)
    with intention():
        row = _lock(actor, number=number, at=at)
        values = {"decided_by_id": actor.user_id, "said": reason.strip()}
        move(row, verb="refuse", values=values, at=at, actor_id=actor.user_id, note=reason.strip())
        tell_about(row, kind="inventory_refused", at=at)


def pass_or_route(row: Inventory, *, at: datetime) -> None:
    """Approve a submitted inventory at once, or leave it to an officer of the office. A step.

    Raises:
        Refused: the ledger does not have the goods.
    """
    on = business_date(at)
    why = life.why_manual(
        grade=grades_of([row.firm_id], on=on)[row.firm_id],
        inv_type=row.inv_type,
        drawn=is_drawn(row.number, paper="inventory", on=on),
    )
    if not why:
        approve(row, verb="pass", at=at, actor_id=None)
        return
    judge_stock(row, at=at)
    notify([News("inventory_waiting", row.number, ToPosts(row.office, _DECIDERS))], at=at)


def approve(row: Inventory, *, verb: str, at: datetime, actor_id: int | None) -> None:
    """Approve a locked inventory and pre-book its lines; the receiver of a transfer hears of it. A step.

    A gathered one holds its pre-bookings already.

    Raises:
        Refused: the ledger does not have the goods, or may not move.
        Conflict: it is not with customs.
    """
    values = {
        "booking": axes.booking_after("approve", source=row.booking),
        "pre_booked_at": at,
        "decided_by_id": actor_id,
    }
    move(row, verb=verb, values=values, at=at, actor_id=actor_id)
    if not _is_made(row):
        booking.pre_book(claims_of(row), direction=row.direction, at=at, actor_id=actor_id)
    if row.inv_type in _THROUGH_ALREADY:
        carried.enter_first([row.pk], at=at, actor_id=actor_id)
    tell_about(row, kind="inventory_approved", at=at, fold_key=f"inventory {row.number}")
    if row.related_no:
        tell_about(Inventory.objects.get(number=row.related_no), kind="transfer_sent", at=at)


def judge_stock(row: Inventory, *, at: datetime) -> None:
    """Refuse what the ledger does not have now, although an officer decides later.

    Raises:
        Refused: every reason against pre-booking it.
    """
    if not _is_made(row):
        found = booking.judge_claims(claims_of(row), direction=row.direction, at=at)
        if found:
            raise Refused(*found)


def claims_of(row: Inventory) -> list[Claim]:
    """What the lines of an inventory claim of their ledger items; a lot only where one is named."""
    lines = row.lines.order_by("seq")
    return [
        Claim(
            row.pk,
            row.number,
            line.seq,
            line.item_id,
            line.qty,
            LotLabel(line.lot_no, line.best_before)
            if row.direction == law.OUT and (line.lot_no or line.best_before)
            else None,
        )
        for line in lines
    ]


def check_not_stopped(row: Inventory) -> None:
    """Honour a stop order against the firm; those against items and lots speak when stock is claimed.

    Raises:
        Refused: INV-26.
    """
    stop = live_stops(firm_ids=[row.firm_id]).firms.get(row.firm_id)
    if stop:
        raise Refused(Violation(life.STOPPED, args=(("stop", stop),)))


def _is_made(row: Inventory) -> bool:
    return row.inv_type in law.GATHERED_TYPES


def _lock(actor: Actor, *, number: str, at: datetime) -> Inventory:
    """The inventory, locked with the other half of its transfer, for an officer of its office."""
    first = inventories_for(actor, on=business_date(at)).filter(number=number).first()
    if first is None:
        raise Refused(Violation(NOT_YOURS))
    check_may_book_at(actor, office=first.office)
    pair = Inventory.objects.filter(number=first.related_no) if first.related_no else ()
    carried.hold_documents((DocKind.INVENTORY.value, pk) for pk in {first.pk, *(one.pk for one in pair)})
    row = Inventory.objects.select_related("ledger", "firm").get(pk=first.pk)
    if row.status != flow.SUBMITTED:
        raise Conflict(Violation(MOVED_ON))
    return row
