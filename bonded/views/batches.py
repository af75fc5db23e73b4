"""Batch deliveries: the board of periods, one period, a drafted centralised inventory to confirm."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonded.facts import InventoryGoods
from bonded.forms.applications import ReasonForm
from bonded.forms.stock_docs import ConfirmForm
from bonded.models import BatchPeriod, Gathered, Inventory, StockDoc
from bonded.permissions import (
    check_may_deliver,
    check_may_queue_deliveries,
    may_decide_deliveries,
    may_file_for,
    may_queue_deliveries,
)
from bonded.rules import flow
from bonded.rules.amounts import total_of
from bonded.selectors import batches as selectors
from bonded.selectors.inventory_facts import goods_of, head_of
from bonded.services import batch_gathering, inventories
from bonded.views.delivery_words import period_badge, stock_doc_badge, told
from codelists.selectors import choices, names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import FIRST_DAY, business_date, day_of
from kernel.refusal import Conflict, Refused, Violation
from kernel.web.findings import Finding, finding, findings
from kernel.web.keyset import Page, page

_EDITABLE = (flow.DRAFT, flow.REFUSED)


@require_safe
@login_required
def batches(request: HttpRequest) -> HttpResponse:
    """The board: each period with its deadline and how many documents wait, those due first on top."""
    actor, on = actor_of(request), business_date(clock.now())
    search, tab = request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("tab", "")
    tab = tab if tab in selectors.TABS else ""
    rows = selectors.narrowed(selectors.periods(actor, on=on), search=search, tab=tab)
    found: Page[BatchPeriod] = page(rows, order=("due_on", "subject_id"), after=request.GET.get("after"))
    context = {
        "page": found,
        "rows": [(row, period_badge(row), (row.due_on - on).days) for row in found.rows],
        "search": search,
        "tab": tab,
        "may_queue": may_queue_deliveries(actor),
        "narrowed": bool(search or tab),
    }
    return render(request, "bonded/batches.html", context)


@require_safe
@login_required
def batch_preview(request: HttpRequest) -> HttpResponse:
    """The dry run: what the job would gather tonight, document by document, and what it would leave."""
    actor = actor_of(request)
    check_may_queue_deliveries(actor)
    plans = batch_gathering.plans_due(actor.offices, at=clock.now())
    rows = [
        (row, list(plan.documents.values()), len(plan.bundles), _left_out(plan.left)) for row, plan in plans
    ]
    return render(request, "bonded/batch_preview.html", {"rows": rows, "may_queue": True})


@require_safe
@login_required
def batch(request: HttpRequest, number: str, first: str) -> HttpResponse:
    """One period: its documents by how long they wait, and the inventories made of them."""
    actor = actor_of(request)
    return _page(request, actor=actor, row=_found(actor, number=number, first=first))


@require_POST
@login_required
def batch_gather(request: HttpRequest, number: str, first: str) -> HttpResponse:
    """Gather now what waits, before the period has ended."""
    actor = actor_of(request)
    row = _found(actor, number=number, first=first)
    try:
        made = batch_gathering.gather_now(
            actor=actor, at=clock.now(), application_no=number, first=row.period_from
        )
    except Refused as refusal:
        return _page(request, actor=actor, row=row, said=findings(refusal))
    count = len(made.documents)
    messages.success(request, _("Documents gathered: %(count)s.") % {"count": count})
    if len(made.inventories) == 1:
        return redirect("bonded:batch_confirm", made.inventories[0])
    return redirect("bonded:batch", number, first)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """A drafted centralised inventory: the firm checks prices and origins, then hands it in."""
    actor, at = actor_of(request), clock.now()
    row = _inventory(actor, number=number)
    if request.method != "POST":
        return _confirm_page(request, actor=actor, row=row, form=_confirm_form(row))
    check_may_deliver(actor, firm_id=row.firm_id, at=at)
    form = _confirm_form(row, data=request.POST)
    if not form.is_valid():
        return _confirm_page(request, actor=actor, row=row, form=form)
    submit = request.POST.get("act") == "submit"
    try:
        lines = _typed(row, form=form)
        inventories.change_inventory(actor=actor, number=number, head=head_of(row), lines=lines, at=at)
        if submit:
            inventories.submit_inventory(actor=actor, number=number, at=at)
    except (Refused, Conflict) as said:
        form.show(findings(said))
        return _confirm_page(request, actor=actor, row=row, form=form)
    messages.success(request, _("The inventory is handed in.") if submit else _("The prices are saved."))
    return redirect("bonded:inventory" if submit else "bonded:batch_confirm", number)


@require_POST
@login_required
def batch_take_apart(request: HttpRequest, number: str) -> HttpResponse:
    """Delete a centralised inventory that is not declared; its documents wait again."""
    actor, at = actor_of(request), clock.now()
    row = _inventory(actor, number=number)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            batch_gathering.take_apart(actor=actor, at=at, number=number, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.show(findings(refusal))
        else:
            messages.success(request, _("The inventory is deleted; its documents wait again."))
            return redirect("bonded:batches")
    return _confirm_page(request, actor=actor, row=row, form=_confirm_form(row), reason=form)


def _left_out(left: list[tuple[StockDoc, Violation]]) -> list[tuple[StockDoc, Finding]]:
    """Why documents would be left."""
    return [(doc, finding(violation)) for doc, violation in left]


def _found(actor: Actor, *, number: str, first: str) -> BatchPeriod:
    """The period, or a 404 for whoever may not know of it."""
    try:
        day = day_of(first) or FIRST_DAY
        return selectors.period(actor, application_no=number, first=day, on=business_date(clock.now()))
    except BatchPeriod.DoesNotExist:
        raise Http404(number) from None


def _inventory(actor: Actor, *, number: str) -> Inventory:
    """The centralised inventory, or a 404 for whoever may not know of it."""
    row = selectors.inventories_of(actor, on=business_date(clock.now())).filter(number=number).first()
    if row is None:
        raise Http404(number)
    return row


def _page(
    request: HttpRequest, *, actor: Actor, row: BatchPeriod, said: list[Finding] | None = None
) -> HttpResponse:
    on = business_date(clock.now())
    documents = list(selectors.documents_of(row))
    mine = not actor.is_officer and may_file_for(actor, firm_id=row.application.firm_id, on=on)
    waits = any(doc.gathered == Gathered.WAITING for doc in documents)
    made = list(row.inventories.exclude(status=flow.VOID).order_by("subject_id"))
    context = {
        "period": row,
        "application": row.application,
        "badge": period_badge(row),
        "left": (row.due_on - on).days,
        "documents": [
            (doc, stock_doc_badge(doc), (on - business_date(doc.passed_at)).days if doc.passed_at else 0)
            for doc in documents
        ],
        "inventories": made,
        "to_confirm": [one for one in made if one.status in _EDITABLE],
        "entries": told(selectors.moves(row)),
        "findings": said,
        "may_gather": waits and (mine or may_decide_deliveries(actor, office=row.office)),
    }
    return render(request, "bonded/batch.html", context, status=422 if said else 200)


def _confirm_form(row: Inventory, *, data: Any = None) -> ConfirmForm:
    return ConfirmForm(data, lines=row.lines.select_related("item").order_by("seq"))


def _typed(row: Inventory, *, form: ConfirmForm) -> list[InventoryGoods]:
    """The lines with the prices and origins that were typed; totals follow."""
    lines = []
    for line, goods in zip(form.lines, goods_of(row), strict=True):
        price, origin = form.typed(line)
        total = total_of(goods.qty, price=price)
        keep = price == goods.unit_price
        lines.append(goods._replace(unit_price=price, origin=origin, total=goods.total if keep else total))
    return lines


def _confirm_page(
    request: HttpRequest,
    *,
    actor: Actor,
    row: Inventory,
    form: ConfirmForm,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    on = business_date(clock.now())
    mine = not actor.is_officer and may_file_for(actor, firm_id=row.firm_id, on=on)
    open_booking = row.booking in (flow.NOT_BOOKED, flow.PRE_BOOKED) and row.status != flow.VOID
    decides = may_decide_deliveries(actor, office=row.office)
    context = {
        "inventory": row,
        "form": form,
        "reason": reason or ReasonForm(),
        "documents": list(selectors.gathered_in(row)),
        "units": names("units", on=on),
        "currencies": names("currencies", on=on),
        "countries": choices("countries", on=on),
        "period": row.period,
        "may_confirm": mine and row.status in _EDITABLE,
        "may_take_apart": (mine or decides) and open_booking and not row.entry_no,
    }
    failed = form.errors or (reason is not None and reason.errors)
    return render(request, "bonded/batch_confirm.html", context, status=422 if failed else 200)
