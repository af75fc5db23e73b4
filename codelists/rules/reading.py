"""Reading a table from text: every fault with its line and column, or rows ready to be compared."""

from collections.abc import Iterable, Iterator, Mapping
from csv import Error, reader
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import NamedTuple

from codelists.rules import refusals
from codelists.rules.cells import BadCell, Column
from codelists.rules.tables import Table
from kernel.refusal import Rule, Violation


class Row(NamedTuple):
    """One row of a file: no ``valid_from`` means the one in force, no ``valid_to`` until superseded."""

    line: int
    key: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    values: dict[str, object]


@dataclass(frozen=True)
class Reading:
    """What was read: rows, or the violations that forbid loading any of them."""

    rows: tuple[Row, ...] = ()
    violations: tuple[Violation, ...] = ()
    ignored: tuple[str, ...] = ()


def fault(
    rule: Rule, *, file: str, line: int = 0, column: str = "", value: object = "", wanted: str = ""
) -> Violation:
    """One violation that names file, line and column."""
    path = f"lines[{line}].{column}" if line else ""
    args = {"file": file, "line": str(line), "column": column, "value": str(value), "wanted": wanted}
    return Violation(rule, path, args=tuple(args.items()))


def read_table(data: bytes, *, table: Table, file: str) -> Reading:
    """The rows of ``data`` (UTF-8 CSV; ``#`` lines before the header are notes, one may name the source)."""
    try:
        lines = list(StringIO(data.decode("utf-8-sig"), newline=""))
        notes = _notes(lines)
        records = [(n, r) for n, r in _records(lines, skip=len(notes)) if any(cell.strip() for cell in r)]
    except (UnicodeDecodeError, Error):
        return Reading(violations=(fault(refusals.UNREADABLE, file=file),))
    if not records:
        return Reading(violations=(fault(refusals.UNREADABLE, file=file),))
    (head_line, head), *body = records
    names = [table.aliases.get(name.strip(), name.strip()) for name in head]
    missing = [c.name for c in table.columns if c.required and c.name not in names]
    if missing:
        return Reading(
            violations=tuple(
                fault(refusals.MISSING_COLUMN, file=file, line=head_line, column=m) for m in missing
            )
        )
    known = {column.name for column in table.columns}
    ignored = tuple(name for name in names if name not in known)
    if not body:
        return Reading(violations=(fault(refusals.NO_ROWS, file=file),), ignored=ignored)
    return _read_rows(
        body, table=table, names=names, file=file, source=_source(notes) or file, ignored=ignored
    )


def _notes(lines: list[str]) -> list[str]:
    """The lines before the header that start with ``#``."""
    notes: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            break
        notes.append(line)
    return notes


def _records(lines: list[str], *, skip: int) -> Iterator[tuple[int, list[str]]]:
    rows = reader(lines[skip:], strict=True)
    for record in rows:
        yield skip + rows.line_num, record


def _source(notes: Iterable[str]) -> str:
    for note in notes:
        label, _, said = note.lstrip("# ").partition(":")
        if label.strip().lower() == "source":
            return said.strip()[:300]
    return ""


def _read_rows(
    body: list[tuple[int, list[str]]],
    *,
    table: Table,
    names: list[str],
    file: str,
    source: str,
    ignored: tuple[str, ...],
) -> Reading:
    rows: list[Row] = []
    faults: list[Violation] = []
    columns = {column.name: column for column in table.columns}
    for line, record in body:
        if len(record) != len(names):
            wanted = str(len(names))
            faults.append(fault(refusals.CELL_COUNT, file=file, line=line, value=len(record), wanted=wanted))
            continue
        cells = {name: cell.strip() for name, cell in zip(names, record, strict=True) if name in columns}
        values, found = _read_cells(cells, columns=columns, file=file, line=line)
        found += _judge_row(values, table=table, file=file, line=line) if not found else []
        faults += found
        if not found:
            values["source"] = values.get("source") or source
            rows.append(_row(values, table=table, line=line))
    return Reading((), tuple(faults), ignored) if faults else Reading(tuple(rows), (), ignored)


def _read_cells(
    cells: Mapping[str, str], *, columns: Mapping[str, Column], file: str, line: int
) -> tuple[dict[str, object], list[Violation]]:
    values: dict[str, object] = {}
    faults: list[Violation] = []
    for name, cell in cells.items():
        try:
            if columns[name].filled and not cell:
                raise BadCell(refusals.MISSING_VALUE)
            values[name] = columns[name].read(cell)
        except BadCell as bad:
            where = fault(bad.rule, file=file, line=line, column=name, value=cell[:60], wanted=bad.wanted)
            faults.append(where)
    return values, faults


def _judge_row(values: Mapping[str, object], *, table: Table, file: str, line: int) -> list[Violation]:
    """What the cells of one row break together."""
    first, last = values.get("valid_from"), values.get("valid_to")
    if isinstance(first, date) and isinstance(last, date) and last <= first:
        return [fault(refusals.EMPTY_RANGE, file=file, line=line, column="valid_to")]
    broken = table.check(values) if table.check else None
    return [fault(broken[0], file=file, line=line, column=broken[1])] if broken else []


def _row(values: dict[str, object], *, table: Table, line: int) -> Row:
    key = tuple(str(values.pop(name, "")) for name in table.key)
    first, last = values.pop("valid_from", None), values.pop("valid_to", None)
    return Row(
        line,
        key,
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
        values,
    )
