"""Released lists gathered into a CBEC inventory (type 8): by the firm, or by a job for those that wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bonded.facts import HandOver, InventoryGoods, InventoryHead
from bonded.models import Inventory, Ledger, LedgerItem, Parcel
from bonded.permissions import check_may_file_for, may_file_for
from bonded.rules import flow, numbers
from bonded.rules import parcels as law
from bonded.rules.inventories import CBEC, OUT, UNKNOWN_LEDGER
from bonded.selectors.stops import ListGoods, stopped_lists
from bonded.services import booking
from bonded.services.inventory_deciding import check_not_stopped, pass_or_route
from bonded.services.inventory_writing import make_inventory, move
from bonded.services.numbering import next_no
from bonded.services.standing import PARCEL_TRAIL
from bonded.sets.parcels import GoodsOf, goods_of, take_waiting, waiting
from codelists.selectors import code_book
from enterprises.facts import SYSTEM, Actor, News, ToFirm
from enterprises.services.steps import notify
from kernel.clock import SHANGHAI, business_date
from kernel.orm.jobs import Item, advance, close, hold, open_run
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention, savepoint
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

JOB = "bonded.gather_parcels"
_CENT, _PRICE = Decimal("0.01"), Decimal("0.0001")


@dataclass(frozen=True)
class Gathering:
    """What was gathered, or would be: its number (empty in a dry run), lists, lines and what was left out."""

    number: str
    pre_nos: tuple[str, ...]
    lines: tuple[tuple[str, str, Decimal], ...]
    left_out: tuple[tuple[str, Violation], ...]


def preview_gathering(*, actor: Actor, ems_no: str, pre_nos: Collection[str] = (), at: datetime) -> Gathering:
    """What ``gather_parcels`` would do now: a dry run, nothing is locked or written.

    Raises:
        Refused: a ledger one may not file for, unknown lists, or nothing waits.
    """
    ledger = _ledger(actor, ems_no=ems_no, at=at)
    limit = _limit(at)
    rows = list(waiting(ledger.pk, pre_nos=pre_nos).order_by("subject_id")[:limit])
    taken, left_out = _sorted_out(ledger, rows=rows, asked=pre_nos)
    lines = law.sums([law.Summed(g.item_id, g.currency, g.qty, g.total) for g in _goods(taken)])
    return _told("", taken=taken, lines=lines, left_out=left_out)


def gather_parcels(
    *, actor: Actor, ems_no: str, pre_nos: Collection[str] = (), own_no: str = "", at: datetime
) -> Gathering:
    """Make an inventory of type 8 of the lists named, or of all that wait (up to a limit), and hand it in.

    Stopped lists are left out, with the reason; so are lists that somebody else gathers at this moment.

    Raises:
        Refused: a ledger one may not file for, a suspended firm, nothing to gather, or a stopped firm.
    """
    ledger = _ledger(actor, ems_no=ems_no, at=at)
    check_may_file_for(actor, firm_id=ledger.firm_id, at=at)
    limit = _limit(at)
    number = _number(ledger, at=at)
    with intention():
        lock_rows(Inventory, keys=())  # notes the rank: parcels are locked before the inventory is moved
        rows = take_waiting(ledger.pk, limit=limit, pre_nos=pre_nos)
        return _gather(ledger, rows=rows, asked=pre_nos, number=number, own_no=own_no, actor=actor, at=at)


def gather_waiting(*, at: datetime) -> int:
    """Gather what has waited for ``bonded.gather_after_hours``, ledger by ledger; how many lists.

    One run each hour; nothing while the parameter is 0. A worker that dies leaves the ledgers that it had
    not come to; each list is gathered once.
    """
    hours = code_book(on=business_date(at)).number("bonded.gather_after_hours")
    if not hours:
        return 0
    key = at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H")
    run = open_run(JOB, key=key, business_on=business_date(at), at=at)
    if run is None:
        return 0
    before, done = at - timedelta(hours=int(hours)), 0
    while True:
        ledger = _next_ledger(int(run.cursor or 0), before=before)
        if ledger is None:
            close(run, at=at)
            return done
        number = _number(ledger, at=at)
        with intention():
            held = hold(run)
            if held is None or (held.cursor or "0") != (run.cursor or "0"):
                return done
            lock_rows(Inventory, keys=())
            rows = take_waiting(ledger.pk, limit=_limit(at), before=before)
            found, items = _gather_or_say(ledger, rows=rows, number=number, at=at)
            counts = {"gathered": len(found), "left_out": len(items)}
            advance(held, cursor=str(ledger.pk), counts=counts, items=items)
            run = held
            done += len(found)


def _gather_or_say(
    ledger: Ledger, *, rows: list[Parcel], number: str, at: datetime
) -> tuple[tuple[str, ...], list[Item]]:
    """Gather for the job; what speaks against it becomes items of the run, and nothing of it is written."""
    try:
        with savepoint():
            made = _gather(ledger, rows=rows, asked=(), number=number, own_no="", actor=SYSTEM, at=at)
    except Refused as refusal:
        said = [("ledger", ledger.ems_no, violation) for violation in refusal.violations]
        return (), [_item(*one, outcome="refused", office=ledger.office) for one in said]
    left = [("parcel", pre_no, violation) for pre_no, violation in made.left_out]
    return made.pre_nos, [_item(*one, outcome="left_out", office=ledger.office) for one in left]


def _item(kind: str, number: str, violation: Violation, *, outcome: str, office: str) -> Item:
    """One item of the run."""
    args = {**dict(violation.args), "office": office}
    return Item(kind, number, outcome, violation.rule.code, args=args)


def _gather(
    ledger: Ledger,
    *,
    rows: Sequence[Parcel],
    asked: Collection[str],
    number: str,
    own_no: str,
    actor: Actor,
    at: datetime,
) -> Gathering:
    """Make the inventory of the locked parcels, take over their pre-bookings, and hand it in. A step."""
    check_may_file_for(actor, firm_id=ledger.firm_id, at=at)
    taken, left_out = _sorted_out(ledger, rows=rows, asked=asked)
    if not taken:
        raise Refused(*(v for _, v in left_out), Violation(law.NOTHING_TO_GATHER))
    goods = _goods(taken)
    lines = law.sums([law.Summed(g.item_id, g.currency, g.qty, g.total) for g in goods])
    name = own_no.strip() or number
    row = make_inventory(
        InventoryHead(ledger.ems_no, name, CBEC, OUT, "1210", traf_mode="9", country="142"),
        ledger=ledger,
        lines=_lines(lines, weights=_weights(taken, goods=goods)),
        number=number,
        at=at,
        actor_id=actor.user_id,
        agent_id=None if actor.firm_id in (None, ledger.firm_id) else actor.firm_id,
        note=str(len(taken)),
    )
    _take_over(row, taken=taken, goods=goods, lines=lines, at=at, actor_id=actor.user_id)
    check_not_stopped(row)
    move(row, verb="submit", values={"submitted_at": at}, at=at, actor_id=actor.user_id)
    pass_or_route(row, at=at)
    if actor.is_system:
        notify([News("parcels_gathered", number, ToFirm(ledger.firm_id))], at=at)
    return _told(number, taken=taken, lines=lines, left_out=left_out)


def _take_over(
    row: Inventory,
    *,
    taken: Sequence[Parcel],
    goods: Sequence[GoodsOf],
    lines: Sequence[law.Summed],
    at: datetime,
    actor_id: int | None,
) -> None:
    """Move the parcels into their inventory, and what they have pre-booked onto its lines."""
    steps = [Step(one.pk, "gather", flow.WAITING, (row.pk, "")) for one in taken]
    columns = ("inventory_id", "reason")
    moved = move_many(PARCEL_TRAIL, steps, columns=columns, at=at, actor_id=actor_id)
    if len(moved) != len(steps):
        raise Conflict(Violation(MOVED_ON))
    seqs = {(line.item_id, line.currency): seq for seq, line in enumerate(lines, start=1)}
    overs = [HandOver(g.parcel_id, g.line, row.pk, seqs[g.item_id, g.currency]) for g in goods]
    booking.take_over(overs, to_no=row.number, at=at, actor_id=actor_id)


def _ledger(actor: Actor, *, ems_no: str, at: datetime) -> Ledger:
    row = Ledger.objects.filter(ems_no=ems_no).first()
    if row is None or not may_file_for(actor, firm_id=row.firm_id, on=business_date(at)):
        raise Refused(Violation(UNKNOWN_LEDGER, "ems_no", args=(("ems_no", ems_no),)))
    return row


def _limit(at: datetime) -> int:
    return int(code_book(on=business_date(at)).number("bonded.gather_most"))


def _number(ledger: Ledger, *, at: datetime) -> str:
    """The inventory's number, in a transaction of its own: hand-overs name it before series are locked."""
    with intention():
        return next_no(numbers.INVENTORY, office=ledger.office, at=at, letter=OUT)


