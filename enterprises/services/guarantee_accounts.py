"""Opening, topping up, changing and returning guarantee accounts, with their entries; steps."""

from datetime import date, datetime
from typing import NamedTuple

from enterprises.models import GuaranteeAccount, GuaranteeEntryKind, GuaranteeKind, GuaranteeScope
from enterprises.rules import guarantee_files as law
from enterprises.selectors.guarantees import is_barred
from enterprises.services.guarantee_desk import Movement, post_movements
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation


class Terms(NamedTuple):
    """What a new account is made of; ``valid_to`` is the first day after, None: without an end."""

    fen: int
    valid_from: date
    valid_to: date | None = None
    kind: str = GuaranteeKind.CASH.value
    scope: str = GuaranteeScope.TOTAL.value
    bound_to: str = ""
    issuer: str = ""
    letter_no: str = ""
    beneficiary: str = ""


def open_account(
    number: str,
    *,
    firm_id: int,
    terms: Terms,
    at: datetime,
    actor_id: int | None,
    subject_id: int = 0,
    reference: str = "",
) -> GuaranteeAccount:
    """A new account with its opening entry; ``subject_id`` and ``reference`` name the application."""
    require_transaction()
    account = GuaranteeAccount.objects.create(
        firm_id=firm_id,
        number=number,
        kind=terms.kind,
        scope=terms.scope,
        bound_to=terms.bound_to,
        limit_fen=0,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        issuer=terms.issuer,
        letter_no=terms.letter_no,
        beneficiary=terms.beneficiary,
    )
    top_up(account, fen=terms.fen, at=at, actor_id=actor_id, subject_id=subject_id, reference=reference)
    return account


def locked_account(account_id: int) -> GuaranteeAccount:
    """The account, locked until the end of the transaction.

    Raises:
        Refused: there is none, or it is closed.
    """
    rows: list[GuaranteeAccount] = lock_rows(GuaranteeAccount, keys=[account_id])
    if not rows or rows[0].closed_at is not None:
        raise Refused(Violation(law.NO_SUCH_ACCOUNT, "account"))
    return rows[0]


def top_up(
    account: GuaranteeAccount,
    *,
    fen: int,
    at: datetime,
    actor_id: int | None,
    subject_id: int = 0,
    reference: str = "",
) -> None:
    """Raise the limit of the (locked) account."""
    entry = Movement(
        account.pk,
        GuaranteeEntryKind.TOPUP,
        fen,
        limit=fen,
        subject_id=subject_id,
        reference=reference,
    )
    post_movements([entry], accounts={account.pk: account}, at=at, actor_id=actor_id)


def return_account(
    account: GuaranteeAccount,
    *,
    at: datetime,
    actor_id: int | None,
    subject_id: int = 0,
    reference: str = "",
) -> None:
    """Return the whole security of the (locked) account and close it.

    Raises:
        Refused: something is still held or used, a claim is open, or it is frozen.
    """
    found = law.judge_return(account.taken_fen, barred=is_barred(account, on=business_date(at)))
    if found:
        raise Refused(*found)
    entry = Movement(
        account.pk,
        GuaranteeEntryKind.RETURN,
        account.limit_fen,
        limit=-account.limit_fen,
        subject_id=subject_id,
        reference=reference,
    )
    post_movements([entry], accounts={account.pk: account}, at=at, actor_id=actor_id)
    GuaranteeAccount.objects.filter(pk=account.pk).update(closed_at=at)
