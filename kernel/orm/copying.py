"""Bulk writing by PostgreSQL's COPY in text format, with exact escaping."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

from kernel.orm.fields import AmountField, refuse_sixth_place

NULL = "\\N"


def escape(text: str) -> str:
    """``text`` as one COPY value: backslash, tab and line ends are written as escapes."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"naive time {value}")
    return value.isoformat()


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no amount")
    return str(value)


def _json(value: object) -> str:
    return dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _hex(value: bytes | bytearray | memoryview) -> str:
    return "\\x" + value.hex()


_PLAIN: dict[type, Callable[..., str]] = {
    str: str,
    int: str,
    bool: lambda value: "t" if value else "f",
    Decimal: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    bytes: _hex,
    bytearray: _hex,
    memoryview: _hex,
    dict: _json,
    list: _json,
    UUID: str,
}
# These never hold a character that COPY would misread.
_SAFE = frozenset({int, bool, Decimal, datetime, date, time, UUID})


def _writer(value: object) -> Callable[..., str]:
    """The writer of a subclass (an enumeration, mostly)."""
    if isinstance(value, str):
        return lambda text: str.__str__(text)
    if isinstance(value, int):
        return lambda number: int.__repr__(number)
    raise TypeError(f"COPY knows no {type(value).__name__}")


def as_text(value: object) -> str | None:
    """A value as PostgreSQL reads it from text, not yet escaped; None stays None.

    Raises:
        TypeError: a type that is not written (float among them).
        ValueError: a naive time, an infinite number.
    """
    if value is None:
        return None
    return (_PLAIN.get(type(value)) or _writer(value))(value)


def _cell(value: object) -> str:
    """One COPY value."""
    if value is None:
        return NULL
    kind = type(value)
    if kind is str:
        return escape(value)  # type: ignore[arg-type]
    text = (_PLAIN.get(kind) or _writer(value))(value)
    return text if kind in _SAFE else escape(text)


def _amount_cell(value: object) -> str:
    """One COPY value of an amount column: COPY itself would round a sixth place away."""
    return refuse_sixth_place(value) if isinstance(value, Decimal) else _cell(value)


def fields_of(model: type[Model], *, names: Sequence[str]) -> "list[Field[Any, Any]]":
    """The fields that ``names`` (field names, attnames or columns) mean.

    Raises:
        ValueError: a name that is none of the model's.
    """
    table: dict[str, Field[Any, Any]] = {}
    for field in model._meta.concrete_fields:
        table.update({str(field.column): field, field.attname: field, field.name: field})
    unknown = [name for name in names if name not in table]
    if unknown:
        raise ValueError(f"{model.__name__} has no {', '.join(unknown)}")
    return [table[name] for name in names]


def copy_text(rows: Iterable[Sequence[object]], *, cells: Sequence[Callable[[object], str]]) -> bytes:
    """The rows as COPY text, one writer per column.

    Raises:
        ValueError: a row of another length, or a NUL character, which PostgreSQL cannot store.
    """
    lines = []
    for row in rows:
        lines.append("\t".join([cell(value) for cell, value in zip(cells, row, strict=True)]))
    text = "\n".join(lines)
    if "\0" in text:
        raise ValueError("a NUL character cannot be stored")
    return text.encode() + b"\n" if lines else b""


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write ``rows`` into the model's table by one COPY; columns left out take their database default.

    Strings, bytes, Decimals, integers, booleans, dates, aware times, UUIDs, None, and dicts and lists
    (for jsonb) are written exactly. Python defaults of the model are not applied.

    Raises:
        ValueError, TypeError: a value that cannot be written exactly; nothing is written.
        django.db.IntegrityError: a constraint of the table.
    """
    fields = fields_of(model, names=columns)
    data = copy_text(rows, cells=[_amount_cell if isinstance(f, AmountField) else _cell for f in fields])
    if not data:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN", BytesIO(data))
