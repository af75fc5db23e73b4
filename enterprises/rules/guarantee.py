"""Guarantees: may this tax be held on the firm's security, folded over a set in its order."""

from datetime import date

from enterprises.facts import Account, AccountState, GuaranteeHold
from kernel.money import yuan
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_REGULATION = "State Council Regulation on customs guarantees (Decree 581), Articles 5, 11 and 14"
_RETAIL = "GACC announcement 2018-194 (from 2019-01-01): tax is secured by a guarantee; CEB621 assureCode"

NO_ACCOUNT = Rule(
    "GUA-01",
    Severity.REFUSE,
    gettext_noop("There is no guarantee in force for the firm %(code)s."),
    _RETAIL,
)
TOO_LITTLE = Rule(
    "GUA-02",
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

RULES = (NO_ACCOUNT, TOO_LITTLE, NOT_AN_AMOUNT)

Accounts = tuple[AccountState, ...]


def in_force(account: Account, *, on: date) -> bool:
    """Whether the account may be used on the day ``on``."""
    return account.valid_from <= on and (account.valid_to is None or on < account.valid_to)


def fold(state: Accounts, hold: GuaranteeHold) -> tuple[Accounts, int | None, tuple[Violation, ...]]:
    """Hold the amount on the first account of the firm that has room for all of it.

    ``state`` are the firm's accounts in force, those that end first coming first. Returns the new
    state, the account that took it (None when refused) and the reasons; a refused hold leaves the
    state as it was.
    """
    if hold.fen < 0:
        return state, None, (Violation(NOT_AN_AMOUNT, "assureCode"),)
    if not state:
        return state, None, (Violation(NO_ACCOUNT, "assureCode", args=(("code", hold.code),)),)
    for place, account in enumerate(state):
        if account.held_fen + hold.fen <= account.limit_fen:
            held = account._replace(held_fen=account.held_fen + hold.fen)
            return (*state[:place], held, *state[place + 1 :]), account.account_id, ()
    args = (("code", hold.code), ("need", str(yuan(hold.fen))))
    return state, None, (Violation(TOO_LITTLE, "assureCode", args=args),)
