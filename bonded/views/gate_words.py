"""How gate passes, held vehicles and passages stand, in words with tone and icon."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonded.models import GatePass, Outcome
from bonded.rules import flow
from kernel.models.base import Event
from kernel.refusal import gettext_noop


class Badge(NamedTuple):
    """A status in words."""

    label: str
    tone: str
    icon: str


class Told(NamedTuple):
    """One entry of a timeline."""

    at: datetime
    title: str
    text: str
    tone: str
    icon: str
    who: str = ""


_PASS = {
    flow.APPLIED: (gettext_noop("Waiting for an officer"), "yellow", "hourglass"),
    flow.PASS_APPROVED: (gettext_noop("Ready for the gate"), "blue", "circle-check"),
    flow.FIRST_GATE: (gettext_noop("Through the first barrier"), "azure", "log-in"),
    flow.PASSED: (gettext_noop("Through the gate"), "green", "circle-check-big"),
    flow.HELD: (gettext_noop("Held at the gate"), "red", "octagon-alert"),
    flow.TURNED: (gettext_noop("Turned back"), "orange", "undo-2"),
    flow.REFUSED: (gettext_noop("Refused"), "red", "circle-x"),
    flow.PASS_VOID: (gettext_noop("Void"), "secondary", "circle-slash"),
}
_HOLD = {
    flow.HOLD_OPEN: (gettext_noop("Waits for the firm's explanation"), "red", "octagon-alert"),
    flow.HOLD_EXPLAINED: (gettext_noop("Explained, waits for an officer"), "orange", "hourglass"),
    flow.HOLD_LET_GO: (gettext_noop("Let go"), "green", "circle-check-big"),
    flow.HOLD_TURNED_BACK: (gettext_noop("Turned back"), "secondary", "undo-2"),
}
_UNDO = {
    flow.PROPOSED: (gettext_noop("Waits for a second officer"), "yellow", "hourglass"),
    flow.CONFIRMED: (gettext_noop("Taken back"), "green", "circle-check"),
    flow.REFUSED: (gettext_noop("Refused"), "red", "circle-x"),
}
_OUTCOME = {
    Outcome.PASSED: ("green", "circle-check-big"),
    Outcome.HELD: ("red", "octagon-alert"),
    Outcome.TURNED_BACK: ("orange", "undo-2"),
    Outcome.UNDONE: ("purple", "rotate-ccw"),
}
_VERBS = {
    "apply": (gettext_noop("Applied for"), "blue", "send"),
    "pass": (gettext_noop("Approved by the portal"), "green", "circle-check"),
    "approve": (gettext_noop("Approved by an officer"), "green", "circle-check"),
    "refuse": (gettext_noop("Refused"), "red", "circle-x"),
    "let_in": (gettext_noop("Through the first barrier"), "azure", "log-in"),
    "let_through": (gettext_noop("Through the gate"), "green", "circle-check-big"),
    "hold": (gettext_noop("Held at the gate"), "red", "octagon-alert"),
    "let_go": (gettext_noop("Let go by an officer"), "green", "circle-check-big"),
    "turn_back": (gettext_noop("Turned back"), "orange", "undo-2"),
    "undo": (gettext_noop("Passage taken back by two officers"), "purple", "rotate-ccw"),
    "void": (gettext_noop("Voided"), "secondary", "circle-slash"),
    "take_out": (gettext_noop("Goods taken out"), "orange", "package-minus"),
    "explain": (gettext_noop("Explained by the firm"), "blue", "message-square"),
    "propose": (gettext_noop("Proposed"), "blue", "send"),
    "confirm": (gettext_noop("Confirmed by the second officer"), "green", "circle-check"),
}
# Reasons that a passage keeps, by their rules: what they were about, without the figures of that moment.
_REASONS = {
    "GAT-31": gettext_noop("the weight differs"),
    "GAT-32": gettext_noop("another vehicle"),
    "GAT-33": gettext_noop("declaration not released"),
    "GAT-34": gettext_noop("document no longer approved"),
    "PAS-29": gettext_noop("stopped by customs"),
    "VEH-06": gettext_noop("vehicle not on record"),
    "VEH-07": gettext_noop("vehicle record over"),
    "VEH-08": gettext_noop("vehicle record not begun"),
}


def pass_badge(one: GatePass) -> Badge:
    """How a gate pass stands."""
    label, tone, icon = _PASS[one.status]
    return Badge(_(label), tone, icon)


def hold_badge(status: int) -> Badge:
    """How a held vehicle stands."""
    label, tone, icon = _HOLD[status]
    return Badge(_(label), tone, icon)


def undo_badge(status: int) -> Badge:
    """How a proposed counter-entry stands."""
    label, tone, icon = _UNDO[status]
    return Badge(_(label), tone, icon)


def outcome_badge(outcome: str) -> Badge:
    """What came of a vehicle at the barrier."""
    one = Outcome(outcome)
    return Badge(str(one.label), *_OUTCOME[one])


def reasons_in_words(codes: Iterable[str]) -> list[str]:
    """Why a vehicle was held, in short."""
    return [_(_REASONS[code]) if code in _REASONS else code for code in codes]


def story(events: Iterable[Event], *, with_notes: bool = True) -> list[Told]:
    """What happened, oldest first."""
    told = []
    for event in events:
        title, tone, icon = _VERBS[event.verb]
        told.append(Told(event.at, _(title), event.note if with_notes else "", tone, icon))
    return told
