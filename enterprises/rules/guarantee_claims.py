"""Claims on guarantees and freezes: what is needed, and how much may be called."""

from datetime import date
from typing import NamedTuple

from enterprises.rules import access
from kernel.money import yuan
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_CLAIM = "Decree 581 Article 18: customs takes the deposit or calls the guarantor for a duty not performed"
_HOUSE = "Rule of this portal: a freeze has a ground, a reason and dates"

# Customs Law Article 69; stands on the page of every claim.
NOT_THE_END = gettext_noop(
    "What the guarantor pays settles the debt, not the formalities: they still have to be finished"
    " (Customs Law Article 69)."
)

NO_AMOUNT = Rule(
    "GUA-50", Severity.REFUSE, gettext_noop("Give an amount above zero, in CNY with two places."), _CLAIM
)
TOO_MUCH = Rule(
    "GUA-51",
    Severity.REFUSE,
    gettext_noop("No more than %(most)s CNY can be called: the rest is held for other documents."),
    _CLAIM,
)
NO_DUTY = Rule(
    "GUA-52", Severity.REFUSE, gettext_noop("Name the document whose duty was not performed."), _CLAIM
)
NO_GROUND = Rule(
    "GUA-53", Severity.REFUSE, gettext_noop("Say in five to 500 characters what was not performed."), _CLAIM
)
CLAIMED_ALREADY = Rule(
    "GUA-54",
    Severity.REFUSE,
    gettext_noop("There is an open claim on this guarantee already: %(number)s."),
    _CLAIM,
)
UNKNOWN_CLAIM = Rule(
    "GUA-55", Severity.REFUSE, gettext_noop("There is no such claim that you may decide."), _CLAIM
)
NO_FREEZE_REASON = Rule(
    "GUA-60", Severity.REFUSE, gettext_noop("Say in five to 500 characters why: the firm reads it."), _HOUSE
)
FREEZE_DATES = Rule(
    "GUA-61", Severity.REFUSE, gettext_noop("A freeze begins today or later and ends after it began."), _HOUSE
)
FROZEN_ALREADY = Rule(
    "GUA-62", Severity.REFUSE, gettext_noop("The guarantee is frozen on this ground already."), _HOUSE
)
NOT_FROZEN = Rule(
    "GUA-63", Severity.REFUSE, gettext_noop("There is no freeze of this guarantee that you may lift."), _HOUSE
)
CLOSED_ACCOUNT = Rule("GUA-64", Severity.REFUSE, gettext_noop("The guarantee is closed."), _HOUSE)

RULES = (
    NO_AMOUNT, TOO_MUCH, NO_DUTY, NO_GROUND, CLAIMED_ALREADY, UNKNOWN_CLAIM, NO_FREEZE_REASON,
    FREEZE_DATES, FROZEN_ALREADY, NOT_FROZEN, CLOSED_ACCOUNT,
)  # fmt: skip


class Debt(NamedTuple):
    """What may be called: the free part of the account, and what the duty itself uses of it, in fen."""

    free_fen: int
    used_fen: int

    @property
    def most_fen(self) -> int:
        """The most that can be called without touching what other documents hold or use."""
        return self.free_fen + self.used_fen


def judge_claim(fen: int, *, debt: Debt, duty: str, ground: str) -> tuple[Violation, ...]:
    """Whether so much may be called for the duty.

    Source: Decree 581, Article 18.
    """
    return (
        *(() if duty.strip() else (Violation(NO_DUTY, "duty"),)),
        *(v._replace(path="ground") for v in access.judge_reason(ground, rule=NO_GROUND)),
        *judge_call(fen, debt=debt),
    )


def judge_call(fen: int, *, debt: Debt) -> tuple[Violation, ...]:
    """Whether the amount is there to be called now."""
    if fen <= 0:
        return (Violation(NO_AMOUNT, "amount"),)
    if fen > debt.most_fen:
        return (Violation(TOO_MUCH, "amount", args=(("most", str(yuan(debt.most_fen))),)),)
    return ()


def used_part(fen: int, *, debt: Debt) -> int:
    """How much of a called amount ends what the duty uses; the rest is taken from the free part."""
    return min(fen, debt.used_fen)


def judge_freeze(
    reason: str, *, from_on: date, to_on: date | None, today: date, closed: bool
) -> tuple[Violation, ...]:
    """Whether an account may be frozen like this."""
    dates_wrong = from_on < today or (to_on is not None and to_on <= from_on)
    return (
        *((Violation(CLOSED_ACCOUNT),) if closed else ()),
        *judge_reason(reason),
        *((Violation(FREEZE_DATES, "to_on"),) if dates_wrong else ()),
    )


def judge_reason(reason: str) -> tuple[Violation, ...]:
    """Whether a reason is given that the firm can read."""
    return access.judge_reason(reason, rule=NO_FREEZE_REASON)
