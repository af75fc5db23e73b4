"""How applications, in/out documents and collection periods stand and moved, in words with tone and icon."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonded.models import Application, BatchPeriod, StockDoc
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


APPLICATION = {
    flow.DRAFT: (gettext_noop("Draft"), "blue", "pencil"),
    flow.SUBMITTED: (gettext_noop("Waiting for customs"), "yellow", "hourglass"),
    flow.ASKED: (gettext_noop("Question to the firm"), "orange", "circle-question-mark"),
    flow.APPROVED: (gettext_noop("In force"), "green", "circle-check"),
    flow.SUSPENDED: (gettext_noop("Suspended"), "red", "circle-pause"),
    flow.CLOSED: (gettext_noop("Closed"), "secondary", "archive"),
    flow.REFUSED: (gettext_noop("Refused"), "red", "circle-x"),
    flow.WITHDRAWN: (gettext_noop("Withdrawn"), "secondary", "undo-2"),
}
STOCK_DOC = {
    flow.DRAFT: (gettext_noop("Draft"), "blue", "pencil"),
    flow.SUBMITTED: (gettext_noop("Waiting for customs"), "yellow", "hourglass"),
    flow.APPROVED: (gettext_noop("Approved"), "green", "circle-check"),
    flow.REFUSED: (gettext_noop("Refused"), "red", "circle-x"),
    flow.VOID: (gettext_noop("Void"), "secondary", "circle-slash"),
}
PERIOD = {
    flow.COLLECTING: (gettext_noop("Collecting"), "blue", "package"),
    flow.DRAFTED: (gettext_noop("Drafted, to be declared"), "yellow", "hourglass"),
    flow.DECLARED: (gettext_noop("Declared"), "azure", "send"),
    flow.LATE: (gettext_noop("Deadline missed"), "red", "triangle-alert"),
    flow.PAID: (gettext_noop("Paid"), "green", "circle-check"),
}
_VERBS = {
    "draft": (gettext_noop("Drafted"), "blue", "pencil"),
    "change": (gettext_noop("Draft changed"), "blue", "pencil"),
    "submit": (gettext_noop("Handed in"), "blue", "send"),
    "pass": (gettext_noop("Passed by the portal"), "green", "circle-check"),
    "approve": (gettext_noop("Approved by an officer"), "green", "circle-check"),
    "ask": (gettext_noop("Question to the firm"), "orange", "circle-question-mark"),
    "refuse": (gettext_noop("Refused"), "red", "circle-x"),
    "ask_change": (gettext_noop("The firm asked for a change"), "blue", "send"),
    "extend": (gettext_noop("The change was approved"), "green", "circle-check"),
    "refuse_change": (gettext_noop("The change was refused"), "red", "circle-x"),
    "block": (gettext_noop("Blocked: a deadline was missed"), "red", "lock"),
    "unblock": (gettext_noop("Takes new documents again"), "green", "lock-open"),
    "suspend": (gettext_noop("Suspended"), "red", "circle-pause"),
    "resume": (gettext_noop("In force again"), "green", "circle-check"),
    "close": (gettext_noop("Closed"), "secondary", "archive"),
    "withdraw": (gettext_noop("Withdrawn"), "secondary", "undo-2"),
    "ride": (gettext_noop("Gate passes changed"), "azure", "truck"),
    "gate": (gettext_noop("Passage at the gate"), "azure", "truck"),
    "gather": (gettext_noop("Gathered into a centralised inventory"), "azure", "package"),
    "detach": (gettext_noop("Taken out of its centralised inventory"), "orange", "undo-2"),
    "declare": (gettext_noop("Declared"), "green", "send"),
    "cut_off": (gettext_noop("Closed with what had left"), "azure", "scissors"),
    "void": (gettext_noop("Voided"), "secondary", "circle-slash"),
    "open": (gettext_noop("Begun by the first delivery"), "blue", "package"),
    "recall": (gettext_noop("The declaration was taken back"), "orange", "undo-2"),
    "reopen": (gettext_noop("Something waits again"), "orange", "package"),
    "miss": (gettext_noop("The deadline was missed"), "red", "triangle-alert"),
    "pay": (gettext_noop("Paid"), "green", "circle-check"),
}


def application_badge(row: Application) -> Badge:
    """How the application stands."""
    if row.blocked_at is not None and row.status == flow.APPROVED:
        return Badge(_("Blocked"), "red", "lock")
    return _badge(APPLICATION[row.status])


def stock_doc_badge(row: StockDoc) -> Badge:
    """How the document stands."""
    return _badge(STOCK_DOC[row.status])


def period_badge(row: BatchPeriod) -> Badge:
    """How the period stands."""
    return _badge(PERIOD[row.status])


def told(events: Iterable[Event]) -> list[Told]:
    """What happened, in the order of the events."""
    found = []
    for event in events:
        title, tone, icon = _VERBS.get(event.verb, (event.verb, "secondary", "circle-dot"))
        found.append(Told(event.at, _(title), event.note, tone, icon))
    return found


def _badge(look: tuple[str, str, str]) -> Badge:
    return Badge(_(look[0]), look[1], look[2])
