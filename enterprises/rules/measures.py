"""The catalogue of measures and their grants: what may be published, asked for, granted and revoked."""

from collections.abc import Sequence
from datetime import date, timedelta
from re import compile as compile_pattern
from typing import NamedTuple

from enterprises.rules import credit, rights
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: measures are public, in both languages, and say where they are written"
_GRANTS = "Rule of this portal: a grant has dates, conditions, a second officer and, once revoked, grounds"
_CREDIT = "GACC Decree 237 (from 2018-05-01): what dishonest firms are refused"

BAD_CODE = Rule(
    "MEA-01",
    Severity.REFUSE,
    gettext_noop(
        "The short name has 3 to 40 small letters, digits and underscores, and begins with a letter."
    ),
    _HOUSE,
)
CODE_TAKEN = Rule(
    "MEA-02", Severity.REFUSE, gettext_noop("There is a measure with this short name already."), _HOUSE
)
BOTH_LANGUAGES = Rule(
    "MEA-03",
    Severity.REFUSE,
    gettext_noop("Title, text and legal source are needed in both languages, and must fit."),
    _HOUSE,
)
NO_SUCH_MEASURE = Rule("MEA-04", Severity.REFUSE, gettext_noop("There is no such measure in force."), _HOUSE)
NO_SAID = Rule("MEA-05", Severity.REFUSE, gettext_noop("Say in 5 to 500 characters why."), _GRANTS)
NOT_IN_ZONE = Rule(
    "MEA-06", Severity.REFUSE, gettext_noop("The measure is for firms of the bonded zone."), _HOUSE
)
NOT_FOR_DISHONEST = Rule(
    "MEA-07", Severity.REFUSE, gettext_noop("The measure is not open to dishonest firms."), _CREDIT
)
OPEN_BY_RULE = Rule(
    "MEA-08",
    Severity.REFUSE,
    gettext_noop("The measure is open by rule: nothing is applied for and nothing approved twice."),
    _HOUSE,
)
OTHER_DOOR = Rule(
    "MEA-09",
    Severity.REFUSE,
    gettext_noop("This measure is asked for on a page of its own, not here."),
    _HOUSE,
)
UNSIGNED = Rule(
    "MEA-10", Severity.REFUSE, gettext_noop("Every undertaking of the measure must be signed."), _GRANTS
)
ALREADY_ASKED = Rule(
    "MEA-11",
    Severity.REFUSE,
    gettext_noop("The measure is asked for already (%(number)s): wait for the decision."),
    _GRANTS,
)
ALREADY_HELD = Rule(
    "MEA-12",
    Severity.REFUSE,
    gettext_noop("The firm holds the measure already in these days (%(number)s)."),
    _GRANTS,
)
BAD_GRANT_SPAN = Rule(
    "MEA-13",
    Severity.REFUSE,
    gettext_noop("The grant must end after it begins, not in the past, and hold for at most %(days)s days."),
    _GRANTS,
)
NO_FIRM_HERE = Rule("MEA-14", Severity.REFUSE, gettext_noop("There is no such firm at your office."), _GRANTS)
LONG_CONDITIONS = Rule(
    "MEA-15", Severity.REFUSE, gettext_noop("The conditions have at most 1,000 characters."), _GRANTS
)
GRANT_ENDED = Rule(
    "MEA-16", Severity.REFUSE, gettext_noop("The last day of what was asked for is over."), _GRANTS
)
RECORD_CLOSED = Rule(
    "MEA-17", Severity.REFUSE, gettext_noop("There is no such open entry in the firm's record."), _GRANTS
)
RECORD_FUTURE = Rule(
    "MEA-18", Severity.REFUSE, gettext_noop("What is recorded cannot lie in the future."), _GRANTS
)
RECORD_TWICE = Rule(
    "MEA-19", Severity.REFUSE, gettext_noop("This stands in the firm's record already."), _GRANTS
)
NO_SIGNER = Rule(
    "MEA-21",
    Severity.REFUSE,
    gettext_noop("The firm signs undertakings for this measure: it must apply itself."),
    _GRANTS,
)
NO_OFFICE = Rule(
    "MEA-22", Severity.REFUSE, gettext_noop("No customs office is in charge of the firm yet."), _GRANTS
)
COORDINATOR_ONLY = Rule("MEA-23", Severity.REFUSE, gettext_noop("Only a coordinator may do this."), _GRANTS)
DESK_ONLY = Rule(
    "MEA-24", Severity.REFUSE, gettext_noop("Only officers of the desk may see or do this."), _GRANTS
)
RECUSED = Rule("MEA-25", Severity.REFUSE, gettext_noop("You are recused from matters of this firm."), _GRANTS)
RECOMMENDED_ALREADY = Rule(
    "MEA-26", Severity.REFUSE, gettext_noop("A coordinator has recommended it already."), _GRANTS
)
UNCHANGED = Rule("MEA-20", Severity.REFUSE, gettext_noop("Nothing was changed."), _HOUSE)

RULES = (
    BAD_CODE,
    CODE_TAKEN,
    BOTH_LANGUAGES,
    NO_SUCH_MEASURE,
    NO_SAID,
    NOT_IN_ZONE,
    NOT_FOR_DISHONEST,
    OPEN_BY_RULE,
    OTHER_DOOR,
    UNSIGNED,
    ALREADY_ASKED,
    ALREADY_HELD,
    BAD_GRANT_SPAN,
    NO_FIRM_HERE,
    LONG_CONDITIONS,
    GRANT_ENDED,
    RECORD_CLOSED,
    RECORD_FUTURE,
    RECORD_TWICE,
    UNCHANGED,
    NO_SIGNER,
    NO_OFFICE,
    COORDINATOR_ONLY,
    DESK_ONLY,
    RECUSED,
    RECOMMENDED_ALREADY,
)

