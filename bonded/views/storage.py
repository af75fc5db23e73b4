"""Lots: what falls due, and who has of a lot (recall); and pauses of what moves."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonded.forms.reconciling import MarkForm
from bonded.models import DueKind, LedgerItem, Lot
from bonded.permissions import check_may_book_at
from bonded.selectors import storage as selectors
from bonded.selectors.ledgers import item as item_of
from bonded.services.pauses import set_mark
from bonded.views.ledger_words import mark_badge, paper_url
from bonded.views.ledgers import found_ledger, searched
from codelists.selectors import local_name, names
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.cells import safe_cell
from kernel.web.findings import findings
from kernel.web.keyset import Page, page

# A lot may lie in thousands of parcels: the page shows so many, the file all.
_MOST_SHOWN = 200


@require_safe
@login_required
def due(request: HttpRequest, kind: str) -> HttpResponse:
    """Lots whose storage ends, or whose best-before date comes, the nearest first."""
    actor, on = actor_of(request), business_date(clock.now())
    search, ems_no = searched(request), request.GET.get("ledger", "")[:12]
    rows = selectors.due_lots(actor, kind=kind, on=on, search=search, ems_no=ems_no)
    field = selectors.FIELDS[DueKind(kind)]
    found: Page[Lot] = page(rows, order=(field, "pk"), after=request.GET.get("after"))
    context = {
        "kind": kind,
        "page": found,
        "rows": [
            (lot, getattr(lot, field), (getattr(lot, field) - on).days, lot.in_qty - lot.out_qty)
            for lot in found.rows
        ],
        "units": names("units", on=on),
        "days": max(selectors.warning_days(kind, on=on)),
        "search": search,
        "ems_no": ems_no,
    }
    return render(request, "bonded/ledger_due.html", context)


@require_safe
@login_required
def lots(request: HttpRequest) -> HttpResponse:
    """A recall: the lots with a number, and every paper and parcel that has of them; ``?file=1`` as CSV."""
    actor, on = actor_of(request), business_date(clock.now())
    wanted = searched(request)
    rows = selectors.find_lots(actor, lot_no=wanted, on=on) if wanted else Lot.objects.none()
    found: Page[Lot] = page(rows, order=("pk",), after=request.GET.get("after"), size=20)
    takers = selectors.takers_of(found.rows)
    if request.GET.get("file") and wanted:
        return _file(wanted, found=found.rows, takers=takers)
    shown = [
        (
            lot,
            local_name(lot.item.ledger.firm.name_zh, en=lot.item.ledger.firm.name_en),
            lot.in_qty - lot.out_qty,
            [(one, paper_url(one.number, actor=actor)) for one in takers.get(lot.pk, [])[:_MOST_SHOWN]],
            max(0, len(takers.get(lot.pk, [])) - _MOST_SHOWN),
        )
        for lot in found.rows
    ]
    context = {"search": wanted, "page": found, "rows": shown, "units": names("units", on=on)}
    return render(request, "bonded/ledger_lots.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pause(request: HttpRequest, ems_no: str, item_record_no: str = "") -> HttpResponse:
    """An officer pauses an item, or the whole ledger, or lets it move again."""
    actor, at = actor_of(request), clock.now()
    ledger = found_ledger(actor, ems_no=ems_no, at=at)
    check_may_book_at(actor, office=ledger.office)
    item = None
    if item_record_no:
        try:
            item = item_of(ledger, item_record_no=item_record_no)
        except LedgerItem.DoesNotExist:
            raise Http404(item_record_no) from None
    now = ledger.mark if item is None else item.mark
    form = MarkForm(request.POST if request.method == "POST" else None, initial={"mark": now})
    if request.method == "POST" and form.is_valid():
        try:
            set_mark(actor=actor, at=at, ems_no=ems_no, item_record_no=item_record_no, **form.cleaned_data)
        except Refused as refusal:
            form.show(findings(refusal))
        else:
            messages.success(request, _("It is written down; the firm is told."))
            return (
                redirect("bonded:item", ems_no, item_record_no) if item else redirect("bonded:ledger", ems_no)
            )
    context = {"ledger": ledger, "item": item, "form": form, "mark": mark_badge(now)}
    return render(request, "bonded/ledger_pause.html", context, status=422 if form.errors else 200)


def _file(lot_no: str, *, found: list[Lot], takers: dict[int, list[selectors.Taker]]) -> HttpResponse:
    """The recall as a file: a row for each paper or parcel."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="recall.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    heads = (_("Ledger"), _("Record number"), _("Lot"), _("Document"), _("Waybill"), _("Taken"), _("Left"))
    writer = csv.writer(response)
    writer.writerow(heads)
    for lot in found:
        for one in takers.get(lot.pk, []):
            cells = (lot.item.ledger.ems_no, lot.item.item_record_no, lot.lot_no, one.number, one.waybill_no)
            writer.writerow([*map(safe_cell, cells), one.taken, one.left])
    return response
