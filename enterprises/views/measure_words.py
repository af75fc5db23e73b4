"""How grants and plans stand and moved, in words, with the tone and icon of their badges."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from enterprises.models import Grant, Plan
from enterprises.rules import flow
from enterprises.selectors.grants import Moved
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
    who: str
    tone: str
    icon: str


_LOOKS = {
    "waiting": ("yellow", "hourglass"),
    "live": ("green", "circle-check"),
    "no": ("red", "circle-x"),
    "over": ("secondary", "circle-slash"),
    "draft": ("blue", "pencil"),
}
_GRANT_LOOKS = {
    flow.GRANT_APPLIED: "waiting",
    flow.GRANT_PROPOSED: "waiting",
    flow.GRANT_IN_FORCE: "live",
    flow.GRANT_REFUSED: "no",
    flow.GRANT_REVOKED: "no",
    flow.GRANT_WITHDRAWN: "over",
    flow.GRANT_EXPIRED: "over",
}
_PLAN_LOOKS = {
    flow.PLAN_DRAFT: "draft",
    flow.PLAN_AT_OFFICER: "waiting",
    flow.PLAN_AT_FIRM: "waiting",
    flow.PLAN_AT_CHIEF: "waiting",
    flow.PLAN_IN_FORCE: "live",
    flow.PLAN_REFUSED: "no",
    flow.PLAN_REVOKED: "no",
    flow.PLAN_DROPPED: "over",
    flow.PLAN_EXPIRED: "over",
}
# verb: what happened, tone, icon
_VERBS = {
    "apply": (gettext_noop("The firm applied"), "blue", "send"),
    "propose": (gettext_noop("Proposed by an officer"), "blue", "send"),
    "recommend": (gettext_noop("Recommended by a coordinator"), "azure", "thumbs-up"),
    "withdraw": (gettext_noop("Withdrawn"), "secondary", "undo-2"),
    "grant": (gettext_noop("Granted"), "green", "circle-check"),
    "refuse": (gettext_noop("Refused"), "red", "circle-x"),
    "revoke": (gettext_noop("Revoked"), "red", "circle-x"),
    "take_away": (gettext_noop("Taken away: criteria are no longer met"), "red", "circle-x"),
    "expire": (gettext_noop("Expired"), "secondary", "circle-slash"),
    "draft": (gettext_noop("Drafted"), "blue", "pencil"),
    "change": (gettext_noop("Draft changed"), "blue", "pencil"),
    "submit": (gettext_noop("Handed to the officers"), "blue", "send"),
    "approve": (gettext_noop("Approved by an officer"), "azure", "thumbs-up"),
    "agree": (gettext_noop("The firm agreed"), "azure", "handshake"),
    "decline": (gettext_noop("The firm did not agree"), "orange", "message-circle"),
    "put_in_force": (gettext_noop("Approved by a chief, in force"), "green", "circle-check"),
    "drop": (gettext_noop("Dropped"), "secondary", "circle-slash"),
}


def grant_badge(grant: Grant) -> Badge:
    """How the grant stands."""
    tone, icon = _LOOKS[_GRANT_LOOKS[grant.status]]
    return Badge(_(flow.GRANT_FLOW.names[grant.status]), tone, icon)


def plan_badge(plan: Plan) -> Badge:
    """How the plan stands."""
    tone, icon = _LOOKS[_PLAN_LOOKS[plan.status]]
    return Badge(_(flow.PLAN_FLOW.names[plan.status]), tone, icon)


def moves_in_words(moves: Iterable[Moved], *, with_names: bool) -> list[Told]:
    """What happened, newest last; ``with_names``: officers read who it was, a firm does not."""
    told = []
    for one in moves:
        title, tone, icon = _VERBS[one.verb]
        told.append(Told(one.at, _(title), one.note, one.who if with_names else "", tone, icon))
    return told
