"""Four eyes: what one officer proposes another decides."""

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_ARTICLE = (
    "Customs Law Article 79: examination, inspection, release and audit are separate and check each other"
)

SAME_PERSON = Rule(
    "EYE-01",
    Severity.REFUSE,
    gettext_noop("Whoever proposed this cannot decide it: a second officer must."),
    _ARTICLE,
)

ABSENT = Rule(
    "EYE-02",
    Severity.REFUSE,
    gettext_noop("You stand in for the officer who proposed this: another officer must decide it."),
    _ARTICLE,
)
MADE_BY = Rule(
    "EYE-03",
    Severity.REFUSE,
    gettext_noop("One of you gave the other the account or the post: another officer must decide it."),
    _ARTICLE,
)

RULES = (SAME_PERSON, ABSENT, MADE_BY)


def judge_second(first_id: int | None, *, second_id: int | None, path: str = "") -> tuple[Violation, ...]:
    """Whether the second person is another one than the first.

    Source: Customs Law, Article 79.
    """
    return (Violation(SAME_PERSON, path),) if first_id is not None and first_id == second_id else ()
