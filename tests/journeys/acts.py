"""Filling and sending the forms of a page: each by its address, folded away or not."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.person import Person
from tests.journeys.words import says

Value = str | bool | tuple[str, ...] | dict[str, object]


def form_of(person: Person, address: str = "") -> Locator:
    """The form of the page that posts to an address with this ending, or to the page itself."""
    where = f"[action$='{address}']" if address else ":not([action])"
    return person.page.locator(f"main form[method=post]{where}")


def fill(form: Locator, **values: Value) -> None:
    """Give the form's fields their values: texts, ticks, choices (a tuple ticks several) and files."""
    for name, value in values.items():
        control = form.locator(f"[name={name}]")
        if isinstance(value, dict):
            control.set_input_files(value)  # type: ignore[arg-type]
        elif isinstance(value, tuple):
            for one in value:
                form.locator(f"[name={name}][value='{one}']").check()
        elif isinstance(value, bool):
            control.set_checked(value)
        elif control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def act(person: Person, address: str, *, press: str = "", done: str = "", **values: Value) -> None:
    """Fill one form of the page and send it; what the page says afterwards is ``done``.

    ``press`` is the value of the button, where the form has several.
    """
    form = form_of(person, address)
    if not form.is_visible():
        form.locator("xpath=ancestor::details/summary").click()
    fill(form, **values)
    buttons = form.locator(f"button[value={press}]") if press else form.locator("button")
    buttons.first.click()
    if done:
        expect(person.page.get_by_text(says(done)).first).to_be_visible()


def number_on(person: Person, prefix: str) -> str:
    """The public number with this prefix that the page shows first."""
    found = re.search(rf"{prefix}4921\d{{9}}", person.page.get_by_role("main").inner_text())
    assert found, f"no {prefix} number on {person.page.url}"
    return found.group()
