"""Working days: a year is entered whole from its notice, and a day of a year not entered is unknown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from codelists.rules import refusals
from codelists.rules.reading import Row, fault
from kernel.refusal import Violation

WORK, REST, HOLIDAY, MAKEUP = "work", "rest", "holiday", "makeup"
YEAR = "year"
WORKING = frozenset({WORK, MAKEUP})
_ONE = timedelta(days=1)
_SATURDAY = 5


def expand(rows: Sequence[Row], *, file: str) -> tuple[list[Row], list[Violation]]:
    """One row per day for each year that a row of kind ``year`` enters.

    Inside an entered year the row given decides; where none is given, Saturday and Sunday rest. A row
    outside every entered year is a violation: such days stay unknown.
    """
    days: dict[date, Row] = {}
    for row in (r for r in rows if r.key[2] == YEAR):
        days.update({d: _day(row, d, WORK if d.weekday() < _SATURDAY else REST) for d in _span(row)})
    faults: list[Violation] = []
    for row in (r for r in rows if r.key[2] != YEAR):
        span = list(_span(row))
        if not span:
            faults.append(fault(refusals.EMPTY_RANGE, file=file, line=row.line, column="last"))
        outside = next((d for d in span if d not in days), None)
        if outside:
            faults.append(fault(refusals.YEAR_ROW, file=file, line=row.line, column="first", value=outside))
            continue
        days.update({d: _day(row, d, row.key[2], source=days[d].values["source"]) for d in span})
    return list(days.values()), faults


def entered_years(rows: Iterable[Row], *, file: str) -> tuple[list[Row], list[Violation]]:
    """The years that the rows enter, each from 1 January to 31 December."""
    years: list[Row] = []
    faults: list[Violation] = []
    for row in (r for r in rows if r.key[2] == YEAR):
        first, last = row.key[0], row.key[1]
        if first[:4] != last[:4] or first[4:] != "-01-01" or last[4:] != "-12-31":
            faults.append(
                fault(refusals.YEAR_ROW, file=file, line=row.line, column="last", value=f"{first} - {last}")
            )
        years.append(Row(row.line, (first[:4],), None, None, {"source": row.values["source"]}))
    return years, faults


def nth_working_day(start: date, *, count: int, kinds: Mapping[date, str]) -> date | None:
    """The ``count``-th working day after ``start``, or None where the days known end before it."""
    day = start
    while count > 0:
        day += _ONE
        if day not in kinds:
            return None
        count -= kinds[day] in WORKING
    return day


def _span(row: Row) -> Iterable[date]:
    day, last = date.fromisoformat(row.key[0]), date.fromisoformat(row.key[1])
    while day <= last:
        yield day
        day += _ONE


def _day(row: Row, day: date, kind: str, source: object = None) -> Row:
    values: dict[str, object] = {"kind": kind, "source": source or row.values["source"]}
    for name in ("name_zh", "name_en"):
        values[name] = "" if row.key[2] == YEAR else row.values.get(name, "")
    return Row(row.line, (day.isoformat(),), None, None, values)
