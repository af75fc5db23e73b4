"""Stop orders: the list, and one of them, where another officer lifts it."""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonded.forms.stops import IN_FORCE, LIFTED, LiftForm, StopsForm
from bonded.models import StopOrder
from bonded.permissions import check_may_stop_at, may_read_grounds, may_stop, may_stop_at
from bonded.rules.flow import STOPPED
from bonded.selectors.stops import stop_by_number, stop_events, stops_for
from bonded.services import stops as services
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import page

_OVER = {IN_FORCE: False, LIFTED: True}


class _Moment(NamedTuple):
    """One line of the history."""

    at: object
    title: str
    icon: str
    tone: str
    text: str = ""


@require_safe
@login_required
def stops(request: HttpRequest) -> HttpResponse:
    """The stops of one's offices, or of one's own firm, newest first."""
    actor = actor_of(request)
    form = StopsForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    rows = stops_for(
        actor,
        on=business_date(clock.now()),
        kind=said.get("kind", ""),
        search=said.get("q", ""),
        lifted=_OVER.get(said.get("state", "")),
    )
    context = {
        "form": form,
        "page": page(rows, order=("-subject_id",), after=request.GET.get("after")),
        "narrowed": any(said.get(name) for name in ("q", "kind", "state")),
        "may_stop": may_stop(actor),
        "reads_grounds": may_read_grounds(actor),
    }
    return render(request, "bonded/stops.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stop(request: HttpRequest, number: str) -> HttpResponse:
    """One stop; a POST lifts it."""
    actor = actor_of(request)
    row = stop_by_number(actor, number=number, on=business_date(clock.now()))
    if row is None:
        raise Http404(number)
    if request.method != "POST":
        return _page(request, row, actor=actor, form=LiftForm())
    check_may_stop_at(actor, office=row.office)
    form = LiftForm(request.POST)
    form.is_valid()
    try:
        ground = form.cleaned_data.get("ground", "")
        services.lift(actor=actor, number=number, ground=ground, at=clock.now())
    except (Refused, Conflict) as no:
        status = 422 if isinstance(no, Refused) else 409
        return _page(request, row, actor=actor, form=form, said=no, status=status)
    messages.success(request, _("The stop %(no)s is lifted.") % {"no": number})
    return redirect("bonded:stop", number)


def _page(
    request: HttpRequest,
    row: StopOrder,
    *,
    actor: Actor,
    form: LiftForm,
    said: Refused | Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with the form as it stands; grounds for those alone who may read them."""
    reads = may_read_grounds(actor)
    context = {
        "row": row,
        "form": form,
        "findings": findings(said) if said else (),
        "reads_grounds": reads,
        "is_live": row.status == STOPPED,
        "may_lift": _may_lift(row, actor=actor),
        "is_own": row.ordered_by_id == actor.user_id,
        "history": _history(row, reads=reads),
    }
    return render(request, "bonded/stop.html", context, status=status)


def _may_lift(row: StopOrder, *, actor: Actor) -> bool:
    """Whether the form to lift it stands on the page."""
    another = row.ordered_by_id != actor.user_id
    return row.status == STOPPED and another and may_stop_at(actor, office=row.office)


def _history(row: StopOrder, *, reads: bool) -> list[_Moment]:
    """What happened, with the grounds for those who may read them."""
    found = []
    for event in stop_events(row):
        lifted = event.target != STOPPED
        ground = (row.lift_ground if lifted else row.ground) if reads else ""
        word, icon, tone = (
            (_("Lifted"), "lock-open", "green") if lifted else (_("Stop ordered"), "octagon-x", "red")
        )
        found.append(_Moment(event.at, word, icon, tone, ground))
    return found
