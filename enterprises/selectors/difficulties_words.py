"""How pages write a difficulty: its status, its clock and whose turn it is, in words."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from enterprises.models import (
    DifficultyCategory,
    DifficultyChannel,
    DifficultyClass,
    DifficultyStatus,
    DifficultyUrgency,
)
from enterprises.rules.difficulties_clock import last_day
from enterprises.selectors.difficulties import DifficultyRow

_STATUS = {
    DifficultyStatus.RAISED: ("azure", "flag"),
    DifficultyStatus.IN_HAND: ("blue", "hand"),
    DifficultyStatus.ASKED: ("orange", "circle-question-mark"),
    DifficultyStatus.ANSWERED: ("purple", "message-square-reply"),
    DifficultyStatus.CLOSED: ("green", "circle-check"),
    DifficultyStatus.WITHDRAWN: ("secondary", "undo-2"),
}
_URGENCY = {
    "normal": ("secondary", "minus"),
    "urgent": ("orange", "chevron-up"),
    "critical": ("red", "siren"),
}


class Look(NamedTuple):
    """A word with its colour and icon."""

    label: str
    tone: str
    icon: str


def status_look(code: int) -> Look:
    """A status in words."""
    status = DifficultyStatus(code)
    return Look(str(status.label), *_STATUS[status])


def urgency_look(code: str) -> Look:
    """How much waiting hurts, in words."""
    return Look(str(DifficultyUrgency(code).label), *_URGENCY[code])


def clock_look(row: DifficultyRow) -> Look:
    """By when customs answers, and with whom the ball is, in words."""
    if row.status in (DifficultyStatus.CLOSED, DifficultyStatus.WITHDRAWN):
        return Look(_("nothing is due"), "secondary", "circle-check")
    if row.status == DifficultyStatus.ANSWERED:
        return Look(_("answered, the firm confirms"), "secondary", "circle-pause")
    if row.status == DifficultyStatus.ASKED:
        return Look(_("the clock rests, with the firm"), "orange", "circle-pause")
    return Look(_customs_clock(row), *_customs_tone(row))


def _customs_clock(row: DifficultyRow) -> str:
    """The clock while customs has the ball."""
    return _when(row) + _(", with customs")


def _when(row: DifficultyRow) -> str:
    """How near the deadline is."""
    if row.overdue:
        late = {0: _("overdue"), -1: _("overdue by 1 working day")}
        return late.get(row.left) or _("overdue by %(days)d working days") % {"days": -row.left}
    soon = {0: _("due today"), 1: _("due in 1 working day")}
    return soon.get(row.left) or _("due in %(days)d working days") % {"days": row.left}


def _customs_tone(row: DifficultyRow) -> tuple[str, str]:
    """The colour and icon of the clock while customs has the ball."""
    if row.overdue:
        return "red", "circle-alert"
    return ("orange", "alarm-clock") if row.left <= 1 else ("secondary", "clock")


def paused_words(days: int) -> str:
    """How long the clock has rested; empty where it never did."""
    if days <= 1:
        return _("The clock rested for 1 working day.") if days else ""
    return _("The clock rested for %(days)d working days.") % {"days": days}


def due_day(row: DifficultyRow) -> str:
    """The last day for the answer."""
    return last_day(row.due_at).isoformat()


def category_name(code: str) -> str:
    """What it is about."""
    return str(DifficultyCategory(code).label)


def channel_name(code: str) -> str:
    """How it reached customs."""
    return str(DifficultyChannel(code).label)


def class_name(code: str) -> str:
    """By when it is answered; before triage there is no class."""
    return str(DifficultyClass(code).label) if code else _("Not triaged yet")


LINK_NAMES = {
    "import_list": lambda: _("Import list"),
    "order": lambda: _("Order"),
    "payment": lambda: _("Payment"),
    "waybill": lambda: _("Waybill"),
    "ledger": lambda: _("Ledger"),
    "guarantee": lambda: _("Guarantee"),
    "plan": lambda: _("Supervision plan"),
    "registration": lambda: _("Registration"),
    "visit": lambda: _("Visit"),
}


def link_name(kind: str) -> str:
    """The kind of a linked document in words."""
    return LINK_NAMES[kind]() if kind in LINK_NAMES else kind


def link_choices() -> list[tuple[str, str]]:
    """The kinds of documents that can be linked, with their names."""
    return [(kind, link_name(kind)) for kind in LINK_NAMES]
