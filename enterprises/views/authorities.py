"""Who may act for one's firm and for whom it may act: both sides see each authority and may end it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from codelists.selectors import code_book
from enterprises.facts import Actor
from enterprises.forms.people import AuthorityForm
from enterprises.middleware import actor_of
from enterprises.models import Authority
from enterprises.permissions import may_manage_people, may_start
from enterprises.rules.authorities import years_after
from enterprises.selectors.authorities import authorities_of, given_by, held_by
from enterprises.services.authorities import end_authority, give_authority
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.keyset import Page, page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agents(request: HttpRequest) -> HttpResponse:
    """The firm's agents; a POST gives an authority."""
    actor, at = actor_of(request), clock.now()
    today = business_date(at)
    given = given_by(actor)
    form = AuthorityForm(request.POST if request.method == "POST" else None, initial={"valid_from": today})
    context: dict[str, Any] = {"form": form, "may_give": may_manage_people(actor) and may_start(actor)}
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = give_authority(
                actor=actor,
                agent_code=said["agent"],
                scopes=said["scopes"],
                valid_from=said["valid_from"],
                valid_to=form.valid_to,
                at=at,
            )
        except (Refused, Conflict) as refusal:
            context["findings"], status = findings(refusal), 422
        else:
            messages.success(request, _("Authority %(number)s was given.") % {"number": made.number})
            return redirect("enterprises:agents")
    rows: Page[Authority] = page(given, order=("-id",), after=request.GET.get("after"), size=50)
    years = int(code_book(on=today).number("authority.max_years"))
    context |= {"page": rows, "today": today, "latest": years_after(today, years=years) - timedelta(days=1)}
    return render(request, "enterprises/agents.html", context, status=422 if form.errors else status)


@require_safe
@login_required
def principals(request: HttpRequest) -> HttpResponse:
    """All firms for which the firm may act, without switching."""
    held = held_by(actor_of(request))
    rows: Page[Authority] = page(held, order=("-id",), after=request.GET.get("after"), size=50)
    context = {"page": rows, "today": business_date(clock.now())}
    return render(request, "enterprises/principals.html", context)


@require_safe
@login_required
def authority(request: HttpRequest, number: str) -> HttpResponse:
    """One authority, for both sides and for officers of their offices."""
    actor = actor_of(request)
    return _authority(request, actor=actor, found=_found(actor, number=number))


@require_POST
@login_required
def authority_end(request: HttpRequest, number: str) -> HttpResponse:
    """End an authority from either side, with a reason."""
    actor = actor_of(request)
    found, reason = _found(actor, number=number), request.POST.get("reason", "")
    try:
        end_authority(actor=actor, number=number, reason=reason, at=clock.now())
    except (Refused, Conflict) as refusal:
        return _authority(request, actor=actor, found=found, said=refusal, reason=reason)
    messages.success(request, _("Authority %(number)s has ended.") % {"number": number})
    return redirect("enterprises:authority", number)


def _found(actor: Actor, *, number: str) -> Authority:
    """The authority, or a 404."""
    found = authorities_of(actor).filter(number=number).first()
    if found is None:
        raise Http404(number)
    return found


def _authority(
    request: HttpRequest,
    *,
    actor: Actor,
    found: Authority,
    said: Refused | Conflict | None = None,
    reason: str = "",
) -> HttpResponse:
    """The page of one authority with the form as it stands."""
    today = business_date(clock.now())
    is_side = actor.firm_id in (found.principal_id, found.agent_id)
    context = {
        "authority": found,
        "today": today,
        "is_agent": actor.firm_id == found.agent_id,
        "may_end": is_side and may_manage_people(actor) and found.ended_at is None and found.valid_to > today,
        "findings": findings(said) if said else None,
        "reason": reason,
    }
    return render(request, "enterprises/authority.html", context, status=422 if said else 200)
