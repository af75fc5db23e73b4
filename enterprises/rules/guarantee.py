"""Guarantees: how an account stands, and may this tax be held on it, folded over a set in its order."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from enterprises.facts import GUARANTEE_TOO_LITTLE, Account, AccountState, Cover, GuaranteeHold
from enterprises.rules import rights
from kernel.money import yuan
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_REGULATION = "State Council Regulation on customs guarantees (Decree 581), Articles 5, 11 and 14"
_RETAIL = "GACC announcement 2018-194 (from 2019-01-01): tax is secured by a guarantee; CEB621 assureCode"
_TOTAL = "Decree 581 Article 11; GACC announcement 2021-100: no total guarantee for dishonest firms"
_HOUSE = "Rule of this portal: a guarantor agrees to each firm that names its account"

NO_ACCOUNT = Rule(
    "GUA-01",
    Severity.REFUSE,
    gettext_noop("There is no guarantee in force for the firm %(code)s."),
    _RETAIL,
)
TOO_LITTLE = Rule(
    GUARANTEE_TOO_LITTLE,
    Severity.REFUSE,
    gettext_noop("The guarantee of the firm %(code)s cannot hold another %(need)s CNY."),
    _REGULATION,
)
NOT_AN_AMOUNT = Rule(
    "GUA-03",
    Severity.REFUSE,
    gettext_noop("A guarantee cannot hold a negative amount."),
    _REGULATION,
)
NOT_COVERED = Rule(
    "GUA-04",
    Severity.REFUSE,
    gettext_noop("The firm %(code)s has not agreed that you draw on its guarantee."),
    _HOUSE,
)
FROZEN = Rule(
    "GUA-05",
    Severity.REFUSE,
    gettext_noop("The guarantee of the firm %(code)s is frozen."),
    "Decree 581 Articles 18 and 19: nothing is released on a guarantee that is overdue or under claim",
)
EXPIRED = Rule(
    "GUA-06",
    Severity.REFUSE,
    gettext_noop("The guarantee of the firm %(code)s has ended, or ends too soon to hold anything more."),
    "Decree 581 Article 13: the term of a guarantee; the days kept in reserve are a rule of this portal",
)
NO_TOTAL = Rule(
    "GUA-07",
    Severity.REFUSE,
    gettext_noop("The firm %(code)s is graded dishonest: it cannot use a total guarantee."),
    _TOTAL,
)
OTHER_DOCUMENT = Rule(
    "GUA-08",
    Severity.REFUSE,
    gettext_noop("The guarantee of the firm %(code)s was given for another document."),
    _REGULATION,
)
RESTORED_TOO_MUCH = Rule(
    "GUA-09",
    Severity.REFUSE,
    gettext_noop("No more can be restored than was deducted: %(left)s CNY are left."),
    _REGULATION,
)

RULES = (
    NO_ACCOUNT,
    TOO_LITTLE,
    NOT_AN_AMOUNT,
    NOT_COVERED,
    FROZEN,
    EXPIRED,
    NO_TOTAL,
    OTHER_DOCUMENT,
    RESTORED_TOO_MUCH,
)
_BY_CODE = {rule.code: rule for rule in RULES}

Accounts = tuple[AccountState, ...]

PENDING, ACTIVE, EXHAUSTED, ENDING = "pending", "active", "exhausted", "ending"
FROZEN_NOW, CALLED, EXPIRED_NOW, CLOSED = "frozen", "called", "expired", "closed"
CLAIM, OVERDUE, OFFICER = "claim", "overdue", "officer"
FREEZE_GROUNDS = {
    OVERDUE: gettext_noop("Tax or late fee is overdue"),
    OFFICER: gettext_noop("Decided by an officer"),
    CLAIM: gettext_noop("A claim is under way"),
}
STANDINGS = {
    PENDING: gettext_noop("Not yet in force"),
    ACTIVE: gettext_noop("Active"),
    EXHAUSTED: gettext_noop("Exhausted"),
    ENDING: gettext_noop("Ends soon, holds nothing more"),
    FROZEN_NOW: gettext_noop("Frozen"),
    CALLED: gettext_noop("Under claim"),
    EXPIRED_NOW: gettext_noop("Expired"),
    CLOSED: gettext_noop("Closed"),
}
_USABLE = frozenset({ACTIVE, EXHAUSTED})
# What keeps an account from being used, the reason that says most coming first.
_WHY_NOT = {
    FROZEN_NOW: FROZEN,
    CALLED: FROZEN,
    ENDING: EXPIRED,
    EXPIRED_NOW: EXPIRED,
    PENDING: NO_ACCOUNT,
    CLOSED: NO_ACCOUNT,
}


def in_force(account: Account, *, on: date) -> bool:
    """Whether the account is valid on the day ``on``."""
    return account.valid_from <= on and (account.valid_to is None or on < account.valid_to)


def standing(account: Account, *, on: date, safety_days: int = 0) -> str:
    """How the account stands on the day: one of ``STANDINGS``, derived and never stored.

    In the last ``safety_days`` before ``valid_to`` it holds and deducts nothing more.
    """
    if account.closed:
        return CLOSED
    if on < account.valid_from:
        return PENDING
    if not in_force(account, on=on):
        return EXPIRED_NOW
    if account.frozen:
        return CALLED if account.frozen == CLAIM else FROZEN_NOW
    if account.valid_to is not None and on >= account.valid_to - timedelta(days=safety_days):
        return ENDING
    full = account.held_fen + account.used_fen >= account.limit_fen
    return EXHAUSTED if full else ACTIVE


def cover_of(
    accounts: Iterable[Account], *, on: date, safety_days: int = 0, total_allowed: bool = True
) -> tuple[Accounts, str]:
    """The accounts of one firm that may be used on the day, and the rule that excludes the others.

    Those that end first come first, one without an end last. The code of the rule is empty where an
    account is usable.
    """
    usable, reasons = [], set()
    for account in accounts:
        now = standing(account, on=on, safety_days=safety_days)
        if now not in _USABLE:
            reasons.add(_WHY_NOT[now])
        elif account.scope == "total" and not total_allowed:
            reasons.add(NO_TOTAL)
        else:
            usable.append(account)
    if usable:
        ordered = sorted(usable, key=lambda one: (one.valid_to or date.max, one.account_id))
        return tuple(AccountState(a.account_id, *a[1:3], a.used_fen, a.bound_to) for a in ordered), ""
    best = next((rule for rule in (NO_TOTAL, FROZEN, EXPIRED) if rule in reasons), NO_ACCOUNT)
    return (), best.code


def total_allowed(grade: str) -> bool:
    """Whether a firm of the grade may use a total guarantee.

    Source: GACC announcement 2021-100.
    """
    return not rights.judge_right(rights.TOTAL_GUARANTEE, grade=grade)


def exemption_possible(grade: str) -> bool:
    """Whether a firm of the grade may be exempt from the guarantee.

    Source: Decree 581, Article 10; GACC Decree 237.
    """
    return not rights.judge_right(rights.EXEMPTION, grade=grade)


def judge_cover(cover: Cover, *, hold: GuaranteeHold) -> tuple[Violation, ...]:
    """Whether anything of the guarantor may be used for this hold at all; room is another question."""
    if cover.guarantor_id is None:
        return _said(NO_ACCOUNT, hold)
    drawer = hold.for_firm
    if drawer is not None and drawer != cover.guarantor_id and drawer not in cover.drawers:
        return _said(NOT_COVERED, hold)
    if cover.exemption_id is None and not cover.accounts:
        return _said(_BY_CODE[cover.why_not or NO_ACCOUNT.code], hold)
    return ()


def fold(state: Accounts, hold: GuaranteeHold) -> tuple[Accounts, int | None, tuple[Violation, ...]]:
    """Hold the amount on the first account of the firm that has room for all of it.

    ``state`` are the firm's usable accounts, those that end first coming first. Returns the new
    state, the account that took it (None when refused) and the reasons; a refused hold leaves the
    state as it was.
    """
    if hold.fen < 0:
        return state, None, (Violation(NOT_AN_AMOUNT, "assureCode"),)
    if not state:
        return state, None, _said(NO_ACCOUNT, hold)
    fitting = [place for place, account in enumerate(state) if _is_for(account, hold)]
    if not fitting:
        return state, None, _said(OTHER_DOCUMENT, hold)
    for place in fitting:
        account = state[place]
        if account.held_fen + account.used_fen + hold.fen <= account.limit_fen:
            held = account._replace(held_fen=account.held_fen + hold.fen)
            return (*state[:place], held, *state[place + 1 :]), account.account_id, ()
    return state, None, _said(TOO_LITTLE, hold)


def fold_cover(cover: Cover, hold: GuaranteeHold) -> tuple[Cover, int | None, tuple[Violation, ...]]:
    """Hold the amount on what stands behind the guarantor; an exempt firm's hold takes nothing.

    Returns the new cover, the account that took it (None when refused or exempt) and the reasons.
    """
    if hold.fen < 0:
        return cover, None, (Violation(NOT_AN_AMOUNT, "assureCode"),)
    found = judge_cover(cover, hold=hold)
    if found or cover.exemption_id is not None:
        return cover, None, found
    accounts, account_id, found = fold(cover.accounts, hold)
    return cover._replace(accounts=accounts), account_id, found


def room(state: Accounts) -> int:
    """The most that one further document of any number may need, in fen; single guarantees left out."""
    return max((a.limit_fen - a.held_fen - a.used_fen for a in state if not a.bound_to), default=0)


def judge_deduction(account: Account, *, on: date, safety_days: int = 0, code: str) -> tuple[Violation, ...]:
    """Whether what a subject holds on the account may become used on the day.

    Source: Decree 581, Articles 18 and 19; nothing is released with cover that has ended.
    """
    now = standing(account, on=on, safety_days=safety_days)
    if now in _USABLE:
        return ()
    return (Violation(_WHY_NOT[now], "assureCode", args=(("code", code),)),)


def split_restore(used: Sequence[tuple[int, int]], *, fen: int) -> tuple[tuple[int, int], ...]:
    """The amount taken from what a subject uses on each account (account, fen), first account first."""
    parts = []
    for account_id, left in used:
        part = min(left, fen)
        if part > 0:
            parts.append((account_id, part))
        fen -= part
    return tuple(parts)


def judge_restore(used_fen: int, *, fen: int) -> tuple[Violation, ...]:
    """Whether so much may be restored of what the subject still uses.

    Source: restore never exceeds its own deduct (Decree 581, Article 20).
    """
    if fen <= 0:
        return (Violation(NOT_AN_AMOUNT),)
    if fen > used_fen:
        return (Violation(RESTORED_TOO_MUCH, args=(("left", str(yuan(used_fen))),)),)
    return ()


def _is_for(account: AccountState, hold: GuaranteeHold) -> bool:
    """Whether the account secures this document."""
    return not account.bound_to or account.bound_to in (hold.reference, *hold.names)


def _said(rule: Rule, hold: GuaranteeHold) -> tuple[Violation, ...]:
    """The rule's violation with the arguments of its sentence."""
    args: tuple[tuple[str, str], ...] = (("code", hold.code),)
    if rule is TOO_LITTLE:
        args = (*args, ("need", str(yuan(hold.fen))))
    return (Violation(rule, "assureCode", args=args),)