def _next_ledger(after: int, *, before: datetime) -> Ledger | None:
    """The next ledger on which lists have waited long enough."""
    ids = Parcel.objects.filter(status=flow.WAITING, released_at__lte=before, ledger_id__gt=after)
    first = ids.order_by("ledger_id").values_list("ledger_id", flat=True).first()
    return None if first is None else Ledger.objects.get(pk=first)


def _sorted_out(
    ledger: Ledger, *, rows: Sequence[Parcel], asked: Collection[str]
) -> tuple[list[Parcel], list[tuple[str, Violation]]]:
    """What may go along, and what is left out with the reason."""
    stops = stopped_lists({one.pk: ListGoods(one.pre_no, frozenset({one.firm_id})) for one in rows})
    taken, left_out = [], []
    for one in rows:
        found = law.judge_gathering(law.Waiting(one.pk, one.pre_no, stops.get(one.pk, "")))
        if found:
            left_out.append((one.pre_no, found[0]))
        else:
            taken.append(one)
    missing = sorted(set(asked) - {one.pre_no for one in rows})
    known = set(
        Parcel.objects.filter(ledger_id=ledger.pk, pre_no__in=missing).values_list("pre_no", flat=True)
    )
    for pre_no in missing:
        rule = law.NOT_WAITING if pre_no in known else law.UNKNOWN_PARCEL
        left_out.append((pre_no, Violation(rule, "pre_nos", args=(("number", pre_no),))))
    return taken, left_out


