"""The officers' queue: tabs, counts and rows, scoped to the actor's offices and those below."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from declarations.selectors import ListRow, queue_rows
from enterprises.facts import Actor
from enterprises.models import User
from kernel.money import yuan
from kernel.web.keyset import Page, capped_count, page
from supervision.models import Case
from supervision.rules.queue import GREEN, lanes_of
from supervision.selectors.words import Deadline, Lane, deadline, lane, moment, reasons, span

MINE, TEAM, CHANNEL, UNASSIGNED, ALL = "mine", "team", "green", "unassigned", "all"
TABS = (MINE, TEAM, CHANNEL, UNASSIGNED, ALL)
PAGE_SIZE = 50
COUNT_CAP = 1000
_ORDER = ("rank", "due_at", "subject_id")


class Filters(NamedTuple):
    """What the queue is narrowed to; empty means everything."""

    mode: str = ""
    lane: str = ""
    search: str = ""


class QueueRow(NamedTuple):
    """One case as a row, everything already written out."""

    pre_no: str
    url: str
    firm: str
    merchant: str
    goods: str
    value: str
    mode: str
    lane: Lane
    reasons: list[tuple[str, str]]
    age: str
    since: str
    deadline: Deadline
    owner: str
    is_mine: bool
    is_held: bool
    is_green: bool
    may_claim: bool


class QueuePage(NamedTuple):
    """One page of the queue with the cursors of its neighbours."""

    rows: list[QueueRow]
    page: Page[Case]


def open_cases(actor: Actor) -> QuerySet[Case]:
    """All undecided cases of the actor's offices."""
    return Case.objects.filter(decided_at__isnull=True, office__in=actor.offices)


def tab_of(actor: Actor, *, tab: str, at: datetime) -> QuerySet[Case]:
    """The undecided cases of one tab."""
    cases = open_cases(actor)
    if tab == MINE:
        return cases.filter(owner=actor.user_id or 0, lease_until__gt=at)
    if tab == TEAM:
        return cases.filter(team=actor.team_id or 0)
    if tab == CHANNEL:
        return cases.filter(rank=GREEN)
    if tab == UNASSIGNED:
        return cases.filter(Q(owner__isnull=True) | Q(lease_until__lte=at))
    return cases


def narrowed(cases: QuerySet[Case], *, filters: Filters) -> QuerySet[Case]:
    """The cases that fit the filters; search is by the beginning of a pre-entry, order or waybill number."""
    if filters.mode:
        cases = cases.filter(trade_mode=filters.mode)
    if filters.lane:
        cases = cases.filter(lane=filters.lane)
    word = filters.search.strip()
    if word:
        cases = cases.filter(
            Q(pre_no__startswith=word) | Q(order_no__startswith=word) | Q(logistics_no__startswith=word)
        )
    return cases


def tab_counts(actor: Actor, *, at: datetime) -> dict[str, str]:
    """How many cases each tab holds, ``1,000+`` above a thousand; one cheap query a tab."""
    counts = {}
    for tab in TABS:
        count, more = capped_count(tab_of(actor, tab=tab, at=at), cap=COUNT_CAP)
        counts[tab] = f"{count:,}+" if more else f"{count:,}"
    return counts


def queue_page(
    actor: Actor, *, tab: str, filters: Filters, after: str | None, at: datetime, prefix: str
) -> QueuePage:
    """Fifty cases of a tab, the green channel first, then by deadline.

    ``prefix`` is the address before the number.
    """
    cases = narrowed(tab_of(actor, tab=tab, at=at), filters=filters)
    found: Page[Case] = page(cases, order=_ORDER, after=after, size=PAGE_SIZE)
    return QueuePage(rows_of(found.rows, actor=actor, at=at, prefix=prefix), found)


def rows_of(cases: list[Case], *, actor: Actor, at: datetime, prefix: str) -> list[QueueRow]:
    """The cases as rows; the same few queries for one as for fifty."""
    lists = queue_rows([case.subject_id for case in cases])
    names = officer_names({case.owner_id for case in cases if case.owner_id})
    lanes = lanes_of(actor.roles)
    return [
        _row(case, lists[case.subject_id], names, lanes, actor=actor, at=at, prefix=prefix)
        for case in cases
        if case.subject_id in lists
    ]


def officer_names(user_ids: set[int]) -> dict[int, str]:
    """The names of these users."""
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "name")) if user_ids else {}


def _row(
    case: Case,
    lst: ListRow,
    names: dict[int, str],
    lanes: tuple[str, ...],
    *,
    actor: Actor,
    at: datetime,
    prefix: str,
) -> QueueRow:
    held = case.lease_until is not None and at < case.lease_until
    mine = held and case.owner_id == actor.user_id
    return QueueRow(
        pre_no=case.pre_no,
        url=f"{prefix}{case.pre_no}/",
        firm=lst.agent_name,
        merchant=lst.ebc_name,
        goods=lst.goods if lst.lines < 2 else f"{lst.goods} +{lst.lines - 1}",
        value=f"{yuan(lst.value_fen):,.2f}",
        mode=case.trade_mode,
        lane=lane(case.lane),
        reasons=reasons(case.reasons),
        age=span(at - case.created_at),
        since=moment(case.created_at),
        deadline=deadline(case.due_at, at=at),
        owner=names.get(case.owner_id or 0, "") if held else "",
        is_mine=mine,
        is_held=held,
        is_green=case.is_green,
        may_claim=case.lane in lanes and not held,
    )
