"""Transfers inside the zone: the receiver says that the goods have come, both halves are booked at once."""

from datetime import datetime

from bonded.models import DocKind, Inventory
from bonded.permissions import may_file_for
from bonded.rules import flow
from bonded.rules.filing import NOT_YOURS
from bonded.rules.inventories import IN, INSIDE
from bonded.rules.inventory_life import NOT_RECEIVER
from bonded.selectors.inventories import inventories_for
from bonded.services import carried
from enterprises.facts import Actor, News, ToFirm
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation


def receive_transfer(*, actor: Actor, number: str, at: datetime) -> None:
    """Say for the receiver that the goods of a transfer inside the zone have come.

    No gate lies between the two ledgers: with this word all goods of both halves are through, and both
    are booked formally in one transaction, so that the pair nets to zero.

    Raises:
        Refused: not the receiver, or the sender's inventory is not approved (any more).
    """
    with intention():
        row = inventories_for(actor, on=business_date(at)).filter(number=number).first()
        if row is None or not may_file_for(actor, firm_id=row.firm_id, on=business_date(at)):
            raise Refused(Violation(NOT_YOURS))
        sending = Inventory.objects.filter(related_no=number, inv_type=INSIDE, status=flow.APPROVED).first()
        ids = [row.pk] if sending is None else sorted((row.pk, sending.pk))
        carried.hold_documents((DocKind.INVENTORY.value, pk) for pk in ids)
        halves = list(Inventory.objects.filter(pk__in=ids, status=flow.APPROVED, gate_axis=flow.GATE_NONE))
        if sending is None or len(halves) != len(ids) or (row.inv_type, row.direction) != (INSIDE, IN):
            raise Refused(Violation(NOT_RECEIVER))
        # Both in one call: items before lots, of both ledgers.
        carried.enter_first(ids, at=at, actor_id=actor.user_id)
        notify([News("transfer_received", sending.number, ToFirm(sending.firm_id))], at=at)
