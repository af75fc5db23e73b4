"""Stock-taking: what was counted against what the ledger says, and when a difference may be booked."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_COUNT = (
    "GACC announcement 2019-26: zone firms count their stock themselves and tell customs; rule of this "
    "portal: a count is compared with the ledger item by item, lot by lot where lots are stated"
)
_LOSS = "Penalty regulations Article 18: loss or shortage of supervised goods must be explained"
_ONE = "Rule of this portal: two open counts of one ledger would book the same difference twice"

UNKNOWN_ITEM = Rule("TAK-01", Severity.REFUSE, gettext_noop("The ledger has no item %(item)s."), _COUNT)
BAD_COUNT = Rule(
    "TAK-02",
    Severity.REFUSE,
    gettext_noop("The counted quantity is zero or more, with at most 5 digits after the point."),
    _COUNT,
)
UNKNOWN_LOT = Rule(
    "TAK-03",
    Severity.REFUSE,
    gettext_noop(
        "Item %(item)s has no lot %(lot)s with this best-before date on the ledger; count it without a lot."
    ),
    _COUNT,
)
TWICE = Rule(
    "TAK-04", Severity.REFUSE, gettext_noop("Item %(item)s is counted twice, in the same lot."), _COUNT
)
MIXED = Rule(
    "TAK-05",
    Severity.REFUSE,
    gettext_noop("Item %(item)s is counted as a whole and by lot; state its lots in all rows or in none."),
    _COUNT,
)
NOTHING = Rule("TAK-06", Severity.REFUSE, gettext_noop("The count has no rows."), _COUNT)
TOO_MANY = Rule(
    "TAK-07",
    Severity.REFUSE,
    gettext_noop("A count has at most %(most)s rows; file the others next."),
    _COUNT,
)
BAD_DAY = Rule(
    "TAK-08",
    Severity.REFUSE,
    gettext_noop("The day of the count lies in the past or is today, and not in a written-off period."),
    _COUNT,
)
UNEXPLAINED = Rule(
    "TAK-09",
    Severity.REFUSE,
    gettext_noop("Explain the difference of item %(item)s, in at most 500 characters."),
    _LOSS,
)
OPEN_ALREADY = Rule(
    "TAK-10",
    Severity.REFUSE,
    gettext_noop("Stock-taking %(number)s of this ledger is still open; finish or withdraw it first."),
    _ONE,
)
UNREADABLE = Rule(
    "TAK-11",
    Severity.REFUSE,
    gettext_noop("The file cannot be read; send an XLSX or a CSV file (UTF-8) like the template."),
    _COUNT,
)
NO_COLUMN = Rule(
    "TAK-12", Severity.REFUSE, gettext_noop("The file has no column %(column)s; use the template."), _COUNT
)
BAD_BEST_BEFORE = Rule(
    "TAK-13", Severity.REFUSE, gettext_noop("The best-before date is no day; write 2026-05-31."), _COUNT
)
NOT_CLOSED = Rule(
    "TAK-14", Severity.REFUSE, gettext_noop("Ledger %(ems_no)s is closed; nothing is counted on it."), _COUNT
)
MOVED = Rule(
    "TAK-15",
    Severity.WARN,
    gettext_noop(
        "Since the comparison item %(item)s has moved from %(was)s to %(now)s. What is booked is the "
        "difference found then, %(difference)s."
    ),
    _COUNT,
)

RULES = (
    UNKNOWN_ITEM,
    BAD_COUNT,
    UNKNOWN_LOT,
    TWICE,
    MIXED,
    NOTHING,
    TOO_MANY,
    BAD_DAY,
    UNEXPLAINED,
    OPEN_ALREADY,
    UNREADABLE,
    NO_COLUMN,
    BAD_BEST_BEFORE,
    NOT_CLOSED,
    MOVED,
)

_MOST = Decimal(10) ** 14
_STEP = Decimal("0.00001")


class CountRow(NamedTuple):
    """One row of a count as read; ``counted`` None: no number. ``row`` is its place in the file from 1.

    Without a lot number and best-before date the item was counted as a whole.
    """

    row: int
    item_record_no: str
    counted: Decimal | None
    lot_no: str = ""
    best_before: date | None = None

    @property
    def by_lot(self) -> bool:
        """Whether a lot is stated."""
        return bool(self.lot_no) or self.best_before is not None


class ShelfLot(NamedTuple):
    """A lot as the ledger has it: what came in less what left."""

    lot_id: int
    lot_no: str
    best_before: date | None
    qty: Decimal


class ShelfItem(NamedTuple):
    """An item as the ledger has it: actually in less actually out, and its lots."""

    item_id: int
    qty: Decimal
    lots: tuple[ShelfLot, ...] = ()


class Compared(NamedTuple):
    """One counted item or lot beside what the ledger says."""

    item_record_no: str
    item_id: int
    lot_id: int | None
    book: Decimal
    counted: Decimal

    @property
    def difference(self) -> Decimal:
        """Above zero: found too much; below zero: missing."""
        return self.counted - self.book


def judge_rows(
    rows: Sequence[CountRow], *, shelf: Mapping[str, ShelfItem], most: int
) -> tuple[Violation, ...]:
    """Every reason against a count, at ``rows[n]`` of the file."""
    if not rows:
        return (Violation(NOTHING),)
    if len(rows) > most:
        return (Violation(TOO_MANY, args=(("most", str(most)),)),)
    found: list[Violation] = []
    seen: set[tuple[str, str, date | None]] = set()
    ways: dict[str, bool] = {}
    for one in rows:
        path, item = f"rows[{one.row}]", ("item", one.item_record_no)
        if one.counted is None or not _is_count(one.counted):
            found.append(Violation(BAD_COUNT, f"{path}.counted"))
        key = (one.item_record_no, one.lot_no, one.best_before)
        if key in seen:
            found.append(Violation(TWICE, f"{path}.item_record_no", args=(item,)))
        seen.add(key)
        if ways.setdefault(one.item_record_no, one.by_lot) != one.by_lot:
            found.append(Violation(MIXED, f"{path}.lot_no", args=(item,)))
        found += _judge_known(one, shelf=shelf, path=path)
    return tuple(found)


def _judge_known(one: CountRow, *, shelf: Mapping[str, ShelfItem], path: str) -> list[Violation]:
    """Whether the ledger knows the item, and the lot where one is stated."""
    item = ("item", one.item_record_no)
    if one.item_record_no not in shelf:
        return [Violation(UNKNOWN_ITEM, f"{path}.item_record_no", args=(item,))]
    if one.by_lot and _lot_of(one, shelf=shelf) is None:
        return [Violation(UNKNOWN_LOT, f"{path}.lot_no", args=(item, ("lot", one.lot_no or "-")))]
    return []


def compare(
    rows: Sequence[CountRow], *, shelf: Mapping[str, ShelfItem], whole: bool = False
) -> tuple[Compared, ...]:
    """The rows (judged before) beside the ledger, in their order.

    ``whole``: everything was counted, so what the ledger has and no row names was not there.
    """
    found = []
    for one in rows:
        item, lot = shelf[one.item_record_no], _lot_of(one, shelf=shelf)
        book = item.qty if lot is None else lot.qty
        assert one.counted is not None
        lot_id = None if lot is None else lot.lot_id
        found.append(Compared(one.item_record_no, item.item_id, lot_id, book, one.counted))
    return (*found, *(_missing(rows, shelf=shelf) if whole else ()))


def judge_explained(lines: Sequence[tuple[str, Decimal, str]]) -> tuple[Violation, ...]:
    """Whether each difference is explained: (record number, difference, explanation), at ``lines[n]``."""
    return tuple(
        Violation(UNEXPLAINED, f"lines[{place}].explanation", args=(("item", item),))
        for place, (item, difference, words) in enumerate(lines, start=1)
        if (difference and not words.strip()) or len(words) > 500
    )


def judge_day(counted_on: date, *, today: date, written_off_on: date | None) -> tuple[Violation, ...]:
    """Whether a count may be of this day."""
    late = written_off_on is not None and counted_on <= written_off_on
    return (Violation(BAD_DAY, "counted_on"),) if late or counted_on > today else ()


def _missing(rows: Sequence[CountRow], *, shelf: Mapping[str, ShelfItem]) -> list[Compared]:
    """What the ledger has of items and lots that no row names."""
    by_lot = {one.item_record_no: one.by_lot for one in rows}
    named = {(one.item_record_no, one.lot_no, one.best_before) for one in rows}
    found = []
    for number, item in sorted(shelf.items()):
        if number not in by_lot and item.qty:
            found.append(Compared(number, item.item_id, None, item.qty, Decimal(0)))
        elif by_lot.get(number):
            found += [
                Compared(number, item.item_id, lot.lot_id, lot.qty, Decimal(0))
                for lot in item.lots
                if lot.qty and (number, lot.lot_no, lot.best_before) not in named
            ]
    return found


def _lot_of(one: CountRow, *, shelf: Mapping[str, ShelfItem]) -> ShelfLot | None:
    """The lot that a row names; None where it names none, or one that is not there."""
    if not one.by_lot:
        return None
    key = (one.lot_no, one.best_before)
    return next((lot for lot in shelf[one.item_record_no].lots if (lot.lot_no, lot.best_before) == key), None)


def _is_count(qty: Decimal) -> bool:
    return qty.is_finite() and 0 <= qty < _MOST and qty == qty.quantize(_STEP)
