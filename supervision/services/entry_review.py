"""What officers do with entry declarations: claim, inspect by two, pass, release, return, book payments."""

from datetime import date, datetime
from logging import getLogger

from declarations.facts import EntryFact
from declarations.services.steps import (
    finish_entry,
    hindrances_of,
    lock_entry,
    move_entry,
    pay_entry,
    recall_entry,
    release_entry,
    return_entry,
    tell_firm,
    withdraw_entry,
)
from enterprises.facts import Actor
from enterprises.selectors import recused_pairs
from kernel.clock import business_date
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON
from supervision.rules.entries import (
    judge_entry_act,
    judge_entry_words,
    judge_hindrances,
    judge_payment,
    judge_record,
    judge_recusal,
)
from supervision.services.deciding import decider_of

log = getLogger(__name__)
_LONG = 500
_NOT_INSPECTED = {
    "inspector_id": None,
    "inspection": "",
    "inspection_note": "",
    "second_inspector_id": None,
}


def claim_entry(entry_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a declaration under review: until it is given back only this officer decides on it.

    Raises:
        Refused: not this officer's post, or recused from its firm.
        Conflict: another officer was first, or it is no longer waiting.
    """
    with intention():
        fact = _lock(entry_id, verb="review", actor=actor, at=at)
        move_entry(fact, verb="review", values={"reviewer_id": actor.user_id}, at=at, actor_id=actor.user_id)


def give_entry_back(entry_id: int, *, actor: Actor, at: datetime) -> None:
    """Give a declaration back to the queue; a chief may do so with another officer's.

    Raises:
        Refused: another officer reviews it.
        Conflict: it is not under review (any more).
    """
    with intention():
        fact = _lock(entry_id, verb="give_back", actor=actor, at=at)
        move_entry(fact, verb="give_back", values={"reviewer_id": None}, at=at, actor_id=actor.user_id)


def order_inspection(entry_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Send the goods to inspection, which two other officers carry out.

    Raises:
        Refused: no reason, or another officer reviews it.
        Conflict: it is not under review (any more).
    """
    _check_words("inspect", reason)
    with intention():
        fact = _lock(entry_id, verb="inspect", actor=actor, at=at)
        values = {**_NOT_INSPECTED, "said": reason.strip()[:_LONG]}
        move_entry(fact, verb="inspect", values=values, at=at, actor_id=actor.user_id, note=reason.strip())
        tell_firm(fact, kind="entry_to_inspect", at=at)


def record_inspection(entry_id: int, *, result: str, note: str, actor: Actor, at: datetime) -> None:
    """Record what the inspection found; a second officer confirms it. The record may be written anew.

    Raises:
        Refused: the reviewer, no result or note.
        Conflict: no inspection is ordered (any more).
    """
    found = judge_record(result=result, note=note)
    if found:
        raise Refused(*found)
    with intention():
        fact = _lock(entry_id, verb="record", actor=actor, at=at)
        said = note.strip()[:_LONG]
        values = {"inspector_id": actor.user_id, "inspection": result, "inspection_note": said}
        move_entry(fact, verb="record", values=values, at=at, actor_id=actor.user_id, note=said)


def confirm_inspection(entry_id: int, *, actor: Actor, at: datetime) -> None:
    """Confirm the record as the second officer: the declaration is under review again.

    Raises:
        Refused: who wrote the record, the reviewer, or no record.
        Conflict: no inspection is ordered (any more).
    """
    with intention():
        fact = _lock(entry_id, verb="confirm", actor=actor, at=at)
        values = {"second_inspector_id": actor.user_id}
        move_entry(fact, verb="confirm", values=values, at=at, actor_id=actor.user_id)


def pass_entry(entry_id: int, *, actor: Actor, at: datetime) -> None:
    """Pass a declaration whose tax is to be paid before its release; the firm gets the payment notice.

    Raises:
        Refused: inspected by oneself, a mismatch, a question of the firm, no tax, suspended or stopped.
        Conflict: it is not under review (any more).
    """
    with intention():
        fact = _lock(entry_id, verb="pass", actor=actor, at=at)
        _check_free(fact, at=at)
        move_entry(fact, verb="pass", values={"said": ""}, at=at, actor_id=actor.user_id)
        _tell_due(fact, at=at)


def release(entry_id: int, *, actor: Actor, at: datetime) -> None:
    """Release: paid, without tax, or covered by the guarantee, which is drawn.

    A declaration without tax is finished at once, in a transaction of its own.

    Raises:
        Refused: inspected by oneself, a mismatch, a question of the firm, unpaid tax that nothing covers,
            a frozen guarantee, suspended or stopped.
        Conflict: it is not there to be released (any more).
    """
    with intention():
        fact = _lock(entry_id, verb="release", actor=actor, at=at)
        _check_free(fact, at=at)
        release_entry(fact, at=at, actor_id=actor.user_id)
        if fact.tax_fen and not fact.is_paid:
            _tell_due(fact, at=at)
    if not fact.tax_fen:
        _finish(entry_id, at=at)


def book_payment(entry_id: int, *, receipt_no: str, paid_on: date | None, actor: Actor, at: datetime) -> int:
    """Book the payment of the tax with the bank's receipt; the fee for paying late, in fen.

    Raises:
        Refused: no receipt, a day that cannot be, or nothing that is due.
        Conflict: it is paid already, or nothing is to be paid yet.
    """
    with intention():
        fact = _lock(entry_id, verb="pay", actor=actor, at=at)
        found = judge_payment(fact, receipt_no=receipt_no, paid_on=paid_on, today=business_date(at))
        if found or paid_on is None:
            raise Refused(*found)
        number = receipt_no.strip()[:40]
        return pay_entry(fact, receipt_no=number, paid_on=paid_on, at=at, actor_id=actor.user_id)


def deny_wish(entry_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Say no to what the firm asked; the declaration goes on.

    Raises:
        Refused: no reason, or nothing is asked.
        Conflict: it has moved on.
    """
    _check_words("deny", reason)
    with intention():
        fact = _lock(entry_id, verb="deny", actor=actor, at=at)
        said = reason.strip()[:_LONG]
        values = {"asked": "", "asked_why": "", "said": said}
        move_entry(fact, verb="deny", values=values, at=at, actor_id=actor.user_id, note=said)
        tell_firm(fact, kind="entry_denied", at=at)


def return_for_correction(entry_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Give a declaration back to the firm as a draft, asked or not; what it said is kept as a version.

    Raises:
        Refused: no reason, or another officer reviews it.
        Conflict: it is released, under inspection or a draft by now.
    """
    _check_words("return", reason)
    with intention():
        fact = _lock(entry_id, verb="return", actor=actor, at=at)
        return_entry(fact, reason=reason.strip()[:_LONG], at=at, actor_id=actor.user_id)


def grant_withdrawal(entry_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let the firm withdraw a declaration as it asked.

    Raises:
        Refused: no reason, or it did not ask for that.
        Conflict: it has moved on.
    """
    _check_words("withdraw", reason)
    with intention():
        fact = _lock(entry_id, verb="withdraw", actor=actor, at=at)
        withdraw_entry(fact, reason=reason.strip()[:_LONG], at=at, actor_id=actor.user_id)


def recall(entry_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take a release back, and the declaration with it; its inventory waits for another one.

    Raises:
        Refused: no reason, paid tax, goods used since, or a ledger period written off.
        Conflict: it is not released (any more).
    """
    _check_words("recall", reason)
    with intention():
        fact = _lock(entry_id, verb="recall", actor=actor, at=at)
        recall_entry(fact, reason=reason.strip()[:_LONG], at=at, actor_id=actor.user_id)


def _lock(entry_id: int, *, verb: str, actor: Actor, at: datetime) -> EntryFact:
    """The locked declaration of which this officer may say ``verb``."""
    fact = lock_entry(entry_id)
    found = judge_entry_act(fact, verb=verb, decider=decider_of(actor))
    if any(violation.rule is MOVED_ON for violation in found):
        raise Conflict(Violation(MOVED_ON))
    if not found and actor.user_id is not None:
        firms = frozenset(firm for _, firm in recused_pairs([actor.user_id], at=at))
        found = judge_recusal(fact, recused_from=firms)
    if found:
        raise Refused(*found)
    return fact


def _finish(entry_id: int, *, at: datetime) -> None:
    """Finish what bears no tax; when somebody is in the way the sweep of the timetable does it."""
    try:
        with intention():
            finish_entry(lock_entry(entry_id), at=at)
    except (Conflict, Refused):
        log.exception("the released entry declaration %s could not be finished yet", entry_id)


def _check_words(verb: str, reason: str) -> None:
    found = judge_entry_words(verb=verb, reason=reason)
    if found:
        raise Refused(*found)


def _check_free(fact: EntryFact, *, at: datetime) -> None:
    suspension, stop = hindrances_of(fact, at=at)
    found = judge_hindrances(suspension=suspension, stop=stop)
    if found:
        raise Refused(*found)


def _tell_due(fact: EntryFact, *, at: datetime) -> None:
    assert fact.due_on is not None
    tell_firm(fact, kind="entry_tax_due", at=at, args=(("day", fact.due_on.isoformat()),))
