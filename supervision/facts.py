"""The value types of this room: what its rules judge and what its services answer.

Money is integer fen, moments are aware, codes are those of the code lists.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from kernel.refusal import Rule, Violation


class SelectionParameters(NamedTuple):
    """The dated parameters of selection as they stand on one day.

    Goods are watched by the beginning of their commodity code. ``review_value_fen`` None and
    ``review_warnings`` 0 switch their rules off.
    """

    review_value_fen: int | None = None
    review_warnings: int = 0
    inspect_goods: tuple[str, ...] = ()
    inspect_countries: frozenset[str] = frozenset()
    review_goods: tuple[str, ...] = ()
    review_countries: frozenset[str] = frozenset()


class Agreed(NamedTuple):
    """What a tailored supervision plan agrees for selection and queue; the defaults change nothing.

    ``lane`` is ``normal``, ``release``, ``review`` or ``inspect``; ``rate_factor`` multiplies the share
    drawn at random; ``deadline_hours`` None leaves the usual deadline.
    """

    lane: str = "normal"
    rate_factor: Decimal = Decimal(1)
    deadline_hours: Decimal | None = None


class Routing(NamedTuple):
    """Where selection sends one list (``release``, ``review`` or ``inspect``) and every reason why."""

    lane: str
    reasons: tuple[Rule, ...] = ()


class CaseFact(NamedTuple):
    """One case as a decision or a claim sees it, already locked.

    ``held``: a firm of it is suspended. ``stop``: the order that stops the list, its firms or its goods.
    """

    list_id: int
    status: int
    office: str
    lane: str
    owner_id: int | None
    lease_until: datetime | None
    decided: bool
    held: bool = False
    stop: str = ""


class Decider(NamedTuple):
    """Who decides; the portal itself (``is_portal``) is bound to no office and no post."""

    user_id: int | None
    offices: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    is_portal: bool = False


class Decision(NamedTuple):
    """One wish to decide a case; ``note`` goes to the declarant word for word."""

    list_id: int
    verb: str
    reason_code: str = ""
    note: str = ""


class DecisionResult(NamedTuple):
    """What became of one decision; ``moved`` is true exactly when ``violations`` is empty.

    ``late`` says that somebody else was first, so the case should be looked at again.
    """

    list_id: int
    moved: bool
    violations: tuple[Violation, ...] = ()
    late: bool = False


class SelectResult(NamedTuple):
    """How many lists one selection run took, by lane; ``failed`` ones were sent to review unjudged."""

    released: int = 0
    review: int = 0
    inspect: int = 0
    failed: int = 0

    @property
    def taken(self) -> int:
        """All lists of the run."""
        return self.released + self.review + self.inspect

    def plus(self, other: "SelectResult") -> "SelectResult":
        """Both runs together."""
        return SelectResult(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Deadlines(NamedTuple):
    """Hours from selection to decision, by lane, and the minutes that a claim holds."""

    review_hours: Decimal
    inspect_hours: Decimal
    lease_minutes: Decimal
