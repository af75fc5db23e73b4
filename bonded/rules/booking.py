"""Papers that move a ledger: may a line be pre-booked, in or out, and what stands afterwards."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bonded.facts import Claim, LedgerFact, Position
from bonded.rules.stock import IN, NO_QUANTITY, NOT_ENOUGH, NOT_VALID, judge_day, judge_moving, judge_open
from kernel.money import plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_COUNTERS = (
    "GACC announcement 2018-23; BWS ledger line counters; UNVERIFIED: usable = actually in - actually out "
    "- pre-booked out is inferred from them"
)
UNKNOWN_ITEM = Rule(
    "BOK-01", Severity.REFUSE, gettext_noop("Line %(line)s names no item of a ledger."), _COUNTERS
)
TOO_MUCH = Rule(
    "BOK-02",
    Severity.REFUSE,
    gettext_noop("The quantity would make ledger item %(item)s larger than a ledger can hold."),
    _COUNTERS,
)
USED_ALREADY = Rule(
    "BOK-03",
    Severity.REFUSE,
    gettext_noop("The goods of %(number)s have been used already; the booking cannot be taken back."),
    _COUNTERS,
)
RULES = (UNKNOWN_ITEM, TOO_MUCH, USED_ALREADY)

_MOST = Decimal(10) ** 14


class Shelf(NamedTuple):
    """Ledgers and items as they stand before the next line, on one day, by item id."""

    on: date
    direction: str
    ledgers: Mapping[int, LedgerFact]
    numbers: Mapping[int, str]


def fold_claims(
    positions: Mapping[int, Position], *, claims: Sequence[Claim], shelf: Shelf
) -> tuple[dict[int, Position], tuple[Violation, ...]]:
    """All lines of a paper in their order: the positions they change, and every reason against it."""
    after = dict(positions)
    found: list[Violation] = []
    judged: set[str] = set()
    for claim in claims:
        ledger = shelf.ledgers.get(claim.item_id)
        if ledger is None:
            args = (("line", str(claim.line)),)
            found.append(Violation(UNKNOWN_ITEM, f"lines[{claim.line}].item_record_no", args=args))
            continue
        if ledger.ems_no not in judged:
            judged.add(ledger.ems_no)
            found += _judge_ledger(ledger, shelf=shelf)
        after[claim.item_id], violations = _fold(after[claim.item_id], claim=claim, shelf=shelf)
        found += violations
    return after, tuple(found)


def _judge_ledger(ledger: LedgerFact, *, shelf: Shelf) -> tuple[Violation, ...]:
    found = judge_open(ledger, direction=shelf.direction, path="ems_no")
    found += judge_day(ledger, on=shelf.on, path="ems_no")
    if shelf.on < ledger.valid_from or (ledger.valid_to is not None and shelf.on >= ledger.valid_to):
        args = (("ems_no", ledger.ems_no), ("on", shelf.on.isoformat()))
        return (*found, Violation(NOT_VALID, "ems_no", args=args))
    return found


def _fold(position: Position, *, claim: Claim, shelf: Shelf) -> tuple[Position, tuple[Violation, ...]]:
    """One line on one item: the position after it, or unchanged with every reason against it."""
    path, item = f"lines[{claim.line}]", shelf.numbers[claim.item_id]
    found = list(judge_moving(position, item=item, direction=shelf.direction, path=f"{path}.item_record_no"))
    if claim.qty <= 0:
        found.append(Violation(NO_QUANTITY, f"{path}.qty"))
    elif shelf.direction == IN and position.actl_inc + position.prevd_inc + claim.qty >= _MOST:
        found.append(Violation(TOO_MUCH, f"{path}.qty", args=(("item", item),)))
    elif shelf.direction != IN and claim.qty > position.usable:
        args = (("item", item), ("asked", plain(claim.qty)), ("usable", plain(position.usable)))
        found.append(Violation(NOT_ENOUGH, f"{path}.qty", args=args))
    if found:
        return position, tuple(found)
    if shelf.direction == IN:
        return position._replace(prevd_inc=position.prevd_inc + claim.qty), ()
    return position._replace(prevd_redc=position.prevd_redc + claim.qty), ()
