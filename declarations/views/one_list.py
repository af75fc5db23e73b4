"""The page of one import list: status, documents side by side, findings, tax, story, receipts."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bonded.selectors import goods_of_list
from declarations.forms.filters import ReasonForm
from declarations.models import ImportList, ListEvent, ListState
from declarations.permissions import check_may_reveal, may_declare, may_reveal
from declarations.rules import flow
from declarations.selectors import CaseDocuments, case_documents, list_by_pre_no
from declarations.selectors.cases import Side
from declarations.selectors.one_list import Sight, may_correct, sight_of, state_token
from declarations.services.showing import show_in_full
from declarations.views.shown import (
    KINDS,
    MOVING,
    Cell,
    ball,
    cells,
    errors_at,
    line_cells,
    reasons,
    speaks_of_others,
    status_names,
    status_of,
)
from declarations.views.taxes import tax_rows
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused

_ORDER = ("order", "payment", "waybill", "list")


class Story(NamedTuple):
    """One entry of the timeline."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str
    icon: str


class DocumentView(NamedTuple):
    """One of the four documents as a column."""

    name: str
    label: str
    side: Side
    cells: list[Cell]
    lines: list[dict[str, Cell]]
    is_shown_in_full: bool
    may_reveal: bool


@require_safe
@login_required
def show(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Everything the actor may see of one list; asked with the token of its state, only what changed."""
    actor = actor_of(request)
    lst = _found(actor, pre_no)
    token = request.GET.get("seen", "")
    if token and token == state_token(ListState.objects.get(pk=lst.pk)):
        return HttpResponse(status=204)
    return _page(request, lst, actor=actor, at=clock.now(), polled=bool(token))


@require_POST
@login_required
def reveal(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Show the personal values of one document in full, once, after the reason is on record."""
    actor, at = actor_of(request), clock.now()
    lst = _found(actor, pre_no)
    check_may_reveal(actor)
    form = ReasonForm(request.POST)
    form.is_valid()
    document = form.cleaned_data.get("document", "")
    sides = case_documents(lst.pk, actor=actor).sides
    if not any(side.name == document and side.visible for side in sides):
        raise Http404(document)
    try:
        shown = show_in_full(
            pre_no, document=document, reason=form.cleaned_data.get("reason", ""), actor=actor, at=at
        )
    except Refused as no:
        return _page(request, lst, actor=actor, at=at, asked=document, refused=no)
    return _page(request, lst, actor=actor, at=at, shown=shown)


def _found(actor: Actor, pre_no: str) -> ImportList:
    lst = list_by_pre_no(pre_no, actor=actor)
    if lst is None:
        raise Http404(pre_no)
    return lst


def _page(
    request: HttpRequest,
    lst: ImportList,
    *,
    actor: Actor,
    at: datetime,
    shown: frozenset[str] = frozenset(),
    asked: str = "",
    refused: Refused | None = None,
    polled: bool = False,
) -> HttpResponse:
    documents = case_documents(lst.pk, actor=actor, reveal=shown)
    sight = sight_of(documents, actor=actor)
    known = status_names(business_date(at))
    columns = _columns(documents, shown=shown, sight=sight, may_ask=may_reveal(actor))
    ids = [cell.id for column in columns for cell in _all_cells(column)]
    context = {
        "lst": lst,
        "state": documents.state,
        "sight": sight,
        "status": status_of(documents.state.status, known=known),
        "ball": ball(documents.state.status, is_theirs=speaks_of_others(sight.findings)),
        "columns": columns,
        "reasons": reasons(sight.findings, shown_ids=ids),
        "taxes": tax_rows(documents.taxes),
        "stories": [_story(event, sight, known, actor) for event in documents.events],
        "receipts": documents.receipts,
        "revisions": documents.revisions if sight.whole else (),
        "kinds": KINDS,
        "correctable": _correctable(documents, actor),
        "is_moving": documents.state.status in MOVING,
        "token": state_token(documents.state),
        "polled": polled,
        "errors": errors_at(f"reason-{asked}", refused=refused),
        "asked": asked,
        "is_officer": actor.is_officer,
        "goods": goods_of_list(lst.pk, actor=actor, on=business_date(at)),
    }
    return render(request, "declarations/list.html", context, status=422 if refused else 200)


def _correctable(documents: CaseDocuments, actor: Actor) -> bool:
    return (
        may_declare(actor)
        and documents.state.status in flow.CHANGEABLE
        and may_correct(documents, actor=actor)
    )


def _columns(
    documents: CaseDocuments, *, shown: frozenset[str], sight: Sight, may_ask: bool
) -> list[DocumentView]:
    """The four documents; another firm's only as far as the viewer may know of them."""
    sides = {side.name: side for side in documents.sides}
    return [
        DocumentView(
            name=name,
            label=str(KINDS[name]),
            side=sides[name],
            cells=cells(sides[name]),
            lines=line_cells(sides[name]),
            is_shown_in_full=name in shown,
            may_reveal=may_ask and sides[name].visible and any(v.personal for v in sides[name].values),
        )
        for name in _ORDER
        if sight.whole or sides[name].visible or sides[name].values or sides[name].missing
    ]


def _all_cells(column: DocumentView) -> list[Cell]:
    return [*column.cells, *(cell for line in column.lines for cell in line.values())]


def _story(event: ListEvent, sight: Sight, known: dict[str, str], actor: Actor) -> Story:
    """One move: of people only the own firm's are named, customs' officers are customs."""
    status = status_of(event.target, known=known)
    who = sight.people.get(event.actor_id or 0, "")
    if not who:
        who = _("The portal") if event.actor_id is None else _other(sight, actor)
    return Story(event.at, f"{status.code} {status.label}", who, event.note, status.tone, status.icon)


def _other(sight: Sight, actor: Actor) -> str:
    return _("Customs") if sight.whole and not actor.is_officer else _("Another firm or customs")
