"""Grants of measures: what a firm holds and asks for, and what officers propose, decide and revoke."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from codelists.selectors import parameter
from enterprises.facts import Actor
from enterprises.forms.grants import ApplyForm, DecideForm, ProposeForm, RecommendForm
from enterprises.forms.measures import ReasonForm
from enterprises.middleware import actor_of
from enterprises.models import Grant
from enterprises.permissions import (
    check_may_ask_for_measures,
    check_may_handle_measures,
    may_ask_for_measures,
    may_handle_measures,
)
from enterprises.rules import flow
from enterprises.rules.green_channel import BY_CODE as GREEN_RULES
from enterprises.rules.measures import DOORS, UNDERTAKINGS
from enterprises.selectors import own_firm
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.grants import (
    Entry,
    catalogue,
    grant_for,
    grant_moves,
    grants_of_firm,
    grants_of_office,
    measure_entry,
    own_measures,
    title_of,
)
from enterprises.selectors.green_channel import record_facts
from enterprises.selectors.plans import plans_of_firm
from enterprises.selectors.trust import suspended_grants
from enterprises.services import grants as services
from enterprises.services.green_channel import judge_grant
from enterprises.views.measure_words import grant_badge, moves_in_words, plan_badge
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings, stored
from kernel.web.keyset import Page, page

TABS = ("open", "held", "past")


@require_safe
@login_required
def firm_measures(request: HttpRequest) -> HttpResponse:
    """Every measure as it stands for the own firm, its grants and its tailored plans."""
    actor = actor_of(request)
    own = own_firm(actor)
    grants: Page[Grant] = page(
        grants_of_firm(own), order=("-subject_id",), after=request.GET.get("after"), size=25
    )
    context = {
        "firm": own,
        "measures": [(one, findings(one.violations)) for one in own_measures(own, at=clock.now())],
        "grants": [(grant, title_of(grant), grant_badge(grant)) for grant in grants.rows],
        "page": grants,
        "plans": [(plan, plan_badge(plan)) for plan in plans_of_firm(own)[:50]],
        "may_ask": may_ask_for_measures(actor),
    }
    return render(request, "enterprises/measure_own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def measure_apply(request: HttpRequest, code: str) -> HttpResponse:
    """Apply for a measure in the name of the own firm."""
    actor = actor_of(request)
    check_may_ask_for_measures(actor)
    entry = _asked_here(code)
    undertakings = {key: _(text) for key, text in UNDERTAKINGS.get(code, {}).items()}
    posted = request.method == "POST"
    data = (request.POST, request.FILES) if posted else (None, None)
    form = ApplyForm(*data, undertakings=undertakings)
    said: list[Finding] = []
    if posted and form.is_valid():
        try:
            number = services.apply_for(
                actor=actor,
                code=code,
                reason=form.cleaned_data["reason"],
                undertakings=form.cleaned_data["undertakings"],
                uploads=form.cleaned_data["attachments"],
                at=clock.now(),
            )
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, _("Your application has the number %(no)s.") % {"no": number})
            return redirect("enterprises:grant", number)
    context = {"entry": entry, "form": form, "findings": said}
    return render(request, "enterprises/measure_apply.html", context, status=_status(form, said))


@require_safe
@login_required
def grants(request: HttpRequest) -> HttpResponse:
    """What firms of the officer's offices ask for and hold."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    found: Page[Grant] = page(
        grants_of_office(actor, tab=tab), order=("-subject_id",), after=request.GET.get("after"), size=50
    )
    context = {
        "tab": tab,
        "page": found,
        "rows": [(grant, title_of(grant), grant_badge(grant)) for grant in found.rows],
        "may_propose": may_handle_measures(actor, act="propose"),
    }
    return render(request, "enterprises/grants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def grant_new(request: HttpRequest) -> HttpResponse:
    """Propose a measure for a firm."""
    actor = actor_of(request)
    check_may_handle_measures(actor, act="propose")
    posted = request.method == "POST"
    form = ProposeForm(request.POST if posted else None, measures=_proposable(), initial=_proposed(request))
    said: list[Finding] = []
    if posted and form.is_valid():
        data = form.cleaned_data
        try:
            number = services.propose(
                actor=actor,
                customs_code=data["firm"],
                code=data["measure"],
                reason=data["reason"],
                terms=form.terms(),
                at=clock.now(),
            )
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, _("The proposal has the number %(no)s.") % {"no": number})
            return redirect("enterprises:grant", number)
    context = {"form": form, "findings": said, "may_choose": bool(_proposable())}
    return render(request, "enterprises/grant_new.html", context, status=_status(form, said))


