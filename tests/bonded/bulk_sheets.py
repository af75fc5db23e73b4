"""Workbooks as firms fill them in: the template's headings, rows of text."""

from kernel.sheets import Page, write_sheets

ITEM_HEAD = [
    "料号 / Item record number *",
    "商品编码",
    "Goods name",
    "Specification",
    "Unit *",
    "原产国",
    "币制",
    "单价",
]
DOC_HEAD = [
    "企业内部编号",
    "Line",
    "数量",
    "单价",
    "Gross weight (kg)",
    "净重（千克）",
    "批次号",
    "保质期至",
    "退回的出入库单",
]


def items(*rows: tuple[str, ...], head: list[str] | None = None) -> bytes:
    """A sheet of ledger items."""
    return write_sheets([Page("Rows", head or ITEM_HEAD, rows, numeric=frozenset({7}))])


def item(no: str, **said: str) -> tuple[str, ...]:
    """A good row; ``said`` changes columns by their keys."""
    row = {
        "no": no, "gcode": "1901109000", "gname": f"米粉 {no}", "spec": "250g", "unit": "140",
        "origin": "601", "currency": "142", "price": "12.5", **said,
    }  # fmt: skip
    return tuple(row.values())


def documents(*rows: tuple[str, ...]) -> bytes:
    """A sheet of in/out documents."""
    return write_sheets([Page("Rows", DOC_HEAD, rows, numeric=frozenset({1, 2, 3, 4, 5}))])


def line(own_no: str, of_line: str = "1", qty: str = "5", **said: str) -> tuple[str, ...]:
    """A good row of a document."""
    row = {
        "own_no": own_no, "of_line": of_line, "qty": qty, "price": "", "gross": "6", "net": "5", "lot": "",
        "best": "", "returns": "", **said,
    }  # fmt: skip
    return tuple(row.values())
