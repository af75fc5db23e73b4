"""Where each table is stored, and how its rows become stored rows and back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Func, Model, QuerySet, Value

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
from codelists.rules.reading import Row
from codelists.rules.tables import CODE_TABLES
from codelists.rules.timeline import Addition, Change, Closing, Difference, Stored

_BATCH = 2000
_UNDATED = date(2000, 1, 1)


class Store(NamedTuple):
    """A model, the fields of its key, and what tells the rows of one list from those of others."""

    model: type[Model]
    key: tuple[str, ...]
    scope: dict[str, str]
    dated: bool = True


STORES: dict[str, Store] = {
    **{table.name: Store(Code, ("code",), {"list": table.name}) for table in CODE_TABLES},
    "offices": Store(Office, ("code",), {}),
    "goods": Store(Goods, ("hs_code",), {}),
    "positive_list": Store(PositiveListEntry, ("hs_code",), {}),
    "exchange_rates": Store(ExchangeRate, ("currency",), {}),
    "parameters": Store(Parameter, ("key", "scope"), {}),
    "days": Store(WorkingDay, ("date",), {}, dated=False),
    "years": Store(CalendarYear, ("year",), {}, dated=False),
}


class _NewNumber(Func):
    """The next number of a sequence, which no rolled back load gives back."""

    function = "nextval"


def read_stored(store: Store, *, rows: Sequence[Row]) -> list[Stored]:
    """The stored rows whose keys ``rows`` name."""
    first = store.key[0]
    wanted = sorted({row.key[0] for row in rows})
    found: QuerySet[Any] = store.model._default_manager.filter(**store.scope, **{f"{first}__in": wanted})
    return [_stored(row, store=store) for row in found.values()]


def _stored(row: dict[str, Any], *, store: Store) -> Stored:
    key = tuple(str(row[name]) for name in store.key)
    taken = bool(row["origin"]) or row.get("proposed_by") is not None
    identity = row[store.model._meta.pk.name]
    return Stored(identity, key, row.get("valid_from", _UNDATED), row.get("valid_to"), row, taken)


def write(store: Store, *, found: Difference, origin: str) -> None:
    """Write a difference: closings first, then changes, then additions, so that ranges never meet."""
    _close(store.model, closings=found.closings)
    _change(store, changes=found.changes, origin=origin)
    _add(store, additions=found.additions, origin=origin)


def _close(model: type[Model], *, closings: Iterable[Closing]) -> None:
    for closing in closings:
        model._default_manager.filter(pk=closing.id).update(valid_to=closing.valid_to)


def _change(store: Store, *, changes: Iterable[Change], origin: str) -> None:
    for change in changes:
        days = {"valid_to": change.valid_to} if store.dated else {}
        marks = {"origin": origin} if change.values else {}
        row = store.model._default_manager.filter(pk=change.id)
        row.update(**change.values, **days, **marks)


def _add(store: Store, *, additions: Iterable[Addition], origin: str) -> None:
    rows = []
    for row, valid_from, valid_to in additions:
        days = {"valid_from": valid_from, "valid_to": valid_to} if store.dated else {}
        key = dict(zip(store.key, row.key, strict=True))
        rows.append(store.model(**store.scope, **key, **row.values, **days, origin=origin))
    store.model._default_manager.bulk_create(rows, batch_size=_BATCH)


def hold_version(*, at: datetime) -> None:
    """Wait until no other load is at work, by locking the one row that each of them bumps."""
    ListsVersion.objects.get_or_create(id=1, defaults={"number": 0, "changed_at": at})
    ListsVersion.objects.filter(id=1).update(number=F("number"))


def bump_version(*, at: datetime) -> None:
    """Tell every process that the lists have changed."""
    number = _NewNumber(Value("codelists_version_numbers"))
    ListsVersion.objects.update_or_create(id=1, defaults={"number": number, "changed_at": at})
