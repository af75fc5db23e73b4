"""What officers do with business applications: decide, decide changes, suspend, resume, unblock."""

from datetime import date, datetime
from decimal import Decimal

from bonded.models import Application, ApplicationLine, StockDoc
from bonded.permissions import check_may_decide_deliveries
from bonded.rules import applications as law
from bonded.rules.applications import Change
from bonded.rules.stock_docs import due_on
from bonded.selectors import applications as selectors
from bonded.services.applications import check_change, check_not_suspended, locked, move, refuse, tell_firm
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

_CLEARED = ("wanted", "wanted_at", "wanted_by_id")
_NOTHING: tuple[object, ...] = ({}, None, None)


def approve_application(*, actor: Actor, at: datetime, number: str) -> None:
    """Put an application in force.

    Raises:
        Application.DoesNotExist: none of one's offices.
        Refused: no officer or chief.
        Conflict: it does not wait for this.
    """
    _decide("approve", actor=actor, at=at, number=number)


def ask_back(*, actor: Actor, at: datetime, number: str, reason: str) -> None:
    """Hand an application back to the firm with a question.

    Raises:
        Application.DoesNotExist, Refused, Conflict: as ``approve_application``; or no reason.
    """
    refuse(law.judge_reason(reason))
    _decide("ask", actor=actor, at=at, number=number, reason=reason.strip())


def refuse_application(*, actor: Actor, at: datetime, number: str, reason: str) -> None:
    """Refuse an application, with the reason.

    Raises:
        Application.DoesNotExist, Refused, Conflict: as ``approve_application``; or no reason.
    """
    refuse(law.judge_reason(reason))
    _decide("refuse", actor=actor, at=at, number=number, reason=reason.strip())


def suspend_application(*, actor: Actor, at: datetime, number: str, reason: str) -> None:
    """Suspend an application: no new documents, what is under way goes on.

    Raises:
        Application.DoesNotExist, Refused, Conflict: as ``approve_application``; or no reason.
    """
    refuse(law.judge_reason(reason))
    _decide("suspend", actor=actor, at=at, number=number, reason=reason.strip())


def resume_application(*, actor: Actor, at: datetime, number: str) -> None:
    """Put a suspended application in force again.

    Raises:
        Application.DoesNotExist, Refused, Conflict: as ``approve_application``.
    """
    _decide("resume", actor=actor, at=at, number=number)


def approve_change(*, actor: Actor, at: datetime, number: str) -> None:
    """Approve the change that the firm asked for; goods outside get the later day too.

    Raises:
        Application.DoesNotExist: none of one's offices.
        Refused: no officer or chief, nothing asked for, or it fits no more.
        Conflict: it is not in force.
    """
    with intention():
        row = _deciding(actor, number=number, at=at)
        change = asked_change(row)
        # What was asked in time stays in time, however long the office took.
        assert row.wanted_at is not None
        check_change(row, change=change, at=row.wanted_at)
        _write_quantities(row, change=change)
        until = change.valid_to or row.valid_to
        extended = row.extended or (change.valid_to is not None and row.business in law.SHORT_TERM)
        columns, values = (*_CLEARED, "valid_to", "extended"), (*_NOTHING, until, extended)
        move(row, verb="extend", columns=columns, values=values, actor=actor, at=at, note=change.why)
        if change.valid_to is not None:
            _postpone(row, on=business_date(at))
        tell_firm(row, kind="application_change_decided", at=at)


def refuse_change(*, actor: Actor, at: datetime, number: str, reason: str) -> None:
    """Refuse the change that the firm asked for, with the reason.

    Raises:
        Application.DoesNotExist, Refused, Conflict: as ``approve_change``; or no reason.
    """
    refuse(law.judge_reason(reason))
    with intention():
        row = _deciding(actor, number=number, at=at)
        asked_change(row)
        columns, values = (*_CLEARED, "said"), (*_NOTHING, reason.strip())
        move(
            row, verb="refuse_change", columns=columns, values=values, actor=actor, at=at, note=reason.strip()
        )
        tell_firm(row, kind="application_change_decided", at=at)


def unblock_application(*, actor: Actor, at: datetime, number: str, reason: str) -> None:
    """Let an application take new documents again after what was late has been declared.

    Raises:
        Application.DoesNotExist, Conflict: as ``approve_application``.
        Refused: no officer or chief, no reason, it is not blocked, or something late is not declared yet.
    """
    refuse(law.judge_reason(reason))
    with intention():
        row = _deciding(actor, number=number, at=at)
        if row.blocked_at is None:
            raise Refused(Violation(law.NOT_BLOCKED))
        late = selectors.late_periods(row).first()
        if late is not None:
            args = (("day", late.period_from.isoformat()),)
            raise Refused(Violation(law.FIRST_LATE, args=args))
        columns, values = ("blocked_at", "blocked_why"), (None, "")
        move(row, verb="unblock", columns=columns, values=values, actor=actor, at=at, note=reason.strip())
        tell_firm(row, kind="application_decided", at=at)


def asked_change(row: Application) -> Change:
    """The change that the firm asked for.

    Raises:
        Refused: it asks for none.
    """
    if row.wanted_at is None:
        raise Refused(Violation(law.NO_CHANGE_ASKED))
    until = row.wanted.get("to") or ""
    quantities = {int(seq): Decimal(qty) for seq, qty in row.wanted.get("lines", {}).items()}
    return Change(date.fromisoformat(until) if until else None, quantities, row.wanted.get("why", ""))


def _decide(verb: str, *, actor: Actor, at: datetime, number: str, reason: str = "") -> None:
    """One decision of an officer; the firm hears of it."""
    with intention():
        row = _deciding(actor, number=number, at=at)
        if verb == "approve":
            check_not_suspended(row.firm_id, at=at)
        columns, values = ("decided_by_id", "said"), (actor.user_id, reason)
        move(row, verb=verb, columns=columns, values=values, actor=actor, at=at, note=reason)
        tell_firm(row, kind="application_asked" if verb == "ask" else "application_decided", at=at)


def _deciding(actor: Actor, *, number: str, at: datetime) -> Application:
    row = locked(actor, number=number, at=at)
    check_may_decide_deliveries(actor, office=row.office)
    return row


def _write_quantities(row: Application, *, change: Change) -> None:
    """The new quantities; the table refuses less than stands on documents."""
    for line in ApplicationLine.objects.filter(application=row, seq__in=change.quantities).order_by("seq"):
        line.qty = change.quantities[line.seq]
        line.save(update_fields=["qty"])


def _postpone(row: Application, *, on: date) -> None:
    """Goods outside may come back as late as the extended application says."""
    outside = StockDoc.objects.filter(application=row, due_on__isnull=False, passed_at__isnull=False)
    days = selectors.return_days(row, on=on)
    for doc in lock_rows(outside, keys=list(outside.values_list("pk", flat=True))):
        assert doc.passed_at is not None
        until = due_on(passed_on=business_date(doc.passed_at), term_days=days, valid_to=row.valid_to)
        if doc.due_on is None or until > doc.due_on:
            StockDoc.objects.filter(pk=doc.pk).update(due_on=until, reminded=None, overdue_at=None)
