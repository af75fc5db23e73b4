"""Printed papers: the text in both languages, the QR code as a gate reads it, page breaks, who may print."""

from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse

from bonded.models import (
    Application,
    ApplicationLine,
    GatePass,
    GatePassDoc,
    GatePassLine,
    StockDoc,
    StockDocLine,
)
from bonded.rules import flow
from tests.bonded.conftest import AT
from tests.bonded.views.test_ledgers import _demo, codes, officer, person  # noqa: F401

pytestmark = pytest.mark.django_db

PASS, DOC = "Z4921E260510000000000012", "CK492126E000000007"


@pytest.fixture
def paper(shelf):
    """An in/out document of fifty lines under an application."""
    frame = Application.objects.create(
        subject_id=1, status=flow.APPROVED, since=AT, number="SB492126A000000001", own_no="A-1",
        ledger=shelf.ledger, firm=shelf.owner, office="4921", business="A", direction="E",
        partner_code="4301960001", partner_name="长沙门店有限公司", valid_from=date(2026, 1, 1),
        valid_to=date(2027, 1, 1), created_at=AT,
    )  # fmt: skip
    line = ApplicationLine.objects.create(
        application=frame, seq=1, item=shelf.a, gcode="1901109000", gname="米粉", unit="122", qty=9999
    )
    row = StockDoc.objects.create(
        subject_id=2, status=flow.APPROVED, since=AT, number=DOC, own_no="D-1", application=frame,
        ledger=shelf.ledger, firm=shelf.owner, office="4921", direction="E", created_at=AT, submitted_at=AT,
    )  # fmt: skip
    StockDocLine.objects.bulk_create(
        StockDocLine(
            document=row, application_line=line, seq=n, item=shelf.a, gcode="1901109000",
            gname=f"婴幼儿米粉 第{n}种 & <原味>", spec="Rice flour for infants, tin of 250 g, original taste",
            unit="122", qty=n, total=Decimal("10.5"), gross_kg=2, net_kg=1, lot_no=f"L{n:03d}",
            best_before=date(2027, 3, 1),
        )
        for n in range(1, 51)
    )  # fmt: skip
    return row


@pytest.fixture
def gate_pass(shelf, paper):
    """A gate pass of that document."""
    one = GatePass.objects.create(
        subject_id=3, status=flow.PASS_APPROVED, since=AT, number=PASS, own_no="P-1", kind="3", bind="1",
        direction="E", firm=shelf.owner, office="4921", plate="湘A12345", vehicle_kg=9000, frame_kg=0,
        container_kg=0, gross_kg=100, net_kg=50, total_kg=9100, created_at=AT,
    )  # fmt: skip
    GatePassDoc.objects.create(gate_pass=one, kind="2", doc_id=paper.pk, doc_no=DOC)
    GatePassLine.objects.bulk_create(
        GatePassLine(
            gate_pass=one, seq=line.seq, kind="2", doc_id=paper.pk, line_id=line.pk, item=shelf.a,
            gname=line.gname, unit="122", qty=line.qty, gross_kg=2, net_kg=1,
        )
        for line in paper.lines.all()
    )  # fmt: skip
    return one


def printed(client, name, number, **query):
    response = client.get(reverse(f"bonded:{name}", args=[number]), query)
    assert response.status_code == 200, response.status_code
    return response


def pages_of(response) -> list[str]:
    document = pypdfium2.PdfDocument(response.content)
    return [page.get_textpage().get_text_range() for page in document]


def scanned(response) -> list[str]:
    """What a reader makes of the first page."""
    page = pypdfium2.PdfDocument(response.content)[0]
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]


def test_the_gate_pass_holds_all_that_the_gate_looks_at(client, shelf, gate_pass, codes):  # noqa: F811
    client.force_login(person(shelf.owner))
    response = printed(client, "gate_pass_pdf", PASS, language="en")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{PASS}.pdf"'
    assert "default-src" in response["Content-Security-Policy"]
    text = "\n".join(pages_of(response))
    for word in (
        "Gate pass", PASS, "Approved", "湘A12345", "Second line", "Zone Storage 1", "430160001", DOC,
        "9,100", "4921 Huanghua zone", "婴幼儿米粉 第50种 & <原味>", "50 can",
    ):  # fmt: skip
        assert word.replace("430160001", shelf.owner.customs_code) in text, word
    assert "Not valid at the gate" not in text
    assert scanned(response) == [PASS]


