"""Freezing a guarantee and letting it go on, with a ground and a reason that the firm reads."""

from datetime import date, datetime

from enterprises.facts import Actor
from enterprises.models import GuaranteeAccount, GuaranteeFreeze
from enterprises.permissions import check_may_decide_guarantees
from enterprises.rules import guarantee
from enterprises.rules import guarantee_claims as law
from enterprises.selectors.recusals import kept_away
from enterprises.services.guarantee_desk import wake_waiting
from enterprises.services.guarantee_files import tell_firm
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Refused, Violation

_BY_HAND = (guarantee.OVERDUE, guarantee.OFFICER)


def freeze_account(
    number: str,
    *,
    ground: str,
    reason: str,
    from_on: date,
    to_on: date | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Freeze the account: from ``from_on`` on it holds and deducts nothing; ``to_on`` is the first day after.

    Raises:
        Refused: not an officer or a chief of the office, no such account, frozen on this ground
            already, or no reason.
    """
    check_may_decide_guarantees(actor)
    assert actor.user_id is not None
    with intention():
        account = locked_for(actor, number=number)
        today = business_date(at)
        closed = account.closed_at is not None
        found = law.judge_freeze(reason, from_on=from_on, to_on=to_on, today=today, closed=closed)
        found += _judge_first(account, ground=ground)
        if found:
            raise Refused(*found)
        GuaranteeFreeze.objects.create(
            account=account,
            ground=ground,
            reason=reason.strip(),
            from_on=from_on,
            to_on=to_on,
            by_id=actor.user_id,
            at=at,
        )
        tell_firm("guarantee_frozen", number=number, firm_id=account.firm_id, at=at)


def lift_freeze(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Lift every freeze of the account but those of claims; lists that wait are looked at again.

    Raises:
        Refused: not an officer or a chief of the office, nothing to lift, or no reason.
    """
    check_may_decide_guarantees(actor)
    found = law.judge_reason(reason)
    if found:
        raise Refused(*found)
    with intention():
        account = locked_for(actor, number=number)
        rows = GuaranteeFreeze.objects.filter(account=account, lifted_at__isnull=True, claim__isnull=True)
        if not rows.update(lifted_at=at, lifted_by_id=actor.user_id, lift_reason=reason.strip()):
            raise Refused(Violation(law.NOT_FROZEN))
        wake_waiting()
        tell_firm("guarantee_unfrozen", number=number, firm_id=account.firm_id, at=at)


def _judge_first(account: GuaranteeAccount, *, ground: str) -> tuple[Violation, ...]:
    """Only officers' grounds, each once at a time."""
    open_ones = GuaranteeFreeze.objects.filter(
        account=account, ground=ground, lifted_at__isnull=True, to_on__isnull=True
    )
    wrong = ground not in _BY_HAND or open_ones.exists()
    return (Violation(law.FROZEN_ALREADY, "ground"),) if wrong else ()


def locked_for(actor: Actor, *, number: str) -> GuaranteeAccount:
    """The account of a firm of one of the actor's offices, locked; a step.

    Raises:
        Refused: there is none.
    """
    require_transaction()
    there = GuaranteeAccount.objects.filter(number=number, firm__office__in=actor.offices)
    key = there.exclude(firm_id__in=kept_away(actor))
    rows: list[GuaranteeAccount] = lock_rows(GuaranteeAccount, keys=list(key.values_list("pk", flat=True)))
    if not rows:
        raise Refused(Violation(law.NOT_FROZEN))
    return rows[0]
