"""Who looks after which firm: the list, one firm's coordination, and the acts of a chief."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.coordination import (
    AssignForm,
    CoordinatorsForm,
    EndForm,
    PhoneForm,
    ReassignForm,
    RecusalForm,
)
from enterprises.middleware import actor_of
from enterprises.models import Coordination, Firm, OfficerCard
from enterprises.permissions import check_may_assign, check_may_coordinate, may_assign
from enterprises.rules.coordination import ENDS
from enterprises.selectors.absences import colleagues
from enterprises.selectors.coordination import (
    coordinators_in,
    coordinators_of,
    firm_of_office,
    firms_in_care,
    history,
    open_coordinations,
    recusals_of,
    senior_contact,
)
from enterprises.selectors.messages import threads
from enterprises.selectors.visits import last_and_next_visit, visits
from enterprises.services import coordination as services
from enterprises.views.visits import shown_visits
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

_SHOWN = 5


@require_safe
@login_required
def coordinators(request: HttpRequest) -> HttpResponse:
    """The firms in the officer's care, each with its coordinator; a chief's whole office."""
    return _list(request)


def _list(
    request: HttpRequest, *, phone: PhoneForm | None = None, said: Refused | None = None
) -> HttpResponse:
    """The list with the forms as they stand."""
    actor, at = actor_of(request), clock.now()
    check_may_coordinate(actor)
    people = coordinators_in(actor, at=at)
    form = CoordinatorsForm(request.GET, people=people)
    form.is_valid()
    found = _narrowed(actor, form=form, at=at)
    rows: Page[Firm] = page(found, order=("id",), after=request.GET.get("after"), size=50)
    ids = [firm.pk for firm in rows.rows]
    cards, dates = coordinators_of(ids, at=at), last_and_next_visit(ids, at=at)
    card = OfficerCard.objects.filter(pk=actor.user_id).first()
    context = {
        "form": form,
        "page": rows,
        "rows": [(firm, cards.get(firm.pk), dates.get(firm.pk)) for firm in rows.rows],
        "narrowed": any(form.cleaned_data.values()),
        "may_assign": may_assign(actor),
        "reassign": ReassignForm(people=people),
        "phone": phone or PhoneForm(initial={"phone": card.phone if card else ""}),
        "wrong": phone,
        "findings": findings(said) if said else None,
        "tab": "firms",
    }
    return render(request, "enterprises/coordinators.html", context, status=422 if phone else 200)


def _narrowed(actor: Actor, *, form: CoordinatorsForm, at: datetime) -> QuerySet[Firm]:
    """The firms in care that the form asks for."""
    found = firms_in_care(actor, at=at)
    words, who = form.cleaned_data.get("q", "").strip(), form.cleaned_data.get("who", "")
    if words:
        found = found.filter(
            Q(customs_code__istartswith=words) | Q(name_zh__icontains=words) | Q(name_en__icontains=words)
        )
    if who == "none":
        found = found.exclude(pk__in=open_coordinations().values("firm_id"))
    elif who.isdigit():
        found = found.filter(pk__in=open_coordinations().filter(officer_id=int(who)).values("firm_id"))
    return found


@require_POST
@login_required
def coordinator_phone(request: HttpRequest) -> HttpResponse:
    """Say by which telephone one's firms reach one."""
    actor, form = actor_of(request), PhoneForm(request.POST)
    check_may_coordinate(actor)
    if not form.is_valid():
        return _list(request, phone=form)
    try:
        services.set_phone(actor=actor, phone=form.cleaned_data["phone"], at=clock.now())
    except Refused as no:
        return _list(request, phone=form, said=no)
    messages.success(request, _("Your firms now see this telephone."))
    return redirect("enterprises:coordinators")


@require_safe
@login_required
def coordination(request: HttpRequest, customs_code: str) -> HttpResponse:
    """One firm: who looks after it, who did, who keeps away, its visits and conversations."""
    return _page(request, customs_code=customs_code)


@require_POST
@login_required
def coordination_assign(request: HttpRequest, customs_code: str) -> HttpResponse:
    """Have an officer look after the firm from now on."""
    actor, at = actor_of(request), clock.now()
    check_may_assign(actor)
    form = AssignForm(request.POST, people=coordinators_in(actor, at=at))
    if not form.is_valid():
        return _page(request, customs_code=customs_code, assign=form)
    given = dict(form.cleaned_data)
    given["officer_id"], given["reason"] = given.pop("officer"), given["reason"] or "reassigned"
    try:
        services.assign(actor=actor, customs_code=customs_code, at=at, **given)
    except (Refused, Conflict) as no:
        return _page(request, customs_code=customs_code, assign=form, said=no)
    messages.success(request, _("The firm has a new coordinator from now on."))
    return redirect("enterprises:coordination", customs_code)


