"""Suspensions: their grounds, what rests meanwhile, and what may still be started."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from enterprises.facts import SuspensionFact
from enterprises.rules.open_states import OPEN_STATES as OPEN_STATES
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: a suspension has a ground, dates and a second officer"
_EYES = "Customs Law Article 79: examination, inspection, release and audit are separate and check each other"
_DECREE = "GACC Decree 237 (from 2018-05-01), Articles 17 and 27"

SUSPENDED = Rule(
    "SUS-01",
    Severity.REFUSE,
    gettext_noop("The firm is suspended (%(number)s): nothing new can be started until that is lifted."),
    _HOUSE,
)
AGENT_SUSPENDED = Rule(
    "SUS-02",
    Severity.REFUSE,
    gettext_noop("The agent is suspended (%(number)s): it may not act for other firms until that is lifted."),
    _HOUSE,
)
GRANT_SUSPENDED = Rule(
    "SUS-03",
    Severity.REFUSE,
    gettext_noop("The measure is suspended (%(number)s): it cannot be used until that is lifted."),
    _HOUSE,
)
UNKNOWN_GROUND = Rule("SUS-11", Severity.REFUSE, gettext_noop("Choose a ground that fits."), _HOUSE)
NO_TEXT = Rule(
    "SUS-12",
    Severity.REFUSE,
    gettext_noop("Say in five to 500 characters what happened: the firm reads it."),
    _HOUSE,
)
ENDS_BEFORE = Rule("SUS-13", Severity.REFUSE, gettext_noop("The end must lie after the beginning."), _HOUSE)
IN_THE_PAST = Rule("SUS-14", Severity.REFUSE, gettext_noop("A suspension cannot lie in the past."), _HOUSE)
ALREADY = Rule(
    "SUS-15",
    Severity.REFUSE,
    gettext_noop("There is a suspension of this already: %(number)s."),
    _HOUSE,
)
NO_SUCH_GRANT = Rule("SUS-16", Severity.REFUSE, gettext_noop("The firm has no such grant."), _HOUSE)
CHIEF_ONLY = Rule("SUS-17", Severity.REFUSE, gettext_noop("Only a chief may decide this."), _EYES)
NOT_CERTIFIED = Rule(
    "SUS-18",
    Severity.REFUSE,
    gettext_noop("The firm is not certified: there are no privileges to rest."),
    _DECREE,
)
UNKNOWN = Rule("SUS-19", Severity.REFUSE, gettext_noop("There is no such suspension."), _HOUSE)
NOT_YOURS = Rule("SUS-20", Severity.REFUSE, gettext_noop("Only whoever proposed it may withdraw it."), _HOUSE)
TOO_LATE = Rule(
    "SUS-21",
    Severity.REFUSE,
    gettext_noop("It was not confirmed in time and has lapsed; propose it anew."),
    _EYES,
)

RULES = (
    SUSPENDED,
    AGENT_SUSPENDED,
    GRANT_SUSPENDED,
    UNKNOWN_GROUND,
    NO_TEXT,
    ENDS_BEFORE,
    IN_THE_PAST,
    ALREADY,
    NO_SUCH_GRANT,
    CHIEF_ONLY,
    NOT_CERTIFIED,
    UNKNOWN,
    NOT_YOURS,
    TOO_LATE,
)

FIRM, AGENT, GRANT = "firm", "agent", "grant"
KINDS = {
    FIRM: gettext_noop("The firm"),
    AGENT: gettext_noop("Its work as an agent"),
    GRANT: gettext_noop("A measure granted to it"),
}

ACTS, AGENCY, MEASURE, PRIVILEGES = "acts", "agency", "grant", "privileges"
EFFECTS = {
    ACTS: gettext_noop("Nothing new can be started"),
    AGENCY: gettext_noop("It may not act for other firms"),
    MEASURE: gettext_noop("The measure cannot be used"),
    PRIVILEGES: gettext_noop("The privileges of a certified firm rest: it is treated as one without them"),
}


class Ground(NamedTuple):
    """One ground: for which kinds it may be named, what rests, and where it is written."""

    code: str
    text: str
    kinds: tuple[str, ...]
    effect: str
    source: str


# UNVERIFIED: the decrees name when privileges rest; when all new acts do is this portal's own list.
_ALL = (FIRM, AGENT, GRANT)
GROUNDS = (
    Ground(
        "investigation",
        gettext_noop("A certified firm is under investigation for smuggling"),
        (FIRM,),
        PRIVILEGES,
        "GACC Decree 237, Articles 17 and 27: the privileges must be suspended",
    ),
    Ground(
        "breach",
        gettext_noop("A certified firm is under investigation for a breach of customs rules"),
        (FIRM,),
        PRIVILEGES,
        "GACC Decree 237, Articles 17 and 27: the privileges may be suspended",
    ),
    Ground("arrears", gettext_noop("Taxes, fees or fines are overdue"), _ALL, "", _HOUSE),
    Ground("unreachable", gettext_noop("The firm cannot be reached"), (FIRM, AGENT), "", _HOUSE),
    Ground("false", gettext_noop("False information was given to customs"), _ALL, "", _HOUSE),
    Ground("standing", gettext_noop("A standing document has lapsed or was withdrawn"), _ALL, "", _HOUSE),
    Ground("misuse", gettext_noop("An account or an authority was misused"), (FIRM, AGENT), "", _HOUSE),
    Ground("conditions", gettext_noop("The conditions of the measure are not kept"), (GRANT,), "", _HOUSE),
    Ground("order", gettext_noop("Ordered by a court or another authority"), _ALL, "", _HOUSE),
    Ground("other", gettext_noop("Another ground, named in the text"), _ALL, "", _HOUSE),
)
_BY_CODE = {ground.code: ground for ground in GROUNDS}
_EFFECT_OF_KIND = {FIRM: ACTS, AGENT: AGENCY, GRANT: MEASURE}
_SHORTEST, _LONGEST = 5, 500
_SLACK = timedelta(minutes=5)  # a form is filled in before it is sent


def judge_new_act(fact: SuspensionFact | None) -> tuple[Violation, ...]:
    """Whether something new may be started under the suspension that is in force, if there is one.

    The rule that speaks follows what rests: the firm's acts, its work as an agent, or the measure;
    resting privileges stop nothing.
    """
    if fact is None or fact.effect not in _SPEAKS:
        return ()
    return (Violation(_SPEAKS[fact.effect], args=(("number", fact.number),)),)


_SPEAKS = {ACTS: SUSPENDED, AGENCY: AGENT_SUSPENDED, MEASURE: GRANT_SUSPENDED}


def effect_of(kind: str, *, ground: str) -> str:
    """What rests while a suspension of this kind and ground is in force."""
    return _BY_CODE[ground].effect or _EFFECT_OF_KIND[kind]


def ground_text(code: str) -> str:
    """The ground as a sentence, the code itself where nobody knows it any more."""
    return _BY_CODE[code].text if code in _BY_CODE else code


def ground_source(code: str) -> str:
    """Where the ground is written, empty where nobody knows it any more."""
    return _BY_CODE[code].source if code in _BY_CODE else ""


class Wanted(NamedTuple):
    """A suspension as somebody proposes it; ``from_at`` None: as soon as it is put in force."""

    kind: str
    ground: str
    text: str
    from_at: datetime | None = None
    to_at: datetime | None = None


def judge_proposal(wanted: Wanted, *, at: datetime) -> tuple[Violation, ...]:
    """Whether a suspension may be proposed like this."""
    ground = _BY_CODE.get(wanted.ground)
    start = wanted.from_at or at
    return (
        *([] if ground and wanted.kind in ground.kinds else [Violation(UNKNOWN_GROUND, "ground")]),
        *judge_text(wanted.text),
        *([Violation(IN_THE_PAST, "from_at")] if start < at - _SLACK else []),
        *([Violation(ENDS_BEFORE, "to_at")] if wanted.to_at is not None and wanted.to_at <= start else []),
    )


def judge_text(text: str, *, path: str = "text") -> tuple[Violation, ...]:
    """Whether the words given say something: five to 500 characters."""
    return () if _SHORTEST <= len(text.strip()) <= _LONGEST else (Violation(NO_TEXT, path),)


def strongest(facts: Iterable[SuspensionFact]) -> dict[int, SuspensionFact]:
    """One suspension for each firm: the one that began first, so that its number does not change."""
    found: dict[int, SuspensionFact] = {}
    for fact in sorted(facts, key=lambda one: (one.from_at, one.number)):
        found.setdefault(fact.firm_id, fact)
    return found
