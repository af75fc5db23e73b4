"""The file of a stock-taking: a template with what the ledger holds, read back as rows of a count."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO

from bonded.models import Ledger, LedgerItem, Lot
from bonded.rules import stocktaking as law
from bonded.rules.stocktaking import CountRow
from codelists.selectors import code_book
from kernel.clock import business_date, day_of
from kernel.refusal import Refused, Violation
from kernel.sheets import Page, SheetLimits, read_sheet, write_sheets

# Column to its heads: ours, Chinese, and the name of the field.
_HEADS: Mapping[str, tuple[str, ...]] = {
    "item_record_no": ("料号", "Record number"),
    "gname": ("商品名称", "Name of the goods"),
    "lot_no": ("批次号", "Lot"),
    "best_before": ("保质期至", "Best before"),
    "counted": ("实盘数量", "Counted"),
}
_NEEDED = ("item_record_no", "counted")
_WIDTHS = (22, 44, 20, 16, 16)
_ZIP = b"PK\x03\x04"


def read_count(data: bytes, *, at: datetime) -> list[CountRow]:
    """The rows of an XLSX or CSV file (UTF-8) like the template; rows without a count are left out.

    Raises:
        Refused: the file cannot be read, a column is missing, or a best-before date is no day.
    """
    book = code_book(on=business_date(at))
    limits = SheetLimits(
        int(book.number("bulk.max_bytes")),
        int(book.number("upload.max_ratio")),
        int(book.number("bonded.count_lines")),
    )
    if data.startswith(_ZIP):
        sheet = read_sheet(data, limits=limits, path="file")
        head, rows = sheet.head, [(number, list(row)) for number, row in sheet.rows]
    else:
        head, rows = _csv(data, limits=limits)
    return _rows(head, rows=rows)


def count_template(ledger: Ledger, *, language: str) -> bytes:
    """An XLSX file with every item of the ledger, a row for each lot that holds something; counts empty."""
    place = 0 if language.startswith("zh") else 1
    head = [heads[place] for heads in _HEADS.values()]
    lots: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(item__ledger=ledger).order_by("item_id", "best_before", "pk"):
        if lot.in_qty > lot.out_qty:
            lots.setdefault(lot.item_id, []).append(lot)
    rows: list[list[str]] = []
    for item in ledger.items.order_by("seq", "pk"):
        rows += _template_rows(item, lots=lots.get(item.pk, []))
    page = Page("count", head, rows, widths=_WIDTHS, numeric=frozenset({4}))
    return write_sheets([page])


def _template_rows(item: LedgerItem, *, lots: list[Lot]) -> list[list[str]]:
    """A row for each named lot of an item, one for the item where none is named."""
    if not any(lot.lot_no or lot.best_before for lot in lots) or any(
        not (lot.lot_no or lot.best_before) for lot in lots
    ):
        return [[item.item_record_no, item.gname, "", "", ""]]
    return [
        [
            item.item_record_no,
            item.gname,
            lot.lot_no,
            lot.best_before.isoformat() if lot.best_before else "",
            "",
        ]
        for lot in lots
    ]


def _csv(data: bytes, *, limits: SheetLimits) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """A CSV file in UTF-8, with or without its mark."""
    if len(data) > limits.max_bytes:
        raise Refused(Violation(law.UNREADABLE, "file"))
    try:
        text = data.decode("utf-8-sig")
        lines = [
            [cell.strip() for cell in line] for line in csv.reader(StringIO(text, newline=""), strict=True)
        ]
    except (UnicodeDecodeError, csv.Error):
        raise Refused(Violation(law.UNREADABLE, "file")) from None
    filled = [(number, line) for number, line in enumerate(lines, start=1) if any(line)]
    if not filled or "\0" in text:
        raise Refused(Violation(law.UNREADABLE, "file"))
    return tuple(filled[0][1]), filled[1:]


def _rows(head: Iterable[str], *, rows: list[tuple[int, list[str]]]) -> list[CountRow]:
    """The rows under their columns."""
    names = {text: column for column, heads in _HEADS.items() for text in (*heads, column)}
    places = {names[text.strip("* ")]: place for place, text in enumerate(head) if text.strip("* ") in names}
    missing = [column for column in _NEEDED if column not in places]
    if missing:
        found = (Violation(law.NO_COLUMN, "file", args=(("column", _HEADS[c][0]),)) for c in missing)
        raise Refused(*found)
    counted: list[CountRow] = []
    wrong: list[Violation] = []
    for number, cells in rows:
        cell = {c: cells[place] if place < len(cells) else "" for c, place in places.items()}
        if not cell["counted"]:
            continue
        day = day_of(cell.get("best_before", ""))
        if day is None and cell.get("best_before"):
            wrong.append(Violation(law.BAD_BEST_BEFORE, f"rows[{number}].best_before"))
        quantity = _quantity(cell["counted"])
        counted.append(CountRow(number, cell["item_record_no"], quantity, cell.get("lot_no", ""), day))
    if wrong:
        raise Refused(*wrong)
    return counted


def _quantity(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
