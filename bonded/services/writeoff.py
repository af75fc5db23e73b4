"""Write-off (报核): a firm states the sums of a period, an officer approves, the period is closed."""

from datetime import date, datetime

from bonded.models import Ledger, LedgerItem, WriteOff, WriteOffLine
from bonded.rules import flow, numbers
from bonded.rules import writeoff as law
from bonded.rules.writeoff import Period, Sums
from bonded.selectors.reconciling import held_by, open_write_off, sums_of, undecided
from bonded.services import inventory_booking
from bonded.services.files import (
    decided,
    handed_in,
    lock_ledger,
    move,
    officers_file,
    own_file,
    own_ledger,
    say,
)
from bonded.services.numbering import next_no
from bonded.services.standing import WRITEOFF_TRAIL
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, enter_many
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation, refusing

_COLUMNS = (
    "number", "ledger_id", "office", "filed_by_id", "filed_at", "said", "period_from", "period_to", "closes",
)  # fmt: skip


def submit_write_off(
    *, actor: Actor, at: datetime, ems_no: str, period_to: date, stated: bool, closes: bool = False
) -> str:
    """File the write-off of the period up to and with ``period_to``; its number.

    It begins the day after the last one. ``stated``: the firm says that what lies there is what the
    ledger says. ``closes``: it is the last one; the ledger must be empty. A duty: a suspended firm may.

    Raises:
        Refused: not one's own ledger, a period that cannot be reconciled, nothing stated.
    """
    with intention():
        ledger = lock_ledger(own_ledger(actor, ems_no=ems_no, at=at))
        first = law.first_day(valid_from=ledger.valid_from, written_off_on=ledger.written_off_on)
        sums = sums_of(ledger.pk, first=first, last=max(first, period_to))
        found = judge_write_off(ledger, period_to=period_to, closes=closes, sums=sums, at=at)
        if not stated:
            found = (*found, Violation(law.NOT_STATED, "stated"))
        if refusing(found):
            raise Refused(*found)
        (pk,) = reserve(1)
        number = next_no(numbers.WRITEOFF, office=ledger.office, at=at)
        values = (number, ledger.pk, ledger.office, actor.user_id, at, "", first, period_to, closes)
        entry = Entry(pk, "submit", values, " ".join(one.rule.code for one in found))
        enter_many(WRITEOFF_TRAIL, [entry], columns=_COLUMNS, at=at, actor_id=actor.user_id)
        WriteOffLine.objects.bulk_create(_lines(pk, sums=sums), batch_size=1000)
        handed_in(number, office=ledger.office, at=at)
    return number


def judge_write_off(
    ledger: Ledger, *, period_to: date, closes: bool, sums: dict[int, Sums], at: datetime, own: str = ""
) -> tuple[Violation, ...]:
    """What speaks against the write-off of a ledger up to this day; ``own``: its own number."""
    if ledger.closed_on is not None:
        return (Violation(law.CLOSED, args=(("ems_no", ledger.ems_no),)),)
    waiting = open_write_off(ledger.pk)
    period = Period(
        law.first_day(valid_from=ledger.valid_from, written_off_on=ledger.written_off_on),
        period_to,
        ledger.cycle_months,
        business_date(at),
        open_no="" if waiting == own else waiting,
        undecided_no=undecided(ledger.pk, upto=period_to),
    )
    found = law.judge_period(period)
    return (*found, *law.judge_closing(held_by(ledger, sums=sums))) if closes else found


def withdraw_write_off(*, actor: Actor, number: str, at: datetime) -> None:
    """Take a write-off back that customs have not decided.

    Raises:
        Refused: not one's own.
        Conflict: it was decided meanwhile.
    """
    with intention():
        row = own_file(WriteOff, actor=actor, number=number, at=at)
        move(row, trail=WRITEOFF_TRAIL, verb="withdraw", actor=actor, at=at)


def refuse_write_off(*, actor: Actor, number: str, said: str, at: datetime) -> None:
    """Refuse a write-off, with the reason.

    Raises:
        Refused: not an officer of the office, or no reason.
        Conflict: somebody decided it, or the firm took it back.
    """
    with intention():
        row = officers_file(WriteOff, actor=actor, number=number, at=at)
        say(row, trail=WRITEOFF_TRAIL, verb="refuse", said=said, actor=actor, at=at)


def approve_write_off(*, actor: Actor, number: str, at: datetime) -> None:
    """Approve a write-off: nothing more is booked in its period, what was booked in it is written off.

    Raises:
        Refused: not an officer of the office, or the sums are no longer those that were stated.
        Conflict: somebody decided it, or the firm took it back.
    """
    with intention():
        # Inventories rank before the file itself: they are closed first, and all is undone on a refusal.
        seen = WriteOff.objects.filter(number=number, office__in=actor.offices).first()
        if seen is not None and seen.status == flow.SUBMITTED:
            inventory_booking.write_off(seen.ledger_id, until=seen.period_to, at=at, actor_id=actor.user_id)
        row = officers_file(WriteOff, actor=actor, number=number, at=at)
        columns, values = ("decided_by_id",), (actor.user_id,)
        move(row, trail=WRITEOFF_TRAIL, verb="approve", actor=actor, at=at, columns=columns, values=values)
        ledger = lock_ledger(row.ledger)
        # Whoever books now is done before the sums are compared, or finds the period closed.
        lock_rows(LedgerItem, keys=list(ledger.items.values_list("pk", flat=True)))
        _check_still_so(row, ledger=ledger, at=at)
        closed = row.period_to if row.closes else None
        Ledger.objects.filter(pk=ledger.pk).update(written_off_on=row.period_to, closed_on=closed)
        decided(row, at=at)


def _check_still_so(row: WriteOff, *, ledger: Ledger, at: datetime) -> None:
    """The sums are those that were stated, and nothing speaks against the period by now."""
    now = sums_of(ledger.pk, first=row.period_from, last=row.period_to)
    was = {line.item_id: Sums(line.opening_qty, line.in_qty, line.out_qty) for line in row.lines.all()}
    found = law.judge_unchanged(was, now=now)
    found += judge_write_off(
        ledger, period_to=row.period_to, closes=row.closes, sums=now, at=at, own=row.number
    )
    if refusing(found):
        raise Refused(*found)


def _lines(pk: int, *, sums: dict[int, Sums]) -> list[WriteOffLine]:
    return [
        WriteOffLine(
            writeoff_id=pk,
            item_id=item_id,
            opening_qty=one.opening,
            in_qty=one.came_in,
            out_qty=one.went_out,
            closing_qty=one.closing,
            stated_qty=one.closing,
        )
        for item_id, one in sorted(sums.items())
    ]
