"""What a firm does with its business applications: draft, hand in, change, ask for more, close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from django.db import IntegrityError

from bonded.models import Application, ApplicationLine, Ledger, LedgerItem
from bonded.permissions import check_may_deliver, check_may_file_for, may_decide_deliveries
from bonded.rules import applications as law
from bonded.rules import numbers
from bonded.rules.applications import Change, NewApplication
from bonded.rules.ledger import SUSPENDED
from bonded.selectors import applications as selectors
from bonded.services.numbering import next_no
from bonded.services.standing import APPLICATION_TRAIL
from bonded.services.telling import tell_about
from enterprises.facts import Actor, News, ToPosts
from enterprises.selectors import suspensions_of
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, check_unchanged, enter_many, move_many
from kernel.orm.tx import intention, savepoint
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_TYPED = (
    "own_no", "business", "direction", "partner_code", "partner_name", "place", "purpose", "valid_from",
    "valid_to", "guarantor_code", "exempt",
)  # fmt: skip
_ENTERING = (
    "number", "ledger_id", "firm_id", "office", "created_by_id", "created_at", "said", "blocked_why",
    "extended", "wanted", *_TYPED,
)  # fmt: skip
_DECIDERS = frozenset({"officer", "chief"})


@dataclass(frozen=True)
class Filed:
    """A paper that was filed: its number and where it stands now."""

    number: str
    status: int


def file_application(
    *, actor: Actor, at: datetime, ems_no: str, wanted: NewApplication, submit: bool = True
) -> Filed:
    """Draft an application on a ledger; with ``submit`` it is handed in at once.

    Raises:
        Refused: no such ledger of one's own, a suspended firm, or what ``judge_application`` finds.
    """
    with intention():
        ledger = _ledger(actor, ems_no=ems_no, at=at)
        _check(wanted, ledger=ledger, at=at)
        (subject_id,) = reserve(1)
        lock_rows(Application, keys=())  # notes its rank: numbers are taken after all other locks
        number = next_no(numbers.APPLICATION, office=ledger.office, at=at, letter=wanted.business)
        _enter(subject_id, number=number, ledger=ledger, wanted=wanted, actor=actor, at=at)
        _write_lines(subject_id, ledger=ledger, wanted=wanted)
        row = Application.objects.select_related("firm", "ledger").get(pk=subject_id)
        status = _hand_in(row, actor=actor, at=at) if submit else row.status
    return Filed(number, status)


def change_application(
    *, actor: Actor, at: datetime, number: str, wanted: NewApplication, seen: int | None = None
) -> None:
    """Change an application that is a draft or was asked back; ``seen`` is the version written on.

    Raises:
        Application.DoesNotExist: none that the actor may see.
        Refused: not one's own, or what ``judge_application`` finds.
        Conflict: it has been handed in or changed meanwhile.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        check_may_deliver(actor, firm_id=row.firm_id, at=at)
        if row.status not in selectors.EDITABLE:
            raise Conflict(Violation(MOVED_ON))
        check_unchanged(row, seen=seen)
        _check(wanted, ledger=row.ledger, at=at)
        columns = tuple(name for name in _TYPED if name != "own_no")
        values = tuple(getattr(wanted, name) for name in columns)
        move(row, verb="change", columns=columns, values=values, actor=actor, at=at)
        ApplicationLine.objects.filter(application=row).delete()
        _write_lines(row.pk, ledger=row.ledger, wanted=wanted)


def submit_application(*, actor: Actor, at: datetime, number: str) -> Filed:
    """Hand an application in; the portal passes it where no officer is needed.

    Raises:
        Application.DoesNotExist: none that the actor may see.
        Refused: not one's own, a suspended firm, or it fits no more.
        Conflict: it was handed in already.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        check_may_file_for(actor, firm_id=row.firm_id, at=at)
        if row.status not in selectors.EDITABLE:
            raise Conflict(Violation(MOVED_ON))
        _check(as_wanted(row), ledger=row.ledger, at=at)
        status = _hand_in(row, actor=actor, at=at)
    return Filed(number, status)


def withdraw_application(*, actor: Actor, at: datetime, number: str) -> None:
    """Withdraw an application that is not decided.

    Raises:
        Application.DoesNotExist: none that the actor may see.
        Conflict: it is decided.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        check_may_deliver(actor, firm_id=row.firm_id, at=at)
        move(row, verb="withdraw", actor=actor, at=at)


