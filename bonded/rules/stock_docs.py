"""In/out documents (出入库单): one delivery or one return, within its application."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bonded.rules import amounts
from bonded.rules.applications import MOST_LINES, RETURNING, is_quantity
from kernel.money import plain, to_places
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FORM = "SAS111: in/out document of a business application"
_SUM = "Check of the zone system: documents, drafts included, may not exceed the line of their application"
_GATE = "SAS111 passTypecd, passportUsedTypecd"
_HOUSE = "Rule of this portal"

UNKNOWN_APPLICATION = Rule(
    "DOC-01", Severity.REFUSE, gettext_noop("There is no application %(no)s that you may file for."), _FORM
)
NOT_IN_FORCE = Rule("DOC-02", Severity.REFUSE, gettext_noop("The application %(no)s is not in force."), _FORM)
NOT_VALID = Rule(
    "DOC-03", Severity.REFUSE, gettext_noop("The application %(no)s is valid from %(from)s to %(to)s."), _FORM
)
BLOCKED = Rule(
    "DOC-04",
    Severity.REFUSE,
    gettext_noop("The application %(no)s takes no new documents: its deliveries were not declared in time."),
    "Batch deliveries: at the deadline new documents are blocked",
)
OWN_NO_TAKEN = Rule(
    "DOC-05", Severity.REFUSE, gettext_noop("You have used your own number %(no)s for a document already."),
    "Live refusal: same internal number and enterprise code",
)  # fmt: skip
NO_LINES = Rule(
    "DOC-06",
    Severity.REFUSE,
    gettext_noop("A document has at least one line, %(most)s at most."),
    "An entry declaration has 50 lines at most",
)
UNKNOWN_LINE = Rule(
    "DOC-07",
    Severity.REFUSE,
    gettext_noop("The application has no line %(line)s, or it stands twice."),
    _FORM,
)
TOO_MUCH = Rule(
    "DOC-08",
    Severity.REFUSE,
    gettext_noop("Of line %(line)s of the application %(left)s are left; %(asked)s were asked for."),
    _SUM,
)
BAD_QTY = Rule(
    "DOC-09", Severity.REFUSE, gettext_noop("A quantity is above zero and has five decimals at most."), _FORM
)
BAD_AMOUNT = Rule(
    "DOC-10",
    Severity.REFUSE,
    gettext_noop("Prices and weights are zero or more with five decimals at most; net is not above gross."),
    _FORM,
)
NO_RETURN = Rule(
    "DOC-11",
    Severity.REFUSE,
    gettext_noop("Document %(no)s is none whose goods come back."),
    "SAS111 rltSasStockNo: a return names its document; repair, testing, mould and display",
)
RETURN_TOO_MUCH = Rule(
    "DOC-12",
    Severity.REFUSE,
    gettext_noop("Of line %(line)s %(left)s are outside; %(asked)s were to come back."),
    "No more comes back than went out",
)
RIDES = Rule(
    "DOC-13",
    Severity.REFUSE,
    gettext_noop("It cannot be voided: goods of it are on a gate pass or have gone through the gate."),
    _GATE,
)
IN_DECLARATION = Rule(
    "DOC-14",
    Severity.REFUSE,
    gettext_noop("Document %(no)s is in the centralised declaration %(inventory)s; take it out first."),
    "A document is in at most one live centralised inventory",
)
NOT_EXEMPT = Rule(
    "DOC-15",
    Severity.REFUSE,
    gettext_noop("The exemption from the guarantee is no longer in force."),
    "GACC announcement 2023-148: the exemption is suspended when a deadline is missed",
)
NEVER_WENT = Rule(
    "DOC-16", Severity.REFUSE, gettext_noop("Nothing of document %(no)s has gone through the gate."), _GATE
)
RETURNS_OUT = Rule(
    "DOC-17",
    Severity.REFUSE,
    gettext_noop("Goods of document %(no)s have come back already; the returns must be undone first."),
    _GATE,
)
NOTHING_STAYS = Rule(
    "DOC-18",
    Severity.REFUSE,
    gettext_noop("Nothing of document %(no)s stays outside that is to be declared."),
    "SAS111 centralizedDclTypecd: goods that do not come back are declared before the case is closed",
)
STILL_MOVING = Rule(
    "DOC-19",
    Severity.REFUSE,
    gettext_noop(
        "Document %(no)s still moves: all of it goes out first, and filed returns come in or are voided."
    ),
    _GATE,
)
STILL_RIDES = Rule(
    "DOC-20",
    Severity.REFUSE,
    gettext_noop(
        "Goods of document %(no)s stand on a gate pass that has not gone through; "
        "let the vehicle go or void the pass first."
    ),
    _GATE,
)
NOT_PARTLY = Rule(
    "DOC-21",
    Severity.REFUSE,
    gettext_noop("Document %(no)s has no rest to release: none of its goods, or all, have left."),
    _HOUSE,
)
RULES = (
    UNKNOWN_APPLICATION, NOT_IN_FORCE, NOT_VALID, BLOCKED, OWN_NO_TAKEN, NO_LINES, UNKNOWN_LINE, TOO_MUCH,
    BAD_QTY, BAD_AMOUNT, NO_RETURN, RETURN_TOO_MUCH, RIDES, IN_DECLARATION, NOT_EXEMPT, NEVER_WENT,
    RETURNS_OUT, NOTHING_STAYS, STILL_MOVING, STILL_RIDES, NOT_PARTLY,
)  # fmt: skip

_ZERO = Decimal(0)
_LIMIT = Decimal(10) ** 14
_PLACES = 5


class DocLine(NamedTuple):
    """One line that is delivered: the line of the application (of the document, on a return)."""

    of_line: int
    qty: Decimal | None
    unit_price: Decimal | None = None
    gross_kg: Decimal = _ZERO
    net_kg: Decimal = _ZERO
    lot_no: str = ""
    best_before: date | None = None


class NewDocument(NamedTuple):
    """What a firm files; ``returns`` is the number of the document whose goods come back."""

    own_no: str
    lines: tuple[DocLine, ...]
    returns: str = ""


class Frame(NamedTuple):
    """The application as a document needs it; ``valid_to`` is the first day after."""

    number: str
    business: str
    in_force: bool
    valid_from: date
    valid_to: date
    blocked: bool


class Staying(NamedTuple):
    """A document whose goods are to stay outside; ``outside`` is what has not come back of it.

    ``goes``: it went out under a business whose goods come back. ``inventory``: where it is declared.
    """

    number: str
    goes: bool
    through: bool
    outside: Decimal
    coming: Decimal
    inventory: str = ""


class Room(NamedTuple):
    """What of one line may still be asked for."""

    seq: int
    left: Decimal


def judge_frame(frame: Frame, *, today: date, is_return: bool) -> tuple[Violation, ...]:
    """Whether the application takes a document today; goods may come back even when it is blocked or over."""
    named = ("no", frame.number)
    if is_return:
        return () if frame.business in RETURNING else (Violation(NO_RETURN, "returns", args=(named,)),)
    found = []
    if not frame.in_force:
        found.append(Violation(NOT_IN_FORCE, "application", args=(named,)))
    if not frame.valid_from <= today < frame.valid_to:
        last = frame.valid_to - timedelta(days=1)
        span = (("from", frame.valid_from.isoformat()), ("to", last.isoformat()))
        found.append(Violation(NOT_VALID, "application", args=(named, *span)))
    if frame.blocked:
        found.append(Violation(BLOCKED, "application", args=(named,)))
    return tuple(found)


def judge_lines(
    lines: Sequence[DocLine], *, rooms: Sequence[Room], is_return: bool = False
) -> tuple[Violation, ...]:
    """Every reason against the lines: shape, and no more than what is left of each line."""
    if not 0 < len(lines) <= MOST_LINES:
        return (Violation(NO_LINES, "lines", args=(("most", str(MOST_LINES)),)),)
    left = {room.seq: room.left for room in rooms}
    seen: set[int] = set()
    found: list[Violation] = []
    for place, line in enumerate(lines, start=1):
        path = f"lines[{place}]"
        if line.of_line not in left or line.of_line in seen:
            args = (("line", str(line.of_line)),)
            found.append(Violation(UNKNOWN_LINE, f"{path}.of_line", args=args))
        elif not is_quantity(line.qty):
            found.append(Violation(BAD_QTY, f"{path}.qty"))
        elif line.qty is not None and line.qty > left[line.of_line]:
            asked = (("left", plain(left[line.of_line])), ("asked", plain(line.qty)))
            rule = RETURN_TOO_MUCH if is_return else TOO_MUCH
            found.append(Violation(rule, f"{path}.qty", args=(("line", str(line.of_line)), *asked)))
        seen.add(line.of_line)
        found += _judge_amounts(line, path=path)
    return tuple(found)


def _judge_amounts(line: DocLine, *, path: str) -> list[Violation]:
    if amounts.is_too_large(line.qty or _ZERO, price=line.unit_price or _ZERO):
        return [Violation(amounts.TOO_LARGE, f"{path}.unit_price")]
    said = (line.unit_price or _ZERO, line.gross_kg, line.net_kg)
    if all(0 <= one < _LIMIT and _has_places(one) for one in said) and line.net_kg <= line.gross_kg:
        return []
    return [Violation(BAD_AMOUNT, path)]


def _has_places(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= _PLACES


def judge_void(*, on_pass: Decimal) -> tuple[Violation, ...]:
    """Whether a document may be voided: nothing of it rides or has gone."""
    return (Violation(RIDES),) if on_pass > 0 else ()


def judge_staying(doc: Staying) -> tuple[Violation, ...]:
    """Whether what is outside of a document may be declared: nothing of it moves any more."""
    no = ("no", doc.number)
    if doc.inventory:
        return (Violation(IN_DECLARATION, args=(no, ("inventory", doc.inventory))),)
    if not doc.goes or doc.outside <= 0:
        return (Violation(NOTHING_STAYS, args=(no,)),)
    return () if doc.through and not doc.coming else (Violation(STILL_MOVING, args=(no,)),)


class Moved(NamedTuple):
    """One line of a document with what of it has gone where; weights in kg, total in its currency."""

    qty: Decimal
    on_pass: Decimal
    passed: Decimal
    unit_price: Decimal
    total: Decimal
    gross_kg: Decimal
    net_kg: Decimal


def judge_cut(lines: Sequence[Moved], *, number: str) -> tuple[Violation, ...]:
    """Whether a document may be closed with what has left: some has, some has not, nothing is on its way."""
    args = (("no", number),)
    if any(line.on_pass > line.passed for line in lines):
        return (Violation(STILL_RIDES, args=args),)
    some = any(line.passed > 0 for line in lines)
    return (
        () if some and any(line.passed < line.qty for line in lines) else (Violation(NOT_PARTLY, args=args),)
    )


def cut(line: Moved) -> Moved:
    """The line of a document that is closed with what has left: weights and total in proportion."""
    if line.passed == line.qty:
        return line
    return line._replace(
        qty=line.passed,
        total=to_places(line.unit_price * line.passed),
        gross_kg=to_places(line.gross_kg * line.passed / line.qty),
        net_kg=to_places(line.net_kg * line.passed / line.qty),
    )


def due_on(*, passed_on: date, term_days: int, valid_to: date) -> date:
    """The last day for goods to come back: the term from the day they left, within the application."""
    return min(passed_on + timedelta(days=term_days), valid_to - timedelta(days=1))
