"""Stock: may a list line take its quantity from a ledger item, and what stands afterwards."""

from collections.abc import Sequence
from datetime import date

from bonded.facts import Key, LedgerFact, Position, PreBooking, Stock
from kernel.money import plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop, refusing

_LEDGER = (
    "GACC announcement 2018-23 (bonded inventory lists move ledgers); CEB621 elements emsNo, areaCode and "
    "itemRecordNo, required of bonded imports (format of 2018)"
)
_COUNTERS = (
    "GACC announcement 2018-23; BWS ledger line counters; UNVERIFIED: usable = actually in - actually out "
    "- pre-booked out is inferred from them"
)
_STOP = "Customs Law, Article 37; rule of this portal: a stop order is honoured at once"
_WRITTEN_OFF = "GACC announcement 2019-26 (write-off by the firm); what is reconciled is not touched again"
_PRIVACY = "Rule of this portal: a firm is not told another firm's quantities"

IN, OUT = "I", "E"
_ALL, _IN, _OUT = 4, 5, 6

UNKNOWN_LEDGER = Rule(
    "STK-01", Severity.REFUSE, gettext_noop("There is no bonded ledger %(ems_no)s."), _LEDGER
)
OTHER_OPERATOR = Rule(
    "STK-02",
    Severity.REFUSE,
    gettext_noop("Ledger %(ems_no)s does not belong to the zone firm %(area_code)s named in areaCode."),
    _LEDGER,
)
NOT_VALID = Rule(
    "STK-03", Severity.REFUSE, gettext_noop("Ledger %(ems_no)s is not valid on %(on)s."), _LEDGER
)
UNKNOWN_ITEM = Rule(
    "STK-04",
    Severity.REFUSE,
    gettext_noop("Ledger %(ems_no)s has no item %(item)s."),
    _LEDGER,
)
OTHER_GOODS = Rule(
    "STK-05",
    Severity.REFUSE,
    gettext_noop("Declare the goods code of ledger item %(item)s; %(declared)s is another one."),
    _LEDGER,
)
OTHER_UNIT = Rule(
    "STK-06",
    Severity.REFUSE,
    gettext_noop("Declare the quantity in the unit of ledger item %(item)s; %(declared)s is another one."),
    _LEDGER,
)
NO_QUANTITY = Rule("STK-07", Severity.REFUSE, gettext_noop("The quantity must be above zero."), _COUNTERS)
NOT_ENOUGH = Rule(
    "STK-08",
    Severity.REFUSE,
    gettext_noop("Ledger item %(item)s has %(usable)s usable; %(asked)s was asked for."),
    _COUNTERS,
)
NOT_ENOUGH_UNTOLD = Rule(
    "STK-09",
    Severity.REFUSE,
    gettext_noop("Ledger item %(item)s has less usable stock than the %(asked)s asked for."),
    _PRIVACY,
)

LEDGER_PAUSED = Rule(
    "STK-10",
    Severity.REFUSE,
    gettext_noop("Ledger %(ems_no)s is paused or closed: nothing moves on it."),
    _COUNTERS,
)
ITEM_PAUSED = Rule(
    "STK-11",
    Severity.REFUSE,
    gettext_noop("Ledger item %(item)s is paused for this direction."),
    _COUNTERS,
)
STOPPED = Rule(
    "STK-12",
    Severity.REFUSE,
    gettext_noop("Customs have stopped these goods (stop order %(stop)s); nothing of them moves."),
    _STOP,
)
WRITTEN_OFF = Rule(
    "STK-13",
    Severity.REFUSE,
    gettext_noop("Ledger %(ems_no)s is written off up to and with %(until)s; nothing is booked before that."),
    _WRITTEN_OFF,
)

RULES = (
    WRITTEN_OFF,
    LEDGER_PAUSED,
    ITEM_PAUSED,
    STOPPED,
    UNKNOWN_LEDGER,
    OTHER_OPERATOR,
    NOT_VALID,
    UNKNOWN_ITEM,
    OTHER_GOODS,
    OTHER_UNIT,
    NO_QUANTITY,
    NOT_ENOUGH,
    NOT_ENOUGH_UNTOLD,
)


def judge_ledger(booking: PreBooking, *, stock: Stock) -> tuple[Violation, ...]:
    """Whether the list may use the ledger at all: known, of the named operator, valid on the day."""
    ledger = stock.ledgers.get(booking.ems_no)
    number = ("ems_no", booking.ems_no)
    if ledger is None:
        return (Violation(UNKNOWN_LEDGER, "emsNo", args=(number,)),)
    found = []
    if booking.area_code not in ledger.operator_codes:
        found.append(Violation(OTHER_OPERATOR, "areaCode", args=(number, ("area_code", booking.area_code))))
    if stock.on < ledger.valid_from or (ledger.valid_to is not None and stock.on >= ledger.valid_to):
        found.append(Violation(NOT_VALID, "emsNo", args=(number, ("on", stock.on.isoformat()))))
    found += judge_day(ledger, on=stock.on, path="emsNo")
    return (*found, *judge_open(ledger, direction=OUT, path="emsNo"))


