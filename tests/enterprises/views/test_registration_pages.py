"""Pages of registrations and standing documents: what is typed survives, what is decided arrives."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.models import Attachment, Firm, Registration, StandingDocument, User
from enterprises.services.registration import start_registration
from enterprises.services.standing import Paper, file_document
from tests.enterprises.newcomers import AT, PDF, newcomer, submitted, typed, upload

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def who():
    return newcomer()


def client_of(actor, *, language="en"):
    user = User.objects.get(pk=actor.user_id)
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    return client


def form_of(said):
    texts = {name: value for name, value in said._asdict().items() if name not in ("kinds", "undertaken")}
    return texts | {"kinds": list(said.kinds)} | ({"undertaken": "on"} if said.undertaken else {})


def file(name="licence.pdf", data=PDF):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def test_from_the_first_page_to_the_officer_and_back(who, browser):
    client, officer = client_of(who), browser("officer")
    begun = client.post("/register/", {"office": "4921"})
    page = begun.headers["Location"]
    number = page.split("/")[2]
    saved = client.post(f"{page}save/", form_of(typed(undertaken=False)))
    assert saved.status_code == 200
    assert "Saved" in saved.content.decode()
    assert typed().name_zh in client_of(who).get(page).content.decode()  # another session, days later
    refused = client.post(f"{page}submit/", form_of(typed(undertaken=False)))
    text = refused.content.decode()
    assert refused.status_code == 422
    assert {"REG-07", "REG-08"} <= {code for code in ("REG-07", "REG-08") if f'data-rule="{code}"' in text}
    assert "李敏" in text
    client.post(f"{page}attach/", {"label": "business_licence", "attachments": [file(), file("b.pdf")]})
    assert Attachment.objects.filter(label="business_licence").count() == 2
    assert client.post(f"{page}submit/", form_of(typed())).status_code == 302
    case = f"/registrations/{number}/"
    shown = officer.get(case).content.decode()
    assert "李敏" not in shown
    assert "李*" in shown
    assert number in officer.get("/registrations/").content.decode()
    full = officer.post(f"{case}reveal/", {"reason": "电话核实联系人"}).content.decode()
    assert "李敏" in full
    link = reverse("enterprises:attachment", args=[Attachment.objects.first().number])
    scan = officer.get(link)
    assert b"".join(scan.streaming_content) == PDF
    assert scan.headers["Content-Disposition"].startswith("attachment")
    assert scan.headers["X-Content-Type-Options"] == "nosniff"
    unsaid = officer.post(f"{case}decide/", {"do": "refuse", "reason": ""})
    assert unsaid.status_code == 422
    assert officer.post(f"{case}decide/", {"do": "approve"}).status_code == 302
    assert Firm.objects.filter(customs_code=typed().customs_code).exists()
    assert "let in" in client.get(page).content.decode()
    assert client.get("/firm/").status_code == 200


def test_what_is_wrong_stands_beside_its_field_while_one_types(who):
    client = client_of(who)
    number = start_registration(actor=who, office="4921", at=AT)
    answer = client.post(
        f"/register/{number}/save/", {"credit_code": "91440300708461136X", "customs_code": "43"}
    ).content.decode()
    assert 'id="said-credit_code"' in answer
    assert "IDN-02" in answer.split('id="said-credit_code"')[1].split("</div></div>")[0]
    assert "IDN-03" in answer.split('id="said-customs_code"')[1].split("</div></div>")[0]
    assert answer.count('hx-swap-oob="true"') == 14


def test_others_find_nothing(who, browser):
    number = submitted(who)
    other = client_of(newcomer("other"))
    for verb in ("", "save/", "submit/", "attach/", "detach/", "withdraw/"):
        path = f"/register/{number}/{verb}"
        assert (other.post(path) if verb else other.get(path)).status_code == 404
    link = reverse("enterprises:attachment", args=[Attachment.objects.get().number])
    assert other.get(link).status_code == 404
    assert browser("shop").get(link).status_code == 404
    assert client_of(who).get(link).status_code == 200
    assert browser("broker").get(f"/registrations/{number}/").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Hand over to customs", "Legal representative")), ("zh-hans", ("提交海关", "法定代表人"))],
)
def test_both_languages(who, browser, language, words):
    client = client_of(who, language=language)
    number = start_registration(actor=who, office="4921", at=AT)
    text = client.get(f"/register/{number}/").content.decode()
    assert all(word in text for word in words)
    waiting = submitted(newcomer("b"), typed(2))
    officer = browser("officer", language=language)
    case = officer.get(f"/registrations/{waiting}/").content.decode()
    assert words[1] in case
    data = officer.get("/firms/430166A001/data/").content.decode()
    assert ("Change firm data" if language == "en" else "变更企业信息") in data


def test_the_queue_costs_the_same_however_long(browser):
    officer = browser("officer")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert officer.get("/registrations/").status_code == 200
        return len(seen)

    for number in range(3):
        submitted(newcomer(f"a{number}"), typed(number))
    queries()  # the first one reads code lists that the process keeps
    few = queries()
    for number in range(3, 30):
        submitted(newcomer(f"a{number}"), typed(number))
    assert queries() == few
    assert Registration.objects.count() == 30


def test_an_officer_changes_firm_data(browser):
    officer = browser("officer")
    form = {
        "name_zh": "湘品优选科技有限公司", "name_en": "", "office": "4921", "zone": "", "dxp_id": "",
        "kinds": ["merchant"], "kinds_on": "2026-06-01", "reason": "企业更名登记",
    }  # fmt: skip
    page = "/firms/430166A001/data/"
    assert officer.post(page, form | {"reason": "短"}).status_code == 422
    assert officer.post(page, form).status_code == 302
    text = officer.get(page).content.decode()
    assert "湘品优选电子商务有限公司" in text
    assert "ended on 2026-06-01" in text
    assert browser("airport").get(page).status_code == 200  # 4908 stands above 4921
    Firm.objects.filter(customs_code="430166A001").update(office="4901")
    assert officer.get(page).status_code == 404


def test_a_standing_document_from_filing_to_successor(browser):
    shop, officer = browser("shop"), browser("officer")
    form = {"kind": "food_importer", "document_no": "IFB-1", "valid_from": "2020-01-01", "last_day": ""}
    empty = shop.post("/firm/documents/", form)
    assert empty.status_code == 422
    assert "STD-05" in empty.content.decode()
    assert "IFB-1" in empty.content.decode()
    filed = shop.post("/firm/documents/", form | {"attachments": [file()]})
    page = filed.headers["Location"]
    number = StandingDocument.objects.get().number
    assert number in officer.get("/standing/").content.decode()
    assert officer.post(f"{page}decide/", {"do": "refuse", "reason": ""}).status_code == 422
    assert officer.post(f"{page}decide/", {"do": "confirm"}).status_code == 302
    assert "File its successor" in shop.get(page).content.decode()
    assert f'value="{number}" selected' in shop.get(f"/firm/documents/?replaces={number}").content.decode()
    assert browser("pay").get(page).status_code == 404
    assert shop.post(f"{page}decide/", {"do": "confirm"}).status_code == 403


def test_one_that_ran_out_says_so(browser, actor):
    paper = Paper("security", "", "ISO-1", date(2019, 1, 1), None)
    number = file_document(paper, uploads=[upload()], actor=actor("shop"), at=AT)
    officer = browser("officer")
    officer.post(f"/standing/{number}/decide/", {"do": "confirm"})
    StandingDocument.objects.filter(number=number).update(valid_to=date(2020, 1, 1))
    assert "Run out" in browser("shop").get("/firm/documents/").content.decode()
