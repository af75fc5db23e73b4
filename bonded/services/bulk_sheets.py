"""The workbooks of bulk filing: templates, and a file handed back with its errors per row."""

from collections import defaultdict

from django.utils.translation import gettext as _

from bonded.messages.sheets import ERRORS, EXAMPLES, SHEETS, read_table
from bonded.models import Application, BulkPaper, BulkUpload
from bonded.selectors.bulk import PaperFinding, shown_findings
from bonded.selectors.stock_docs import rooms_of
from bonded.services.bulk import limits_at
from kernel import files
from kernel.money import plain
from kernel.sheets import Page, read_sheet, write_sheets
from kernel.xml.shape import Element, Kind

_MOST_COMMENTS = 200
_WIDE, _NARROW = 34, 16
_ERRORS_WIDTH = 60


def template(kind: str, *, application: Application | None = None) -> bytes:
    """The sheet to fill in, with one example; a second one says what each column holds.

    For documents a third one lists the lines of the application and what is left of each.
    """
    elements = SHEETS[kind].elements
    pages = [
        Page(
            _("Rows"),
            [_heading(element) for element in elements],
            [EXAMPLES[kind]],
            widths=[
                _WIDE if element.max_length > 64 and not _is_number(element) else _NARROW
                for element in elements
            ],
            numeric=frozenset(n for n, element in enumerate(elements) if _is_number(element)),
        ),
        Page(
            _("Columns"),
            [_("Column"), _("Required"), _("What it holds")],
            [[_heading(e), _("Yes") if e.required else _("No"), _holds(e)] for e in elements],
            widths=[_WIDE, _NARROW, _ERRORS_WIDTH],
        ),
    ]
    if application is not None:
        pages.append(_lines_of(application))
    return write_sheets(pages)


def with_errors(upload: BulkUpload) -> bytes:
    """The file as it was handed in, with a column of errors and the faulty cells marked."""
    data = b"".join(files.read(upload.file))
    sheet = read_sheet(data, limits=limits_at(upload.created_at))
    columns = read_table(sheet.head, rows=(), table=SHEETS[upload.kind]).columns
    kept = [place for place, text in enumerate(sheet.head) if text.strip() not in ERRORS]
    place_of = {key: kept.index(place) for place, key in columns.items() if place in kept}
    found = _by_row(upload)
    rows: list[list[str]] = []
    marks: dict[tuple[int, int], str] = {}
    for number, (row_no, cells) in enumerate(sheet.rows):
        mine = found.get(row_no, [])
        texts = [cells[place] if place < len(cells) else "" for place in kept]
        rows.append([*texts, _sentences(mine)])
        for one in mine:
            place = place_of.get(one.finding.path)
            if place is not None:
                marks[number, place] = one.finding.sentence if len(marks) < _MOST_COMMENTS else ""
        if mine:
            marks[number, len(kept)] = ""
    numeric = {place_of[e.name] for e in SHEETS[upload.kind].elements if _is_number(e) and e.name in place_of}
    page = Page(
        _("Rows"),
        [*(sheet.head[place] for place in kept), _("Errors")],
        rows,
        marks=marks,
        widths=[*(_NARROW for _place in kept), _ERRORS_WIDTH],
        numeric=frozenset(numeric),
    )
    return write_sheets([page])


def _by_row(upload: BulkUpload) -> dict[int, list[PaperFinding]]:
    """The findings of every row; those of a paper as a whole stand at its first one."""
    found: dict[int, list[PaperFinding]] = defaultdict(list)
    papers = BulkPaper.objects.filter(upload=upload).exclude(findings=[]).order_by("position")
    for first, stored in papers.values_list("first_row", "findings"):
        for one in shown_findings(upload.kind, rows=stored):
            found[one.row or first].append(one)
    return found


def _sentences(found: list[PaperFinding]) -> str:
    return "\n".join(
        f"{one.finding.code} {one.column}: {one.finding.sentence}"
        if one.column
        else f"{one.finding.code} {one.finding.sentence}"
        for one in found
    )


def _lines_of(application: Application) -> Page:
    left = {room.seq: room.left for room in rooms_of(application)}
    lines = application.lines.select_related("item").order_by("seq")
    return Page(
        _("Lines of the application"),
        [_("Line"), _("Item record number"), _("Goods name"), _("Unit"), _("Left")],
        [
            [str(line.seq), line.item.item_record_no, line.gname, line.unit, plain(left[line.seq])]
            for line in lines
        ],
        widths=[_NARROW, _WIDE, _ERRORS_WIDTH, _NARROW, _NARROW],
        numeric=frozenset({0, 4}),
    )


def _heading(element: Element) -> str:
    return f"{element.zh} / {element.en}{' *' if element.required else ''}"


def _is_number(element: Element) -> bool:
    return element.kind in (Kind.DECIMAL, Kind.INT)


def _holds(element: Element) -> str:
    if element.kind is Kind.DECIMAL:
        return _("A number with at most %(places)s decimals") % {"places": element.fraction}
    if element.kind is Kind.INT:
        return _("A whole number")
    if element.kind is Kind.DATE:
        return _("A day, as 2026-05-31")
    return _("Text of at most %(most)s characters") % {"most": element.max_length}
