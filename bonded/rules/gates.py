"""The verdict at a barrier: go on, hold with reasons, or not here; and by how much a weight may differ."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bonded.rules import flow
from bonded.rules.gate_pass_rules import STOPPED
from bonded.rules.vehicles import VehicleFact, judge_record
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_WEIGH = "Zone system: passCollectWt, wtError; UNVERIFIED: no tolerance is published, each gate has its own"
_GATE = "GACC announcement 2025-19: goods vehicles pass the gate on their gate pass"
_DECLARED = "Customs Law Article 37: bonded goods leave the zone after their declaration is released"
_HOUSE = "Rule of this portal: what is looked at when a vehicle stands at the barrier"

UNKNOWN = Rule(
    "GAT-20", Severity.REFUSE, gettext_noop("No gate pass of this office has this number or plate."), _HOUSE
)
CLOSED = Rule("GAT-21", Severity.REFUSE, gettext_noop("The gate is closed at this hour."), _HOUSE)
SHUT = Rule("GAT-22", Severity.REFUSE, gettext_noop("The gate is shut until further notice."), _HOUSE)
OTHER_OFFICE = Rule(
    "GAT-23",
    Severity.REFUSE,
    gettext_noop("The gate pass is for a gate of customs office %(office)s."),
    _GATE,
)
OTHER_WAY = Rule("GAT-24", Severity.REFUSE, gettext_noop("The gate pass is for the other direction."), _GATE)
ALREADY_THROUGH = Rule(
    "GAT-25", Severity.REFUSE, gettext_noop("The vehicle has passed on this gate pass already."), _GATE
)
NOT_YET = Rule("GAT-26", Severity.REFUSE, gettext_noop("The gate pass waits for an officer."), _GATE)
VOID = Rule("GAT-27", Severity.REFUSE, gettext_noop("The gate pass is void or refused."), _GATE)
HELD = Rule(
    "GAT-28", Severity.REFUSE, gettext_noop("The vehicle is held: an officer decides about it."), _GATE
)
TURNED = Rule(
    "GAT-29",
    Severity.REFUSE,
    gettext_noop("The vehicle was turned back: a new gate pass is needed."),
    _GATE,
)
NO_WEIGHT = Rule("GAT-30", Severity.REFUSE, gettext_noop("This gate weighs: enter the weight in kg."), _WEIGH)
WEIGHT_OFF = Rule(
    "GAT-31",
    Severity.REFUSE,
    gettext_noop("The weight differs by %(off)s kg from the gate pass; %(tolerance)s kg are allowed."),
    _WEIGH,
)
OTHER_VEHICLE = Rule(
    "GAT-32",
    Severity.REFUSE,
    gettext_noop("The gate pass names vehicle %(plate)s, not %(stands)s."),
    _GATE,
)
NOT_DECLARED = Rule(
    "GAT-33",
    Severity.REFUSE,
    gettext_noop("The declaration of %(document)s is not released: the goods may not leave."),
    _DECLARED,
)
PAPER_GONE = Rule("GAT-34", Severity.REFUSE, gettext_noop("%(document)s is no longer approved."), _GATE)
NO_GATE = Rule("GAT-35", Severity.REFUSE, gettext_noop("Choose a gate of your office first."), _HOUSE)
STILL_STOPPED = Rule(
    "GAT-36",
    Severity.REFUSE,
    gettext_noop("The vehicle cannot be let go while this stands; turn it back, or remove the reason first."),
    _HOUSE,
)
BAD_GATE = Rule(
    "GAT-37",
    Severity.REFUSE,
    gettext_noop("A tolerance is zero or more, in percent at most one hundred."),
    _HOUSE,
)

RULES = (
    UNKNOWN, CLOSED, SHUT, OTHER_OFFICE, OTHER_WAY, ALREADY_THROUGH, NOT_YET, VOID, HELD, TURNED, NO_WEIGHT,
    WEIGHT_OFF, OTHER_VEHICLE, NOT_DECLARED, PAPER_GONE, NO_GATE, STILL_STOPPED, BAD_GATE,
)  # fmt: skip

# Why a pass in this status does not open the barrier, whatever else is in order.
_NOT_READY = {
    flow.APPLIED: NOT_YET,
    flow.PASSED: ALREADY_THROUGH,
    flow.HELD: HELD,
    flow.TURNED: TURNED,
    flow.REFUSED: VOID,
    flow.PASS_VOID: VOID,
}
# What an officer may let go with conditions; everything else that holds must be gone first.
FORGIVABLE = frozenset({WEIGHT_OFF.code, OTHER_VEHICLE.code, "VEH-06", "VEH-07", "VEH-08"})


class GateFact(NamedTuple):
    """A gate; both tolerances None: it does not compare. ``is_open``: neither shut nor outside its hours."""

    office: str
    weighs: bool
    tolerance_kg: Decimal | None
    tolerance_percent: Decimal | None
    stages: int
    is_open: bool
    in_hours: bool


class PaperFact(NamedTuple):
    """A paper of a pass at the gate; ``declared``: its declaration is released, or none is needed."""

    number: str
    approved: bool
    declared: bool


class PassFact(NamedTuple):
    """A gate pass at the barrier; weights in kg."""

    office: str
    direction: str
    status: int
    plate: str
    total_kg: Decimal
    papers: tuple[PaperFact, ...] = ()


class Arrival(NamedTuple):
    """A vehicle at the barrier: its plate, the lane's direction ("" both), the weight, what is stopped.

    ``weighed_kg`` None: not weighed (yet). ``stops`` are (what, order number). ``vehicle`` is the record
    of the plate that stands there.
    """

    plate: str
    lane: str
    weighed_kg: Decimal | None
    vehicle: VehicleFact | None
    on: date
    stops: tuple[tuple[str, str], ...] = ()


class Verdict(NamedTuple):
    """What comes of an arrival: ``turned_off`` is why nothing happens here, ``holds`` why it is held."""

    turned_off: tuple[Violation, ...]
    holds: tuple[Violation, ...]

    @property
    def goes(self) -> bool:
        """Whether the barrier opens."""
        return not self.turned_off and not self.holds


def tolerance(gate: GateFact, *, total_kg: Decimal) -> Decimal | None:
    """By how many kg a weight may differ: the greater of the gate's two; None: it does not compare."""
    if gate.tolerance_kg is None and gate.tolerance_percent is None:
        return None
    share = total_kg * (gate.tolerance_percent or Decimal(0)) / 100
    return max(gate.tolerance_kg or Decimal(0), share)


