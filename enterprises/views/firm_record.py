"""A firm's record: what officers write into it by hand, and closing what is open."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.facts import Actor
from enterprises.forms.grants import CloseForm, RecordForm
from enterprises.middleware import actor_of
from enterprises.models import Firm, FirmRecord, FirmRecordKind
from enterprises.permissions import check_may_handle_measures, may_handle_measures
from enterprises.selectors import firm_for_officer
from enterprises.selectors.grants import record_of
from enterprises.services.firm_record import Fact, close_record, write_record
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def firm_record(request: HttpRequest, customs_code: str) -> HttpResponse:
    """The record of a firm of the officer's offices; a POST writes into it."""
    actor = actor_of(request)
    firm = _found(actor, customs_code=customs_code)
    if request.method != "POST":
        return _page(request, firm=firm)
    check_may_handle_measures(actor, act="record")
    form = RecordForm(request.POST)
    if not form.is_valid():
        return _page(request, firm=firm, form=form)
    data, now = form.cleaned_data, clock.now()
    fact = Fact(
        FirmRecordKind(data["kind"]), form.at(now=now), data["note"], subject_no=data["subject_no"].strip()
    )
    try:
        write_record(actor=actor, customs_code=customs_code, fact=fact, at=now)
    except Refused as refusal:
        return _page(request, firm=firm, form=form, said=findings(refusal))
    messages.success(request, _("It stands in the firm's record now."))
    return redirect("enterprises:firm_record", customs_code)


@require_POST
@login_required
def record_close(request: HttpRequest, customs_code: str, number: str) -> HttpResponse:
    """Close a fact that is open."""
    actor = actor_of(request)
    firm = _found(actor, customs_code=customs_code)
    check_may_handle_measures(actor, act="record")
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, firm=firm, refused=form)
    try:
        close_record(
            actor=actor,
            customs_code=customs_code,
            number=number,
            note=form.cleaned_data["note"],
            at=clock.now(),
        )
    except Refused as refusal:
        return _page(request, firm=firm, refused=form, said=findings(refusal))
    messages.success(request, _("The entry is closed."))
    return redirect("enterprises:firm_record", customs_code)


def _found(actor: Actor, *, customs_code: str) -> Firm:
    """The firm, if it is one of the officer's offices; a post without business here is told so."""
    check_may_handle_measures(actor, act="see")
    firm = firm_for_officer(actor, customs_code=customs_code)
    if firm is None or firm.office not in actor.offices:
        raise Http404(customs_code)
    return firm


def _page(
    request: HttpRequest,
    *,
    firm: Firm,
    form: RecordForm | None = None,
    refused: Form | None = None,
    said: list[Finding] | None = None,
) -> HttpResponse:
    """The record with its forms as they stand; ``refused`` is the closing form that was refused."""
    rows: Page[FirmRecord] = page(
        record_of(firm), order=("-at", "-id"), after=request.GET.get("after"), size=50
    )
    blamed = refused or form
    context = {
        "firm": firm,
        "page": rows,
        "form": form or RecordForm(initial={"on": business_date(clock.now())}),
        "blamed": blamed,
        "typed": refused.data.get("note", "") if refused is not None else "",
        "closing": request.resolver_match.kwargs.get("number", "") if request.resolver_match else "",
        "findings": said,
        "may_record": may_handle_measures(actor_of(request), act="record"),
    }
    wrong = bool(said or (blamed is not None and blamed.errors))
    return render(request, "enterprises/measure_record.html", context, status=422 if wrong else 200)
