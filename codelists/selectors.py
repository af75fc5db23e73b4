"""What other rooms ask: the code book of a day, a parameter, a working day, an office and those below it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from codelists.facts import CodeBook
from codelists.models import CalendarYear, Code, ListsVersion, Office, Parameter, WorkingDay
from codelists.rules import refusals
from codelists.rules.auditing import judge_lists
from codelists.rules.calendar import WORKING, nth_working_day
from codelists.rules.tables import TABLES
from codelists.sets import (
    LISTINGS,
    count_lists,
    on_day,
    parameter_name,
    read_book,
    read_days,
    read_lists,
    read_version,
)
from kernel.refusal import Refused, Violation

_MOST_BOOKS = 16
_FAR = 40  # years: no deadline lies further away


@dataclass
class _Shelf:
    """What this process has read of one version of the lists."""

    version: int = -1
    books: dict[date, CodeBook] = field(default_factory=dict)
    years: dict[int, Mapping[date, str]] = field(default_factory=dict)


_shelf = _Shelf()


def _current_shelf() -> _Shelf:
    """The shelf of the version stored now (one query); an empty one when a load has changed the lists.

    Before the first load nothing is kept, because nothing would tell when it becomes stale.
    """
    global _shelf
    version = read_version()
    if _shelf.version != version or not version:
        _shelf = _Shelf(version)
    return _shelf


def code_book(*, on: date) -> CodeBook:
    """Every code list as it stands on ``on``, kept in this process until a load changes the lists.

    One query when it is known, eight when it must be read; a load that commits meanwhile is seen whole.
    """
    shelf = _current_shelf()
    book = shelf.books.get(on)
    while book is None:
        book = read_book(on=on)
        if read_version() == shelf.version:
            if len(shelf.books) >= _MOST_BOOKS:
                shelf.books.clear()
            shelf.books[on] = book
        else:
            shelf, book = _current_shelf(), None
    return book


def parameter(key: str, *, on: date, scope: str = "") -> str:
    """The value of a parameter on ``on``: that of the scope, else that for all.

    Raises:
        Refused: it has no value in force on that day.
    """
    known = code_book(on=on).parameters
    value = known.get(parameter_name(key, scope=scope), known.get(key))
    if value is None:
        args = (("key", parameter_name(key, scope=scope)), ("day", on.isoformat()))
        raise Refused(Violation(refusals.NO_PARAMETER, key, args=args))
    return value


def year_is_entered(year: int) -> bool:
    """Whether the working days of ``year`` are known."""
    return bool(_days_of(year))


def is_working_day(day: date) -> bool:
    """Whether customs works on ``day``, make-up days included.

    Raises:
        Refused: the year has not been entered.
    """
    return _known_days(day.year)[day] in WORKING


def next_working_day(day: date, *, count: int = 1) -> date:
    """The ``count``-th working day after ``day`` (which itself never counts).

    Raises:
        Refused: the answer lies in a year that has not been entered.
    """
    known: dict[date, str] = {}
    for year in range(day.year, day.year + _FAR):
        known.update(_known_days(year))
        found = nth_working_day(day, count=count, kinds=known)
        if found is not None:
            return found
    raise ValueError(f"{count} working days after {day} is further away than any deadline")


def _known_days(year: int) -> Mapping[date, str]:
    days = _days_of(year)
    if not days:
        raise Refused(Violation(refusals.YEAR_UNKNOWN, args=(("year", str(year)),)))
    return days


def _days_of(year: int) -> Mapping[date, str]:
    shelf = _current_shelf()
    if year not in shelf.years:
        entered = CalendarYear.objects.filter(year=year).exists()
        shelf.years[year] = read_days(years=[year]) if entered else {}
    return shelf.years[year]


def office_and_below(code: str, *, on: date) -> frozenset[str]:
    """The office and all below it on ``on``; nothing when the office does not exist on that day."""
    offices = code_book(on=on).offices
    if code not in offices:
        return frozenset()
    return frozenset({code, *(below for below, chain in offices.items() if code in chain)})


def choices(list_name: str, *, on: date) -> list[tuple[str, str]]:
    """The codes of a list with their names in the active language, in the order of the codes."""
    rows: QuerySet[Any] = (
        Office.objects.all() if list_name == "offices" else Code.objects.filter(list=list_name)
    )
    found = on_day(rows, on=on).order_by("code").values_list("code", "name_zh", "name_en")
    return [(code, local_name(zh, en=en)) for code, zh, en in found]


def names(list_name: str, *, on: date) -> dict[str, str]:
    """The names of a list's codes in the active language, for showing codes that are already there."""
    return dict(choices(list_name, on=on))


def local_name(zh: str, *, en: str) -> str:
    """The name in the active language, or the other where there is none."""
    return (zh or en) if (get_language() or "zh").startswith("zh") else (en or zh)


def last_change() -> ListsVersion | None:
    """When a load changed the lists for the last time."""
    return ListsVersion.objects.filter(number__gt=0).first()


def audit_codelists() -> list[str]:
    """What does not hold together in the lists, one English line each; empty when all is well."""
    return judge_lists(read_lists())


class ListSummary(NamedTuple):
    """One list on the index: how many rows hold on the day, how many of them are UNVERIFIED."""

    name: str
    title: str
    rows: int
    unverified: int


def list_summaries(*, on: date) -> list[ListSummary]:
    """Every list with what holds on ``on``; the calendar counts its entered years."""
    counted = {name: (rows, marked) for name, rows, marked in count_lists(on=on)}
    return [ListSummary(name, table.title, *counted.get(name, (0, 0))) for name, table in TABLES.items()]


def list_rows(list_name: str, *, on: date, search: str = "") -> QuerySet[Any]:
    """The rows of one list that hold on ``on``, narrowed to those whose code or name holds ``search``."""
    rows, searched = LISTINGS[list_name]
    found = on_day(rows(), on=on)
    if search:
        wanted = [Q(**{f"{name}__icontains": search}) for name in searched]
        found = found.filter(reduce(or_, wanted))
    return found


def page_order(list_name: str) -> tuple[str, ...]:
    """The order in which a list is paged: by its code, then by row."""
    return (LISTINGS[list_name][1][0], "id")


def parameter_rows(*, search: str = "") -> QuerySet[Parameter]:
    """All parameters of all times, those in force and those superseded."""
    found = Parameter.objects.all()
    if search:
        found = found.filter(
            Q(key__icontains=search) | Q(name_zh__icontains=search) | Q(name_en__icontains=search)
        )
    return found


def year_rows(year: int) -> tuple[CalendarYear | None, list[WorkingDay]]:
    """An entered year with its days; None and no days where it is unknown."""
    entered = CalendarYear.objects.filter(year=year).first()
    if entered is None:
        return None, []
    span = (date(year, 1, 1), date(year, 12, 31))
    return entered, list(WorkingDay.objects.filter(date__range=span).order_by("date"))


def entered_years() -> list[int]:
    """The years whose working days are known, oldest first."""
    return list(CalendarYear.objects.order_by("year").values_list("year", flat=True))