def judge_weight(gate: GateFact, *, total_kg: Decimal, weighed_kg: Decimal) -> tuple[Violation, ...]:
    """Whether the weight is within the gate's tolerance of what the pass says.

    Source: wtError = totalWt - passCollectWt.
    """
    allowed = tolerance(gate, total_kg=total_kg)
    off = abs(total_kg - weighed_kg)
    if allowed is None or off <= allowed:
        return ()
    args = (("off", _kg(off)), ("tolerance", _kg(allowed)))
    return (Violation(WEIGHT_OFF, "weighedKg", args=args),)


def judge_arrival(gate: GateFact, *, one: PassFact, arrival: Arrival, weigh: bool = True) -> Verdict:
    """The verdict about a vehicle at the barrier; ``weigh`` False: before it stood on the scales."""
    off = _turned_off(gate, one=one, arrival=arrival)
    unweighed = arrival.weighed_kg is None or arrival.weighed_kg <= 0
    if weigh and gate.weighs and unweighed and one.status != flow.FIRST_GATE:
        off = (*off, Violation(NO_WEIGHT, "weighedKg"))
    return Verdict(off, _holds(gate, one=one, arrival=arrival))


def _turned_off(gate: GateFact, *, one: PassFact, arrival: Arrival) -> tuple[Violation, ...]:
    """Why nothing happens at this barrier now: the pass stands as it stood."""
    found = []
    if one.status in _NOT_READY:
        found.append(Violation(_NOT_READY[one.status]))
    if one.office != gate.office:
        found.append(Violation(OTHER_OFFICE, args=(("office", one.office),)))
    if arrival.lane and arrival.lane != one.direction:
        found.append(Violation(OTHER_WAY))
    if not gate.is_open:
        found.append(Violation(SHUT))
    elif not gate.in_hours:
        found.append(Violation(CLOSED))
    return tuple(found)


def _holds(gate: GateFact, *, one: PassFact, arrival: Arrival) -> tuple[Violation, ...]:
    """Why the vehicle is held for an officer."""
    found = [Violation(STOPPED, args=(("what", what), ("number", no))) for what, no in arrival.stops]
    if arrival.plate != one.plate:
        plates = (("plate", one.plate), ("stands", arrival.plate))
        found.append(Violation(OTHER_VEHICLE, "plate", args=plates))
    found += judge_record(arrival.plate, fact=arrival.vehicle, on=arrival.on)
    for paper in one.papers:
        args = (("document", paper.number),)
        if not paper.approved:
            found.append(Violation(PAPER_GONE, args=args))
        elif one.direction == "E" and not paper.declared:
            found.append(Violation(NOT_DECLARED, args=args))
    if gate.weighs and arrival.weighed_kg is not None and arrival.weighed_kg > 0:
        found += judge_weight(gate, total_kg=one.total_kg, weighed_kg=arrival.weighed_kg)
    return tuple(found)


def unforgivable(holds: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Of the reasons that hold a vehicle, those that an officer cannot wave aside."""
    return tuple(one for one in holds if one.rule.code not in FORGIVABLE)


def _kg(weight: Decimal) -> str:
    """A weight in words: without trailing zeros."""
    text = f"{weight:,.2f}"
    return text.rstrip("0").rstrip(".")
