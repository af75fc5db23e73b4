"""Steps that move the counters of ledger items for papers: pre-book, hand over, book, take back.

Each locks the items (and their lots) that it moves, in one order; every movement is an entry.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from bonded.facts import Claim, HandOver, LedgerFact, LotLabel, Part
from bonded.models import Counter, Kind, LedgerEntry, LedgerItem
from bonded.rules.booking import USED_ALREADY, Shelf, fold_claims
from bonded.rules.stock import IN
from bonded.services import lots as lot_steps
from bonded.services.stock import Movement, book, lock_positions
from bonded.sets.stock import Outstanding, items_of, ledger_facts, outstanding
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation

_PRE = (Counter.PREVD_INC, Counter.PREVD_REDC)
_ACTUAL = {Counter.PREVD_INC: Counter.ACTL_INC, Counter.PREVD_REDC: Counter.ACTL_REDC}
_BEFORE = {actual: pre for pre, actual in _ACTUAL.items()}


def judge_claims(
    claims: Sequence[Claim], *, direction: str, at: datetime, under_stop: bool = False
) -> tuple[Violation, ...]:
    """Every reason against pre-booking these lines now; the items stay locked for what follows.

    ``under_stop``: stop orders do not speak against it (goods that customs will decide about).
    """
    require_transaction()
    shelf = _shelf(claims, direction=direction, at=at)
    positions = lock_positions(shelf.numbers)
    if under_stop:
        shelf = _unstopped(shelf)
        whole = {claim.item_id for claim in claims if claim.lot is None}
        positions = {
            pk: one._replace(stopped="", stopped_qty=one.stopped_qty if pk in whole else Decimal(0))
            for pk, one in positions.items()
        }
    found = fold_claims(positions, claims=claims, shelf=shelf)[1]
    return found if direction == IN else (*found, *lot_steps.judge_lots(claims, under_stop=under_stop))


def pre_book(
    claims: Sequence[Claim],
    *,
    direction: str,
    at: datetime,
    actor_id: int | None,
    run_id: int | None = None,
    under_stop: bool = False,
) -> None:
    """Pre-book all lines of one paper, in (``I``) or out (``E``); on the way out lots are taken too.

    ``under_stop`` as of ``judge_claims``.

    Raises:
        Refused: every reason against it, at ``lines[n]``; nothing is booked.
        Conflict: the items were busy for longer than a caller should wait.
    """
    violations = judge_claims(claims, direction=direction, at=at, under_stop=under_stop)
    if violations:
        raise Refused(*violations)
    counter = Counter.PREVD_INC if direction == IN else Counter.PREVD_REDC
    book(
        ((c.item_id, c.subject_id, c.subject_no, c.line, counter, c.qty) for c in claims),
        kind=Kind.PRE_BOOKED,
        at=at,
        actor_id=actor_id,
        run_id=run_id,
    )
    if direction != IN:
        lot_steps.take_lots(claims, at=at, actor_id=actor_id, under_stop=under_stop)


def give_back(subject_ids: Collection[int], *, at: datetime, actor_id: int | None) -> int:
    """Give back what these subjects still have pre-booked, and their lots; how many lines that was.

    Called again, it finds nothing left. The lots of what another paper has taken over stay taken.
    """
    rest = _locked_rest(subject_ids)
    book(
        (_movement(row, qty=-row.qty) for row in rest),
        kind=Kind.GIVEN_BACK,
        at=at,
        actor_id=actor_id,
    )
    freed = {(r.subject_id, r.line): r.qty for r in rest if r.counter == Counter.PREVD_REDC}
    lot_steps.give_back_lots(subject_ids, parts=freed, at=at, actor_id=actor_id)
    return len(rest)


def give_back_parts(parts: Sequence[Part], *, at: datetime, actor_id: int | None) -> None:
    """Give back exactly so much of some lines, and of their lots what was taken last.

    Raises:
        ValueError: a line has less than that pre-booked.
    """
    wanted = {(part.subject_id, part.line): part.qty for part in parts}
    rest = _locked_rest({part.subject_id for part in parts})
    has = {(row.subject_id, row.line): row for row in rest}
    short = [key for key, qty in wanted.items() if key not in has or has[key].qty < qty]
    if short:
        raise ValueError(f"less than that is pre-booked by {short}")
    book(
        (_movement(has[key], qty=-qty) for key, qty in wanted.items() if qty),
        kind=Kind.GIVEN_BACK,
        at=at,
        actor_id=actor_id,
    )
    lot_steps.give_back_lots({part.subject_id for part in parts}, parts=wanted, at=at, actor_id=actor_id)


def take_back_parts(parts: Sequence[Part], *, at: datetime, actor_id: int | None) -> None:
    """The reverse of ``give_back_parts``: these lines have so much pre-booked again, on the way out.

    Pauses and stop orders are not asked: what came back is found not to have. Lots are taken anew.

    Raises:
        Refused: the goods have been promised to others since.
    """
    before = LedgerEntry.objects.filter(
        subject_id__in={part.subject_id for part in parts}, counter=Counter.PREVD_REDC
    ).order_by("pk")
    who = {(e.subject_id, e.line): (e.item_id, e.subject_no) for e in before}
    claims = [
        Claim(p.subject_id, who[p.subject_id, p.line][1], p.line, who[p.subject_id, p.line][0], p.qty)
        for p in parts
        if p.qty
    ]
    lock_rows(LedgerItem, keys={claim.item_id for claim in claims})
    try:
        with transaction.atomic():
            book(_claimed(claims), kind=Kind.COUNTERED, at=at, actor_id=actor_id)
            lot_steps.take_lots(claims, at=at, actor_id=actor_id)
    except IntegrityError:
        raise Refused(Violation(USED_ALREADY, args=(("number", claims[0].subject_no),))) from None


def take_over(hand_overs: Sequence[HandOver], *, to_no: str = "", at: datetime, actor_id: int | None) -> None:
    """What some lines have pre-booked passes to lines of another paper; lots stay with the first one.

    The counters do not change: the entries say whose it is now. ``to_no`` is the number of the other
    paper where a row names none. A line that has nothing pre-booked passes nothing.
    """
    left = {(row.subject_id, row.line): row for row in _locked_rest({one.from_id for one in hand_overs})}
    moves: list[Movement] = []
    for one in hand_overs:
        row = left.get((one.from_id, one.from_line))
        qty = Decimal(0) if row is None else row.qty if one.qty is None else min(row.qty, one.qty)
        if row is None or not qty:
            continue
        left[one.from_id, one.from_line] = row._replace(qty=row.qty - qty)
        moves.append(_movement(row, qty=-qty))
        counter = Counter(row.counter)
        moves.append((row.item_id, one.to_id, one.to_no or to_no, one.to_line, counter, qty))
    book(_summed(moves), kind=Kind.TAKEN_OVER, at=at, actor_id=actor_id)


def book_formally(
    subject_ids: Collection[int],
    *,
    at: datetime,
    actor_id: int | None,
    lots: Mapping[tuple[int, int], LotLabel] | None = None,
    lot_subjects: Collection[int] | None = None,
    kind: Kind = Kind.BOOKED,
) -> None:
    """Pre-booked becomes actual. In: lots come in under their labels; out: the lots taken leave.

    ``lots`` gives labels by (subject, line); ``lot_subjects`` those who took the lots where that were
    not the subjects themselves (parcels of a CBEC inventory, documents of a centralised one).
    """
    rest = _locked_rest(subject_ids)
    book(_turned(rest, into=_ACTUAL), kind=kind, at=at, actor_id=actor_id)
    labels = lots or {}
    arrivals = [
        Claim(r.subject_id, r.subject_no, r.line, r.item_id, r.qty, labels.get((r.subject_id, r.line)))
        for r in rest
        if r.counter == Counter.PREVD_INC
    ]
    if arrivals:
        lot_steps.come_in(arrivals, at=at, actor_id=actor_id, kind=kind)
    if any(r.counter == Counter.PREVD_REDC for r in rest):
        takers = subject_ids if lot_subjects is None else lot_subjects
        lot_steps.leave_lots(takers, at=at, actor_id=actor_id)


def unbook(
    subject_ids: Collection[int],
    *,
    at: datetime,
    actor_id: int | None,
    lot_subjects: Collection[int] | None = None,
) -> None:
    """A counter-entry: what these subjects booked formally is only pre-booked again.

    Raises:
        Refused: goods that came in have been used since.
    """
    counters = tuple(_BEFORE)
    items = items_of(subject_ids, counters=counters)
    lock_rows(LedgerItem, keys=items)
    rows = outstanding(subject_ids, item_ids=items, counters=counters)
    takers = subject_ids if lot_subjects is None else lot_subjects
    try:
        with transaction.atomic():
            book(_turned(rows, into=_BEFORE), kind=Kind.COUNTERED, at=at, actor_id=actor_id)
            lot_steps.leave_lots(takers, at=at, actor_id=actor_id, back=True)
            lot_steps.take_back_in(subject_ids, at=at, actor_id=actor_id)
    except IntegrityError:
        number = next((row.subject_no for row in rows), "")
        raise Refused(Violation(USED_ALREADY, args=(("number", number),))) from None


def settle_difference(
    claim: Claim, *, kind: Kind, at: datetime, actor_id: int | None, note: str = ""
) -> None:
    """Book a difference at once: ``claim.qty`` above zero was found too much, below zero is missing.

    Raises:
        Refused: what is missing is not free: it is promised to papers, or its lot has too little.
    """
    more = claim.qty > 0
    found = abs(claim.qty)
    direction = IN if more else "E"
    violations = judge_claims([claim._replace(qty=found)], direction=direction, at=at)
    if violations:
        raise Refused(*violations)
    counter = Counter.ACTL_INC if more else Counter.ACTL_REDC
    who = (claim.item_id, claim.subject_id, claim.subject_no, claim.line)
    book([(*who, counter, found)], kind=kind, at=at, actor_id=actor_id, note=note)
    if more:
        lot_steps.come_in([claim], at=at, actor_id=actor_id, kind=kind)
    else:
        lot_steps.lose(claim._replace(qty=found), kind=kind, at=at, actor_id=actor_id)


def _shelf(claims: Iterable[Claim], *, direction: str, at: datetime) -> Shelf:
    """The items of these lines with their ledgers and record numbers; unknown ones are absent."""
    rows = LedgerItem.objects.filter(pk__in={claim.item_id for claim in claims}).order_by("pk")
    named = list(rows.values_list("pk", "item_record_no", "ledger__ems_no"))
    facts: dict[str, LedgerFact] = ledger_facts({ems_no for _, _, ems_no in named})
    return Shelf(
        business_date(at),
        direction,
        {pk: facts[ems_no] for pk, _, ems_no in named},
        {pk: number for pk, number, _ in named},
    )


def _unstopped(shelf: Shelf) -> Shelf:
    return shelf._replace(ledgers={pk: one._replace(stopped="") for pk, one in shelf.ledgers.items()})


def _locked_rest(subject_ids: Collection[int]) -> list[Outstanding]:
    """What these subjects still have pre-booked, their items locked."""
    require_transaction()
    items = items_of(subject_ids, counters=_PRE)
    lock_rows(LedgerItem, keys=items)
    return outstanding(subject_ids, item_ids=items, counters=_PRE)


def _movement(row: Outstanding, *, qty: Decimal) -> Movement:
    return (row.item_id, row.subject_id, row.subject_no, row.line, Counter(row.counter), qty)


def _claimed(claims: Iterable[Claim]) -> list[Movement]:
    return [(c.item_id, c.subject_id, c.subject_no, c.line, Counter.PREVD_REDC, c.qty) for c in claims]


def _turned(rows: Iterable[Outstanding], *, into: Mapping[Counter, Counter]) -> list[Movement]:
    """The movements that take each row off its counter and put it on the other one."""
    moves: list[Movement] = []
    for row in rows:
        counter = Counter(row.counter)
        who = (row.item_id, row.subject_id, row.subject_no, row.line)
        moves += [(*who, counter, -row.qty), (*who, into[counter], row.qty)]
    return moves


def _summed(moves: Iterable[Movement]) -> list[Movement]:
    """One movement for all of the same line and counter."""
    sums: dict[tuple[int, int, str, int, Counter], Decimal] = {}
    for item, subject, number, line, counter, qty in moves:
        key = (item, subject, number, line, counter)
        sums[key] = sums.get(key, Decimal(0)) + qty
    return [(*key, qty) for key, qty in sums.items() if qty]
