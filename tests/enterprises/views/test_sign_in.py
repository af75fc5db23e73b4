"""Sign-in: by e-mail, limited in rate, with a second factor for officers."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from enterprises.demo import ACCOUNTS, PASSWORD
from enterprises.models import User

PAGE = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password=PASSWORD):
    return client.post(PAGE, {"login": email, "password": password})


def test_with_e_mail_and_password(office):
    client = Client()
    answer = sign_in(client, "Broker@Demo.example")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_wrong_password_is_said_beside_the_form(office):
    answer = sign_in(Client(), "broker@demo.example", "wrong")
    page = answer.content.decode()
    assert "data-error-summary" in page
    assert answer.wsgi_request.user.is_anonymous


def test_an_unknown_address_gives_the_same_answer(office):
    known = sign_in(Client(), "broker@demo.example", "wrong").context["form"].errors
    unknown = sign_in(Client(), "nobody@demo.example", "wrong").context["form"].errors
    assert known == unknown


def test_failures_are_limited_even_for_the_right_password(office):
    client = Client()
    for _ in range(5):
        assert sign_in(client, "broker@demo.example", "wrong").status_code == 200
    answer = sign_in(client, "broker@demo.example")
    assert answer.wsgi_request.user.is_anonymous
    assert answer.status_code != 302
    assert sign_in(Client(), "shop@demo.example").status_code == 302


def test_an_inactive_person_stays_out(office):
    User.objects.filter(email="broker@demo.example").update(is_active=False)
    client = Client()
    sign_in(client, "broker@demo.example")
    assert client.get("/").status_code == 302


def test_passwords_are_hashed_with_argon2(settings, at, db):
    settings.PASSWORD_HASHERS = [h for h in settings.PASSWORD_HASHERS if "Argon2" in h]
    user = User.objects.create_user("a@b.example", "a long password", name="甲", kind="firm", joined_at=at)
    assert user.password.startswith("argon2$argon2id$")


def test_an_officer_without_a_second_factor_is_sent_to_set_one_up(browser):
    Authenticator.objects.all().delete()
    client = browser("officer")
    for path in ("/", "/firms/", "/supervision/", "/profile/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (
            302,
            "/accounts/2fa/totp/activate/",
        ), path
    assert browser("broker").get("/").status_code == 200


def test_an_officer_sets_up_a_second_factor_and_is_let_in(office):
    Authenticator.objects.all().delete()
    client = Client()
    sign_in(client, "officer@demo.example")
    asked = client.get("/firms/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    shown = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    page = shown.content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = shown.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1
    assert client.get("/firms/").status_code == 200


def test_an_officer_with_a_second_factor_is_asked_for_it(office):
    answer = sign_in(Client(), "officer@demo.example")
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")


def test_the_demo_waives_the_second_factor_and_says_so(office, settings):
    settings.PORTAL_DEMO = True
    Authenticator.objects.all().delete()
    client = Client()
    page = client.get(PAGE).content.decode()
    assert "不要求第二重验证" in page
    assert all(account.email in page for account in ACCOUNTS)
    sign_in(client, "officer@demo.example")
    assert client.get("/firms/").status_code == 200


def test_no_demo_accounts_outside_the_demo(office):
    page = Client().get(PAGE).content.decode()
    assert "demo.example" not in page
    assert PASSWORD not in page


def test_the_session_rolls_while_it_is_used(browser, monkeypatch):
    client = browser("broker")
    client.get("/")
    assert "sessionid" not in client.get("/").cookies
    moment = __import__("time").time() + 3600
    monkeypatch.setattr("clearance.middleware.time", lambda: moment)
    assert client.get("/").cookies["sessionid"]["max-age"] == 8 * 60 * 60
