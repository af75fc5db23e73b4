"""Messages of the zone system that the firm's programs sent, and what customs answered to its papers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bonded.selectors.zone_answers import answers_of
from bonded.selectors.zone_inbox import answer_words, messages_of, shown
from enterprises.middleware import actor_of
from enterprises.permissions import check_may_see_own_firm
from kernel.web.keyset import page


@require_safe
@login_required
def zone_messages(request: HttpRequest) -> HttpResponse:
    """What was received, newest first, with the reasons where it was refused."""
    actor = actor_of(request)
    check_may_see_own_firm(actor)
    only = request.GET.get("only") == "refused"
    search = request.GET.get("q", "").strip()
    rows = messages_of(actor, search=search, only_refused=only)
    found = page(rows, order=("-id",), after=request.GET.get("after"))
    context = {
        "page": found, "rows": [(row, shown(row)) for row in found.rows], "only": only, "search": search,
    }  # fmt: skip
    return render(request, "bonded/messages.html", context)


@require_safe
@login_required
def zone_answers(request: HttpRequest) -> HttpResponse:
    """What customs answered, newest first: the rows that programs read from the feed."""
    actor = actor_of(request)
    check_may_see_own_firm(actor)
    search = request.GET.get("q", "").strip()
    rows = answers_of(actor.firm_id or 0, search=search)
    found = page(rows, order=("-id",), after=request.GET.get("after"))
    context = {"page": found, "rows": [(row, answer_words(row)) for row in found.rows], "search": search}
    return render(request, "bonded/messages_answers.html", context)
