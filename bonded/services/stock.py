"""Stock of import lists: pre-book for sets of them, give back; and the one writer of the counters."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from bonded.facts import Key, Position, PreBooking, Stock
from bonded.models import Counter, Kind, LedgerEntry, LedgerItem
from bonded.rules.stock import fold_list, judge_day
from bonded.sets.stock import (
    add_to_counters,
    item_keys,
    items_of,
    ledger_facts,
    outstanding,
    stopped_items,
)
from kernel.clock import business_date
from kernel.orm.copying import copy_rows
from kernel.orm.locks import lock_rows
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation

ENTRY_COLUMNS = (
    "item_id",
    "subject_id",
    "subject_no",
    "line",
    "counter",
    "kind",
    "qty",
    "at",
    "actor_id",
    "run_id",
    "note",
)


# Movements of one item: (item, subject, its number, line, counter, signed quantity).
Movement = tuple[int, int, str, int, Counter, Decimal]
NOT_STOPPED = ("", Decimal(0))


class StockDesk:
    """The locked ledger items of one set of lists; what is taken is written once, at the end."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._taken: list[PreBooking] = []

    def check(self, bookings: Sequence[PreBooking]) -> tuple[Violation, ...]:
        """Every reason against pre-booking these lines of one list after all that was taken before."""
        return fold_list(self._stock, bookings=bookings)[1]

    def take(self, bookings: Sequence[PreBooking]) -> None:
        """Pre-book all lines of one list, so that the next list finds less.

        Raises:
            Refused: ``check`` would have found reasons; nothing is taken.
        """
        changed, violations = fold_list(self._stock, bookings=bookings)
        if violations:
            raise Refused(*violations)
        self._stock.positions.update(changed)
        self._taken += bookings

    def write(self, *, at: datetime, actor_id: int | None, run_id: int | None = None) -> None:
        """Write what was taken by one update of the items and one COPY of entries; again: nothing."""
        require_transaction()
        taken, self._taken = self._taken, []
        positions = self._stock.positions
        book(
            (
                (positions[b.key].item_id, b.subject_id, b.subject_no, b.line, Counter.PREVD_REDC, b.qty)
                for b in taken
            ),
            kind=Kind.PRE_BOOKED,
            at=at,
            actor_id=actor_id,
            run_id=run_id,
        )


def open_stock(keys: Iterable[Key], *, on: date) -> StockDesk:
    """Lock the items of these (ledger number, record number) pairs, sorted, and judge them as of ``on``.

    Keys that name nothing are no error here: ``check`` says so for the line that asks.

    Raises:
        Conflict: the items were busy for longer than a caller should wait.
    """
    require_transaction()
    wanted = set(keys)
    if not wanted:
        return StockDesk(Stock(on, {}, {}))
    ledgers = ledger_facts({ems_no for ems_no, _ in wanted})
    known = item_keys(wanted) if ledgers else {}
    positions = lock_positions(known) if known else {}
    return StockDesk(Stock(on, ledgers, {known[pk]: position for pk, position in positions.items()}))


def lock_positions(item_ids: Iterable[int]) -> dict[int, Position]:
    """The items locked, sorted, as the rules see them: with pauses and stop orders; by id.

    Raises:
        Conflict: the items were busy for longer than a caller should wait.
    """
    rows = lock_rows(LedgerItem, keys=sorted(set(item_ids)))
    stopped = stopped_items([row.pk for row in rows])
    return {row.pk: position_of(row, stopped=stopped.get(row.pk, NOT_STOPPED)) for row in rows}


def give_back_stock(
    subject_ids: Collection[int],
    *,
    at: datetime,
    actor_id: int | None,
    run_id: int | None = None,
    also: Iterable[Key] = (),
) -> int:
    """Give back exactly what these subjects pre-booked and have not had back; how many lines that was.

    Whoever calls it again, or at the same time, finds nothing left to give back. ``also`` names the
    items that the caller will open next in the same transaction: all are locked in one order here,
    so that two callers never wait for each other in a ring.
    """
    require_transaction()
    items = items_of(subject_ids) if subject_ids else []
    if not items:
        return 0
    lock_rows(LedgerItem, keys={*items, *item_keys(set(also))})
    rest = outstanding(subject_ids, item_ids=items)
    book(
        ((o.item_id, o.subject_id, o.subject_no, o.line, Counter.PREVD_REDC, -o.qty) for o in rest),
        kind=Kind.GIVEN_BACK,
        at=at,
        actor_id=actor_id,
        run_id=run_id,
    )
    return len(rest)


def book(
    movements: Iterable[Movement],
    *,
    kind: Kind,
    at: datetime,
    actor_id: int | None,
    run_id: int | None = None,
    note: str = "",
) -> None:
    """Book movements on locked items: (item, subject, its number, line, counter, signed quantity).

    The only writer of counters and entries, so that the entries always sum to the counters, and that
    nothing is ever booked in a period that is written off.

    Raises:
        Refused: the period of the day is written off.
    """
    sums: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = []
    for item_id, subject_id, subject_no, line, counter, qty in movements:
        sums[item_id][counter] += qty
        rows.append(
            (item_id, subject_id, subject_no, line, int(counter), str(kind), qty, at, actor_id, run_id, note)
        )
    moved = {item: counters for item, counters in sums.items() if any(counters.values())}
    if moved and add_to_counters(moved, on=business_date(at)) != len(moved):
        raise Refused(*_written_off(moved, on=business_date(at)))
    if rows:
        copy_rows(LedgerEntry, ENTRY_COLUMNS, rows)


def _written_off(item_ids: Iterable[int], *, on: date) -> list[Violation]:
    """What speaks against booking on these items on the day: ledgers whose period is written off."""
    numbers = LedgerItem.objects.filter(pk__in=list(item_ids)).values_list("ledger__ems_no", flat=True)
    facts = ledger_facts(set(numbers))
    return [one for fact in facts.values() for one in judge_day(fact, on=on, path="ems_no")]


def position_of(row: LedgerItem, *, stopped: tuple[str, Decimal] = NOT_STOPPED) -> Position:
    """A locked item as the rules see it; ``stopped`` as ``sets.stock.stopped_items`` gives it."""
    return Position(
        row.pk,
        row.gcode,
        row.unit,
        row.actl_inc_qty,
        row.actl_redc_qty,
        row.prevd_inc_qty,
        row.prevd_redc_qty,
        row.mark,
        *stopped,
    )
