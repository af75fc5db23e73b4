"""How this room's pages write ages, deadlines, lanes and reasons: made once here, not in templates."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonded.selectors import job_rules
from enterprises.selectors import spoken_rules
from kernel.clock import SHANGHAI
from kernel.refusal import Violation
from kernel.web.findings import sentence
from supervision.rules import decision, queue, selection

_RULES = {
    rule.code: rule
    for rule in (*selection.RULES, *decision.RULES, *queue.RULES, *spoken_rules(), *job_rules())
}
_TONES = {
    queue.OVERDUE: ("red", "circle-alert"),
    queue.SOON: ("orange", "alarm-clock"),
    queue.CALM: ("secondary", "clock"),
}


class Deadline(NamedTuple):
    """A deadline as text, icon and colour together; ``moment`` is the full time for a tooltip."""

    text: str
    tone: str
    icon: str
    moment: str


class Lane(NamedTuple):
    """A lane as text, icon and colour."""

    name: str
    label: str
    tone: str
    icon: str


def span(length: timedelta) -> str:
    """A length of time in its two largest units that matter."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)s min") % {"minutes": minutes}


def moment(at: datetime) -> str:
    """A moment in Shanghai time to the minute."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def deadline(due_at: datetime, *, at: datetime) -> Deadline:
    """How near the deadline is, in words."""
    tone, icon = _TONES[queue.tone(due_at, at=at)]
    if due_at <= at:
        text = _("%(span)s overdue") % {"span": span(at - due_at)}
    else:
        text = _("due in %(span)s") % {"span": span(due_at - at)}
    return Deadline(text, tone, icon, moment(due_at))


def lane(name: str) -> Lane:
    """The lane in words."""
    if name == selection.INSPECT:
        return Lane(name, _("Inspection"), "purple", "package-search")
    if name == selection.REVIEW:
        return Lane(name, _("Manual review"), "azure", "file-search")
    return Lane(name, _("Automatic release"), "green", "circle-check")


def reason(code: str, *, args: Mapping[str, str] | None = None) -> str:
    """The sentence of one of the rules this desk speaks, with what it names; the code where there is none."""
    if code not in _RULES:
        return code
    return sentence(Violation(_RULES[code], args=tuple((args or {}).items())))


def reasons(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Code and sentence of each."""
    return [(code, reason(code)) for code in codes]
