"""Bulk files: the columns of their sheets, and their rows as what the papers are filed with.

A heading is known in both languages, with or without its star; other columns are kept, not read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from re import compile as compile_pattern
from types import MappingProxyType
from typing import NamedTuple

from bonded.rules.bulk_rules import BAD_DAY, NO_COLUMN, RETURNS_DIFFER
from bonded.rules.filing import ItemDraft
from bonded.rules.stock_docs import DocLine, NewDocument
from kernel.clock import day_of
from kernel.refusal import Violation
from kernel.xml.shape import Element, Entity, Kind, entity
from kernel.xml.values import fault, judge_value

ERRORS = ("错误", "Errors")
_ZERO = Decimal(0)
_PATH = compile_pattern(r"lines\[(\d+)\](?:\.(\w+))?\Z")
_HUMP = compile_pattern(r"(?<=[a-z])([A-Z])")

ITEMS = entity(
    "items",
    zh="料件",
    en="Ledger items",
    table="""
        item_record_no | C..32    | R | - | - | Item record number | 料号
        gcode          | C..10    | R | - | - | HS code            | 商品编码
        gname          | T..512   | R | - | - | Goods name         | 商品名称
        spec           | T0..512  | O | - | - | Specification      | 规格型号
        unit           | C..3     | R | - | - | Unit               | 申报计量单位
        origin         | C0..3    | O | - | - | Country of origin  | 原产国
        currency       | C0..3    | O | - | - | Currency           | 币制
        unit_price     | N19,5    | O | - | - | Unit price         | 单价
    """,
)
DOCUMENTS = entity(
    "documents",
    zh="出入库单",
    en="In/out documents",
    table="""
        own_no      | C..64  | R | - | - | Own number of the document | 企业内部编号
        of_line     | I9     | R | - | - | Line                       | 序号
        qty         | N19,5  | R | - | - | Quantity                   | 数量
        unit_price  | N19,5  | O | - | - | Unit price                 | 单价
        gross_kg    | N19,5  | O | - | - | Gross weight (kg)          | 毛重（千克）
        net_kg      | N19,5  | O | - | - | Net weight (kg)            | 净重（千克）
        lot_no      | T0..40 | O | - | - | Lot                        | 批次号
        best_before | D8     | O | - | - | Best before                | 保质期至
        returns     | C0..18 | O | - | - | Returns document           | 退回的出入库单
    """,
)
SHEETS: Mapping[str, Entity] = MappingProxyType({"items": ITEMS, "documents": DOCUMENTS})
EXAMPLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "items": ("A-0001", "1901109000", "婴幼儿配方奶粉", "800克/罐", "122", "601", "502", "18.50"),
        "documents": ("D-0001", "1", "24", "18.50", "26.4", "24", "L240501", "2027-05-31", ""),
    }
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet: its number as people see it, values by key, and what is wrong with them alone."""

    number: int
    values: dict[str, str]
    found: tuple[Violation, ...]


class Table(NamedTuple):
    """A sheet that was understood: which key stands in which column, and the rows."""

    columns: dict[int, str]
    rows: tuple[SheetRow, ...]
    found: tuple[Violation, ...]


class DocumentRows(NamedTuple):
    """The rows of one document in their order, and what is filed where nothing is wrong with them."""

    own_no: str
    rows: tuple[SheetRow, ...]
    document: NewDocument
    found: tuple[Violation, ...]


def read_table(head: Sequence[str], *, rows: Iterable[tuple[int, Sequence[str]]], table: Entity) -> Table:
    """The rows by key; the findings of the table are columns that are missing altogether."""
    columns = _columns(head, table)
    missing = [e for e in table.elements if e.required and e.name not in columns.values()]
    found = tuple(Violation(NO_COLUMN, "file", args=(("column", f"{e.zh} / {e.en}"),)) for e in missing)
    return Table(columns, tuple(_row(number, row, columns, table) for number, row in rows), found)


