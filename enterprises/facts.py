"""Value types of this room: who acts, which firm a code means, what a guarantee is asked to hold."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as every service, selector and permission receives it.

    A firm's person (or token) has ``firm_id``, its codes and kinds, and the role ``filer`` or
    ``admin``; an officer has ``office``, ``offices`` (own and below), team and the roles of the
    current posts and of the officers for whom they stand in; ``own_roles`` are those of the own posts
    alone. ``token_id`` is set when a program acts with a token. ``suspension`` is the number
    of the firm's suspension in force: such a firm starts nothing new.
    """

    user_id: int | None
    kind: Literal["firm", "officer", "system"]
    firm_id: int | None = None
    firm_codes: frozenset[str] = frozenset()
    firm_kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    own_roles: frozenset[str] = frozenset()
    office: str = ""
    offices: frozenset[str] = frozenset()
    team_id: int | None = None
    team_lanes: frozenset[str] = frozenset()
    token_id: int | None = None
    language: str = "zh-hans"
    name: str = ""
    firm_name: str = ""
    suspension: str = ""

    @property
    def is_officer(self) -> bool:
        """Whether a customs officer acts."""
        return self.kind == "officer"

    @property
    def is_firm(self) -> bool:
        """Whether somebody acts for a firm."""
        return self.kind == "firm" and self.firm_id is not None

    @property
    def is_system(self) -> bool:
        """Whether the portal itself acts."""
        return self.kind == "system"


SYSTEM = Actor(user_id=None, kind="system", name="portal")


class FirmFact(NamedTuple):
    """A firm as documents of other rooms see it; ``kinds`` are those in force on the day asked for.

    ``suspended``: it may start nothing new now.
    """

    id: int
    codes: frozenset[str]
    kinds: frozenset[str]
    name: str
    tolerant: bool
    suspended: bool = False


# The rule that a guarantee has no room now: what it stops may wait for a top-up or a payment.
GUARANTEE_TOO_LITTLE = "GUA-02"


class GuaranteeHold(NamedTuple):
    """What one subject asks the guarantee of the firm with ``code`` to hold, in fen.

    ``reference`` is the subject's public number, for people who read the entries; ``names`` are other
    numbers (of its order, say) that a single guarantee may be bound to. ``for_firm`` is the firm that
    draws: the guarantor itself, or one that the guarantor lets name its account. None: not asked.
    """

    subject_id: int
    code: str
    fen: int
    reference: str = ""
    for_firm: int | None = None
    names: tuple[str, ...] = ()


class AccountState(NamedTuple):
    """A guarantee account while a set is folded over it, in fen; ``bound_to`` empty: for any document."""

    account_id: int
    limit_fen: int
    held_fen: int
    used_fen: int = 0
    bound_to: str = ""


class Account(NamedTuple):
    """A guarantee account as read; ``valid_to`` is the first day after.

    ``frozen``: empty, or the ground of the freeze in force (``claim``, ``overdue``, ``officer``).
    """

    account_id: int
    limit_fen: int
    held_fen: int
    valid_from: date
    valid_to: date | None
    used_fen: int = 0
    scope: str = "total"
    bound_to: str = ""
    frozen: str = ""
    closed: bool = False


class Cover(NamedTuple):
    """What stands behind the code of one guarantor on a day: accounts, or why there are none to use.

    ``accounts`` are usable, those that end first coming first. ``drawers`` are the firms that may name
    it besides the guarantor. ``why_not`` is the code of the rule that keeps the others from being used.
    """

    guarantor_id: int | None
    accounts: tuple[AccountState, ...] = ()
    why_not: str = ""
    exemption_id: int | None = None
    drawers: frozenset[int] = frozenset()


class SuspensionFact(NamedTuple):
    """A suspension in force; ``effect`` is what rests: ``acts``, ``agency``, ``grant`` or ``privileges``.

    ``firm_id`` is the firm (of a grant: its holder), ``grant_no`` the grant's number, empty for others.
    ``to_at`` None: until it is lifted.
    """

    number: str
    kind: str
    effect: str
    firm_id: int
    grant_no: str
    ground: str
    from_at: datetime
    to_at: datetime | None = None


class AuthorityFact(NamedTuple):
    """An authority: ``agent_id`` may act for ``principal_id``; ``valid_to`` is the first day after."""

    number: str
    principal_id: int
    agent_id: int
    principal_name: str
    agent_name: str
    scopes: frozenset[str]
    valid_from: date
    valid_to: date


# --- notices ---
class ToFirm(NamedTuple):
    """The people of a firm; with ``roles`` only those who have one of them there."""

    firm_id: int
    roles: frozenset[str] = frozenset()


class ToUsers(NamedTuple):
    """These persons."""

    user_ids: frozenset[int]


class ToPosts(NamedTuple):
    """Who holds one of the roles in the office; where nobody does, in the nearest office above it.

    ``but`` is left out as if they held no post: whoever acted and needs a second person.
    """

    office: str
    roles: frozenset[str]
    but: int | None = None


Audience = ToFirm | ToUsers | ToPosts


class News(NamedTuple):
    """Something to tell an audience: a kind of ``rules/notice_kinds.py`` and the subject's public number.

    ``args`` fill the places of the kind's sentence and are never personal; ``%(no)s`` (the number)
    and ``%(count)s`` are always there. News with the same kind, audience and ``fold_key`` are one
    notice that counts ``fold_count`` up.
    """

    kind: str
    subject_no: str
    to: Audience
    args: tuple[tuple[str, str], ...] = ()
    fold_key: str = ""
    fold_count: int = 1


class PlanFact(NamedTuple):
    """A tailored supervision plan in force; ``valid_to`` is the first day after.

    ``switches`` are (name, value) of ``rules/plans.py``: what it changes for goods whose codes begin
    with one of ``hs_prefixes``.
    """

    number: str
    firm_id: int
    hs_prefixes: tuple[str, ...]
    scenario: str
    switches: tuple[tuple[str, str], ...]
    valid_from: date
    valid_to: date
