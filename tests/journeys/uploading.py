"""Handing files in on the upload page, and what became of them."""

from playwright.sync_api import expect

from tests.journeys.person import Person
from tests.journeys.words import says


def upload(person: Person, name: str, content: bytes, *, kind: str = "application/xml") -> None:
    """Hand a file in on the upload page and wait until it is received."""
    page = person.open("/")
    if not page.locator("#sidebar-menu").is_visible():
        page.get_by_role("button", name=says("Open or close the navigation")).click()
    person.link("Upload messages").first.click()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    person.button("Upload").click()
    state = page.locator("#upload-state")
    expect(state.get_by_text(says("Finished")).first).to_be_visible(timeout=30_000)


def outcomes(person: Person) -> list[str | None]:
    """What became of each file of the upload that is shown."""
    return [row.get_attribute("data-state") for row in person.page.locator("tr[data-state]").all()]
