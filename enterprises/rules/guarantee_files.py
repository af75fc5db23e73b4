"""Applications about guarantees: what must be in one, how long the decision may take, who decides."""

from datetime import date
from typing import NamedTuple

from enterprises.rules import access, rights
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_TERM = "Decree 581 Articles 16 and 17: 5 working days, total guarantee 10, change 5"
_LETTER = "Decree 581 Article 13: what a letter of guarantee must state"
_AMOUNT = "Decree 581 Article 14: the amount of a guarantee"
_RETURN = "Decree 581 Articles 20 and 21: the guarantee is returned when the duty is done"
_BOND = "GACC announcement 2018-155: tariff bond insurance, at most a year, grade 一般信用 or better"
_EXEMPT = "Decree 581 Article 10; Decree 237: exemption for firms of the highest grade"
_HOUSE = "Rule of this portal: applications are complete before customs reads them"

NO_AMOUNT = Rule(
    "GUA-20", Severity.REFUSE, gettext_noop("Give an amount above zero, in CNY with two places."), _AMOUNT
)
NO_TERM = Rule(
    "GUA-21",
    Severity.REFUSE,
    gettext_noop("The guarantee must begin before it ends, and end after today."),
    _LETTER,
)
NO_LETTER = Rule(
    "GUA-22",
    Severity.REFUSE,
    gettext_noop("Name the bank or insurer and the number of the letter or policy."),
    _LETTER,
)
LETTER_INCOMPLETE = Rule(
    "GUA-23",
    Severity.REFUSE,
    gettext_noop("The letter or policy must state all items of the list."),
    _LETTER,
)
NO_PAPER = Rule("GUA-24", Severity.REFUSE, gettext_noop("Attach the letter, policy or receipt."), _LETTER)
BOND_TOO_LONG = Rule(
    "GUA-25",
    Severity.REFUSE,
    gettext_noop("Tariff bond insurance lasts at most %(days)s days."),
    _BOND,
)
NO_BINDING = Rule(
    "GUA-26",
    Severity.REFUSE,
    gettext_noop("A guarantee for one document names that document, a total guarantee names none."),
    _HOUSE,
)
STILL_TAKEN = Rule(
    "GUA-29",
    Severity.REFUSE,
    gettext_noop("The guarantee is returned when nothing is held or used of it."),
    _RETURN,
)
BARRED = Rule(
    "GUA-39",
    Severity.REFUSE,
    gettext_noop("The guarantee is not returned while a claim on it is open or it is frozen."),
    _RETURN,
)
NO_SUCH_ACCOUNT = Rule(
    "GUA-30", Severity.REFUSE, gettext_noop("Choose one of your guarantee accounts."), _HOUSE
)
ALREADY_ASKED = Rule(
    "GUA-31",
    Severity.REFUSE,
    gettext_noop("An application of this kind is being decided already: %(number)s."),
    _HOUSE,
)
NO_GROUND = Rule(
    "GUA-32", Severity.REFUSE, gettext_noop("Say in five to 500 characters why you ask for this."), _HOUSE
)
NO_REASON = Rule(
    "GUA-33", Severity.REFUSE, gettext_noop("Say in five to 500 characters why: the firm reads it."), _HOUSE
)
UNKNOWN_FILE = Rule(
    "GUA-34", Severity.REFUSE, gettext_noop("There is no such application that you may decide."), _HOUSE
)
NO_OFFICE = Rule(
    "GUA-35",
    Severity.REFUSE,
    gettext_noop("No customs office is in charge of the firm yet: an application cannot be decided."),
    _HOUSE,
)
EXEMPT_ALREADY = Rule(
    "GUA-36", Severity.REFUSE, gettext_noop("The firm is exempt on some of these days already."), _EXEMPT
)
NOT_LONGER = Rule(
    "GUA-37",
    Severity.REFUSE,
    gettext_noop("A cash deposit has no letter; only its term can be changed."),
    _HOUSE,
)
UNKNOWN_KIND = Rule("GUA-38", Severity.REFUSE, gettext_noop("Choose one of the kinds offered."), _HOUSE)

