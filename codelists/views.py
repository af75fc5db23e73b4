"""Pages of the code lists: all lists, one list, the parameters, one year of working days."""

from calendar import Calendar
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from codelists import selectors
from codelists.columns import columns_of, days
from codelists.forms import FilterForm, SearchForm
from codelists.models import DayKind, WorkingDay
from codelists.rules.tables import TABLES
from codelists.sets import LISTINGS
from kernel import clock
from kernel.clock import business_date
from kernel.web.keyset import page

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Cell(NamedTuple):
    """One cell of a list page."""

    text: str
    kind: str


class DayCell(NamedTuple):
    """One day of the grid: ``kind`` is empty for days that are not known."""

    day: date
    kind: str
    name: str
    inside: bool
    today: bool


class Month(NamedTuple):
    """One month of the grid, by weeks that begin on Monday."""

    first: date
    weeks: list[list[DayCell]]


def _today() -> date:
    return business_date(clock.now())


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """All lists with what holds today."""
    today = _today()
    context = {
        "lists": [(row, _(row.title)) for row in selectors.list_summaries(on=today)],
        "today": today,
        "changed": selectors.last_change(),
    }
    return render(request, "codelists/index.html", context)


@require_safe
@login_required
def show(request: HttpRequest, *, list_name: str) -> HttpResponse:
    """One list on one day, searched and paged by key."""
    if list_name not in LISTINGS:
        raise Http404(list_name)
    form = FilterForm(request.GET or None)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    on = asked.get("on") or _today()
    rows = selectors.list_rows(list_name, on=on, search=asked.get("q") or "")
    found = page(rows, order=selectors.page_order(list_name), after=request.GET.get("after"))
    columns = columns_of(list_name)
    context = {
        "form": form,
        "title": _(TABLES[list_name].title),
        "list_name": list_name,
        "columns": columns,
        "page": found,
        "rows": [
            ([Cell(c.cell(row), c.kind) for c in columns], getattr(row, "unverified", False))
            for row in found.rows
        ],
        "on": on,
    }
    return render(request, "codelists/show.html", context)


@require_safe
@login_required
def parameters(request: HttpRequest) -> HttpResponse:
    """Every parameter with its values of all times, which of them holds today, and where it comes from."""
    form = SearchForm(request.GET or None)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    rows = selectors.parameter_rows(search=search)
    found = page(rows, order=("key", "scope", "valid_from", "id"), after=request.GET.get("after"), size=100)
    today = _today()
    context = {
        "form": form,
        "page": found,
        "rows": [
            (row, selectors.local_name(row.name_zh, en=row.name_en), days(row), _holds(row, on=today))
            for row in found.rows
        ],
    }
    return render(request, "codelists/parameters.html", context)


def _holds(row: Any, *, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


@require_safe
@login_required
def calendar(request: HttpRequest, *, year: int | None = None) -> HttpResponse:
    """One year of working days as twelve months; a year not entered is flagged, never guessed."""
    today = _today()
    shown = year or today.year
    if not _FIRST_YEAR <= shown <= _LAST_YEAR:
        raise Http404(str(shown))
    entered, known = selectors.year_rows(shown)
    by_day = {row.date: row for row in known}
    context = {
        "year": shown,
        "entered": entered,
        "years": sorted({*selectors.entered_years(), today.year, today.year + 1, shown}),
        "months": [_month(shown, month, by_day=by_day, today=today) for month in range(1, 13)],
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
        "counts": [(kind.label, sum(row.kind == kind for row in known), kind.value) for kind in DayKind],
    }
    return render(request, "codelists/calendar.html", context)


def _month(year: int, month: int, *, by_day: dict[date, WorkingDay], today: date) -> Month:
    weeks = Calendar(firstweekday=0).monthdatescalendar(year, month)
    return Month(
        date(year, month, 1),
        [
            [_day(day, by_day.get(day), inside=day.month == month, today=today) for day in week]
            for week in weeks
        ],
    )


def _day(day: date, row: WorkingDay | None, *, inside: bool, today: date) -> DayCell:
    if row is None:
        return DayCell(day, "", "", inside, day == today)
    name = selectors.local_name(row.name_zh, en=row.name_en)
    return DayCell(day, row.kind, name, inside, day == today)
