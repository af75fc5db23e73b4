"""The queue: its tabs, its rows, and the buttons that claim and give back."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import sentence
from supervision import services
from supervision.forms import QueueForm
from supervision.models import Case
from supervision.permissions import may_decide
from supervision.selectors.queue import ALL, CHANNEL, MINE, TABS, Filters, queue_page, rows_of, tab_counts
from supervision.selectors.waiting import zone_waiting
from supervision.views.desk import desk, found_list


@require_safe
@desk
def queue(request: HttpRequest) -> HttpResponse:
    """The officer's cases, the green channel first, then by deadline."""
    actor, at = actor_of(request), clock.now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ALL
    form = QueueForm(request.GET)
    form.is_valid()
    filters = Filters(*(form.cleaned_data.get(name, "") for name in ("mode", "lane", "q")))
    found = queue_page(
        actor, tab=tab, filters=filters, after=request.GET.get("after"), at=at, prefix=_prefix()
    )
    counts = tab_counts(actor, at=at)
    labels = {
        MINE: _("Mine"),
        "team": _("My team"),
        CHANNEL: _("Green channel"),
        "unassigned": _("Unclaimed"),
        ALL: _("All of my offices"),
    }
    context = {
        "form": form,
        "tab": tab,
        "tabs": [(name, labels[name], counts[name]) for name in TABS],
        "rows": found.rows,
        "page": found.page,
        "narrowed": any(filters),
        "may_decide": may_decide(actor),
        "zone": zone_waiting(actor),
    }
    return render(request, "supervision/queue.html", context)


@require_POST
@desk
def claim(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Claim one case; from the queue its row comes back, from the case page the page."""
    actor, at = actor_of(request), clock.now()
    lst = found_list(actor, pre_no=pre_no)
    try:
        services.claim(lst.pk, actor=actor, at=at)
    except (Conflict, Refused) as no:
        return _said_no(request, no, pre_no=pre_no, actor=actor, at=at)
    if _htmx(request):
        return _row(request, pre_no, actor=actor, at=at, said=_("Claimed %(no)s.") % {"no": pre_no})
    return redirect("supervision:case", pre_no)


@require_POST
@desk
def release_claim(request: HttpRequest, pre_no: str) -> HttpResponse:
    """Give a claimed case back to the queue."""
    actor, at = actor_of(request), clock.now()
    lst = found_list(actor, pre_no=pre_no)
    try:
        services.release_claim(lst.pk, actor=actor, at=at)
    except (Conflict, Refused) as no:
        return _said_no(request, no, pre_no=pre_no, actor=actor, at=at)
    if _htmx(request):
        return _row(request, pre_no, actor=actor, at=at, said=_("Gave %(no)s back.") % {"no": pre_no})
    messages.success(request, _("The case is back in the queue."))
    return redirect("supervision:queue")


@require_POST
@desk
def claim_next(request: HttpRequest) -> HttpResponse:
    """Claim the most urgent case that is free, and open it."""
    try:
        case = services.claim_next(actor=actor_of(request), at=clock.now())
    except Refused as no:
        messages.info(request, sentence(no.violations[0]))
        return redirect("supervision:queue")
    return redirect("supervision:case", case.pre_no)


def _prefix() -> str:
    """The address before a pre-entry number: one reverse for fifty rows."""
    return reverse("supervision:case", args=["0"]).removesuffix("0/")


def _htmx(request: HttpRequest) -> bool:
    return bool(cast("HtmxDetails", request.htmx))  # type: ignore[attr-defined]


def _said_no(
    request: HttpRequest, no: Conflict | Refused, *, pre_no: str, actor: Actor, at: datetime
) -> HttpResponse:
    """The row as it is by now with the reason, or the page with the reason above it."""
    violation = no.violation if isinstance(no, Conflict) else no.violations[0]
    if _htmx(request):
        return _row(request, pre_no, actor=actor, at=at, said=sentence(violation), status=409)
    messages.warning(request, sentence(violation))
    return redirect("supervision:case", pre_no)


def _row(
    request: HttpRequest, pre_no: str, *, actor: Actor, at: datetime, said: str, status: int = 200
) -> HttpResponse:
    cases = list(Case.objects.filter(pre_no=pre_no))
    rows = rows_of(cases, actor=actor, at=at, prefix=_prefix())
    context = {"row": rows[0] if rows else None, "said": said, "warned": status != 200}
    return render(request, "supervision/_row.html", context, status=status)
