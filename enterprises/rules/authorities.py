"""Who may let whom act for it, for what and how long, and when such an authority gives something."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from enterprises.facts import AuthorityFact, FirmFact
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_LAW = "Customs Law Article 10: who declares for another shows a written authority (委托书)"
_HOUSE = "Rule of this portal: both sides see an authority and either may end it"
_YEARS = "Rule of this portal: codelists parameter authority.max_years"

ONESELF = Rule("AUT-01", Severity.REFUSE, gettext_noop("A firm needs no authority from itself."), _HOUSE)
DATES = Rule(
    "AUT-02", Severity.REFUSE, gettext_noop("An authority begins today or later and ends after it."), _HOUSE
)
TOO_LONG = Rule(
    "AUT-03", Severity.REFUSE, gettext_noop("An authority lasts at most %(years)s years."), _YEARS
)
NO_DECLARANT = Rule(
    "AUT-04",
    Severity.REFUSE,
    gettext_noop("Only a registered declarant can declare, move bonded goods or reserve for others."),
    "Customs Law Article 11 (as of 2021-04-29): consignors, consignees and declarants file for record",
)
AGENT_RESTS = Rule(
    "AUT-05", Severity.REFUSE, gettext_noop("This firm may not act for others at the moment."), _HOUSE
)
OVERLAP = Rule(
    "AUT-06",
    Severity.REFUSE,
    gettext_noop("There is an authority between these firms in that time: %(number)s. End it first."),
    _HOUSE,
)
UNKNOWN_AGENT = Rule("AUT-07", Severity.REFUSE, gettext_noop("No firm has this code."), _HOUSE)
NO_SCOPE = Rule("AUT-08", Severity.REFUSE, gettext_noop("Choose at least one of the scopes offered."), _LAW)
NO_END_REASON = Rule(
    "AUT-09",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why the authority ends."),
    _HOUSE,
)
ENDED = Rule("AUT-10", Severity.REFUSE, gettext_noop("This authority has ended already."), _HOUSE)

RULES = (
    ONESELF,
    DATES,
    TOO_LONG,
    NO_DECLARANT,
    AGENT_RESTS,
    OVERLAP,
    UNKNOWN_AGENT,
    NO_SCOPE,
    NO_END_REASON,
    ENDED,
)

DECLARANT = "declarant"
SCOPES = ("declare", "bonded", "reserve", "guarantee")
# What only a registered declarant may do for others; a guarantee is drawn on by anybody.
OF_DECLARANTS = frozenset({"declare", "bonded", "reserve"})


class AuthorityWish(NamedTuple):
    """What the principal wants to give; ``valid_to`` is the first day after."""

    scopes: tuple[str, ...]
    valid_from: date
    valid_to: date


def judge_new(
    wish: AuthorityWish,
    *,
    principal_id: int,
    agent: FirmFact | None,
    agent_rests: bool,
    given: Iterable[AuthorityFact],
    today: date,
    max_years: int,
) -> tuple[Violation, ...]:
    """Whether the principal may give this authority today; ``given`` are those open between the two.

    Source: Customs Law, Articles 10 and 11.
    """
    found = [*judge_dates(wish, today=today, max_years=max_years), *_judge_scopes(wish, agent=agent)]
    if agent is None:
        found.append(Violation(UNKNOWN_AGENT, "agent"))
    elif agent.id == principal_id:
        found.append(Violation(ONESELF, "agent"))
    elif agent_rests:
        found.append(Violation(AGENT_RESTS, "agent"))
    for other in given:
        if other.valid_from < wish.valid_to and wish.valid_from < other.valid_to:
            found.append(Violation(OVERLAP, args=(("number", other.number),)))
    return tuple(found)


def judge_dates(wish: AuthorityWish, *, today: date, max_years: int) -> tuple[Violation, ...]:
    """Whether the span begins today or later and is not too long."""
    if wish.valid_from < today or wish.valid_to <= wish.valid_from:
        return (Violation(DATES, "valid_from"),)
    if wish.valid_to > years_after(wish.valid_from, years=max_years):
        return (Violation(TOO_LONG, "valid_to", args=(("years", str(max_years)),)),)
    return ()


def years_after(day: date, *, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March, and time ends with the year 9999."""
    if day.month == 2 and day.day == 29:
        day += timedelta(days=1)
    return day.replace(year=min(day.year + years, date.max.year))


def _judge_scopes(wish: AuthorityWish, *, agent: FirmFact | None) -> list[Violation]:
    """Whether there is a scope, each is known, and the agent is what they ask for."""
    scopes = set(wish.scopes)
    if not scopes or not scopes <= set(SCOPES):
        return [Violation(NO_SCOPE, "scopes")]
    if agent is not None and scopes & OF_DECLARANTS and DECLARANT not in agent.kinds:
        return [Violation(NO_DECLARANT, "agent")]
    return []
