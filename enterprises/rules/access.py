"""Who may do what in this room, and what must be said when somebody may not."""

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: every action is scoped by who acts"
_PERSONAL = (
    "Personal Information Protection Law (from 2021-11-01), Articles 6 and 51: purpose and record of access"
)
_SWITCH = "Rule of this portal: reading a sender's messages tolerantly is an officer's recorded decision"

FIRM_ADMIN_ONLY = Rule(
    "ACC-01",
    Severity.REFUSE,
    gettext_noop("Only an administrator of the firm may do this."),
    _HOUSE,
)
OFFICER_ONLY = Rule("ACC-02", Severity.REFUSE, gettext_noop("Only a customs officer may do this."), _HOUSE)
FIRM_ONLY = Rule("ACC-03", Severity.REFUSE, gettext_noop("Only a person of a firm may do this."), _HOUSE)
PERSON_ONLY = Rule(
    "ACC-04", Severity.REFUSE, gettext_noop("Only a signed-in person may do this, not a program."), _HOUSE
)
DECIDER_ONLY = Rule(
    "ACC-05", Severity.REFUSE, gettext_noop("Only an officer or a chief may decide this."), _HOUSE
)
NOT_YOUR_FIRM = Rule("ACC-06", Severity.REFUSE, gettext_noop("You do not act for this firm."), _HOUSE)
NO_TOKEN_NAME = Rule(
    "ACC-11",
    Severity.REFUSE,
    gettext_noop("Give the token a name of at most 64 characters, so that you know it again."),
    _HOUSE,
)
UNKNOWN_TOKEN = Rule("ACC-12", Severity.REFUSE, gettext_noop("There is no such token in force."), _HOUSE)
UNKNOWN_FIRM = Rule("ACC-13", Severity.REFUSE, gettext_noop("There is no such firm."), _HOUSE)
UNKNOWN_LANGUAGE = Rule(
    "ACC-14", Severity.REFUSE, gettext_noop("Choose one of the languages offered."), _HOUSE
)
NO_NAME = Rule("ACC-15", Severity.REFUSE, gettext_noop("Give a name of at most 64 characters."), _HOUSE)
NO_VIEW_REASON = Rule(
    "ACC-21",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why you need to see this in full."),
    _PERSONAL,
)
NO_SWITCH_REASON = Rule(
    "ACC-22",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why the switch is turned."),
    _SWITCH,
)

RULES = (
    FIRM_ADMIN_ONLY,
    OFFICER_ONLY,
    FIRM_ONLY,
    PERSON_ONLY,
    DECIDER_ONLY,
    NOT_YOUR_FIRM,
    NO_TOKEN_NAME,
    UNKNOWN_TOKEN,
    UNKNOWN_FIRM,
    UNKNOWN_LANGUAGE,
    NO_NAME,
    NO_VIEW_REASON,
    NO_SWITCH_REASON,
)

_SHORTEST, _LONGEST, _LONGEST_NAME = 5, 500, 64


def judge_name(name: str, *, rule: Rule, path: str = "name") -> tuple[Violation, ...]:
    """Whether ``name`` is said and fits its column."""
    return () if 1 <= len(name.strip()) <= _LONGEST_NAME else (Violation(rule, path),)


def judge_reason(reason: str, *, rule: Rule) -> tuple[Violation, ...]:
    """Whether ``reason`` says something: five to 500 characters."""
    return () if _SHORTEST <= len(reason.strip()) <= _LONGEST else (Violation(rule, "reason"),)
