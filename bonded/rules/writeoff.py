"""Write-off (报核): the sums of a period, and whether the period may be reconciled."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from kernel.money import plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_PERIOD = (
    "GACC announcement 2019-26: the firm chooses its write-off cycle, at most a year, and reports by itself; "
    "BWS ledger head"
)
_SUMS = "GACC announcement 2018-23; rule of this portal: opening + in - out = closing, from the entries"

NOT_OVER = Rule("WOF-01", Severity.REFUSE, gettext_noop("The last day of the period must be over."), _PERIOD)
NO_PERIOD = Rule(
    "WOF-02",
    Severity.REFUSE,
    gettext_noop("The period begins on %(first)s; choose a later last day."),
    _PERIOD,
)
OPEN_ALREADY = Rule(
    "WOF-03",
    Severity.REFUSE,
    gettext_noop("Write-off %(number)s of this ledger waits for customs; withdraw it first."),
    _PERIOD,
)
TOO_LONG = Rule(
    "WOF-04",
    Severity.REFUSE,
    gettext_noop("The write-off cycle of this ledger is %(months)s months: write off up to %(until)s first."),
    _PERIOD,
)
LATE = Rule(
    "WOF-05", Severity.WARN, gettext_noop("This write-off was due by %(due)s; it is filed late."), _PERIOD
)
NOT_STATED = Rule(
    "WOF-06",
    Severity.REFUSE,
    gettext_noop(
        "State that what lies there is what the ledger says; where it is not so, file a stock-taking first."
    ),
    _SUMS,
)
NOT_EMPTY = Rule(
    "WOF-07",
    Severity.REFUSE,
    gettext_noop("The last write-off closes the ledger, but item %(item)s still holds %(qty)s."),
    _SUMS,
)
UNDER_WAY = Rule(
    "WOF-08",
    Severity.REFUSE,
    gettext_noop("The last write-off closes the ledger, but item %(item)s has movements under way."),
    _SUMS,
)
MOVED = Rule(
    "WOF-09",
    Severity.REFUSE,
    gettext_noop("The sums of the period are no longer those that the firm stated; it must file anew."),
    _SUMS,
)
UNDECIDED = Rule(
    "WOF-10",
    Severity.REFUSE,
    gettext_noop("%(number)s of this ledger is not decided yet; the period can be written off after it."),
    _SUMS,
)
CLOSED = Rule(
    "WOF-11", Severity.REFUSE, gettext_noop("Ledger %(ems_no)s is closed; all of it is written off."), _PERIOD
)

RULES = (
    NOT_OVER,
    NO_PERIOD,
    OPEN_ALREADY,
    TOO_LONG,
    LATE,
    NOT_STATED,
    NOT_EMPTY,
    UNDER_WAY,
    MOVED,
    UNDECIDED,
    CLOSED,
)


class Sums(NamedTuple):
    """What one item had at the beginning of a period, and what came and went in it."""

    opening: Decimal = Decimal(0)
    came_in: Decimal = Decimal(0)
    went_out: Decimal = Decimal(0)

    @property
    def closing(self) -> Decimal:
        """What it has at the end."""
        return self.opening + self.came_in - self.went_out


class Moved(NamedTuple):
    """One movement of an actual counter: ``inward`` of actually in, else of actually out."""

    item_id: int
    inward: bool
    qty: Decimal
    on: date


class Held(NamedTuple):
    """What an item holds when its ledger is to be closed."""

    item_record_no: str
    closing: Decimal
    under_way: bool


class Period(NamedTuple):
    """A period that a firm wants to reconcile, as the rules judge it; ``last`` is its last day.

    ``open_no`` is a write-off that waits already, ``undecided_no`` an open stock-taking or disposal.
    """

    first: date
    last: date
    cycle_months: int
    today: date
    open_no: str = ""
    undecided_no: str = ""


def fold_sums(entries: Iterable[Moved], *, first: date, last: date) -> dict[int, Sums]:
    """The sums of each item from its movements, in any order; what moved after the period is left out."""
    sums: dict[int, Sums] = defaultdict(Sums)
    for entry in entries:
        was = sums[entry.item_id]
        if entry.on > last:
            continue
        if entry.on < first:
            signed = entry.qty if entry.inward else -entry.qty
            sums[entry.item_id] = was._replace(opening=was.opening + signed)
        elif entry.inward:
            sums[entry.item_id] = was._replace(came_in=was.came_in + entry.qty)
        else:
            sums[entry.item_id] = was._replace(went_out=was.went_out + entry.qty)
    return dict(sums)


def first_day(*, valid_from: date, written_off_on: date | None) -> date:
    """The first day that has not been reconciled."""
    return valid_from if written_off_on is None else written_off_on + timedelta(days=1)


def due_on(first: date, *, cycle_months: int) -> date:
    """The last day of a cycle that begins on ``first``.

    Source: GACC announcement 2019-26 (self-chosen cycle, at most a year).
    """
    months = first.month - 1 + cycle_months
    year, month = first.year + months // 12, months % 12 + 1
    day = min(first.day, monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)


def judge_period(period: Period) -> tuple[Violation, ...]:
    """Whether the period may be reconciled now; that it is late is only said."""
    found = []
    until = due_on(period.first, cycle_months=period.cycle_months)
    if period.last >= period.today:
        found.append(Violation(NOT_OVER, "period_to"))
    if period.last < period.first:
        found.append(Violation(NO_PERIOD, "period_to", args=(("first", period.first.isoformat()),)))
    if period.last > until:
        args = (("months", str(period.cycle_months)), ("until", until.isoformat()))
        found.append(Violation(TOO_LONG, "period_to", args=args))
    if period.open_no:
        found.append(Violation(OPEN_ALREADY, args=(("number", period.open_no),)))
    if period.undecided_no:
        found.append(Violation(UNDECIDED, args=(("number", period.undecided_no),)))
    if period.today > until:
        found.append(Violation(LATE, args=(("due", until.isoformat()),)))
    return tuple(found)


def judge_closing(items: Iterable[Held]) -> tuple[Violation, ...]:
    """Whether a ledger is empty, so that its last write-off may close it."""
    found = []
    for one in items:
        item = ("item", one.item_record_no)
        if one.closing:
            found.append(Violation(NOT_EMPTY, "closes", args=(item, ("qty", plain(one.closing)))))
        elif one.under_way:
            found.append(Violation(UNDER_WAY, "closes", args=(item,)))
    return tuple(found)


def judge_unchanged(stated: Mapping[int, Sums], *, now: Mapping[int, Sums]) -> tuple[Violation, ...]:
    """Whether the sums are still those that the firm stated; items that never moved may be left out."""
    nothing = Sums()
    keys = {*stated, *now}
    same = all(stated.get(key, nothing) == now.get(key, nothing) for key in keys)
    return () if same else (Violation(MOVED),)
