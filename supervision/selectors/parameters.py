"""The dated parameters of this room, read once for a set."""

from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook
from kernel.money import settle
from supervision.facts import Deadlines, SelectionParameters

DEFAULT_GRADE = "default"


class SelectionBook(NamedTuple):
    """All that selection needs of one day: thresholds and watch lists, the random rate, the deadlines."""

    parameters: SelectionParameters
    inspect_rate: Decimal
    deadlines: Deadlines


def selection_book(book: CodeBook, *, grade: str = DEFAULT_GRADE) -> SelectionBook:
    """The parameters of selection as ``book`` (one day) has them.

    A watch list that is not in force is empty; a rate, threshold or deadline that is not in force
    raises KeyError, because guessing one would release what should be seen.
    """
    value = book.parameters["selection.review_value"]
    return SelectionBook(
        parameters=SelectionParameters(
            review_value_fen=settle(Decimal(value)) if value else None,
            review_warnings=int(book.parameters.get("selection.review_warnings", "0")),
            inspect_goods=_words(book, "selection.inspect_goods"),
            inspect_countries=frozenset(_words(book, "selection.inspect_countries")),
            review_goods=_words(book, "selection.review_goods"),
            review_countries=frozenset(_words(book, "selection.review_countries")),
        ),
        inspect_rate=book.number(f"selection.inspect_rate.{grade}"),
        deadlines=deadlines(book),
    )


def deadlines(book: CodeBook) -> Deadlines:
    """The deadlines of the day."""
    return Deadlines(
        review_hours=book.number("deadline.review_hours"),
        inspect_hours=book.number("deadline.inspect_hours"),
        lease_minutes=book.number("claim.lease_minutes"),
    )


def _words(book: CodeBook, key: str) -> tuple[str, ...]:
    return tuple(book.parameters.get(key, "").replace(",", " ").split())
