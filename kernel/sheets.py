"""Spreadsheets (XLSX): read safely as rows of text, written with marked cells; formulas mean nothing here."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from numbers import Real
from re import compile as compile_pattern
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from kernel.money import plain
from kernel.refusal import Refused, Violation
from kernel.rules import SHEET_BROKEN, SHEET_EMPTY, SHEET_NOT_XLSX, SHEET_TOO_LARGE, SHEET_TOO_MANY
from kernel.web.cells import safe_cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP = b"PK\x03\x04"
_WORKBOOK = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_MACROS = "xl/vbaProject.bin"
_MOST_ENTRIES = 500
_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED})
_ENCRYPTED = 0x1
_PIECE = 1024 * 1024
_MOST_COLUMNS = 64
# Where rows and cells say where they stand: what they span is laid out in memory when the sheet is read.
_PLACE = compile_pattern(rb"""\sr\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = compile_pattern(rb"([A-Za-z]{0,3})([0-9]{0,7})\Z")
# What zipfile raises for archives that somebody damaged or forged.
_BROKEN = (BadZipFile, LargeZipFile, ValueError, OSError, RuntimeError, EOFError, struct.error, zlib.error)
_FAULT = PatternFill("solid", start_color="FFF8D7DA")
_HEAD = PatternFill("solid", start_color="FFE6ECF5")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_ILLEGAL = compile_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SHOWN_ONCE = 30


class SheetLimits(NamedTuple):
    """What a spreadsheet may hold: bytes as sent, how much it may grow when unpacked, rows without heads."""

    max_bytes: int
    max_ratio: int
    max_rows: int


class Sheet(NamedTuple):
    """The first sheet: the texts of its head row, and each row below with its number as people see it."""

    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


class Page(NamedTuple):
    """A sheet to be written; ``marks`` are the faulty cells by (place in ``rows``, place in the row).

    A mark without text colours only. ``widths`` are in characters; columns in ``numeric`` are written as
    numbers where they are some.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    marks: Mapping[tuple[int, int], str] = {}
    widths: Sequence[int] = ()
    numeric: frozenset[int] = frozenset()


def read_sheet(data: bytes, *, limits: SheetLimits, path: str = "file") -> Sheet:
    """The first sheet of a workbook as text: numbers in plain writing, days as 2026-05-31, no empty rows.

    Raises:
        Refused: no XLSX workbook, too large, with macros, damaged, empty, or with more rows than allowed.
    """
    if len(data) > limits.max_bytes:
        raise _refused(SHEET_TOO_LARGE, path, limit=limits.max_bytes)
    if not data.startswith(_ZIP):
        raise _refused(SHEET_NOT_XLSX, path)
    _check_archive(data, limits=limits, path=path)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        grid = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError):
        raise _refused(SHEET_BROKEN, path) from None
    texts = [tuple(_text(cell) for cell in row) for row in grid]
    rows = tuple((number, row) for number, row in enumerate(texts, start=1) if any(row))
    if len(rows) < 2:
        raise _refused(SHEET_EMPTY, path)
    if len(rows) - 1 > limits.max_rows:
        raise _refused(SHEET_TOO_MANY, path, limit=limits.max_rows)
    return Sheet(rows[0][1], rows[1:])


def write_sheets(pages: Sequence[Page]) -> bytes:
    """A workbook with these sheets; every text is written so that no program takes it for a formula."""
    workbook = Workbook(write_only=True)
    for page in pages:
        sheet = workbook.create_sheet(page.title)
        for place, width in enumerate(page.widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([_head_cell(sheet, text) for text in page.head])
        for number, row in enumerate(page.rows):
            sheet.append([_cell(sheet, text, page, (number, column)) for column, text in enumerate(row)])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _head_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=safe_cell(text))
    cell.font = Font(bold=True)
    cell.fill = _HEAD
    cell.alignment = _WRAPPED
    return cell


def _cell(sheet: Any, text: str, page: Page, place: tuple[int, int]) -> Any:
    mark = page.marks.get(place)
    value: object = _number(text) if place[1] in page.numeric else None
    if value is None:
        value = _ILLEGAL.sub("\ufffd", safe_cell(text)) if text else None
    if mark is None:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.fill = _FAULT
    if mark:
        cell.comment = Comment(mark, "portal", width=320, height=80)
    return cell


def _number(text: str) -> Decimal | None:
    """The number that ``text`` is, where a spreadsheet can hold it without losing a digit."""
    digits = text.replace(".", "", 1)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15 or len(text) > _SHOWN_ONCE:
        return None
    return Decimal(text)


def _text(value: Any) -> str:
    """A cell as a person reads it; an apostrophe that keeps a text from being a formula is taken away."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Real):
        number = Decimal(str(value))
        return plain(number) if number.is_finite() else ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(value).strip()
    if text.startswith("'") and safe_cell(text[1:]) == text:
        return text[1:]
    return text


def _check_archive(data: bytes, *, limits: SheetLimits, path: str) -> None:
    """The archive is a plain workbook, its sizes are true and small, and its sheet spans no empty desert."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if len(infos) > _MOST_ENTRIES or not _WORKBOOK.issubset(names) or _MACROS in names:
                raise _refused(SHEET_NOT_XLSX, path)
            if any(i.flag_bits & _ENCRYPTED or i.compress_type not in _METHODS for i in infos):
                raise _refused(SHEET_BROKEN, path)
            if sum(info.file_size for info in infos) > limits.max_ratio * len(data):
                raise _refused(SHEET_TOO_LARGE, path, limit=limits.max_bytes)
            for info in infos:
                with archive.open(info) as entry:
                    _check_entry(entry, name=info.filename, limits=limits, path=path)
    except _BROKEN:
        raise _refused(SHEET_BROKEN, path) from None


def _check_entry(entry: Any, *, name: str, limits: SheetLimits, path: str) -> None:
    """Read to its end, which proves size and sum; of a sheet, where its cells say that they stand."""
    tail = b""
    while piece := entry.read(_PIECE):
        if name.startswith("xl/worksheets/"):
            _check_places(tail + piece, limits=limits, path=path)
            tail = piece[-64:]


def _check_places(piece: bytes, *, limits: SheetLimits, path: str) -> None:
    if b"\x00" in piece:
        raise _refused(SHEET_BROKEN, path)
    for found in _PLACE.finditer(piece):
        reference = _REFERENCE.match(found[1] or found[2] or b"")
        if reference is None or _column(reference[1]) > _MOST_COLUMNS:
            raise _refused(SHEET_BROKEN, path)
        if int(reference[2] or 0) > limits.max_rows * 4 + 100:
            raise _refused(SHEET_TOO_MANY, path, limit=limits.max_rows)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refused(rule: Any, path: str, **args: object) -> Refused:
    return Refused(Violation(rule, path, args=tuple((key, str(value)) for key, value in args.items())))
