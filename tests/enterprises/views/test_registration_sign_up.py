"""Sign-up: for people of firms, with a confirmed address; the accounts that others made stay as they are."""

from re import search

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from enterprises.demo import PASSWORD
from enterprises.models import User

PAGE = "/accounts/signup/"
FORM = {
    "email": "New@b.example", "password1": "Kx9-moon-river", "password2": "Kx9-moon-river",
    "name": "王小明", "language": "en",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


def sign_up(client=None, **changes):
    return (client or Client()).post(PAGE, FORM | changes)


def sign_in(client, email, password):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_a_newcomer_confirms_the_address_and_is_asked_for_a_firm(office):
    client = Client()
    client.cookies["django_language"] = "en"
    answer = sign_up(client)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    user = User.objects.get(email="new@b.example")
    assert (user.kind, user.name, user.language) == ("firm", "王小明", "en")
    assert client.get("/").status_code == 302
    (sent,) = mail.outbox
    assert sent.subject == "Clearance Portal: confirm your e-mail address"
    link = search(r"http://testserver(/accounts/confirm-email/\S+)", sent.body)[1]
    assert "Yes, confirm" in client.get(link).content.decode()
    assert client.post(link, follow=True).status_code == 200
    assert EmailAddress.objects.get(user=user).verified
    home = client.get("/").content.decode()
    assert 'href="/register/"' in home
    assert "You were invited?" in home


def test_without_the_confirmation_nobody_gets_in(office):
    sign_up()
    client = Client()
    assert (
        sign_in(client, "new@b.example", FORM["password1"]).headers["Location"] == "/accounts/confirm-email/"
    )
    assert client.get("/").status_code == 302


def test_accounts_that_others_made_need_no_confirmation(office):
    answer = sign_in(Client(), "broker@demo.example", PASSWORD)
    assert answer.headers["Location"] == "/"
    assert not mail.outbox


def test_nobody_becomes_an_officer(office):
    sign_up(kind="officer", is_active="1", roles="chief")
    assert User.objects.get(email="new@b.example").kind == "firm"


def test_the_mail_is_in_the_language_that_was_chosen(office):
    sign_up(language="zh-hans")
    assert mail.outbox[0].subject == "通关门户：请确认您的邮箱地址"


def test_an_address_in_use_is_told_only_by_mail(office):
    fresh, known = sign_up(), sign_up(email="broker@demo.example")
    assert fresh.headers["Location"] == known.headers["Location"]
    assert [one.to for one in mail.outbox] == [["new@b.example"], ["broker@demo.example"]]
    assert User.objects.get(email="broker@demo.example").check_password(PASSWORD)
    assert not EmailAddress.objects.filter(user__email="broker@demo.example").exists()


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"language": "fr"}, {"password1": "short", "password2": "short"}, {"email": "x"}]
)
def test_a_faulty_form_makes_nobody(office, change):
    answer = sign_up(**change)
    assert "data-error-summary" in answer.content.decode()
    assert not User.objects.filter(name="王小明").exists()


def test_sign_ups_are_limited(office):
    for number in range(10):
        sign_up(email=f"new{number}@b.example")
    assert sign_up(email="late@b.example").status_code == 429
    assert not User.objects.filter(email="late@b.example").exists()


@pytest.mark.parametrize(("language", "words"), [("en", "Create an account"), ("zh-hans", "创建账户")])
def test_both_languages(office, language, words):
    client = Client()
    client.cookies["django_language"] = language
    for path in (PAGE, "/accounts/login/"):
        assert words in client.get(path).content.decode()
