"""Inventories of the firm ``broker`` in each state that an address begins from, and parcels that wait."""

from bonded.models import Inventory
from bonded.services import inventories
from bonded.services.gathering_parcels import gather_parcels
from bonded.services.inventory_writing import move
from kernel.orm.tx import intention
from tests.bonded.inventory_world import EMS, filed, goods, head, released
from tests.office import AT, Office


def things(office: Office) -> dict[str, object]:
    """A draft, one that waits for an officer, an approved one, and a CBEC inventory of one list."""
    draft, waiting, refusable = (
        inventories.draft_inventory(actor=office.broker, head=head(), lines=[goods()], at=AT)
        for _n in range(3)
    )
    for number in (waiting, refusable):
        with intention():
            row = Inventory.objects.get(number=number)
            move(row, verb="submit", values={"submitted_at": AT}, at=AT, actor_id=None)
    live = filed(office.broker, head())
    one, _other = released(), released()
    cbec = gather_parcels(actor=office.broker, ems_no=EMS, pre_nos=[one.pre_no], at=AT)
    return {
        "bonded:inventory.number": live.number,
        "bonded:inventory_edit.number": draft,
        "bonded:inventory_submit.number": draft,
        "bonded:inventory_approve.number": waiting,
        "bonded:inventory_refuse.number": refusable,
        "bonded:inventory_void.number": live.number,
        "bonded:inventory_receive.number": live.number,
        "bonded:parcels_take_out.number": cbec.number,
    }
