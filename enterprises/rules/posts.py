"""Who may give officers their posts, and what an office always keeps: a chief."""

from datetime import date
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: the chief of an office gives and ends its posts, and each is recorded"

CHIEF_ONLY = Rule(
    "PST-01", Severity.REFUSE, gettext_noop("Only the chief of an office gives and ends its posts."), _HOUSE
)
OTHER_OFFICE = Rule(
    "PST-02", Severity.REFUSE, gettext_noop("This team belongs to another office than yours."), _HOUSE
)
NO_OFFICER = Rule("PST-03", Severity.REFUSE, gettext_noop("No officer has this e-mail address."), _HOUSE)
SERVES_ELSEWHERE = Rule(
    "PST-04",
    Severity.REFUSE,
    gettext_noop("This officer serves in another office, whose chief must end that post first."),
    _HOUSE,
)
HAS_POST = Rule(
    "PST-05", Severity.REFUSE, gettext_noop("The officer has this role in this team already."), _HOUSE
)
LAST_CHIEF = Rule(
    "PST-06",
    Severity.REFUSE,
    gettext_noop("An office keeps at least one chief: give somebody else that post first."),
    _HOUSE,
)
NO_POST = Rule("PST-07", Severity.REFUSE, gettext_noop("There is no such post in force."), _HOUSE)
NO_END_REASON = Rule(
    "PST-08",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why the post ends."),
    _HOUSE,
)
TOO_EARLY = Rule("PST-09", Severity.REFUSE, gettext_noop("A post begins today or later."), _HOUSE)
ADDRESS_TAKEN = Rule(
    "PST-10", Severity.REFUSE, gettext_noop("Somebody has an account with this address already."), _HOUSE
)
NO_ROLE = Rule("PST-11", Severity.REFUSE, gettext_noop("Choose one of the posts offered."), _HOUSE)
NO_NAME = Rule(
    "PST-12", Severity.REFUSE, gettext_noop("Give the officer's name, at most 64 characters."), _HOUSE
)
NO_TEAM = Rule(
    "PST-13",
    Severity.REFUSE,
    gettext_noop("Give the team an office of four digits and a name of at most 64 characters."),
    _HOUSE,
)
TO_ONESELF = Rule("PST-14", Severity.REFUSE, gettext_noop("Nobody gives a post to themselves."), _HOUSE)
CHIEF_FROM_ABOVE = Rule(
    "PST-15",
    Severity.REFUSE,
    gettext_noop("Only a chief of an office above, or the operator of the portal, makes somebody chief."),
    _HOUSE,
)

RULES = (
    CHIEF_ONLY,
    OTHER_OFFICE,
    NO_OFFICER,
    SERVES_ELSEWHERE,
    HAS_POST,
    LAST_CHIEF,
    NO_POST,
    NO_END_REASON,
    TOO_EARLY,
    ADDRESS_TAKEN,
    NO_ROLE,
    NO_NAME,
    NO_TEAM,
    TO_ONESELF,
    CHIEF_FROM_ABOVE,
)

CHIEF = "chief"
ROLES = frozenset({"officer", "inspector", "coordinator", CHIEF, "gate", "operator", "laboratory"})


class PostWish(NamedTuple):
    """The post to be given: in which team (id, office), in which role, from which day."""

    team_id: int
    office: str
    role: str
    valid_from: date


class Giver(NamedTuple):
    """Who gives it: a chief in charge of ``offices``, the own ``office`` one of them."""

    offices: frozenset[str]
    office: str
    to_oneself: bool = False


class HeldPost(NamedTuple):
    """A post that somebody holds, now or later."""

    team_id: int
    office: str
    role: str


def judge_post(
    wish: PostWish, *, held: tuple[HeldPost, ...], giver: Giver | None, today: date
) -> tuple[Violation, ...]:
    """Whether the giver (None: the operator of the portal) may give it to the holder of ``held``."""
    found = []
    if wish.role not in ROLES:
        found.append(Violation(NO_ROLE, "role"))
    if wish.valid_from < today:
        found.append(Violation(TOO_EARLY, "valid_from"))
    if giver is not None:
        found += _judge_giver(giver, wish=wish, held=held)
    if any((post.team_id, post.role) == (wish.team_id, wish.role) for post in held):
        found.append(Violation(HAS_POST, "role"))
    return tuple(found)


def _judge_giver(giver: Giver, *, wish: PostWish, held: tuple[HeldPost, ...]) -> list[Violation]:
    """Whether a chief may give this post to this officer."""
    found = []
    if wish.office not in giver.offices:
        found.append(Violation(OTHER_OFFICE, "team"))
    elif wish.role == CHIEF and wish.office == giver.office:
        found.append(Violation(CHIEF_FROM_ABOVE, "role"))
    if giver.to_oneself:
        found.append(Violation(TO_ONESELF, "email"))
    if any(post.office not in giver.offices for post in held):
        found.append(Violation(SERVES_ELSEWHERE, "email"))
    return found


def judge_end(role: str, *, chiefs: int) -> tuple[Violation, ...]:
    """Whether an office with so many chiefs today can do without one post in this role."""
    return (Violation(LAST_CHIEF),) if role == CHIEF and chiefs <= 1 else ()


def last_day(valid_from: date, *, today: date) -> date:
    """The first day without the post when it ends today; one that has not begun never begins."""
    return max(valid_from, today)
