"""What all ledger files share: whose ledger it is, locking a file, moving it, telling the other side."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from bonded.models import Disposal, Ledger, StockTake, WriteOff
from bonded.permissions import check_may_book_at, check_may_file_for, check_may_report_for
from bonded.rules import filing as law
from bonded.rules.disposal import NOT_FILED_FOR
from bonded.selectors.ledgers import ledger as ledger_of
from bonded.selectors.reconciling import files
from bonded.services.filing_deciding import tell_office
from bonded.services.telling import tell
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, Trail, move_many
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

File = TypeVar("File", StockTake, WriteOff, Disposal)


def own_ledger(actor: Actor, *, ems_no: str, at: datetime, starts: bool = False) -> Ledger:
    """The ledger that the actor files about, as its holder or its agent.

    ``starts``: it is no duty but something new, which a suspended firm may not begin.

    Raises:
        Refused: no such ledger of theirs, or a suspended firm.
    """
    try:
        found = ledger_of(actor, ems_no=ems_no, on=business_date(at))
    except Ledger.DoesNotExist:
        raise Refused(Violation(law.NO_LEDGER, "ems_no", args=(("ems_no", ems_no),))) from None
    check = check_may_file_for if starts else check_may_report_for
    check(actor, firm_id=found.firm_id, at=at)
    return found


def lock_ledger(ledger: Ledger) -> Ledger:
    """The ledger, locked and read anew: files about it are begun and decided one after the other."""
    (locked,) = lock_rows(Ledger, keys=[ledger.pk])
    return locked


def own_file(model: type[File], *, actor: Actor, number: str, at: datetime) -> File:
    """A file of one's own ledger or a principal's, locked.

    Raises:
        Refused: there is none.
    """
    rows: list[File] = []
    if not actor.is_officer:
        rows = lock_rows(files(model, actor=actor, on=business_date(at)), keys=[number], key="number")
    if not rows:
        raise Refused(Violation(law.NOT_YOURS))
    return rows[0]


def officers_file(model: type[File], *, actor: Actor, number: str, at: datetime) -> File:
    """A file that the officer may decide, locked.

    Raises:
        Refused: there is none, or a post that decides nothing.
    """
    rows: list[File] = []
    if actor.is_officer:
        rows = lock_rows(files(model, actor=actor, on=business_date(at)), keys=[number], key="number")
    if not rows:
        raise Refused(Violation(NOT_FILED_FOR))
    check_may_book_at(actor, office=rows[0].office)
    return rows[0]


def move(
    row: StockTake | WriteOff | Disposal,
    *,
    trail: Trail,
    verb: str,
    actor: Actor,
    at: datetime,
    source: int | None = None,
    columns: Sequence[str] = (),
    values: Sequence[object] = (),
    note: str = "",
) -> None:
    """One move of a locked file, from ``source`` (default: where it stands).

    Raises:
        Conflict: it does not stand where the move begins.
    """
    step = Step(row.pk, verb, row.status if source is None else source, values, note)
    if not move_many(trail, [step], columns=columns, at=at, actor_id=actor.user_id):
        raise Conflict(Violation(MOVED_ON))


def say(
    row: StockTake | WriteOff | Disposal, *, trail: Trail, verb: str, said: str, actor: Actor, at: datetime
) -> None:
    """An officer sends a locked file back or refuses it, with words; the firm hears of it.

    Raises:
        Refused: nothing said.
        Conflict: it does not stand where the move begins.
    """
    found = law.judge_said(said)
    if found:
        raise Refused(*found)
    words = said.strip()
    columns, values = ("said", "decided_by_id"), (words, actor.user_id)
    move(row, trail=trail, verb=verb, actor=actor, at=at, columns=columns, values=values, note=words)
    kind = "ledger_file_asked" if verb == "ask" else "ledger_file_decided"
    tell(kind, number=row.number, firm_id=row.ledger.firm_id, filer_id=row.filed_by_id, at=at)


def decided(row: StockTake | WriteOff | Disposal, *, at: datetime) -> None:
    """The firm, and the agent who filed, hear that its file is decided."""
    firm_id = row.ledger.firm_id
    tell("ledger_file_decided", number=row.number, firm_id=firm_id, filer_id=row.filed_by_id, at=at)


def handed_in(number: str, *, office: str, at: datetime) -> None:
    """The officers hear that a file waits for them."""
    tell_office("ledger_file_to_decide", number=number, office=office, at=at)
