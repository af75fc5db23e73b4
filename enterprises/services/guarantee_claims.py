"""Claims on guarantees: proposed by one officer, called by a second, then paid or lifted."""

from datetime import datetime

from django.db.models import Sum

from enterprises.facts import Actor
from enterprises.models import (
    GuaranteeAccount,
    GuaranteeClaim,
    GuaranteeClaimEvent,
    GuaranteeEntry,
    GuaranteeEntryKind,
    GuaranteeFreeze,
)
from enterprises.permissions import check_may_decide_guarantees
from enterprises.rules import flow, guarantee, numbers
from enterprises.rules import guarantee_claims as law
from enterprises.selectors.recusals import kept_away
from enterprises.services.guarantee_accounts import locked_account, top_up
from enterprises.services.guarantee_desk import Movement, post_movements, wake_waiting
from enterprises.services.guarantee_files import tell_deciders, tell_firm
from enterprises.services.guarantee_freezes import locked_for
from enterprises.services.numbering import next_no
from enterprises.services.second_officer import check_second
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, Trail, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

CLAIM_TRAIL = Trail(state=GuaranteeClaim, event=GuaranteeClaimEvent, flow=flow.GUARANTEE_CLAIM_FLOW)
_COLUMNS = (
    "account_id", "firm_id", "office", "fen", "used_fen", "duty", "duty_id", "ground",
    "proposed_by_id", "decision_note", "end_note", "number",
)  # fmt: skip
_DECIDING = ("decided_by_id", "decided_at", "decision_note")
_ENDING = ("ended_by_id", "ended_at", "end_note")


def propose_claim(account_no: str, *, fen: int, duty: str, ground: str, actor: Actor, at: datetime) -> str:
    """Propose to call ``fen`` for a duty that was not performed; the claim's public number.

    The account is frozen until the claim is over. ``duty`` is the number of the document; where it
    draws on the account, what it uses is called first.

    Raises:
        Refused: not an officer or a chief of the office, no such account, a claim that is open
            already, more than there is to call, or nothing said.
    """
    check_may_decide_guarantees(actor)
    assert actor.user_id is not None
    with intention():
        account = locked_for(actor, number=account_no)
        duty_id, debt = _debt(account, duty=duty)
        found = law.judge_claim(fen, debt=debt, duty=duty, ground=ground)
        found += _judge_first(account)
        if found:
            raise Refused(*found)
        values = (account.pk, account.firm_id, account.firm.office, fen, 0, duty.strip(), duty_id)
        return _enter(account, values=(*values, ground.strip(), actor.user_id, "", ""), at=at)


def _enter(account: GuaranteeAccount, *, values: tuple[object, ...], at: datetime) -> str:
    """Write the claim with its number, and freeze the (locked) account until it is over."""
    (claim_id,) = reserve(1)
    number = next_no(numbers.GUARANTEE_CLAIM, office=account.firm.office, at=at)
    row = dict(zip(_COLUMNS, (*values, number), strict=True))
    proposer = row["proposed_by_id"]
    assert isinstance(proposer, int)
    entry = Entry(claim_id, "propose", (*values, number))
    enter_many(CLAIM_TRAIL, [entry], columns=_COLUMNS, at=at, actor_id=proposer)
    GuaranteeFreeze.objects.create(
        account=account,
        ground=guarantee.CLAIM,
        reason=str(row["ground"]),
        from_on=business_date(at),
        claim_id=claim_id,
        by_id=proposer,
        at=at,
    )
    tell_firm("guarantee_frozen", number=account.number, firm_id=account.firm_id, at=at)
    tell_deciders(
        "guarantee_claim_to_countersign", number=number, office=account.firm.office, but=proposer, at=at
    )
    return number


def call_claim(number: str, *, note: str, actor: Actor, at: datetime) -> None:
    """Call the guarantor, as a second officer: what is called leaves the limit at once.

    Raises:
        Refused: not a second officer of the office, no such claim, not enough left, or nothing said.
        Conflict: it is decided already.
    """
    _check_said(note, actor=actor)
    with intention():
        claim, account = _locked(number, actor=actor)
        check_second(actor, first_id=claim.proposed_by_id, at=at)
        duty_id, debt = _debt(account, duty=claim.duty)
        found = law.judge_call(claim.fen, debt=debt)
        if found:
            raise Refused(*found)
        used = law.used_part(claim.fen, debt=debt)
        values = (actor.user_id, at, note.strip(), used, duty_id)
        step = Step(claim.pk, "call", claim.status, values)
        _move(step, columns=(*_DECIDING, "used_fen", "duty_id"), actor=actor, at=at)
        entry = Movement(
            account.pk,
            GuaranteeEntryKind.CALL,
            claim.fen,
            limit=-claim.fen,
            used=-used,
            subject_id=duty_id or claim.pk,
            reference=claim.duty if duty_id else claim.number,
        )
        post_movements([entry], accounts={account.pk: account}, at=at, actor_id=actor.user_id)
        tell_firm("guarantee_called", number=number, firm_id=claim.firm_id, at=at)