RULES = (
    NO_AMOUNT, NO_TERM, NO_LETTER, LETTER_INCOMPLETE, NO_PAPER, BOND_TOO_LONG, NO_BINDING,
    STILL_TAKEN, BARRED, NO_SUCH_ACCOUNT, ALREADY_ASKED, NO_GROUND, NO_REASON, UNKNOWN_FILE,
    NO_OFFICE, EXEMPT_ALREADY, NOT_LONGER, UNKNOWN_KIND,
)  # fmt: skip

OPEN, TOP_UP, CHANGE, RETURN, EXEMPTION = "open", "top_up", "change", "return", "exemption"
KINDS = (OPEN, TOP_UP, CHANGE, RETURN, EXEMPTION)
# About an account that is there already.
ON_ACCOUNT = (TOP_UP, CHANGE, RETURN)
APPROVE, REFUSE = "approve", "refuse"
CASH, BANK_LETTER, BOND_INSURANCE = "cash", "bank_letter", "bond_insurance"
SINGLE, TOTAL = "single", "total"

# What a letter must state (Decree 581 Article 13), in the order of the article.
LETTER_ITEMS = {
    "beneficiary": gettext_noop("Customs as the beneficiary"),
    "guarantor": gettext_noop("The guarantor"),
    "guaranteed": gettext_noop("The guaranteed party"),
    "obligation": gettext_noop("The obligation that is guaranteed"),
    "amount": gettext_noop("The amount"),
    "term": gettext_noop("The term"),
    "liability": gettext_noop("The liability of the guarantor"),
    "other": gettext_noop("Other matters that have to be stated"),
    "seal": gettext_noop("Seal of the guarantor and date"),
}


class Application(NamedTuple):
    """What a firm asks for; ``fen`` and the term as far as the kind needs them.

    ``valid_to`` is the first day after, None for a deposit without an end.
    """

    kind: str
    guarantee_kind: str = ""
    scope: str = ""
    bound_to: str = ""
    fen: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    issuer: str = ""
    letter_no: str = ""
    letter_states: tuple[str, ...] = ()
    ground: str = ""
    papers: int = 0


class Standing(NamedTuple):
    """What the judge knows of the firm and of the account that an application names.

    ``account_kind`` is empty where the application names none that the firm has; ``barred``: a claim
    on it is open, or it is frozen.
    """

    today: date
    bond_days: int
    grade: str
    account_kind: str = ""
    taken_fen: int = 0
    barred: bool = False


def judge_application(asked: Application, *, standing: Standing) -> tuple[Violation, ...]:
    """Everything that is missing or wrong in an application.

    Source: Decree 581, Articles 10, 11, 13, 14 and 20.
    """
    judges = {
        OPEN: _judge_open,
        TOP_UP: _judge_top_up,
        CHANGE: _judge_change,
        RETURN: _judge_return,
        EXEMPTION: _judge_exemption,
    }
    judge = judges.get(asked.kind)
    if judge is None:
        return (Violation(UNKNOWN_KIND, "kind"),)
    if asked.kind in ON_ACCOUNT and not standing.account_kind:
        return (Violation(NO_SUCH_ACCOUNT, "account"),)
    return judge(asked, standing)


def term_days(asked_kind: str, *, scope: str, terms: tuple[int, int]) -> int:
    """The working days that customs has for the decision; ``terms`` are (usual, total guarantee).

    Source: Decree 581, Articles 16 and 17.
    """
    return terms[1] if asked_kind == OPEN and scope == TOTAL else terms[0]


def judge_reason(reason: str, *, path: str = "reason") -> tuple[Violation, ...]:
    """Whether a reason is given that the firm can read."""
    return tuple(v._replace(path=path) for v in access.judge_reason(reason, rule=NO_REASON))


def judge_return(taken_fen: int, *, barred: bool) -> tuple[Violation, ...]:
    """Whether nothing is held or used any more, no claim is open and no freeze is in force.

    Source: Decree 581, Articles 20 and 21.
    """
    taken = (Violation(STILL_TAKEN, "account"),) if taken_fen else ()
    return (*taken, *((Violation(BARRED, "account"),) if barred else ()))


