"""Papers as PDF: a head with a QR code, facts in two columns, tables that go on over pages, page numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from re import compile as compile_pattern
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Table as PdfTable

# One of the fonts that every reader of PDF has for Chinese: nothing is embedded, the file stays small.
HAN = "STSong-Light"
LATIN, BOLD = "Helvetica", "Helvetica-Bold"
_NOT_LATIN = compile_pattern(r"[^\x00-\xff]+")
_INK, _SOFT, _LINE = colors.HexColor("#1d2430"), colors.HexColor("#5a6372"), colors.HexColor("#c3c9d2")
_MARGIN, _QR = 16 * mm, 34 * mm
_PADDING = 6  # of the frame that reportlab lays inside the margins
_WIDTH = A4[0] - 2 * _MARGIN


class Column(NamedTuple):
    """A column of a table: its head, its share of the width, and whether its numbers stand on the right."""

    head: str
    share: int
    right: bool = False


@dataclass(frozen=True)
class Lines:
    """A table: ``rows`` have one text for each column; ``total`` is a last row set apart."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()


@dataclass(frozen=True)
class Sheet:
    """One paper, everything already written out in ``language`` (as PDF names it: ``zh-CN``, ``en``).

    ``number`` stands in the head and in the QR code; ``warning`` is set apart above the facts; ``foot``
    stands on every page.
    """

    title: str
    number: str
    language: str
    issuer: str
    status: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Lines] = ()
    warning: str = ""
    foot: str = ""
    page: str = "%(page)s / %(pages)s"
    subject: str = field(default="")


def as_pdf(sheet: Sheet) -> bytes:
    """The paper as a PDF of A4 pages."""
    _fonts()
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN - _PADDING,
        rightMargin=_MARGIN - _PADDING,
        topMargin=_MARGIN - _PADDING,
        bottomMargin=_MARGIN + 6 * mm,
        title=f"{sheet.title} {sheet.number}",
        author=sheet.issuer,
        subject=sheet.subject or sheet.title,
        lang=sheet.language,
        displayDocTitle=True,
    )
    document.build(list(_story(sheet)), canvasmaker=_counting(sheet))
    return out.getvalue()


def marked(text: str) -> str:
    """Text for a paragraph: what the Latin font has no letters for is set in the Chinese one."""
    return _NOT_LATIN.sub(lambda run: f'<font name="{HAN}">{run.group()}</font>', escape(text))


@cache
def _fonts() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(HAN))


def _style(size: int, *, bold: bool = False, soft: bool = False, right: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        "text",
        fontName=BOLD if bold else LATIN,
        fontSize=size,
        leading=size * 1.35,
        textColor=_SOFT if soft else _INK,
        alignment=2 if right else 0,
        wordWrap="CJK",
    )


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(marked(text), style)


def _story(sheet: Sheet) -> Iterable[Flowable]:
    yield _head(sheet)
    yield Spacer(0, 4 * mm)
    if sheet.warning:
        yield _warning(sheet.warning)
        yield Spacer(0, 4 * mm)
    yield _facts(sheet.facts)
    for table in sheet.tables:
        yield Spacer(0, 6 * mm)
        # A title never stays behind alone on a page.
        yield CondPageBreak(30 * mm)
        yield _text(table.title, _style(11, bold=True))
        yield Spacer(0, 1.5 * mm)
        yield _lines(table)


def _head(sheet: Sheet) -> Flowable:
    """Issuer, title, number and status on the left, the QR code on the right."""
    words = [
        _text(sheet.issuer, _style(9, soft=True)),
        Spacer(0, 1 * mm),
        _text(sheet.title, _style(19, bold=True)),
        Spacer(0, 2 * mm),
        _text(sheet.number, _style(14, bold=True)),
        Spacer(0, 1 * mm),
        _text(sheet.status, _style(11)),
    ]
    head = PdfTable([[words, _qr(sheet.number)]], colWidths=[_WIDTH - _QR, _QR])
    head.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("LINEBELOW", (0, 0), (-1, -1), 0.8, _INK),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return head


def _qr(text: str) -> Drawing:
    """A QR code of the text, with its quiet zone."""
    drawing = Drawing(_QR, _QR)
    drawing.add(QrCodeWidget(text, barLevel="M", barWidth=_QR, barHeight=_QR))
    return drawing


def _warning(text: str) -> Flowable:
    box = PdfTable([[_text(text, _style(11, bold=True))]], colWidths=[_WIDTH])
    box.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1.2, _INK), ("PADDING", (0, 0), (-1, -1), 6)]))
    return box


def _facts(facts: Sequence[tuple[str, str]]) -> Flowable:
    """Two pairs in a row: the label small above, the value below it."""
    cells = [[_text(label, _style(8, soft=True)), _text(value or "—", _style(10))] for label, value in facts]
    if len(cells) % 2:
        cells.append([])
    rows = [cells[start : start + 2] for start in range(0, len(cells), 2)]
    table = PdfTable(rows, colWidths=[_WIDTH / 2] * 2)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("LINEBELOW", (0, 0), (-1, -1), 0.3, _LINE),
            ]
        )
    )
    return table


def _lines(table: Lines) -> Flowable:
    """A table whose head is written again on each page; a row is never torn over two pages."""
    shares = sum(column.share for column in table.columns)
    widths = [_WIDTH * column.share / shares for column in table.columns]
    rows: list[list[Any]] = [
        [_text(column.head, _style(8, soft=True, right=column.right)) for column in table.columns]
    ]
    for row in table.rows:
        rows.append(_cells(row, table.columns))
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, _LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    if table.total:
        rows.append(_cells(table.total, table.columns, bold=True))
        style += [("LINEABOVE", (0, -1), (-1, -1), 0.8, _INK), ("NOSPLIT", (0, -2), (-1, -1))]
    made = PdfTable(rows, colWidths=widths, repeatRows=1, splitInRow=0)
    made.setStyle(TableStyle(style))
    return made


def _cells(row: Sequence[str], columns: Sequence[Column], *, bold: bool = False) -> list[Any]:
    return [
        _text(text, _style(9, bold=bold, right=column.right))
        for text, column in zip(row, columns, strict=True)
    ]


def _counting(sheet: Sheet) -> type[Canvas]:
    """A canvas that writes the foot of each page once it knows how many there are."""

    class Counting(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the name that reportlab calls
            self._kept.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for number, kept in enumerate(self._kept, start=1):
                self.__dict__.update(kept)
                _foot(self, sheet, page=number, pages=len(self._kept))
                super().showPage()
            super().save()

    return Counting


def _foot(canvas: Canvas, sheet: Sheet, *, page: int, pages: int) -> None:
    """Number and moment on the left, the page on the right."""
    places = (
        (f"{sheet.number}   {sheet.foot}", _style(8, soft=True), _MARGIN, _WIDTH * 0.75),
        (
            sheet.page % {"page": page, "pages": pages},
            _style(8, soft=True, right=True),
            _MARGIN + _WIDTH * 0.75,
            _WIDTH * 0.25,
        ),
    )
    for text, style, left, width in places:
        made = _text(text, style)
        made.wrapOn(canvas, width, 10 * mm)
        made.drawOn(canvas, left, _MARGIN - 2 * mm)
