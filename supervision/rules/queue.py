"""The queue: by when a case must be decided, how long a claim holds, and who may claim."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from kernel.refusal import Rule, Severity, Violation, gettext_noop
from supervision.facts import CaseFact, Deadlines, Decider
from supervision.rules.decision import LANE_ROLES, judge_standing
from supervision.rules.selection import INSPECT

OVERDUE, SOON, CALM = "overdue", "soon", "calm"
# The first key of the queue: firms on the green channel are attended to first, then by deadline.
GREEN, USUAL = 0, 1
# A deadline is "soon" in its last two hours.
SOON_BEFORE = timedelta(hours=2)

_PORTAL = "Rule of this portal: one officer works on a case at a time, and a claim ends by itself"

NOT_YOURS = Rule(
    "QUE-01",
    Severity.REFUSE,
    gettext_noop("You have not claimed this case, so there is nothing to return."),
    _PORTAL,
)
NOTHING_LEFT = Rule(
    "QUE-02", Severity.REFUSE, gettext_noop("No unclaimed case waits for your post."), _PORTAL
)
NOT_AT_DESK = Rule(
    "QUE-03",
    Severity.REFUSE,
    gettext_noop("Only customs officers with a post at the desk may open the cases."),
    _PORTAL,
)

NOT_IN_CARE = Rule(
    "QUE-04", Severity.REFUSE, gettext_noop("Only coordinators and chiefs look after firms."), _PORTAL
)
NOT_CHIEF = Rule("QUE-05", Severity.REFUSE, gettext_noop("Only a chief may open the office's page."), _PORTAL)
NOT_AT_LINE = Rule(
    "QUE-06",
    Severity.REFUSE,
    gettext_noop("Only the posts of the sorting line, the gate and inspection ask for parcels."),
    _PORTAL,
)

RULES = (NOT_YOURS, NOTHING_LEFT, NOT_AT_DESK, NOT_IN_CARE, NOT_CHIEF, NOT_AT_LINE)


def due_at(lane: str, *, at: datetime, deadlines: Deadlines, agreed_hours: Decimal | None = None) -> datetime:
    """By when a case that enters ``lane`` at ``at`` is to be decided; a tailored plan may agree its own."""
    usual = deadlines.inspect_hours if lane == INSPECT else deadlines.review_hours
    hours = usual if agreed_hours is None else agreed_hours
    return at + timedelta(minutes=int(hours * 60))


def rank_of(firms: Iterable[int | None], *, green: Collection[int]) -> int:
    """Where a case of these firms stands in the queue; ``green`` are the firms on the green channel."""
    return GREEN if any(firm in green for firm in firms if firm is not None) else USUAL


def lease_until(*, at: datetime, deadlines: Deadlines) -> datetime:
    """Until when a claim made at ``at`` keeps others away."""
    return at + timedelta(seconds=int(deadlines.lease_minutes * 60))


def tone(due: datetime, *, at: datetime) -> str:
    """Whether a deadline has passed, is near, or is far."""
    if due <= at:
        return OVERDUE
    return SOON if due - at <= SOON_BEFORE else CALM


def judge_claim(case: CaseFact | None, *, decider: Decider, at: datetime) -> tuple[Violation, ...]:
    """What stands against claiming; claiming one's own case again renews it."""
    return judge_standing(case, decider=decider, at=at)


def judge_return(case: CaseFact | None, *, decider: Decider, at: datetime) -> tuple[Violation, ...]:
    """What stands against giving a claimed case back to the queue."""
    found = judge_standing(case, decider=decider, at=at)
    if case is None or found:
        return found
    return () if case.owner_id == decider.user_id else (Violation(NOT_YOURS),)


def lanes_of(roles: frozenset[str]) -> tuple[str, ...]:
    """The lanes that these posts work on."""
    return tuple(lane for lane, allowed in LANE_ROLES.items() if not allowed.isdisjoint(roles))