def ask_for_change(*, actor: Actor, at: datetime, number: str, change: Change) -> None:
    """Ask to extend an application in force, or for other quantities; an officer decides.

    Raises:
        Application.DoesNotExist: none that the actor may see.
        Refused: not one's own, a suspended firm, or what ``judge_change`` finds.
        Conflict: it is not in force.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        check_may_file_for(actor, firm_id=row.firm_id, at=at)
        check_change(row, change=change, at=at)
        asked = {
            "to": change.valid_to.isoformat() if change.valid_to else "",
            "why": change.why.strip(),
            "lines": {str(seq): str(qty) for seq, qty in sorted(change.quantities.items())},
        }
        columns, values = ("wanted", "wanted_at", "wanted_by_id"), (asked, at, actor.user_id)
        move(
            row,
            verb="ask_change",
            columns=columns,
            values=values,
            actor=actor,
            at=at,
            note=change.why.strip(),
        )
        tell_office(row, kind="application_change_asked", at=at)


def close_application(*, actor: Actor, at: datetime, number: str) -> None:
    """Close the case: all that went out is back, or declared and paid. The firm, or an officer, does it.

    Raises:
        Application.DoesNotExist: none that the actor may see.
        Refused: not theirs, or documents that are not finished.
        Conflict: it is not in force.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        if not may_decide_deliveries(actor, office=row.office):
            check_may_deliver(actor, firm_id=row.firm_id, at=at)
        refuse(law.judge_close(selectors.open_documents(row)))
        move(row, verb="close", actor=actor, at=at)
        if actor.is_officer:
            tell_firm(row, kind="application_decided", at=at)


# --- steps that the officers' side shares ----------------------------------------------------------


def locked(actor: Actor, *, number: str, at: datetime) -> Application:
    """The application with firm and ledger, locked, for whoever may see it.

    Raises:
        Application.DoesNotExist: there is none that the actor may see.
    """
    seen = selectors.application(actor, number=number, on=business_date(at))
    rows: list[Application] = lock_rows(Application.objects.select_related("firm", "ledger"), keys=[seen.pk])
    return rows[0]


def move(
    row: Application,
    *,
    verb: str,
    columns: Sequence[str] = (),
    values: Sequence[object] = (),
    actor: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """One move of a locked application.

    Raises:
        Conflict: it does not stand where the move begins.
    """
    step = Step(row.pk, verb, row.status, values, note)
    if not move_many(APPLICATION_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))
    row.refresh_from_db()


def check_change(row: Application, *, change: Change, at: datetime) -> None:
    """Judge a change of an application in force.

    Raises:
        Refused: what ``judge_change`` finds.
    """
    on = business_date(at)
    terms = selectors.terms_of(row.business, on=on)
    refuse(law.judge_change(change, of=selectors.standing_of(row), terms=terms, today=on))


def refuse(violations: Sequence[Violation]) -> None:
    """Raise Refused where there is a reason."""
    if violations:
        raise Refused(*violations)


def check_not_suspended(firm_id: int, *, at: datetime) -> None:
    """No new right is given to a firm that customs have suspended; what waits goes on afterwards.

    Raises:
        Refused: it is suspended now.
    """
    if suspensions_of([firm_id], at=at):
        raise Refused(Violation(SUSPENDED, "firm"))


def tell_firm(row: Application, *, kind: str, at: datetime) -> None:
    """Tell the firm, and the agent who filed it, about its application."""
    tell_about(row, kind=kind, at=at)


