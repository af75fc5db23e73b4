"""Stock-taking: send the count, explain what differs, and book it or ask back."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonded.forms.filing import SaidForm
from bonded.forms.reconciling import CountForm, first_of
from bonded.models import StockTake, StockTakeEvent, StockTakeLine
from bonded.permissions import may_book_at
from bonded.rules import flow
from bonded.selectors import reconciling as selectors
from bonded.services import stocktaking as services
from bonded.services.count_sheet import count_template, read_count
from bonded.views.ledger_words import badge, story
from bonded.views.ledgers import own_ledger
from bonded.views.typed import clean, typed
from codelists.selectors import local_name, names
from enterprises.facts import Actor
from enterprises.middleware import actor_of
from kernel import clock, sheets
from kernel.clock import business_date
from kernel.refusal import Refused
from kernel.web.findings import Finding, findings
from kernel.web.keyset import Page, page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stock_taking_new(request: HttpRequest, ems_no: str) -> HttpResponse:
    """Send the file of a count; it is compared with the ledger as it stands now."""
    actor, at = actor_of(request), clock.now()
    ledger = own_ledger(actor, ems_no=ems_no, at=at)
    form = CountForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=first_of(business_date(at)),
    )
    said: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            rows = read_count(typed["file"].read(), at=at)
            made = services.file_count(
                actor=actor,
                at=at,
                ems_no=ems_no,
                counted_on=typed["counted_on"],
                rows=rows,
                whole=typed["whole"],
            )
        except Refused as refusal:
            said = findings(refusal)
        else:
            messages.success(request, _differs(made.differences))
            return redirect("bonded:stock_taking", made.number)
    context = {
        "ledger": ledger,
        "form": form,
        "findings": said[:50],
        "more": max(0, len(said) - 50),
        "open": selectors.open_stocktake(ledger.pk),
    }
    wrong = bool(said) or bool(form.errors)
    return render(request, "bonded/stocktake_new.html", context, status=422 if wrong else 200)


@require_safe
@login_required
def stock_taking_template(request: HttpRequest, ems_no: str) -> HttpResponse:
    """The file to be filled in while counting."""
    ledger = own_ledger(actor_of(request), ems_no=ems_no, at=clock.now())
    data = count_template(ledger, language=get_language() or "zh")
    response = HttpResponse(data, content_type=sheets.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="count-{ems_no}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stock_taking(request: HttpRequest, number: str) -> HttpResponse:
    """One stock-taking; a POST does what its button says (``do``)."""
    actor, at = actor_of(request), clock.now()
    row = _found(actor, number=number, at=at)
    act = _ACTS.get(request.POST.get("do", ""))
    if request.method != "POST" or act is None:
        return _page(request, row=row, actor=actor, at=at)
    try:
        act(request, row=row, actor=actor, at=at)
    except Refused as refusal:
        return _page(request, row=row, actor=actor, at=at, said=findings(refusal))
    return redirect("bonded:stock_taking", number)


def _explain(request: HttpRequest, *, row: StockTake, actor: Actor, at: datetime) -> None:
    services.explain(actor=actor, number=row.number, explanations=_typed(request), at=at)
    messages.success(request, _("Handed in; an officer will look at it."))


def _book(request: HttpRequest, *, row: StockTake, actor: Actor, at: datetime) -> None:
    services.book_count(actor=actor, number=row.number, at=at)
    messages.success(request, _("The differences are booked."))


def _ask(request: HttpRequest, *, row: StockTake, actor: Actor, at: datetime) -> None:
    services.ask_count(actor=actor, number=row.number, said=typed(request, "said"), at=at)
    messages.success(request, _("Sent back to the firm."))


def _withdraw(request: HttpRequest, *, row: StockTake, actor: Actor, at: datetime) -> None:
    services.withdraw_count(actor=actor, number=row.number, at=at)
    messages.success(request, _("Withdrawn."))


_ACTS: dict[str, Callable[..., None]] = {
    "explain": _explain,
    "book": _book,
    "ask": _ask,
    "withdraw": _withdraw,
}


def _typed(request: HttpRequest) -> dict[int, str]:
    """The explanations by line, as typed."""
    names = ((name.removeprefix("explanation_"), value) for name, value in request.POST.items())
    return {int(seq): clean(str(value)) for seq, value in names if seq.isdecimal() and len(seq) < 9}


def _page(
    request: HttpRequest, *, row: StockTake, actor: Actor, at: datetime, said: list[Finding] | None = None
) -> HttpResponse:
    """The stock-taking with what differs first; all counted lines on request."""
    lines = selectors.lines_of(row)
    every = request.GET.get("lines") == "all"
    differing = [line for line in lines if line.difference] if not every else []
    shown: Page[StockTakeLine] | None = None
    if every:
        shown = page(lines, order=("seq", "pk"), after=request.GET.get("after"))
    typed, with_firm = _typed(request), row.status in (flow.COMPARED, flow.ASKED)
    explains = not actor.is_officer and with_firm
    decides = actor.is_officer and row.status == flow.EXPLAINED and may_book_at(actor, office=row.office)
    faults = {one.path: one for one in said or ()}
    context = {
        "take": row,
        "ledger": row.ledger,
        "firm_name": local_name(row.ledger.firm.name_zh, en=row.ledger.firm.name_en),
        "badge": badge(row, of=flow.STOCKTAKE_FLOW),
        "entries": story(row, events=StockTakeEvent, of=flow.STOCKTAKE_FLOW, actor=actor),
        "count": row.lines.count(),
        "every": every,
        "page": shown,
        "rows": _rows(shown.rows if shown else differing, typed=typed, faults=faults, at=at),
        "explains": explains and not every,
        "may_decide": decides,
        "may_withdraw": not actor.is_officer and row.status not in flow.STOCKTAKE_FLOW.final,
        "moved": findings(selectors.moved_since(differing)) if row.status != flow.SETTLED else [],
        "findings": list(faults.values()),
        "said_form": SaidForm(request.POST if said and decides else None),
    }
    return render(request, "bonded/stocktake.html", context, status=422 if said else 200)


def _rows(
    lines: list[StockTakeLine], *, typed: dict[int, str], faults: dict[str, Finding], at: datetime
) -> list[tuple[StockTakeLine, str, str, Finding | None]]:
    """Each line with its unit, its explanation as typed or kept, and what is wrong with that."""
    units = names("units", on=business_date(at))
    return [
        (
            line,
            units.get(line.item.unit, line.item.unit),
            typed.get(line.seq, line.explanation),
            faults.pop(f"lines[{line.seq}].explanation", None),
        )
        for line in lines
    ]


def _differs(count: int) -> str:
    """How many lines differ, in a sentence."""
    if not count:
        return _("Everything counted is what the ledger says. Hand it in, so that customs know.")
    return ngettext(
        "%(count)s line differs from the ledger; explain it.",
        "%(count)s lines differ from the ledger; explain them.",
        count,
    ) % {"count": count}


def _found(actor: Actor, *, number: str, at: datetime) -> StockTake:
    try:
        return selectors.file_of(StockTake, actor=actor, number=number, on=business_date(at))
    except StockTake.DoesNotExist:
        raise Http404(number) from None
