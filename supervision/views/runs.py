"""The job runs of this room: what ran, how much it did, and what it could not do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enterprises.middleware import actor_of
from enterprises.navigation import optional_url
from kernel.web.keyset import Page, page
from supervision.selectors.runs import counted, items_of, run_of, runs_of_room, taken_up
from supervision.views.desk import desk

# Where the subject of an item is shown.
_PAGES = {
    "list": "supervision:case",
    "firm": "enterprises:firm_page",
    "grant": "enterprises:grant",
    "difficulty": "enterprises:difficulty",
    "suspension": "enterprises:suspension",
    "plan": "enterprises:plan",
    "guarantee": "enterprises:guarantee_account",
    "stock_doc": "bonded:stock_doc",
    "application": "bonded:application",
    "ledger": "bonded:ledger",
    "lot": "bonded:ledger",
}


@require_safe
@desk
def runs(request: HttpRequest) -> HttpResponse:
    """All runs, newest first."""
    found: Page = page(runs_of_room(), order=("-started_at", "-id"), after=request.GET.get("after"), size=50)
    context = {"page": found, "rows": [counted(run) for run in found.rows]}
    return render(request, "supervision/runs.html", context)


@require_safe
@desk
def run(request: HttpRequest, job: str, day: str, part: int) -> HttpResponse:
    """One run with the rows it refused or could not judge, as far as they belong to the actor's offices."""
    found = run_of(job, day=day, part=part)
    if found is None:
        raise Http404(job)
    items: Page = page(
        items_of(found, actor=actor_of(request)), order=("id",), after=request.GET.get("after"), size=50
    )
    rows = [
        (
            optional_url(_PAGES.get(item.subject_kind, ""), item.subject_no),
            item.subject_no,
            item.rule_code,
            taken_up(item),
        )
        for item in items.rows
    ]
    context = {"row": counted(found), "page": items, "items": rows}
    return render(request, "supervision/run.html", context)
