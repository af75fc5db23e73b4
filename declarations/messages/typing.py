"""From texts to values: what a parsed document says as Decimals, whole numbers, dates and moments.

Only for documents without a refusing violation; in any other a number or date that does not fit its
definition becomes None.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from re import compile as compile_pattern
from typing import Any

from declarations.facts import ImportList, ListLine, Order, OrderLine, Payment, Waybill
from declarations.messages.definitions import MESSAGES, Element, Entity, Kind
from declarations.messages.documents import ParsedDocument
from kernel.clock import SHANGHAI

_HUMP = compile_pattern(r"(?<!\A)([A-Z])")

Converter = Callable[[str], object]
Converters = tuple[tuple[str, str, Converter], ...]


@cache
def snake(name: str) -> str:
    """The Python name of a message element: ``acturalPaid`` is ``actural_paid``, ``qty1`` stays."""
    return _HUMP.sub(r"_\1", name).lower()


def typed_head(document: ParsedDocument) -> dict[str, Any]:
    """Every element of the head by its snake-case name; absent texts are ``""``, absent numbers None."""
    return _typed(document.head, _converters(document.code, False))


def typed_lines(document: ParsedDocument) -> list[dict[str, Any]]:
    """The lines likewise, in order."""
    if not document.lines:
        return []
    converters = _converters(document.code, True)
    return [_typed(line, converters) for line in document.lines]


def _typed(values: Mapping[str, str], converters: Converters) -> dict[str, Any]:
    get = values.get
    return {key: convert(get(name, "")) for name, key, convert in converters}


@cache
def _converters(code: str, of_lines: bool) -> Converters:
    message = MESSAGES[code]
    entity = message.lines if of_lines else message.head
    elements = entity.elements if entity else ()
    return tuple((element.name, snake(element.name), converter(element)) for element in elements)


def converter(element: Element) -> Converter:
    """What turns the element's text into its value."""
    return _BY_KIND.get(element.kind, str)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _int(text: str) -> int | None:
    try:
        return int(text) if text else None
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """Beijing time of 14 or 17 digits as a moment in UTC."""
    try:
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
        hour, minute, second = int(text[8:10]), int(text[10:12]), int(text[12:14])
        micro = int(text[14:] or 0) * 1000
        return datetime(year, month, day, hour, minute, second, micro, SHANGHAI).astimezone(UTC)
    except ValueError:
        return None


_BY_KIND: dict[Kind, Converter] = {
    Kind.DECIMAL: _decimal,
    Kind.INT: _int,
    Kind.DATE: _date,
    Kind.TIME: _moment,
}


@cache
def _picks(fact: Any, entity: Entity) -> tuple[tuple[str, Converter], ...]:
    """For each field of the NamedTuple ``fact`` the element it comes from and its converter.

    Raises:
        LookupError: a field that no element of ``entity`` stands for.
    """
    by_snake = {snake(element.name): element for element in entity.elements}
    fields = (field for field in fact._fields if field not in ("id", "lines", "pre_no"))
    return tuple((by_snake[field].name, converter(by_snake[field])) for field in fields)


def _row(fact: Any, entity: Entity, values: Mapping[str, str]) -> list[Any]:
    get = values.get
    return [convert(get(name, "")) for name, convert in _picks(fact, entity)]


def _fact(fact: Any, document: ParsedDocument, number: int, of_line: Any = None) -> Any:
    message = MESSAGES[document.code]
    row = [number, *_row(fact, message.head, document.head)]
    if of_line is not None and message.lines is not None:
        lines = message.lines
        row.append(tuple(of_line(*_row(of_line, lines, line)) for line in document.lines))
    return fact(*row)


def order_facts(document: ParsedDocument, *, id: int) -> Order:
    """The facts of a CEB311 that nothing refuses."""
    facts: Order = _fact(Order, document, id, OrderLine)
    return facts


def payment_facts(document: ParsedDocument, *, id: int) -> Payment:
    """The facts of a CEB411 that nothing refuses."""
    facts: Payment = _fact(Payment, document, id)
    return facts


def waybill_facts(document: ParsedDocument, *, id: int) -> Waybill:
    """The facts of a CEB511 that nothing refuses."""
    facts: Waybill = _fact(Waybill, document, id)
    return facts


def list_facts(document: ParsedDocument, *, id: int) -> ImportList:
    """The facts of a CEB621 that nothing refuses."""
    facts: ImportList = _fact(ImportList, document, id, ListLine)
    return facts
