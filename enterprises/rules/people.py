"""Who may become, be and stay a person of a firm: invitations, roles, the last administrator."""

from datetime import datetime
from re import compile as compile_pattern
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: a firm decides itself who acts for it"
_LIMIT = "Rule of this portal: codelists parameters invitation.days and invitation.per_day"
_EMAIL = compile_pattern(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+")

NO_ADDRESS = Rule("PEO-01", Severity.REFUSE, gettext_noop("Give an e-mail address."), _HOUSE)
NO_ROLE = Rule("PEO-02", Severity.REFUSE, gettext_noop("Choose one of the roles offered."), _HOUSE)
ALREADY_MEMBER = Rule(
    "PEO-03", Severity.REFUSE, gettext_noop("This person acts for the firm already."), _HOUSE
)
TOO_MANY = Rule(
    "PEO-04",
    Severity.REFUSE,
    gettext_noop("A firm may send %(most)s invitations a day; go on tomorrow."),
    _LIMIT,
)
NOT_VALID = Rule(
    "PEO-05",
    Severity.REFUSE,
    gettext_noop("This invitation is no longer valid. Ask the firm for a new one."),
    _HOUSE,
)
OTHER_ADDRESS = Rule(
    "PEO-06",
    Severity.REFUSE,
    gettext_noop("The invitation was sent to another address. Sign in with that one."),
    _HOUSE,
)
OFFICER = Rule("PEO-07", Severity.REFUSE, gettext_noop("A customs officer cannot act for a firm."), _HOUSE)
NO_MEMBER = Rule("PEO-11", Severity.REFUSE, gettext_noop("Nobody of this address acts for the firm."), _HOUSE)
LAST_ADMIN = Rule(
    "PEO-12",
    Severity.REFUSE,
    gettext_noop("A firm keeps at least one administrator: make somebody else one first."),
    _HOUSE,
)
SAME_ROLE = Rule("PEO-13", Severity.REFUSE, gettext_noop("The person has this role already."), _HOUSE)
NO_END_REASON = Rule(
    "PEO-14",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why the person leaves."),
    _HOUSE,
)
PAST_EXPIRY = Rule("PEO-15", Severity.REFUSE, gettext_noop("The last day of a token must lie ahead."), _HOUSE)

RULES = (
    NO_ADDRESS,
    NO_ROLE,
    ALREADY_MEMBER,
    TOO_MANY,
    NOT_VALID,
    OTHER_ADDRESS,
    OFFICER,
    NO_MEMBER,
    LAST_ADMIN,
    SAME_ROLE,
    NO_END_REASON,
    PAST_EXPIRY,
)

ADMIN = "admin"
ROLES = frozenset({"filer", ADMIN})


class InvitationFact(NamedTuple):
    """An invitation as the person who opened its link finds it; ``open``: neither used nor withdrawn."""

    email: str
    open: bool
    expires_at: datetime


def normal_address(email: str) -> str:
    """The address as it is kept and compared."""
    return email.strip().lower()


def judge_invitation(
    email: str, *, role: str, members: frozenset[str], sent_today: int, most: int
) -> tuple[Violation, ...]:
    """Whether a firm with these members may invite this (normal) address now."""
    found = []
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        found.append(Violation(NO_ADDRESS, "email"))
    if role not in ROLES:
        found.append(Violation(NO_ROLE, "role"))
    if email in members:
        found.append(Violation(ALREADY_MEMBER, "email"))
    if sent_today >= most:
        found.append(Violation(TOO_MANY, args=(("most", str(most)),)))
    return tuple(found)


def judge_acceptance(
    fact: InvitationFact | None, *, email: str, is_officer: bool, at: datetime
) -> tuple[Violation, ...]:
    """Whether the person with the address ``email`` may accept the invitation."""
    if fact is None or not fact.open or fact.expires_at <= at:
        return (Violation(NOT_VALID),)
    if is_officer:
        return (Violation(OFFICER),)
    return () if fact.email == email else (Violation(OTHER_ADDRESS),)


def judge_role(current: str, *, wanted: str, admins: int) -> tuple[Violation, ...]:
    """Whether a member may change from one role to another in a firm with so many administrators."""
    if wanted not in ROLES:
        return (Violation(NO_ROLE, "role"),)
    if wanted == current:
        return (Violation(SAME_ROLE, "role"),)
    return judge_leaving(current, admins=admins)


def judge_leaving(role: str, *, admins: int) -> tuple[Violation, ...]:
    """Whether a firm with so many administrators can do without one member in this role."""
    return (Violation(LAST_ADMIN),) if role == ADMIN and admins <= 1 else ()
