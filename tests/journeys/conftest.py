"""The portal, the browser and the people of the journeys; all of them end with this package."""

import shutil
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from kernel.clock import business_date
from tests.chromium import find_chromium
from tests.journeys.person import Person, shot_path
from tests.journeys.portal import Portal, Program
from tests.journeys.words import says

# Nothing but the page itself: no updates, no phoning home, no second protocol.
QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-sandbox", "--disable-dev-shm-usage",
)  # fmt: skip
Visit = Callable[..., Person]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Let fixtures see whether their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="package")
def portal() -> Iterator[Portal]:
    """The launcher for real, ready, with the demo office and what its firms and officers have done."""
    # Not pytest's own folder: that is closed for the account which the servers of root run as.
    folder = Path(mkdtemp(prefix="portal-journey-", dir="/tmp"))
    folder.chmod(0o711)
    started = Portal(folder)
    try:
        started.wait_until_ready()
        started.load_parameters(day=business_date(datetime.now(UTC)).isoformat())
        for topic in ("demo_firms", "demo_zone", "demo_entries"):
            started.manage(topic)
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium; package-wide and not longer, for its event loop forbids the ORM in this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def sessions() -> dict[str, Any]:
    """Who has signed in before: the sign-in page lets nobody in more than thirty times a minute."""
    return {}


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, portal: Portal, chromium: Browser, sessions: dict[str, Any]
) -> Iterator[Visit]:
    """``visit("shop")``: that person at a browser, signed in; afterwards nothing may have gone wrong.

    With ``known=False`` it is somebody who has no account yet.
    """
    visitors: list[Person] = []

    def arrive(
        name: str,
        *,
        size: str = "desktop",
        theme: str = "light",
        language: str = "zh-hans",
        known: bool = True,
    ) -> Person:
        person = Person(chromium, portal, email=f"{name}@demo.example", size=size, theme=theme)
        visitors.append(person)
        if not known:
            return person
        if name in sessions:
            person.context.add_cookies(sessions[name])
            person.open("/")
        else:
            person.sign_in()
            sessions[name] = person.context.cookies()
        person.speak(language)
        return person

    yield arrive
    if request.node.stash.get(FAILED, False):
        for person in visitors:
            path = shot_path("failed", request.node.name, person.name)
            person.page.screenshot(path=path, full_page=True, caret="initial")
        print(portal.log_tail())
    for person in visitors:
        person.close()


@pytest.fixture(scope="package")
def programs(portal: Portal, chromium: Browser) -> Callable[[str], Program]:
    """``programs("pay")``: that firm's own system; its token was made on the tokens page."""
    made: dict[str, Program] = {}

    def program(firm: str) -> Program:
        if firm not in made:
            administrator = Person(chromium, portal, email=f"{firm}@demo.example").sign_in()
            made[firm] = Program(portal, token=make_token(administrator, name="ERP"))
            administrator.close()
        return made[firm]

    return program


def make_token(administrator: Person, *, name: str) -> str:
    """A new token, read from the only page that ever shows it."""
    page = administrator.open("/firm/tokens/")
    page.locator("#id_name").fill(name)
    administrator.button("Make the token").click()
    field = page.get_by_role("textbox", name=says("Your new token"))
    expect(field).not_to_be_empty()
    return field.input_value()
