"""Ledger files: filings, stock-takings, write-offs and disposals in one list for either side."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonded.forms.reconciling import FilesForm
from bonded.models import Disposal, StockTake, WriteOff
from bonded.rules import flow
from bonded.selectors import filings as filing_selectors
from bonded.selectors import reconciling
from bonded.views.ledger_words import badge, page_of
from codelists.selectors import local_name
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.flow import Flow
from kernel.web.keyset import Page, capped_count, page

TABS = ("filings", "stock-takings", "write-offs", "disposals")
# What waits for customs, and what waits for the firm.
_FOR_CUSTOMS = {
    "filings": (flow.SUBMITTED,),
    "stock-takings": (flow.EXPLAINED,),
    "write-offs": (flow.SUBMITTED,),
    "disposals": (flow.SUBMITTED, flow.APPROVED),
}
_FOR_FIRM = {
    "filings": (flow.DRAFT, flow.ASKED),
    "stock-takings": (flow.COMPARED, flow.ASKED),
    "write-offs": (),
    "disposals": (),
}
_FLOWS: dict[str, Flow] = {
    "filings": flow.FILING_FLOW,
    "stock-takings": flow.STOCKTAKE_FLOW,
    "write-offs": flow.WRITEOFF_FLOW,
    "disposals": flow.DISPOSAL_FLOW,
}


@require_safe
@login_required
def files(request: HttpRequest) -> HttpResponse:
    """The files of one kind: those that wait, or all, newest first."""
    actor = actor_of(request)
    tab, every = _chosen(request)
    form = FilesForm(request.GET)
    form.is_valid()
    search = form.cleaned_data.get("q", "").strip()
    rows = _narrowed(tab, _rows(tab, actor=actor), search=search)
    if not every:
        rows = rows.filter(status__in=_open(tab, actor=actor))
    found: Page[Any] = page(rows, order=("-subject_id",), after=request.GET.get("after"))
    context = {
        "tab": tab,
        "every": every,
        "tabs": _tabs(actor),
        "form": form,
        "narrowed": bool(search),
        "page": found,
        "rows": [(row, badge(row, of=_FLOWS[tab]), _firm(row)) for row in found.rows],
        "is_officer": actor.is_officer,
        "url_name": page_of(
            {"filings": "BF", "stock-takings": "BT", "write-offs": "BW", "disposals": "BX"}[tab]
        ),
    }
    return render(request, "bonded/ledger_files.html", context)


@require_safe
@login_required
def file(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a ledger file, whichever it is (notices lead here)."""
    name = page_of(number)
    if not name or not _exists(number, actor=actor_of(request)):
        raise Http404(number)
    return redirect(name, number)


def _chosen(request: HttpRequest) -> tuple[str, bool]:
    """The tab, and whether decided files are shown too."""
    tab = request.GET.get("tab", "")
    return (tab if tab in TABS else TABS[0]), request.GET.get("state") == "all"


def _rows(tab: str, *, actor: Actor) -> "QuerySet[Any]":
    """The files of one kind that the actor may see."""
    on = business_date(clock.now())
    if tab == "filings":
        return filing_selectors.filings(actor, on=on)
    models = {"stock-takings": StockTake, "write-offs": WriteOff, "disposals": Disposal}
    return reconciling.files(models[tab], actor=actor, on=on)


def _narrowed(tab: str, rows: "QuerySet[Any]", *, search: str) -> "QuerySet[Any]":
    narrow = filing_selectors.narrowed if tab == "filings" else reconciling.narrowed
    return narrow(rows, search=search)


def _exists(number: str, *, actor: Actor) -> bool:
    tab = {"BF": "filings", "BT": "stock-takings", "BW": "write-offs", "BX": "disposals"}[number[:2]]
    return _rows(tab, actor=actor).filter(number=number).exists()


def _open(tab: str, *, actor: Actor) -> tuple[int, ...]:
    """What still waits: for officers what they decide, for a firm that and what it has to finish."""
    return _FOR_CUSTOMS[tab] if actor.is_officer else (*_FOR_FIRM[tab], *_FOR_CUSTOMS[tab])


def _tabs(actor: Actor) -> list[tuple[str, str, str]]:
    """Each tab with its label and how many wait."""
    labels = {
        "filings": _("Filings"),
        "stock-takings": _("Stock-takings"),
        "write-offs": _("Write-offs"),
        "disposals": _("Losses and destructions"),
    }
    found = []
    for tab in TABS:
        waiting = _rows(tab, actor=actor).filter(status__in=_open(tab, actor=actor))
        count, more = capped_count(waiting, cap=99)
        found.append((tab, labels[tab], f"{count}+" if more else str(count)))
    return found


def _firm(row: Any) -> str:
    """The firm of a file in the reader's language."""
    firm = row.firm if hasattr(row, "firm") else row.ledger.firm
    return local_name(firm.name_zh, en=firm.name_en)
