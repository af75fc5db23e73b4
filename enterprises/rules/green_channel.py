"""The green channel: the criteria a firm fulfils to be listed, and every day to stay listed."""

from datetime import date
from typing import NamedTuple

from enterprises.rules.measures import GREEN_CHANNEL, UNDERTAKINGS, is_dishonest
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_CRITERIA = (
    "Criteria of this portal for the green channel of e-commerce firms; no published text with criteria is "
    "known, UNVERIFIED"
)
_TEST = (
    "GACC announcements 2019-29 and 2025-193: later lots are held after a failed test; UNVERIFIED in detail"
)
_CREDIT = "GACC Decree 237 (from 2018-05-01) and its successors: credit grades"

NOT_LISTED_ZONE = Rule(
    "GRC-01", Severity.REFUSE, gettext_noop("The firm is not on the list of a bonded zone."), _CRITERIA
)
NO_ECOMMERCE = Rule(
    "GRC-02",
    Severity.REFUSE,
    gettext_noop("The firm takes no part in cross-border e-commerce with goods of its own or in its care."),
    _CRITERIA,
)
FAILED_TESTS = Rule(
    "GRC-03",
    Severity.REFUSE,
    gettext_noop("The record of the last %(months)s months has %(count)s failed tests or inspections."),
    _CRITERIA,
)
PENALTIES = Rule(
    "GRC-04",
    Severity.REFUSE,
    gettext_noop("The record of the last %(months)s months has %(count)s penalties."),
    _CRITERIA,
)
SUSPENSIONS = Rule(
    "GRC-05",
    Severity.REFUSE,
    gettext_noop("The firm was suspended %(count)s times in the last %(months)s months."),
    _CRITERIA,
)
WAS_DISHONEST = Rule(
    "GRC-06",
    Severity.REFUSE,
    gettext_noop("The firm was graded dishonest within the last %(months)s months."),
    _CREDIT,
)
GRADE_TOO_LOW = Rule(
    "GRC-07", Severity.REFUSE, gettext_noop("The firm's credit grade today is dishonest."), _CREDIT
)
OPEN_HOLD = Rule(
    "GRC-08", Severity.REFUSE, gettext_noop("A failed test is open: the firm's next lots are held."), _TEST
)
NOT_SIGNED = Rule(
    "GRC-09",
    Severity.REFUSE,
    gettext_noop("Not every undertaking of the green channel is signed."),
    _CRITERIA,
)
NOT_RECOMMENDED = Rule(
    "GRC-10", Severity.REFUSE, gettext_noop("No coordinator has recommended the firm."), _CRITERIA
)
SUSPENDED_NOW = Rule(
    "GRC-11", Severity.REFUSE, gettext_noop("The firm or its listing is suspended."), _CRITERIA
)

RULES = (
    NOT_LISTED_ZONE,
    NO_ECOMMERCE,
    FAILED_TESTS,
    PENALTIES,
    SUSPENSIONS,
    WAS_DISHONEST,
    GRADE_TOO_LOW,
    OPEN_HOLD,
    NOT_SIGNED,
    NOT_RECOMMENDED,
    SUSPENDED_NOW,
)
BY_CODE = {rule.code: rule for rule in RULES}

# Whose goods pass the lane: payment firms and carriers have none to clear.
ECOMMERCE_KINDS = frozenset({"platform", "merchant", "declarant", "zone_operator"})


class RecordFact(NamedTuple):
    """A firm's standing and its record as numbers; the counts are those of the last ``months`` months."""

    zone: str
    kinds: frozenset[str]
    grade: str
    months: int
    failed_tests: int = 0
    penalties: int = 0
    suspensions: int = 0
    was_dishonest: bool = False
    open_failed_tests: int = 0
    suspended_now: bool = False


class Listing(NamedTuple):
    """What the listing itself says: undertakings signed, and whether a coordinator recommends it."""

    undertakings: frozenset[str]
    recommended: bool


def judge_record(fact: RecordFact, *, on: date) -> tuple[Violation, ...]:
    """Which criteria of the firm itself fail on the day; what it must show before it applies."""
    months = ("months", str(fact.months))

    def counted(rule: Rule, count: int) -> tuple[Violation, ...]:
        return (Violation(rule, args=(months, ("count", str(count)))),) if count else ()

    return (
        *_unless(bool(fact.zone), rule=NOT_LISTED_ZONE),
        *_unless(bool(fact.kinds & ECOMMERCE_KINDS), rule=NO_ECOMMERCE),
        *counted(FAILED_TESTS, fact.failed_tests),
        *counted(PENALTIES, fact.penalties),
        *counted(SUSPENSIONS, fact.suspensions),
        *((Violation(WAS_DISHONEST, args=(months,)),) if fact.was_dishonest else ()),
        *_unless(not is_dishonest(fact.grade, on=on), rule=GRADE_TOO_LOW),
        *_unless(not fact.open_failed_tests, rule=OPEN_HOLD),
        *_unless(not fact.suspended_now, rule=SUSPENDED_NOW),
    )


def judge_listing(fact: RecordFact, *, listing: Listing, on: date) -> tuple[Violation, ...]:
    """All criteria that fail on the day: those of the firm, then those of its listing."""
    signed = listing.undertakings >= set(UNDERTAKINGS[GREEN_CHANNEL])
    return (
        *judge_record(fact, on=on),
        *_unless(signed, rule=NOT_SIGNED),
        *_unless(listing.recommended, rule=NOT_RECOMMENDED),
    )


def months_before(day: date, *, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    count = day.year * 12 + day.month - 1 - months
    first = date(count // 12, count % 12 + 1, 1)
    after = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


def _unless(fulfilled: bool, *, rule: Rule) -> tuple[Violation, ...]:
    return () if fulfilled else (Violation(rule),)
