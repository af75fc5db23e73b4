"""Absences of officers: one's own, those one stands in for, a chief's office; recording with a preview."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.absences import MOMENT, AbsenceForm, ShortenForm
from enterprises.middleware import actor_of
from enterprises.models import PostRole, User
from enterprises.permissions import check_may_see_firms, may_record_absences
from enterprises.selectors.absences import (
    absence_by_no,
    colleagues,
    deputised,
    office_absences,
    own_absences,
    preview_absence,
)
from enterprises.services.absences import record_absence, shorten_absence
from kernel import clock
from kernel.clock import SHANGHAI
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

_READ = ["GET", "HEAD", "POST"]


@require_safe
@login_required
def absences(request: HttpRequest) -> HttpResponse:
    """My absences and those in which I stand in; a chief sees those of the office."""
    actor, at = actor_of(request), clock.now()
    check_may_see_firms(actor)
    rows: Page[Any] = page(own_absences(actor), order=("-id",), after=request.GET.get("after"), size=20)
    context = {
        "page": rows,
        "deputised": deputised(actor, at=at),
        "office": list(office_absences(actor, at=at).order_by("from_at", "id")[:100])
        if may_record_absences(actor)
        else None,
        "at": at,
        "tab": "absences",
    }
    return render(request, "enterprises/absences.html", context)


@require_http_methods(_READ)
@login_required
def absence_new(request: HttpRequest) -> HttpResponse:
    """Record an absence: first the preview of what moves, then, confirmed, the record."""
    actor, at = actor_of(request), clock.now()
    check_may_see_firms(actor)
    people = colleagues(actor, at=at)
    form = _form(request, actor=actor, people=people)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        confirmed = given.pop("confirmed")
        given["officer_id"], given["deputy_id"] = given.pop("officer"), given.pop("deputy")
        try:
            if confirmed:
                made = record_absence(actor=actor, at=at, **given)
                messages.success(request, _("The absence is recorded; the deputy was told."))
                return redirect("enterprises:absence", made.number)
            told = {name: given[name] for name in ("officer_id", "deputy_id", "from_at", "to_at")}
            seen = preview_absence(actor, at=at, **told)
        except (Refused, Conflict) as no:
            context["findings"] = findings(no)
        else:
            context |= {"preview": seen, "findings": findings(seen.violations), "roles": _roles(seen.roles)}
            if not seen.violations:
                return render(request, "enterprises/absence_new.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/absence_new.html", context, status=status)


@require_safe
@login_required
def absence(request: HttpRequest, number: str) -> HttpResponse:
    """One absence."""
    return _page(request, number=number)


@require_POST
@login_required
def absence_shorten(request: HttpRequest, number: str) -> HttpResponse:
    """End an absence earlier than recorded: now, or at the moment given."""
    actor, at = actor_of(request), clock.now()
    check_may_see_firms(actor)
    form = ShortenForm(request.POST)
    if not form.is_valid():
        return _page(request, number=number, form=form)
    if absence_by_no(actor, number=number) is None:
        raise Http404(number)
    try:
        shorten_absence(actor=actor, number=number, to_at=form.cleaned_data["to_at"] or at, at=at)
    except (Refused, Conflict) as no:
        return _page(request, number=number, form=form, said=no)
    messages.success(request, _("The absence ends earlier now."))
    return redirect("enterprises:absence", number)


def _form(request: HttpRequest, *, actor: Actor, people: list[User]) -> AbsenceForm:
    """The form: a chief records for everybody of the office, others for themselves."""
    officers = people if may_record_absences(actor) else [one for one in people if one.pk == actor.user_id]
    begin = clock.now().astimezone(SHANGHAI)
    initial = {"officer": actor.user_id, "from_at": begin.strftime(MOMENT)}
    data = request.POST if request.method == "POST" else None
    return AbsenceForm(data, initial=initial, officers=officers, deputies=people)


def _roles(codes: list[str]) -> list[str]:
    """The names of roles."""
    return [str(PostRole(code).label) for code in codes]


def _page(
    request: HttpRequest, *, number: str, form: Form | None = None, said: Refused | Conflict | None = None
) -> HttpResponse:
    """The page of an absence with the form as it stands."""
    actor, at = actor_of(request), clock.now()
    check_may_see_firms(actor)
    found = absence_by_no(actor, number=number)
    if found is None:
        raise Http404(number)
    mine = found.officer_id == actor.user_id or may_record_absences(actor)
    context = {
        "absence": found,
        "running": found.from_at <= at < found.to_at,
        "may_shorten": mine and found.to_at > at,
        "form": form or ShortenForm(),
        "wrong": form,
        "findings": findings(said) if said else None,
    }
    status = 409 if isinstance(said, Conflict) else 422 if form is not None else 200
    return render(request, "enterprises/absence.html", context, status=status)