@require_POST
@login_required
def coordination_end(request: HttpRequest, customs_code: str) -> HttpResponse:
    """End the coordination without a new one."""
    actor, at = actor_of(request), clock.now()
    check_may_assign(actor)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, customs_code=customs_code, end=form)
    try:
        services.end(actor=actor, customs_code=customs_code, at=at, **form.cleaned_data)
    except (Refused, Conflict) as no:
        return _page(request, customs_code=customs_code, end=form, said=no)
    messages.warning(request, _("Nobody looks after the firm now."))
    return redirect("enterprises:coordination", customs_code)


@require_POST
@login_required
def coordination_recuse(request: HttpRequest, customs_code: str) -> HttpResponse:
    """Have an officer keep away from the firm; whoever recuses oneself leaves its pages."""
    actor, at = actor_of(request), clock.now()
    check_may_coordinate(actor)
    form = RecusalForm(request.POST, people=colleagues(actor, at=at))
    if not form.is_valid():
        return _page(request, customs_code=customs_code, recusal=form)
    officer_id, reason = form.cleaned_data["officer"], form.cleaned_data["reason"]
    try:
        services.recuse(actor=actor, customs_code=customs_code, officer_id=officer_id, reason=reason, at=at)
    except (Refused, Conflict) as no:
        return _page(request, customs_code=customs_code, recusal=form, said=no)
    messages.success(request, _("The recusal is recorded."))
    if officer_id == actor.user_id:
        return redirect("enterprises:coordinators")
    return redirect("enterprises:coordination", customs_code)


@require_POST
@login_required
def coordination_return(request: HttpRequest, customs_code: str) -> HttpResponse:
    """Let a recused officer work for the firm again."""
    actor, officer = actor_of(request), request.POST.get("officer", "")
    check_may_assign(actor)
    officer_id = int(officer) if officer.isdecimal() and len(officer) < 19 else 0
    try:
        services.end_recusal(actor=actor, customs_code=customs_code, officer_id=officer_id, at=clock.now())
    except (Refused, Conflict) as no:
        return _page(request, customs_code=customs_code, said=no)
    messages.success(request, _("The recusal has ended."))
    return redirect("enterprises:coordination", customs_code)


def _page(
    request: HttpRequest,
    *,
    customs_code: str,
    assign: Form | None = None,
    end: Form | None = None,
    recusal: Form | None = None,
    said: Refused | Conflict | None = None,
) -> HttpResponse:
    """The firm's coordination with the forms as they stand."""
    actor, at = actor_of(request), clock.now()
    check_may_coordinate(actor)
    firm = firm_of_office(actor, customs_code=customs_code, at=at)
    if firm is None:
        raise Http404(customs_code)
    past = history(firm)
    current = next((row for row in past if row.to_at is None), None)
    wrong = next((form for form in (assign, end, recusal) if form is not None), None)
    seen = {"seen": current.pk if current else None}
    context = {
        "firm": firm,
        "card": coordinators_of([firm.pk], at=at).get(firm.pk),
        "current": current,
        "history": [(row, _end(row)) for row in past],
        "recusals": recusals_of(firm),
        "contact": senior_contact(firm.pk),
        "in_care": firms_in_care(actor, at=at).filter(pk=firm.pk).exists(),
        "visits": shown_visits(visits(actor, at=at).filter(firm=firm).order_by("-on_at")[:_SHOWN]),
        "threads": list(threads(actor, at=at).filter(firm=firm).order_by("-last_at", "-id")[:_SHOWN]),
        "may_assign": may_assign(actor),
        "assign": assign or AssignForm(initial=seen, people=coordinators_in(actor, at=at)),
        "end": end or EndForm(initial=seen),
        "recusal": recusal or RecusalForm(people=colleagues(actor, at=at)),
        "wrong": wrong,
        "findings": findings(said) if said else None,
    }
    status = 409 if isinstance(said, Conflict) else 422 if said or wrong is not None else 200
    return render(request, "enterprises/coordination.html", context, status=status)


def _end(row: Coordination) -> str:
    """Why a coordination ended, in the reader's language."""
    return _(ENDS[row.end_reason]) if row.end_reason else ""
