"""Browsers of the demo office's people, in English unless a test says otherwise."""

from collections.abc import Callable

import pytest
from django.test import Client

from enterprises.models import Language, User


@pytest.fixture(autouse=True)
def _demo(settings) -> None:
    settings.PORTAL_DEMO = True  # officers without a second factor


@pytest.fixture
def browser() -> Callable[..., Client]:
    """Somebody of the demo office, signed in: ``browser("broker")``."""

    def open_browser(who: str, *, language: str = Language.EN) -> Client:
        user = User.objects.get(email=f"{who}@demo.example")
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user)
        return client

    return open_browser
