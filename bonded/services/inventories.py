"""Inventories of a firm: drafted, changed, handed in, deleted; and a transfer received inside the zone."""

from collections.abc import Sequence
from datetime import datetime

from bonded.facts import InventoryGoods, InventoryHead
from bonded.models import DocKind, Inventory, Ledger
from bonded.permissions import check_may_book_at, check_may_file_for, check_may_report_for, may_file_for
from bonded.rules import axes, flow, numbers
from bonded.rules import inventories as law
from bonded.rules import inventory_life as life
from bonded.rules.filing import NOT_YOURS
from bonded.selectors.inventories import inventories_for
from bonded.selectors.inventory_facts import codes_on, deletion_of, items_named, judged
from bonded.services import booking, carried
from bonded.services.inventory_deciding import check_not_stopped, pass_or_route
from bonded.services.inventory_writing import make_inventory, move, own_no_taken, write_head, write_lines
from bonded.services.numbering import next_no
from bonded.services.telling import tell_about
from bonded.services.waiting_parcels import let_go
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.orm.trail import check_unchanged
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

EDITABLE = (flow.DRAFT, flow.REFUSED)


def draft_inventory(
    *, actor: Actor, head: InventoryHead, lines: Sequence[InventoryGoods], at: datetime
) -> str:
    """Keep a draft; its number. What it still lacks is judged when it is handed in.

    Raises:
        Refused: a ledger one may not file for, an internal number that stands already, items that the
            ledger does not have, or what no draft can hold.
    """
    with intention():
        ledger = _ledger(actor, ems_no=head.ems_no, at=at)
        _check_draft(head, lines=lines, ledger=ledger, at=at)
        number = next_no(numbers.INVENTORY, office=ledger.office, at=at, letter=head.direction)
        agent_id = None if actor.firm_id == ledger.firm_id else actor.firm_id
        make_inventory(
            head, ledger=ledger, lines=lines, number=number, at=at, actor_id=actor.user_id, agent_id=agent_id
        )
    return number


def change_inventory(
    *,
    actor: Actor,
    number: str,
    head: InventoryHead,
    lines: Sequence[InventoryGoods],
    seen: int | None = None,
    at: datetime,
) -> None:
    """Change a draft, or one that was refused; of a gathered one only words and prices.

    ``seen`` is the version that was written on.

    Raises:
        Refused: as ``draft_inventory``, or goods and quantities of a gathered one.
        Conflict: it is with customs or decided, or somebody has changed it since it was seen.
    """
    with intention():
        row = lock_own(actor, number=number, at=at)
        _check_may_go_on(actor, row=row, at=at)
        if row.status not in EDITABLE:
            raise Conflict(Violation(MOVED_ON))
        check_unchanged(row, seen=seen)
        head = head._replace(ems_no=row.ledger.ems_no, direction=row.direction)
        _check_draft(head, lines=lines, ledger=row.ledger, at=at, row=row)
        write_head(row, head=head)
        write_lines(row, lines=lines)


def submit_inventory(*, actor: Actor, number: str, at: datetime) -> int:
    """Hand an inventory in; it passes at once or waits for an officer: the status it then has.

    Raises:
        Refused: every reason against it, stock included; nothing is booked.
        Conflict: it is no draft (any more).
    """
    with intention():
        row = lock_own(actor, number=number, at=at)
        _check_may_go_on(actor, row=row, at=at)
        if row.status not in EDITABLE:
            raise Conflict(Violation(MOVED_ON))
        if row.inv_type != law.CBEC:
            made = row.inv_type in law.GATHERED_TYPES
            found = judged(row, on=business_date(at), made=made)
            if found:
                raise Refused(*found)
        check_not_stopped(row)
        move(row, verb="submit", values={"submitted_at": at, "said": ""}, at=at, actor_id=actor.user_id)
        pass_or_route(row, at=at)
    return row.status


