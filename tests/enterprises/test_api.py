"""The lock of the machine door: tokens open it, sessions do not."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from enterprises.api import TokenAuthentication
from enterprises.models import ApiToken
from enterprises.services.tokens import make_token, revoke_token
from kernel import clock


def authenticate(header: str | None):
    extra = {} if header is None else {"HTTP_AUTHORIZATION": header}
    return TokenAuthentication().authenticate(Request(RequestFactory().get("/", **extra)))


def test_a_token_gives_its_actor_and_is_noted(actor):
    made = make_token(actor=actor("broker"), name="ERP", at=clock.now() - timedelta(minutes=5))
    user, found = authenticate(f"Bearer {made.raw}")
    assert (found.firm_id, found.token_id, user.pk) == (
        actor("broker").firm_id,
        made.token_id,
        actor("broker").user_id,
    )
    assert user.is_authenticated
    assert ApiToken.objects.get().last_used_at is not None


def test_no_header_or_another_scheme_is_nobody(office):
    assert authenticate(None) is None
    assert authenticate("Basic YTpi") is None


@pytest.mark.parametrize("rest", ["", " ", " x", " a b", " cp_abcdefgh_" + "A" * 43, " \u00ff"])
def test_a_wrong_token_is_refused(office, rest):
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer{rest}")


def test_a_revoked_token_is_refused(actor, at):
    made = make_token(actor=actor("broker"), name="ERP", at=at)
    revoke_token(actor=actor("broker"), prefix=made.prefix, at=at)
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {made.raw}")


def test_a_browser_session_opens_no_api(browser):
    answer = browser("broker").get("/api/v1/ceb/receipts")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
