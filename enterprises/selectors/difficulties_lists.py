"""The lists of difficulties: the firm's own, and the officers' desk with its tabs and filters."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from enterprises.facts import Actor
from enterprises.models import Difficulty, DifficultyEscalation, DifficultyHelp
from enterprises.rules.flow import DIFFICULTY_IN_HAND, DIFFICULTY_OPEN, DIFFICULTY_RAISED
from enterprises.selectors.coordination import firms_of_coordinator
from enterprises.selectors.difficulties import DifficultyRow, owners, rows_of, visible, without_recused
from kernel.web.keyset import Page, page

MINE, MY_FIRMS, TEAM, ALL = "mine", "firms", "team", "all"
TABS = (MINE, MY_FIRMS, TEAM, ALL)
OPEN, ANY = "open", "any"
_CUSTOMS_BALL = (DIFFICULTY_RAISED, DIFFICULTY_IN_HAND)


class Filters(NamedTuple):
    """What a list is narrowed by; ``state`` is ``open``, ``any`` or the code of a status."""

    state: str = OPEN
    category: str = ""
    overdue: bool = False
    words: str = ""


class Found(NamedTuple):
    """One page of a list."""

    rows: list[DifficultyRow]
    page: Page[Difficulty]


def firm_list(actor: Actor, *, filters: Filters, after: str | None, at: datetime, size: int = 25) -> Found:
    """The firm's own difficulties, newest first."""
    return _page(
        _narrowed(visible(actor), filters=filters, at=at), ("-subject_id",), after=after, at=at, size=size
    )


def desk_list(
    actor: Actor, *, tab: str, filters: Filters, after: str | None, at: datetime, size: int = 25
) -> Found:
    """The officers' difficulties of one tab, the nearest deadline first; recused ones are left out."""
    seen = without_recused(visible(actor, at=at), actor=actor, at=at)
    rows = _narrowed(seen.filter(_tab(tab, actor=actor, at=at)), filters=filters, at=at)
    return _page(rows, ("due_at", "subject_id"), after=after, at=at, size=size)


def tab_counts(actor: Actor, *, at: datetime) -> dict[str, int]:
    """How many are open in each tab; a fixed number of queries."""
    rows = without_recused(visible(actor, at=at), actor=actor, at=at).filter(status__in=DIFFICULTY_OPEN)
    counts = {tab: Count("pk", filter=_tab(tab, actor=actor, at=at)) for tab in TABS[:-1]}
    return dict(rows.aggregate(**counts, all=Count("pk")))


class Late(NamedTuple):
    """How many open difficulties are overdue, and how many were brought before the chief."""

    overdue: int
    escalated: int


def late_counts(actor: Actor, *, at: datetime) -> Late:
    """What is late in the actor's desk list, brought before the chief since it was last opened; one query."""
    rows = without_recused(visible(actor, at=at), actor=actor, at=at).filter(status__in=DIFFICULTY_OPEN)
    brought = DifficultyEscalation.objects.filter(difficulty_id=OuterRef("pk"), round=OuterRef("round"))
    overdue = Q(status__in=_CUSTOMS_BALL, due_at__lte=at)
    return Late(
        **rows.annotate(was_brought=Exists(brought)).aggregate(
            overdue=Count("pk", filter=overdue), escalated=Count("pk", filter=Q(was_brought=True))
        )
    )


def _tab(tab: str, *, actor: Actor, at: datetime) -> Q:
    """What belongs to a tab; an owner's is also the deputy's while the owner is away."""
    if tab == MINE:
        return Q(owner_id__in=owners(actor, at=at))
    if tab == MY_FIRMS:
        return Q(firm_id__in=firms_of_coordinator(actor, at=at))
    if tab == TEAM:
        helps = DifficultyHelp.objects.filter(team_id=actor.team_id or 0).values("difficulty_id")
        return Q(team_id=actor.team_id) | Q(pk__in=helps)
    return Q()


def _narrowed(rows: QuerySet[Difficulty], *, filters: Filters, at: datetime) -> QuerySet[Difficulty]:
    """The rows that fit the filters."""
    if filters.state.isdigit():
        rows = rows.filter(status=int(filters.state))
    elif filters.state != ANY:
        rows = rows.filter(status__in=DIFFICULTY_OPEN)
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.overdue:
        rows = rows.filter(status__in=_CUSTOMS_BALL, due_at__lte=at)
    words = filters.words.strip()
    if words:
        numbered = Q(number__istartswith=words) | Q(links__number=words)
        named = Q(title__icontains=words) | Q(firm__name_zh__icontains=words)
        rows = rows.filter(pk__in=Difficulty.objects.filter(numbered | named).values("pk"))
    return rows


def _page(
    rows: QuerySet[Difficulty], order: tuple[str, ...], *, after: str | None, at: datetime, size: int
) -> Found:
    """One page with its rows."""
    found = page(rows.select_related("firm", "owner", "team"), order=order, after=after, size=size)
    return Found(rows_of(found.rows, at=at), found)
