"""Vehicles on record: the list, a new record, the end of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonded.forms.gate_passes import VehicleForm, VehiclesForm
from bonded.models import Vehicle
from bonded.permissions import check_may_apply_for_passes, may_apply_for_passes, may_decide_gate
from bonded.selectors import vehicles as selectors
from bonded.services import vehicles as services
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page


@require_safe
@login_required
def vehicles(request: HttpRequest) -> HttpResponse:
    """The vehicles of the own firm, or of firms at the officer's offices, newest first."""
    actor, on = actor_of(request), business_date(clock.now())
    form = VehiclesForm(request.GET)
    form.is_valid()
    search, state = form.cleaned_data.get("q", ""), form.cleaned_data.get("state", "")
    found: Page[Vehicle] = page(
        selectors.vehicles_for(actor, search=search, state=state, on=on),
        order=("-pk",),
        after=request.GET.get("after"),
    )
    context = {
        "form": form,
        "page": found,
        "rows": [
            (
                row,
                row.ended_at is None and row.valid_from <= on < row.valid_to,
                row.ended_at is None and (actor.is_firm or may_decide_gate(actor, office=row.office)),
            )
            for row in found.rows
        ],
        "narrowed": bool(search or state),
        "may_record": may_apply_for_passes(actor),
    }
    return render(request, "bonded/vehicles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def vehicle_new(request: HttpRequest) -> HttpResponse:
    """Put a vehicle of the own firm on record."""
    actor, at = actor_of(request), clock.now()
    check_may_apply_for_passes(actor)
    first = {"valid_from": business_date(at)}
    form = VehicleForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_vehicle(actor=actor, vehicle=form.vehicle(), at=at)
        except (Refused, Conflict) as no:
            form.show(findings(no))
        else:
            messages.success(request, _("Vehicle %(plate)s is on record.") % {"plate": made.plate})
            return redirect("bonded:vehicles")
    return render(request, "bonded/vehicle_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def vehicle_end(request: HttpRequest, plate: str) -> HttpResponse:
    """End the record of a vehicle."""
    actor = actor_of(request)
    if selectors.vehicle_of(actor, plate=plate) is None:
        raise Http404(plate)
    services.end_vehicle(actor=actor, plate=plate, at=clock.now())
    messages.success(request, _("The record of vehicle %(plate)s is over.") % {"plate": plate})
    return redirect("bonded:vehicles")
