"""How ledgers and their files stand, in words, with tone and icon of their badges; where papers are."""

from collections.abc import Iterable
from datetime import datetime
from re import compile as compile_pattern
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonded.models import Mark
from bonded.rules import flow, numbers
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.navigation import optional_url
from kernel.flow import Flow
from kernel.models.base import Event, State
from kernel.refusal import gettext_noop

# A public number of this room begins with letters of its own.
_NUMBER = compile_pattern(r"(BF|BT|BW|BX|ST|QD|SB|CK|Z)\d{4}")
_PAGES = {
    numbers.FILING: "bonded:filing",
    numbers.STOCKTAKE: "bonded:stock_taking",
    numbers.WRITEOFF: "bonded:write_off",
    numbers.DISPOSAL: "bonded:disposal",
    numbers.STOP: "bonded:stop",
    numbers.INVENTORY: "bonded:inventory",
    numbers.APPLICATION: "bonded:application",
    numbers.STOCK_DOC: "bonded:stock_doc",
    numbers.GATE: "bonded:gate_pass",
}
_DRAFT, _WAITING, _ASKED = (
    ("blue", "pencil"),
    ("yellow", "hourglass"),
    ("orange", "message-circle-question-mark"),
)
_DONE, _NO, _OVER = ("green", "circle-check"), ("red", "circle-x"), ("secondary", "circle-slash")
_LOOKS = {
    flow.FILING_FLOW.name: {
        flow.DRAFT: _DRAFT,
        flow.SUBMITTED: _WAITING,
        flow.ASKED: _ASKED,
        flow.APPROVED: _DONE,
        flow.REFUSED: _NO,
        flow.WITHDRAWN: _OVER,
    },
    flow.STOCKTAKE_FLOW.name: {
        flow.COMPARED: _DRAFT,
        flow.EXPLAINED: _WAITING,
        flow.ASKED: _ASKED,
        flow.SETTLED: _DONE,
        flow.WITHDRAWN: _OVER,
    },
    flow.WRITEOFF_FLOW.name: {
        flow.SUBMITTED: _WAITING,
        flow.APPROVED: _DONE,
        flow.REFUSED: _NO,
        flow.WITHDRAWN: _OVER,
    },
    flow.DISPOSAL_FLOW.name: {
        flow.SUBMITTED: _WAITING,
        flow.APPROVED: ("azure", "clipboard-check"),
        flow.CARRIED_OUT: _DONE,
        flow.REFUSED: _NO,
        flow.WITHDRAWN: _OVER,
    },
}
_VERBS = {
    "draft": gettext_noop("Begun"),
    "submit": gettext_noop("Handed in"),
    "pass": gettext_noop("Passed by itself"),
    "approve": gettext_noop("Approved"),
    "ask": gettext_noop("Sent back with a question"),
    "refuse": gettext_noop("Refused"),
    "withdraw": gettext_noop("Withdrawn"),
    "compare": gettext_noop("Compared with the ledger"),
    "explain": gettext_noop("Explained and handed in"),
    "book": gettext_noop("Booked"),
    "witness": gettext_noop("First witness signed"),
    "carry_out": gettext_noop("Second witness signed, booked out"),
}
_WORDS_OF_OFFICERS = frozenset({"ask", "refuse"})


class Badge(NamedTuple):
    """A status in words."""

    label: str
    tone: str
    icon: str


class Moment(NamedTuple):
    """One entry of a timeline."""

    at: datetime
    title: str
    who: str
    tone: str
    icon: str
    text: str = ""


def badge(row: State, *, of: Flow) -> Badge:
    """How a file stands."""
    return Badge(_(of.names[row.status]), *_LOOKS[of.name][row.status])


def mark_badge(mark: int) -> Badge | None:
    """How a ledger or an item moves; None: normally."""
    if mark == Mark.NORMAL:
        return None
    return Badge(str(Mark(mark).label), "orange", "circle-pause")


def story(row: State, *, events: type[Event], of: Flow, actor: Actor) -> list[Moment]:
    """What happened to a file, in order; a firm reads no names of officers."""
    rows = list(events._default_manager.filter(subject_id=row.pk).order_by("id"))
    people = _people(one.actor_id for one in rows)
    return [_moment(one, of=of, people=people, actor=actor) for one in rows]


def paper_url(number: str, *, actor: Actor) -> str:
    """The page of a paper by its public number; empty: none that the reader could open."""
    found = _NUMBER.match(number)
    if found is not None:
        return optional_url(_PAGES[found[1]], number)
    if not number.isdigit():
        return ""
    lists = optional_url("supervision:lists" if actor.is_officer else "declarations:lists")
    return f"{lists}?q={number}" if lists else ""


def page_of(number: str) -> str:
    """The name of the address of a ledger file; empty: it is none."""
    return _PAGES.get(number[:2], "") if number[:2] in ("BF", "BT", "BW", "BX") else ""


def _moment(one: Event, *, of: Flow, people: dict[int, tuple[str, str]], actor: Actor) -> Moment:
    tone, icon = _LOOKS[of.name][one.target]
    text = one.note if one.verb in _WORDS_OF_OFFICERS else ""
    return Moment(
        one.at, _(_VERBS[one.verb]), _who(one.actor_id, people=people, actor=actor), tone, icon, text
    )


def _who(user_id: int | None, *, people: dict[int, tuple[str, str]], actor: Actor) -> str:
    if user_id is None:
        return _("The portal")
    kind, name = people.get(user_id, ("", ""))
    return name if actor.is_officer or kind == "firm" else _("Customs")


def _people(user_ids: Iterable[int | None]) -> dict[int, tuple[str, str]]:
    """Kind and name of these people."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    rows = User.objects.filter(pk__in=wanted).values_list("pk", "kind", "name")
    return {pk: (kind, name) for pk, kind, name in rows}
