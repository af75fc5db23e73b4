"""Pages of this room: ledgers, one ledger with its items, one item with its movements, officers' bookings."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonded import selectors
from bonded.forms import OpenLedgerForm, TakeInForm
from bonded.models import Counter, Ledger, LedgerEntry, LedgerItem
from bonded.permissions import check_may_book_at, may_book_at, may_open_ledgers
from bonded.services import intentions
from codelists.selectors import choices, local_name, names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.refusal import Conflict, Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page

_signer = Signer(salt="bonded.take_in")


@require_safe
@login_required
def ledgers(request: HttpRequest) -> HttpResponse:
    """The ledgers one may see."""
    actor = actor_of(request)
    search = _search(request)
    rows: Page[Ledger] = page(
        selectors.ledgers(actor, search=search), order=("ems_no",), after=request.GET.get("after")
    )
    offices = names("offices", on=business_date(clock.now()))
    context = {
        "page": rows,
        "rows": [(row, _firm_name(row), offices.get(row.office, "")) for row in rows.rows],
        "search": search,
        "may_open": may_open_ledgers(actor),
    }
    return render(request, "bonded/ledgers.html", context)


@require_safe
@login_required
def ledger(request: HttpRequest, ems_no: str) -> HttpResponse:
    """One ledger and its items with the four counters and what is usable."""
    actor = actor_of(request)
    found = _ledger(actor, ems_no=ems_no)
    search = _search(request)
    rows: Page[LedgerItem] = page(
        selectors.items(found, search=search), order=("item_record_no", "pk"), after=request.GET.get("after")
    )
    on = business_date(clock.now())
    units = names("units", on=on)
    context = {
        "ledger": found,
        "firm_name": _firm_name(found),
        "office": names("offices", on=on).get(found.office, ""),
        "page": rows,
        "rows": [(row, units.get(row.unit, row.unit)) for row in rows.rows],
        "search": search,
        "may_book": may_book_at(actor, office=found.office),
    }
    return render(request, "bonded/ledger.html", context)


@require_safe
@login_required
def item(request: HttpRequest, ems_no: str, item_record_no: str) -> HttpResponse:
    """One item and every movement behind one of its numbers (``?number=``), newest first."""
    found = _ledger(actor_of(request), ems_no=ems_no)
    try:
        row = selectors.item(found, item_record_no=item_record_no)
    except LedgerItem.DoesNotExist:
        raise Http404(item_record_no) from None
    chosen = _counter(request.GET.get("number", ""))
    moves: Page[LedgerEntry] = page(
        selectors.movements(row, counter=chosen), order=("-id",), after=request.GET.get("after")
    )
    context = {
        "ledger": found,
        "item": row,
        "unit": names("units", on=business_date(clock.now())).get(row.unit, row.unit),
        "numbers": _numbers(row),
        "chosen": chosen,
        "number": chosen.name.lower(),
        "page": moves,
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
    form = OpenLedgerForm(request.POST or None, offices=offices, initial={"office": actor.office})
    if request.method == "POST" and form.is_valid():
        try:
            made = intentions.open_ledger(actor=actor, at=at, **form.cleaned_data)
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
    found = _ledger(actor, ems_no=ems_no)
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
        intentions.take_in(
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


def _ledger(actor: Actor, *, ems_no: str) -> Ledger:
    """The ledger, or a 404 for whoever may not know of it."""
    try:
        return selectors.ledger(actor, ems_no=ems_no)
    except Ledger.DoesNotExist:
        raise Http404(ems_no) from None


def _firm_name(ledger: Ledger) -> str:
    """The holder's name in the reader's language."""
    return local_name(ledger.firm.name_zh, en=ledger.firm.name_en)


def _search(request: HttpRequest) -> str:
    """The words searched for, of sane length, without what PostgreSQL cannot compare."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def _counter(name: str) -> Counter:
    """The counter of a ``?number=``; what is pre-booked for going out, where none is named."""
    return next((c for c in Counter if c.name.lower() == name), Counter.PREVD_REDC)


def _numbers(row: LedgerItem) -> list[tuple[str, str, object]]:
    """Address word, name and value of each counter."""
    return [(c.name.lower(), str(c.label), getattr(row, f"{c.name.lower()}_qty")) for c in Counter]
