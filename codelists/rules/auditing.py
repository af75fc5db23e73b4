"""What must hold between the lists: every reference has its row, every entered year all its days."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple


class Reference(NamedTuple):
    """``subject``, which holds from ``first`` until ``last``, names the ``code`` of another list."""

    subject: str
    code: str
    first: date
    last: date | None


class ListsFacts(NamedTuple):
    """What the proof looks at: who names what, who exists when, and how many days each year has."""

    references: dict[str, list[Reference]]
    spans: dict[str, list[tuple[str, date, date | None]]]
    parents: dict[str, str]
    gaps: list[tuple[str, date]]
    days_of_year: dict[int, int]


def judge_lists(facts: ListsFacts) -> list[str]:
    """Every fault as one line."""
    return [
        *_orphans(facts),
        *(f"office {code} stands above itself" for code in _rings(facts.parents)),
        *(f"parameter {key} has no value from {day} on, although one follows" for key, day in facts.gaps),
        *(
            f"year {year} has {count} days"
            for year, count in facts.days_of_year.items()
            if count != _length(year)
        ),
    ]


def _orphans(facts: ListsFacts) -> Iterator[str]:
    """References to codes that hold on none of the days of the row that names them."""
    for name, references in facts.references.items():
        table: dict[str, list[tuple[date, date | None]]] = {}
        for code, first, last in facts.spans[name]:
            table.setdefault(code, []).append((first, last))
        for subject, code, first, last in references:
            if not any(_meet((first, last), span) for span in table.get(code, ())):
                yield f"{subject} names {code}, which is not in {name} from {first} on"


def _meet(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def _rings(parents: dict[str, str]) -> Iterable[str]:
    for code in parents:
        seen, parent = {code}, parents[code]
        while parent in parents and parent not in seen:
            seen.add(parent)
            parent = parents[parent]
        if parent == code:
            yield code


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
