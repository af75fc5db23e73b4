"""The pages of ledger files: firms file, officers decide, lists keep their query count."""

from datetime import date
from decimal import Decimal as D
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from bonded.facts import Claim, LotLabel
from bonded.models import Disposal, Kind, Ledger, LedgerFiling, LedgerItem, StockTake, WriteOff
from bonded.rules import flow
from bonded.rules.disposal import Goods
from bonded.services.booking import pre_book
from bonded.services.disposal import report_disposal
from bonded.services.filing import draft_filing
from bonded.services.settling import settle_many
from bonded.views.typed import typed
from enterprises.models import User
from kernel import clock
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from tests.office import AT

EMS = "T4921W000001"
ITEM = {"item_record_no": "NEW-1", "gcode": "1901109000", "gname": "米粉", "unit": "140", "currency": "142"}


@pytest.fixture
def office(office_stage, db, settings):
    settings.PORTAL_DEMO = True  # officers without a second factor
    return office_stage()


@pytest.fixture
def at_office(client, office):
    """Signs somebody of the demo office in."""

    def sign_in(name: str):
        user = User.objects.get(email=f"{name}@demo.example")
        User.objects.filter(pk=user.pk).update(language="en")
        user.language = "en"
        client.force_login(user)
        return client

    return sign_in


def item(no: str = "MILK-800") -> LedgerItem:
    return LedgerItem.objects.get(ledger__ems_no=EMS, item_record_no=no)


def bring_in(qty: str, label: LotLabel, no: str = "MILK-800") -> None:
    with intention():
        claim = Claim(reserve(1)[0], "IN", 1, item(no).pk, D(qty), label)
        settle_many([(claim, "arrived")], kind=Kind.OPENING, at=AT, actor_id=None)


def test_a_firm_files_items_checked_as_typed_and_they_stand_on_the_ledger(at_office):
    client = at_office("broker")
    began = client.post(reverse("bonded:filing_new"), {"kind": "items", "ems_no": EMS})
    url = began.headers["Location"]
    checked = client.post(url, ITEM | {"do": "check_line", "gcode": "190"}, headers={"HX-Request": "true"})
    assert "A goods code has ten digits." in checked.content.decode()
    assert LedgerFiling.objects.get().lines.count() == 0
    kept = client.post(url, ITEM | {"do": "save_line", "gcode": "0000000000"})
    assert kept.headers["Location"] == f"{url}?line=1"
    page = client.get(f"{url}?line=1").content.decode()
    assert "Goods code 0000000000 is not in force on that day." in page
    refused = client.post(url, {"do": "submit"})
    assert refused.status_code == 422
    assert 'data-rule="LDG-18"' in refused.content.decode()
    assert client.post(url, ITEM | {"do": "save_line", "seq": "1"}).status_code == 302
    done = client.post(url, {"do": "submit"}, follow=True).content.decode()
    assert "Filed and approved at once." in done
    assert "NEW-1" in client.get(reverse("bonded:ledger", args=[EMS])).content.decode()


def test_garbage_in_bare_fields_breaks_nothing(at_office):
    """Fields that no form reads: a place of thousands of digits, words with NUL."""
    client = at_office("broker")
    url = client.post(reverse("bonded:filing_new"), {"kind": "items", "ems_no": EMS}).headers["Location"]
    assert client.post(url, {"do": "remove_line", "seq": "9" * 5000}).status_code in (302, 422)
    assert typed(RequestFactory().post("/", {"said": "un\0clear"}), "said") == "unclear"


def test_the_head_is_saved_as_typed(at_office):
    client = at_office("broker")
    url = client.post(reverse("bonded:filing_new"), {"kind": "head", "ems_no": EMS}).headers["Location"]
    typed = {"do": "save_head", "house_name": "二号库", "area_m2": "wide", "cycle_months": "6"}
    said = client.post(url, typed, headers={"HX-Request": "true"}).content.decode()
    assert "The area is a whole number of square metres above zero." in said
    page = client.get(url).content.decode()
    assert 'value="wide"' in page
    assert 'value="二号库"' in page


