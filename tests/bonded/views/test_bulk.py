"""The pages of bulk files and of messages: upload, findings, take-over, files handed back; own firm only."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bonded.models import BulkUpload, LedgerFiling, ZoneAnswer
from bonded.services.bulk import take_bulk
from bonded.services.zone_messages import receive_zone_messages
from enterprises.models import User
from tests.bonded import bulk_sheets as sheets
from tests.bonded.messages import zone_samples as samples
from tests.office import AT

EMS = "T4921W000001"
NEW = f"/bonded/bulk/items/{EMS}/new/"


@pytest.fixture
def office(office_stage, db, monkeypatch):
    monkeypatch.setattr("kernel.clock.now", lambda: AT)
    return office_stage()


def login(client, who: str):
    client.force_login(User.objects.get(email=f"{who}@demo.example"))
    return client


def upload(client, data: bytes, name: str = "items.xlsx"):
    return client.post(NEW, {"file": SimpleUploadedFile(name, data)})


def test_from_the_template_to_the_filing(client, office):
    """Upload, the findings, the file with its errors, the corrected file, the take-over."""
    login(client, "broker")
    assert NEW in client.get(f"/bonded/{EMS}/").content.decode()
    page = client.get(NEW)
    assert page.status_code == 200 and f"/bonded/bulk/items/{EMS}/template/" in page.content.decode()
    book = openpyxl.load_workbook(BytesIO(client.get(f"/bonded/bulk/items/{EMS}/template/").content))
    assert book.worksheets[0]["A1"].value.startswith("料号")
    answer = upload(client, sheets.items(sheets.item("V-1"), sheets.item("V-2", unit="999")))
    assert answer.status_code == 302 and not LedgerFiling.objects.exists()
    text = client.get(answer.url).content.decode()
    assert "第 3 行" in text and "申报计量单位" in text and "/errors/" in text
    back = client.get(f"{answer.url}errors/")
    assert back["Content-Disposition"].endswith('errors.xlsx"')
    kept = client.post(f"{answer.url}take/")
    assert kept.status_code == 422 and not LedgerFiling.objects.exists()
    good = upload(client, sheets.items(sheets.item("V-1"), sheets.item("V-2"))).url
    taken = client.post(f"{good}take/")
    assert taken.status_code == 302
    running = client.get(good).content.decode()
    assert 'hx-trigger="every 2s"' in running
    part = client.get(good, headers={"HX-Target": "bulk-state"}).content.decode()
    assert part.lstrip().startswith("<section")
    one = BulkUpload.objects.get(number=good.split("/")[-2])
    take_bulk(one.pk, at=AT)
    done = client.get(good).content.decode()
    assert LedgerFiling.objects.get().number in done and "every 2s" not in done
    assert client.post(f"{good}take/").status_code in (409, 422)


def test_nothing_is_kept_of_what_cannot_be_read(client, office, monkeypatch):
    """No file, no sheet, too large: the form again, with the reason at its field."""
    login(client, "broker")
    for answer in (client.post(NEW, {}), upload(client, b"nonsense"), upload(client, b"")):
        assert answer.status_code == 422 and 'id="id_file_error"' in answer.content.decode()
    monkeypatch.setattr("bonded.views.bulk.FORM_BYTES", -(10**9))
    assert upload(client, b"x").status_code == 413
    assert not BulkUpload.objects.exists()


def test_others_see_nothing_of_it(client, office):
    """Neither the file nor the ledger it is for; officers are in the access matrix."""
    login(client, "broker")
    url = upload(client, sheets.items(sheets.item("V-1"))).url
    login(client, "shop")
    for address in (url, f"{url}errors/", NEW, f"/bonded/bulk/items/{EMS}/template/"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{url}take/").status_code == 404
    assert url not in client.get("/bonded/bulk/").content.decode()


def test_the_list_of_files_asks_as_often_for_many(client, office):
    login(client, "broker")
    counts = []
    for more in (2, 6):
        for n in range(more):
            upload(client, sheets.items(sheets.item(f"L-{more}-{n}")))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/bonded/bulk/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_messages_and_answers_are_shown_in_words(client, office):
    """What was received with its reasons; what was answered; both empty for others."""
    login(client, "broker")
    assert "/api/v1/bonded/messages" in client.get("/bonded/messages/").content.decode()
    raw = samples.several(
        samples.package("INV101", samples.inventory(), [samples.goods()]),
        samples.package("INV101", samples.inventory(invtType="7", etpsInnerInvtNo="BAD-1")),
    )
    receive_zone_messages(raw, actor=office.broker, channel="api", at=AT)
    ZoneAnswer.objects.create(
        firm_id=office.broker.firm_id, code="INV211", cause="test 1", subject_id=1, subject_no="QD1",
        result="1", elements={"result": {"typecd": "1"}, "notes": ["好"], "head": {}}, at=AT,
    )  # fmt: skip
    text = client.get("/bonded/messages/").content.decode()
    assert "BAD-1" in text and "MSG-14" in text and 'data-outcome="taken"' in text
    only = client.get("/bonded/messages/?only=refused").content.decode()
    assert 'data-outcome="taken"' not in only and "BAD-1" in only
    assert "BAD-1" not in client.get("/bonded/messages/?q=IN-1").content.decode()
    answers = client.get("/bonded/messages/answers/").content.decode()
    assert "已核扣" in answers and "好" in answers
    login(client, "shop")
    assert "BAD-1" not in client.get("/bonded/messages/").content.decode()
    assert "QD1" not in client.get("/bonded/messages/answers/").content.decode()
