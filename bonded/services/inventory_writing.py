"""Steps that write inventories: a new one with its lines, a changed one, and one move along its flow."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError

from bonded.facts import InventoryGoods, InventoryHead
from bonded.models import EntryAxis, GateAxis, Inventory, InventoryLine, Ledger, PassUse
from bonded.rules import flow
from bonded.rules.inventories import OWN_NO_TAKEN, ItemFact, declares, merged
from bonded.selectors.inventory_facts import items_named
from bonded.services.standing import INVENTORY_TRAIL
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import require_transaction, savepoint
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_HEAD = InventoryHead._fields[1:]
_ENTERING = (
    "number", "ledger_id", "firm_id", "agent_id", "office", "created_by_id", "created_at", "declares",
    "gate_axis", "pass_use", "entry_axis", "booking", "period_id", "entry_no", "said", *_HEAD,
)  # fmt: skip


def make_inventory(
    head: InventoryHead,
    *,
    ledger: Ledger,
    lines: Sequence[InventoryGoods],
    number: str,
    at: datetime,
    actor_id: int | None,
    agent_id: int | None = None,
    period_id: int | None = None,
    note: str = "",
) -> Inventory:
    """Enter a draft with its lines; what it says was judged before. A step.

    Raises:
        Refused: the firm has an inventory with this internal number.
    """
    require_transaction()
    (pk,) = reserve(1)
    needs = declares(head.inv_type)
    entry_axis = EntryAxis.WAITING if needs else EntryAxis.NOT_NEEDED
    said = [getattr(head, name).strip() if name != "by_partner" else head.by_partner for name in _HEAD]
    values = (
        number, ledger.pk, ledger.firm_id, agent_id, ledger.office, actor_id, at, needs, GateAxis.NONE,
        PassUse.NONE, entry_axis, flow.NOT_BOOKED, period_id, "", "", *said,
    )  # fmt: skip
    try:
        with savepoint():
            entry = Entry(pk, "draft", values, note)
            enter_many(INVENTORY_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor_id)
    except IntegrityError:
        raise own_no_taken(head.own_no.strip(), firm_id=ledger.firm_id) from None
    row = Inventory.objects.select_related("ledger").get(pk=pk)
    write_lines(row, lines=lines)
    return row


def write_lines(row: Inventory, *, lines: Sequence[InventoryGoods]) -> None:
    """Write the lines of a draft, in place of those that it had; what is not said comes from the ledger."""
    require_transaction()
    items = items_named(row.ledger_id, record_nos={line.item_record_no for line in lines})
    row.lines.all().delete()
    told = merged(lines, items=items) if row.declares else lines
    InventoryLine.objects.bulk_create(
        [_line(row, seq=seq, line=line, items=items) for seq, line in enumerate(told, start=1)]
    )


def write_head(row: Inventory, *, head: InventoryHead) -> None:
    """Write the changed head of a locked draft.

    Raises:
        Refused: the firm has another inventory with this internal number.
    """
    needs = declares(head.inv_type)
    said = {name: getattr(head, name) for name in _HEAD}
    try:
        with savepoint():
            Inventory.objects.filter(pk=row.pk).update(
                declares=needs,
                entry_axis=EntryAxis.WAITING if needs else EntryAxis.NOT_NEEDED,
                version=row.version + 1,
                **said,
            )
    except IntegrityError:
        raise own_no_taken(head.own_no, firm_id=row.firm_id) from None
    for name, value in said.items():
        setattr(row, name, value)
    row.declares = needs


def own_no_taken(own_no: str, *, firm_id: int) -> Refused:
    """That the internal number stands already, and on which inventory."""
    found = Inventory.objects.filter(firm_id=firm_id, own_no=own_no).values_list("number", flat=True).first()
    args = (("own_no", own_no), ("number", found or ""))
    return Refused(Violation(OWN_NO_TAKEN, "head.own_no", args=args))


def move(
    row: Inventory,
    *,
    verb: str,
    values: Mapping[str, object],
    at: datetime,
    actor_id: int | None,
    note: str = "",
) -> None:
    """One move of a locked inventory.

    Raises:
        Conflict: it does not stand where the move begins.
    """
    step = Step(row.pk, verb, row.status, tuple(values.values()), note)
    if not move_many(INVENTORY_TRAIL, [step], columns=tuple(values), at=at, actor_id=actor_id):
        raise Conflict(Violation(MOVED_ON))
    row.refresh_from_db(fields=["status", "since", "version", *values])


def _line(row: Inventory, *, seq: int, line: InventoryGoods, items: Mapping[str, ItemFact]) -> InventoryLine:
    item = items[line.item_record_no]
    same = ("qty", "unit_price", "total", "currency", "origin", "spec", "gross_kg", "net_kg", "lot_no",
            "best_before", "produced_on", "limit_on", "entry_line")  # fmt: skip
    return InventoryLine(
        inventory=row,
        seq=seq,
        item_id=item.item_id,
        gcode=line.gcode or item.gcode,
        gname=line.gname or item.gname,
        unit=line.unit or item.unit,
        **{name: getattr(line, name) for name in same},
    )
