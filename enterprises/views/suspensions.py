"""Suspensions: proposing one, and the page on which it is put in force, lifted or kept."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enterprises.facts import Actor
from enterprises.forms.trust import SuspensionForm, WordForm
from enterprises.middleware import actor_of
from enterprises.models import Suspension, SuspensionEvent
from enterprises.permissions import (
    check_may_propose_trust,
    check_may_see_trust,
    may_countersign_trust,
    may_propose_trust,
)
from enterprises.rules import flow
from enterprises.rules import suspension as law
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.coordination import coordinators_of
from enterprises.selectors.second_officer import judge_second_officer
from enterprises.selectors.trust_pages import events_of, grants_of, suspension_for
from enterprises.services import suspensions as services
from enterprises.views.trust import found_firm
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import findings

_VERBS: dict[str, Callable[..., None]] = {
    "countersign": services.countersign_suspension,
    "refuse": services.refuse_suspension,
    "withdraw": services.withdraw_suspension,
    "propose_lift": services.propose_lift,
    "lift": services.lift_suspension,
    "keep": services.keep_suspension,
}
_WITH_REASON = frozenset({"refuse", "propose_lift", "keep"})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def suspension_new(request: HttpRequest, customs_code: str) -> HttpResponse:
    """Propose a suspension; a chief may begin one at once."""
    actor, at = actor_of(request), clock.now()
    firm = found_firm(actor, customs_code=customs_code)
    check_may_propose_trust(actor)
    grants, may_at_once = grants_of(firm), may_countersign_trust(actor)
    context: dict[str, object] = {"firm": firm}
    if request.method != "POST":
        context["form"] = SuspensionForm(grants=grants, may_at_once=may_at_once)
        return render(request, "enterprises/suspension_new.html", context)
    form = context["form"] = SuspensionForm(
        request.POST, request.FILES, grants=grants, may_at_once=may_at_once
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            number = services.propose_suspension(
                actor=actor, customs_code=customs_code, wanted=form.wanted(at=at), at=at,
                grant_no=data["grant_no"], at_once=data.get("at_once", False), uploads=data["attachments"],
            )  # fmt: skip
        except Refused as refusal:
            context["findings"] = findings(refusal)
        else:
            messages.success(request, _("%(no)s waits for the second officer.") % {"no": number})
            return redirect("enterprises:suspension", number)
    return render(request, "enterprises/suspension_new.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def suspension(request: HttpRequest, number: str) -> HttpResponse:
    """One suspension; a POST is what an officer says about it."""
    actor, at = actor_of(request), clock.now()
    row = suspension_for(actor, number=number)
    if row is None:
        raise Http404(number)
    if request.method != "POST":
        return _page(request, row, actor=actor, form=WordForm())
    check_may_see_trust(actor)
    form = WordForm(request.POST)
    if not form.is_valid() or form.cleaned_data["verb"] not in _VERBS:
        return _page(request, row, actor=actor, form=form, status=422)
    verb, reason = form.cleaned_data["verb"], form.cleaned_data["reason"]
    said = {"reason": reason} if verb in _WITH_REASON else {}
    try:
        _VERBS[verb](actor=actor, number=number, at=at, **said)
    except Refused as refusal:
        return _page(request, row, actor=actor, form=form, said=refusal, status=422)
    messages.success(request, _("Recorded: %(no)s.") % {"no": number})
    return redirect("enterprises:suspension", number)


def _page(
    request: HttpRequest,
    row: Suspension,
    *,
    actor: Actor,
    form: WordForm,
    said: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a suspension with the form as it stands."""
    files = attachments_of(services.ATTACHED, subject_ids=[row.subject_id]) if actor.is_officer else {}
    context = {
        "row": row,
        "status": flow.SUSPENSION_FLOW.names[row.status],
        "is_live": row.status in flow.SUSPENSION_LIVE,
        "effect": law.EFFECTS[row.effect],
        "ground": law.ground_text(row.ground),
        "source": law.ground_source(row.ground),
        "card": coordinators_of([row.firm_id], at=clock.now()).get(row.firm_id),
        "attachments": files.get(row.subject_id, []),
        "events": events_of(SuspensionEvent, subject_id=row.subject_id) if actor.is_officer else [],
        "verbs": _verbs(row, actor=actor),
        "form": form,
        "findings": findings(said) if said else [],
    }
    return render(request, "enterprises/suspension.html", context, status=status)


def _verbs(row: Suspension, *, actor: Actor) -> frozenset[str]:
    """What the actor may say now."""
    roles = (["chief"] if may_countersign_trust(actor) else []) + (
        ["officer"] if may_propose_trust(actor) else []
    )
    known = set(flow.SUSPENSION_FLOW.verbs(row.status, roles))
    first = row.lift_by_id if row.status == flow.SUSPENSION_LIFT_PROPOSED else row.proposed_by_id
    if judge_second_officer(actor, first_id=first, at=clock.now()):
        known -= {"countersign", "refuse", "lift", "keep"}
    if row.proposed_by_id != actor.user_id:
        known.discard("withdraw")
    return frozenset(known)
