"""The life of an inventory: who decides it, who may do what with it, and when it may be deleted."""

from typing import NamedTuple

from bonded.rules import flow
from bonded.rules.inventories import CENTRALISED, ENTER_FIRST
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_GATE = "Zone system: only what has not moved is deleted; rejection reverses exactly its own pre-booking"
_FIELDS = "INV101 messages of the zone system (fields and their codes)"
_HOUSE = "Rule of this portal"

BILL_NOT_THROUGH = Rule(
    "INV-24",
    Severity.REFUSE,
    gettext_noop(
        "No goods of bill of lading %(bill_no)s have come in through the gate on a gate pass of type 1."
    ),
    "Zone system: enter first, declare later: gate pass type 1 on the bill of lading, then inventory type 3",
)
BILL_TAKEN = Rule(
    "INV-25",
    Severity.REFUSE,
    gettext_noop("Bill of lading %(bill_no)s stands on inventory %(number)s already."),
    "Rule of this portal: what came in once is booked once",
)
STOPPED = Rule(
    "INV-26",
    Severity.REFUSE,
    gettext_noop("Customs have stopped this: %(stop)s."),
    "Rule of this portal: a stop order is honoured at once",
)
ON_PASS = Rule(
    "INV-30",
    Severity.REFUSE,
    gettext_noop("Goods of %(number)s stand on a gate pass; void the gate pass first."),
    _GATE,
)
THROUGH = Rule(
    "INV-31",
    Severity.REFUSE,
    gettext_noop("Goods of %(number)s have gone through the gate: it can no longer be deleted."),
    _GATE,
)
QUOTED = Rule(
    "INV-32",
    Severity.REFUSE,
    gettext_noop("The sender's inventory %(number)s quotes this one; it must be deleted first."),
    "GACC announcement 2018-52: the sender quotes the receiver's inventory",
)
HAS_ENTRY = Rule(
    "INV-33",
    Severity.REFUSE,
    gettext_noop("Entry declaration %(entry_no)s stands on it; withdraw that first."),
    _GATE,
)
BATCHED = Rule(
    "INV-34",
    Severity.REFUSE,
    gettext_noop("It gathers documents of batch deliveries: take them off it in their collection period."),
    _GATE,
)
NO_REASON = Rule(
    "INV-35",
    Severity.REFUSE,
    gettext_noop("Say why in 4 to 500 characters."),
    "Rule of this portal: a decision says why",
)
NOT_DECLARED = Rule(
    "INV-36", Severity.REFUSE, gettext_noop("%(number)s needs no entry declaration."), _FIELDS
)
WRITTEN_OFF_ALREADY = Rule(
    "INV-37",
    Severity.REFUSE,
    gettext_noop("It is written off with its period and stands for good."),
    "Zone system: vrfdedMarkcd 3",
)
NOT_RECEIVER = Rule(
    "INV-39",
    Severity.REFUSE,
    gettext_noop(
        "Only the receiver of a transfer inside the zone, once the sender's inventory is approved, says so."
    ),
    _HOUSE,
)

# Why an inventory waits for an officer instead of passing by itself.
BY_GRADE = gettext_noop("The firm's credit grade.")
BY_TYPE = gettext_noop("The goods entered before they were declared.")
BY_SHARE = gettext_noop("Drawn for a look by an officer.")

RULES = (
    BILL_NOT_THROUGH, BILL_TAKEN, STOPPED, ON_PASS, THROUGH, QUOTED, HAS_ENTRY, BATCHED, NO_REASON,
    NOT_DECLARED, WRITTEN_OFF_ALREADY, NOT_RECEIVER,
)  # fmt: skip
_LOW_GRADES = frozenset({"dishonest", "seriously_dishonest"})


class Deletion(NamedTuple):
    """What speaks for or against deleting an inventory; ``live_pass``: some of it stands on a gate pass."""

    number: str
    inv_type: str
    gate: int
    booking: int
    live_pass: bool
    entry_no: str = ""
    quoted_by: str = ""


def judge_deletion(paper: Deletion) -> tuple[Violation, ...]:
    """Whether an inventory may be deleted: nothing of it has moved, nothing else stands on it."""
    number = (("number", paper.number),)
    if paper.inv_type == CENTRALISED:
        return (Violation(BATCHED),)
    found = []
    if paper.booking in (flow.BOOKED, flow.WRITTEN_OFF) or paper.gate != flow.GATE_NONE:
        found.append(Violation(THROUGH, args=number))
    if paper.live_pass:
        found.append(Violation(ON_PASS, args=number))
    if paper.entry_no:
        found.append(Violation(HAS_ENTRY, args=(("entry_no", paper.entry_no),)))
    if paper.quoted_by:
        found.append(Violation(QUOTED, args=(("number", paper.quoted_by),)))
    return tuple(found)


def why_manual(*, grade: str, inv_type: str, drawn: bool) -> str:
    """Why an officer decides about this inventory; empty: it passes by itself.

    ``drawn``: it belongs to the share that officers look at.
    Source: GACC announcement 2019-26: filings of firms of general credit or better pass by themselves.
    """
    if grade in _LOW_GRADES:
        return BY_GRADE
    if inv_type == ENTER_FIRST:
        return BY_TYPE
    return BY_SHARE if drawn else ""


def judge_reason(reason: str) -> tuple[Violation, ...]:
    """Whether a decision says why."""
    return () if 4 <= len(reason.strip()) <= 500 else (Violation(NO_REASON, "reason"),)
