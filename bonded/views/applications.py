"""Business applications: the lists of either side, one application, what each side does with it."""

from collections.abc import Callable
from datetime import timedelta
from re import compile as compile_pattern
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonded.forms.applications import ROWS, ApplicationForm, ChangeForm, ReasonForm, initial_of
from bonded.models import Application, Business
from bonded.permissions import check_may_deliver, may_decide_deliveries, may_file_for, may_queue_deliveries
from bonded.rules import flow
from bonded.selectors import applications as selectors
from bonded.services import application_office as office
from bonded.services import applications as services
from bonded.services.application_office import asked_change
from bonded.views.delivery_words import application_badge, told
from codelists.selectors import names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from enterprises.permissions import check_may_see_own_firm
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused, gettext_noop
from kernel.web.findings import findings
from kernel.web.keyset import Page, page
from kernel.web.seen import is_changed, see

_MOST_ROWS = 50
_ROW = compile_pattern(r"item_\d{1,4}")
# What a button does: the service, whether it takes a reason, and what is said afterwards.
_ACTS: dict[str, tuple[Callable[..., Any], bool, str]] = {
    "submit": (services.submit_application, False, gettext_noop("The application is handed in.")),
    "withdraw": (services.withdraw_application, False, gettext_noop("The application is withdrawn.")),
    "close": (services.close_application, False, gettext_noop("The case is closed.")),
    "approve": (office.approve_application, False, gettext_noop("The application is in force.")),
    "ask": (office.ask_back, True, gettext_noop("The firm is asked.")),
    "refuse": (office.refuse_application, True, gettext_noop("The application is refused.")),
    "suspend": (office.suspend_application, True, gettext_noop("The application is suspended.")),
    "resume": (office.resume_application, False, gettext_noop("The application is in force again.")),
    "unblock": (office.unblock_application, True, gettext_noop("It takes new documents again.")),
    "approve-change": (office.approve_change, False, gettext_noop("The change is approved.")),
    "refuse-change": (office.refuse_change, True, gettext_noop("The change is refused.")),
}


