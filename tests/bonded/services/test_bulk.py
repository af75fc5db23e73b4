"""Bulk files: checked without filing anything, taken over paper by paper, handed back with their errors."""

import time
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from bonded.models import BulkPaper, BulkUpload, LedgerFiling, LedgerItem, StockDoc, StockDocEvent
from bonded.rules import flow
from bonded.selectors.bulk import progress_of, shown_findings
from bonded.services import bulk as services
from bonded.services.bulk_sheets import template, with_errors
from bonded.services.stock_docs import file_document
from enterprises.models import GuaranteeAccount
from kernel.models.files import FileChunk
from kernel.refusal import Conflict, Refused
from kernel.sheets import read_sheet
from tests.bonded import bulk_sheets as sheets
from tests.bonded.delivering import AT, MILK, apply_for, document

EMS = "T4921W000001"


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def check(office, data: bytes, *, kind: str = "items", target: str = EMS) -> BulkUpload:
    number = services.check_file(
        actor=office.broker, at=AT, kind=kind, target_no=target, name="rows.xlsx", data=data
    )
    return BulkUpload.objects.get(number=number)


def found(upload: BulkUpload) -> list[tuple[int, str, str]]:
    """Row, column and rule of every finding."""
    papers = BulkPaper.objects.filter(upload=upload).order_by("position")
    return [tuple(row[:3]) for paper in papers for row in paper.findings]


def take(office, upload: BulkUpload, *, leave_out: bool = False) -> None:
    services.take_over(actor=office.broker, at=AT, number=upload.number, leave_out=leave_out)
    while services.take_bulk(upload.pk, at=AT):
        pass


def test_a_dry_run_files_nothing_and_says_everything(office):
    """Unreadable cells, codes that do not exist, a record number twice: each with its row and column."""
    data = sheets.items(
        sheets.item("NEW-1"),
        sheets.item("NEW-2", gcode="0000000000"),
        sheets.item("NEW-1"),
        sheets.item("", price="a lot", unit="999"),
    )
    upload = check(office, data)
    assert not LedgerFiling.objects.exists()
    rules = found(upload)
    assert (3, "gcode") in {row[:2] for row in rules}
    assert (4, "item_record_no", "LGF-11") in rules
    assert (5, "item_record_no", "MSG-05") in rules and (5, "unit_price", "MSG-09") in rules
    assert [row for row in rules if row[0] == 2] == []
    assert progress_of([upload])[upload.pk].faulty == 1
    assert b"NEW-1" not in bytes(FileChunk.objects.get().sealed)


def test_items_are_filed_as_one_paper_and_pass_by_themselves(office):
    """All rows or none: the filing is what the form would have filed."""
    upload = check(office, sheets.items(*(sheets.item(f"BULK-{n}") for n in range(5))))
    assert found(upload) == []
    take(office, upload)
    filing = LedgerFiling.objects.get()
    assert (filing.kind, filing.status, filing.lines.count()) == ("items", flow.APPROVED, 5)
    item = LedgerItem.objects.get(item_record_no="BULK-3")
    assert (item.gname, str(item.unit_price), item.origin) == ("米粉 BULK-3", "12.50000", "601")
    upload.refresh_from_db()
    assert upload.finished_at == AT and upload.papers.get().paper_no == filing.number


def test_one_bad_row_keeps_its_whole_paper_back(office):
    upload = check(office, sheets.items(sheets.item("A-1"), sheets.item("A-2", unit="999")))
    with pytest.raises(Refused) as caught:
        services.take_over(actor=office.broker, at=AT, number=upload.number, leave_out=False)
    assert caught.value.violations[0].rule.code == "BUL-05"
    with pytest.raises(Refused) as caught:
        services.take_over(actor=office.broker, at=AT, number=upload.number, leave_out=True)
    assert caught.value.violations[0].rule.code == "BUL-04"
    assert not LedgerFiling.objects.exists()


