"""The pages of this room: in both languages, with a fixed number of queries, and only for whom they are."""

import os
import re
from datetime import date
from email.message import EmailMessage
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enterprises.models import (
    ApiToken,
    Firm,
    FirmGrade,
    FirmKind,
    GuaranteeAccount,
    GuaranteeEntry,
    Membership,
    User,
)

BROKER = "430168A004"
FIRM_PAGES = ["/", "/?as=zone_operator", "/firm/", "/firm/people/", "/firm/tokens/", "/profile/", "/help/"]
OFFICER_PAGES = ["/firms/", f"/firms/{BROKER}/", "/profile/"]


def text(answer) -> str:
    return unescape(answer.content.decode())


@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-hans"), ("en", "en")])
@pytest.mark.parametrize(
    ("who", "path"), [("broker", p) for p in FIRM_PAGES] + [("officer", p) for p in OFFICER_PAGES]
)
def test_every_page_speaks_the_language_of_the_person(browser, who, path, language, lang):
    answer = browser(who, language=language).get(path)
    page = text(answer)
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in page
    assert ("跳到正文" in page) == (language == "zh-hans")
    assert ("Skip to the content" in page) == (language == "en")


@pytest.mark.parametrize("path", ["/", "/firm/", "/accounts/login/", "/nowhere/", "/help/"])
def test_the_policy_is_strict_and_no_page_needs_more(browser, path):
    answer = browser("broker").get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = text(answer)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_personal_pages_are_never_kept(browser):
    assert "no-store" in browser("broker").get("/firm/").headers["Cache-Control"]


def test_a_person_speaks_another_language_from_then_on(browser):
    client = browser("broker", language="zh-hans")
    answer = client.post("/language/", {"language": "en", "next": "/firm/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/firm/")
    assert "Firm profile" in text(client.get("/firm/"))
    assert User.objects.get(email="broker@demo.example").language == "en"


def test_a_stranger_speaks_another_language_by_cookie(db):
    client = Client()
    assert "登录" in text(client.get("/accounts/login/"))
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert "Sign in" in text(client.get("/accounts/login/"))


def test_the_browser_does_not_choose_the_language(db):
    assert "登录" in text(Client(headers={"accept-language": "en"}).get("/accounts/login/"))


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(db, back):
    assert Client().post("/language/", {"language": "en", "next": back}).headers["Location"] == "/"


def test_an_unknown_language_is_refused(browser):
    answer = browser("broker").post("/language/", {"language": "fr"})
    assert answer.status_code == 403
    assert "Choose one of the languages offered." in text(answer)


def test_a_firm_with_several_kinds_has_a_home_for_each(browser):
    client = browser("broker")
    assert "CEB621" in text(client.get("/"))
    second = text(client.get("/?as=zone_operator"))
    assert "CEB621" not in second
    assert "Bonded ledgers" in second
    assert "CEB621" in text(client.get("/?as=payment"))


@pytest.mark.parametrize(("who", "message"), [("shop", "CEB311"), ("pay", "CEB411"), ("express", "CEB511")])
def test_each_kind_sees_what_it_sends(browser, who, message):
    assert message in text(browser(who).get("/"))


def test_somebody_without_a_firm_is_told_so(browser, at):
    Membership.objects.update(ended_at=at)
    assert "You act for no firm at the moment" in text(browser("filer").get("/"))
    assert browser("filer").get("/firm/").status_code == 403


def test_a_token_is_shown_once(browser):
    client = browser("broker")
    raw = re.search(r'value="(cp_[^"]+)"', text(client.post("/firm/tokens/", {"name": "ERP"})))
    assert raw is not None
    again = text(client.get("/firm/tokens/"))
    assert raw[1] not in again
    assert ApiToken.objects.get().prefix in again


def test_a_token_without_a_name_points_at_the_field(browser):
    answer = browser("broker").post("/firm/tokens/", {"name": ""})
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#id_name"' in page
    assert re.search(r'id="id_name"[^>]*', page)
    assert 'aria-invalid="true"' in page
    assert 'id="id_name_error"' in page
    assert not ApiToken.objects.exists()


def test_a_filer_sees_tokens_but_makes_none(browser):
    client = browser("filer")
    assert "Make the token" not in text(client.get("/firm/tokens/"))
    answer = client.post("/firm/tokens/", {"name": "ERP"})
    assert answer.status_code == 422
    assert "Only an administrator of the firm may do this." in text(answer)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("who", "path"), [("broker", "/firm/"), ("officer", f"/firms/{BROKER}/")], ids=["own", "officer"]
)
def test_the_credit_grade_is_shown_in_both_languages(browser, who, path):
    firm = Firm.objects.get(customs_code=BROKER)
    FirmGrade.objects.filter(firm=firm).delete()
    FirmGrade.objects.create(firm=firm, grade="advanced_certified", valid_from=date(2020, 1, 1), ground="x")
    for language, words in (
        ("en", "Credit grade</dt><dd>Advanced certified<"),
        ("zh-hans", "信用等级</dt><dd>高级认证企业<"),
    ):
        assert words in text(browser(who, language=language).get(path))


def test_a_token_is_revoked(browser):
    client = browser("broker")
    client.post("/firm/tokens/", {"name": "ERP"})
    answer = client.post(f"/firm/tokens/{ApiToken.objects.get().prefix}/revoke/", follow=True)
    assert "was revoked" in text(answer)
    assert ApiToken.objects.get().revoked_at is not None


