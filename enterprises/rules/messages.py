"""What firms and coordinators write to each other: said, and not too long."""

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: a firm writes to its coordinator directly"

NO_SUBJECT = Rule(
    "WRI-01", Severity.REFUSE, gettext_noop("Give a subject of at most 200 characters."), _HOUSE
)
NO_TEXT = Rule("WRI-02", Severity.REFUSE, gettext_noop("Write a text of at most 4,000 characters."), _HOUSE)
NO_FIRMS = Rule("WRI-03", Severity.REFUSE, gettext_noop("None of your firms is chosen."), _HOUSE)
NO_RETRACT_REASON = Rule(
    "WRI-04",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why the message is taken back."),
    _HOUSE,
)
RETRACTED = Rule("WRI-05", Severity.REFUSE, gettext_noop("This message was taken back already."), _HOUSE)
COORDINATOR_ONLY = Rule(
    "WRI-06", Severity.REFUSE, gettext_noop("Only a coordinator writes to several firms at once."), _HOUSE
)
NO_OFFICE = Rule(
    "WRI-07",
    Severity.REFUSE,
    gettext_noop("No customs office is in charge of your firm yet, so nobody could read the message."),
    _HOUSE,
)

RULES = (NO_SUBJECT, NO_TEXT, NO_FIRMS, NO_RETRACT_REASON, RETRACTED, COORDINATOR_ONLY, NO_OFFICE)


def judge_subject(subject: str) -> tuple[Violation, ...]:
    """Whether a subject is given and fits."""
    return () if 0 < len(subject.strip()) <= 200 else (Violation(NO_SUBJECT, "subject"),)


def judge_text(text: str) -> tuple[Violation, ...]:
    """Whether a text is given and fits."""
    return () if 0 < len(text.strip()) <= 4000 else (Violation(NO_TEXT, "text"),)
