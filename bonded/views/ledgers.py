"""Pages of this room: ledgers, one ledger with its items, one item with its movements, officers' bookings."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonded.forms.ledgers import OpenLedgerForm, TakeInForm
from bonded.models import Counter, Ledger, LedgerEntry, LedgerItem, Lot
from bonded.permissions import (
    check_may_book_at,
    check_may_report_for,
    may_book_at,
    may_file_for,
    may_open_ledgers,
    may_stop,
    may_stop_at,
)
from bonded.rules.writeoff import due_on, first_day
from bonded.selectors.ledgers import item as item_of
from bonded.selectors.ledgers import items as items_of
from bonded.selectors.ledgers import ledger as ledger_of
from bonded.selectors.ledgers import ledgers as ledgers_of
from bonded.selectors.ledgers import movements
from bonded.selectors.stops import live_stops, stops_shown
from bonded.selectors.storage import lots_of_item, pauses_of
from bonded.services import ledgers as services
from bonded.views.ledger_words import mark_badge, paper_url
from codelists.selectors import choices, local_name, names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from enterprises.permissions import may_start
from kernel import clock
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page

# An item page shows so many lots at most; the recall finds the others.
_MOST_LOTS = 100
_signer = Signer(salt="bonded.take_in")


@require_safe
@login_required
def ledgers(request: HttpRequest) -> HttpResponse:
    """The ledgers one may see."""
    actor, on = actor_of(request), business_date(clock.now())
    search = searched(request)
    rows: Page[Ledger] = page(
        ledgers_of(actor, search=search, on=on), order=("ems_no",), after=request.GET.get("after")
    )
    offices = names("offices", on=on)
    context = {
        "page": rows,
        "rows": [
            (row, _firm_name(row), offices.get(row.office, ""), mark_badge(row.mark)) for row in rows.rows
        ],
        "search": search,
        "may_open": may_open_ledgers(actor),
        "may_file": actor.is_firm and "zone_operator" in actor.firm_kinds and may_start(actor),
    }
    return render(request, "bonded/ledgers.html", context)


@require_safe
@login_required
def ledger(request: HttpRequest, ems_no: str) -> HttpResponse:
    """One ledger and its items with the four counters and what is usable."""
    actor, at = actor_of(request), clock.now()
    found, on = found_ledger(actor, ems_no=ems_no, at=at), business_date(at)
    search = searched(request)
    rows: Page[LedgerItem] = page(
        items_of(found, search=search), order=("item_record_no", "pk"), after=request.GET.get("after")
    )
    units = names("units", on=on)
    first = first_day(valid_from=found.valid_from, written_off_on=found.written_off_on)
    reports = may_file_for(actor, firm_id=found.firm_id, on=on) and found.closed_on is None
    context = {
        "ledger": found,
        "firm_name": _firm_name(found),
        "office": names("offices", on=on).get(found.office, ""),
        "page": rows,
        "rows": [(row, units.get(row.unit, row.unit), mark_badge(row.mark)) for row in rows.rows],
        "search": search,
        "mark": mark_badge(found.mark),
        "pauses": pauses_of(found.pk) if not search else [],
        "write_off_due": due_on(first, cycle_months=found.cycle_months),
        "may_book": may_book_at(actor, office=found.office),
        "may_report": reports,
        "may_file": reports and may_start(actor),
    }
    return render(request, "bonded/ledger.html", context)


@require_safe
@login_required
def item(request: HttpRequest, ems_no: str, item_record_no: str) -> HttpResponse:
    """One item and every movement behind one of its numbers (``?number=``), newest first."""
    actor, at = actor_of(request), clock.now()
    found = found_ledger(actor, ems_no=ems_no, at=at)
    try:
        row = item_of(found, item_record_no=item_record_no)
    except LedgerItem.DoesNotExist:
        raise Http404(item_record_no) from None
    chosen = _counter(request.GET.get("number", ""))
    moves: Page[LedgerEntry] = page(
        movements(row, counter=chosen), order=("-id",), after=request.GET.get("after")
    )
    on = business_date(at)
    stock = list(lots_of_item(row)[:_MOST_LOTS])
    context = {
        "ledger": found,
        "item": row,
        "unit": names("units", on=on).get(row.unit, row.unit),
        "origin": names("countries", on=on).get(row.origin, row.origin),
        "currency": names("currencies", on=on).get(row.currency, row.currency),
        "numbers": _numbers(row),
        "chosen": chosen,
        "number": chosen.name.lower(),
        "page": moves,
        "rows": [(entry, paper_url(entry.subject_no, actor=actor)) for entry in moves.rows],
        "lots": [(lot, lot.in_qty - lot.out_qty, _due(lot, on=on)) for lot in stock],
        "lots_cut": len(stock) == _MOST_LOTS,
        "mark": mark_badge(row.mark),
        "pauses": pauses_of(found.pk, item_id=row.pk),
        "may_book": may_book_at(actor, office=found.office),
        "may_report": may_file_for(actor, firm_id=found.firm_id, on=on) and found.closed_on is None,
        "may_stop": may_stop_at(actor, office=found.office) and may_stop(actor),
        "stops": stops_shown(live_stops(item_ids=[row.pk], firm_ids=[found.firm_id]), actor=actor, on=on),
    }
    return render(request, "bonded/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_ledger(request: HttpRequest) -> HttpResponse:
    """An officer opens a ledger for a zone operator."""
    actor, at = actor_of(request), clock.now()
    check_may_book_at(actor, office=actor.office)
    known = names("offices", on=business_date(at))
    offices = [(code, f"{code} {known.get(code, '')}".strip()) for code in sorted(actor.offices)]
    form = OpenLedgerForm(
        request.POST if request.method == "POST" else None, offices=offices, initial={"office": actor.office}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_ledger(actor=actor, at=at, **form.cleaned_data)
        except (Refused, Conflict) as said:
            form.show(findings(said))
        else:
            messages.success(request, _("Ledger %(ems_no)s is open.") % {"ems_no": made.ems_no})
            return redirect("bonded:ledger", made.ems_no)
    return render(request, "bonded/open.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_in(request: HttpRequest, ems_no: str) -> HttpResponse:
    """An officer books an opening quantity on an item of the ledger."""
    actor, at = actor_of(request), clock.now()
    found = found_ledger(actor, ems_no=ems_no, at=at)
    check_may_book_at(actor, office=found.office)
    units = choices("units", on=business_date(at))
    if request.method != "POST":
        first = {"item_record_no": request.GET.get("item", ""), "booking": _signer.sign(str(reserve(1)[0]))}
        return _take_in_page(request, ledger=found, form=TakeInForm(initial=first, units=units))
    form = TakeInForm(request.POST, units=units)
    if not form.is_valid():
        return _take_in_page(request, ledger=found, form=form)
    said = _book(request, actor=actor, ledger=found, form=form)
    if said:
        form.show(said)
        return _take_in_page(request, ledger=found, form=form)
    return redirect("bonded:ledger", ems_no)


def _book(request: HttpRequest, *, actor: Actor, ledger: Ledger, form: TakeInForm) -> Sequence[Finding]:
    """Book what the valid form says; the reasons why not."""
    try:
        booking_id = int(_signer.unsign(form.cleaned_data["booking"]))
    except BadSignature:
        raise PermissionDenied from None
    intake = form.intake()
    try:
        services.take_in(
            actor=actor, at=clock.now(), ems_no=ledger.ems_no, intake=intake, booking_id=booking_id
        )
    except (Refused, Conflict) as said:
        return findings(said)
    messages.success(
        request, _("The quantity of item %(item)s was booked.") % {"item": intake.item_record_no}
    )
    return ()


def _take_in_page(request: HttpRequest, *, ledger: Ledger, form: TakeInForm) -> HttpResponse:
    """The form as it stands."""
    status = 422 if form.errors else 200
    return render(request, "bonded/take_in.html", {"ledger": ledger, "form": form}, status=status)


def found_ledger(actor: Actor, *, ems_no: str, at: datetime) -> Ledger:
    """The ledger, or a 404 for whoever may not know of it."""
    try:
        return ledger_of(actor, ems_no=ems_no, on=business_date(at))
    except Ledger.DoesNotExist:
        raise Http404(ems_no) from None


def own_ledger(actor: Actor, *, ems_no: str, at: datetime) -> Ledger:
    """The ledger for whoever reports about it, as its holder or its agent; a duty that does not rest.

    Raises:
        Refused: an officer, or an agent whom customs have suspended.
    """
    found = found_ledger(actor, ems_no=ems_no, at=at)
    check_may_report_for(actor, firm_id=found.firm_id, at=at)
    return found


def _firm_name(ledger: Ledger) -> str:
    """The holder's name in the reader's language."""
    return local_name(ledger.firm.name_zh, en=ledger.firm.name_en)


def searched(request: HttpRequest) -> str:
    """The words searched for, of sane length, without what PostgreSQL cannot compare."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def _counter(name: str) -> Counter:
    """The counter of a ``?number=``; what is pre-booked for going out, where none is named."""
    return next((c for c in Counter if c.name.lower() == name), Counter.PREVD_REDC)


def _numbers(row: LedgerItem) -> list[tuple[str, str, object]]:
    """Address word, name and value of each counter."""
    return [(c.name.lower(), str(c.label), getattr(row, f"{c.name.lower()}_qty")) for c in Counter]


def _due(lot: Lot, *, on: date) -> str:
    """Which of a lot's days is over; empty: none."""
    if lot.in_qty <= lot.out_qty:
        return ""
    over = [
        label
        for day, label in ((lot.limit_on, _("storage is over")), (lot.best_before, _("past best before")))
        if day is not None and day < on
    ]
    return " · ".join(over)
