"""Officers examine applications about guarantees: one asks or proposes, a second one decides."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError

from enterprises.facts import Actor
from enterprises.models import GuaranteeAccount, GuaranteeExemption, GuaranteeFile
from enterprises.permissions import check_may_decide_guarantees
from enterprises.rules import flow, numbers
from enterprises.rules import guarantee_files as law
from enterprises.selectors.recusals import kept_away
from enterprises.services.guarantee_accounts import (
    Terms,
    locked_account,
    open_account,
    return_account,
    top_up,
)
from enterprises.services.guarantee_desk import wake_waiting
from enterprises.services.guarantee_files import left_days, move_one, standing_of, tell_deciders, tell_firm
from enterprises.services.numbering import next_no
from enterprises.services.second_officer import check_second
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON


def ask_firm(number: str, *, question: str, actor: Actor, at: datetime) -> None:
    """Ask the firm something; the clock of the decision rests until it answers.

    Raises:
        Refused: not an officer or a chief of the office, no such application, or no question.
        Conflict: it is not being examined.
    """
    check_may_decide_guarantees(actor)
    _check_text(question, path="question")
    with intention():
        row = _locked(number, actor=actor)
        left = left_days(row.due_on, on=business_date(at))
        step = Step(row.pk, "ask", row.status, (question.strip(), "", left))
        move_one(step, columns=("question", "answer", "left_days"), actor=actor, at=at)
        tell_firm("guarantee_file_asked", number=number, firm_id=row.firm_id, at=at)


def propose_decision(number: str, *, proposal: str, note: str, actor: Actor, at: datetime) -> None:
    """Propose to approve or to refuse; the firm reads the note when it is decided.

    Raises:
        Refused: not an officer or a chief of the office, no such application, or nothing said.
        Conflict: it is not being examined.
    """
    check_may_decide_guarantees(actor)
    if proposal not in (law.APPROVE, law.REFUSE):
        raise Refused(Violation(law.UNKNOWN_KIND, "proposal"))
    _check_text(note, path="note")
    with intention():
        row = _locked(number, actor=actor)
        if proposal == law.APPROVE:
            _check_still_right(row, at=at)
        step = Step(row.pk, "propose", row.status, (actor.user_id, proposal, note.strip()))
        move_one(step, columns=("proposed_by_id", "proposal", "proposal_note"), actor=actor, at=at)
        tell_deciders("guarantee_to_countersign", number=number, office=row.office, but=actor.user_id, at=at)


def send_back(number: str, *, note: str, actor: Actor, at: datetime) -> None:
    """Disagree with what is proposed: it is examined again.

    Raises:
        Refused: not a second officer of the office, no such application, or nothing said.
        Conflict: nothing is proposed.
    """
    check_may_decide_guarantees(actor)
    _check_text(note, path="note")
    with intention():
        row = _locked(number, actor=actor)
        check_second(actor, first_id=row.proposed_by_id, at=at)
        step = Step(row.pk, "send_back", row.status, (None, "", ""), note.strip())
        move_one(step, columns=("proposed_by_id", "proposal", "proposal_note"), actor=actor, at=at)
        tell_deciders("guarantee_file_waiting", number=number, office=row.office, but=actor.user_id, at=at)


def decide_file(number: str, *, note: str = "", actor: Actor, at: datetime) -> None:
    """Decide as proposed, as a second officer; an approval opens or changes the account at once.

    Raises:
        Refused: not a second officer of the office, no such application, or it cannot be approved
            any more (the account is in use, the firm's grade fell, its term is over).
        Conflict: nothing is proposed.
    """
    check_may_decide_guarantees(actor)
    with intention():
        row = _locked(number, actor=actor)
        if row.status != flow.GFILE_PROPOSED:
            raise Conflict(Violation(MOVED_ON))
        check_second(actor, first_id=row.proposed_by_id, at=at)
        said = note.strip() or row.proposal_note
        if row.proposal == law.APPROVE:
            _check_still_right(row, at=at)
        step = Step(row.pk, row.proposal, row.status, (actor.user_id, at, said[:500]))
        columns = ("decided_by_id", "decided_at", "decision_note")
        move_one(step, columns=columns, actor=actor, at=at)
        if row.proposal == law.APPROVE:
            _apply(row, actor=actor, at=at)
        tell_firm("guarantee_file_decided", number=number, firm_id=row.firm_id, at=at)


def end_exemption(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """End an exemption from now on; what was accepted under it stays as it is.

    Raises:
        Refused: not an officer or a chief of the office, none in force, no reason, or whoever proposed it.
    """
    check_may_decide_guarantees(actor)
    _check_text(reason, path="reason")
    with intention():
        open_ones = GuaranteeExemption.objects.filter(number=number, ended_at__isnull=True)
        mine = open_ones.filter(firm__office__in=actor.offices).exclude(firm_id__in=kept_away(actor))
        found = mine.first()
        if found is None:
            raise Refused(Violation(law.UNKNOWN_FILE))
        check_second(actor, first_id=found.proposed_by_id, at=at)
        ending = {"ended_at": at, "ended_by_id": actor.user_id, "end_reason": reason.strip()}
        if not open_ones.filter(pk=found.pk).update(**ending):
            raise Refused(Violation(law.UNKNOWN_FILE))
        tell_firm("guarantee_exemption_ended", number=number, firm_id=found.firm_id, at=at)


def _check_text(text: str, *, path: str) -> None:
    found = law.judge_reason(text, path=path)
    if found:
        raise Refused(*found)


def _locked(number: str, *, actor: Actor) -> GuaranteeFile:
    """The application of one of the actor's offices, locked."""
    there = GuaranteeFile.objects.filter(number=number, office__in=actor.offices)
    mine = there.exclude(firm_id__in=kept_away(actor))
    rows: list[GuaranteeFile] = lock_rows(GuaranteeFile, keys=list(mine.values_list("pk", flat=True)))
    if not rows:
        raise Refused(Violation(law.UNKNOWN_FILE))
    return rows[0]


def _check_still_right(row: GuaranteeFile, *, at: datetime) -> None:
    """Judge the application again as it stands: grades and accounts change while it waits."""
    account = GuaranteeAccount.objects.filter(pk=row.account_id or 0, closed_at__isnull=True).first()
    standing = standing_of(row.firm_id, account=account, on=business_date(at))
    found = law.judge_application(asked_of(row), standing=standing)
    if found:
        raise Refused(*found)


def asked_of(row: GuaranteeFile) -> law.Application:
    """What an application asks for, as the rules read it; its papers were seen when it came in."""
    return law.Application(
        kind=row.kind,
        guarantee_kind=row.guarantee_kind,
        scope=row.scope,
        bound_to=row.bound_to,
        fen=row.fen,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        issuer=row.issuer,
        letter_no=row.letter_no,
        letter_states=tuple(row.letter_states),
        ground=row.ground,
        papers=1,
    )


def _apply(row: GuaranteeFile, *, actor: Actor, at: datetime) -> None:
    """Make what was approved true: the account with its entry, or the exemption."""
    if row.kind == law.OPEN:
        _open(row, actor=actor, at=at)
    elif row.kind == law.EXEMPTION:
        _exempt(row, actor=actor, at=at)
    else:
        assert row.account_id is not None
        _on_account(row, account=locked_account(row.account_id), actor=actor, at=at)


def _open(row: GuaranteeFile, *, actor: Actor, at: datetime) -> None:
    assert row.valid_from is not None
    terms = Terms(
        fen=row.fen,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        kind=row.guarantee_kind,
        scope=row.scope,
        bound_to=row.bound_to,
        issuer=row.issuer,
        letter_no=row.letter_no,
        beneficiary=row.office,
    )
    account = open_account(
        next_no(numbers.GUARANTEE_ACCOUNT, office=row.office, at=at),
        firm_id=row.firm_id,
        terms=terms,
        at=at,
        actor_id=actor.user_id,
        subject_id=row.pk,
        reference=row.number,
    )
    GuaranteeFile.objects.filter(pk=row.pk).update(account_id=account.pk)


def _on_account(row: GuaranteeFile, *, account: GuaranteeAccount, actor: Actor, at: datetime) -> None:
    if row.kind == law.TOP_UP:
        top_up(account, fen=row.fen, at=at, actor_id=actor.user_id, subject_id=row.pk, reference=row.number)
    elif row.kind == law.RETURN:
        return_account(account, at=at, actor_id=actor.user_id, subject_id=row.pk, reference=row.number)
    else:
        _change(row, account=account)


def _change(row: GuaranteeFile, *, account: GuaranteeAccount) -> None:
    """The new term, and the new letter where there is one; who waits may have room now."""
    account.valid_to = row.valid_to
    fields: Sequence[str] = ("valid_to",)
    if account.kind != law.CASH:
        account.issuer, account.letter_no = row.issuer, row.letter_no
        fields = ("valid_to", "issuer", "letter_no")
    account.save(update_fields=fields)
    wake_waiting()


def _exempt(row: GuaranteeFile, *, actor: Actor, at: datetime) -> None:
    """The exemption; the database refuses two on the same days."""
    assert row.valid_from is not None
    assert row.valid_to is not None
    assert row.proposed_by_id is not None
    assert actor.user_id is not None
    try:
        GuaranteeExemption.objects.create(
            number=row.number,
            firm_id=row.firm_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            ground=row.ground,
            proposed_by_id=row.proposed_by_id,
            decided_by_id=actor.user_id,
            at=at,
        )
    except IntegrityError as overlap:
        raise Refused(Violation(law.EXEMPT_ALREADY)) from overlap
    wake_waiting()
