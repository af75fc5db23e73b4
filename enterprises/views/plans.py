"""Tailored plans: drafted and approved by officers, agreed by the firm; also opened from a difficulty."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.measures import ReasonForm
from enterprises.forms.plans import PlanForm, initial_of
from enterprises.middleware import actor_of
from enterprises.models import Plan
from enterprises.permissions import (
    check_may_ask_for_measures,
    check_may_handle_measures,
    may_ask_for_measures,
    may_handle_measures,
)
from enterprises.rules import flow
from enterprises.rules.plans import SCENARIOS
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.plans import (
    authors_of,
    firm_of_difficulty,
    plan_moves,
    plan_of,
    plans_of_office,
    switches_in_words,
)
from enterprises.services import plans as services
from enterprises.views.measure_words import moves_in_words, plan_badge
from kernel import clock, mask
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page

TABS = ("open", "live", "past")


@require_safe
@login_required
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of the officer's offices."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    found: Page[Plan] = page(
        plans_of_office(actor, tab=tab), order=("-subject_id",), after=request.GET.get("after"), size=50
    )
    context = {
        "tab": tab,
        "page": found,
        "rows": [(plan, plan_badge(plan), _(SCENARIOS[plan.scenario])) for plan in found.rows],
        "may_draft": may_handle_measures(actor, act="draft_plan"),
    }
    return render(request, "enterprises/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_new(request: HttpRequest) -> HttpResponse:
    """Draft a plan; ``?difficulty=`` says which difficulty it answers, ``?firm=`` for whom it is."""
    actor = actor_of(request)
    check_may_handle_measures(actor, act="draft_plan")
    form = _form(request, initial=_asked(request))
    said: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            number = services.draft_plan(
                actor=actor,
                customs_code=data["firm"],
                draft=form.draft(),
                difficulty_no=data["difficulty_no"].strip(),
                uploads=data["attachments"],
                at=clock.now(),
            )
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, _("The draft has the number %(no)s.") % {"no": number})
            return redirect("enterprises:plan", number)
    return _form_page(request, form=form, said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request)
    plan = _found(actor, number=number)
    check_may_handle_measures(actor, act="draft_plan")
    if plan.status != flow.PLAN_DRAFT and request.method != "POST":
        return redirect("enterprises:plan", number)
    form = _form(request, initial=initial_of(plan))
    form.fields["firm"].disabled = True
    form.initial["firm"] = plan.firm.customs_code
    said: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_plan(
                actor=actor,
                number=number,
                draft=form.draft(),
                difficulty_no=data["difficulty_no"].strip(),
                uploads=data["attachments"],
                at=clock.now(),
            )
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, _("The draft is changed."))
            return redirect("enterprises:plan", number)
    return _form_page(request, form=form, said=said, plan=plan)


@require_safe
@login_required
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """One plan with its switches in words."""
    return _page(request, found=_found(actor_of(request), number=number), form=ReasonForm())


@require_POST
@login_required
def plan_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the draft to the officers."""
    return _plain(
        request,
        number=number,
        act="draft_plan",
        call=services.submit_plan,
        done=_("It waits for an officer."),
    )


@require_POST
@login_required
def plan_approve(request: HttpRequest, number: str) -> HttpResponse:
    """Approve at the first level."""
    done = _("Approved; the firm is asked to agree.")
    return _plain(request, number=number, act="approve_plan", call=services.approve_plan, done=done)


@require_POST
@login_required
def plan_agree(request: HttpRequest, number: str) -> HttpResponse:
    """Agree in the name of the firm."""
    done = _("You agreed; the chief's approval is next.")
    return _plain(request, number=number, act="", call=services.agree_to_plan, done=done)


@require_POST
@login_required
def plan_force(request: HttpRequest, number: str) -> HttpResponse:
    """Approve at the second level."""
    done = _("The plan is in force from its first day.")
    return _plain(request, number=number, act="force_plan", call=services.put_plan_in_force, done=done)


@require_POST
@login_required
def plan_decline(request: HttpRequest, number: str) -> HttpResponse:
    """Say in the name of the firm what does not fit."""
    done = _("Customs read what you said and will change the plan.")
    return _reasoned(request, number=number, act="", call=services.decline_plan, done=done)


@require_POST
@login_required
def plan_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse the plan, with a reason."""
    done = _("The plan is refused.")
    return _reasoned(request, number=number, act="decide", call=services.refuse_plan, done=done)


@require_POST
@login_required
def plan_drop(request: HttpRequest, number: str) -> HttpResponse:
    """Drop a plan that is not agreed yet, with a reason."""
    done = _("The plan is dropped.")
    return _reasoned(request, number=number, act="draft_plan", call=services.drop_plan, done=done)


@require_POST
@login_required
def plan_revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Revoke a plan in force, with its ground."""
    done = _("The plan is revoked.")
    return _reasoned(request, number=number, act="force_plan", call=services.revoke_plan, done=done)


