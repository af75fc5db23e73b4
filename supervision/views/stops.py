"""Ordering a stop: the officer names what it is by its number, the page finds it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonded.models import StopKind
from bonded.permissions import check_may_stop_at
from enterprises.middleware import actor_of
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from supervision.forms import StopForm
from supervision.services.stopping import order_stop
from supervision.views.desk import desk


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def stop_new(request: HttpRequest) -> HttpResponse:
    """Order a stop of one thing; ``?kind=`` chooses what, the other words fill the form."""
    actor, at = actor_of(request), clock.now()
    check_may_stop_at(actor, office=actor.office)
    kind = _kind(request)
    if request.method != "POST":
        first = {name: request.GET.get(name, "")[:80] for name in StopForm.base_fields}
        return _page(request, kind=kind, form=StopForm(kind=kind, initial=first))
    form = StopForm(request.POST, kind=kind)
    if form.is_valid():
        try:
            number = order_stop(actor=actor, at=at, kind=kind, **form.cleaned_data)
        except (Refused, Conflict) as no:
            form.show(findings(no))
        else:
            messages.success(request, _("Stopped by order %(no)s; it counts at once.") % {"no": number})
            return redirect("bonded:stop", number)
    return _page(request, kind=kind, form=form)


def _kind(request: HttpRequest) -> str:
    """What is to be stopped: a kind that there is, a list where none is named."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in StopKind.values else StopKind.LIST.value


def _page(request: HttpRequest, *, kind: str, form: StopForm) -> HttpResponse:
    """The form as it stands."""
    context = {"kind": kind, "kinds": StopKind.choices, "form": form}
    return render(request, "supervision/stop_new.html", context, status=422 if form.errors else 200)