def test_officers_see_no_drafts_and_decide_what_was_handed_in(at_office, office):
    number = draft_filing(actor=office.broker, at=AT, kind="ledger", office="4921")
    url = reverse("bonded:filing", args=[number])
    assert at_office("officer").get(url).status_code == 404
    client = at_office("broker")
    head = {
        "house_name": "二号库",
        "house_address": "一路 8 号",
        "valid_from": "2026-06-01",
        "cycle_months": "6",
    }
    client.post(url, head | {"do": "save_head"})
    assert client.post(url, {"do": "submit"}).status_code == 302
    client = at_office("officer")
    assert number in client.get(reverse("bonded:files")).content.decode()
    page = client.get(url).content.decode()
    assert "holds ledger T4921W000001 at this office already" in page
    assert client.post(url, {"do": "refuse", "said": ""}).status_code == 422
    assert client.post(url, {"do": "approve"}).status_code == 302
    assert LedgerFiling.objects.get().ledger.ems_no == "T4921W000002"
    assert client.post(url, {"do": "approve"}).status_code == 409


def test_a_count_is_sent_as_the_filled_template_explained_and_booked(at_office):
    client = at_office("broker")
    got = client.get(reverse("bonded:stock_taking_template", args=[EMS]))
    book = load_workbook(BytesIO(got.content))
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [
        "Record number",
        "Name of the goods",
        "Lot",
        "Best before",
        "Counted",
    ]
    sheet["E2"] = 999_990
    counted = sheet["A2"].value
    filled = BytesIO()
    book.save(filled)
    file = SimpleUploadedFile("count.xlsx", filled.getvalue())
    sent = client.post(
        reverse("bonded:stock_taking_new", args=[EMS]), {"counted_on": "2026-05-10", "file": file}
    )
    take = StockTake.objects.get()
    url = reverse("bonded:stock_taking", args=[take.number])
    assert sent.headers["Location"] == url
    assert take.lines.get().item.item_record_no == counted
    missing = client.post(url, {"do": "explain", "explanation_1": " "})
    assert missing.status_code == 422
    assert 'data-rule="TAK-09"' in missing.content.decode()
    assert client.post(url, {"do": "explain", "explanation_1": "Ten fell"}).status_code == 302
    client = at_office("officer")
    assert "Ten fell" in client.get(url).content.decode()
    client.post(url, {"do": "book"})
    take.refresh_from_db()
    assert take.status == flow.SETTLED
    assert item(counted).actl_redc_qty == 10


def test_a_csv_is_read_too_and_what_is_wrong_is_said_by_row(at_office):
    client = at_office("broker")
    url = reverse("bonded:stock_taking_new", args=[EMS])
    body = "料号,实盘数量\nMILK-800,999999\nNONE,1\nRICE-250,many\nVITC-120,\n".encode()
    said = client.post(url, {"counted_on": "2026-05-10", "file": SimpleUploadedFile("c.csv", body)})
    page = said.content.decode()
    assert said.status_code == 422
    assert "rows[3].item_record_no" in page
    assert "rows[4].counted" in page
    assert not StockTake.objects.exists()
    broken = SimpleUploadedFile("c.csv", b"\xff\xfe\x00broken")
    assert (
        'data-rule="TAK-11"'
        in client.post(url, {"counted_on": "2026-05-10", "file": broken}).content.decode()
    )
    wrong = SimpleUploadedFile("c.csv", b"a,b\n1,2\n")
    assert (
        'data-rule="TAK-12"' in client.post(url, {"counted_on": "2026-05-10", "file": wrong}).content.decode()
    )