def _check(actor: Actor, *, act: str) -> None:
    """What an officer's post must allow; an empty ``act`` is the firm's administrator's."""
    if act:
        check_may_handle_measures(actor, act=act)
    else:
        check_may_ask_for_measures(actor)


def _plain(
    request: HttpRequest, *, number: str, act: str, call: Callable[..., None], done: str
) -> HttpResponse:
    """A move without a reason; a refusal shows the page again."""
    actor = actor_of(request)
    found = _found(actor, number=number)
    _check(actor, act=act)
    try:
        call(actor=actor, number=number, at=clock.now())
    except Refused as refusal:
        return _page(request, found=found, form=ReasonForm(), said=findings(refusal))
    messages.success(request, done)
    return redirect("enterprises:plan", number)


def _reasoned(
    request: HttpRequest, *, number: str, act: str, call: Callable[..., None], done: str
) -> HttpResponse:
    """A move with a reason; a refusal shows the page again with what was typed."""
    actor = actor_of(request)
    found = _found(actor, number=number)
    _check(actor, act=act)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found=found, form=form)
    try:
        call(actor=actor, number=number, reason=form.cleaned_data["reason"], at=clock.now())
    except Refused as refusal:
        return _page(request, found=found, form=form, said=findings(refusal))
    messages.success(request, done)
    if plan_of(actor, number=number) is None:  # a draft again, and none of the firm's business
        return redirect("enterprises:firm_measures")
    return redirect("enterprises:plan", number)


def _found(actor: Actor, *, number: str) -> Plan:
    """The plan, or a 404 for those who may not know of it."""
    found = plan_of(actor, number=number)
    if found is None:
        raise Http404(number)
    return found


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for: a difficulty of the officer's offices names the firm."""
    difficulty = request.GET.get("difficulty", "")
    firm = firm_of_difficulty(actor_of(request), number=difficulty)
    if firm is not None:
        return {"firm": firm.customs_code, "difficulty_no": difficulty}
    return {"firm": request.GET.get("firm", "")}


def _form(request: HttpRequest, *, initial: dict[str, Any]) -> PlanForm:
    """The form as it was sent, or as it begins."""
    if request.method == "POST":
        return PlanForm(request.POST, request.FILES)
    return PlanForm(initial=initial)


def _form_page(
    request: HttpRequest, *, form: PlanForm, said: list[Finding], plan: Plan | None = None
) -> HttpResponse:
    context = {"form": form, "findings": said, "plan": plan}
    status = 422 if said or form.errors else 200
    return render(request, "enterprises/plan_form.html", context, status=status)


def _page(
    request: HttpRequest, *, found: Plan, form: ReasonForm, said: list[Finding] | None = None
) -> HttpResponse:
    """The plan's page with what the reader may do."""
    actor = actor_of(request)
    context = {
        "plan": found,
        "badge": plan_badge(found),
        "scenario": _(SCENARIOS[found.scenario]),
        "switches": switches_in_words(found.switches),
        "attachments": attachments_of(services.ATTACHED, subject_ids=[found.pk]).get(found.pk, []),
        "entries": moves_in_words(plan_moves(found), with_names=actor.is_officer),
        "agreed_by": _agreed_by(found, actor=actor),
        "form": form,
        "findings": said,
        **_doors(found, actor=actor),
    }
    return render(request, "enterprises/plan.html", context, status=422 if said or form.errors else 200)


def _agreed_by(found: Plan, *, actor: Actor) -> str:
    """Who agreed in the name of the firm: the firm reads the name, customs a masked one."""
    if found.agreed_by is None:
        return ""
    return mask.name(found.agreed_by.name) if actor.is_officer else found.agreed_by.name


def _doors(found: Plan, *, actor: Actor) -> dict[str, bool]:
    """What the reader may do with the plan as it stands."""

    def may(act: str, *statuses: int) -> bool:
        return found.status in statuses and actor.is_officer and may_handle_measures(actor, act=act)

    third = actor.user_id not in (found.drafted_by_id, found.officer_id, *authors_of(found))
    at_firm = found.status == flow.PLAN_AT_FIRM
    approve = third and may("approve_plan", flow.PLAN_AT_OFFICER)
    force = third and may("force_plan", flow.PLAN_AT_CHIEF)
    return {
        "may_edit": may("draft_plan", flow.PLAN_DRAFT),
        "may_approve": approve,
        "may_force": force,
        "may_refuse": approve or force,
        "may_drop": may("draft_plan", flow.PLAN_DRAFT, flow.PLAN_AT_FIRM),
        "may_revoke": may("force_plan", flow.PLAN_IN_FORCE),
        "may_agree": at_firm and may_ask_for_measures(actor),
        "is_officer": actor.is_officer,
    }
