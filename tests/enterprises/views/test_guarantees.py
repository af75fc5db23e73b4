"""The pages of guarantees: what a firm sees and asks for, what its office decides."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from enterprises.facts import GuaranteeHold
from enterprises.models import (
    Firm,
    GuaranteeAccount,
    GuaranteeClaim,
    GuaranteeEntry,
    GuaranteeFile,
    GuaranteeFreeze,
)
from enterprises.rules.guarantee_files import LETTER_ITEMS
from enterprises.selectors.signatures import awaited
from enterprises.services import demo_guarantees
from enterprises.services.guarantee_accounts import Terms, open_account
from enterprises.services.steps import open_guarantees
from kernel import clock
from kernel.orm.tx import intention

NO = "DB4921000001"
AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def lists(office, monkeypatch):
    """The demo office with parameters and calendar, on a day of that calendar."""
    monkeypatch.setattr(clock, "now", lambda: AT)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def hold(fen: int, *, subject: int = 1, reference: str = "QD1"):
    with intention():
        desk = open_guarantees(["430168A004"], on=AT.date())
        desk.take(GuaranteeHold(subject, "430168A004", fen, reference))
        desk.write(at=AT, actor_id=None)


def form(**changes) -> dict[str, object]:
    return {
        "guarantee_kind": "bank_letter",
        "scope": "total",
        "amount": "5000.50",
        "valid_from": "2026-05-12",
        "last_day": "2027-05-11",
        "issuer": "湘江银行",
        "letter_no": "X1",
        "letter_states": list(LETTER_ITEMS),
        "attachments": SimpleUploadedFile("letter.pdf", b"%PDF-1.4\n", content_type="application/pdf"),
    } | changes


def test_the_account_shows_what_is_left_and_how_long_it_lasts(browser):
    for number in range(3):
        hold(10_000_000, subject=number + 1)
    page = text(browser("broker").get("/firm/guarantee/"))
    assert "700,000.00" in page and "300,000.00" in page and "1,000,000.00" in page
    assert "About 7 more like the last ones today" in page
    assert "Held" in page and "Topped up" in page and "QD1" in page
    assert "Only your own firm draws on it." in page


def test_the_export_holds_the_entries_and_no_formula(browser):
    hold(500, reference="=1+1")
    response = browser("broker").get("/firm/guarantee/entries.csv?first=2026-05-01&last=2026-05-12")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Time,Account,Movement,Document")
    assert lines[-1] == "2026-05-12 10:30:00,DB4921000001,hold,'=1+1,5.00,0.00,5.00,0.00"
    empty = browser("broker").get("/firm/guarantee/entries.csv?first=2026-04-01&last=2026-04-02")
    assert len(b"".join(empty.streaming_content).decode().splitlines()) == 1


def test_from_the_application_to_the_account(browser):
    firm, first, second = browser("broker"), browser("officer"), browser("officer2")
    assert firm.post("/firm/guarantee/apply/?kind=open", form()).status_code == 302
    row = GuaranteeFile.objects.get()
    assert (row.fen, row.valid_to) == (500_050, date(2027, 5, 12))
    assert row.number in text(first.get("/guarantees/files/"))
    page = f"/guarantees/files/{row.number}/"
    assert "letter.pdf" in text(first.get(page)) and "湘江银行" in text(firm.get(page))
    said = {"note": "please send page two"}
    assert first.post(f"{page}ask/", said).status_code == 302
    assert "please send page two" in text(firm.get(page))
    assert firm.post(f"{page}answer/", {"answer": "here it is now"}).status_code == 302
    proposal = {"note": "complete and true", "proposal": "approve"}
    assert first.post(f"{page}propose/", proposal).status_code == 302
    assert "Proposed:" not in text(firm.get(page))  # the firm reads decisions, not proposals
    assert "A second officer decides." in text(first.get(page))
    assert "EYE-01" in text(first.post(f"{page}decide/", {"note": ""}), 422)
    assert second.post(f"{page}decide/", {"note": ""}).status_code == 302
    account = GuaranteeAccount.objects.exclude(number=NO).get()
    assert account.limit_fen == 500_050 and account.number in text(firm.get("/firm/guarantee/"))
    assert "complete and true" in text(firm.get(page))


def test_nothing_typed_is_lost_when_something_is_missing(browser):
    response = browser("broker").post(
        "/firm/guarantee/apply/?kind=open", form(amount="0", letter_states=["term"])
    )
    page = text(response, 422)
    assert "GUA-20" in page and "GUA-23" in page and "湘江银行" in page
    assert page.count(" checked") == 1
    assert not GuaranteeFile.objects.exists()
    assert "Enter a number." in text(browser("broker").post("/firm/guarantee/apply/", form(amount="x")), 422)


@pytest.mark.parametrize("kind", ["open", "top_up", "change", "return", "exemption", "nonsense"])
def test_each_kind_has_its_form(browser, kind):
    page = text(browser("broker").get(f"/firm/guarantee/apply/?kind={kind}&account={NO}"))
    assert ("id_account" in page) == (kind in ("top_up", "change", "return"))


def test_freezing_and_a_claim_on_the_page(browser):
    hold(5_000)
    first, second, firm = browser("officer"), browser("officer2"), browser("broker")
    page = f"/guarantees/{NO}/"
    assert "GUA-60" in text(first.post(f"{page}freeze/", {"ground": "overdue", "reason": ""}), 422)
    assert first.post(f"{page}freeze/", {"ground": "overdue", "reason": "tax is overdue"}).status_code == 302
    assert "Frozen" in text(firm.get(page)) and "tax is overdue" in text(firm.get(page))
    assert second.post(f"{page}unfreeze/", {"reason": "all is paid"}).status_code == 302
    assert GuaranteeFreeze.objects.get().lift_reason == "all is paid"
    claim = {"duty": "QD9", "amount": "10.00", "ground": "the tax was not paid"}
    assert first.post(f"{page}claim/", claim).status_code == 302
    number = GuaranteeClaim.objects.get().number
    where = f"/guarantees/claims/{number}/"
    assert "settles the debt, not the formalities" in text(firm.get(where))
    words = {"note": "called by letter"}
    assert "EYE-01" in text(first.post(f"{where}decide/", words | {"verdict": "call"}), 422)
    assert second.post(f"{where}decide/", words | {"verdict": "call"}).status_code == 302
    assert second.post(f"{where}decide/", words | {"verdict": "pay"}).status_code == 302
    assert GuaranteeAccount.objects.get().limit_fen == 100_000_000 - 1000
    assert "Paid by the guarantor" in text(firm.get(where))


def test_the_chief_finds_the_claims_that_wait(browser, actor):
    hold(5_000)
    claim = {"duty": "QD9", "amount": "10.00", "ground": "the tax was not paid"}
    browser("officer").post(f"/guarantees/{NO}/claim/", claim)
    row = GuaranteeClaim.objects.get()
    chief = browser("chief")
    (waits,) = (one for one in awaited(actor("chief")) if one.query)
    assert waits.waiting == 1
    page = text(chief.get(reverse(waits.url_name) + waits.query))
    assert f'href="/guarantees/claims/{row.number}/"' in page
    assert "QD9" in page and "10.00" in page and "Waiting for the second officer" in page
    assert row.number not in text(chief.get("/guarantees/files/"))
    assert row.number in text(browser("airport").get("/guarantees/files/?tab=claims"))
    drop = {"note": "paid meanwhile", "verdict": "drop"}
    assert chief.post(f"/guarantees/claims/{row.number}/decide/", drop).status_code == 302
    assert "No open claims" in text(chief.get("/guarantees/files/?tab=claims"))


def test_claims_of_another_office_are_not_listed(browser):
    browser("officer").post(f"/guarantees/{NO}/claim/", {"duty": "Q", "amount": "1", "ground": "not paid"})
    row = GuaranteeClaim.objects.get()
    GuaranteeClaim.objects.update(office="4906")
    assert row.number not in text(browser("chief").get("/guarantees/files/?tab=claims"))


def test_a_stranger_finds_nothing(browser):
    with override_settings(PORTAL_DEMO=True):
        assert [demo_guarantees.make(at=AT) for _ in range(2)] == [1, 0]
    number = GuaranteeFile.objects.get().number
    for path in (f"/guarantees/files/{number}/", f"/guarantees/{NO}/"):
        assert browser("broker").get(path).status_code == 200
        assert browser("shop").get(path).status_code == 404
        assert browser("gate").get(path).status_code == 404


def grow(count: int):
    """More accounts, entries and applications."""
    broker = Firm.objects.get(customs_code="430168A004")
    account = GuaranteeAccount.objects.get(number=NO)
    with intention():
        for number in range(count):
            terms = Terms(1000, AT.date())
            open_account(f"X{count}{number}", firm_id=broker.pk, terms=terms, at=AT, actor_id=None)
    for number in range(count):
        GuaranteeEntry.objects.create(account_id=account.pk, subject_id=number, kind="hold", fen=0, at=AT)


@pytest.mark.parametrize(
    ("who", "path"),
    [("broker", "/firm/guarantee/"), ("officer", "/guarantees/files/"), ("officer", f"/guarantees/{NO}/")],
)
def test_queries_do_not_grow_with_rows(browser, who, path):
    client = browser(who)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    grow(3)
    for _ in range(3):
        text(browser("broker").post("/firm/guarantee/apply/?kind=open", form()), 302)
    queries()
    before = queries()
    grow(30)
    for _ in range(9):
        text(browser("broker").post("/firm/guarantee/apply/?kind=open", form()), 302)
    assert queries() == before <= 30