@require_safe
@login_required
def grant(request: HttpRequest, number: str) -> HttpResponse:
    """One application, proposal or grant."""
    return _page(request, found=_found(actor_of(request), number=number))


@require_POST
@login_required
def grant_recommend(request: HttpRequest, number: str) -> HttpResponse:
    """Recommend what is asked for, as a coordinator."""
    actor = actor_of(request)
    found = _found(actor, number=number)
    check_may_handle_measures(actor, act="recommend")
    form = RecommendForm(request.POST)
    return _act(
        request,
        found=found,
        form=form,
        name="recommend_form",
        act=lambda: services.recommend(
            actor=actor, number=number, text=form.cleaned_data["text"], at=clock.now()
        ),
        done=_("Your recommendation is written down."),
    )


@require_POST
@login_required
def grant_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Grant what is asked for."""
    actor = actor_of(request)
    found = _found(actor, number=number)
    check_may_handle_measures(actor, act="decide")
    form = DecideForm(request.POST)
    return _act(
        request,
        found=found,
        form=form,
        name="decide_form",
        act=lambda: services.decide(
            actor=actor, number=number, terms=form.terms(), said=form.cleaned_data["said"], at=clock.now()
        ),
        done=_("The measure is granted."),
    )


@require_POST
@login_required
def grant_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse what is asked for, with a reason."""
    return _with_reason(request, number=number, act=services.refuse, done=_("It is refused."))


@require_POST
@login_required
def grant_revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Revoke a grant, with its ground."""
    return _with_reason(request, number=number, act=services.revoke, done=_("The grant is revoked."))


@require_POST
@login_required
def grant_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take back the own application or proposal."""
    actor = actor_of(request)
    _found(actor, number=number)
    services.withdraw(actor=actor, number=number, at=clock.now())
    messages.success(request, _("It is withdrawn."))
    return redirect("enterprises:grant", number)


def _with_reason(request: HttpRequest, *, number: str, act: Callable[..., None], done: str) -> HttpResponse:
    """Refusing and revoking: a decider's word with a reason."""
    actor = actor_of(request)
    found = _found(actor, number=number)
    check_may_handle_measures(actor, act="decide")
    form = ReasonForm(request.POST)
    return _act(
        request,
        found=found,
        form=form,
        name="reason_form",
        act=lambda: act(actor=actor, number=number, reason=form.cleaned_data["reason"], at=clock.now()),
        done=done,
    )


def _act(
    request: HttpRequest, *, found: Grant, form: Form, name: str, act: Callable[[], None], done: str
) -> HttpResponse:
    """One decision on a grant's page; a refusal shows the page again with what was typed."""
    said: list[Finding] = []
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, done)
            return redirect("enterprises:grant", found.number)
    return _page(request, found=found, forms={name: form}, form=form, said=said)


def _found(actor: Actor, *, number: str) -> Grant:
    """The grant, or a 404 for those who may not know of it."""
    found = grant_for(actor, number=number)
    if found is None:
        raise Http404(number)
    return found


def _asked_here(code: str) -> Entry:
    """A measure that is asked for on this page, or a 404."""
    entry = measure_entry(code)
    if entry is None or entry.measure.access == "rule" or code in DOORS or entry.measure.withdrawn_at:
        raise Http404(code)
    return entry