def void_inventory(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Delete an inventory of which nothing has moved; exactly its own pre-booking is reversed.

    Released lists that it had gathered wait again. A firm deletes its own, an officer an approved one.

    Raises:
        Refused: it rides on a live gate pass, has passed the gate, is declared or quoted, or no reason.
        Conflict: it is deleted already.
    """
    found = life.judge_reason(reason)
    if found:
        raise Refused(*found)
    with intention():
        row = lock_own(actor, number=number, at=at)
        _check_may_void(actor, row=row, at=at)
        found = life.judge_deletion(deletion_of(row))
        if found:
            raise Refused(*found)
        values: dict[str, object] = {"said": reason.strip()}
        if row.booking == flow.PRE_BOOKED:
            values["booking"] = axes.booking_after("void", source=row.booking)
            values["pre_booked_at"] = None
        move(row, verb="void", values=values, at=at, actor_id=actor.user_id, note=reason.strip())
        if row.inv_type == law.CBEC:
            let_go(row, at=at, actor_id=actor.user_id)
        else:
            booking.give_back([row.pk], at=at, actor_id=actor.user_id)
        if actor.is_officer:
            tell_about(row, kind="inventory_deleted", at=at)


def lock_own(actor: Actor, *, number: str, at: datetime) -> Inventory:
    """The inventory with its ledger, locked together with the receiver's that it quotes. A step.

    Raises:
        Refused: there is none of that number that the actor may see.
    """
    known = inventories_for(actor, on=business_date(at)).filter(number=number)
    first = known.values_list("pk", "related_no").first()
    if first is None:
        raise Refused(Violation(NOT_YOURS))
    pair = Inventory.objects.filter(number=first[1]).values_list("pk", flat=True) if first[1] else ()
    carried.hold_documents((DocKind.INVENTORY.value, pk) for pk in {first[0], *pair})
    return Inventory.objects.select_related("ledger", "firm").get(pk=first[0])


def _check_may_go_on(actor: Actor, *, row: Inventory, at: datetime) -> None:
    """To declare centrally what has left is a duty, with a deadline; every other inventory is a new act."""
    duty = row.inv_type == law.CENTRALISED
    check = check_may_report_for if duty else check_may_file_for
    check(actor, firm_id=row.firm_id, at=at)


def _ledger(actor: Actor, *, ems_no: str, at: datetime) -> Ledger:
    """The ledger, for whom it belongs to or for its agent."""
    row = Ledger.objects.filter(ems_no=ems_no).first()
    if row is None or not may_file_for(actor, firm_id=row.firm_id, on=business_date(at)):
        raise Refused(Violation(law.UNKNOWN_LEDGER, "head.ems_no", args=(("ems_no", ems_no),)))
    check_may_file_for(actor, firm_id=row.firm_id, at=at)
    return row


def _check_draft(
    head: InventoryHead,
    *,
    lines: Sequence[InventoryGoods],
    ledger: Ledger,
    at: datetime,
    row: Inventory | None = None,
) -> None:
    """Refuse what not even a draft can hold."""
    items = items_named(ledger.pk, record_nos={line.item_record_no for line in lines})
    made = row is not None and row.inv_type in law.GATHERED_TYPES
    found = law.judge(head, lines=lines, items=items, codes=codes_on(business_date(at)), made=made)
    blocking = [violation for violation in found if law.blocks_draft(violation)]
    if row is not None and made and _moves_other_goods(row, head=head, lines=lines):
        blocking.append(Violation(law.QUANTITY_FIXED, "lines"))
    if blocking:
        raise Refused(*blocking)
    same = Inventory.objects.filter(firm_id=ledger.firm_id, own_no=head.own_no.strip())
    if (same if row is None else same.exclude(pk=row.pk)).exists():
        raise own_no_taken(head.own_no.strip(), firm_id=ledger.firm_id)


def _moves_other_goods(row: Inventory, *, head: InventoryHead, lines: Sequence[InventoryGoods]) -> bool:
    """Whether a change would move other goods than were gathered."""
    stands = list(row.lines.order_by("seq").values_list("item__item_record_no", "qty"))
    asked = [(line.item_record_no, line.qty) for line in lines]
    return row.inv_type == law.CBEC or head.inv_type != row.inv_type or stands != asked


def _check_may_void(actor: Actor, *, row: Inventory, at: datetime) -> None:
    if actor.is_officer:
        check_may_book_at(actor, office=row.office)
        if row.status != flow.APPROVED:
            raise Conflict(Violation(MOVED_ON))
    elif not may_file_for(actor, firm_id=row.firm_id, on=business_date(at)):
        raise Refused(Violation(NOT_YOURS))