def tell_office(row: Application, *, kind: str, at: datetime) -> None:
    """Tell the officers who decide."""
    firm = (("firm", row.firm.name_zh),)
    notify([News(kind, row.number, ToPosts(row.office, _DECIDERS), firm)], at=at)


def as_wanted(row: Application) -> NewApplication:
    """The application as it was typed."""
    lines = tuple(
        law.Wanted(line.item.item_record_no, line.qty, line.unit_price, line.currency)
        for line in row.lines.select_related("item").order_by("seq")
    )
    return NewApplication(**{name: getattr(row, name) for name in _TYPED}, lines=lines)


def _ledger(actor: Actor, *, ems_no: str, at: datetime) -> Ledger:
    ledger = selectors.ledgers_of(actor, on=business_date(at)).filter(ems_no=ems_no).first()
    if ledger is None:
        raise Refused(Violation(law.NO_LEDGER, "ems_no", args=(("no", ems_no),)))
    check_may_file_for(actor, firm_id=ledger.firm_id, at=at)
    return ledger


def _check(wanted: NewApplication, *, ledger: Ledger, at: datetime) -> None:
    on = business_date(at)
    filer = selectors.filer_of(ledger, record_nos=[line.item_record_no for line in wanted.lines], on=on)
    known = wanted.business in law.BUSINESSES
    most = selectors.terms_of(wanted.business if known else law.BATCH, on=on).most_days
    refuse(law.judge_application(wanted, filer=filer, most_days=most, today=on))


def _enter(
    subject_id: int, *, number: str, ledger: Ledger, wanted: NewApplication, actor: Actor, at: datetime
) -> None:
    """The new row; the firm's own number may stand once."""
    typed = (_said(wanted, name) for name in _TYPED)
    first: tuple[object, ...] = (
        number,
        ledger.pk,
        ledger.firm_id,
        ledger.office,
        actor.user_id,
        at,
        "",
        "",
        False,
        {},
    )
    entry = Entry(subject_id, "draft", (*first, *typed))
    try:
        with savepoint():
            enter_many(APPLICATION_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor.user_id)
    except IntegrityError as error:
        _own_no_taken(wanted.own_no, error)


def _own_no_taken(own_no: str, error: IntegrityError) -> NoReturn:
    if "own_no_once" in str(error):
        raise Refused(Violation(law.OWN_NO_TAKEN, "own_no", args=(("no", own_no),))) from error
    raise error


def _said(wanted: NewApplication, name: str) -> object:
    value = getattr(wanted, name)
    return value.strip() if isinstance(value, str) else value


def _write_lines(application_id: int, *, ledger: Ledger, wanted: NewApplication) -> None:
    """The lines as typed, described as the ledger describes its items."""
    items = {
        item.item_record_no: item
        for item in LedgerItem.objects.filter(
            ledger=ledger, item_record_no__in=[line.item_record_no for line in wanted.lines]
        )
    }
    rows = []
    for seq, line in enumerate(wanted.lines, start=1):
        item = items[line.item_record_no]
        assert line.qty is not None
        assert line.unit_price is not None
        rows.append(
            ApplicationLine(
                application_id=application_id,
                seq=seq,
                item=item,
                gcode=item.gcode,
                gname=item.gname,
                spec=item.spec,
                unit=item.unit,
                qty=line.qty,
                unit_price=line.unit_price,
                currency=line.currency,
            )
        )
    ApplicationLine.objects.bulk_create(rows)


def _hand_in(row: Application, *, actor: Actor, at: datetime) -> int:
    """Submit it, and pass it at once where no officer is needed; where it stands then."""
    move(row, verb="submit", columns=("submitted_at",), values=(at,), actor=actor, at=at)
    if selectors.is_routed(row, at=at, on=business_date(at)):
        tell_office(row, kind="application_to_decide", at=at)
    else:
        move(row, verb="pass", actor=actor, at=at)
    return row.status