@require_safe
@login_required
def applications(request: HttpRequest) -> HttpResponse:
    """The applications one may see, newest first; by tab, business and words."""
    actor, on = actor_of(request), business_date(clock.now())
    search, tab = _search(request), request.GET.get("tab", "")
    business = request.GET.get("business", "")
    rows = selectors.applications(actor, on=on)
    found: Page[Application] = page(
        selectors.narrowed(rows, search=search, tab=tab, business=business),
        order=("-subject_id",),
        after=request.GET.get("after"),
    )
    context = {
        "page": found,
        "rows": [(row, application_badge(row), _last(row)) for row in found.rows],
        "search": search,
        "tab": tab if tab in selectors.TABS else "",
        "business": business,
        "businesses": Business.choices,
        "may_queue": may_queue_deliveries(actor),
        "narrowed": bool(search or tab or business),
        "may_file": actor.is_firm,
    }
    return render(request, "bonded/applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application_new(request: HttpRequest) -> HttpResponse:
    """File an application; a draft is kept with the second button."""
    actor, at = actor_of(request), clock.now()
    check_may_see_own_firm(actor)
    form = _form(request, actor=actor)
    if request.method == "POST" and form.is_valid():
        submit = request.POST.get("act") != "draft"
        try:
            filed = services.file_application(
                actor=actor, at=at, ems_no=form.cleaned_data["ems_no"], wanted=form.wanted(), submit=submit
            )
        except (Refused, Conflict) as said:
            form.show(findings(said))
        else:
            messages.success(request, _("The application has the number %(no)s.") % {"no": filed.number})
            return redirect("bonded:application", filed.number)
    return _form_page(request, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change an application that is a draft or was asked back."""
    actor, at = actor_of(request), clock.now()
    row = _found(actor, number=number)
    check_may_deliver(actor, firm_id=row.firm_id, at=at)
    if row.status not in selectors.EDITABLE and request.method != "POST":
        return redirect("bonded:application", number)
    form = _form(request, actor=actor, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_application(
                actor=actor, at=at, number=number, wanted=form.wanted(), seen=form.cleaned_data["seen"]
            )
        except (Refused, Conflict) as said:
            if is_changed(said):
                see(form, version=_found(actor, number=number).version)
            form.show(findings(said))
        else:
            messages.success(request, _("The draft is changed."))
            return redirect("bonded:application", number)
    return _form_page(request, form=form, row=row)


@require_safe
@login_required
def application(request: HttpRequest, number: str) -> HttpResponse:
    """One application with its lines, documents and history."""
    return _page(request, row=_found(actor_of(request), number=number))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application_change(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a later end or other quantities."""
    actor, at = actor_of(request), clock.now()
    row = _found(actor, number=number)
    check_may_deliver(actor, firm_id=row.firm_id, at=at)
    form = ChangeForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for_change(actor=actor, at=at, number=number, change=form.change())
        except (Refused, Conflict) as said:
            form.show(findings(said))
        else:
            messages.success(request, _("Customs decide about the change."))
            return redirect("bonded:application", number)
    context = {"form": form, "application": row, "last_on": _last(row)}
    return render(request, "bonded/application_change.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def application_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One button of the page: a move of the application, some with a reason."""
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
        call(actor=actor, number=number, at=clock.now(), **said)
    except Refused as refusal:
        form.show(findings(refusal))
        return _page(request, row=row, form=form)
    messages.success(request, _(done))
    return redirect("bonded:application", number)


def _found(actor: Actor, *, number: str) -> Application:
    """The application, or a 404 for whoever may not know of it."""
    try:
        return selectors.application(actor, number=number, on=business_date(clock.now()))
    except Application.DoesNotExist:
        raise Http404(number) from None


def _form(request: HttpRequest, *, actor: Actor, row: Application | None = None) -> ApplicationForm:
    """The form as it was sent, or as it begins."""
    on = business_date(clock.now())
    ledgers = list(selectors.ledgers_of(actor, on=on))
    if row is not None:
        ledgers = [row.ledger]
    first = initial_of(row) if row is not None else {"valid_from": on, "guarantor_code": _code(actor)}
    items = [
        (item.item_record_no, item.gname)
        for ledger in ledgers
        for item in ledger.items.order_by("item_record_no")[:300]
    ]
    form = ApplicationForm(
        request.POST if request.method == "POST" else None,
        ledgers=[(ledger.ems_no, ledger.ems_no) for ledger in ledgers],
        items=items,
        rows=_rows(request, row=row),
        initial=first,
    )
    if row is not None:
        for name in ("ems_no", "own_no"):
            form.fields[name].disabled = True
    return form


def _rows(request: HttpRequest, *, row: Application | None) -> int:
    """How many rows of goods the form has: those typed, those that are there, or what the address says."""
    typed = [int(name[5:]) for name in request.POST if _ROW.fullmatch(name)]
    asked = request.GET.get("rows", "")
    there = row.lines.count() if row is not None else 0
    wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    return min(max(ROWS, wanted, there + 2, max(typed, default=0)), _MOST_ROWS)


def _code(actor: Actor) -> str:
    """The customs code of the actor's firm: its own guarantee is what it names most."""
    return next((code for code in sorted(actor.firm_codes) if len(code) == 10), "")


def _form_page(
    request: HttpRequest, *, form: ApplicationForm, row: Application | None = None
) -> HttpResponse:
    context = {"form": form, "application": row, "more": len(form.rows) + ROWS}
    return render(request, "bonded/application_form.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, *, row: Application, form: ReasonForm | None = None) -> HttpResponse:
    """The application's page with what the reader may do."""
    actor = actor_of(request)
    change = asked_change(row) if row.wanted_at is not None else None
    quantities = change.quantities if change else {}
    lines = row.lines.select_related("item").order_by("seq")
    context = {
        "application": row,
        "badge": application_badge(row),
        "last_on": _last(row),
        "lines": [(line, line.qty - line.claimed_qty, quantities.get(line.seq)) for line in lines],
        "change": change,
        "change_last_on": change.valid_to - timedelta(days=1) if change and change.valid_to else None,
        "units": names("units", on=business_date(clock.now())),
        "documents": row.documents.count(),
        "periods": list(row.periods.order_by("-period_from")[:4]),
        "entries": told(selectors.moves(row)),
        "form": form or ReasonForm(),
        **_doors(row, actor=actor),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "bonded/application.html", context, status=status)


def _doors(row: Application, *, actor: Actor) -> dict[str, bool]:
    """What the reader may do with the application as it stands."""
    on = business_date(clock.now())
    mine = not actor.is_officer and may_file_for(actor, firm_id=row.firm_id, on=on)
    decides = may_decide_deliveries(actor, office=row.office)
    live = row.status == flow.APPROVED
    return {
        "may_edit": mine and row.status in selectors.EDITABLE,
        "may_withdraw": mine and row.status in (*selectors.EDITABLE, flow.SUBMITTED),
        "may_deliver": mine and live and row.blocked_at is None,
        "may_change": mine and live and row.wanted_at is None,
        "may_close": (mine and live) or (decides and row.status in selectors.LIVE),
        "may_decide": decides and row.status == flow.SUBMITTED,
        "may_decide_change": decides and live and row.wanted_at is not None,
        "may_suspend": decides and live,
        "may_resume": decides and row.status == flow.SUSPENDED,
        "may_unblock": decides and row.status in selectors.LIVE and row.blocked_at is not None,
    }


def _last(row: Application) -> Any:
    """The last day of its validity."""
    return row.valid_to - timedelta(days=1)


def _search(request: HttpRequest) -> str:
    """The words searched for, of sane length, without what PostgreSQL cannot compare."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]
