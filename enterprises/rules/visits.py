"""Visits: in pairs on site, by nobody who is recused, with topics, and confirmed by the firm."""

from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_PAIRS = "GACC Announcement 181 of 2018 (from 2019-01-01), item 5: two officers on site, recusal"
_SERVICES = "GACC Announcement 181 of 2018 (from 2019-01-01), item 3: seven services"
_HOUSE = "Rule of this portal: the firm confirms what was said"

NOT_A_PAIR = Rule(
    "VIS-01", Severity.REFUSE, gettext_noop("Two officers go on site: name the second one."), _PAIRS
)
SAME_OFFICER = Rule(
    "VIS-02", Severity.REFUSE, gettext_noop("The second officer must be another one."), _PAIRS
)
RECUSED = Rule(
    "VIS-03", Severity.REFUSE, gettext_noop("One of the officers is recused from this firm."), _PAIRS
)
NOT_OF_OFFICE = Rule(
    "VIS-04", Severity.REFUSE, gettext_noop("One of the officers has no post at your office."), _HOUSE
)
NO_PURPOSE = Rule(
    "VIS-05",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) what the visit is for."),
    _HOUSE,
)
NO_STATEMENT = Rule(
    "VIS-06",
    Severity.REFUSE,
    gettext_noop("The officers must state that no ground for recusal stands between them and the firm."),
    _PAIRS,
)
NO_TOPIC = Rule("VIS-07", Severity.REFUSE, gettext_noop("Choose at least one topic."), _SERVICES)
NO_PEOPLE = Rule(
    "VIS-08", Severity.REFUSE, gettext_noop("Name at least one person of the firm who took part."), _HOUSE
)
NOT_YET = Rule("VIS-09", Severity.REFUSE, gettext_noop("A visit is recorded after it has begun."), _HOUSE)
NO_DISPUTE = Rule(
    "VIS-10",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 1,000) what is not right."),
    _HOUSE,
)
NO_NOTE = Rule(
    "VIS-11", Severity.REFUSE, gettext_noop("Say in at least five characters (at most 500) why."), _HOUSE
)
BAD_TIME = Rule(
    "VIS-12", Severity.REFUSE, gettext_noop("A visit lies between a month ago and a year ahead."), _HOUSE
)
NO_PLACE = Rule("VIS-13", Severity.REFUSE, gettext_noop("Say where the visit on site takes place."), _HOUSE)
LONG_QUESTION = Rule(
    "VIS-14",
    Severity.REFUSE,
    gettext_noop("Write each question on a line of its own: five to 500 characters, at most ten questions."),
    _HOUSE,
)

RULES = (
    NOT_A_PAIR,
    SAME_OFFICER,
    RECUSED,
    NOT_OF_OFFICE,
    NO_PURPOSE,
    NO_STATEMENT,
    NO_TOPIC,
    NO_PEOPLE,
    NOT_YET,
    NO_DISPUTE,
    NO_NOTE,
    BAD_TIME,
    NO_PLACE,
    LONG_QUESTION,
)

# The seven services of a coordinator, item 3 of the announcement.
TOPICS = {
    "policy": gettext_noop("Explain policy, laws and rules"),
    "requests": gettext_noop("Hear and pass on requests"),
    "solve": gettext_noop("Help to solve difficulties"),
    "opinions": gettext_noop("Ask for opinions on customs work"),
    "compliance": gettext_noop("Guide compliance and honesty"),
    "cooperation": gettext_noop("Guide cooperation with customs"),
    "other": gettext_noop("Other matters of the cooperation"),
}

_MOST_QUESTIONS = 10


class VisitPlan(NamedTuple):
    """A visit as planned: who goes, and which officers are recused or of no post here."""

    on_site: bool
    place: str
    officer_one: int
    officer_two: int | None
    recused: frozenset[int] = frozenset()
    outsiders: frozenset[int] = frozenset()


def judge_officers(plan: VisitPlan) -> tuple[Violation, ...]:
    """Why these officers cannot go to the firm; asked when a visit is planned and again when it is held.

    Source: announcement 181 of 2018, item 5.
    """
    going = {plan.officer_one, plan.officer_two} - {None}
    found = (
        (plan.on_site and plan.officer_two is None, NOT_A_PAIR, "officer_two"),
        (plan.officer_one == plan.officer_two, SAME_OFFICER, "officer_two"),
        (bool(going & plan.recused), RECUSED, "officer_two"),
        (bool(going & plan.outsiders), NOT_OF_OFFICE, "officer_two"),
        (plan.on_site and not plan.place.strip(), NO_PLACE, "place"),
    )
    return tuple(Violation(rule, path) for wrong, rule, path in found if wrong)


class VisitRecord(NamedTuple):
    """What is recorded after a visit."""

    begun: bool
    recusal_stated: bool
    topics: tuple[str, ...]
    people: tuple[str, ...]
    questions: tuple[str, ...]


def judge_record(record: VisitRecord) -> tuple[Violation, ...]:
    """Why the record of a visit is not complete; all reasons."""
    fits = len(record.questions) <= _MOST_QUESTIONS and all(
        5 <= len(text) <= 500 for text in record.questions
    )
    found = (
        (not record.begun, NOT_YET, "on_at"),
        (not record.recusal_stated, NO_STATEMENT, "recusal_stated"),
        (not record.topics or not set(record.topics) <= set(TOPICS), NO_TOPIC, "topics"),
        (not any(name.strip() for name in record.people), NO_PEOPLE, "people"),
        (not fits, LONG_QUESTION, "questions"),
    )
    return tuple(Violation(rule, path) for wrong, rule, path in found if wrong)