def judge_day(ledger: LedgerFact, *, on: date, path: str) -> tuple[Violation, ...]:
    """Whether anything may still be booked on the day: its period is not written off."""
    done = ledger.written_off_on
    if done is None or on > done:
        return ()
    args = (("ems_no", ledger.ems_no), ("until", done.isoformat()))
    return (Violation(WRITTEN_OFF, path, args=args),)


def judge_open(ledger: LedgerFact, *, direction: str, path: str) -> tuple[Violation, ...]:
    """Whether anything moves on the ledger in this direction: not closed, not paused, not stopped."""
    found = []
    if ledger.closed_on is not None or is_paused(ledger.mark, direction=direction):
        found.append(Violation(LEDGER_PAUSED, path, args=(("ems_no", ledger.ems_no),)))
    if ledger.stopped:
        found.append(Violation(STOPPED, path, args=(("stop", ledger.stopped),)))
    return tuple(found)


def judge_moving(position: Position, *, item: str, direction: str, path: str) -> tuple[Violation, ...]:
    """Whether the item moves in this direction: not paused, and not stopped by customs."""
    found = []
    if is_paused(position.mark, direction=direction):
        found.append(Violation(ITEM_PAUSED, path, args=(("item", item),)))
    if position.stopped:
        found.append(Violation(STOPPED, path, args=(("stop", position.stopped),)))
    return tuple(found)


def is_paused(mark: int, *, direction: str) -> bool:
    """Whether the mark (cusmExeMarkcd: 4 all, 5 in, 6 out) stands against the direction."""
    return mark == _ALL or mark == (_IN if direction == IN else _OUT)


def fold(
    position: Position | None, *, booking: PreBooking, ledger: LedgerFact
) -> tuple[Position | None, tuple[Violation, ...]]:
    """One line on one item: the position after it, or unchanged with every reason against it.

    Source: usable = actually in - actually out - pre-booked out (inferred, UNVERIFIED).
    """
    path, item = f"lines[{booking.line}]", ("item", booking.item_record_no)
    if position is None:
        args = (("ems_no", booking.ems_no), item)
        return None, (Violation(UNKNOWN_ITEM, f"{path}.itemRecordNo", args=args),)
    found = []
    if booking.gcode != position.gcode:
        args = (item, ("declared", booking.gcode))
        found.append(Violation(OTHER_GOODS, f"{path}.gcode", args=args))
    if booking.unit != position.unit:
        args = (item, ("declared", booking.unit))
        found.append(Violation(OTHER_UNIT, f"{path}.unit", args=args))
    found += judge_moving(position, item=booking.item_record_no, direction=OUT, path=f"{path}.itemRecordNo")
    found += _judge_quantity(position, booking=booking, own=booking.agent_code in ledger.operator_codes)
    if found:
        return position, tuple(found)
    return position._replace(prevd_redc=position.prevd_redc + booking.qty), ()


def fold_list(
    stock: Stock, *, bookings: Sequence[PreBooking]
) -> tuple[dict[Key, Position], tuple[Violation, ...]]:
    """All lines of one list in their order: the positions they change, or every reason against it.

    A list is all or nothing: with any violation nothing changes. A line that fails does not use
    up stock for the lines after it. Lines of a ledger that may not be used are not judged, so
    that a stranger learns nothing about its items.
    """
    closed, found = _judge_ledgers(stock, bookings=bookings)
    changed: dict[Key, Position] = {}
    for booking in bookings:
        if (booking.ems_no, booking.area_code) in closed:
            continue
        before = changed.get(booking.key) or stock.positions.get(booking.key)
        after, violations = fold(before, booking=booking, ledger=stock.ledgers[booking.ems_no])
        found += violations
        if after is not None and not violations:
            changed[booking.key] = after
    return ({}, tuple(found)) if refusing(found) else (changed, tuple(found))


def _judge_ledgers(
    stock: Stock, *, bookings: Sequence[PreBooking]
) -> tuple[set[tuple[str, str]], list[Violation]]:
    """The (ledger, operator) pairs that may not be used, each judged and told once per list."""
    closed, found, seen = set(), list[Violation](), set()
    for booking in bookings:
        pair = (booking.ems_no, booking.area_code)
        if pair in seen:
            continue
        seen.add(pair)
        violations = judge_ledger(booking, stock=stock)
        if violations:
            closed.add(pair)
            found += violations
    return closed, found


def _judge_quantity(position: Position, *, booking: PreBooking, own: bool) -> list[Violation]:
    """Above zero, and no more than is usable; how much is usable is told to the owner only."""
    path = f"lines[{booking.line}].qty"
    if booking.qty <= 0:
        return [Violation(NO_QUANTITY, path)]
    if booking.qty <= position.usable:
        return []
    args = (("item", booking.item_record_no), ("asked", plain(booking.qty)))
    if own:
        return [Violation(NOT_ENOUGH, path, args=(*args, ("usable", plain(position.usable))))]
    return [Violation(NOT_ENOUGH_UNTOLD, path, args=args)]
