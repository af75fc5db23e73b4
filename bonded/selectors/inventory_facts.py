"""What the rules of inventories are told: codes, ledger items, the other side of a transfer, the bill."""

from collections.abc import Iterable, Sequence
from datetime import date

from bonded.facts import InventoryGoods, InventoryHead
from bonded.models import (
    GatePass,
    GatePassDoc,
    Inventory,
    InventoryLine,
    InventoryType,
    Ledger,
    LedgerItem,
)
from bonded.rules import flow
from bonded.rules.inventories import Codes, ItemFact, judge
from bonded.rules.inventory_life import BILL_NOT_THROUGH, BILL_TAKEN, Deletion
from bonded.rules.transfers import PairLine, Receiving, judge_pair, judge_sides
from codelists.selectors import code_book
from kernel.refusal import Violation

# With customs or approved: it counts against others.
LIVE = (flow.SUBMITTED, flow.APPROVED)
_LINE = (
    "item__item_record_no", "gcode", "unit", "qty", "unit_price", "total", "currency", "origin", "gname",
    "spec", "gross_kg", "net_kg", "lot_no", "best_before", "produced_on", "limit_on", "entry_line",
)  # fmt: skip


def codes_on(on: date) -> Codes:
    """The codes that an inventory may use on the day."""
    book = code_book(on=on)
    return Codes(
        book.supervision_modes, book.transport_modes, book.countries, book.currencies, frozenset(book.offices)
    )


def items_named(ledger_id: int, *, record_nos: Iterable[str]) -> dict[str, ItemFact]:
    """The items of the ledger with these record numbers; unknown ones are absent."""
    rows = LedgerItem.objects.filter(ledger_id=ledger_id, item_record_no__in=set(record_nos))
    found = rows.values_list("item_record_no", "pk", "gcode", "gname", "unit")
    return {row[0]: ItemFact(*row[1:]) for row in found}


def head_of(row: Inventory) -> InventoryHead:
    """What an inventory's head says, as it was filed."""
    return InventoryHead(
        row.ledger.ems_no,
        *(getattr(row, name) for name in InventoryHead._fields[1:]),
    )


def goods_of(row: Inventory) -> list[InventoryGoods]:
    """What an inventory's lines say, in their order."""
    return [InventoryGoods(*line) for line in row.lines.order_by("seq").values_list(*_LINE)]


def judged(row: Inventory, *, on: date, made: bool = False) -> tuple[Violation, ...]:
    """Everything that speaks against submitting this inventory as it stands, stock left aside.

    ``made``: it was gathered, which nobody does by hand.
    """
    head, lines = head_of(row), goods_of(row)
    items = items_named(row.ledger_id, record_nos={line.item_record_no for line in lines})
    found = judge(head, lines=lines, items=items, codes=codes_on(on), made=made)
    return (*found, *judged_other_side(head, row=row, lines=lines, items=items), *judged_bill(row))


def judged_other_side(
    head: InventoryHead, *, row: Inventory, lines: Sequence[InventoryGoods], items: dict[str, ItemFact]
) -> tuple[Violation, ...]:
    """What speaks against an inventory as one half of a transfer."""
    office = row.office
    other = Ledger.objects.filter(ems_no=head.related_ems_no).values_list("office", flat=True).first()
    pair = [_pair_line(line, items=items) for line in lines]
    receiving = receiving_side(head.related_no) if head.related_no else None
    return (
        *judge_sides(head, office=office, other_office=other),
        *judge_pair(head, lines=pair, receiving=receiving, own_no=row.number),
    )


def receiving_side(number: str) -> Receiving | None:
    """The receiver's inventory of this number with its lines; None: there is none."""
    row = Inventory.objects.select_related("ledger").filter(number=number).first()
    if row is None:
        return None
    lines = InventoryLine.objects.filter(inventory=row).order_by("seq").values_list("gcode", "unit", "qty")
    return Receiving(
        row.number,
        row.inv_type,
        row.direction,
        row.status,
        row.gate_axis,
        row.ledger.ems_no,
        row.related_ems_no,
        tuple(PairLine(*line) for line in lines),
        sender_of(row.number),
    )


def sender_of(number: str) -> str:
    """The number of the live inventory that quotes this one as its receiver; empty: none does."""
    rows = Inventory.objects.filter(related_no=number).filter(status__in=LIVE)
    return rows.values_list("number", flat=True).first() or ""


def judged_bill(row: Inventory) -> tuple[Violation, ...]:
    """Goods that entered first: their bill of lading has gone through the gate and is booked nowhere else."""
    if row.inv_type != InventoryType.ENTER_FIRST or not row.bill_no:
        return ()
    bill = ("bill_no", row.bill_no)
    mine = Inventory.objects.filter(firm=row.firm_id, inv_type=row.inv_type, bill_no=row.bill_no)
    taken = mine.filter(status__in=LIVE).exclude(pk=row.pk).first()
    if taken is not None:
        return (Violation(BILL_TAKEN, "head.bill_no", args=(bill, ("number", taken.number))),)
    through = GatePass.objects.filter(
        kind="1", firm=row.firm_id, bill_no=row.bill_no, direction="I", status=flow.PASSED
    )
    return () if through.exists() else (Violation(BILL_NOT_THROUGH, "head.bill_no", args=(bill,)),)


def deletion_of(row: Inventory) -> Deletion:
    """What speaks for or against deleting an inventory."""
    documents = GatePassDoc.objects.filter(kind="1", doc_id=row.pk, gate_pass__status__in=flow.LIVE_PASS)
    quoted_by = sender_of(row.number) if row.direction == "I" else ""
    return Deletion(
        row.number,
        row.inv_type,
        row.gate_axis,
        row.booking,
        documents.exists(),
        row.entry_no,
        quoted_by,
    )


def _pair_line(line: InventoryGoods, *, items: dict[str, ItemFact]) -> PairLine:
    item = items.get(line.item_record_no)
    return PairLine(
        line.gcode or (item.gcode if item else ""), line.unit or (item.unit if item else ""), line.qty
    )
