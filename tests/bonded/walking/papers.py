"""Inventories, transfers and their entry declarations on a walk."""

from bonded.facts import InventoryGoods
from bonded.models import Inventory, Lot
from bonded.rules import flow
from bonded.services import deliveries, inventories, inventory_booking, inventory_deciding
from bonded.services.transfers import receive_transfer
from kernel.refusal import Conflict, Violation
from kernel.rules import MOVED_ON
from tests.bonded.inventory_world import goods, head
from tests.bonded.walking.walk import ACTS as ACTS
from tests.bonded.walking.walk import EMS, GROUND, THEIRS, P, Q, Walk, act, one, own


def _lines(i: int, j: int, *, lot: str = "") -> list[InventoryGoods]:
    first = goods((P, Q)[i % 2], qty=str(1 + j), lot_no=lot)
    return [first, goods((Q, P)[i % 2], qty="0.5")] if i % 5 == 0 else [first]


def _file(walk: Walk, lines, *, actor=None, **said) -> str | None:
    """A draft, handed in at once."""
    who = actor or walk.firm
    said.setdefault("ems_no", EMS)
    number = walk.do(inventories.draft_inventory, actor=who, head=head(own_no=own(), **said), lines=lines)
    if number:
        walk.do(inventories.submit_inventory, actor=who, number=number)
    return number


@act
def file_in(walk, i, j):
    _file(walk, _lines(i, j, lot=f"L{i % 3}"))


@act
def file_out(walk, i, j):
    lines = _lines(i, j)
    lot = one(Lot.objects.filter(item__ledger__ems_no=EMS), i)
    if i % 3 == 0 and lot is not None:
        said = {"lot_no": lot.lot_no, "best_before": lot.best_before}
        lines = [goods(lot.item.item_record_no, qty=str(1 + j), **said)]
    _file(walk, lines, direction="E", traf_mode="9")


@act
def draft(walk, i, j):
    """Kept as a draft: handed in later, or never."""
    way = {"direction": "E", "traf_mode": "9"} if i % 2 else {}
    said = head(own_no=own(), ems_no=EMS, **way)
    walk.do(inventories.draft_inventory, actor=walk.firm, head=said, lines=_lines(i, j))


@act
def change_draft(walk, i, j):
    row = one(Inventory.objects.filter(status__in=(flow.DRAFT, flow.REFUSED)), i)
    if row is not None:
        said = head(own_no=own(), ems_no=EMS, direction=row.direction, traf_mode="9")
        call = {"actor": walk.firm, "number": row.number, "head": said, "lines": _lines(i, j)}
        walk.do(inventories.change_inventory, **call)


@act
def submit_inventory(walk, i, j):
    row = one(Inventory.objects.filter(status__in=(flow.DRAFT, flow.REFUSED)), i)
    if row is not None:
        walk.do(inventories.submit_inventory, actor=walk.firm, number=row.number)


@act
def decide_inventory(walk, i, j):
    row = one(Inventory.objects.filter(status=flow.SUBMITTED), i)
    if row is None:
        return
    if j == 0:
        call = {"actor": walk.first, "number": row.number, "reason": GROUND}
        walk.do(inventory_deciding.refuse_inventory, **call)
    else:
        walk.do(inventory_deciding.approve_inventory, actor=walk.first, number=row.number)


@act
def void_inventory(walk, i, j):
    row = one(Inventory.objects.exclude(status=flow.VOID), i)
    if row is not None:
        who = walk.first if j == 0 else walk.firm
        walk.do(inventories.void_inventory, actor=who, number=row.number, reason=GROUND)


@act
def file_of_bill(walk, i, j):
    """Goods that entered first are declared."""
    _file(walk, _lines(i, j, lot="BILL"), inv_type="3", bill_no=f"BL{i % 2}")


@act
def receive(walk, i, j):
    """The neighbour expects goods, or says that they have come."""
    row = one(Inventory.objects.filter(inv_type="6", direction="I", status=flow.APPROVED), i)
    if row is None or j == 0:
        said = {"inv_type": "6", "traf_mode": "Y", "ems_no": THEIRS, "related_ems_no": EMS}
        _file(walk, [goods(P, qty=str(1 + j))], actor=walk.other, **said)
    else:
        walk.do(receive_transfer, actor=walk.other, number=row.number)


@act
def send(walk, i, j):
    """The sender's half of a transfer, and perhaps at once what the receiver says."""
    row = one(Inventory.objects.filter(inv_type="6", direction="I", status=flow.APPROVED), i)
    if row is None:
        return
    said = {"inv_type": "6", "direction": "E", "traf_mode": "Y", "related_no": row.number}
    qty = row.lines.get().qty
    _file(walk, [goods(P, qty=str(qty))], related_ems_no=THEIRS, **said)
    if j % 2:
        walk.do(receive_transfer, actor=walk.other, number=row.number)


@act
def declare(walk, i, j):
    """The entry declaration of an inventory is handed in."""
    row = one(Inventory.objects.filter(status=flow.APPROVED, declares=True, entry_no=""), i)
    if row is not None:
        ids, at = [row.pk], walk.at
        walk.step(
            lambda: deliveries.entry_declared(ids, at=at, actor_id=None),
            lambda: inventory_booking.set_entry_no(ids, entry_no=f"4921{row.pk:014d}", at=at),
            lambda: _check_approved(row),
        )
        if j >= 2:
            _release(walk, row)


@act
def release_entry(walk, i, j):
    row = one(Inventory.objects.filter(status=flow.APPROVED, entry_axis=0).exclude(entry_no=""), i)
    if row is not None:
        _release(walk, row)


@act
def withdraw_entry(walk, i, j):
    """Withdrawn before it is released or paid."""
    rows = Inventory.objects.filter(entry_axis=0).exclude(entry_no="").exclude(pk__in=walk.paid)
    row = one(rows, i)
    if row is not None:
        ids, at = [row.pk], walk.at
        walk.step(
            lambda: deliveries.entry_withdrawn(ids, at=at, actor_id=None),
            lambda: inventory_booking.set_entry_no(ids, entry_no="", at=at),
        )


@act
def recall_entry(walk, i, j):
    """A release is taken back; of a centralised declaration only before it is paid."""
    row = one(Inventory.objects.filter(entry_axis=1).exclude(inv_type="1", pk__in=walk.paid), i)
    if row is not None:
        ids, at = [row.pk], walk.at
        walk.step(
            lambda: deliveries.entry_withdrawn(ids, at=at, actor_id=None),
            lambda: inventory_booking.set_entry_no(ids, entry_no="", at=at),
            lambda: inventory_booking.declaration_recalled(ids, at=at, actor_id=None),
        )


@act
def pay_entry(walk, i, j):
    row = one(Inventory.objects.filter(declares=True).exclude(entry_no="").exclude(pk__in=walk.paid), i)
    if row is not None and walk.step(
        lambda: deliveries.declared_and_paid([row.pk], at=walk.at, actor_id=None)
    ):
        walk.paid.add(row.pk)


def _check_approved(row: Inventory) -> None:
    """As the room of the declarations asks once the inventory is locked."""
    if not Inventory.objects.filter(pk=row.pk, status=flow.APPROVED).exists():
        raise Conflict(Violation(MOVED_ON))


def _release(walk: Walk, row: Inventory) -> None:
    walk.step(lambda: inventory_booking.declaration_released([row.pk], at=walk.at, actor_id=None))
