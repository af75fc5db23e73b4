"""Steps of a flow as firms, the gate and officers take them, and where everything stands after each."""

from datetime import date, datetime, timedelta
from decimal import Decimal as D
from itertools import count
from typing import Any, NamedTuple

from bonded.facts import InventoryGoods
from bonded.models import Gate, GatePass, Inventory, InventoryLine, Lot, StockDoc, StockDocLine, ZoneAnswer
from bonded.rules.gate_passes import PassDraft, WantedLine
from bonded.rules.vehicles import NewVehicle
from bonded.services.gate_passes import apply_for_pass
from bonded.services.gates import AtBarrier, arrive
from bonded.services.vehicles import record_vehicle
from bonded.services.zone_answers import answer_firms
from declarations.models import EntryDeclaration
from declarations.selectors.entries import goods_of, head_of
from declarations.services.entry_declaring import declare_entry
from declarations.services.entry_drafts import LineEdit, draft_entry, save_draft
from enterprises.facts import Actor
from enterprises.models import GuaranteeAccount
from kernel.clock import business_date
from supervision.services import entry_review as desk
from tests.bonded.inventory_world import EMS, goods, item
from tests.declarations.entries import COMPLETE, person
from tests.office import AT, Office

PLATE, TARE = "湘A12345", D(8000)
ACROSS = {"overseas_name": "Milk Ltd", "transport_name": "CZ330", "bill_no": "HAWB1"}
HOME = {"supv_mode": "0110", "country": "142", "trade_country": "142", "port": "4921"}
_own = count(1)


class Shelf(NamedTuple):
    """A ledger item: actually in and out, pre-booked in and out, what is there and what is usable."""

    actl_inc: D
    actl_redc: D
    prevd_inc: D
    prevd_redc: D
    balance: D
    usable: D


class Axes(NamedTuple):
    """An inventory: its paper, pass use, gate, declaration and booking axis."""

    status: int
    pass_use: int
    gate: int
    entry: int
    booking: int


def shelf(no: str, *, ems_no: str = EMS) -> Shelf:
    """The item as it stands now."""
    row = item(no, ems_no=ems_no)
    balance = row.actl_inc_qty - row.actl_redc_qty
    return Shelf(
        row.actl_inc_qty,
        row.actl_redc_qty,
        row.prevd_inc_qty,
        row.prevd_redc_qty,
        balance,
        balance - row.prevd_redc_qty,
    )


def figures(*numbers: int | str) -> Shelf:
    """What a shelf should read: the four counters, balance and usable."""
    return Shelf(*(D(one) for one in numbers))


def axes(row: Inventory) -> Axes:
    """The inventory's axes as they stand now."""
    now = Inventory.objects.get(pk=row.pk)
    return Axes(now.status, now.pass_use, now.gate_axis, now.entry_axis, now.booking)


def lots(no: str, *, ems_no: str = EMS) -> list[tuple[str, D, D, D]]:
    """The lots of an item: number, come in, gone out, taken by papers under way."""
    rows = Lot.objects.filter(item=item(no, ems_no=ems_no)).order_by("pk")
    return [(row.lot_no, row.in_qty, row.out_qty, row.taken_qty) for row in rows]


def security(code: str = "430168A004") -> tuple[int, int]:
    """Held and used on a firm's guarantee account, in fen."""
    row = GuaranteeAccount.objects.get(firm__customs_code=code)
    return row.held_fen, row.used_fen


def open_gate(actor: Actor, *, office: str = "4921", plate: str = PLATE, code: str = "MAIN") -> Gate:
    """A gate that weighs and allows 50 kg; the firm puts its lorry of 8,000 kg on record."""
    record_vehicle(
        actor=actor,
        vehicle=NewVehicle(plate=plate, tare_kg=TARE, valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1)),
        at=AT,
    )
    return Gate.objects.create(
        code=code, office=office, name_zh="主卡口", name_en="Main gate", tolerance_kg=50, tolerance_percent=0
    )


