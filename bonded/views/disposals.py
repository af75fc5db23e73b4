"""Losses and destructions: reported by the firm, decided by an officer, witnessed by two."""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonded.forms.filing import SaidForm
from bonded.forms.reconciling import DisposalForm, first_of
from bonded.models import Disposal, DisposalEvent
from bonded.permissions import may_book_at
from bonded.rules import disposal as law
from bonded.rules import flow
from bonded.selectors import reconciling as selectors
from bonded.selectors.stops import stop_by_number, stops_of_disposal
from bonded.services import disposal as services
from bonded.views.ledger_words import badge, story
from bonded.views.ledgers import own_ledger
from bonded.views.typed import typed
from codelists.selectors import local_name, names, parameter
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from enterprises.selectors.attachments import attachments_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def disposal_new(request: HttpRequest, ems_no: str) -> HttpResponse:
    """Report goods that are to be destroyed, are lost or spoilt; ``?item=`` names the first."""
    actor, at = actor_of(request), clock.now()
    ledger = own_ledger(actor, ems_no=ems_no, at=at)
    first = {**first_of(business_date(at)), "item_1": request.GET.get("item", "")}
    sent = request.method == "POST"
    form = DisposalForm(request.POST if sent else None, request.FILES if sent else None, initial=first)
    if request.method == "POST" and form.is_valid():
        form.paths = form.places()
        typed = {name: form.cleaned_data[name] for name in ("kind", "found_on", "place", "reason")}
        try:
            number = services.report_disposal(
                actor=actor, at=at, ems_no=ems_no, goods=form.goods(), uploads=form.uploads(), **typed
            )
        except Refused as refusal:
            form.show(findings(refusal))
        else:
            messages.success(request, _("Reported; the goods are set aside until customs decide."))
            return redirect("bonded:disposal", number)
    items = ledger.items.order_by("item_record_no").values_list("item_record_no", "gname")[:300]
    context = {"ledger": ledger, "form": form, "items": items}
    return render(request, "bonded/disposal_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def disposal(request: HttpRequest, number: str) -> HttpResponse:
    """One report; a POST does what its button says (``do``)."""
    actor, at = actor_of(request), clock.now()
    row = _found(actor, number=number, at=at)
    act = _ACTS.get(request.POST.get("do", ""))
    if request.method != "POST" or act is None:
        return _page(request, row=row, actor=actor, at=at)
    try:
        act(request, row=row, actor=actor, at=at)
    except Refused as refusal:
        return _page(request, row=row, actor=actor, at=at, said=findings(refusal))
    return redirect("bonded:disposal", number)


def _approve(request: HttpRequest, *, row: Disposal, actor: Actor, at: datetime) -> None:
    services.approve_disposal(actor=actor, number=row.number, at=at)
    messages.success(request, _("Approved; it is carried out before two officers."))


def _refuse(request: HttpRequest, *, row: Disposal, actor: Actor, at: datetime) -> None:
    services.refuse_disposal(actor=actor, number=row.number, said=typed(request, "said"), at=at)
    messages.success(request, _("Refused; the goods are free again."))


def _withdraw(request: HttpRequest, *, row: Disposal, actor: Actor, at: datetime) -> None:
    services.withdraw_disposal(actor=actor, number=row.number, at=at)
    messages.success(request, _("Withdrawn; the goods are free again."))


def _witness(request: HttpRequest, *, row: Disposal, actor: Actor, at: datetime) -> None:
    services.witness_disposal(actor=actor, number=row.number, at=at)
    messages.success(request, _("You signed as the first witness."))


def _carry_out(request: HttpRequest, *, row: Disposal, actor: Actor, at: datetime) -> None:
    services.carry_out(actor=actor, number=row.number, at=at)
    messages.success(request, _("You signed as the second witness; the goods are booked out."))


_ACTS: dict[str, Callable[..., None]] = {
    "approve": _approve,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "witness": _witness,
    "carry_out": _carry_out,
}


def _page(
    request: HttpRequest, *, row: Disposal, actor: Actor, at: datetime, said: list[Finding] | None = None
) -> HttpResponse:
    """The report with the acts of whoever looks."""
    most = int(parameter("bonded.force_majeure_days", on=business_date(at)))
    filed = selectors.filed_on(row)
    units = names("units", on=business_date(at))
    decides = actor.is_officer and may_book_at(actor, office=row.office)
    approved = decides and row.status == flow.APPROVED
    context = {
        "disposal": row,
        "ledger": row.ledger,
        "firm_name": local_name(row.ledger.firm.name_zh, en=row.ledger.firm.name_en),
        "badge": badge(row, of=flow.DISPOSAL_FLOW),
        "entries": story(row, events=DisposalEvent, of=flow.DISPOSAL_FLOW, actor=actor),
        "lines": [
            (line, units.get(line.item.unit, line.item.unit)) for line in row.lines.select_related("item")
        ],
        "stops": _stops(row, actor=actor, on=business_date(at)),
        "attachments": attachments_of(selectors.ATTACHED_TO, subject_ids=[row.pk]).get(row.pk, []),
        "late": law.days_late(kind=row.kind, found_on=row.found_on, filed_on=filed, most_days=most),
        "may_decide": decides and row.status == flow.SUBMITTED,
        "may_witness": approved and row.witness_id is None,
        "may_carry_out": approved and row.witness_id not in (None, actor.user_id),
        "signed_self": approved and row.witness_id is not None and row.witness_id == actor.user_id,
        "may_withdraw": not actor.is_officer and row.status in selectors.OPEN_DISPOSAL,
        "findings": said or [],
        "said_form": SaidForm(request.POST if said else None),
    }
    return render(request, "bonded/disposal.html", context, status=422 if said else 200)


def _stops(row: Disposal, *, actor: Actor, on: date) -> list[tuple[str, bool]]:
    """The stops in force of the goods, as long as something is to be decided, and whether one opens."""
    if row.status not in selectors.OPEN_DISPOSAL:
        return []
    return [(one, stop_by_number(actor, number=one, on=on) is not None) for one in stops_of_disposal(row)]


def _found(actor: Actor, *, number: str, at: datetime) -> Disposal:
    try:
        return selectors.file_of(Disposal, actor=actor, number=number, on=business_date(at))
    except Disposal.DoesNotExist:
        raise Http404(number) from None
