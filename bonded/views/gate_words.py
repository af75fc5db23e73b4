"""How gate passes, held vehicles and passages stand, in words with tone and icon."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonded.models import GateChange, GatePass, Outcome
from bonded.rules import flow
from enterprises.models import User
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
_NEW_PASS = gettext_noop("Do not open. To pass, the firm files a new gate pass.")
_WAIT = gettext_noop("Let the vehicle wait beside the lane: an officer decides.")
# What the clerk does when the barrier stays shut, by the reason.
_NEXT = {
    "GAT-20": gettext_noop("Scan the gate pass itself, or type its number: it begins with Z."),
    "GAT-21": gettext_noop("Let the vehicle wait, or send it to a gate that is open."),
    "GAT-22": gettext_noop("Send the vehicle to another gate."),
    "GAT-23": gettext_noop("Send the vehicle to a gate of that customs office."),
    "GAT-24": gettext_noop("Send the vehicle to the other lane, or change the lane of this tablet."),
    "GAT-25": _NEW_PASS,
    "GAT-26": _WAIT,
    "GAT-27": _NEW_PASS,
    "GAT-28": _WAIT,
    "GAT-29": _NEW_PASS,
}


def next_step(codes: Iterable[str]) -> str:
    """What the clerk does when the barrier stays shut; the first reason that knows."""
    return next((_(_NEXT[code]) for code in codes if code in _NEXT), "")


def before_step(*, goes: bool, weighs: bool) -> str:
    """What the clerk does with a pass that is ready, or that will be held."""
    if goes:
        return _("Compare the plate and enter the weight.") if weighs else _("Compare the plate, then open.")
    if weighs:
        return _("Enter the weight and hold the vehicle: the firm explains, an officer decides.")
    return _("Hold the vehicle: the firm explains, an officer decides.")


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


def changes_told(rows: Iterable[GateChange], *, names: Mapping[str, str]) -> list[Told]:
    """What officers changed of a gate, each change with who and from what to what; ``names`` of settings."""
    found = list(rows)
    people = dict(User.objects.filter(pk__in={row.by_id for row in found}).values_list("pk", "name"))
    words = {"0": _("no"), "1": _("yes"), "": _("none")}
    told = []
    for row in found:
        said = "; ".join(
            f"{names.get(name, name)}: {_setting(name, was, words)} → {_setting(name, now, words)}"
            for name, (was, now) in row.changes.items()
        )
        who = people.get(row.by_id or 0, _("The portal"))
        told.append(Told(row.at, _("Settings changed"), said, "azure", "settings-2", who))
    return told


def _setting(name: str, value: str, words: Mapping[str, str]) -> str:
    """A value of a setting as it is read: amounts as they are, the others as words."""
    return value if name.startswith("tolerance") and value else words[value]


def story(events: Iterable[Event], *, with_notes: bool = True) -> list[Told]:
    """What happened, oldest first."""
    told = []
    for event in events:
        title, tone, icon = _VERBS[event.verb]
        told.append(Told(event.at, _(title), event.note if with_notes else "", tone, icon))
    return told
