"""Spreadsheets: what was written is read back, whatever is forged or dangerous is refused in time."""

import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

from kernel.refusal import Refused
from kernel.sheets import Page, SheetLimits, read_sheet, write_sheets

LIMITS = SheetLimits(max_bytes=2_000_000, max_ratio=100, max_rows=50)


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def replaced(data: bytes, name: str, change) -> bytes:
    """The workbook with one member changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == name else content)
    return out.getvalue()


def refusal(data: bytes, limits: SheetLimits = LIMITS) -> str:
    with pytest.raises(Refused) as caught:
        read_sheet(data, limits=limits)
    return caught.value.violations[0].rule.code


def test_cells_are_read_as_people_see_them():
    """Numbers without exponents or a trailing point, days, no empty rows, row numbers of the sheet."""
    data = workbook([["A", "B"], [1001, 0.1], [None, None], [1e15, " x "], ["'=1+1", "'plain"]])
    sheet = read_sheet(data, limits=LIMITS)
    assert sheet.head == ("A", "B")
    assert sheet.rows == (
        (2, ("1001", "0.1")), (4, ("1000000000000000", "x")), (5, ("=1+1", "'plain")),
    )  # fmt: skip


def test_what_is_written_is_read_back_and_is_never_a_formula():
    """The round trip keeps every text; marked cells carry their sentence."""
    rows = [["=HYPERLINK(1)", "12.50"], ["-5", "中文 & <x>"], ["@a", "\u000bq"]]
    page = Page("t", ["甲", "乙"], rows, marks={(0, 1): "wrong"}, numeric=frozenset({1}))
    data = write_sheets([page])
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.active["A2"].data_type == "s" and book.active["A2"].value == "'=HYPERLINK(1)"
    assert book.active["B2"].value == 12.5 and book.active["B2"].comment.text == "wrong"
    assert book.active["B2"].fill.start_color.rgb == "FFF8D7DA"
    read = read_sheet(data, limits=LIMITS)
    assert [row for _, row in read.rows] == [
        ("=HYPERLINK(1)", "12.5"),
        ("-5", "中文 & <x>"),
        ("@a", "\ufffdq"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SYS-05"),
        (b"a,b\n1,2", "SYS-05"),
        (b"PK\x03\x04" + b"x" * 100, "SYS-07"),
        (workbook([["A"]]), "SYS-08"),
        (workbook([["A"]] + [[n] for n in range(51)]), "SYS-09"),
    ],
)
def test_what_is_no_sheet_is_refused(data, code):
    assert refusal(data) == code


def test_macros_and_other_archives_are_refused():
    plain = workbook([["A"], [1]])
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refusal(out.getvalue()) == "SYS-05"
    out = BytesIO(plain)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert refusal(out.getvalue()) == "SYS-05"


@pytest.mark.parametrize("place", [b'r="XFD1048576"', b"r = 'XFD2'", b'r="A1048576"', b'r="&#88;FD2"'])
def test_a_cell_far_away_does_not_fill_the_memory(place):
    """One cell at the far end would lay out seventeen thousand million."""
    data = replaced(
        workbook([["A"], [1]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="A2"', place),
    )
    began = time.monotonic()
    assert refusal(data) in ("SYS-07", "SYS-09")
    assert time.monotonic() - began < 2


def test_a_bomb_is_not_unpacked():
    """An entry that would grow a thousandfold."""
    data = replaced(workbook([["A"], [1]]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 50_000_000)
    assert len(data) < 200_000 and refusal(data) == "SYS-06"


def test_a_directory_that_lies_about_sizes_is_damaged(monkeypatch):
    """The sum of an entry is checked before anything reads it."""
    data = bytearray(workbook([["A"], [1]]))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (5).to_bytes(4, "little")
    assert refusal(bytes(data)) == "SYS-07"


def test_five_thousand_rows_are_read_and_written_within_seconds():
    limits = SheetLimits(max_bytes=20_000_000, max_ratio=100, max_rows=5000)
    page = Page(
        "t", [f"c{n}" for n in range(12)], [[f"value {r} {c}" for c in range(12)] for r in range(5000)]
    )
    began = time.monotonic()
    assert len(read_sheet(write_sheets([page]), limits=limits).rows) == 5000
    assert time.monotonic() - began < 10
