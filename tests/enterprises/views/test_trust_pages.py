"""Pages of trust: what officers and firms see, the forms, four eyes at the door, queries that stay fixed."""

from datetime import date, datetime
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Difficulty, Firm, FirmGrade, GradeChange, Suspension, User
from enterprises.rules.suspension import Wanted
from enterprises.services.suspensions import countersign_suspension, propose_suspension
from enterprises.services.trust import WantedGrade, propose_grade

pytestmark = pytest.mark.usefixtures("office")

SHOP2 = "430166A005"
NEW = f"/firms/{SHOP2}/grade/"
SUSPEND = f"/firms/{SHOP2}/suspend/"
FORM = {
    "grade": "advanced_certified", "valid_from": "2026-05-20", "ground": "certified",
    "text": "Passed the examination",
}  # fmt: skip


def text(answer) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def waiting(actor, at) -> str:
    wanted = WantedGrade("advanced_certified", date(2026, 5, 20), "certified", "Passed the examination")
    return propose_grade(actor=actor("officer"), customs_code=SHOP2, wanted=wanted, at=at)


@pytest.fixture
def suspended(actor, at) -> str:
    wanted = Wanted("firm", "arrears", "Fines of 2025 unpaid")
    number = propose_suspension(actor=actor("officer"), customs_code=SHOP2, wanted=wanted, at=at)
    countersign_suspension(actor=actor("chief"), number=number, at=at)
    return number


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("officer", "/trust/"),
        ("officer", "/trust/?tab=force"),
        ("officer", NEW),
        ("chief", SUSPEND),
        ("shop2", "/firm/trust/"),
        ("shop2", "/trust/grades/"),
        ("shop2", "/trust/open-states/"),
        ("officer", f"/firms/{SHOP2}/"),
    ],
)
def test_every_page_answers_in_both_languages(browser, waiting, suspended, who, path, language):
    answer = browser(who, language=language).get(path)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in text(answer)


def test_an_officer_proposes_and_a_chief_countersigns(browser):
    answer = browser("officer").post(NEW, FORM)
    change = GradeChange.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/trust/grades/{change.number}/")
    page = text(browser("chief").get(answer.headers["Location"]))
    assert "Countersign" in page
    assert "Passed the examination" in page
    assert "Countersign" not in text(browser("officer2").get(answer.headers["Location"]))
    browser("chief").post(answer.headers["Location"], {"verb": "countersign"})
    assert FirmGrade.objects.get(firm__customs_code=SHOP2).grade == "advanced_certified"
    assert browser("shop2").get(answer.headers["Location"]).status_code == 200


def test_nothing_typed_is_lost_when_the_law_says_no(browser):
    answer = browser("officer").post(NEW, FORM | {"ground": "smuggling"})
    assert answer.status_code == 422
    page = text(answer)
    assert "CRE-03" in page
    assert "Passed the examination" in page
    assert not GradeChange.objects.exists()


def test_a_firm_does_not_see_a_proposal(browser, waiting):
    path = f"/trust/grades/{waiting}/"
    assert browser("shop2").get(path).status_code == 404
    assert browser("broker").get(path).status_code == 404
    assert browser("gate").get(path).status_code == 404
    assert "chief" not in text(browser("shop2").get("/firm/trust/"))


def test_evidence_is_for_officers(browser):
    browser("officer").post(NEW, FORM | {"attachments": SimpleUploadedFile("report.pdf", b"%PDF-1.4 x")})
    number = GradeChange.objects.get().number
    page = text(browser("chief").get(f"/trust/grades/{number}/"))
    assert "report.pdf" in page
    link = page.partition('href="/attachments/')[2].partition('"')[0]
    assert browser("chief").get(f"/attachments/{link}").status_code == 200
    assert browser("gate").get(f"/attachments/{link}").status_code == 404
    assert browser("shop2").get(f"/attachments/{link}").status_code == 404


def test_a_suspended_firm_reads_what_rests_and_whom_to_ask(browser, suspended):
    page = text(browser("shop2").get("/firm/trust/"))
    assert suspended in page
    assert "Nothing new can be started" in page
    assert "4921" in page
    page = text(browser("shop2").get(f"/trust/suspensions/{suspended}/"))
    assert "Fines of 2025 unpaid" in page
    assert User.objects.get(email="officer@demo.example").name not in page
    assert browser("broker").get(f"/trust/suspensions/{suspended}/").status_code == 404


def test_a_suspended_firm_is_heard(browser, suspended):
    firm = browser("shop2")
    page = text(firm.get("/difficulties/new/"))
    assert "Your firm is suspended: nothing new can be started." in page
    assert "it can raise nothing" not in page
    typed = {"title": "Suspended", "text": "What is missing?", "category": "policy", "urgency": "normal"}
    answer = firm.post("/difficulties/new/", typed)
    assert answer.headers["Location"] == f"/difficulties/{Difficulty.objects.get().number}/"
    assert Difficulty.objects.get().firm.customs_code == SHOP2


def test_an_officer_suspends_and_two_lift_it(browser):
    data = {"kind": "firm", "ground": "arrears", "text": "Fines of 2025 unpaid"}
    where = browser("officer").post(SUSPEND, data).headers["Location"]
    assert browser("officer").post(where, {"verb": "countersign"}).status_code == 422
    assert browser("chief").post(where, {"verb": "countersign"}).status_code == 302
    assert browser("officer").post(where, {"verb": "propose_lift", "reason": ""}).status_code == 422
    assert browser("officer").post(where, {"verb": "propose_lift", "reason": "All paid"}).status_code == 302
    assert browser("chief").post(where, {"verb": "lift"}).status_code == 302
    assert Suspension.objects.get().status == 90
    assert browser("chief").post(where, {"verb": "lift"}).status_code == 409


def test_only_a_chief_is_offered_to_suspend_at_once(browser):
    assert "at_once" not in text(browser("officer").get(SUSPEND))
    assert "at_once" in text(browser("chief").get(SUSPEND))
    data = {"kind": "firm", "ground": "arrears", "text": "Fines of 2025 unpaid", "at_once": "on"}
    browser("officer").post(SUSPEND, data)
    assert Suspension.objects.get().status == 10


def _suspend_many(count: int, *, at: datetime) -> None:
    officer = User.objects.get(email="officer@demo.example")
    for number in range(count):
        firm = Firm.objects.create(
            credit_code=f"91430100MA4DEM{number:03d}X", customs_code=f"430199{number:04d}", name_zh="某公司",
            since=date(2020, 1, 1), office="4921",
        )  # fmt: skip
        Suspension.objects.create(
            subject_id=10_000 + number, status=10, since=at, number=f"SU{number:05d}", office="4921",
            firm=firm, kind="firm", effect="acts", ground="arrears", text="x", proposed_by=officer,
            proposed_at=at,
        )  # fmt: skip


def test_the_queue_costs_the_same_however_long_it_is(browser, at):
    counted = []
    client = browser("chief")
    for count in (3, 30):
        Suspension.objects.all().delete()
        Firm.objects.filter(customs_code__startswith="430199").delete()
        _suspend_many(count, at=at)
        client.get("/trust/?tab=suspensions")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/trust/?tab=suspensions").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