def item_draft(row: SheetRow) -> ItemDraft:
    """The item that a row describes; what cannot be read is as if it had not been said."""
    values = row.values
    return ItemDraft(
        item_record_no=values.get("item_record_no", ""),
        gcode=values.get("gcode", ""),
        gname=values.get("gname", ""),
        spec=values.get("spec", ""),
        unit=values.get("unit", ""),
        origin=values.get("origin", ""),
        currency=values.get("currency") or "142",
        unit_price=_decimal(row, "unit_price") or _ZERO,
    )


def documents_of(rows: Iterable[SheetRow]) -> tuple[DocumentRows, ...]:
    """The rows by their own number, in the order in which the numbers come; those without stand alone."""
    groups: dict[str, list[SheetRow]] = {}
    for row in rows:
        own_no = row.values.get("own_no", "")
        groups.setdefault(own_no or f"\x00{row.number}", []).append(row)
    return tuple(_document(key.partition("\x00")[0], group) for key, group in groups.items())


def place_of(path: str, *, rows: Sequence[SheetRow]) -> tuple[int, str]:
    """The row number and the column's key that a path of the law points at; 0 and empty for the whole.

    ``lines[2].itemRecordNo`` is the column ``item_record_no`` of the second row.
    """
    found = _PATH.match(path)
    if found is None or not 0 < int(found[1]) <= len(rows):
        return 0, ""
    return rows[int(found[1]) - 1].number, _HUMP.sub(r"_\1", found[2] or "").lower()


def _document(own_no: str, group: Sequence[SheetRow]) -> DocumentRows:
    returns = {row.values.get("returns", "") for row in group}
    found: tuple[Violation, ...] = ()
    if len(returns) > 1:
        found = (Violation(RETURNS_DIFFER, "returns", args=(("own_no", own_no),)),)
    document = NewDocument(own_no, tuple(_line(row) for row in group), returns=max(returns))
    return DocumentRows(own_no, tuple(group), document, found)


def _line(row: SheetRow) -> DocLine:
    said = row.values.get("best_before", "")
    return DocLine(
        of_line=int(row.values.get("of_line") or 0),
        qty=_decimal(row, "qty"),
        unit_price=_decimal(row, "unit_price"),
        gross_kg=_decimal(row, "gross_kg") or _ZERO,
        net_kg=_decimal(row, "net_kg") or _ZERO,
        lot_no=row.values.get("lot_no", ""),
        best_before=date.fromisoformat(said) if said else None,
    )


def _decimal(row: SheetRow, name: str) -> Decimal | None:
    said = row.values.get(name, "")
    return Decimal(said) if said else None


def _columns(head: Sequence[str], table: Entity) -> dict[int, str]:
    names = {_plain(text): e.name for e in table.elements for text in (e.zh, e.en, e.name, f"{e.zh} {e.en}")}
    found: dict[int, str] = {}
    for place, text in enumerate(head):
        name = names.get(_plain(text))
        if name is not None and name not in found.values():
            found[place] = name
    return found


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("*", " ").replace("/", " ").split())


def _row(number: int, cells: Sequence[str], columns: Mapping[int, str], table: Entity) -> SheetRow:
    values: dict[str, str] = {}
    found: list[Violation] = []
    for place, name in columns.items():
        text = cells[place] if place < len(cells) else ""
        values[name], broken = _value(table.by_name[name], text)
        found += broken
    return SheetRow(number, values, tuple(found))


def _value(element: Element, text: str) -> tuple[str, Sequence[Violation]]:
    """The value in plain writing; one that cannot be read is kept empty, so that the law need not fear it."""
    if not text and not element.required:
        return "", ()
    if element.kind is Kind.DATE:
        day = day_of(text[:10])
        return (day.isoformat(), ()) if day else ("", (fault(BAD_DAY, path=element.name),))
    value, found = judge_value(element, text=text, prefix="")
    return ("" if found and element.kind in (Kind.DECIMAL, Kind.INT) else value), found
