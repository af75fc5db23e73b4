"""Value types of this room: who acts, which firm a code means, what a guarantee is asked to hold."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as every service, selector and permission receives it.

    A firm's person (or token) has ``firm_id``, its codes and kinds, and the role ``filer`` or
    ``admin``; an officer has ``office``, ``offices`` (own and below), team and the roles of the
    current posts. ``token_id`` is set when a program acts with a token.
    """

    user_id: int | None
    kind: Literal["firm", "officer", "system"]
    firm_id: int | None = None
    firm_codes: frozenset[str] = frozenset()
    firm_kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    office: str = ""
    offices: frozenset[str] = frozenset()
    team_id: int | None = None
    team_lanes: frozenset[str] = frozenset()
    token_id: int | None = None
    language: str = "zh-hans"
    name: str = ""
    firm_name: str = ""

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
    """A firm as documents of other rooms see it; ``kinds`` are those in force on the day asked for."""

    id: int
    codes: frozenset[str]
    kinds: frozenset[str]
    name: str
    tolerant: bool


class GuaranteeHold(NamedTuple):
    """What one subject asks the guarantee of the firm with ``code`` to hold, in fen.

    ``reference`` is the subject's public number, for people who read the entries.
    """

    subject_id: int
    code: str
    fen: int
    reference: str = ""


class AccountState(NamedTuple):
    """A guarantee account while a set is folded over it, in fen."""

    account_id: int
    limit_fen: int
    held_fen: int


class Account(NamedTuple):
    """A guarantee account with its validity, as read; ``valid_to`` is the first day after."""

    account_id: int
    limit_fen: int
    held_fen: int
    valid_from: date
    valid_to: date | None
