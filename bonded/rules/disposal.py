"""Goods that are no more: destruction, loss by force majeure, damage; who reports when, who witnesses."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_MAJEURE = (
    "Measures for export processing zones (2011) Article 34: a loss by force majeure is reported within 10 "
    "days of discovery, then deducted from the ledger (older regime, taken as default)"
)
_DESTROYED = (
    "Customs Law Articles 32 and 37: supervised goods are not disposed of without customs; rule of this "
    "portal: two officers witness it"
)
_STOPPED = (
    "Customs Law, Article 37 (stopped goods are disposed of as customs decide) and Article 79 (posts check "
    "each other); that another officer decides than who stopped them is this portal's reading"
)

BAD_KIND = Rule("DIS-01", Severity.REFUSE, gettext_noop("Say what happened to the goods."), _DESTROYED)
BAD_DAY = Rule(
    "DIS-02",
    Severity.REFUSE,
    gettext_noop("Say on which day it was found; it cannot lie in the future, nor in a written-off period."),
    _MAJEURE,
)
NO_REASON = Rule(
    "DIS-03",
    Severity.REFUSE,
    gettext_noop("Say what happened and why, in at most 500 characters."),
    _DESTROYED,
)
NO_LINES = Rule("DIS-04", Severity.REFUSE, gettext_noop("Name the goods: at least one item."), _DESTROYED)
UNKNOWN_ITEM = Rule("DIS-05", Severity.REFUSE, gettext_noop("The ledger has no item %(item)s."), _DESTROYED)
LATE = Rule(
    "DIS-06",
    Severity.WARN,
    gettext_noop(
        "Reported %(days)s days after it was found; a loss by force majeure is due within %(most)s."
    ),
    _MAJEURE,
)
NO_PLACE = Rule(
    "DIS-07", Severity.REFUSE, gettext_noop("Say where the goods are to be destroyed."), _DESTROYED
)
NO_WITNESS = Rule(
    "DIS-08",
    Severity.REFUSE,
    gettext_noop("A first officer must sign as witness before a second one books it out."),
    _DESTROYED,
)
SIGNED_ALREADY = Rule(
    "DIS-09",
    Severity.REFUSE,
    gettext_noop("The first witness has signed; the second books it out."),
    _DESTROYED,
)
NOT_FILED_FOR = Rule(
    "DIS-10",
    Severity.REFUSE,
    gettext_noop("There is no such file about a ledger that you may decide."),
    _DESTROYED,
)
NO_PERSON = Rule(
    "DIS-11",
    Severity.REFUSE,
    gettext_noop("Witnesses sign in person: an officer, not a program."),
    _DESTROYED,
)
STOPPED_BY_YOURSELF = Rule(
    "DIS-12",
    Severity.REFUSE,
    gettext_noop("You ordered the stop %(stop)s of these goods yourself: another officer approves."),
    _STOPPED,
)

RULES = (
    STOPPED_BY_YOURSELF,
    BAD_KIND,
    BAD_DAY,
    NO_REASON,
    NO_LINES,
    UNKNOWN_ITEM,
    LATE,
    NO_PLACE,
    NO_WITNESS,
    SIGNED_ALREADY,
    NOT_FILED_FOR,
    NO_PERSON,
)

DESTRUCTION, FORCE_MAJEURE = "destruction", "force_majeure"


class Goods(NamedTuple):
    """One item to be booked out as typed; without a lot what expires first is taken."""

    item_record_no: str
    qty: Decimal
    lot_no: str = ""
    best_before: date | None = None


class Report(NamedTuple):
    """What a firm reports, as the rules judge it."""

    kind: str
    found_on: date | None
    place: str
    reason: str
    goods: Sequence[Goods]
    today: date
    written_off_on: date | None = None
    most_days: int = 10


def judge_report(report: Report, *, kinds: Collection[str], items: Collection[str]) -> tuple[Violation, ...]:
    """Whether a loss or a destruction may be reported so; that it is late is only said.

    Source: Measures for export processing zones (2011) Article 34 (force majeure: 10 days, a parameter).
    """
    found = []
    if report.kind not in kinds:
        found.append(Violation(BAD_KIND, "kind"))
    if not 0 < len(report.reason.strip()) <= 500:
        found.append(Violation(NO_REASON, "reason"))
    if report.kind == DESTRUCTION and not report.place.strip():
        found.append(Violation(NO_PLACE, "place"))
    if not report.goods:
        found.append(Violation(NO_LINES))
    found += _judge_day(report)
    found += [
        Violation(UNKNOWN_ITEM, f"lines[{place}].item_record_no", args=(("item", one.item_record_no),))
        for place, one in enumerate(report.goods, start=1)
        if one.item_record_no not in items
    ]
    return tuple(found)


def judge_approval(*, stops: Mapping[str, int], officer_id: int | None) -> tuple[Violation, ...]:
    """Whether the officer may approve a report on stopped goods: who ordered a stop of them may not.

    ``stops``: who ordered each stop of these goods that is in force, by its number.
    """
    own = sorted(number for number, ordered_by_id in stops.items() if ordered_by_id == officer_id)
    return tuple(Violation(STOPPED_BY_YOURSELF, args=(("stop", number),)) for number in own)


def days_late(*, kind: str, found_on: date, filed_on: date, most_days: int) -> int:
    """By how many days a loss by force majeure was reported after its term; 0: in time, or no such loss."""
    if kind != FORCE_MAJEURE:
        return 0
    return max(0, (filed_on - found_on).days - most_days)


def last_day(found_on: date, *, most_days: int) -> date:
    """The last day on which a loss by force majeure is reported in time."""
    return found_on + timedelta(days=most_days)


def _judge_day(report: Report) -> list[Violation]:
    day, done = report.found_on, report.written_off_on
    if day is None or day > report.today or (done is not None and day <= done):
        return [Violation(BAD_DAY, "found_on")]
    if days_late(kind=report.kind, found_on=day, filed_on=report.today, most_days=report.most_days):
        args = (("days", str((report.today - day).days)), ("most", str(report.most_days)))
        return [Violation(LATE, "found_on", args=args)]
    return []
