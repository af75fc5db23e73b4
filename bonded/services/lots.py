"""Steps of lots: goods come in under a label, are taken first expired first out, leave or come back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from bonded.facts import Claim, LotFact, LotLabel
from bonded.models import Lot, LotCounter, LotEntry
from bonded.rules.lots import judge_lot, pick
from bonded.sets.lots import HasOfLot, add_to_lots, lots_of, stopped_lots
from kernel.clock import business_date
from kernel.orm.copying import copy_rows
from kernel.orm.locks import lock_rows
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation

_COLUMNS = ("lot_id", "subject_id", "subject_no", "line", "counter", "kind", "qty", "at", "actor_id")
# Movements of one lot: (lot, subject, its number, line, counter, signed quantity).
_Movement = tuple[int, int, str, int, LotCounter, Decimal]


def take_lots(
    claims: Sequence[Claim], *, at: datetime, actor_id: int | None, under_stop: bool = False
) -> None:
    """Take lots for lines that leave; their items are locked already.

    A stated lot is taken as it is; else what expires first is. Stopped lots are taken last, and only
    where nothing else is there (a parcel released before its lot was stopped). ``under_stop``: a stated
    lot may be one that is stopped.

    Raises:
        Refused: a stated lot is not there, is stopped, or has too little (``lines[n].lot_no``).
    """
    free = _free_lots({claim.item_id for claim in claims})
    moves: list[_Movement] = []
    found: list[Violation] = []
    for claim in claims:
        lots = list(free.get(claim.item_id, {}).values())
        if claim.lot is not None:
            path = f"lines[{claim.line}]"
            found += judge_lot(lots, label=claim.lot, qty=claim.qty, path=path, under_stop=under_stop)
            label = (claim.lot.lot_no, claim.lot.best_before)
            lots = [lot for lot in lots if (lot.lot_no, lot.best_before) == label]
        for lot_id, part in pick(lots, qty=claim.qty)[0]:
            lot = free[claim.item_id][lot_id]
            free[claim.item_id][lot_id] = lot._replace(free=lot.free - part)
            moves.append((lot_id, claim.subject_id, claim.subject_no, claim.line, LotCounter.TAKEN, part))
    if found:
        raise Refused(*found)
    _write(moves, kind="taken", at=at, actor_id=actor_id)


def judge_lots(claims: Sequence[Claim], *, under_stop: bool = False) -> tuple[Violation, ...]:
    """Every reason against taking the stated lots, one line after the other; items are locked already."""
    free = _free_lots({claim.item_id for claim in claims if claim.lot is not None})
    found: list[Violation] = []
    for claim in claims:
        if claim.lot is None:
            continue
        lots = free.get(claim.item_id, {})
        path = f"lines[{claim.line}]"
        found += judge_lot(
            list(lots.values()), label=claim.lot, qty=claim.qty, path=path, under_stop=under_stop
        )
        for lot_id, lot in lots.items():
            if (lot.lot_no, lot.best_before) == (claim.lot.lot_no, claim.lot.best_before):
                lots[lot_id] = lot._replace(free=lot.free - claim.qty)
    return tuple(found)


def give_back_lots(
    subject_ids: Collection[int],
    *,
    parts: Mapping[tuple[int, int], Decimal],
    at: datetime,
    actor_id: int | None,
) -> None:
    """Free so much of what these subjects have taken of lots, by (subject, line).

    Their items are locked already. What was taken last comes back first.
    """
    rows = _parts_of(lots_of(subject_ids, counter=LotCounter.TAKEN), parts=parts)
    _lock(row.lot_id for row in rows)
    moves = [(r.lot_id, r.subject_id, r.subject_no, r.line, LotCounter.TAKEN, -r.qty) for r in rows]
    _write(moves, kind="given_back", at=at, actor_id=actor_id)


def leave_lots(
    subject_ids: Collection[int], *, at: datetime, actor_id: int | None, back: bool = False
) -> None:
    """What these subjects have taken has left; ``back``: what had left is only taken again."""
    gone, counter = (-1, LotCounter.OUT) if back else (1, LotCounter.TAKEN)
    rows = lots_of(subject_ids, counter=counter)
    _lock(row.lot_id for row in rows)
    moves: list[_Movement] = []
    for row in rows:
        who = (row.lot_id, row.subject_id, row.subject_no, row.line)
        moves.append((*who, LotCounter.TAKEN, -gone * row.qty))
        moves.append((*who, LotCounter.OUT, gone * row.qty))
    _write(moves, kind="countered" if back else "booked", at=at, actor_id=actor_id)


def come_in(arrivals: Sequence[Claim], *, at: datetime, actor_id: int | None, kind: str = "booked") -> None:
    """Goods have come in under their labels (``Claim.lot``); lots that are not there yet are made.

    Their items are locked already.
    """
    lots = _lots_for(arrivals, on=business_date(at))
    moves = [
        (lots[_key(one)], one.subject_id, one.subject_no, one.line, LotCounter.IN, one.qty)
        for one in arrivals
    ]
    _write(moves, kind=kind, at=at, actor_id=actor_id)


def take_back_in(subject_ids: Collection[int], *, at: datetime, actor_id: int | None) -> None:
    """What these subjects brought in is not there any more (a counter-entry); their items are locked.

    Raises:
        IntegrityError: some of it has been taken or has left.
    """
    rows = lots_of(subject_ids, counter=LotCounter.IN)
    _lock(row.lot_id for row in rows)
    moves = [(r.lot_id, r.subject_id, r.subject_no, r.line, LotCounter.IN, -r.qty) for r in rows]
    _write(moves, kind="countered", at=at, actor_id=actor_id)


def lose(claim: Claim, *, kind: str, at: datetime, actor_id: int | None) -> None:
    """Goods of the stated lot, or of what expires first, are no more; the item is locked already.

    Raises:
        Refused: the stated lot has too little free.
    """
    lots = list(_free_lots({claim.item_id}).get(claim.item_id, {}).values())
    if claim.lot is not None:
        violations = judge_lot(lots, label=claim.lot, qty=claim.qty, path=f"lines[{claim.line}]")
        if violations:
            raise Refused(*violations)
        label = (claim.lot.lot_no, claim.lot.best_before)
        lots = [lot for lot in lots if (lot.lot_no, lot.best_before) == label]
    moves: list[_Movement] = [
        (lot_id, claim.subject_id, claim.subject_no, claim.line, LotCounter.OUT, part)
        for lot_id, part in pick(lots, qty=claim.qty)[0]
    ]
    _write(moves, kind=kind, at=at, actor_id=actor_id)


def _free_lots(item_ids: Collection[int]) -> dict[int, dict[int, LotFact]]:
    """What is free of the lots of these locked items, locked: by item, by lot."""
    keys = Lot.objects.filter(item_id__in=item_ids).order_by("pk").values_list("pk", flat=True)
    found: dict[int, dict[int, LotFact]] = defaultdict(dict)
    if not item_ids:
        return found
    stopped = stopped_lots(item_ids)
    for row in lock_rows(Lot, keys=list(keys)):
        fact = LotFact(
            row.pk, row.lot_no, row.best_before, row.in_on, row.free_qty, (row.item_id, row.lot_no) in stopped
        )
        found[row.item_id][row.pk] = fact
    return found


def _lots_for(arrivals: Sequence[Claim], *, on: date) -> dict[tuple[int, str, date | None], int]:
    """The lots of these labels, made where they are new, locked."""
    wanted = {_key(one): one for one in arrivals}
    Lot.objects.bulk_create(
        [
            Lot(
                item_id=item_id,
                lot_no=lot_no,
                best_before=best_before,
                produced_on=(one.lot or LotLabel()).produced_on,
                limit_on=(one.lot or LotLabel()).limit_on,
                in_on=on,
            )
            for (item_id, lot_no, best_before), one in sorted(wanted.items(), key=lambda pair: str(pair[0]))
        ],
        ignore_conflicts=True,
    )
    rows = Lot.objects.filter(item_id__in={one.item_id for one in arrivals})
    known = {(row.item_id, row.lot_no, row.best_before): row.pk for row in rows}
    found = {key: known[key] for key in wanted}
    _lock(found.values())
    return found


def _key(one: Claim) -> tuple[int, str, date | None]:
    label = one.lot or LotLabel()
    return one.item_id, label.lot_no, label.best_before


def _parts_of(rows: Sequence[HasOfLot], *, parts: Mapping[tuple[int, int], Decimal]) -> list[HasOfLot]:
    """Of each line no more than its part, what was taken last first."""
    left = dict(parts)
    found = []
    for row in reversed(rows):
        qty = min(row.qty, left.get((row.subject_id, row.line), Decimal(0)))
        if qty > 0:
            left[row.subject_id, row.line] -= qty
            found.append(row._replace(qty=qty))
    return found


def _lock(lot_ids: Iterable[int]) -> None:
    lock_rows(Lot, keys=set(lot_ids))


def _write(moves: Sequence[_Movement], *, kind: str, at: datetime, actor_id: int | None) -> None:
    """The only writer of lots and their entries, so that the entries always sum to the lots."""
    require_transaction()
    sums: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for lot_id, _subject, _no, _line, counter, qty in moves:
        sums[lot_id][counter] += qty
    if moves:
        add_to_lots(sums)
        rows = [(*move[:4], int(move[4]), kind, move[5], at, actor_id) for move in moves]
        copy_rows(LotEntry, _COLUMNS, rows)
