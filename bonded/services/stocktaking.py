"""Stock-taking: a firm's count compared with the ledger, explained by the firm, booked by an officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bonded.facts import Claim, LotLabel
from bonded.models import Kind, Ledger, StockTake, StockTakeLine
from bonded.rules import flow, numbers
from bonded.rules import stocktaking as law
from bonded.rules.stocktaking import Compared, CountRow
from bonded.selectors.reconciling import lines_of, moved_since, open_stocktake, shelf_of
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
from bonded.services.settling import settle_many
from bonded.services.standing import STOCKTAKE_TRAIL
from codelists.selectors import parameter
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, enter_many
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

_COLUMNS = ("number", "ledger_id", "office", "filed_by_id", "filed_at", "said", "counted_on")


@dataclass(frozen=True)
class Counted:
    """A stock-taking just compared: its number and how many lines differ."""

    number: str
    lines: int
    differences: int


def file_count(
    *,
    actor: Actor,
    at: datetime,
    ems_no: str,
    counted_on: date,
    rows: Sequence[CountRow],
    whole: bool = False,
) -> Counted:
    """Compare a count with the ledger as it stands now; nothing is booked.

    ``whole``: all of the ledger was counted, so what no row names was not there. A duty: a suspended firm
    may.

    Raises:
        Refused: not one's own ledger, an open stock-taking, or what is wrong with the rows (``rows[n]``,
            the place in the file).
    """
    with intention():
        ledger = lock_ledger(own_ledger(actor, ems_no=ems_no, at=at))
        _check_may_begin(ledger, counted_on=counted_on, at=at)
        shelf = shelf_of(ledger, record_nos=None if whole else {one.item_record_no for one in rows})
        most = int(parameter("bonded.count_lines", on=business_date(at)))
        found = law.judge_rows(rows, shelf=shelf, most=most)
        if found:
            raise Refused(*found)
        lines = law.compare(rows, shelf=shelf, whole=whole)
        (pk,) = reserve(1)
        number = next_no(numbers.STOCKTAKE, office=ledger.office, at=at)
        values = (number, ledger.pk, ledger.office, actor.user_id, at, "", counted_on)
        entry = Entry(pk, "compare", values)
        enter_many(STOCKTAKE_TRAIL, [entry], columns=_COLUMNS, at=at, actor_id=actor.user_id)
        StockTakeLine.objects.bulk_create(_lines(pk, lines=lines), batch_size=1000)
    return Counted(number, len(lines), sum(1 for line in lines if line.difference))


def explain(*, actor: Actor, number: str, explanations: Mapping[int, str], at: datetime) -> None:
    """Explain the differences (by line) and hand the stock-taking in; a suspended firm may, too.

    Raises:
        Refused: not one's own, or a difference without an explanation; what was said is kept nowhere.
        Conflict: it is not with the firm.
    """
    with intention():
        row = own_file(StockTake, actor=actor, number=number, at=at)
        lines = list(lines_of(row))
        for line in lines:
            line.explanation = explanations.get(line.seq, line.explanation).strip()
        differing = [(one.item.item_record_no, one.difference, one.explanation) for one in lines]
        found = law.judge_explained(differing)
        if found:
            raise Refused(*found)
        move(row, trail=STOCKTAKE_TRAIL, verb="explain", actor=actor, at=at, columns=("said",), values=("",))
        StockTakeLine.objects.bulk_update(lines, ["explanation"], batch_size=500)
        handed_in(number, office=row.office, at=at)


def withdraw_count(*, actor: Actor, number: str, at: datetime) -> None:
    """Take a stock-taking back that is not booked; a suspended firm may.

    Raises:
        Refused: not one's own.
        Conflict: it was booked meanwhile.
    """
    with intention():
        row = own_file(StockTake, actor=actor, number=number, at=at)
        move(row, trail=STOCKTAKE_TRAIL, verb="withdraw", actor=actor, at=at)


def ask_count(*, actor: Actor, number: str, said: str, at: datetime) -> None:
    """Send a stock-taking back to the firm with a question.

    Raises:
        Refused: not an officer of the office, or nothing said.
        Conflict: it does not wait for an officer.
    """
    with intention():
        row = officers_file(StockTake, actor=actor, number=number, at=at)
        say(row, trail=STOCKTAKE_TRAIL, verb="ask", said=said, actor=actor, at=at)


def book_count(*, actor: Actor, number: str, at: datetime) -> tuple[Violation, ...]:
    """Book every difference of an explained stock-taking; what has moved since it was compared.

    The difference that was found is booked, whatever moved since: movements after the comparison are in
    the ledger already.

    Raises:
        Refused: not an officer of the office, or something missing is promised, paused or stopped.
        Conflict: it does not wait for an officer any more.
    """
    with intention():
        row = officers_file(StockTake, actor=actor, number=number, at=at)
        columns, values = ("decided_by_id",), (actor.user_id,)
        lines = list(lines_of(row))
        moved = tuple(moved_since(lines))
        note = f"{len(moved)} moved since" if moved else ""
        move(
            row,
            trail=STOCKTAKE_TRAIL,
            verb="book",
            actor=actor,
            at=at,
            source=flow.EXPLAINED,
            columns=columns,
            values=values,
            note=note,
        )
        differing = [line for line in lines if line.difference]
        claims = [(_claim(row, line=line), line.explanation) for line in differing]
        settle_many(claims, kind=Kind.STOCKTAKE, at=at, actor_id=actor.user_id)
        row.lines.filter(seq__in=[line.seq for line in differing]).update(is_booked=True)
        decided(row, at=at)
        return moved


def _check_may_begin(ledger: Ledger, *, counted_on: date, at: datetime) -> None:
    """The ledger is open, has no other open stock-taking, and the day can be counted."""
    found = list(law.judge_day(counted_on, today=business_date(at), written_off_on=ledger.written_off_on))
    if ledger.closed_on is not None:
        found.append(Violation(law.NOT_CLOSED, args=(("ems_no", ledger.ems_no),)))
    other = open_stocktake(ledger.pk)
    if other:
        found.append(Violation(law.OPEN_ALREADY, args=(("number", other),)))
    if found:
        raise Refused(*found)


def _lines(pk: int, *, lines: Sequence[Compared]) -> list[StockTakeLine]:
    return [
        StockTakeLine(
            stocktake_id=pk,
            seq=seq,
            item_id=line.item_id,
            lot_id=line.lot_id,
            book_qty=line.book,
            counted_qty=line.counted,
        )
        for seq, line in enumerate(lines, start=1)
    ]


def _claim(row: StockTake, *, line: StockTakeLine) -> Claim:
    """A difference as the ledger books it."""
    lot = None if line.lot is None else LotLabel(line.lot.lot_no, line.lot.best_before)
    return Claim(row.pk, row.number, line.seq, line.item_id, line.counted_qty - line.book_qty, lot)
