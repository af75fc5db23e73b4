"""Import lists as a table: a firm's own, those over its documents, an officer's offices."""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from codelists.selectors import names
from declarations.forms.filters import MINE, OTHERS, ListsFilter
from declarations.forms.sections import MODES
from declarations.models import ListState
from declarations.permissions import may_declare
from declarations.rules.acceptance import missing_kinds
from declarations.selectors import ListRow, lists_for, queue_rows
from declarations.selectors.overview import Wait, lists_of_others, waits_of
from declarations.views.shown import KINDS, Status, status_names, status_of
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from enterprises.models import Firm
from kernel import clock
from kernel.clock import business_date
from kernel.web.keyset import Page, page

_STATUSES = (1, 3, 100, 120, 300, 500, 700, 800, 90)


class Row(NamedTuple):
    """One list; ``lst`` is None for another firm's, of which only number and status are shown.

    ``missing`` are documents that have not come, each with the firm it comes from, where that may be known.
    """

    pre_no: str
    order_no: str
    filer: str
    status: Status
    since: datetime
    lst: ListRow | None
    missing: tuple[tuple[str, str], ...]
    until: datetime | None


@require_safe
@login_required
def lists(request: HttpRequest) -> HttpResponse:
    """Lists by status, mode and number, newest first."""
    actor, on = actor_of(request), business_date(clock.now())
    tab = OTHERS if actor.is_firm and request.GET.get("tab", _home_tab(actor)) == OTHERS else MINE
    known, modes = status_names(on), names("supervision_modes", on=on)
    chosen = ListsFilter(
        request.GET,
        statuses=[(str(code), f"{code} {known.get(str(code), '')}".strip()) for code in _STATUSES],
        modes=[(mode, f"{mode} {modes.get(mode, '')}".strip()) for mode in MODES],
    )
    found: Page[ListState] = page(
        _found(actor, chosen, tab=tab), order=("-subject_id",), after=request.GET.get("after")
    )
    context = {
        "filter": chosen,
        "tab": tab,
        "page": found,
        "rows": _rows(found.rows, own=tab == MINE, known=known, actor=actor),
        "may_declare": may_declare(actor),
        "is_firm": actor.is_firm,
    }
    return render(request, "declarations/lists.html", context)


def _home_tab(actor: Actor) -> str:
    """Firms that never declare look at the lists over their documents first."""
    return MINE if may_declare(actor) and "declarant" in actor.firm_kinds else OTHERS


def _found(actor: Actor, chosen: ListsFilter, *, tab: str) -> QuerySet[Any]:
    status, mode = chosen.said("status"), chosen.said("mode")
    wanted = int(status) if status else None
    mine = lists_for(actor, status=wanted, mode=mode, search=chosen.said("q"))
    if tab == MINE:
        return mine
    return lists_of_others(actor, status=wanted, mode=mode, search=chosen.said("q"))


def _rows(states: list[ListState], *, own: bool, known: dict[str, str], actor: Actor) -> list[Row]:
    """The rows of one page; the same number of queries for any."""
    ids = [state.subject_id for state in states]
    heads = queue_rows(ids)
    waits = waits_of(states, actor=actor) if own else {}
    filers = dict(Firm.objects.filter(pk__in={s.firm_id for s in states}).values_list("pk", "name_zh"))
    return [
        Row(
            pre_no=heads[state.subject_id].pre_no,
            order_no=heads[state.subject_id].order_no,
            filer=filers.get(state.firm_id, ""),
            status=status_of(state.status, known=known),
            since=state.since,
            lst=heads[state.subject_id] if own else None,
            missing=_missing(state, waits.get(state.subject_id)),
            until=state.due_at if own else None,
        )
        for state in states
        if state.subject_id in heads
    ]


def _missing(state: ListState, wait: Wait | None) -> tuple[tuple[str, str], ...]:
    if wait is None:
        return tuple((str(KINDS[kind]), "") for kind in missing_kinds(state.missing))
    return tuple((str(KINDS[document.kind]), document.sender) for document in wait.documents)
