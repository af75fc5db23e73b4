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
from enterprises.models import Firm
from enterprises.permissions import may_set_tolerant
from enterprises.selectors import (
    directory,
    firm_for_officer,
    grade_name,
    guarantees,
    people,
    reading_changes,
    tokens,
)
from enterprises.services.firms import set_tolerant
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


@require_safe
@login_required
def firms(request: HttpRequest) -> HttpResponse:
    """All firms, found by code, name or kind, a page at a time."""
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
    context = {
        "firm": firm,
        "grade": grade_name(firm, on=business_date(clock.now())),
        "accounts": list(guarantees(firm)),
        "memberships": list(people(firm)),
        "tokens": list(tokens(firm)),
        "changes": list(reading_changes(firm)[:20]),
        "form": form,
        "findings": said,
        "may_set": may_set_tolerant(actor_of(request)),
    }
    return render(request, "enterprises/firm_page.html", context, status=422 if said or form.errors else 200)