def load(
    actor: Actor,
    *papers: Inventory | StockDoc,
    kind: str = "3",
    at: datetime = AT,
    plate: str = PLATE,
    qty: D | None = None,
    **said: object,
) -> str:
    """An approved gate pass that carries the papers whole (or ``qty`` of their first line)."""
    lines = tuple(wanted(paper, line, qty=qty) for paper in papers for line in paper.lines.order_by("seq"))
    direction = papers[0].direction if papers else "I"
    draft = PassDraft(f"HF-{next(_own)}", kind, direction, plate, bind="2" if len(papers) < 2 else "1",
                      lines=lines)  # fmt: skip
    done = apply_for_pass(actor=actor, draft=draft._replace(**said), at=at)  # type: ignore[arg-type]
    assert done.approved
    return done.number


def drive(
    number: str, *, at: datetime = AT, gate: str = "MAIN", off: int = 0, by: Actor | None = None
) -> str:
    """The lorry on the scales, ``off`` kg heavier than its pass says; the number of its hold."""
    total = GatePass.objects.get(number=number).total_kg
    seen = AtBarrier(number, weighed_kg=total + off)
    return arrive(actor=by or person("gate"), gate_code=gate, seen=seen, at=at).hold_no


def carry(
    actor: Actor, *papers: Inventory | StockDoc, kind: str = "3", at: datetime = AT, **said: Any
) -> str:
    """Put the papers on a pass and through the gate; the pass."""
    number = load(actor, *papers, kind=kind, at=at, **said)
    assert drive(number, at=at) == ""
    return number


def declare(actor: Actor, row: Inventory, *, at: datetime = AT, **said: object) -> EntryDeclaration:
    """The entry declaration of an inventory, drafted, completed and accepted."""
    found = EntryDeclaration.objects.filter(inventory=row).exclude(number__gt="").first()
    pre_no = found.pre_no if found else draft_entry(actor=actor, inventory_no=row.number, at=at)
    entry = EntryDeclaration.objects.get(pre_no=pre_no)
    head = head_of(entry)._replace(**{**COMPLETE, **said})  # type: ignore[arg-type]
    edits = {
        one.seq: LineEdit(one.qty1 or one.qty, one.qty2, one.total, one.origin) for one in goods_of(entry)
    }
    save_draft(actor=actor, entry_id=entry.pk, head=head, edits=edits, at=at)
    declare_entry(actor=actor, entry_id=entry.pk, at=at)
    return EntryDeclaration.objects.get(pk=entry.pk)


def release_untaxed(office: Office, entry: EntryDeclaration, *, at: datetime = AT, by: Any = None) -> None:
    """An officer reviews and releases a declaration without tax."""
    officer = by or office.officer
    desk.claim_entry(entry.pk, actor=officer, at=at)
    desk.release(entry.pk, actor=officer, at=at)


def pay_and_release(office: Office, entry: EntryDeclaration, *, at: datetime = AT) -> None:
    """An officer passes it, the tax is paid, it is released."""
    desk.claim_entry(entry.pk, actor=office.officer, at=at)
    desk.pass_entry(entry.pk, actor=office.officer, at=at)
    desk.book_payment(entry.pk, receipt_no="R-1", paid_on=business_date(at), actor=office.officer, at=at)
    desk.release(entry.pk, actor=office.officer, at=at)


def told(actor: Actor, row: Inventory | GatePass | StockDoc, *, at: datetime = AT) -> list[str]:
    """The answers that a firm's own system has got about a paper: message and result, in order."""
    answer_firms(at=at + timedelta(minutes=1))
    rows = ZoneAnswer.objects.filter(firm_id=actor.firm_id, subject_no=row.number).order_by("id")
    return [f"{one.code} {one.result}" for one in rows]


def priced(no: str, qty: str, price: str, **said: object) -> InventoryGoods:
    """A line of an inventory at a unit price in CNY."""
    return goods(no, qty, unit_price=D(price), total=D(qty) * D(price), **said)


def pass_of(number: str) -> GatePass:
    """The gate pass."""
    return GatePass.objects.get(number=number)


def wanted(
    paper: Inventory | StockDoc, line: InventoryLine | StockDocLine, *, qty: D | None = None
) -> WantedLine:
    """So much of a line as a pass asks for it, weights in proportion; None: what is on no pass yet."""
    much = line.qty - line.on_pass_qty if qty is None else qty
    share = much / line.qty
    return WantedLine(paper.number, line.seq, much, line.gross_kg * share, line.net_kg * share)
