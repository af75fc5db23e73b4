"""What all tests share: a cheap password hasher, no soak unless asked, no silence without a browser."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from tests.chromium import find_chromium
from tests.emptying import quick_flush
from tests.office import Office, open_office
from tests.stage import make_room, perform, strike

_WITHOUT_BROWSER = "no Chromium found: install Debian's chromium, or set PORTAL_CHROMIUM"
_skipped: list[str] = []


def pytest_configure() -> None:
    """Argon2 is slow on purpose; tests that are about it name it themselves."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave soak tests out unless ``-m`` asks for them; skip browser tests where there is no browser."""
    if "soak" not in (config.getoption("-m") or ""):
        soak = [item for item in items if item.get_closest_marker("soak")]
        items[:] = [item for item in items if item not in soak]
        config.hook.pytest_deselected(items=soak)
    if find_chromium() is None:
        _without_browser([item for item in items if item.get_closest_marker("browser")])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Take away what stands in the database for other tests."""
    make_room(item)


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    with quick_flush():
        yield


@pytest.fixture(scope="session")
def theatre(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DjangoDbBlocker]:
    """Nothing is left standing when the database itself is taken away."""
    yield django_db_blocker
    strike()


@pytest.fixture
def office_stage(request: pytest.FixtureRequest, theatre: DjangoDbBlocker) -> Iterator[Callable[[], Office]]:
    """The demo office stands ready: called, it says who is in it."""
    yield from perform(request, open_office, blocker=theatre)


def _without_browser(items: list[pytest.Item]) -> None:
    wanted = os.environ.get("PORTAL_REQUIRE_BROWSER") == "1" or os.environ.get("CI") == "true"
    if items and wanted:
        raise pytest.UsageError(_WITHOUT_BROWSER)
    for item in items:
        item.add_marker(pytest.mark.skip(reason=_WITHOUT_BROWSER))
        _skipped.append(item.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in red how much was not tried."""
    if _skipped:
        terminalreporter.section("BROWSER TESTS WERE NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{len(_skipped)} browser tests skipped: {_WITHOUT_BROWSER}", red=True)