GREEN_CHANNEL, TAILORED_PLAN = "green_channel", "tailored_plan"
BY_RULE = "rule"
_ZONE_ONLY = frozenset({"zone", "zone_honest"})
_HONEST_ONLY = frozenset({"honest", "zone_honest"})

# Measures whose grades the table of rights names.
_RIGHTS = {
    GREEN_CHANNEL: rights.GREEN_CHANNEL,
    "reservation": rights.RESERVATION,
    "batch_delivery": rights.CENTRAL,
}

# Measures that are asked for on a page of their own; the others on the page of applications.
DOORS = {
    TAILORED_PLAN: "enterprises:difficulty_new",
    "guarantee_release": "enterprises:guarantee_new",
    "batch_delivery": "bonded:application_new",
}

UNDERTAKINGS = {
    GREEN_CHANNEL: {
        "records": gettext_noop(
            "We keep the records of every sale and movement of our goods and show them when asked."
        ),
        "reachable": gettext_noop("Somebody of our firm can be reached while our goods are under way."),
        "report": gettext_noop("We report errors and incidents ourselves, within one working day."),
        "recall": gettext_noop("Goods that fail a test we stop selling and call back at once."),
    },
}

_CODE = compile_pattern(r"[a-z][a-z0-9_]{2,39}\Z")
_SHORTEST, _LONGEST = 5, 500
_LIMITS = {
    "title_zh": 60, "title_en": 100, "text_zh": 2000, "text_en": 4000, "source_zh": 300, "source_en": 300,
}  # fmt: skip


class Words(NamedTuple):
    """What a measure says, in both languages."""

    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    source_zh: str
    source_en: str


class Standing(NamedTuple):
    """A firm as a measure asks about it on a day."""

    zone: str
    grade: str


class Term(NamedTuple):
    """The days of a grant that stands already; ``valid_to`` is the first day after."""

    number: str
    valid_from: date
    valid_to: date


def judge_words(words: Words) -> tuple[Violation, ...]:
    """Whether everything is said in both languages and fits its column."""
    return tuple(
        Violation(BOTH_LANGUAGES, name)
        for name, text in zip(Words._fields, words, strict=True)
        if not 2 <= len(text.strip()) <= _LIMITS[name]
    )


def judge_code(code: str) -> tuple[Violation, ...]:
    """Whether the short name of a new measure is well formed."""
    return () if _CODE.match(code) else (Violation(BAD_CODE, "code"),)


def judge_said(text: str, *, path: str = "reason") -> tuple[Violation, ...]:
    """Whether a reason says something: five to 500 characters."""
    return () if _SHORTEST <= len(text.strip()) <= _LONGEST else (Violation(NO_SAID, path),)


def is_dishonest(grade: str, *, on: date) -> bool:
    """Whether the grade stands below that of firms without a special one, by the law of the day."""
    law = credit.regime_on(on)
    return law.grade(grade).rank < law.grade(credit.DEFAULT).rank


def judge_open(code: str, *, open_to: str, firm: Standing, on: date) -> tuple[Violation, ...]:
    """Whether the measure is for this firm on the day; ``open_to`` as in the catalogue.

    Where the table of rights has the measure, the right speaks for the grade.
    """
    outside = open_to in _ZONE_ONLY and not firm.zone
    return (
        *([Violation(NOT_IN_ZONE)] if outside else []),
        *(_judge_grade(code, grade=firm.grade, on=on) if open_to in _HONEST_ONLY else ()),
    )


def _judge_grade(code: str, *, grade: str, on: date) -> tuple[Violation, ...]:
    if code in _RIGHTS:
        return rights.judge_right(_RIGHTS[code], grade=grade)
    return (Violation(NOT_FOR_DISHONEST),) if is_dishonest(grade, on=on) else ()


def judge_access(code: str, *, access: str) -> tuple[Violation, ...]:
    """Whether the measure is granted by this page at all: not open by rule, and no page of its own."""
    if access == BY_RULE:
        return (Violation(OPEN_BY_RULE),)
    return (Violation(OTHER_DOOR),) if code in DOORS else ()


def judge_undertakings(code: str, *, signed: Sequence[str]) -> tuple[Violation, ...]:
    """Whether every undertaking that the measure asks for was signed."""
    wanted = set(UNDERTAKINGS.get(code, {}))
    return () if wanted <= set(signed) else (Violation(UNSIGNED, "undertakings"),)


def judge_term(
    first: date, *, after: date, today: date, most_days: int, held: Sequence[Term] = ()
) -> tuple[Violation, ...]:
    """Whether a grant may hold from ``first`` until, but not on, ``after``, beside what is held already."""
    if not (first < after and after > today and after - first <= timedelta(days=most_days)):
        return (Violation(BAD_GRANT_SPAN, "valid_to", args=(("days", str(most_days)),)),)
    clash = next((one for one in held if one.valid_from < after and first < one.valid_to), None)
    return () if clash is None else (Violation(ALREADY_HELD, args=(("number", clash.number),)),)


def judge_conditions(text: str) -> tuple[Violation, ...]:
    """Whether the conditions fit."""
    return () if len(text.strip()) <= 1000 else (Violation(LONG_CONDITIONS, "conditions"),)