def drop_claim(number: str, *, note: str, actor: Actor, at: datetime) -> None:
    """Do not call, as a second officer: the account goes on.

    Raises:
        Refused: not a second officer of the office, no such claim, or nothing said.
        Conflict: it is decided already.
    """
    _check_said(note, actor=actor)
    with intention():
        claim, account = _locked(number, actor=actor)
        check_second(actor, first_id=claim.proposed_by_id, at=at)
        step = Step(claim.pk, "drop", claim.status, (actor.user_id, at, note.strip()))
        _move(step, columns=_DECIDING, actor=actor, at=at)
        _end_freeze(claim, note=note, actor=actor, at=at)
        tell_firm("guarantee_unfrozen", number=account.number, firm_id=claim.firm_id, at=at)


def pay_claim(number: str, *, note: str, actor: Actor, at: datetime) -> None:
    """Record that the guarantor paid; the account goes on with what is left of its limit.

    Raises:
        Refused: not an officer or a chief of the office, no such claim, or nothing said.
        Conflict: it is not called.
    """
    _check_said(note, actor=actor)
    with intention():
        claim, account = _locked(number, actor=actor)
        check_second(actor, first_id=claim.proposed_by_id, at=at)
        step = Step(claim.pk, "pay", claim.status, (actor.user_id, at, note.strip()))
        _move(step, columns=_ENDING, actor=actor, at=at)
        _end_freeze(claim, note=note, actor=actor, at=at)
        tell_firm("guarantee_unfrozen", number=account.number, firm_id=claim.firm_id, at=at)


def lift_claim(number: str, *, note: str, actor: Actor, at: datetime) -> None:
    """Lift a called claim because the duty was performed after all: the limit is what it was.

    Raises:
        Refused: not an officer or a chief of the office, no such claim, its account is closed, or nothing
            said.
        Conflict: it is not called.
    """
    _check_said(note, actor=actor)
    with intention():
        claim, _ = _locked(number, actor=actor)
        account = locked_account(claim.account_id)
        check_second(actor, first_id=claim.proposed_by_id, at=at)
        check_second(actor, first_id=claim.decided_by_id, at=at)
        step = Step(claim.pk, "lift", claim.status, (actor.user_id, at, note.strip()))
        _move(step, columns=_ENDING, actor=actor, at=at)
        top_up(
            account,
            fen=claim.fen,
            at=at,
            actor_id=actor.user_id,
            subject_id=claim.pk,
            reference=claim.number,
        )
        _end_freeze(claim, note=note, actor=actor, at=at)
        tell_firm("guarantee_unfrozen", number=account.number, firm_id=claim.firm_id, at=at)


def _check_said(note: str, *, actor: Actor) -> None:
    """Refuse whoever may not decide, and decisions without a word."""
    check_may_decide_guarantees(actor)
    found = law.judge_reason(note)
    if found:
        raise Refused(*(violation._replace(path="note") for violation in found))


def _debt(account: GuaranteeAccount, *, duty: str) -> tuple[int | None, law.Debt]:
    """The document that the number names where it uses something of the account, and what may be called."""
    entries = GuaranteeEntry.objects.filter(account_id=account.pk, reference=duty.strip())
    sums = entries.exclude(subject_id=0).values("subject_id").annotate(used=Sum("used_delta"))
    found = sums.filter(used__gt=0).order_by("subject_id").first() if duty.strip() else None
    used = found["used"] if found else 0
    return (found["subject_id"] if found else None), law.Debt(account.free_fen, used)


def _judge_first(account: GuaranteeAccount) -> tuple[Violation, ...]:
    """One open claim at a time."""
    open_ones = GuaranteeClaim.objects.filter(account=account, status__in=flow.GCLAIM_OPEN)
    number = open_ones.values_list("number", flat=True).first()
    return () if number is None else (Violation(law.CLAIMED_ALREADY, args=(("number", number),)),)


def _locked(number: str, *, actor: Actor) -> tuple[GuaranteeClaim, GuaranteeAccount]:
    """The claim of one of the actor's offices and its account, both locked."""
    there = GuaranteeClaim.objects.filter(number=number, office__in=actor.offices)
    mine = there.exclude(firm_id__in=kept_away(actor))
    claims: list[GuaranteeClaim] = lock_rows(GuaranteeClaim, keys=list(mine.values_list("pk", flat=True)))
    if not claims:
        raise Refused(Violation(law.UNKNOWN_CLAIM))
    (account,) = lock_rows(GuaranteeAccount, keys=[claims[0].account_id])
    return claims[0], account


def _move(step: Step, *, columns: tuple[str, ...], actor: Actor, at: datetime) -> None:
    moved = move_many(CLAIM_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id)
    if step.subject_id not in moved:
        raise Conflict(Violation(MOVED_ON))


def _end_freeze(claim: GuaranteeClaim, *, note: str, actor: Actor, at: datetime) -> None:
    """The freeze that the claim laid is over; who waits may have room now."""
    rows = GuaranteeFreeze.objects.filter(claim_id=claim.pk, lifted_at__isnull=True)
    rows.update(lifted_at=at, lifted_by_id=actor.user_id, lift_reason=note.strip())
    wake_waiting()
