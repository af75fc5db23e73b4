"""Steps that let gathered parcels go: they wait again, or go back to stock, with their own pre-booking."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bonded.models import Counter, Inventory, Kind, LedgerItem, Parcel
from bonded.rules import flow
from bonded.services import booking
from bonded.services.standing import PARCEL_TRAIL
from bonded.services.stock import Movement, book
from bonded.sets.parcels import GoodsOf, goods_of
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Violation
from kernel.rules import MOVED_ON

_LEFT = ("inventory_id", "reason")


def let_go(row: Inventory, *, at: datetime, actor_id: int | None) -> int:
    """All parcels of a (locked) inventory that is deleted wait again; how many. A step."""
    require_transaction()
    rows = lock_rows(Parcel.objects.filter(inventory_id=row.pk, status=flow.GATHERED), keys=_of(row))
    free_parcels([(row, rows)], reason="", back=False, at=at, actor_id=actor_id)
    return len(rows)


def free_parcels(
    groups: Sequence[tuple[Inventory, Sequence[Parcel]]],
    *,
    reason: str,
    back: bool,
    at: datetime,
    actor_id: int | None,
    also_back: Sequence[Parcel] = (),
) -> None:
    """Take locked parcels off their inventories, pre-bookings with them; ``back``: to stock, not to wait.

    ``also_back``: locked parcels that wait and go back to stock at the same time.

    Raises:
        Conflict: one of them is not there any more.
    """
    verb = "return" if back else "take_out"
    parcels = [one for _, some in groups for one in some]
    steps = [Step(one.pk, verb, flow.GATHERED, (None, reason), reason) for one in parcels]
    steps += [Step(one.pk, "return", flow.WAITING, (None, reason), reason) for one in also_back]
    moved = move_many(PARCEL_TRAIL, steps, columns=_LEFT, at=at, actor_id=actor_id)
    if len(moved) != len(steps):
        raise Conflict(Violation(MOVED_ON))
    goods = goods_of(one.pk for one in parcels)
    lock_rows(LedgerItem, keys={one.item_id for one in goods})
    for row, some in groups:
        mine = {one.pk: one.pre_no for one in some}
        own = [one for one in goods if one.parcel_id in mine]
        _hand_back(row, goods=own, numbers=mine, at=at, actor_id=actor_id)
    to_stock = [*(parcels if back else ()), *also_back]
    if to_stock:
        booking.give_back([one.pk for one in to_stock], at=at, actor_id=actor_id)


def _hand_back(
    row: Inventory,
    *,
    goods: Sequence[GoodsOf],
    numbers: dict[int, str],
    at: datetime,
    actor_id: int | None,
) -> None:
    """What the inventory had taken over of these parcels' pre-bookings is theirs again; items are locked."""
    lines = {
        (item_id, currency): seq
        for item_id, currency, seq in row.lines.values_list("item_id", "currency", "seq")
    }
    given: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    moves: list[Movement] = []
    for one in goods:
        given[one.item_id, lines[one.item_id, one.currency]] += one.qty
        who = (one.item_id, one.parcel_id, numbers[one.parcel_id], one.line)
        moves.append((*who, Counter.PREVD_REDC, one.qty))
    taken: list[Movement] = [
        (item_id, row.pk, row.number, seq, Counter.PREVD_REDC, -qty)
        for (item_id, seq), qty in sorted(given.items())
    ]
    book([*taken, *moves], kind=Kind.TAKEN_OVER, at=at, actor_id=actor_id)


def _of(row: Inventory) -> list[int]:
    return list(Parcel.objects.filter(inventory_id=row.pk).values_list("pk", flat=True))
