"""The law of transfers: the receiver files first, the sender quotes it, and the pair nets to zero."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from bonded.facts import InventoryHead
from bonded.rules import flow
from bonded.rules.inventories import IN, INSIDE, OUT
from kernel.money import plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_LAW = (
    "GACC announcement 2018-52: of a transfer the receiver files first; the sender quotes the receiver's "
    "inventory and the other side's ledger"
)
_NET = "GACC announcement 2018-52; a pair of inventories nets to zero, line by line"

NO_RECEIVER = Rule(
    "INV-51",
    Severity.REFUSE,
    gettext_noop("Quote the receiver's approved inventory; %(number)s is none that waits for a sender."),
    _LAW,
)
OTHER_SIDE = Rule(
    "INV-52",
    Severity.REFUSE,
    gettext_noop("The receiver's inventory %(number)s is not from this ledger to the ledger named."),
    _LAW,
)
HAS_SENDER = Rule("INV-53", Severity.REFUSE, gettext_noop("Inventory %(number)s has a sender already."), _LAW)
OTHER_COUNT = Rule(
    "INV-54",
    Severity.REFUSE,
    gettext_noop("The receiver's inventory has %(theirs)s lines, this one %(ours)s."),
    _NET,
)
OTHER_LINE = Rule(
    "INV-55",
    Severity.REFUSE,
    gettext_noop(
        "Line %(line)s of the receiver's inventory says goods %(gcode)s, quantity %(qty)s, unit %(unit)s."
    ),
    _NET,
)
OTHER_PLACE = Rule(
    "INV-56",
    Severity.REFUSE,
    gettext_noop(
        "A transfer inside the zone stays at one customs office; between zones it is an ordinary one."
    ),
    _LAW,
)
SAME_LEDGER = Rule("INV-57", Severity.REFUSE, gettext_noop("A ledger transfers nothing to itself."), _LAW)
RECEIVER_QUOTES = Rule(
    "INV-58",
    Severity.REFUSE,
    gettext_noop("The receiver files first and quotes no inventory; the sender quotes this one."),
    _LAW,
)
NO_LEDGER = Rule(
    "INV-59", Severity.REFUSE, gettext_noop("The other side's ledger %(ems_no)s is not known here."), _LAW
)
HALF_NAMED = Rule(
    "INV-60",
    Severity.REFUSE,
    gettext_noop("A sender names both the receiver's inventory and its ledger."),
    _LAW,
)
RULES = (
    NO_RECEIVER, OTHER_SIDE, HAS_SENDER, OTHER_COUNT, OTHER_LINE, OTHER_PLACE, SAME_LEDGER, RECEIVER_QUOTES,
    NO_LEDGER, HALF_NAMED,
)  # fmt: skip


class PairLine(NamedTuple):
    """What one line of a transfer moves."""

    gcode: str
    unit: str
    qty: Decimal


class Receiving(NamedTuple):
    """The receiver's inventory; ``sender_no`` is the live inventory that quotes it already."""

    number: str
    inv_type: str
    direction: str
    status: int
    gate: int
    ems_no: str
    related_ems_no: str
    lines: tuple[PairLine, ...]
    sender_no: str = ""


def is_transfer(head: InventoryHead) -> bool:
    """Whether an inventory has another ledger on its other side."""
    return bool(head.related_ems_no or head.related_no)


def judge_sides(head: InventoryHead, *, office: str, other_office: str | None) -> tuple[Violation, ...]:
    """Whether the two ledgers and the type fit together; ``other_office`` None: no such ledger.

    Source: GACC announcement 2018-52.
    """
    if not is_transfer(head):
        return ()
    found = []
    if head.related_ems_no == head.ems_no:
        found.append(Violation(SAME_LEDGER, "head.related_ems_no"))
    elif head.related_ems_no and other_office is None:
        args = (("ems_no", head.related_ems_no),)
        found.append(Violation(NO_LEDGER, "head.related_ems_no", args=args))
    elif other_office is not None and (head.inv_type == INSIDE) != (office == other_office):
        found.append(Violation(OTHER_PLACE, "head.inv_type"))
    if head.direction == IN and head.related_no:
        found.append(Violation(RECEIVER_QUOTES, "head.related_no"))
    if head.direction == OUT and not (head.related_no and head.related_ems_no):
        found.append(Violation(HALF_NAMED, "head.related_no"))
    return tuple(found)


def judge_pair(
    head: InventoryHead, *, lines: Sequence[PairLine], receiving: Receiving | None, own_no: str
) -> tuple[Violation, ...]:
    """Whether the sender's inventory (number ``own_no``) is the other half of the receiver's.

    None: the number quoted is no inventory. What the receiver's says is told only to the ledger that it
    names as its sender.
    """
    if head.direction != OUT or not is_transfer(head):
        return ()
    number = (("number", head.related_no),)
    if receiving is None or not _waits(receiving):
        return (Violation(NO_RECEIVER, "head.related_no", args=number),)
    sides = (receiving.ems_no, receiving.related_ems_no, receiving.inv_type)
    if sides != (head.related_ems_no, head.ems_no, head.inv_type):
        return (Violation(OTHER_SIDE, "head.related_no", args=number),)
    if receiving.sender_no not in ("", own_no):
        return (Violation(HAS_SENDER, "head.related_no", args=number),)
    return judge_lines(lines, theirs=receiving.lines)


def judge_lines(ours: Sequence[PairLine], *, theirs: Sequence[PairLine]) -> tuple[Violation, ...]:
    """Whether the pair nets to zero: the same goods, unit and quantity on each line."""
    if len(ours) != len(theirs):
        args = (("theirs", str(len(theirs))), ("ours", str(len(ours))))
        return (Violation(OTHER_COUNT, "lines", args=args),)
    found = []
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        if mine != other:
            differs = (
                ("line", str(number)),
                ("gcode", other.gcode),
                ("qty", plain(other.qty)),
                ("unit", other.unit),
            )
            found.append(Violation(OTHER_LINE, f"lines[{number}].qty", args=differs))
    return tuple(found)


def _waits(receiving: Receiving) -> bool:
    """Whether the receiver's inventory is an approved one that comes in and has not come yet."""
    return (
        receiving.direction == IN
        and receiving.status == flow.APPROVED
        and receiving.gate == flow.GATE_NONE
        and bool(receiving.related_ems_no)
    )
