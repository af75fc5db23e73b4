"""The officers' directory of firms, and one firm with its switch of tolerant reading."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms import DirectoryForm, ReadingForm
from enterprises.middleware import actor_of
from enterprises.models import Authority, Firm
from enterprises.permissions import (
    may_propose_trust,
    may_see_firm_people,
    may_see_trust,
    may_set_tolerant,
)
from enterprises.selectors.authorities import authorities_with
from enterprises.selectors.firms import directory, firm_for_officer, people, reading_changes, tokens
from enterprises.selectors.guarantees import guarantees
from enterprises.selectors.trust import grade_name
from enterprises.selectors.trust_pages import trust_panel
from enterprises.services.firms import set_tolerant
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


@require_safe
@login_required
def firms(request: HttpRequest) -> HttpResponse:
    """The firms of the officer's offices, found by code, name or kind, a page at a time."""
    form = DirectoryForm(request.GET)
    form.is_valid()
    words, kind = form.cleaned_data.get("q", ""), form.cleaned_data.get("kind", "")
    found = directory(actor_of(request), words=words, kind=kind)
    rows: Page[Firm] = page(found, order=("id",), after=request.GET.get("after"), size=50)
    context = {"form": form, "page": rows, "narrowed": bool(words or kind)}
    return render(request, "enterprises/directory.html", context)


@require_safe
@login_required
def firm_page(request: HttpRequest, customs_code: str) -> HttpResponse:
    """One firm as officers see it."""
    actor = actor_of(request)
    return _firm_page(request, firm=_found(actor, customs_code=customs_code), form=ReadingForm())


@require_POST
@login_required
def firm_reading(request: HttpRequest, customs_code: str) -> HttpResponse:
    """Read the firm's messages tolerantly, or strictly again, with a reason."""
    actor = actor_of(request)
    found = _found(actor, customs_code=customs_code)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return _firm_page(request, firm=found, form=form)
    on, reason = form.cleaned_data["tolerant"] == "1", form.cleaned_data["reason"]
    try:
        set_tolerant(actor=actor, customs_code=customs_code, on=on, reason=reason, at=clock.now())
    except Refused as refusal:
        return _firm_page(request, firm=found, form=form, said=findings(refusal))
    done = _("Messages of this firm are now read tolerantly.") if on else _("Messages are now read strictly.")
    messages.success(request, done)
    return redirect("enterprises:firm_page", customs_code)


def _found(actor: Actor, *, customs_code: str) -> Firm:
    """The firm, or a 404."""
    firm = firm_for_officer(actor, customs_code=customs_code)
    if firm is None:
        raise Http404(customs_code)
    return firm


def _firm_page(
    request: HttpRequest, *, firm: Firm, form: ReadingForm, said: list[Finding] | None = None
) -> HttpResponse:
    """The firm's page with the form as it stands."""
    actor, at = actor_of(request), clock.now()
    sees_trust = may_see_trust(actor) and firm.office in actor.offices
    context = {
        "firm": firm,
        "grade": grade_name(firm, on=business_date(at)),
        "trust": trust_panel(firm, at=at) if sees_trust else None,
        "may_propose_trust": may_propose_trust(actor),
        **(_desk_panels(request, firm=firm) if may_see_firm_people(actor) else {}),
        "today": business_date(at),
        "changes": list(reading_changes(firm)[:20]),
        "form": form,
        "findings": said,
        "may_set": may_set_tolerant(actor),
    }
    return render(request, "enterprises/firm_page.html", context, status=422 if said or form.errors else 200)


def _desk_panels(request: HttpRequest, *, firm: Firm) -> dict[str, object]:
    """What only posts at the desk see of a firm: its accounts, agents and principals, people and programs."""
    found = authorities_with(firm, actor=actor_of(request))
    authorities: Page[Authority] = page(found, order=("-id",), after=request.GET.get("after"), size=20)
    return {
        "desk": True,
        "authorities": authorities,
        "accounts": list(guarantees(firm)),
        "memberships": list(people(firm)),
        "tokens": list(tokens(firm)),
    }