def _proposable() -> list[tuple[str, str]]:
    """Measures that officers propose: granted here, without undertakings for the firm to sign."""
    return [
        (one.measure.code, one.title)
        for one in catalogue()
        if one.measure.access != "rule" and one.measure.code not in {*DOORS, *UNDERTAKINGS}
    ]


def _proposed(request: HttpRequest) -> dict[str, Any]:
    today = business_date(clock.now())
    last = today + timedelta(days=int(parameter("measure.days", on=today)) - 1)
    return {"firm": request.GET.get("firm", ""), "valid_from": today, "last_on": last}


def _status(form: Form, said: list[Finding]) -> int:
    return 422 if said or form.errors else 200


def _page(
    request: HttpRequest,
    *,
    found: Grant,
    forms: dict[str, Form] | None = None,
    form: Form | None = None,
    said: list[Finding] | None = None,
) -> HttpResponse:
    """The grant's page with what the reader may do, and the form that was refused as it stands."""
    actor = actor_of(request)
    undertakings = UNDERTAKINGS.get(found.measure.code, {})
    context = {
        "grant": found,
        "title": title_of(found),
        "badge": grant_badge(found),
        "undertakings": [(_(text), code in found.undertakings) for code, text in undertakings.items()],
        "grounds": [stored(code, rules=GREEN_RULES, args=args) for code, args in found.grounds],
        "criteria": _criteria(found, actor=actor),
        "suspended": suspended_grants([found.number], at=clock.now()).get(found.number),
        "attachments": attachments_of(services.ATTACHED, subject_ids=[found.pk]).get(found.pk, []),
        "entries": moves_in_words(grant_moves(found), with_names=actor.is_officer),
        **_doors(found, actor=actor),
        **_forms(found),
        **(forms or {}),
        "form": form,
        "findings": said,
    }
    refused = bool(said or (form is not None and form.errors))
    return render(request, "enterprises/grant.html", context, status=422 if refused else 200)


def _forms(found: Grant) -> dict[str, Form]:
    """The forms of a grant's page, the term as it was asked for."""
    term = {"valid_from": found.valid_from, "last_on": found.last_on, "conditions": found.conditions}
    return {
        "decide_form": DecideForm(initial=term),
        "reason_form": ReasonForm(),
        "recommend_form": RecommendForm(),
    }


def _doors(found: Grant, *, actor: Actor) -> dict[str, bool]:
    """What the reader may do with the grant as it stands."""
    waiting = found.status in flow.GRANT_OPEN
    decides = actor.is_officer and may_handle_measures(actor, act="decide")
    recommends = actor.is_officer and may_handle_measures(actor, act="recommend")
    others = actor.user_id not in (found.proposed_by_id, found.recommended_by_id)
    return {
        "may_decide": decides and waiting and others,
        "may_revoke": decides and found.status == flow.GRANT_IN_FORCE,
        "may_recommend": recommends and waiting and found.recommended_by_id is None,
        "may_withdraw": waiting and _is_own(found, actor=actor),
    }


def _is_own(found: Grant, *, actor: Actor) -> bool:
    """Whether the actor asked for it: the firm's administrator, or the officer who proposed it."""
    if actor.is_firm:
        return found.applied_by_id is not None and "admin" in actor.roles
    return found.proposed_by_id is not None and found.proposed_by_id == actor.user_id


def _criteria(found: Grant, *, actor: Actor) -> list[Finding] | None:
    """For officers who decide on the green channel: the criteria that fail today; None elsewhere."""
    if not actor.is_officer or found.measure.code != "green_channel" or found.status not in flow.GRANT_OPEN:
        return None
    on = business_date(clock.now())
    fact = record_facts([found.firm_id], on=on)[found.firm_id]
    return findings(judge_grant(found, fact=fact, on=on))
