"""The demo office without other rooms' data, and people of it as actors and browsers."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from tests.office import open_office
from tests.stage import perform

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def firms_stage(request, theatre):
    """The office of this room stands ready."""
    yield from perform(request, _make_office, blocker=theatre)


@pytest.fixture
def office(firms_stage, db):
    """Lists, teams, firms, people of the demo; officers have a second factor, so that they are let in."""
    firms_stage()


def _make_office() -> None:
    open_office()
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
