"""Stopping what an officer names by its number, in whichever room it lies."""

from datetime import datetime

from bonded.facts import StopTarget
from bonded.models import StopKind
from bonded.selectors import find_target
from bonded.services.steps import put_stop
from declarations.selectors import list_by_pre_no
from enterprises.facts import Actor
from kernel.orm.tx import intention


def order_stop(
    *, actor: Actor, at: datetime, kind: str, number: str, ground: str, ems_no: str = "", lot_no: str = ""
) -> str:
    """Stop a list, a ledger item, a lot, a vehicle or a firm; the number of the order. It counts at once.

    Raises:
        Refused: not an officer of the office, no such thing there, no ground, or stopped by the same
            officer already.
    """
    with intention():
        if kind == StopKind.LIST:
            target = list_target(actor, pre_no=number.strip())
        else:
            target = find_target(actor, kind=kind, number=number, ems_no=ems_no, lot_no=lot_no)
        return put_stop(target, ground=ground, actor=actor, at=at).number


def list_target(actor: Actor, *, pre_no: str) -> StopTarget | None:
    """The import list of this pre-entry number, if it lies at one of the actor's offices."""
    lst = list_by_pre_no(pre_no, actor=actor)
    if lst is None:
        return None
    return StopTarget(StopKind.LIST, lst.pre_no, lst.customs_code, firm_id=lst.firm_id)