def test_another_firms_token_cannot_be_revoked(browser):
    browser("broker").post("/firm/tokens/", {"name": "ERP"})
    answer = browser("pay").post(f"/firm/tokens/{ApiToken.objects.get().prefix}/revoke/")
    assert answer.status_code == 403
    assert ApiToken.objects.get().revoked_at is None


def test_an_officer_turns_the_switch_with_a_reason(browser):
    client = browser("officer")
    path = f"/firms/{BROKER}/reading/"
    assert client.post(path, {"tolerant": "1", "reason": ""}).status_code == 422
    assert client.post(path, {"tolerant": "1", "reason": "abc"}).status_code == 422
    assert not Firm.objects.get(customs_code=BROKER).tolerant
    page = text(client.post(path, {"tolerant": "1", "reason": "system change"}, follow=True))
    assert Firm.objects.get(customs_code=BROKER).tolerant
    assert "system change" in page
    assert browser("gate").post(path, {"tolerant": "0", "reason": "system change"}).status_code == 422
    assert Firm.objects.get(customs_code=BROKER).tolerant


def test_one_changes_to_another_of_ones_firms_only(browser, at):
    client = browser("broker")
    client.post("/firm/act-for/", {"firm": "430166A002"})
    assert BROKER in text(client.get("/firm/"))
    user = User.objects.get(email="broker@demo.example")
    Membership.objects.create(
        user=user, firm=Firm.objects.get(customs_code="430166A002"), role="filer", since=at
    )
    client.post("/firm/act-for/", {"firm": "430166A002"})
    assert "430166A002" in text(client.get("/firm/"))


def test_the_name_is_changed(browser):
    client = browser("broker")
    assert client.post("/profile/", {"name": ""}).status_code == 422
    assert "Your name was changed." in text(client.post("/profile/", {"name": "周岚岚"}, follow=True))
    assert User.objects.get(email="broker@demo.example").name == "周岚岚"


def test_nobody_changes_the_sign_in_address_alone(browser):
    client = browser("broker")
    answer = client.post("/accounts/email/", {"email": "other@b.example", "action_add": ""}, follow=True)
    assert "changed by your administrator" in text(answer)
    assert not User.objects.filter(email="other@b.example").exists()
    assert not EmailAddress.objects.filter(email="other@b.example").exists()


def test_markup_in_a_name_is_shown_as_text(browser):
    client = browser("broker")
    client.post("/profile/", {"name": "<b>x</b>"})
    page = client.get("/firm/people/").content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def grow(at):
    """Thirty more of everything."""
    broker = Firm.objects.get(customs_code=BROKER)
    account = GuaranteeAccount.objects.get()
    for number in range(30):
        firm = Firm.objects.create(
            credit_code=f"914301{number:012d}",
            customs_code=f"43016{number:05d}",
            name_zh=f"甲{number}",
            since=at.date(),
        )
        FirmKind.objects.create(firm=firm, kind="merchant", valid_from=at.date())
        person = User.objects.create_user(f"p{number}@b.example", name="甲", kind="firm", joined_at=at)
        Membership.objects.create(user=person, firm=broker, role="filer", since=at)
        ApiToken.objects.create(
            firm=broker,
            name="x",
            prefix=f"cp_{number}",
            token_hash=b"%d" % number,
            created_by=person,
            created_at=at,
        )
        GuaranteeEntry.objects.create(account_id=account.pk, subject_id=number, kind="hold", fen=0, at=at)


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("broker", "/", 9),
        ("broker", "/firm/", 12),
        ("broker", "/firm/people/", 12),
        ("broker", "/firm/tokens/", 9),
        ("officer", "/firms/", 9),
        ("officer", f"/firms/{BROKER}/", 21),
    ],
)
def test_queries_do_not_grow_with_rows(browser, at, who, path, most):
    client = browser(who)
    client.get(path)
    before = queries(client, path)
    grow(at)
    assert queries(client, path) == before
    assert before <= most


def test_long_lists_are_paged_by_key(browser, at):
    grow(at)
    client = browser("broker")
    first = text(client.get("/firm/"))
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = text(client.get(f"/firm/{older[1]}"))
    assert "Newer" in second
    assert first.count("<tr><td") == 25
    assert second.count("<tr><td") == 6  # thirty and the opening entry


def test_the_demo_mailbox_shows_what_was_mailed(db, settings, tmp_path):
    settings.PORTAL_DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path
    assert "还没有邮件" in text(Client().get("/demo/mailbox/"))
    for moment, subject in enumerate(("第一封", "second <b>")):
        mail = EmailMessage()
        mail["Subject"], mail["To"], mail["From"] = subject, "broker@demo.example", "portal@localhost"
        mail.set_content("您好\n<script>")
        file = tmp_path / f"{subject[:3]}.eml"
        file.write_bytes(mail.as_bytes())
        os.utime(file, (moment, moment))
    page = Client().get("/demo/mailbox/").content.decode()
    assert page.index("second &lt;b&gt;") < page.index("第一封")
    assert "您好\n&lt;script&gt;" in page


def test_there_is_no_mailbox_outside_the_demo(db):
    assert Client().get("/demo/mailbox/").status_code == 404
