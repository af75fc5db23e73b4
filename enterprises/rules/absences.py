"""Absences of officers: who may stand in for whom, so that nobody's work lies with somebody who is away."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: one record of an absence moves coordination, claims, duty and approvals"
_LONGEST = timedelta(days=366)

SELF = Rule("ABS-01", Severity.REFUSE, gettext_noop("Name another officer as the deputy."), _HOUSE)
BAD_TIME = Rule(
    "ABS-02",
    Severity.REFUSE,
    gettext_noop("An absence ends after it begins and after now, and lasts a year at most."),
    _HOUSE,
)
OVERLAP = Rule(
    "ABS-03", Severity.REFUSE, gettext_noop("Another absence of the officer lies in this time."), _HOUSE
)
DEPUTY_AWAY = Rule("ABS-04", Severity.REFUSE, gettext_noop("The deputy is away in this time."), _HOUSE)
STANDS_IN = Rule(
    "ABS-05",
    Severity.REFUSE,
    gettext_noop("The officer stands in for somebody in this time: shorten that absence first."),
    _HOUSE,
)
NO_POST = Rule(
    "ABS-06",
    Severity.REFUSE,
    gettext_noop("The deputy holds no post of this office that may stand in for: %(roles)s."),
    _HOUSE,
)
RECUSED = Rule(
    "ABS-07",
    Severity.REFUSE,
    gettext_noop("The deputy is recused from one of the officer's firms: hand that firm over first."),
    "GACC Announcement 181 of 2018 (from 2019-01-01), item 5",
)
PAST = Rule(
    "ABS-08", Severity.REFUSE, gettext_noop("An absence is recorded from today on, not for the past."), _HOUSE
)
NO_REASON = Rule("ABS-09", Severity.REFUSE, gettext_noop("Choose one of the reasons offered."), _HOUSE)
OVER = Rule("ABS-10", Severity.REFUSE, gettext_noop("The absence is over."), _HOUSE)
NOT_SHORTER = Rule(
    "ABS-11",
    Severity.REFUSE,
    gettext_noop("Choose a moment from now on and before the end that is recorded."),
    _HOUSE,
)
OWN_ONLY = Rule(
    "ABS-12",
    Severity.REFUSE,
    gettext_noop("Officers record their own absences; only a chief records those of others."),
    _HOUSE,
)
UNKNOWN = Rule("ABS-13", Severity.REFUSE, gettext_noop("There is no such officer in your office."), _HOUSE)

RULES = (
    SELF,
    BAD_TIME,
    OVERLAP,
    DEPUTY_AWAY,
    STANDS_IN,
    NO_POST,
    RECUSED,
    PAST,
    NO_REASON,
    OVER,
    NOT_SHORTER,
    OWN_ONLY,
    UNKNOWN,
)

REASONS = ("leave", "duty_trip", "training", "illness")

# Each role, and the roles of which one must be held to stand in for it.
STANDS_FOR = {
    "officer": frozenset({"officer", "chief"}),
    "inspector": frozenset({"inspector"}),
    "coordinator": frozenset({"coordinator", "chief"}),
    "chief": frozenset({"chief", "officer"}),
    "gate": frozenset({"gate", "officer"}),
    "operator": frozenset({"operator"}),
    "laboratory": frozenset({"laboratory"}),
}


class AbsenceFact(NamedTuple):
    """An absence as the rules see it; half-open."""

    officer_id: int
    deputy_id: int
    from_at: datetime
    to_at: datetime


class PeopleFact(NamedTuple):
    """The roles that officer and deputy hold in the office, and whether a recusal stands between."""

    officer_roles: frozenset[str]
    deputy_roles: frozenset[str]
    deputy_recused: bool = False


def judge_absence(
    wanted: AbsenceFact,
    *,
    people: PeopleFact,
    others: Iterable[AbsenceFact],
    at: datetime,
    today_from: datetime,
) -> tuple[Violation, ...]:
    """Why the absence cannot be recorded; all reasons.

    ``others`` are absences that touch the officer or the deputy, ``today_from`` the moment at which the
    business day began. No ring and no chain can come about: a deputy is never away meanwhile.
    """
    found = [
        *judge_time(wanted, at=at, today_from=today_from),
        *_judge_people(wanted, people=people),
    ]
    for other in others:
        if wanted.from_at < other.to_at and other.from_at < wanted.to_at:
            found += _judge_other(wanted, other=other)
    return tuple(dict.fromkeys(found))


def judge_time(wanted: AbsenceFact, *, at: datetime, today_from: datetime) -> tuple[Violation, ...]:
    """Whether the time is one that can lie ahead."""
    found = []
    if not wanted.from_at < wanted.to_at <= wanted.from_at + _LONGEST or wanted.to_at <= at:
        found.append(Violation(BAD_TIME, "to_at"))
    if wanted.from_at < today_from:
        found.append(Violation(PAST, "from_at"))
    return tuple(found)


def _judge_people(wanted: AbsenceFact, *, people: PeopleFact) -> list[Violation]:
    """Whether the deputy is another person with the posts that are needed."""
    found = []
    if wanted.officer_id == wanted.deputy_id:
        found.append(Violation(SELF, "deputy"))
    lacking = sorted(role for role in people.officer_roles if not STANDS_FOR[role] & people.deputy_roles)
    if lacking:
        found.append(Violation(NO_POST, "deputy", args=(("roles", ", ".join(lacking)),)))
    if people.deputy_recused:
        found.append(Violation(RECUSED, "deputy"))
    return found


def _judge_other(wanted: AbsenceFact, *, other: AbsenceFact) -> list[Violation]:
    """What another absence at the same time stands against."""
    found = []
    if other.officer_id == wanted.officer_id:
        found.append(Violation(OVERLAP, "from_at"))
    if other.officer_id == wanted.deputy_id:
        found.append(Violation(DEPUTY_AWAY, "deputy"))
    if other.deputy_id == wanted.officer_id:
        found.append(Violation(STANDS_IN, "officer"))
    return found


def judge_reason(reason: str) -> tuple[Violation, ...]:
    """Whether ``reason`` is one of those offered."""
    return () if reason in REASONS else (Violation(NO_REASON, "reason"),)


def judge_shortening(fact: AbsenceFact, *, to_at: datetime, at: datetime) -> tuple[Violation, ...]:
    """Whether the absence can end at ``to_at`` instead: from now on, before the recorded end."""
    if fact.to_at <= at:
        return (Violation(OVER, "to_at"),)
    return () if at <= to_at < fact.to_at else (Violation(NOT_SHORTER, "to_at"),)
