"""Steps of parcels: a released list becomes one, it leaves through the gate, its leaving is taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bonded.facts import Claim, NewParcel
from bonded.models import LedgerItem, Parcel, ParcelLine
from bonded.rules import flow
from bonded.services.lots import take_lots
from bonded.services.standing import PARCEL_TRAIL
from bonded.sets.parcels import ItemOwner, owners_of
from bonded.sets.stock import items_of, outstanding
from kernel.orm.copying import copy_rows
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Violation
from kernel.rules import MOVED_ON

_COLUMNS = ("pre_no", "waybill_no", "firm_id", "ledger_id", "office", "released_at", "gross_kg", "reason")
_LINE = ("parcel_id", "line", "item_id", "qty", "total", "currency")


def lock_stock_of(list_ids: Collection[int]) -> None:
    """Lock every ledger item that these lists hold, in one order.

    For a caller that gives some of them back and makes parcels of others in one transaction.
    """
    if list_ids:
        lock_rows(LedgerItem, keys=items_of(list_ids))


def add_parcels(
    parcels: Sequence[NewParcel], *, at: datetime, actor_id: int | None, run_id: int | None = None
) -> int:
    """Make parcels of released lists that hold stock, and take lots for them; how many. Refuses nothing.

    Item and quantity of a line are what the list has pre-booked; a list without stock (direct mail) makes
    none. Several ledgers on one list: the parcel belongs to that of its first line. A few statements for
    the whole set.
    """
    require_transaction()
    if not parcels:
        return 0
    new = {one.list_id: one for one in parcels}
    items = items_of(list(new))
    lock_rows(LedgerItem, keys=items)
    rest = outstanding(list(new), item_ids=items)
    owners = owners_of(items)
    worth = {(p.list_id, g.line): (g.total, g.currency) for p in parcels for g in p.goods}
    first: dict[int, int] = {}
    for row in rest:
        first.setdefault(row.subject_id, row.item_id)
    entries = [_entry(new[list_id], owner=owners[item_id]) for list_id, item_id in first.items()]
    enter_many(PARCEL_TRAIL, entries, columns=_COLUMNS, at=at, actor_id=actor_id, run_id=run_id)
    copy_rows(
        ParcelLine,
        _LINE,
        [
            (r.subject_id, r.line, r.item_id, r.qty, *worth.get((r.subject_id, r.line), (0, "142")))
            for r in rest
        ],
    )
    claims = [Claim(r.subject_id, new[r.subject_id].pre_no, r.line, r.item_id, r.qty) for r in rest]
    take_lots(claims, at=at, actor_id=actor_id)
    return len(entries)


def _entry(one: NewParcel, *, owner: ItemOwner) -> Entry:
    """The first status of a parcel with what is known of it."""
    values = (
        one.pre_no, one.waybill_no, owner.firm_id, owner.ledger_id, one.office, one.released_at,
        one.gross_kg, "",
    )  # fmt: skip
    return Entry(one.list_id, "release", values)


def leave(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> int:
    """The parcels of these CBEC inventories are through the gate; how many that were."""
    return _move_all(inventory_ids, verb="leave", source=flow.GATHERED, at=at, actor_id=actor_id)


def undo_leave(inventory_ids: Collection[int], *, at: datetime, actor_id: int | None) -> int:
    """A wrong passage is taken back: the parcels of these inventories stand in the zone again."""
    return _move_all(inventory_ids, verb="undo", source=flow.GONE, at=at, actor_id=actor_id)


def _move_all(
    inventory_ids: Collection[int], *, verb: str, source: int, at: datetime, actor_id: int | None
) -> int:
    """Move all parcels of these (locked) inventories that stand at ``source``."""
    require_transaction()
    rows = Parcel.objects.filter(inventory_id__in=inventory_ids, status=source)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    moved = move_many(PARCEL_TRAIL, [Step(pk, verb, source) for pk in ids], at=at, actor_id=actor_id)
    if len(moved) != len(ids):
        raise Conflict(Violation(MOVED_ON))
    return len(moved)
