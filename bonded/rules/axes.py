"""The axes of an inventory beside its own status: may it move so, and is it ready to be booked."""

from typing import NamedTuple

from bonded.rules import flow
from kernel.flow import Flow
from kernel.refusal import Conflict, Violation
from kernel.rules import MOVED_ON

# Where no declaration is needed, the axis stands apart and never moves.
NO_ENTRY = 9
BOTH_DONE = (
    "Bonded inventory: formal booking needs the declaration released and all goods through the gate; "
    "without a declaration the gate alone (live INV211 messages)"
)


class Axes(NamedTuple):
    """Where an inventory stands: its status, and the gate, declaration and booking axes."""

    status: int
    gate: int
    entry: int
    booking: int


def target(axis: Flow, *, verb: str, source: int) -> int:
    """Where an axis goes with ``verb`` from ``source``.

    Raises:
        Conflict: the diagram of the axis knows no such move.
    """
    found = axis.target(verb, source)
    if found is None:
        raise Conflict(Violation(MOVED_ON))
    return found


def entry_after(verb: str, *, source: int) -> int:
    """The declaration axis after ``release`` or ``recall``.

    Raises:
        Conflict: it does not stand where that begins, or no declaration is needed.
    """
    return target(flow.ENTRY_AXIS, verb=verb, source=source)


def booking_after(verb: str, *, source: int) -> int:
    """The booking axis after ``approve``, ``void``, ``book``, ``counter`` or ``write_off``.

    Raises:
        Conflict: it does not stand where that begins.
    """
    return target(flow.BOOKING_AXIS, verb=verb, source=source)


def is_ready(axes: Axes) -> bool:
    """Whether an inventory is to be booked formally now: pre-booked, all through, and declared if it must.

    Source: see ``BOTH_DONE``.
    """
    return (
        axes.status == flow.APPROVED
        and axes.booking == flow.PRE_BOOKED
        and axes.gate == flow.GATE_ALL
        and axes.entry in (flow.ENTRY_RELEASED, NO_ENTRY)
    )
