"""The coordinator's board: my firms, and for each what wants attention; a fixed number of queries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from codelists.selectors import code_book
from enterprises.facts import Actor, SuspensionFact
from enterprises.models import Firm, Resumption
from enterprises.selectors import FirmRoom, rooms_of, suspensions_of
from enterprises.selectors.coordination import coordinators_of, firms_in_care
from enterprises.selectors.difficulties import DifficultyRow, open_difficulties
from enterprises.selectors.messages import unread_by_firm
from enterprises.selectors.resumption import work_states
from enterprises.selectors.standing import DueDocument, documents_due
from enterprises.selectors.visits import VisitDates, last_and_next_visit
from kernel.clock import business_date
from kernel.web.keyset import Page, page

NEVER = VisitDates(None, None)


class Troubles(NamedTuple):
    """The open difficulties of one firm in figures; ages are working days."""

    open: int
    overdue: int
    with_customs: int
    oldest: int
    first: DifficultyRow


class FirmRow(NamedTuple):
    """One firm of the board; None where there is nothing to say."""

    firm: Firm
    deputy_for: str
    suspension: SuspensionFact | None
    troubles: Troubles | None
    work: Resumption | None
    is_work_confirmed: bool
    headroom: FirmRoom | None
    documents: list[DueDocument]
    visits: VisitDates
    unread: int


class Tally(NamedTuple):
    """What the firms in care need all together."""

    firms: int
    open: int
    overdue: int
    not_working: int
    unconfirmed: int
    documents: int


def board_page(actor: Actor, *, after: str | None, at: datetime) -> tuple[Page[Firm], list[FirmRow]]:
    """A page of the firms in the actor's care, each with its state."""
    found: Page[Firm] = page(firms_in_care(actor, at=at), order=("id",), after=after, size=50)
    return found, firm_rows(found.rows, actor=actor, at=at)


def firm_rows(firms: Sequence[Firm], *, actor: Actor, at: datetime) -> list[FirmRow]:
    """The state of these firms, in their order; one or two queries a column however many firms."""
    ids = [firm.pk for firm in firms]
    on = business_date(at)
    cards, suspended = coordinators_of(ids, at=at), suspensions_of(ids, at=at)
    difficulties, work = open_difficulties(ids, at=at), work_states(ids, at=at)
    rooms, visits = rooms_of(ids, on=on), last_and_next_visit(ids, at=at)
    documents = documents_due(ids, on=on, days=_days(on))
    unread = unread_by_firm(actor, firm_ids=ids, at=at)
    return [
        FirmRow(
            firm=firm,
            deputy_for=cards[firm.pk].deputy_for if firm.pk in cards else "",
            suspension=suspended.get(firm.pk),
            troubles=_troubles(difficulties.get(firm.pk, [])),
            work=work.get(firm.pk),
            is_work_confirmed=hasattr(work.get(firm.pk), "check_made"),
            headroom=rooms.get(firm.pk),
            documents=documents.get(firm.pk, []),
            visits=visits.get(firm.pk, NEVER),
            unread=unread.get(firm.pk, 0),
        )
        for firm in firms
    ]


def tally(actor: Actor, *, at: datetime) -> Tally:
    """The board in six figures, over all firms in care."""
    ids = list(firms_in_care(actor, at=at).values_list("pk", flat=True))
    on = business_date(at)
    rows = [row for found in open_difficulties(ids, at=at).values() for row in found]
    work = work_states(ids, at=at).values()
    return Tally(
        firms=len(ids),
        open=len(rows),
        overdue=sum(row.overdue for row in rows),
        not_working=sum(report.share < 100 for report in work),
        unconfirmed=sum(not hasattr(report, "check_made") for report in work),
        documents=sum(len(found) for found in documents_due(ids, on=on, days=_days(on)).values()),
    )


def _troubles(rows: Sequence[DifficultyRow]) -> Troubles | None:
    if not rows:
        return None
    return Troubles(
        open=len(rows),
        overdue=sum(row.overdue for row in rows),
        with_customs=sum(row.ball == "customs" for row in rows),
        oldest=max(row.age for row in rows),
        first=rows[0],
    )


def _days(on: date) -> int:
    """How many days ahead a document counts as falling due: the first of the reminders."""
    return max(int(word) for word in code_book(on=on).parameters["standing.reminder_days"].split(","))