def _goods(parcels: Sequence[Parcel]) -> list[GoodsOf]:
    return goods_of(one.pk for one in parcels)


def _weights(parcels: Sequence[Parcel], *, goods: Sequence[GoodsOf]) -> dict[tuple[int, str], Decimal]:
    """The gross weight of each line in kg: a parcel weighs on the line of its first goods."""
    kg = {one.pk: one.gross_kg for one in parcels}
    found: dict[tuple[int, str], Decimal] = {}
    for one in goods:
        key = (one.item_id, one.currency)
        found[key] = found.get(key, Decimal(0)) + kg.pop(one.parcel_id, Decimal(0))
    return found


def _lines(lines: Sequence[law.Summed], *, weights: dict[tuple[int, str], Decimal]) -> list[InventoryGoods]:
    """The sums as lines of an inventory: totals to the cent, the average price to four decimals."""
    names = dict(
        LedgerItem.objects.filter(pk__in={one.item_id for one in lines}).values_list("pk", "item_record_no")
    )
    return [
        InventoryGoods(
            names[one.item_id],
            "",
            "",
            one.qty,
            (one.total / one.qty).quantize(_PRICE, rounding=ROUND_HALF_UP),
            one.total.quantize(_CENT, rounding=ROUND_HALF_UP),
            one.currency,
            gross_kg=weights.get((one.item_id, one.currency), Decimal(0)),
        )
        for one in lines
    ]


def _told(
    number: str,
    *,
    taken: Sequence[Parcel],
    lines: Sequence[law.Summed],
    left_out: Sequence[tuple[str, Violation]],
) -> Gathering:
    rows = LedgerItem.objects.filter(pk__in={one.item_id for one in lines})
    names = {pk: (no, name) for pk, no, name in rows.values_list("pk", "item_record_no", "gname")}
    said = tuple((*names[one.item_id], one.qty) for one in lines)
    return Gathering(number, tuple(one.pre_no for one in taken), said, tuple(left_out))