def test_documents_are_grouped_and_folded_over_what_is_left(office):
    """Of one hundred: 60 and 30 fit, 20 more do not, 10 again do; the same as filing them one by one."""
    row = apply_for(office, lines=((MILK, "100", "50"),))
    data = sheets.documents(
        sheets.line("D-1", qty="60"), sheets.line("D-2", qty="30"), sheets.line("D-3", qty="20"),
        sheets.line("D-4", qty="10"), sheets.line("D-5", of_line="7"), sheets.line("D-1", of_line="1"),
    )  # fmt: skip
    upload = check(office, data, kind="documents", target=row.number)
    # D-1 has two rows of the same line: refused as a whole, so that it takes nothing.
    assert {(r[0], r[2]) for r in found(upload)} == {(7, "DOC-07"), (6, "DOC-07")} | {
        (r[0], r[2]) for r in found(upload) if r[2] == "DOC-08"
    }
    good = BulkPaper.objects.filter(upload=upload, outcome="good").values_list("own_no", flat=True)
    assert list(good) == ["D-2", "D-3", "D-4"]
    assert not StockDoc.objects.exists()
    take(office, upload, leave_out=True)
    assert set(StockDoc.objects.values_list("own_no", "status")) == {
        ("D-2", flow.APPROVED), ("D-3", flow.APPROVED), ("D-4", flow.APPROVED),
    }  # fmt: skip
    progress = progress_of([upload])[upload.pk]
    assert (progress.taken, progress.left_out, progress.refused) == (3, 2, 0)


def test_the_dry_run_refuses_what_the_service_would(office):
    """More than is left, a used own number, a return of nothing, an unreadable day, too little stock."""
    row = apply_for(office, lines=((MILK, "9999999", "50"),))
    file_document(
        actor=office.broker, at=AT, application_no=row.number, wanted=document((1, "1"), own_no="USED")
    )
    data = sheets.documents(
        sheets.line("USED"),
        sheets.line("R-1", returns="CK492126I000000099"),
        sheets.line("D-1", best="soon"),
        sheets.line("D-2", qty="5000000"),
        sheets.line("D-3", qty="6000000"),
    )
    upload = check(office, data, kind="documents", target=row.number)
    by_row = {number: code for number, _column, code in found(upload)}
    assert by_row[2] == "DOC-05" and by_row[3] == "DOC-11" and by_row[4] == "BUL-09"
    assert by_row[6] == "DOC-08"
    assert by_row[5] == "STK-08", by_row


def test_a_file_is_taken_over_once_and_only_by_its_firm(office):
    upload = check(office, sheets.items(sheets.item("ONCE")))
    with pytest.raises(Refused):
        services.take_over(actor=office.shop, at=AT, number=upload.number, leave_out=False)
    take(office, upload)
    with pytest.raises((Conflict, Refused)):
        services.take_over(actor=office.broker, at=AT, number=upload.number, leave_out=False)
    assert services.take_bulk(upload.pk, at=AT) == 0 and LedgerFiling.objects.count() == 1


def test_what_changed_meanwhile_refuses_its_own_paper(office):
    """The stock of the application was claimed between the check and the take-over: said at that paper."""
    row = apply_for(office, lines=((MILK, "100", "50"),))
    data = sheets.documents(sheets.line("L-1", qty="60"), sheets.line("L-2", qty="30"))
    upload = check(office, data, kind="documents", target=row.number)
    file_document(actor=office.broker, at=AT, application_no=row.number, wanted=document((1, "50")))
    take(office, upload)
    assert dict(BulkPaper.objects.values_list("own_no", "outcome")) == {"L-1": "refused", "L-2": "taken"}
    paper = BulkPaper.objects.get(own_no="L-1")
    assert [row[2] for row in paper.findings] == ["DOC-08"] and paper.findings[0][0] == paper.first_row


def test_a_worker_killed_after_filing_finds_its_document_again(office, monkeypatch):
    """The document stands, the paper was not remembered: the second run remembers it and files nothing."""
    row = apply_for(office, lines=((MILK, "100", "50"),))
    upload = check(office, sheets.documents(sheets.line("K-1")), kind="documents", target=row.number)
    services.take_over(actor=office.broker, at=AT, number=upload.number, leave_out=False)

    def killed(*args: object, **kwargs: object) -> bool:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(services, "_finish", killed)
        with pytest.raises(MemoryError):
            services.take_bulk(upload.pk, at=AT)
    assert services.take_bulk(upload.pk, at=AT) == 1
    paper = upload.papers.get()
    assert (paper.outcome, paper.paper_no) == ("taken", StockDoc.objects.get().number)
    assert StockDocEvent.objects.filter(verb="draft").count() == 1


def test_the_file_comes_back_with_its_errors(office):
    """Same columns, a column of errors, faulty cells marked; corrected there it is read again."""
    head = [*sheets.ITEM_HEAD, "备注"]
    rows = [(*sheets.item("B-1"), "=HYPERLINK(1)"), (*sheets.item("B-2", unit="999"), "x")]
    upload = check(office, sheets.items(*rows, head=head))
    book = openpyxl.load_workbook(BytesIO(with_errors(upload)))
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [*head, "错误"]
    assert sheet["I2"].value == "'=HYPERLINK(1)" and sheet["I2"].data_type == "s"
    assert sheet["J2"].value is None and "申报计量单位" in sheet["J3"].value
    assert sheet["E3"].fill.start_color.rgb == "FFF8D7DA" and sheet["E2"].fill.fill_type is None
    sheet["E3"] = "140"
    out = BytesIO()
    book.save(out)
    assert found(check(office, out.getvalue())) == []


