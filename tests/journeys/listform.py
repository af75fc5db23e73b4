"""Filling the import list form the way a declarant does, from the values of a made-up purchase."""

import re

from playwright.sync_api import Locator, expect

from declarations.samples import Sheet
from tests.journeys.person import Person
from tests.journeys.words import says

LIST_NUMBER = re.compile(r"^\s*B\d{17}\s*$")


def fill_list(person: Person, sheet: Sheet) -> None:
    """Every field of head and lines that the form shows, in its own order."""
    head, lines = sheet
    page = person.page
    for name, value in head.items():
        put(page.locator(f"#id_{name}"), value)
    for place, line in enumerate(lines, start=1):
        if place > 1:
            person.button("Add a line").click()
        group = page.get_by_role("group").filter(has=page.locator("legend")).nth(place - 1)
        expect(group).to_be_visible()
        for name, value in line.items():
            put(group.locator(f"[name$='-{name}']"), value)


def put(control: Locator, value: str) -> None:
    """Give one control its value, unless it is none that people see."""
    if control.count() == 0 or control.get_attribute("type") == "hidden":
        return
    if not control.is_visible():
        if control.input_value() == value:
            return
        control.locator("xpath=ancestor::details/summary").click()
    if control.get_attribute("type") == "date":
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    control.focus()  # leaving the field before may fill this one
    if control.input_value() == value:
        return
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)


def lands_on_list(person: Person) -> str:
    """Wait for the page of the list that was filed; its pre-entry number."""
    heading = person.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(LIST_NUMBER, timeout=15_000)
    return heading.inner_text().strip()


def becomes(person: Person, status: int, *, within: int = 30) -> None:
    """The list's page shows this status by itself: nobody reloads."""
    hero = person.page.get_by_role("region", name=says("Status"))
    expect(hero.locator(".hero-status")).to_contain_text(str(status), timeout=within * 1000)
