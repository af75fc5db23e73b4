"""Somebody at a browser: signs in, reads, clicks, types; whatever goes wrong behind the page is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from enterprises.demo import PASSWORD
from tests.journeys.portal import ROOT, Portal
from tests.journeys.words import says

SHOTS = ROOT / "artefacts" / "journeys"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
_WINDOWS = SIZES | {"tablet": (1180, 820)}
# Chromium reports every answer that is not 2xx; those are looked at as answers.
_ECHO = "Failed to load resource"


class Person:
    """One browser profile; ``troubles`` collects what no page may do."""

    def __init__(
        self,
        browser: Browser,
        portal: Portal,
        *,
        email: str = "",
        size: str = "desktop",
        theme: str = "light",
    ) -> None:
        self.portal, self.email, self.size, self.theme = portal, email, size, theme
        self.troubles: list[str] = []
        self._width, self._height = _WINDOWS[size]
        self.context = browser.new_context(
            base_url=portal.url,
            viewport={"width": self._width, "height": self._height},
            color_scheme="dark" if theme == "dark" else "light",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self._watch(self.page)

    def _watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not said.text.startswith(_ECHO):
            self.troubles.append(f"console, {self.page.url}: {said.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and not request.url.startswith(self.portal.url + "/"):
            self.troubles.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.url}")

    @property
    def name(self) -> str:
        """The account's name before the @."""
        return self.email.partition("@")[0]

    # --- getting about ---

    def open(self, path: str) -> Page:
        """Open an address of the portal; anything but an ordinary page is a trouble."""
        response = self.page.goto(path)
        assert response is not None
        assert response.ok, f"{response.status} at {path}"
        return self.page

    def sign_in(self) -> "Person":
        """By the sign-in page, as everybody does."""
        page = self.open("/accounts/login/")
        page.locator("#id_login").fill(self.email)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name=says("Sign in")).click()
        expect(page.locator(".bell")).to_be_attached()
        return self

    def speak(self, language: str) -> None:
        """Choose the language by the switch, unless it is spoken already."""
        switch = self.page.locator(f"button[name=language][value={language}]")
        if switch.count():
            switch.click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def button(self, *sentences: str) -> Locator:
        """A button by what it says; not the unseen one that answers the Enter key."""
        return self.page.get_by_role("button", name=says(*sentences)).and_(
            self.page.locator(":not(.visually-hidden)")
        )

    def link(self, *sentences: str) -> Locator:
        """A link by what it says."""
        return self.page.get_by_role("link", name=says(*sentences))

    def settle(self) -> None:
        """Wait until the parts that a page asks for by itself have come."""
        expect(self.page.locator(".skeleton")).to_have_count(0)

    # --- looking ---

    def shoot(self, name: str) -> None:
        """Keep the state that is shown: light and dark, desktop and phone."""
        for size in SIZES:
            for theme in ("light", "dark"):
                self._shoot(name, size=size, theme=theme)

    def shoot_in_both(self, name: str) -> None:
        """Keep a page that a reload does not change, in the other language as well."""
        self.shoot(name)
        own = self.page.locator("html").get_attribute("lang") or ""
        self.speak("zh-hans" if own == "en" else "en")
        self._shoot(name, size="desktop", theme="light")
        self._shoot(name, size="phone", theme="dark")
        self.speak(own)

    def _shoot(self, name: str, *, size: str, theme: str) -> None:
        self.settle()
        language = "en" if self.page.locator("html").get_attribute("lang") == "en" else "zh"
        with self.as_if(size=size, theme=theme):
            self.unfold()
            # Hiding the caret would write style attributes, which the policy forbids.
            path = shot_path(name, language, theme, size)
            self.page.screenshot(path=path, caret="initial", animations="disabled")

    def unfold(self) -> None:
        """Make the window as high as the page, so that bars which stick to its edges stand there."""
        height = self.page.evaluate("() => document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": self.page.viewport_size["width"], "height": min(height, 6000)})

    @contextmanager
    def as_if(self, *, size: str, theme: str) -> Iterator[None]:
        """The same state in another window size and the system's other colours."""
        width, height = SIZES[size]
        self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": height})
        try:
            yield
        finally:
            own = "dark" if self.theme == "dark" else "light"
            self.page.emulate_media(color_scheme=own)  # type: ignore[arg-type]
            self.page.set_viewport_size({"width": self._width, "height": self._height})

    def close(self) -> None:
        """Close the profile; the person must not have met any trouble."""
        self.context.close()
        assert not self.troubles, "\n".join(self.troubles)


def shot_path(name: str, *marks: str) -> Path:
    """Where a screenshot is kept."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS / f"{'-'.join((name, *marks))}.png"
