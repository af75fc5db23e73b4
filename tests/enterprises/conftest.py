"""The demo office without other rooms' data, and people of it as actors and browsers."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from enterprises.services.demo import make_demo_office

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def office(db):
    """Teams, firms, people of the demo; officers have a second factor, so that they are let in."""
    call_command("load_codelists", "--list", "offices", verbosity=0)
    with override_settings(PORTAL_DEMO=True):
        make_demo_office(at=AT)
    for officer in User.objects.filter(kind="officer"):
        Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "x"})


@pytest.fixture
def actor(office):
    """The actor of a demo account, by the name before the @."""

    def find(name: str) -> Actor:
        return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=AT)

    return find


@pytest.fixture
def browser(office):
    """A signed-in test client of a demo account, in English unless asked otherwise."""

    def sign_in(name: str, *, language: str = "en") -> Client:
        user = User.objects.get(email=f"{name}@demo.example")
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user)
        return client

    return sign_in