def test_a_period_is_stated_and_written_off(at_office):
    Ledger.objects.filter(ems_no=EMS).update(valid_from=date(2026, 1, 1))
    client = at_office("broker")
    url = reverse("bonded:write_off_new", args=[EMS])
    assert "2026-01-01" in client.get(f"{url}?to=2026-06-30").content.decode()
    unsaid = client.post(url, {"period_to": "2026-06-30"})
    assert unsaid.status_code == 422
    assert client.post(url, {"period_to": "2026-06-30", "stated": "on"}).status_code == 302
    number = WriteOff.objects.get().number
    client = at_office("officer")
    page = client.get(reverse("bonded:write_off", args=[number])).content.decode()
    assert "MILK-800" in page
    client.post(reverse("bonded:write_off", args=[number]), {"do": "approve"})
    assert Ledger.objects.get(ems_no=EMS).written_off_on == date(2026, 6, 30)


def test_a_loss_is_reported_and_signed_by_two(at_office):
    client = at_office("broker")
    url = reverse("bonded:disposal_new", args=[EMS])
    typed = {"kind": "damage", "found_on": "2026-05-01", "reason": "Broken", "item_2": "NONE", "qty_2": "3"}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert 'value="NONE"' in refused.content.decode()
    assert client.post(url, typed | {"item_2": "MILK-800"}).status_code == 302
    page = reverse("bonded:disposal", args=[Disposal.objects.get().number])
    client = at_office("officer")
    client.post(page, {"do": "approve"})
    client.post(page, {"do": "witness"})
    assert "another officer signs next" in client.get(page).content.decode()
    assert client.post(page, {"do": "carry_out"}).status_code == 422
    assert at_office("officer2").post(page, {"do": "carry_out"}).status_code == 302
    assert item().actl_redc_qty == 3


def test_an_officer_pauses_an_item_with_a_ground_that_the_firm_reads(at_office):
    client = at_office("officer")
    url = reverse("bonded:item_pause", args=[EMS, "MILK-800"])
    assert client.post(url, {"mark": "6", "ground": ""}).status_code == 422
    assert client.post(url, {"mark": "6", "ground": "Labels are wrong"}).status_code == 302
    client.post(reverse("bonded:pause", args=[EMS]), {"mark": "4", "ground": "Investigation"})
    client = at_office("broker")
    assert "Labels are wrong" in client.get(reverse("bonded:item", args=[EMS, "MILK-800"])).content.decode()
    assert "Investigation" in client.get(reverse("bonded:ledger", args=[EMS])).content.decode()


def test_a_recall_finds_who_took_of_the_lot(at_office):
    bring_in("50", LotLabel("L-77", date(2027, 1, 1)))
    with intention():
        claim = Claim(
            reserve(1)[0], "492120261000000123", 1, item().pk, D(4), LotLabel("L-77", date(2027, 1, 1))
        )
        pre_book([claim], direction="E", at=AT, actor_id=None)
    client = at_office("broker")
    page = client.get(reverse("bonded:lots"), {"q": "l-77"}).content.decode()
    assert "492120261000000123" in page
    file = client.get(reverse("bonded:lots"), {"q": "L-77", "file": "1"}).content.decode()
    assert "MILK-800,L-77,492120261000000123,,4.00000,0" in file
    assert "No such lot" in at_office("shop").get(reverse("bonded:lots"), {"q": "L-77"}).content.decode()


@pytest.mark.parametrize("who", ["broker", "officer"])
def test_lists_ask_the_same_number_of_queries_however_long(at_office, office, who):
    asked = []
    for count in (3, 27):
        for number in range(count):
            report_disposal(
                actor=office.broker, at=AT, ems_no=EMS, kind="damage", found_on=date(2026, 5, 10),
                reason="Broken", goods=[Goods("MILK-800", D(1))],
            )  # fmt: skip
            bring_in(
                "1",
                LotLabel(f"D{count}-{number}", business_date(clock.now()), None, business_date(clock.now())),
            )
        client = at_office(who)
        counts = []
        for url in (
            f"{reverse('bonded:files')}?tab=disposals",
            reverse("bonded:due"),
            reverse("bonded:due_keeping"),
            reverse("bonded:item", args=[EMS, "MILK-800"]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]
