"""Reading single cells of a table: text in, value out, or the rule that the text breaks."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from re import fullmatch
from typing import NamedTuple

from codelists.rules import refusals
from kernel.refusal import Rule


class BadCell(Exception):
    """The text of a cell breaks ``rule``; ``wanted`` says what would do."""

    def __init__(self, rule: Rule, wanted: str = "") -> None:
        self.rule = rule
        self.wanted = wanted
        super().__init__(rule.code)


Reader = Callable[[str], object]


class Column(NamedTuple):
    """One column: how its cells are read, and whether header and cell must be there."""

    name: str
    read: Reader
    required: bool = False
    filled: bool = False


def text(limit: int) -> Reader:
    """Any text of at most ``limit`` characters."""

    def read(cell: str) -> str:
        if len(cell) > limit:
            raise BadCell(refusals.TOO_LONG, str(limit))
        return cell

    return read


def code(pattern: str, *, form: str) -> Reader:
    """A code that fits ``pattern``; ``form`` shows what one looks like."""

    def read(cell: str) -> str:
        if cell and not fullmatch(pattern, cell):
            raise BadCell(refusals.BAD_CODE, form)
        return cell

    return read


def codes(pattern: str, *, form: str) -> Reader:
    """Several codes, separated by spaces, in the order given and each once."""
    one = code(pattern, form=form)

    def read(cell: str) -> list[str]:
        found = list(dict.fromkeys(cell.split()))
        for item in found:
            one(item)
        return found

    return read


def choice(*values: str) -> Reader:
    """One of ``values``."""

    def read(cell: str) -> str:
        if cell and cell not in values:
            raise BadCell(refusals.BAD_CHOICE, ", ".join(values))
        return cell

    return read


def flag(cell: str) -> bool:
    """``yes`` or blank."""
    if cell not in ("", "yes", "no"):
        raise BadCell(refusals.BAD_CHOICE, "yes, no")
    return cell == "yes"


def day(cell: str) -> date | None:
    """A day as ``YYYY-MM-DD``; blank is None."""
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell(refusals.BAD_DATE) from None


def number(digits: int, *, places: int) -> Reader:
    """A number that is not negative, of at most ``digits`` digits, ``places`` of them after the point."""

    def read(cell: str) -> Decimal | None:
        return _decimal(cell, digits=digits, places=places, rule=refusals.BAD_NUMBER) if cell else None

    return read


def rate(cell: str) -> Decimal | None:
    """A rate as a fraction (0.13) or with a sign (13%); blank is unknown, None.

    A bare 13 is refused rather than guessed: it would be a hundred times too much.
    """
    if not cell:
        return None
    percent = cell.endswith("%")
    value = _decimal(cell.rstrip("% "), digits=9, places=6, rule=refusals.BAD_RATE)
    value = value.scaleb(-2) if percent else value
    if value >= (10 if percent else 1) or value != round(value, 6):
        raise BadCell(refusals.BAD_RATE)
    return value


def _decimal(cell: str, *, digits: int, places: int, rule: Rule) -> Decimal:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        raise BadCell(rule) from None
    fits = value.is_finite() and 0 <= value < Decimal(10) ** (digits - places)
    if not fits or value != round(value, places):
        raise BadCell(rule)
    return value
