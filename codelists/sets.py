"""Whole lists read at once: a code book of one day, a year of days, and what a load compares itself with."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet

from codelists.facts import CodeBook, ConsumptionTax, GoodsRate, PositiveEntry
from codelists.models import (
    CalendarYear,
    Code,
    ExchangeRate,
    Goods,
    ListsVersion,
    Office,
    Parameter,
    PositiveListEntry,
    WorkingDay,
)
from codelists.rules.auditing import ListsFacts, Reference
from codelists.rules.tables import CODE_TABLES

_M = TypeVar("_M", bound=Model)
_BOOK_LISTS = ("currencies", "units", "countries", "transport_modes", "supervision_modes")


# The rows of each list that a page shows, and the fields it is searched by; the first one orders it.
LISTINGS: dict[str, tuple[Callable[[], QuerySet[Any]], tuple[str, ...]]] = {
    **{
        table.name: (partial(Code.objects.filter, list=table.name), ("code", "name_zh", "name_en"))
        for table in CODE_TABLES
    },
    "offices": (Office.objects.all, ("code", "name_zh", "name_en")),
    "goods": (Goods.objects.all, ("hs_code", "name_zh", "name_en")),
    "positive_list": (PositiveListEntry.objects.all, ("hs_code", "name_limit")),
    "exchange_rates": (ExchangeRate.objects.all, ("currency",)),
}


def on_day(queryset: QuerySet[_M], *, on: date) -> QuerySet[_M]:
    """The rows that hold on the day ``on``."""
    return queryset.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def count_lists(*, on: date) -> list[tuple[str, int, int]]:
    """How many rows of each list hold on ``on``, and how many of them are UNVERIFIED."""
    counts: dict[str, Any] = {"rows": Count("pk"), "marked": Count("pk", filter=Q(unverified=True))}
    codes: QuerySet[Any, Any] = on_day(Code.objects.all(), on=on).values("list").annotate(**counts)
    found: list[tuple[str, int, int]] = [(row["list"], row["rows"], row["marked"]) for row in codes]
    marked: dict[str, QuerySet[Any]] = {
        "offices": Office.objects.all(),
        "positive_list": PositiveListEntry.objects.all(),
        "parameters": Parameter.objects.all(),
    }
    for name, rows in marked.items():
        one = on_day(rows, on=on).aggregate(**counts)
        found.append((name, one["rows"], one["marked"]))
    for name, model in (("goods", Goods), ("exchange_rates", ExchangeRate)):
        found.append((name, on_day(model._default_manager.all(), on=on).count(), 0))
    return [*found, ("calendar", CalendarYear.objects.count(), 0)]


def read_version() -> int:
    """The number of the last load that changed something; 0 before the first."""
    return ListsVersion.objects.values_list("number", flat=True).first() or 0


def read_book(*, on: date) -> CodeBook:
    """Every list as it stands on ``on``: six queries."""
    codes: dict[str, set[str]] = {name: set() for name in _BOOK_LISTS}
    for name, code in on_day(Code.objects.filter(list__in=_BOOK_LISTS), on=on).values_list("list", "code"):
        codes[name].add(code)
    parents = dict(on_day(Office.objects.all(), on=on).values_list("code", "parent_code"))
    rates = on_day(ExchangeRate.objects.all(), on=on).values_list("currency", "rate")
    return CodeBook(
        on=on,
        currencies=frozenset(codes["currencies"]),
        units=frozenset(codes["units"]),
        countries=frozenset(codes["countries"]),
        transport_modes=frozenset(codes["transport_modes"]),
        supervision_modes=frozenset(codes["supervision_modes"]),
        offices={code: above(code, parents=parents) for code in parents},
        goods={row.hs_code: goods_rate(row) for row in on_day(Goods.objects.all(), on=on)},
        positive={row.hs_code: _positive(row) for row in on_day(PositiveListEntry.objects.all(), on=on)},
        parameters=_parameters(on=on),
        exchange_rates={currency: plain(rate) for currency, rate in rates},
    )


def above(code: str, *, parents: dict[str, str]) -> tuple[str, ...]:
    """The offices above ``code``, nearest first; a ring in the data ends where it closes."""
    chain: list[str] = []
    parent = parents.get(code, "")
    while parent in parents and parent != code and parent not in chain:
        chain.append(parent)
        parent = parents[parent]
    return tuple(chain)


def goods_rate(row: Goods) -> GoodsRate:
    """One stored row of goods as the rules take it."""
    return GoodsRate(
        row.hs_code,
        row.name_zh,
        row.name_en,
        row.unit1,
        row.unit2,
        _known(row.mfn_rate),
        _known(row.vat_rate),
        _consumption_tax(row),
        tuple(row.licence_codes),
    )


def plain(value: Decimal) -> Decimal:
    """``value`` without trailing zeros and without exponent: ``0.130000`` becomes ``0.13``."""
    short = value.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


def _known(value: Decimal | None) -> Decimal | None:
    return None if value is None else plain(value)


def _consumption_tax(row: Goods) -> ConsumptionTax | None:
    if row.ct_rate is None:
        return None
    zero = Decimal(0)
    return ConsumptionTax(
        rate=plain(row.ct_rate),
        threshold=_known(row.ct_threshold),
        basis=row.ct_basis,
        rate_below=plain(row.ct_rate_below or zero),
        per_litre=plain(row.ct_per_litre or zero),
        per_litre_below=plain(row.ct_per_litre_below or zero),
    )


def _positive(row: PositiveListEntry) -> PositiveEntry:
    return PositiveEntry(row.hs_code, frozenset(row.modes), row.name_limit, _known(row.kg_per_year))


def _parameters(*, on: date) -> dict[str, str]:
    rows = on_day(Parameter.objects.all(), on=on).values_list("key", "scope", "value")
    return {parameter_name(key, scope=scope): value for key, scope, value in rows}


def parameter_name(key: str, *, scope: str) -> str:
    """How a parameter stands in a code book: ``key``, or ``key@scope``."""
    return f"{key}@{scope}" if scope else key


def read_days(*, years: Iterable[int]) -> dict[date, str]:
    """The kind of each day known in ``years``."""
    days: dict[date, str] = {}
    for year in years:
        span = (date(year, 1, 1), date(year, 12, 31))
        days.update(WorkingDay.objects.filter(date__range=span).values_list("date", "kind"))
    return days


def read_lists() -> ListsFacts:
    """What the proof of the lists looks at, in one query per table."""
    goods = list(Goods.objects.values_list("hs_code", "unit1", "unit2", "valid_from", "valid_to"))
    entries = list(PositiveListEntry.objects.values_list("hs_code", "modes", "valid_from", "valid_to"))
    offices = list(Office.objects.values_list("code", "parent_code", "valid_from", "valid_to"))
    rates = ExchangeRate.objects.values_list("currency", "valid_from", "valid_to")
    parameters = Parameter.objects.order_by("key", "scope", "valid_from")
    days = WorkingDay.objects.values_list("date__year").annotate(count=Count("date"))
    entered = dict.fromkeys(CalendarYear.objects.values_list("year", flat=True), 0)
    units = [(f"goods {hs}", unit, a, b) for hs, *pair, a, b in goods for unit in pair if unit]
    modes = [(f"positive list {hs}", mode, a, b) for hs, found, a, b in entries for mode in found]
    return ListsFacts(
        references={
            "units": [Reference(*row) for row in units],
            "supervision_modes": [Reference(*row) for row in modes],
            "goods": [Reference(f"positive list {hs}", hs, a, b) for hs, _, a, b in entries],
            "offices": [Reference(f"office {code}", up, a, b) for code, up, a, b in offices if up],
            "currencies": [Reference(f"exchange rate {code}", code, a, b) for code, a, b in rates],
        },
        spans={
            **{name: _spans(name) for name in ("units", "supervision_modes", "currencies")},
            "goods": [(hs, a, b) for hs, _, _, a, b in goods],
            "offices": [(code, a, b) for code, _, a, b in offices],
        },
        parents={code: up for code, up, _, last in offices if last is None},
        gaps=_gaps(parameters.values_list("key", "scope", "valid_from", "valid_to")),
        days_of_year=entered | dict(days),
    )


def _spans(name: str) -> list[tuple[str, date, date | None]]:
    return list(Code.objects.filter(list=name).values_list("code", "valid_from", "valid_to"))


def _gaps(rows: Iterable[tuple[str, str, date, date | None]]) -> list[tuple[str, date]]:
    """Parameters (with the day) whose rows leave days uncovered between them; rows ordered by key and day."""
    found = []
    for (key, scope, _, last), (next_key, next_scope, first, _end) in pairwise(rows):
        if (key, scope) == (next_key, next_scope) and last is not None and last < first:
            found.append((parameter_name(key, scope=scope), last))
    return found
