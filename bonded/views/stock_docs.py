"""In/out documents: the lists of either side, one document and its buttons, the officers' queue."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonded.forms.applications import ReasonForm
from bonded.forms.stock_docs import StockDocForm, initial_of
from bonded.models import Application, ApplicationLine, Direction, PassUse, StockDoc, StockDocLine
from bonded.permissions import (
    check_may_deliver,
    check_may_queue_deliveries,
    may_decide_deliveries,
    may_file_for,
    may_queue_deliveries,
)
from bonded.rules import flow
from bonded.rules.applications import RETURNING
from bonded.selectors import applications as applications_read
from bonded.selectors import stock_docs as selectors
from bonded.selectors.storage import lots_named
from bonded.services import cutting_off, staying
from bonded.services import stock_docs as services
from bonded.views.delivery_words import application_badge, stock_doc_badge, told
from codelists.selectors import names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused, gettext_noop
from kernel.web.findings import findings
from kernel.web.keyset import Page, page
from kernel.web.seen import is_changed, see

# What a button does: the service, whether it takes a reason, and what is said afterwards.
_ACTS: dict[str, tuple[Callable[..., Any], bool, str]] = {
    "submit": (services.submit_document, False, gettext_noop("The document is handed in.")),
    "void": (services.void_document, True, gettext_noop("The document is void; what it took is given back.")),
    "stay": (
        staying.declare_outside,
        False,
        gettext_noop("What stays outside is drafted for declaration: check its prices and hand it in."),
    ),
    "cut_off": (
        cutting_off.cut_off_document,
        True,
        gettext_noop("The document is closed with what has left; the rest is back in stock."),
    ),
    "approve": (services.approve_document, False, gettext_noop("The document is approved.")),
    "refuse": (services.refuse_document, True, gettext_noop("The document is refused.")),
}


@require_safe
@login_required
def stock_docs(request: HttpRequest) -> HttpResponse:
    """The documents one may see, newest first; by tab, application and words."""
    actor, on = actor_of(request), business_date(clock.now())
    search, tab = _words(request, "q"), request.GET.get("tab", "")
    application = _words(request, "application")
    rows = selectors.documents(actor, on=on)
    found: Page[StockDoc] = page(
        selectors.narrowed(rows, search=search, tab=tab, application=application),
        order=("-subject_id",),
        after=request.GET.get("after"),
    )
    context = {
        "page": found,
        "rows": [(row, stock_doc_badge(row)) for row in found.rows],
        "search": search,
        "tab": tab if tab in selectors.TABS else "",
        "application": application,
        "may_queue": may_queue_deliveries(actor),
        "narrowed": bool(search or tab or application),
        "today": on,
    }
    return render(request, "bonded/stock_docs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stock_doc_new(request: HttpRequest, number: str) -> HttpResponse:
    """File a delivery under the application; with ``?returns=`` a return of that document's goods."""
    actor, at = actor_of(request), clock.now()
    row = _application(actor, number=number)
    check_may_deliver(actor, firm_id=row.firm_id, at=at)
    out = _returned(row, number=request.GET.get("returns", ""))
    form = _form(request, row=row, out=out)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted(returns=out.number if out else "")
        submit = request.POST.get("act") != "draft"
        try:
            filed = services.file_document(
                actor=actor, at=at, application_no=number, wanted=wanted, submit=submit
            )
        except (Refused, Conflict) as said:
            form.show(findings(said))
        else:
            messages.success(request, _("The document has the number %(no)s.") % {"no": filed.number})
            return redirect("bonded:stock_doc", filed.number)
    return _form_page(request, form=form, application=row, out=out)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stock_doc_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change the lines of a draft, or of a refused document."""
    actor, at = actor_of(request), clock.now()
    row = _found(actor, number=number)
    check_may_deliver(actor, firm_id=row.firm_id, at=at)
    if row.status not in selectors.EDITABLE and request.method != "POST":
        return redirect("bonded:stock_doc", number)
    form = _form(request, row=row.application, out=row.returns, doc=row)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted(returns=row.returns.number if row.returns else "")
        try:
            seen = form.cleaned_data["seen"]
            services.change_document(actor=actor, at=at, number=number, wanted=wanted, seen=seen)
        except (Refused, Conflict) as said:
            if is_changed(said):
                see(form, version=_found(actor, number=number).version)
            form.show(findings(said))
        else:
            messages.success(request, _("The draft is changed."))
            return redirect("bonded:stock_doc", number)
    return _form_page(request, form=form, application=row.application, out=row.returns, doc=row)


@require_safe
@login_required
def stock_doc(request: HttpRequest, number: str) -> HttpResponse:
    """One document with its lines, where its goods are, and its history."""
    return _page(request, row=_found(actor_of(request), number=number))


@require_POST
@login_required
def stock_doc_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One button of the page: a move of the document, some with a reason."""
    actor = actor_of(request)
    row = _found(actor, number=number)
    if act not in _ACTS:
        raise Http404(act)
    call, reasoned, done = _ACTS[act]
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row=row, form=form)
    said = {"reason": form.cleaned_data["reason"]} if reasoned else {}
    try:
        made = call(actor=actor, number=number, at=clock.now(), **said)
    except Refused as refusal:
        form.show(findings(refusal))
        return _page(request, row=row, form=form)
    messages.success(request, _(done))
    if act == "stay":
        return redirect("bonded:batch_confirm", made)
    return redirect("bonded:stock_doc", number)


