"""The homes of coordinators and chiefs: pages that mix what several rooms know."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enterprises.middleware import actor_of
from kernel import clock
from supervision.permissions import check_may_see_board, check_may_see_office
from supervision.selectors.board import board_page, tally
from supervision.selectors.chief import office_page
from supervision.selectors.waiting import zone_waiting


@require_safe
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """The firms in the coordinator's care and what each of them needs."""
    actor, at = actor_of(request), clock.now()
    check_may_see_board(actor)
    found, rows = board_page(actor, after=request.GET.get("after"), at=at)
    context = {"page": found, "rows": rows, "tally": tally(actor, at=at), "now": at}
    return render(request, "supervision/board.html", context)


@require_safe
@login_required
def office(request: HttpRequest) -> HttpResponse:
    """What awaits the chief's signature, what is late, and how work resumes."""
    actor, at = actor_of(request), clock.now()
    check_may_see_office(actor)
    return render(
        request,
        "supervision/office.html",
        {"view": office_page(actor, at=at), "zone": zone_waiting(actor), "now": at},
    )
