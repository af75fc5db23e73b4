"""Who may look after a firm, how that ends, and what to say when somebody was first."""

from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_NOTICE = "GACC Announcement 181 of 2018 (from 2019-01-01)"
_CHANGSHA = "Changsha Customs, February 2020: a coordinator for each firm of the bonded zone, one to one"
_HOUSE = "Rule of this portal: an assignment says why, and who was first is told"

NO_POST = Rule(
    "COO-01",
    Severity.REFUSE,
    gettext_noop("The officer holds no post of coordinator at the firm's office."),
    f"{_NOTICE}, item 1: coordinators are selected by the customs district",
)
RECUSED = Rule(
    "COO-02", Severity.REFUSE, gettext_noop("The officer is recused from this firm."), f"{_NOTICE}, item 5"
)
ALREADY = Rule(
    "COO-03", Severity.REFUSE, gettext_noop("The officer looks after this firm already."), _CHANGSHA
)
NO_GROUND = Rule(
    "COO-04",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why this officer is to look after the firm."),
    _HOUSE,
)
NOBODY = Rule("COO-05", Severity.REFUSE, gettext_noop("Nobody looks after this firm."), _CHANGSHA)
NO_END_REASON = Rule(
    "COO-06", Severity.REFUSE, gettext_noop("Choose why the officer stops looking after the firm."), _NOTICE
)
CHIEF_ONLY = Rule("COO-07", Severity.REFUSE, gettext_noop("Only a chief of the office may do this."), _HOUSE)
SOMEBODY_FIRST = Rule(
    "COO-08",
    Severity.REFUSE,
    gettext_noop("Somebody changed the firm's coordinator at %(time)s, after you looked. Look again."),
    _HOUSE,
)
NO_RECUSAL_REASON = Rule(
    "COO-09",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) why the officer must keep away."),
    f"{_NOTICE}, item 5",
)
RECUSED_ALREADY = Rule(
    "COO-10", Severity.REFUSE, gettext_noop("The officer is recused from this firm already."), _HOUSE
)
NOT_RECUSED = Rule(
    "COO-11", Severity.REFUSE, gettext_noop("The officer is not recused from this firm."), _HOUSE
)
WORLD_CHANGED = Rule(
    "COO-12",
    Severity.REFUSE,
    gettext_noop("Something changed since the preview was made. Look at the new one before you confirm."),
    _HOUSE,
)
NO_FIRMS = Rule(
    "COO-13", Severity.REFUSE, gettext_noop("Choose at least one firm and one new coordinator."), _HOUSE
)
NO_PHONE = Rule(
    "COO-14", Severity.REFUSE, gettext_noop("Give the office's telephone, at most 30 characters."), _HOUSE
)
NOT_OF_FIRM = Rule(
    "COO-15",
    Severity.REFUSE,
    gettext_noop("Name a person of the firm, and the position held there."),
    f"{_NOTICE}, item 4: a senior manager in charge of customs affairs",
)
NOT_YOURS = Rule(
    "COO-16",
    Severity.REFUSE,
    gettext_noop("Only the firm's coordinator, the deputy or a chief of the office may do this."),
    _HOUSE,
)
MISSING = Rule(
    "COO-17",
    Severity.WARN,
    gettext_noop("Nobody looks after this firm of the zone."),
    _CHANGSHA,
)
OTHER_OFFICER = Rule("COO-18", Severity.REFUSE, gettext_noop("Choose one of the officers offered."), _HOUSE)

RULES = (
    NO_POST,
    RECUSED,
    ALREADY,
    NO_GROUND,
    NOBODY,
    NO_END_REASON,
    CHIEF_ONLY,
    SOMEBODY_FIRST,
    NO_RECUSAL_REASON,
    RECUSED_ALREADY,
    NOT_RECUSED,
    WORLD_CHANGED,
    NO_FIRMS,
    NO_PHONE,
    NOT_OF_FIRM,
    NOT_YOURS,
    MISSING,
    OTHER_OFFICER,
)

REASSIGNED, ENDED, BY_RECUSAL = "reassigned", "ended", "recusal"

# Item 6 of the announcement: for these seven an officer is no longer coordinator.
REMOVALS = {
    "unlawful": gettext_noop("Broke the law or seriously broke discipline"),
    "gain": gettext_noop("Sought improper gain against the rules of integrity"),
    "secrets": gettext_noop("Disclosed state, customs or trade secrets"),
    "abuse": gettext_noop("Abused office: asked the firm for things outside the cooperation"),
    "delay": gettext_noop("Did not do the duty, or delayed the firm's problems without reason"),
    "unqualified": gettext_noop("No longer holds the qualification for certifying firms"),
    "unsuited": gettext_noop("Is for another reason no longer suited"),
}
# Everything that a coordination may end with; the first two need no fault.
ENDS = {
    REASSIGNED: gettext_noop("Handed over to another coordinator"),
    ENDED: gettext_noop("The firm needs no coordinator any more"),
    BY_RECUSAL: gettext_noop("The officer is recused from the firm"),
    **REMOVALS,
}
# What a chief may choose when ending or re-assigning; a recusal ends by itself.
CHOICES = (REASSIGNED, ENDED, *REMOVALS)


class CandidateFact(NamedTuple):
    """An officer beside one firm: a coordinator's post at its office, a recusal, the duty itself."""

    has_post: bool
    recused: bool
    already: bool


def judge_candidate(fact: CandidateFact) -> tuple[Violation, ...]:
    """Why the officer cannot begin to look after the firm; all reasons.

    Source: announcement 181 of 2018, items 1 and 5.
    """
    found = (
        (not fact.has_post, NO_POST),
        (fact.recused, RECUSED),
        (fact.already, ALREADY),
    )
    return tuple(Violation(rule, "officer") for wrong, rule in found if wrong)


def judge_end(reason: str) -> tuple[Violation, ...]:
    """Whether ``reason`` is one that a chief may end a coordination with."""
    return () if reason in CHOICES else (Violation(NO_END_REASON, "reason"),)


def judge_words(
    text: str, *, rule: Rule, path: str, shortest: int = 5, longest: int = 500
) -> tuple[Violation, ...]:
    """Whether ``text`` says something: ``shortest`` to ``longest`` characters."""
    return () if shortest <= len(text.strip()) <= longest else (Violation(rule, path),)


def judge_phone(phone: str) -> tuple[Violation, ...]:
    """Whether ``phone`` is a telephone number as people write it: digits, spaces, ``+``, ``-``, brackets."""
    text = phone.strip()
    fits = (
        0 < len(text) <= 30 and any(sign.isdigit() for sign in text) and set(text) <= set("0123456789 +-()")
    )
    return () if fits else (Violation(NO_PHONE, "phone"),)
