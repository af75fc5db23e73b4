"""Pages by key instead of by offset: the last page costs as much as the first, and nothing is shown twice."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps, loads
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet

from kernel.orm.rows import RowAfter

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page: its rows, and the cursors of its neighbours (None where there is none)."""

    rows: list[Row]
    next_cursor: str | None
    prev_cursor: str | None


class _Order:
    """The order of a list: names, directions, and the fields that read a cursor's values."""

    def __init__(self, model: type[Model], order: Sequence[str]) -> None:
        self.names = [name.removeprefix("-") for name in order]
        self.down = [name.startswith("-") for name in order]
        self.fields = [_field(model, name) for name in self.names]
        last = self.fields[-1] if self.fields else None
        if last is None or not (last.primary_key or last.unique):
            raise ValueError("the order of a page must end in a key")

    def turned(self) -> list[str]:
        """The order backwards."""
        pairs = zip(self.names, self.down, strict=True)
        return [name if down else "-" + name for name, down in pairs]

    def beyond(self, values: Sequence[Any], *, back: bool) -> Q | RowAfter:
        """The condition of the rows that come after ``values`` (or before, going back)."""
        down = [direction != back for direction in self.down]
        if len(set(down)) == 1:
            return RowAfter(*map(F, self.names), values=values, before=down[0])
        found, equal = Q(), Q()
        for name, value, falling in zip(self.names, values, down, strict=True):
            found |= equal & Q(**{f"{name}__{'lt' if falling else 'gt'}": value})
            equal &= Q(**{name: value})
        # The first bound alone is what an index can use.
        return Q(**{f"{self.names[0]}__{'lte' if down[0] else 'gte'}": values[0]}) & found

    def cursor(self, row: Any, *, back: bool) -> str:
        """The opaque text that stands for the place of ``row``."""
        values = [_text(_value(row, name), name) for name in self.names]
        raw = dumps([int(back), *values], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    def read(self, cursor: str | None) -> tuple[list[Any], bool] | None:
        """The values and the direction of a cursor; None for none, or one that somebody altered."""
        if not cursor:
            return None
        try:
            raw = loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            back, *texts = raw
            if back not in (0, 1) or not all(isinstance(text, str) and "\0" not in text for text in texts):
                return None
            pairs = zip(self.fields, texts, strict=True)
            values = [field.to_python(text) for field, text in pairs]
            for field, value in zip(self.fields, values, strict=True):
                field.run_validators(value)
        except (ValueError, TypeError, OverflowError, ValidationError):
            return None
        return values, bool(back)


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    """The concrete field that ``path`` (``firm__name``, ``pk``) leads to."""
    meta, field = model._meta, None
    for name in path.split("__"):
        if field is not None and field.remote_field is not None:
            meta = field.remote_field.model._meta
        found = meta.pk if name == "pk" else meta.get_field(name)
        if not isinstance(found, Field):
            raise FieldDoesNotExist(f"{model.__name__} cannot be ordered by {path}")
        field = found
    assert field is not None
    return field.target_field if field.remote_field is not None else field  # type: ignore[attr-defined]


def _value(row: Any, path: str) -> Any:
    """The value of a row (instance, named tuple or dict) at ``path``."""
    if isinstance(row, Mapping):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name)
    return row.pk if isinstance(row, Model) else row


def _text(value: Any, name: str) -> str:
    if value is None:
        raise ValueError(f"{name} may be empty, so no page can be ordered by it")
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def page(
    queryset: QuerySet[Any, Row], *, order: tuple[str, ...], after: str | None, size: int = 50
) -> Page[Row]:
    """The page of ``queryset`` behind the cursor ``after``, which may also lead backwards.

    ``order`` names fields (``-`` falls) and must end in a unique one; none of them may be null. An
    altered cursor shows the first page. Cursors are not secret and give no right to see a row: the
    queryset must be scoped.
    """
    plan = _Order(queryset.model, order)
    read = plan.read(after)
    back = read is not None and read[1]
    rows = queryset.order_by(*(plan.turned() if back else order))
    if read is not None:
        rows = rows.filter(plan.beyond(read[0], back=back))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page(found, None, None)
    has_next, has_prev = (True, more) if back else (more, read is not None)
    return Page(
        found,
        plan.cursor(found[-1], back=False) if has_next else None,
        plan.cursor(found[0], back=True) if has_prev else None,
    )


def capped_count(queryset: QuerySet[Any, Any], *, cap: int = 1000) -> tuple[int, bool]:
    """How many rows there are, counted to at most ``cap``; True where there are more."""
    count = queryset.order_by()[: cap + 1].count()
    return min(count, cap), count > cap
