"""All lists of the actor's offices as rows, for looking up what was released or rejected."""

from datetime import datetime
from typing import NamedTuple

from codelists.selectors import names
from declarations.models import ListState
from declarations.selectors import ListRow, lists_for, queue_rows
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.money import yuan
from kernel.web.keyset import Page, page
from supervision.selectors.cases import Status, status_of
from supervision.selectors.words import moment

PAGE_SIZE = 50
_STATUSES = ("3", "100", "120", "300", "500", "700", "800")


class Row(NamedTuple):
    """One list, everything already written out."""

    pre_no: str
    url: str
    invt_no: str
    firm: str
    merchant: str
    goods: str
    value: str
    tax: str
    mode: str
    status: Status
    since: str


class ListsPage(NamedTuple):
    """One page with the cursors of its neighbours."""

    rows: list[Row]
    page: Page[ListState]


def status_choices(*, at: datetime) -> list[tuple[str, str]]:
    """The statuses an officer may look for, with their names."""
    known = names("statuses", on=business_date(at))
    return [(code, f"{code} {known.get(code, '')}".strip()) for code in _STATUSES]


def lists_page(
    actor: Actor,
    *,
    status: str,
    mode: str,
    search: str,
    after: str | None,
    at: datetime,
    prefix: str,
) -> ListsPage:
    """Fifty lists, newest first; search is exact on any of the list's numbers."""
    found = lists_for(actor, status=int(status) if status else None, mode=mode, search=search)
    part: Page[ListState] = page(found, order=("-subject_id",), after=after, size=PAGE_SIZE)
    known = queue_rows([state.subject_id for state in part.rows])
    statuses = names("statuses", on=business_date(at))
    rows = [
        _row(known[state.subject_id], statuses, prefix) for state in part.rows if state.subject_id in known
    ]
    return ListsPage(rows, part)


def _row(lst: ListRow, statuses: dict[str, str], prefix: str) -> Row:
    return Row(
        pre_no=lst.pre_no,
        url=f"{prefix}{lst.pre_no}/",
        invt_no=lst.invt_no,
        firm=lst.agent_name,
        merchant=lst.ebc_name,
        goods=lst.goods if lst.lines < 2 else f"{lst.goods} +{lst.lines - 1}",
        value=f"{yuan(lst.value_fen):,.2f}",
        tax=f"{yuan(lst.tax_fen):,.2f}",
        mode=lst.trade_mode,
        status=status_of(lst.status, statuses=statuses),
        since=moment(lst.since),
    )