def test_in_chinese_by_the_address_or_by_the_reader(client, shelf, gate_pass, codes):  # noqa: F811
    client.force_login(person(shelf.owner, language="en"))
    chinese = printed(client, "gate_pass_pdf", PASS, language="zh-hans")
    text = "\n".join(pages_of(chinese))
    assert "核放单" in text and "Gate pass" not in text and "综保仓储1" in text
    assert b"/Lang (zh-CN)" in chinese.content
    own = printed(client, "gate_pass_pdf", PASS, language="klingon")
    assert "Gate pass" in pages_of(own)[0] and b"/Lang (en)" in own.content
    assert pypdfium2.PdfDocument(own.content).get_metadata_value("Title") == f"Gate pass {PASS}"


def test_fifty_lines_break_over_pages_with_their_head_and_none_is_lost(client, shelf, paper, codes):  # noqa: F811
    """Every page begins its part with the head of the table, ends with its number; the total comes last."""
    client.force_login(person(shelf.owner))
    response = printed(client, "stock_doc_pdf", DOC, language="en")
    pages = pages_of(response)
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text and DOC in text
        assert text.count("Goods code") == 1
    whole = "\n".join(pages)
    assert [whole.count(f"第{n}种") for n in range(1, 51)] == [1] * 50
    assert whole.count("2027-03-01") == 50 and whole.count("L017") == 1
    assert "Sum" in pages[-1] and "525.00" in pages[-1] and "第50种" in pages[-1]
    assert scanned(response) == [DOC]


@pytest.mark.parametrize("status", [flow.APPLIED, flow.PASSED, flow.HELD, flow.TURNED, flow.PASS_VOID])
def test_a_pass_that_lifts_no_barrier_says_so(client, shelf, gate_pass, codes, status):  # noqa: F811
    GatePass.objects.update(status=status)
    client.force_login(person(shelf.owner))
    assert "Not valid at the gate" in pages_of(printed(client, "gate_pass_pdf", PASS, language="en"))[0]


@pytest.mark.parametrize(("name", "number"), [("gate_pass_pdf", PASS), ("stock_doc_pdf", DOC)])
def test_only_who_may_see_the_paper_prints_it(client, shelf, gate_pass, codes, name, number):  # noqa: F811
    url = reverse(f"bonded:{name}", args=[number])
    assert client.get(url).status_code == 302
    for who, status in (
        (person(shelf.owner), 200),
        (person(shelf.stranger, email="stranger@example.test"), 404),
        (officer(), 200),
        (officer(office="4908"), 404),
    ):
        client.force_login(who)
        assert client.get(url).status_code == status
    assert client.post(url).status_code == 405


def test_a_sheet_costs_as_many_queries_for_fifty_lines_as_for_one(client, shelf, gate_pass, codes):  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(person(shelf.owner))
    printed(client, "gate_pass_pdf", PASS)
    counts = []
    for lines in (50, 1):
        GatePassLine.objects.filter(gate_pass=gate_pass, seq__gt=lines).delete()
        with CaptureQueriesContext(connection) as asked:
            printed(client, "gate_pass_pdf", PASS)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 25


def test_long_words_stay_inside_the_page(client, shelf, gate_pass, codes):  # noqa: F811
    """The longest texts that the fields take still give a paper, nothing is lost."""
    GatePass.objects.update(goods_note="货" * 300, own_no="W" * 64, said="x")
    GatePassLine.objects.update(gname="长" * 512)
    GatePass.objects.update(created_at=AT + timedelta(days=1))
    client.force_login(person(shelf.owner))
    text = "".join(pages_of(printed(client, "gate_pass_pdf", PASS))).replace("\r\n", "")
    assert text.count("货") >= 300 and text.count("长") == 512 * 50
