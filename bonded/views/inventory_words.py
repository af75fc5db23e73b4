"""How an inventory stands, in words: its four axes as a row of states, and what happened to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonded.forms.inventories import STATUS_WORDS
from bonded.models import Inventory, InventoryEvent
from bonded.rules import flow
from bonded.rules.inventories import CENTRALISED
from kernel.refusal import gettext_noop


class Badge(NamedTuple):
    """A state in words; ``axis`` says of what."""

    axis: str
    label: str
    tone: str
    icon: str


class Told(NamedTuple):
    """One entry of the timeline."""

    at: datetime
    title: str
    text: str
    tone: str
    icon: str


_STATUS = {
    flow.DRAFT: ("blue", "pencil"),
    flow.SUBMITTED: ("yellow", "hourglass"),
    flow.APPROVED: ("green", "circle-check"),
    flow.REFUSED: ("red", "circle-x"),
    flow.VOID: ("secondary", "circle-slash"),
}
_GATE = {1: ("secondary", "circle"), 2: ("azure", "circle-dot"), 3: ("green", "circle-check")}
_GATE_SHORT = {
    1: gettext_noop("Not through"),
    2: gettext_noop("Partly through"),
    3: gettext_noop("All through"),
}
_ENTRY = {0: ("yellow", "hourglass"), 1: ("green", "circle-check"), 9: ("secondary", "minus")}
_BOOKING = {
    0: ("secondary", "circle"),
    1: ("azure", "circle-dot"),
    2: ("green", "circle-check"),
    3: ("purple", "archive"),
}
_VERBS = {
    "draft": (gettext_noop("Drafted"), "blue", "pencil"),
    "submit": (gettext_noop("Handed in"), "blue", "send"),
    "pass": (gettext_noop("Passed by itself, pre-booked"), "green", "circle-check"),
    "approve": (gettext_noop("Approved by an officer, pre-booked"), "green", "circle-check"),
    "refuse": (gettext_noop("Refused"), "red", "circle-x"),
    "gate": (gettext_noop("Moved at the gate"), "azure", "truck"),
    "release": (gettext_noop("Declaration released"), "green", "file-check"),
    "recall": (gettext_noop("Release of the declaration taken back"), "orange", "undo-2"),
    "ride": (gettext_noop("Gate passes changed"), "azure", "ticket"),
    "take_out": (gettext_noop("Released lists taken out"), "orange", "package-minus"),
    "book": (gettext_noop("Formally booked"), "green", "book-check"),
    "write_off": (gettext_noop("Written off with its period"), "purple", "archive"),
    "void": (gettext_noop("Deleted"), "secondary", "circle-slash"),
}
_REASONS = {
    "not_loaded": gettext_noop("Not loaded"),
    "cancelled": gettext_noop("List cancelled"),
    "damaged": gettext_noop("Damaged"),
    "stopped": gettext_noop("Stopped by customs"),
}


def status_badge(row: Inventory) -> Badge:
    """How the paper itself stands."""
    return Badge(_("Status"), str(STATUS_WORDS[row.status]), *_STATUS[row.status])


def axes_in_words(row: Inventory, *, short: bool = False) -> list[Badge]:
    """The four axes: the paper, the gate, the declaration, the booking; ``short``: for a column."""
    gate = _(_GATE_SHORT[row.gate_axis]) if short else row.get_gate_axis_display()
    return [
        status_badge(row),
        Badge(_("Gate"), gate, *_GATE[row.gate_axis]),
        Badge(_("Declaration"), row.get_entry_axis_display(), *_ENTRY[row.entry_axis]),
        Badge(_("Booking"), row.get_booking_display(), *_BOOKING[row.booking]),
    ]


def events_in_words(events: Iterable[InventoryEvent], *, inv_type: str) -> list[Told]:
    """What happened, oldest first; nobody's name stands there."""
    found = []
    for one in events:
        title, tone, icon = _VERBS[one.verb]
        found.append(Told(one.at, _(title), _said(one, inv_type=inv_type), tone, icon))
    return found


def _said(event: InventoryEvent, *, inv_type: str) -> str:
    """The note of an event; reasons are words of the portal, numbers of lists are counted."""
    reason, _space, count = event.note.partition(" ")
    if reason in _REASONS:
        known = _(_REASONS[reason])
        return _("%(reason)s: %(count)s lists") % {"reason": known, "count": count} if count else known
    if event.verb == "draft" and event.note and inv_type == CENTRALISED:
        return _("%(count)s in/out documents") % {"count": event.note}
    if event.verb == "draft" and event.note:
        return _("%(count)s released lists") % {"count": event.note}
    return event.note
