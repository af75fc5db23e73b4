"""What a table of elements is made of, and how such aligned tables are read.

A table has one row per element, in the order the schema demands:

    name | type | R or O | allowed values or - | P for personal or - | English name | 中文名

Types: ``C36`` a code of exactly 36 characters, ``C..60`` of 1 to 60, ``C0..60`` of 0 to 60 (may stand
empty), ``T`` the same for free text, ``N19,5`` a decimal of 19 digits with five after the point, ``I`` a
whole number, ``I9`` one of nine digits, ``D8``, ``D14``, ``D17`` a date or time written in so many
digits, ``XML`` any one element.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from re import compile as compile_pattern
from types import MappingProxyType

UNBOUNDED = 10**9
_TYPE = compile_pattern(r"(?:([CT])(\d*)(\.\.)?(\d*)|N(\d+),(\d+)|I(\d*)|D(8|14|17)|(XML))\Z")


class Kind(StrEnum):
    """How a value is written, and what it becomes when typed."""

    CODE = "code"
    TEXT = "text"
    DECIMAL = "decimal"
    INT = "int"
    DATE = "date"
    TIME = "time"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Element:
    """One element: lengths count characters, ``digits`` and ``fraction`` belong to numbers."""

    name: str
    kind: Kind
    min_length: int
    max_length: int
    required: bool
    values: tuple[str, ...]
    zh: str
    en: str
    personal: bool
    digits: int = 0
    fraction: int = 0

    @property
    def exact(self) -> bool:
        """Whether only one length is allowed."""
        return self.min_length == self.max_length

    @property
    def may_be_empty(self) -> bool:
        """Whether the element may stand there without content."""
        return self.min_length == 0 and self.kind in (Kind.CODE, Kind.TEXT)


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """A head, a line or a part of the envelope: its elements in the order of the schema."""

    name: str
    zh: str
    en: str
    elements: tuple[Element, ...]
    by_name: Mapping[str, Element]


def entity(name: str, *, zh: str, en: str, table: str) -> Entity:
    """The entity that an aligned ``table`` describes.

    Raises:
        ValueError: a malformed row or an element named twice, while the module is imported.
    """
    elements = tuple(_element(row) for row in table.strip().splitlines())
    by_name = {element.name: element for element in elements}
    if len(by_name) != len(elements):
        raise ValueError(f"{name} names an element twice")
    return Entity(name, zh, en, elements, MappingProxyType(by_name))


def _element(row: str) -> Element:
    cells = [cell.strip() for cell in row.split("|")]
    if len(cells) != 7 or cells[2] not in "RO" or cells[4] not in "P-" or not all(cells):
        raise ValueError(f"malformed row {row!r}")
    name, type_, need, values, personal, en, zh = cells
    kind, shortest, longest, digits, fraction = _type(type_)
    allowed = () if values == "-" else tuple(values.split())
    return Element(
        name, kind, shortest, longest, need == "R", allowed, zh, en, personal == "P", digits, fraction
    )


def _type(text: str) -> tuple[Kind, int, int, int, int]:
    found = _TYPE.match(text)
    if found is None:
        raise ValueError(f"malformed type {text!r}")
    letter, shortest, span, longest, total, fraction, whole, stamp, _ = found.groups()
    if letter:
        kind = Kind.CODE if letter == "C" else Kind.TEXT
        least = int(shortest or 1)
        return kind, least, (int(longest or UNBOUNDED) if span else least), 0, 0
    if total:
        return Kind.DECIMAL, 1, UNBOUNDED, int(total), int(fraction)
    if stamp:
        return (Kind.DATE if stamp == "8" else Kind.TIME), int(stamp), int(stamp), 0, 0
    if text == "XML":
        return Kind.XML, 0, UNBOUNDED, 0, 0
    return Kind.INT, 1, UNBOUNDED, int(whole or 10), 0
