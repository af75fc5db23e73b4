"""Business applications (业务申报表): what may be applied for, extended, blocked and closed."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bonded.rules import amounts
from kernel.money import plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FORM = "SAS101: business application; business types A, C to F, one filing for movements that repeat"
_FOUR = "GACC announcement 2019-26: one filing covers repeated business; customs may suspend"
_EXEMPT = "GACC announcement 2023-148 (2023-10-27): exemption from the guarantee for batch deliveries"
_TERM = (
    "Export-processing-zone rule (2011) Article 25: two months, one extension of a month; UNVERIFIED today"
)
_CREDIT = "GACC Decree 169 (2008): no centralised declaration for dishonest firms; UNVERIFIED for zones"
_HOUSE = "Rule of this portal"

NO_LEDGER = Rule(
    "APP-01", Severity.REFUSE, gettext_noop("There is no ledger %(no)s that you may file for."), _FORM
)
OWN_NO_TAKEN = Rule(
    "APP-02", Severity.REFUSE, gettext_noop("You have used your own number %(no)s already."),
    "Live refusal: same internal number and enterprise code",
)  # fmt: skip
UNKNOWN_BUSINESS = Rule("APP-03", Severity.REFUSE, gettext_noop("There is no such business."), _FORM)
BEGINS_OUTSIDE = Rule(
    "APP-04",
    Severity.REFUSE,
    gettext_noop("This business begins with goods that leave the zone."),
    "Flow of repair, testing, mould and display: document out, gate, document in (SAS111)",
)
BAD_SPAN = Rule(
    "APP-05",
    Severity.REFUSE,
    gettext_noop("It begins today or later and is valid for %(days)s days at most."),
    _TERM,
)
TOO_LITTLE_SAID = Rule("APP-06", Severity.REFUSE, gettext_noop("Please say this."), _FORM)
NO_LINES = Rule(
    "APP-08", Severity.REFUSE, gettext_noop("Name the goods: at least one line, %(most)s at most."), _FORM
)
BAD_QTY = Rule(
    "APP-09", Severity.REFUSE, gettext_noop("A quantity is above zero and has five decimals at most."), _FORM
)
UNKNOWN_ITEM = Rule("APP-10", Severity.REFUSE, gettext_noop("The ledger has no item %(item)s."), _FORM)
ITEM_TWICE = Rule("APP-11", Severity.REFUSE, gettext_noop("The item %(item)s stands twice."), _HOUSE)
BAD_PRICE = Rule(
    "APP-12", Severity.REFUSE, gettext_noop("A price is zero or more and has five decimals at most."), _FORM
)
NO_GUARANTOR = Rule(
    "APP-13",
    Severity.REFUSE,
    gettext_noop("Say whose guarantee secures the goods, or apply under an exemption."),
    "Batch deliveries need a guarantee unless exempt (SAS101 dpstLevyBlNo)",
)
NOT_EXEMPT = Rule(
    "APP-14",
    Severity.REFUSE,
    gettext_noop("Your firm has no exemption from the guarantee in force."),
    _EXEMPT,
)
DISHONEST = Rule(
    "APP-15",
    Severity.REFUSE,
    gettext_noop("A firm that is graded dishonest cannot deliver in batches."),
    _CREDIT,
)
NO_REASON = Rule("APP-16", Severity.REFUSE, gettext_noop("Please say why."), _HOUSE)
EXTENDED_ONCE = Rule("APP-17", Severity.REFUSE, gettext_noop("It was extended once already."), _TERM)
TOO_LATE = Rule(
    "APP-18",
    Severity.REFUSE,
    gettext_noop("An extension is asked for at least %(days)s days before the end."),
    _TERM,
)
TOO_LONG = Rule("APP-19", Severity.REFUSE, gettext_noop("The last day can be %(day)s at the latest."), _TERM)
LESS_THAN_CLAIMED = Rule(
    "APP-20",
    Severity.REFUSE,
    gettext_noop("Line %(line)s: %(claimed)s stand on documents already."),
    "Documents may not exceed their application (check of the zone system)",
)
NOTHING_ASKED = Rule("APP-21", Severity.REFUSE, gettext_noop("Nothing would change."), _HOUSE)
STILL_OUT = Rule(
    "APP-22",
    Severity.REFUSE,
    gettext_noop("It cannot be closed: document %(no)s is not finished."),
    "SAS101 dclTypecd 3: a case is closed when all that went out is back or declared",
)
NOT_DECIDER = Rule(
    "APP-23",
    Severity.REFUSE,
    gettext_noop("Only officers and chiefs of the customs office of the ledger decide this."),
    _HOUSE,
)
NOT_FILER = Rule(
    "APP-24",
    Severity.REFUSE,
    gettext_noop("Only the holder of the ledger, or its agent for bonded matters, may do this."),
    "GACC announcement 2018-23: filed by the zone enterprise or its agent",
)
NO_CHANGE_ASKED = Rule(
    "APP-25", Severity.REFUSE, gettext_noop("The firm asks for no change at present."), _HOUSE
)
FIRST_LATE = Rule(
    "APP-26",
    Severity.REFUSE,
    gettext_noop("It stays blocked: the deliveries of the period from %(day)s are not declared yet."),
    "Batch deliveries: what is overdue is declared before new goods leave",
)
NOT_BLOCKED = Rule("APP-27", Severity.REFUSE, gettext_noop("It is not blocked."), _HOUSE)
RULES = (
    NO_LEDGER, OWN_NO_TAKEN, UNKNOWN_BUSINESS, BEGINS_OUTSIDE, BAD_SPAN, TOO_LITTLE_SAID, NO_LINES, BAD_QTY,
    UNKNOWN_ITEM, ITEM_TWICE, BAD_PRICE, NO_GUARANTOR, NOT_EXEMPT, DISHONEST, NO_REASON, EXTENDED_ONCE,
    TOO_LATE, TOO_LONG, LESS_THAN_CLAIMED, NOTHING_ASKED, STILL_OUT, NOT_DECIDER, NOT_FILER, NO_CHANGE_ASKED,
    FIRST_LATE, NOT_BLOCKED,
)  # fmt: skip

BATCH, DISPLAY, TESTING, REPAIR, MOULD = "A", "C", "D", "E", "F"
BUSINESSES = (BATCH, DISPLAY, TESTING, REPAIR, MOULD)
# Whose goods come back, and those of them whose term may be extended once.
RETURNING = frozenset({DISPLAY, TESTING, REPAIR, MOULD})
SHORT_TERM = frozenset({TESTING, REPAIR})
OUT, IN = "E", "I"
MOST_LINES = 50
_PLACES = 5
_DISHONEST = frozenset({"dishonest", "seriously_dishonest"})


class Wanted(NamedTuple):
    """One line that is applied for; amounts are None where what was typed is none."""

    item_record_no: str
    qty: Decimal | None
    unit_price: Decimal | None
    currency: str = "142"


class NewApplication(NamedTuple):
    """What a firm applies for; ``valid_to`` is the first day after."""

    own_no: str
    business: str
    direction: str
    partner_code: str
    partner_name: str
    valid_from: date
    valid_to: date
    place: str = ""
    purpose: str = ""
    guarantor_code: str = ""
    exempt: bool = False
    lines: tuple[Wanted, ...] = ()


class Filer(NamedTuple):
    """The firm that applies: its grade, whether it is exempt today, the items of its ledger."""

    grade: str
    is_exempt: bool
    items: Collection[str]


class LineFact(NamedTuple):
    """A line of an application as it stands."""

    seq: int
    qty: Decimal
    claimed: Decimal
    passed: Decimal = Decimal(0)
    back: Decimal = Decimal(0)


class Standing(NamedTuple):
    """An application as it stands, for judging a change of it."""

    business: str
    valid_from: date
    valid_to: date
    extended: bool
    lines: Sequence[LineFact]


class Change(NamedTuple):
    """What a firm wants changed: a later end (the first day after), other quantities by line."""

    valid_to: date | None
    quantities: dict[int, Decimal]
    why: str


class Terms(NamedTuple):
    """The parameters of the day."""

    most_days: int
    extension_days: int
    ask_days: int


def judge_application(
    wanted: NewApplication, *, filer: Filer, most_days: int, today: date
) -> tuple[Violation, ...]:
    """Every reason against an application as it stands."""
    found: list[Violation] = []
    if wanted.business not in BUSINESSES:
        found.append(Violation(UNKNOWN_BUSINESS, "business"))
    if wanted.business in RETURNING and wanted.direction != OUT:
        found.append(Violation(BEGINS_OUTSIDE, "direction"))
    days = (wanted.valid_to - wanted.valid_from).days
    if wanted.valid_from < today or not 0 < days <= most_days:
        found.append(Violation(BAD_SPAN, "valid_to", args=(("days", str(most_days)),)))
    if wanted.business == BATCH and filer.grade in _DISHONEST:
        found.append(Violation(DISHONEST, "business"))
    return (*found, *_judge_said(wanted), *_judge_security(wanted, filer=filer), *_judge_lines(wanted, filer))


def _judge_said(wanted: NewApplication) -> list[Violation]:
    """Texts that must be there."""
    said = [
        ("own_no", wanted.own_no),
        ("partner_name", wanted.partner_name),
        ("partner_code", wanted.partner_code),
    ]
    if wanted.business == DISPLAY:
        said.append(("place", wanted.place))
    if wanted.business in RETURNING:
        said.append(("purpose", wanted.purpose))
    return [Violation(TOO_LITTLE_SAID, path) for path, text in said if not text.strip()]


def _judge_security(wanted: NewApplication, *, filer: Filer) -> list[Violation]:
    """Goods that leave are secured, or the firm is exempt."""
    if wanted.direction != OUT:
        return []
    if wanted.exempt:
        return [] if filer.is_exempt else [Violation(NOT_EXEMPT, "exempt")]
    return [] if wanted.guarantor_code.strip() else [Violation(NO_GUARANTOR, "guarantor_code")]


def _judge_lines(wanted: NewApplication, filer: Filer) -> list[Violation]:
    """The goods, line by line (``lines[n]`` from 1)."""
    if not 0 < len(wanted.lines) <= MOST_LINES:
        return [Violation(NO_LINES, "lines", args=(("most", str(MOST_LINES)),))]
    found: list[Violation] = []
    seen: set[str] = set()
    for place, line in enumerate(wanted.lines, start=1):
        path, named = f"lines[{place}]", (("item", line.item_record_no),)
        if line.item_record_no not in filer.items:
            found.append(Violation(UNKNOWN_ITEM, f"{path}.item", args=named))
        elif line.item_record_no in seen:
            found.append(Violation(ITEM_TWICE, f"{path}.item", args=named))
        seen.add(line.item_record_no)
        if not is_quantity(line.qty):
            found.append(Violation(BAD_QTY, f"{path}.qty"))
        found += _judge_price(line, path=path)
    return found


def _judge_price(line: Wanted, *, path: str) -> list[Violation]:
    if line.unit_price is None or line.unit_price < 0 or not _fits(line.unit_price):
        return [Violation(BAD_PRICE, f"{path}.unit_price")]
    if line.qty is not None and amounts.is_too_large(line.qty, price=line.unit_price):
        return [Violation(amounts.TOO_LARGE, f"{path}.unit_price")]
    return []


def is_quantity(qty: Decimal | None) -> bool:
    """Whether it is above zero, within the field, and has five decimals at most."""
    return qty is not None and qty > 0 and _fits(qty)


def _fits(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= _PLACES and abs(amount) < Decimal(10) ** 14


def judge_change(change: Change, *, of: Standing, terms: Terms, today: date) -> tuple[Violation, ...]:
    """Every reason against extending the validity or changing quantities.

    Testing and repair are extended once, by so many days at most, asked for in time; the others up to
    their longest validity.
    """
    found: list[Violation] = []
    if not change.why.strip():
        found.append(Violation(NO_REASON, "why"))
    if change.valid_to is not None:
        found += _judge_extension(change.valid_to, of=of, terms=terms, today=today)
    known = {line.seq: line for line in of.lines}
    changed = False
    for seq, qty in change.quantities.items():
        line = known.get(seq)
        if line is None or not is_quantity(qty):
            found.append(Violation(BAD_QTY, f"lines[{seq}].qty"))
            continue
        changed = changed or qty != line.qty
        if qty < line.claimed:
            args = (("line", str(seq)), ("claimed", plain(line.claimed)))
            found.append(Violation(LESS_THAN_CLAIMED, f"lines[{seq}].qty", args=args))
    if not found and not changed and change.valid_to is None:
        found.append(Violation(NOTHING_ASKED))
    return tuple(found)


def _judge_extension(until: date, *, of: Standing, terms: Terms, today: date) -> list[Violation]:
    if of.business in SHORT_TERM:
        latest = of.valid_to + timedelta(days=terms.extension_days)
        if of.extended:
            return [Violation(EXTENDED_ONCE, "valid_to")]
        if (of.valid_to - today).days < terms.ask_days:
            return [Violation(TOO_LATE, "valid_to", args=(("days", str(terms.ask_days)),))]
    else:
        latest = of.valid_from + timedelta(days=terms.most_days)
    if not of.valid_to < until <= latest:
        day = (latest - timedelta(days=1)).isoformat()
        return [Violation(TOO_LONG, "valid_to", args=(("day", day),))]
    return []


def judge_close(open_documents: Sequence[str]) -> tuple[Violation, ...]:
    """Whether the case may be closed: every document is void, back, or declared and paid."""
    return tuple(Violation(STILL_OUT, args=(("no", number),)) for number in open_documents)


def judge_reason(text: str, *, path: str = "reason") -> tuple[Violation, ...]:
    """Whether something was said."""
    return () if text.strip() else (Violation(NO_REASON, path),)


def needs_officer(*, grade: str, drawn: bool = False, late: bool = False, exempt: bool = False) -> bool:
    """Whether an officer decides instead of the portal.

    A dishonest firm, a firm that missed a deadline within a year, a delivery under an exemption, or a
    paper of the share that is drawn.

    Source: GACC announcement 2019-26, for firms of general credit or better; the share is UNVERIFIED.
    """
    return grade in _DISHONEST or late or exempt or drawn
