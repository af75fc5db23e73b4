"""Write-offs: the sums of a period, the firm's statement, the officer's decision."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonded.forms.filing import SaidForm
from bonded.forms.reconciling import WriteOffForm
from bonded.models import Ledger, LedgerItem, WriteOff, WriteOffEvent
from bonded.permissions import may_book_at
from bonded.rules import flow
from bonded.rules import writeoff as law
from bonded.rules.writeoff import Sums
from bonded.selectors import reconciling as selectors
from bonded.services import writeoff as services
from bonded.views.ledger_words import badge, story
from bonded.views.ledgers import own_ledger
from bonded.views.typed import typed
from codelists.selectors import local_name, names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock
from kernel.clock import business_date, day_of
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write_off_new(request: HttpRequest, ems_no: str) -> HttpResponse:
    """The sums up to a day (``?to=``), and the firm's statement about them."""
    actor, at = actor_of(request), clock.now()
    ledger = own_ledger(actor, ems_no=ems_no, at=at)
    first = law.first_day(valid_from=ledger.valid_from, written_off_on=ledger.written_off_on)
    due = law.due_on(first, cycle_months=ledger.cycle_months)
    yesterday = date.fromordinal(business_date(at).toordinal() - 1)
    last = day_of(request.GET.get("to", "")) or max(first, min(due, yesterday))
    form = WriteOffForm(request.POST if request.method == "POST" else None, initial={"period_to": last})
    said: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            number = services.submit_write_off(actor=actor, at=at, ems_no=ems_no, **typed)
        except Refused as refusal:
            form.show(findings(refusal))
            last = typed["period_to"]
        else:
            messages.success(request, _("Filed; an officer will look at it."))
            return redirect("bonded:write_off", number)
    sums = selectors.sums_of(ledger.pk, first=first, last=max(first, last))
    if request.method != "POST":
        said = findings(services.judge_write_off(ledger, period_to=last, closes=False, sums=sums, at=at))
    context = {
        "ledger": ledger,
        "form": form,
        "first": first,
        "last": last,
        "due": due,
        "rows": _rows(ledger, sums=sums, at=at),
        "warnings": said,
    }
    return render(request, "bonded/writeoff_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write_off(request: HttpRequest, number: str) -> HttpResponse:
    """One write-off; a POST does what its button says (``do``)."""
    actor, at = actor_of(request), clock.now()
    row = _found(actor, number=number, at=at)
    act = _ACTS.get(request.POST.get("do", ""))
    if request.method != "POST" or act is None:
        return _page(request, row=row, actor=actor, at=at)
    try:
        act(request, row=row, actor=actor, at=at)
    except Refused as refusal:
        return _page(request, row=row, actor=actor, at=at, said=findings(refusal))
    return redirect("bonded:write_off", number)


def _approve(request: HttpRequest, *, row: WriteOff, actor: Actor, at: datetime) -> None:
    services.approve_write_off(actor=actor, number=row.number, at=at)
    messages.success(request, _("The period is written off."))


def _refuse(request: HttpRequest, *, row: WriteOff, actor: Actor, at: datetime) -> None:
    services.refuse_write_off(actor=actor, number=row.number, said=typed(request, "said"), at=at)
    messages.success(request, _("Refused."))


def _withdraw(request: HttpRequest, *, row: WriteOff, actor: Actor, at: datetime) -> None:
    services.withdraw_write_off(actor=actor, number=row.number, at=at)
    messages.success(request, _("Withdrawn."))


_ACTS: dict[str, Callable[..., None]] = {"approve": _approve, "refuse": _refuse, "withdraw": _withdraw}


def _page(
    request: HttpRequest, *, row: WriteOff, actor: Actor, at: datetime, said: list[Finding] | None = None
) -> HttpResponse:
    """The write-off with the sums that were stated."""
    rows = page(row.lines.select_related("item"), order=("pk",), after=request.GET.get("after"))
    units = names("units", on=business_date(at))
    decides = actor.is_officer and row.status == flow.SUBMITTED and may_book_at(actor, office=row.office)
    sums: dict[int, Sums] = {}
    warnings: list[Finding] = []
    if decides:
        sums = selectors.sums_of(row.ledger_id, first=row.period_from, last=row.period_to)
        warnings = findings(
            services.judge_write_off(
                row.ledger, period_to=row.period_to, closes=row.closes, sums=sums, at=at, own=row.number
            )
        )
    context = {
        "write_off": row,
        "ledger": row.ledger,
        "firm_name": local_name(row.ledger.firm.name_zh, en=row.ledger.firm.name_en),
        "badge": badge(row, of=flow.WRITEOFF_FLOW),
        "entries": story(row, events=WriteOffEvent, of=flow.WRITEOFF_FLOW, actor=actor),
        "page": rows,
        "rows": [(line, units.get(line.item.unit, line.item.unit)) for line in rows.rows],
        "may_decide": decides,
        "warnings": warnings,
        "may_withdraw": not actor.is_officer and row.status == flow.SUBMITTED,
        "findings": said or [],
        "said_form": SaidForm(request.POST if said else None),
    }
    return render(request, "bonded/writeoff.html", context, status=422 if said else 200)


def _rows(ledger: Ledger, *, sums: Mapping[int, Sums], at: datetime) -> list[tuple[LedgerItem, Sums, str]]:
    """The items that had or moved something, with their sums."""
    moved = {pk: one for pk, one in sums.items() if one != Sums()}
    units = names("units", on=business_date(at))
    items = selectors.named_items(ledger, ids=list(moved))
    return [(item, moved[pk], units.get(item.unit, item.unit)) for pk, item in items.items()]


def _found(actor: Actor, *, number: str, at: datetime) -> WriteOff:
    try:
        return selectors.file_of(WriteOff, actor=actor, number=number, on=business_date(at))
    except WriteOff.DoesNotExist:
        raise Http404(number) from None
