"""The officers' reports on difficulties: their ages, and which came back without a change; also as CSV."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enterprises.middleware import actor_of
from enterprises.permissions import check_may_work_difficulties
from enterprises.rules.difficulties_report import BUCKETS, AgingRow
from enterprises.selectors.difficulties_reports import aging, repeated
from enterprises.selectors.difficulties_weeks import kept_weeks
from kernel import clock
from kernel.clock import business_date

_RISKY = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@login_required
def difficulty_ageing(request: HttpRequest) -> HttpResponse:
    """How old the open ones are and how the year went, as of ``?on=``; ``?format=csv`` the same as a file."""
    actor, at = actor_of(request), clock.now()
    check_may_work_difficulties(actor)
    on = _day(request.GET.get("on", ""), today=business_date(at))
    report = aging(actor, on=on, at=at)
    parts = [
        (_("By class"), _("Class"), report.by_class),
        (_("By owner"), _("Owner"), report.by_owner),
        (_("By department"), _("Department"), report.by_team),
    ]
    if request.GET.get("format") == "csv":
        lines = [[name, *_cells(row)] for name, _head, rows in parts for row in rows]
        return _csv(
            f"difficulties-{on.isoformat()}.csv",
            [_("Grouped"), _("Name"), *_heads()],
            [*lines, ["", *_cells(report.total)]],
        )
    context = {
        "on": on,
        "parts": parts,
        "total": report.total,
        "heads": _heads(),
        "is_today": on == business_date(at),
        "page": kept_weeks(actor, after=request.GET.get("after")),
    }
    return render(request, "enterprises/difficulty_ageing.html", context)


@require_safe
@login_required
def difficulty_changes(request: HttpRequest) -> HttpResponse:
    """What was changed because of difficulties; those that came back without a change stand first."""
    actor, at = actor_of(request), clock.now()
    check_may_work_difficulties(actor)
    groups = repeated(actor, at=at)
    if request.GET.get("format") == "csv":
        lines = [
            [
                group.category,
                group.difficulties[0].title,
                len(group.difficulties),
                " ".join(one.number for one in group.difficulties),
                "; ".join(change.text for change in group.changes),
            ]
            for group in groups
        ]
        heads = [_("What it is about"), _("Title"), _("Times"), _("Difficulties"), _("What was changed")]
        return _csv("difficulties-changes.csv", heads, lines)
    return render(request, "enterprises/difficulty_changes.html", {"groups": groups})


def _day(text: str, *, today: date) -> date:
    """The day asked for, today where it is none or lies ahead."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _heads() -> list[str]:
    """The heads of the columns of numbers."""
    first, second, third = BUCKETS
    days = _("%(first)s to %(last)s days")
    return [
        days % {"first": 0, "last": first},
        days % {"first": first + 1, "last": second},
        days % {"first": second + 1, "last": third},
        _("over %(last)s days") % {"last": third},
        _("Still open"),
        _("Overdue"),
        _("Accepted this year"),
        _("Solved"),
        _("Solved, per cent"),
        _("Working days on average"),
        _("Satisfaction"),
    ]


def _cells(row: AgingRow) -> list[object]:
    """One line of the report."""
    shares = ["" if share is None else share for share in (row.solved_rate, row.days, row.mark)]
    return [row.name, *row.buckets, row.open, row.overdue, row.accepted, row.solved, *shares]


def _csv(name: str, heads: Sequence[str], lines: Iterable[Sequence[object]]) -> HttpResponse:
    """A file that spreadsheets open as text; cells that begin like a formula are escaped."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(heads)
    for line in lines:
        writer.writerow([_plain(str(cell)) for cell in line])
    return response


def _plain(cell: str) -> str:
    """The cell, never a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell
