"""Standing documents: the firm's list and form, the office's list, one document for both."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.standing import PaperForm, StandingDecisionForm
from enterprises.middleware import actor_of
from enterprises.models import StandingDocument
from enterprises.permissions import may_decide_firms, may_see_own_firm
from enterprises.rules import flow
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.standing import (
    ATTACHED,
    document_at,
    documents_at,
    documents_of,
    replaceable,
)
from enterprises.services.standing import (
    confirm_document,
    file_document,
    refuse_document,
    withdraw_document,
)
from enterprises.views.registration_show import Standing, document_standing
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


class Shown(NamedTuple):
    """A document as lists show it."""

    row: StandingDocument
    standing: Standing
    last_day: date | None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def documents(request: HttpRequest) -> HttpResponse:
    """The firm's documents; a POST files one with its scan."""
    actor, at = actor_of(request), clock.now()
    rows: Page[StandingDocument] = page(
        documents_of(actor), order=("-subject_id",), after=request.GET.get("after"), size=20
    )
    form = _form(request, actor=actor)
    said: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        try:
            number = file_document(form.paper(), uploads=form.cleaned_data["attachments"], actor=actor, at=at)
            messages.success(request, _("The document was filed; customs confirms it."))
            return redirect("enterprises:standing_document", number)
        except (Refused, Conflict) as no:
            said = findings(no)
    shown = [_shown(row, on=business_date(at)) for row in rows.rows]
    context = {"page": rows, "rows": shown, "form": form, "findings": said}
    return render(
        request, "enterprises/standing_list.html", context, status=422 if said or form.errors else 200
    )


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """The documents of the own offices' firms that wait to be confirmed, or the decided ones."""
    actor, decided = actor_of(request), request.GET.get("decided") == "1"
    order = ("-subject_id",) if decided else ("since", "subject_id")
    rows: Page[StandingDocument] = page(
        documents_at(actor, decided=decided), order=order, after=request.GET.get("after")
    )
    on = business_date(clock.now())
    context = {"page": rows, "rows": [_shown(row, on=on) for row in rows.rows], "decided": decided}
    return render(request, "enterprises/standing_queue.html", context)


@require_safe
@login_required
def document(request: HttpRequest, number: str) -> HttpResponse:
    """One document, for its firm and for the office that confirms it."""
    return _page(request, row=_found(request, number=number), at=clock.now())


@require_POST
@login_required
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a document back that is not confirmed yet."""
    _found(request, number=number)
    withdraw_document(number, actor=actor_of(request), at=clock.now())
    messages.success(request, _("The document was withdrawn."))
    return redirect("enterprises:standing")


@require_POST
@login_required
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm the document, or refuse it with a reason."""
    actor, at = actor_of(request), clock.now()
    row = _filed(request, number=number)
    form = StandingDecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, row=row, at=at, form=form)
    try:
        if form.cleaned_data["do"] == "confirm":
            confirm_document(number, actor=actor, at=at)
            messages.success(request, _("The document was confirmed."))
        else:
            refuse_document(number, reason=form.cleaned_data["reason"], actor=actor, at=at)
            messages.success(request, _("The document was refused."))
    except (Refused, Conflict) as no:
        return _page(request, row=_filed(request, number=number), at=at, form=form, said=findings(no))
    return redirect("enterprises:standing_queue")


def _form(request: HttpRequest, *, actor: Actor) -> PaperForm:
    older = [
        (row.number, f"{row.get_kind_display()} {row.title} {row.document_no}") for row in replaceable(actor)
    ]
    initial = {"replaces": request.GET.get("replaces", ""), "kind": request.GET.get("kind", "")}
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return PaperForm(*posted, older=older, initial=initial)


def _found(request: HttpRequest, *, number: str) -> StandingDocument:
    """The document of the own firm or of the own offices' firms, or a 404."""
    actor = actor_of(request)
    if may_see_own_firm(actor):
        row = documents_of(actor).filter(number=number).select_related("firm").first()
    else:
        row = document_at(actor, number=number)
    if row is None:
        raise Http404(number)
    return row


def _filed(request: HttpRequest, *, number: str) -> StandingDocument:
    """The document of the own offices' firms, or a 404; firms decide nothing."""
    row = document_at(actor_of(request), number=number)
    if row is None:
        raise Http404(number)
    return row


def _shown(row: StandingDocument, *, on: date) -> Shown:
    run_out = row.valid_to is not None and row.valid_to <= on
    last_day = None if row.valid_to is None else row.valid_to - timedelta(days=1)
    return Shown(row, document_standing(row.status, run_out=run_out), last_day)


def _page(
    request: HttpRequest,
    *,
    row: StandingDocument,
    at: datetime,
    form: StandingDecisionForm | None = None,
    said: list[Finding] | None = None,
) -> HttpResponse:
    actor, filed = actor_of(request), row.status == flow.STANDING_FILED
    shown = _shown(row, on=business_date(at))
    context = {
        "row": row,
        "standing": shown.standing,
        "pairs": [
            (_("Firm"), row.firm.name_zh),
            (_("Licence or certificate"), row.get_kind_display()),
            (_("Name of the document"), row.title),
            (_("Number on the document"), row.document_no),
            (_("Valid from"), row.valid_from),
            (_("Last day of validity"), shown.last_day or _("no end")),
            (_("Replaces"), row.replaces.number if row.replaces else ""),
        ],
        "attachments": attachments_of(ATTACHED, subject_ids=[row.pk]).get(row.pk, []),
        "may_decide": filed and may_decide_firms(actor),
        "may_withdraw": filed and may_see_own_firm(actor),
        "may_replace": row.status == flow.STANDING_CONFIRMED and may_see_own_firm(actor),
        "by_office": actor.is_officer,
        "form": form or StandingDecisionForm(),
        "errors": said or [],
    }
    status = 422 if said or (form is not None and form.errors) else 200
    return render(request, "enterprises/standing_document.html", context, status=status)
