"""Loading tables into the code lists: the difference, in one transaction, or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from codelists.rules import refusals
from codelists.rules.calendar import entered_years, expand
from codelists.rules.reading import Reading, Row, read_table
from codelists.rules.tables import TABLES, Table
from codelists.rules.timeline import Difference, difference
from codelists.services.storing import STORES, bump_version, hold_version, read_stored, write
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

DATA = Path(__file__).resolve().parent.parent / "data"


class TableFile(NamedTuple):
    """One file to load into the list ``name``; ``shipped`` data give way to official ones."""

    name: str
    file: str
    data: bytes
    shipped: bool = False


@dataclass(frozen=True)
class Loaded:
    """What one table changed; an official table holds the ``kept`` keys, ``ignored`` columns are odd."""

    name: str
    added: int
    changed: int
    closed: int
    kept: int = 0
    ignored: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many rows were written."""
        return self.added + self.changed + self.closed


def shipped_tables(*, only: str = "") -> tuple[TableFile, ...]:
    """The tables that come with the portal, or one of them.

    Raises:
        Refused: there is no such list.
    """
    names = [check_list_name(only)] if only else list(TABLES)
    return tuple(
        TableFile(name, f"{name}.csv", (DATA / f"{name}.csv").read_bytes(), shipped=True) for name in names
    )


def check_list_name(name: str) -> str:
    """``name``, if it is a list.

    Raises:
        Refused: it is none; the sentence names those that are.
    """
    if name not in TABLES:
        args = (("name", name), ("wanted", ", ".join(TABLES)))
        raise Refused(Violation(refusals.UNKNOWN_LIST, args=args))
    return name


def load_tables(files: Sequence[TableFile], *, at: datetime) -> tuple[Loaded, ...]:
    """Bring the stored lists to what ``files`` say, all of them or none; run twice it changes nothing.

    Rows are added, changed or closed, never removed: what a file does not name stays as it is.

    Raises:
        Refused: a fault in any file, each with file, line and column.
        Conflict: another load was faster.
    """
    readings = [(file, read_table(file.data, table=_table(file.name), file=file.file)) for file in files]
    _refuse(violation for _, reading in readings for violation in reading.violations)
    with intention():
        hold_version(at=at)
        found = [_load(file, reading=reading) for file, reading in readings]
        _refuse(violation for _, differences in found for _, d in differences for violation in d.violations)
        for file, differences in found:
            for store_name, d in differences:
                write(STORES[store_name], found=d, origin="" if file.shipped else file.file[:120])
        loaded = tuple(
            _counted(file, differences=[d for _, d in differences], ignored=reading.ignored)
            for (file, reading), (_, differences) in zip(readings, found, strict=True)
        )
        if any(one.total for one in loaded):
            bump_version(at=at)
    return loaded


def _table(name: str) -> Table:
    return TABLES[check_list_name(name)]


def _refuse(violations: Iterable[Violation]) -> None:
    found = tuple(violations)
    if found:
        raise Refused(*found)


def _load(file: TableFile, *, reading: Reading) -> tuple[TableFile, list[tuple[str, Difference]]]:
    """The differences of one file, by the store each is written to."""
    return file, [
        (name, _differ(name, rows=rows, file=file, faults=faults))
        for name, rows, faults in _parts(file, reading=reading)
    ]


def _parts(file: TableFile, *, reading: Reading) -> Iterator[tuple[str, Sequence[Row], list[Violation]]]:
    """The rows of a file by store: the calendar fills years and days, every other table its own."""
    if file.name != "calendar":
        yield file.name, reading.rows, []
        return
    years, faults = entered_years(reading.rows, file=file.file)
    yield "years", years, faults
    days, more = expand(reading.rows, file=file.file)
    yield "days", days, more


def _differ(name: str, *, rows: Sequence[Row], file: TableFile, faults: list[Violation]) -> Difference:
    if faults:
        return Difference(violations=faults)
    stored = read_stored(STORES[name], rows=rows)
    table = _table(file.name)
    return difference(stored, rows=rows, table=table, file=file.file, shipped=file.shipped)


def _counted(file: TableFile, *, differences: list[Difference], ignored: tuple[str, ...]) -> Loaded:
    return Loaded(
        file.name,
        added=sum(len(d.additions) for d in differences),
        changed=sum(len(d.changes) for d in differences),
        closed=sum(len(d.closings) for d in differences),
        kept=sum(d.kept for d in differences),
        ignored=ignored,
    )
