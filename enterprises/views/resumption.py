"""Resumption of work: a firm reports, officers confirm, the chief sees trend and obstacles."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.facts import Actor
from enterprises.forms.resumption import ConfirmForm, ReportForm, WorkForm
from enterprises.middleware import actor_of
from enterprises.models import BlockerKind, Firm, Resumption
from enterprises.permissions import check_may_follow_work
from enterprises.rules.resumption import TrendDay
from enterprises.selectors import own_firm
from enterprises.selectors.resumption import (
    blockers,
    firms_of_district,
    may_confirm,
    newest_in_state,
    own_reports,
    report_for,
    trend,
    work_rows,
)
from enterprises.services.resumption import confirm_report, report_work
from kernel import clock
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings, sentence
from kernel.web.keyset import Page, page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def resumption_report(request: HttpRequest) -> HttpResponse:
    """The own firm's reports; a POST gives one."""
    actor, at = actor_of(request), clock.now()
    firm = own_firm(actor)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"firm": firm, "form": form, "tab": "work"}
    if request.method == "POST" and form.is_valid():
        try:
            report_work(actor=actor, at=at, **form.cleaned_data)
        except Refused as no:
            context["findings"] = findings(no)
        else:
            messages.success(request, _("Thank you: customs has your report."))
            return redirect("enterprises:resumption_report")
    rows: Page[Resumption] = page(
        own_reports(firm.pk), order=("-id",), after=request.GET.get("after"), size=20
    )
    context |= {"page": rows, "rows": [(row, _kinds(row.blockers)) for row in rows.rows]}
    status = 422 if request.method == "POST" else 200
    return render(request, "enterprises/resumption_report.html", context, status=status)


@require_safe
@login_required
def resumption(request: HttpRequest) -> HttpResponse:
    """Trend, obstacles, and the newest report of each firm of the officer's offices."""
    actor, at = actor_of(request), clock.now()
    check_may_follow_work(actor)
    form = WorkForm(request.GET)
    form.is_valid()
    state, days = form.cleaned_data.get("state", ""), form.cleaned_data.get("days") or 14
    found: Page[Firm] = page(
        _narrowed(actor, state=state, at=at), order=("id",), after=request.GET.get("after"), size=50
    )
    rows = work_rows(found.rows, at=at)
    mine = may_confirm([row.report for row in rows if row.report], actor=actor, at=at)
    line, obstacles = trend(actor, days=days, at=at), blockers(actor, at=at)
    context = {
        "form": form,
        "page": found,
        "rows": [(row, _kinds(row.report.blockers) if row.report else "") for row in rows],
        "mine": mine,
        "trend": line,
        "today": line[-1],
        "blockers": [(BlockerKind(kind).label, count) for kind, count in obstacles],
        "charts": {"trend": _trend_chart(line), "blockers": _blocker_chart(obstacles)},
        "confirm": ConfirmForm(),
        "narrowed": bool(state),
        "tab": "work",
    }
    return render(request, "enterprises/resumption.html", context)


@require_POST
@login_required
def resumption_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm the newest report of a firm."""
    actor, at = actor_of(request), clock.now()
    check_may_follow_work(actor)
    if report_for(actor, number=number, at=at) is None:
        raise Http404(number)
    form = ConfirmForm(request.POST)
    remark = form.cleaned_data["remark"] if form.is_valid() else ""
    try:
        confirm_report(actor=actor, number=number, remark=remark, at=at)
    except (Refused, Conflict) as no:
        violation = no.violation if isinstance(no, Conflict) else no.violations[0]
        messages.warning(request, sentence(violation))
    else:
        messages.success(request, _("The report is confirmed."))
    return redirect("enterprises:resumption")


def _narrowed(actor: Actor, *, state: str, at: datetime) -> QuerySet[Firm]:
    """The firms of the district whose newest report says ``state``; empty: all of them."""
    firms = firms_of_district(actor, at=at)
    return newest_in_state(firms, state=state, at=at) if state else firms


def _kinds(codes: list[str]) -> str:
    """Obstacles in the reader's language."""
    return _(", ").join(str(BlockerKind(code).label) for code in codes)


def _trend_chart(line: list[TrendDay]) -> dict[str, Any]:
    """What the chart of the trend draws."""
    return {
        "kind": "line",
        "labels": [day.on.strftime("%m-%d") for day in line],
        "series": [
            {"label": _("Stopped"), "tone": "red", "values": [day.stopped for day in line]},
            {"label": _("Partly resumed"), "tone": "orange", "values": [day.partly for day in line]},
            {"label": _("Fully resumed"), "tone": "green", "values": [day.full for day in line]},
        ],
    }


def _blocker_chart(obstacles: list[tuple[str, int]]) -> dict[str, Any]:
    """What the chart of obstacles draws."""
    values = [count for _kind, count in obstacles]
    return {
        "kind": "bar",
        "labels": [str(BlockerKind(kind).label) for kind, _count in obstacles],
        "series": [{"label": _("Firms"), "tone": "blue", "values": values}],
    }