@require_safe
@login_required
def delivery_queue(request: HttpRequest) -> HttpResponse:
    """What waits for an officer: applications, changes asked for, documents; oldest first."""
    actor = actor_of(request)
    check_may_queue_deliveries(actor)
    documents: Page[StockDoc] = page(
        selectors.queue(actor), order=("subject_id",), after=request.GET.get("after")
    )
    waiting = list(applications_read.queue(actor).order_by("subject_id")[:50])
    context = {
        "applications": [(row, application_badge(row)) for row in waiting],
        "page": documents,
        "rows": [(row, stock_doc_badge(row)) for row in documents.rows],
    }
    return render(request, "bonded/application_queue.html", context)


def _found(actor: Actor, *, number: str) -> StockDoc:
    """The document, or a 404 for whoever may not know of it."""
    try:
        return selectors.document(actor, number=number, on=business_date(clock.now()))
    except StockDoc.DoesNotExist:
        raise Http404(number) from None


def _application(actor: Actor, *, number: str) -> Application:
    try:
        return applications_read.application(actor, number=number, on=business_date(clock.now()))
    except Application.DoesNotExist:
        raise Http404(number) from None


def _returned(row: Application, *, number: str) -> StockDoc | None:
    """The document whose goods come back; a 404 where the application has none of this number."""
    if not number:
        return None
    found = StockDoc.objects.filter(application=row, number=number, returns__isnull=True).first()
    if found is None:
        raise Http404(number)
    return found


def _form(
    request: HttpRequest, *, row: Application, out: StockDoc | None, doc: StockDoc | None = None
) -> StockDocForm:
    """The form as it was sent, or as it begins: what is left of each line, its own quantities given back."""
    lines: list[ApplicationLine | StockDocLine]
    if out is not None:
        lines = list(out.lines.order_by("seq"))
        rooms = selectors.return_rooms(out, but=doc.pk if doc else None)
        own: dict[int, Decimal] = {}
    else:
        lines = list(row.lines.order_by("seq"))
        rooms = selectors.rooms_of(row)
        mine = doc.lines.values_list("application_line__seq", "qty") if doc else ()
        own = dict(mine)
    goes = out is None and row.direction == Direction.OUT
    left = {room.seq: room.left + own.get(room.seq, Decimal(0)) for room in rooms}
    form = StockDocForm(
        request.POST if request.method == "POST" else None,
        lines=lines,
        left=left,
        prices=out is None,
        lots=selectors.free_lots([line.item_id for line in lines]) if goes else None,
        initial=initial_of(doc) if doc else {},
    )
    if doc is not None:
        form.fields["own_no"].disabled = True
    return form


def _form_page(
    request: HttpRequest,
    *,
    form: StockDocForm,
    application: Application,
    out: StockDoc | None,
    doc: StockDoc | None = None,
) -> HttpResponse:
    units = names("units", on=business_date(clock.now()))
    context = {"form": form, "application": application, "out": out, "document": doc, "units": units}
    return render(request, "bonded/stock_doc_form.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, *, row: StockDoc, form: ReasonForm | None = None) -> HttpResponse:
    """The document's page with what the reader may do."""
    actor = actor_of(request)
    returns = row.return_documents.order_by("subject_id")
    context = {
        "document": row,
        "application": row.application,
        "badge": stock_doc_badge(row),
        "lines": list(row.lines.select_related("item").order_by("seq")),
        "units": names("units", on=business_date(clock.now())),
        "comes_back": row.application.business in RETURNING and row.returns_id is None,
        "returns": [(one, stock_doc_badge(one)) for one in returns],
        "lots_taken": lots_named(row.pk),
        "passes": selectors.gate_passes_of(row),
        "entries": told(selectors.moves(row)),
        "today": business_date(clock.now()),
        "form": form or ReasonForm(),
        **_doors(row, actor=actor),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "bonded/stock_doc.html", context, status=status)


def _doors(row: StockDoc, *, actor: Actor) -> dict[str, bool]:
    """What the reader may do with the document as it stands."""
    on = business_date(clock.now())
    mine = not actor.is_officer and may_file_for(actor, firm_id=row.firm_id, on=on)
    decides = may_decide_deliveries(actor, office=row.office)
    still = row.gate_axis == flow.GATE_NONE and row.pass_use == 1 and row.status != flow.VOID
    return {
        "may_edit": mine and row.status in selectors.EDITABLE,
        "may_cut": (mine or decides) and bool(cutting_off.closable([row])),
        "may_void": still and (mine or (decides and row.status == flow.APPROVED)),
        "may_decide": decides and row.status == flow.SUBMITTED,
        "may_apply": mine and row.status == flow.APPROVED and row.pass_use != PassUse.ALL,
        "may_return": mine and row.due_on is not None and row.inventory_id is None,
        "may_stay": (mine or decides) and row.due_on is not None and row.inventory_id is None,
    }


def _words(request: HttpRequest, name: str) -> str:
    """The words searched for, of sane length, without what PostgreSQL cannot compare."""
    return request.GET.get(name, "").replace("\0", "").strip()[:100]
