"""The dated parameters of this room, read once for a set."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook
from kernel.money import settle
from supervision.facts import Deadlines, SelectionParameters

DEFAULT_GRADE = "default"
_RATE = "selection.inspect_rate."


class SelectionBook(NamedTuple):
    """All that selection needs of one day: thresholds and watch lists, the random rates, the deadlines."""

    parameters: SelectionParameters
    inspect_rates: Mapping[str, Decimal]
    deadlines: Deadlines

    def inspect_rate(self, grade: str) -> Decimal:
        """The share of lists to inspect at random of a firm with this credit grade.

        A grade whose rate is not in force raises KeyError with the name of the parameter, it does not
        fall back to the usual rate: that would be far too low for a dishonest firm. The lists stay
        accepted until the rate is entered, and nothing is lost.
        """
        if grade not in self.inspect_rates:
            raise KeyError(f"parameter {_RATE}{grade} is not in force")
        return self.inspect_rates[grade]


def selection_book(book: CodeBook) -> SelectionBook:
    """The parameters of selection as ``book`` (one day) has them.

    A watch list that is not in force is empty; the usual rate, a threshold or a deadline that is not
    in force raises KeyError, because guessing one would release what should be seen. The rate of a
    special grade is missed only when a firm has that grade.
    """
    book.number(_RATE + DEFAULT_GRADE)
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
        inspect_rates={
            key.removeprefix(_RATE): book.number(key) for key in book.parameters if key.startswith(_RATE)
        },
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
