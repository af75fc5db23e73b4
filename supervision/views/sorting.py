"""The sorting line: a waybill is scanned, one big word comes back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from enterprises.middleware import actor_of
from kernel import clock
from supervision.permissions import check_may_sort
from supervision.rules.sorting import INSPECT, REASONS, RELEASE, STOP, UNKNOWN
from supervision.selectors.sorting import LONGEST, answer_for

# The word, its icon and its colour; never the colour alone.
_LANES = {
    RELEASE: (gettext_lazy("Release"), "circle-check-big"),
    INSPECT: (gettext_lazy("Inspect"), "search-check"),
    STOP: (gettext_lazy("Stop"), "octagon-x"),
    UNKNOWN: (gettext_lazy("Unknown"), "circle-question-mark"),
}


@require_safe
@login_required
def sorting(request: HttpRequest) -> HttpResponse:
    """The page, and the answer for ``?waybill=``: to htmx the answer alone."""
    actor = actor_of(request)
    check_may_sort(actor)
    waybill = request.GET.get("waybill", "").strip()[: LONGEST + 1]
    context: dict[str, object] = {"waybill": waybill, "longest": LONGEST}
    if waybill:
        answer = answer_for(actor, waybill_no=waybill)
        word, icon = _LANES[answer.lane]
        context |= {
            "answer": answer,
            "word": word,
            "icon": icon,
            "reason": gettext(REASONS[answer.reason]),
            "at": clock.now(),
        }
    part = bool(request.htmx) and bool(waybill)  # type: ignore[attr-defined]
    return render(request, "supervision/_sorting.html" if part else "supervision/sorting.html", context)
