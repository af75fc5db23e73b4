"""The difference between a table and what is stored: rows to add, to change and to close."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from codelists.rules import refusals
from codelists.rules.reading import Row, fault
from codelists.rules.tables import Table
from kernel.refusal import Violation

# Rows of tables that name no day hold from here on: before the channel had rules of its own (2016-04-08).
BEGINNING = date(2000, 1, 1)


class Stored(NamedTuple):
    """One stored row: ``taken`` says that an official table or a person set it, not the shipped data."""

    id: int
    key: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    values: Mapping[str, object]
    taken: bool


class Addition(NamedTuple):
    """A row to add, with the days for which it holds."""

    row: Row
    valid_from: date
    valid_to: date | None


class Change(NamedTuple):
    """New values (and last day) of the stored row ``id``."""

    id: int
    values: Mapping[str, object]
    valid_to: date | None


class Closing(NamedTuple):
    """The stored row ``id`` holds until ``valid_to`` (not included)."""

    id: int
    valid_to: date


@dataclass
class Difference:
    """What must be written so that the stored rows say what the table says; ``kept`` keys were left alone."""

    additions: list[Addition] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    kept: int = 0


class _Placed(NamedTuple):
    row: Row
    valid_from: date
    valid_to: date | None


def difference(
    stored: Iterable[Stored], *, rows: Iterable[Row], table: Table, file: str, shipped: bool
) -> Difference:
    """What ``rows`` change in ``stored``.

    A row without last day holds until the next row of its key, in the file or stored. A stored row
    that a new one runs into is closed on the day the new one begins. Keys that the file does not name
    are left alone. The shipped data leave alone every key that an official table or a person has set.
    """
    found = Difference()
    before = _by_key(stored)
    for key, mine in _by_key(rows).items():
        theirs = sorted(before.get(key, ()), key=lambda s: s.valid_from)
        if shipped and any(s.taken for s in theirs):
            found.kept += 1
        elif table.dated:
            _dated(found, mine=mine, theirs=theirs, table=table, file=file)
        else:
            _plain(found, mine=mine, theirs=theirs, file=file)
    return found


def _by_key(rows: Iterable) -> dict[tuple[str, ...], list]:  # type: ignore[type-arg]
    grouped: dict[tuple[str, ...], list] = {}  # type: ignore[type-arg]
    for row in rows:
        grouped.setdefault(row.key, []).append(row)
    return grouped


def _plain(found: Difference, *, mine: list[Row], theirs: list[Stored], file: str) -> None:
    """One row per key, without days."""
    for extra in mine[1:]:
        found.violations.append(_twice(extra, file=file, column="first"))
    if not theirs:
        found.additions.append(Addition(mine[0], BEGINNING, None))
    elif _differs(mine[0], theirs[0]):
        found.changes.append(Change(theirs[0].id, mine[0].values, None))


def _dated(found: Difference, *, mine: list[Row], theirs: list[Stored], table: Table, file: str) -> None:
    placed, faults = _place(mine, theirs=theirs, file=file)
    known = {s.valid_from: s for s in theirs}
    for item in placed:
        same = known.get(item.valid_from)
        if same is None:
            found.additions.append(Addition(*item))
        else:
            faults += _alter(found, item=item, same=same, table=table, file=file)
    starts = [item.valid_from for item in placed]
    for old in theirs:
        cut = min((d for d in starts if d > old.valid_from), default=None)
        if cut and old.valid_from not in starts and (old.valid_to is None or old.valid_to > cut):
            found.closings.append(Closing(old.id, cut))
    found.violations += faults


def _place(
    mine: Sequence[Row], *, theirs: Sequence[Stored], file: str
) -> tuple[list[_Placed], list[Violation]]:
    """Give every row its days, in order, and say which rows cannot have theirs."""
    current = theirs[-1] if theirs else None
    nameless = current.valid_from if current else BEGINNING
    dated = sorted(((row.valid_from or nameless, row) for row in mine), key=lambda pair: pair[0])
    starts = sorted({d for d, _ in dated} | {s.valid_from for s in theirs})
    placed: list[_Placed] = []
    faults: list[Violation] = []
    for first, row in dated:
        if placed and placed[-1].valid_from == first:
            faults.append(_twice(row, file=file))
            continue
        following = next((d for d in starts if d > first), None)
        last = row.valid_to or following
        if row.valid_from is None and current and row.valid_to is None:
            last = current.valid_to
        if following and last and last > following:
            faults.append(_overlap(row, file=file, other=following))
        placed.append(_Placed(row, first, last))
    return placed, faults


def _alter(found: Difference, *, item: _Placed, same: Stored, table: Table, file: str) -> list[Violation]:
    """Change or close the stored row that begins on the same day."""
    row = item.row
    edited = [name for name in table.fixed if name in row.values and row.values[name] != same.values[name]]
    if edited or (table.fixed and same.valid_to and item.valid_to != same.valid_to):
        column = edited[0] if edited else "valid_to"
        key = " ".join(row.key).strip()
        return [fault(refusals.NEVER_EDITED, file=file, line=row.line, column=column, value=key)]
    if _differs(row, same):
        found.changes.append(Change(same.id, row.values, item.valid_to))
    elif item.valid_to != same.valid_to and item.valid_to is not None:
        found.closings.append(Closing(same.id, item.valid_to))
    elif item.valid_to != same.valid_to:
        found.changes.append(Change(same.id, {}, None))
    return []


def _differs(row: Row, stored: Stored) -> bool:
    return any(stored.values[name] != value for name, value in row.values.items())


def _twice(row: Row, *, file: str, column: str = "") -> Violation:
    value = " ".join(row.key).strip()
    return fault(refusals.TWICE, file=file, line=row.line, column=column or "valid_from", value=value)


def _overlap(row: Row, *, file: str, other: date) -> Violation:
    value, wanted = " ".join(row.key).strip(), other.isoformat()
    return fault(refusals.OVERLAP, file=file, line=row.line, column="valid_to", value=value, wanted=wanted)