def test_templates_can_be_filled_in_and_are_understood(office):
    """The example row of each is read with its own headings; documents list the lines of the application."""
    row = apply_for(office)
    limits = services.limits_at(AT)
    for kind, application in (("items", None), ("documents", row)):
        data = template(kind, application=application)
        sheet = read_sheet(data, limits=limits)
        target = row.number if application else EMS
        upload = check(office, data, kind=kind, target=target)
        assert len(sheet.rows) == 1 and not [f for f in found(upload) if f[2].startswith(("MSG", "BUL"))]
    book = openpyxl.load_workbook(BytesIO(template("documents", application=row)))
    assert book.worksheets[2]["B2"].value == MILK and book.worksheets[2]["E2"].value == 100


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "BUL-08"),
        (b"nonsense", "SYS-05"),
        (sheets.items(("1",), head=["料号"]), "BUL-01"),
        (sheets.items(), "SYS-08"),
    ],
)
def test_a_file_that_is_none_is_not_kept(office, data, code):
    with pytest.raises(Refused) as caught:
        check(office, data)
    assert caught.value.violations[0].rule.code == code
    assert not BulkUpload.objects.exists() and not FileChunk.objects.exists()


def test_strangers_have_no_target(office):
    row = apply_for(office)
    for kind, target in (("items", EMS), ("documents", row.number), ("items", "T4921W009999")):
        with pytest.raises(Refused):
            services.check_file(
                actor=office.shop, at=AT, kind=kind, target_no=target, name="x", data=sheets.items()
            )


def test_findings_are_said_in_the_readers_language(office, settings):
    upload = check(office, sheets.items(sheets.item("B-2", price="dear")))
    stored = upload.papers.get().findings
    with override("en"):
        (one,) = shown_findings("items", rows=stored)
        assert one.column == "Unit price" and one.finding.sentence.startswith("Unit price is not a number")
    with override("zh-hans"):
        (one,) = shown_findings("items", rows=stored)
        assert one.column == "单价" and one.finding.sentence.startswith("单价")


def test_five_thousand_rows_are_checked_and_handed_back_within_seconds(office):
    """As many as one file may have; ten filings of five hundred."""
    rows = [sheets.item(f"BIG-{n}", unit="999" if n % 10 == 0 else "140") for n in range(5000)]
    data = sheets.items(*rows)
    began = time.monotonic()
    upload = check(office, data)
    with_errors(upload)
    assert time.monotonic() - began < 25
    progress = progress_of([upload])[upload.pk]
    assert (progress.papers, progress.faulty) == (10, 10)


def test_the_dry_run_counts_the_guarantee_over_the_whole_file(office):
    """Ten cans hold 149.75 CNY: with room for 25 the third of ten is one too many, as at the take-over."""
    row = apply_for(office, lines=((MILK, "100", "50"),))
    GuaranteeAccount.objects.update(limit_fen=14975 * 5 // 2)
    lines = [sheets.line(f"G-{n}", qty="10") for n in range(3)]
    upload = check(office, sheets.documents(*lines), kind="documents", target=row.number)
    assert [paper.outcome for paper in upload.papers.order_by("position")] == ["good", "good", "faulty"]
    ((number, _column, code),) = found(upload)
    assert (number, code[:3]) == (4, "GUA")
    assert GuaranteeAccount.objects.get(firm__customs_code="430168A004").held_fen == 0
    take(office, upload, leave_out=True)
    assert StockDoc.objects.count() == 2


def test_a_worker_killed_between_drafting_and_remembering_leaves_no_draft(office, monkeypatch):
    upload = check(office, sheets.items(sheets.item("D-1")))
    services.take_over(actor=office.broker, at=AT, number=upload.number, leave_out=False)
    real = services.begin_filing

    def killed(**said: object) -> str:
        real(**said)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(services, "begin_filing", killed)
        with pytest.raises(MemoryError):
            services.take_bulk(upload.pk, at=AT)
    assert not LedgerFiling.objects.exists()
    assert services.take_bulk(upload.pk, at=AT) == 1
    assert LedgerFiling.objects.count() == 1
