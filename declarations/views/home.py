"""What a firm's home page says of declarations: what needs action first, then how many stand where."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from declarations.permissions import check_may_file
from declarations.rules import flow
from declarations.selectors.overview import counts_by_status, newest_with
from declarations.views.shown import Status, status_names, status_of
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date

_SHOWN = (
    flow.REJECTED, flow.WAITING, flow.STORED, flow.ACCEPTED, flow.REVIEW, flow.INSPECTION, flow.SENT_BACK,
    flow.RELEASED,
)  # fmt: skip
_ACTION = (flow.REJECTED, flow.WAITING)


@require_safe
@login_required
def panel(request: HttpRequest) -> HttpResponse:
    """Counts by status of the lists filed, or over the firm's documents, and the newest that need action."""
    actor = actor_of(request)
    check_may_file(actor)
    own = request.GET.get("kind", "declarant") in ("declarant", "zone_operator")
    counts = counts_by_status(actor, own=own)
    known = status_names(business_date(clock.now()))
    urgent: list[tuple[Status, str, str, datetime]] = []
    for status in _ACTION if own else ():
        if counts.get(status):
            look = status_of(status, known=known)
            urgent += [(look, *row) for row in newest_with(actor, status=status)]
    context = {
        "own": own,
        "tab": "mine" if own else "others",
        "counts": [(status_of(s, known=known), counts[s]) for s in _SHOWN if counts.get(s)],
        "urgent": urgent,
    }
    return render(request, "declarations/_home_panel.html", context)
