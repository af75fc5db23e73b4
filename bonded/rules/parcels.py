"""The law of parcels: which may be gathered, which may be taken out again, and which lie too long."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from bonded.rules import flow
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_TYPE_8 = (
    "Zone system: inventory type 8 (CBEC) sums the e-commerce inventories attached to it; not declared, "
    "levy mode 3; GACC announcement 2018-23"
)
_OUT = "Rule of this portal: a parcel that is not loaded, damaged, cancelled or stopped stays in the zone"
_HOUSE = "Rule of this portal"

NOT_WAITING = Rule(
    "PAR-01", Severity.REFUSE, gettext_noop("It does not wait to leave the zone any more."), _HOUSE
)
LIST_STOPPED = Rule(
    "PAR-02",
    Severity.REFUSE,
    gettext_noop("Customs have stopped it: %(stop)s."),
    "Rule of this portal: a stop order is honoured at once",
)
UNKNOWN_PARCEL = Rule(
    "PAR-03", Severity.REFUSE, gettext_noop("There is no released list %(number)s on this ledger."), _HOUSE
)
NOTHING_TO_GATHER = Rule(
    "PAR-04", Severity.REFUSE, gettext_noop("No released list of this ledger waits to be gathered."), _TYPE_8
)
NOT_IN_IT = Rule(
    "PAR-05", Severity.REFUSE, gettext_noop("Released list %(number)s is not in this inventory."), _OUT
)
GATED = Rule(
    "PAR-06",
    Severity.REFUSE,
    gettext_noop("Goods of the inventory have gone through the gate: nothing can be taken out of it."),
    _OUT,
)
ON_TWO = Rule(
    "PAR-07",
    Severity.REFUSE,
    gettext_noop("Its goods stand on several gate passes; say on which one the parcel is: %(numbers)s."),
    _OUT,
)
PASS_CLOSED = Rule(
    "PAR-08",
    Severity.REFUSE,
    gettext_noop("Gate pass %(number)s cannot give anything up in its present state."),
    _OUT,
)
NO_REASON = Rule("PAR-09", Severity.REFUSE, gettext_noop("Choose why it is taken out."), _OUT)
NOT_CBEC = Rule(
    "PAR-10", Severity.REFUSE, gettext_noop("Only an inventory of type 8 holds released lists."), _TYPE_8
)
OFFICER_ONLY = Rule(
    "PAR-11", Severity.REFUSE, gettext_noop("Only an officer takes out what customs have stopped."), _OUT
)
NO_CHOICE = Rule("PAR-12", Severity.REFUSE, gettext_noop("Choose at least one released list."), _HOUSE)
HELD_PASS = Rule(
    "PAR-14",
    Severity.REFUSE,
    gettext_noop("Gate pass %(number)s is held at the gate: an officer takes goods off it."),
    _OUT,
)
RULES = (
    NOT_WAITING, LIST_STOPPED, UNKNOWN_PARCEL, NOTHING_TO_GATHER, NOT_IN_IT, GATED, ON_TWO, PASS_CLOSED,
    NO_REASON, NOT_CBEC, OFFICER_ONLY, NO_CHOICE, HELD_PASS,
)  # fmt: skip

NOT_LOADED, CANCELLED, DAMAGED, STOPPED = "not_loaded", "cancelled", "damaged", "stopped"
REASONS = (NOT_LOADED, CANCELLED, DAMAGED, STOPPED)
# What still waits in the zone keeps its own pre-booking; the rest goes back to stock.
WAITS_AGAIN = frozenset({NOT_LOADED, STOPPED})
_ZERO = Decimal(0)


class Waiting(NamedTuple):
    """A released list that may be gathered; the number of a stop that keeps it, empty where there is none."""

    parcel_id: int
    pre_no: str
    stop: str = ""


class Summed(NamedTuple):
    """One line of the inventory that parcels make: a ledger item, how much, and what it is worth."""

    item_id: int
    currency: str
    qty: Decimal
    total: Decimal


class PassFact(NamedTuple):
    """A gate pass on which goods of the inventory ride: what of each of its lines, by line id."""

    pass_id: int
    number: str
    status: int
    qty: dict[int, Decimal]


class LineFact(NamedTuple):
    """A line of the inventory: what there is, and what stands on gate passes."""

    line_id: int
    qty: Decimal
    on_pass: Decimal


def judge_gathering(parcel: Waiting) -> tuple[Violation, ...]:
    """Why a released list is left out of what is gathered; nothing: it goes along."""
    return (Violation(LIST_STOPPED, args=(("stop", parcel.stop),)),) if parcel.stop else ()


def sums(goods: Sequence[Summed]) -> list[Summed]:
    """The lines of an inventory of type 8: one for each ledger item and currency, in their order.

    Source: lines of type 8 are aggregated from the attached e-commerce inventories.
    """
    lines: dict[tuple[int, str], Summed] = {}
    for one in goods:
        key = (one.item_id, one.currency)
        so_far = lines.get(key, Summed(*key, _ZERO, _ZERO))
        lines[key] = so_far._replace(qty=so_far.qty + one.qty, total=so_far.total + one.total)
    return [lines[key] for key in sorted(lines)]


def judge_taking_out(
    *, inv_type: str, status: int, gate: int, reason: str, is_officer: bool
) -> tuple[Violation, ...]:
    """Whether anything may be taken out of this inventory, for this reason, by a firm or an officer."""
    found = []
    if inv_type != "8":
        found.append(Violation(NOT_CBEC))
    if status not in (flow.DRAFT, flow.SUBMITTED, flow.APPROVED, flow.REFUSED):
        found.append(Violation(NOT_WAITING))
    if gate != flow.GATE_NONE:
        found.append(Violation(GATED))
    if reason not in REASONS:
        found.append(Violation(NO_REASON, "reason"))
    if reason == STOPPED and not is_officer:
        found.append(Violation(OFFICER_ONLY, "reason"))
    return tuple(found)


def off_passes(
    wanted: dict[int, Decimal],
    *,
    lines: Sequence[LineFact],
    passes: Sequence[PassFact],
    chosen: str,
    is_officer: bool,
) -> tuple[PassFact | None, tuple[Violation, ...]]:
    """What of the quantities taken out comes off which gate pass: a pass with the quantities, or reasons.

    ``wanted``: quantity by line id. What stands on no pass gives first; the rest comes off the pass
    ``chosen`` (a number), or off the only one. A held pass gives only to an officer.
    """
    due = {
        line.line_id: wanted[line.line_id] - (line.qty - line.on_pass)
        for line in lines
        if line.line_id in wanted and wanted[line.line_id] > line.qty - line.on_pass
    }
    if not due:
        return None, ()
    found = [one for one in passes if chosen in ("", one.number)]
    if len(found) != 1:
        numbers = ", ".join(one.number for one in passes)
        return None, (Violation(ON_TWO, "pass_no", args=(("numbers", numbers),)),)
    (one,) = found
    number = (("number", one.number),)
    if one.status == flow.HELD and not is_officer:
        return None, (Violation(HELD_PASS, "pass_no", args=number),)
    short = any(one.qty.get(line_id, _ZERO) < qty for line_id, qty in due.items())
    if one.status not in (flow.PASS_APPROVED, flow.HELD) or short:
        return None, (Violation(PASS_CLOSED, "pass_no", args=number),)
    return one._replace(qty=due), ()