def _judge_open(asked: Application, standing: Standing) -> tuple[Violation, ...]:
    known = asked.guarantee_kind in (CASH, BANK_LETTER, BOND_INSURANCE) and asked.scope in (SINGLE, TOTAL)
    return (
        *(() if known else (Violation(UNKNOWN_KIND, "guarantee_kind"),)),
        *_judge_amount(asked),
        *_judge_term(asked, standing, kind=asked.guarantee_kind),
        *_judge_letter(asked, kind=asked.guarantee_kind),
        *(() if (asked.scope == SINGLE) == bool(asked.bound_to) else (Violation(NO_BINDING, "bound_to"),)),
        *_judge_rights(asked, grade=standing.grade),
    )


def _judge_rights(asked: Application, *, grade: str) -> tuple[Violation, ...]:
    total = asked.scope == TOTAL
    bond = asked.guarantee_kind == BOND_INSURANCE
    return (
        *(rights.judge_right(rights.TOTAL_GUARANTEE, grade=grade, path="scope") if total else ()),
        *(rights.judge_right(rights.BOND, grade=grade, path="guarantee_kind") if bond else ()),
    )


def _judge_top_up(asked: Application, standing: Standing) -> tuple[Violation, ...]:
    return (*_judge_amount(asked), *_judge_papers(asked))


def _judge_change(asked: Application, standing: Standing) -> tuple[Violation, ...]:
    cash = standing.account_kind == CASH
    wrong = cash and bool(asked.issuer or asked.letter_no)
    return (
        *_judge_term(asked, standing, kind=standing.account_kind),
        *((Violation(NOT_LONGER, "letter_no"),) if wrong else ()),
        *(() if cash else _judge_letter(asked, kind=standing.account_kind)),
        *_judge_ground(asked),
    )


def _judge_return(asked: Application, standing: Standing) -> tuple[Violation, ...]:
    return (*judge_return(standing.taken_fen, barred=standing.barred), *_judge_ground(asked))


def _judge_exemption(asked: Application, standing: Standing) -> tuple[Violation, ...]:
    open_end = asked.valid_to is None
    return (
        *rights.judge_right(rights.EXEMPTION, grade=standing.grade, path="kind"),
        *((Violation(NO_TERM, "valid_to"),) if open_end else _judge_term(asked, standing, kind="")),
        *_judge_ground(asked),
    )


def _judge_amount(asked: Application) -> tuple[Violation, ...]:
    return () if asked.fen > 0 else (Violation(NO_AMOUNT, "amount"),)


def _judge_term(asked: Application, standing: Standing, *, kind: str) -> tuple[Violation, ...]:
    start, end = asked.valid_from, asked.valid_to
    if start is None or (end is None and kind != CASH):
        return (Violation(NO_TERM, "valid_from" if start is None else "valid_to"),)
    if end is not None and (end <= start or end <= standing.today):
        return (Violation(NO_TERM, "valid_to"),)
    too_long = kind == BOND_INSURANCE and end is not None and (end - start).days > standing.bond_days
    args = (("days", str(standing.bond_days)),)
    return (Violation(BOND_TOO_LONG, "valid_to", args=args),) if too_long else ()


def _judge_letter(asked: Application, *, kind: str) -> tuple[Violation, ...]:
    if kind == CASH:
        return _judge_papers(asked)
    missing = [item for item in LETTER_ITEMS if item not in asked.letter_states]
    return (
        *(() if asked.issuer else (Violation(NO_LETTER, "issuer"),)),
        *(() if asked.letter_no else (Violation(NO_LETTER, "letter_no"),)),
        *((Violation(LETTER_INCOMPLETE, "letter_states"),) if missing else ()),
        *_judge_papers(asked),
    )


def _judge_papers(asked: Application) -> tuple[Violation, ...]:
    return () if asked.papers else (Violation(NO_PAPER, "attachments"),)


def _judge_ground(asked: Application) -> tuple[Violation, ...]:
    return tuple(v._replace(path="ground") for v in access.judge_reason(asked.ground, rule=NO_GROUND))
