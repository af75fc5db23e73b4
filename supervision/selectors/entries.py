"""The officers' list of entry declarations: tabs by what waits for whom, each row written out."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from declarations.facts import EntryState as S
from declarations.models import EntryDeclaration, EntryKind
from declarations.selectors import EntryStatus, Payable, entries_for, payable_of, status_of_entry
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.web.keyset import Page, capped_count, page
from supervision.selectors.queue import officer_names

WAITING, MINE, INSPECTION, PAYMENT, ASKED, ALL = "waiting", "mine", "inspection", "payment", "asked", "all"
TABS = (WAITING, MINE, INSPECTION, PAYMENT, ASKED, ALL)
PAGE_SIZE = 50
_CAP = 1000


class EntryRow(NamedTuple):
    """One declaration as a row."""

    entry: EntryDeclaration
    status: EntryStatus
    kind: str
    payable: Payable | None
    reviewer: str


class EntryPage(NamedTuple):
    """One page of a tab."""

    rows: list[EntryRow]
    page: Page[EntryDeclaration]


def tab_of(actor: Actor, *, tab: str) -> "QuerySet[EntryDeclaration]":
    """The declarations of one tab, those of the actor's offices."""
    rows = entries_for(actor)
    if tab == WAITING:
        return rows.filter(status__in=(S.DECLARED, S.PAID))
    if tab == MINE:
        return rows.filter(status=S.REVIEW, reviewer_id=actor.user_id or 0)
    if tab == INSPECTION:
        return rows.filter(status=S.INSPECTION)
    if tab == PAYMENT:
        return rows.filter(Q(status=S.TAX_DUE) | Q(status=S.RELEASED, due_on__isnull=False))
    return rows.exclude(asked="") if tab == ASKED else rows


def tab_counts(actor: Actor) -> dict[str, str]:
    """How many declarations each tab holds, ``1,000+`` above a thousand."""
    counts = {}
    for tab in TABS:
        count, more = capped_count(tab_of(actor, tab=tab), cap=_CAP)
        counts[tab] = f"{count:,}+" if more else f"{count:,}"
    return counts


def entry_page(
    actor: Actor, *, tab: str, status: int | None, kind: str, search: str, after: str | None, at: datetime
) -> EntryPage:
    """Fifty declarations of a tab; what waits is shown oldest first, everything newest first."""
    narrowed = entries_for(actor, status=status, kind=kind, search=search).values("pk")
    rows = tab_of(actor, tab=tab).filter(pk__in=narrowed)
    order = ("-subject_id",) if tab == ALL else ("subject_id",)
    found: Page[EntryDeclaration] = page(rows, order=order, after=after, size=PAGE_SIZE)
    names = officer_names({row.reviewer_id for row in found.rows if row.reviewer_id})
    on = business_date(at)
    shown = [
        EntryRow(
            row,
            status_of_entry(row.status),
            str(EntryKind(row.kind).label),
            payable_of(row, on=on),
            names.get(row.reviewer_id or 0, "") if row.status == S.REVIEW else "",
        )
        for row in found.rows
    ]
    return EntryPage(shown, found)
