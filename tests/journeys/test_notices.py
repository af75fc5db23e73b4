"""A firm learns of an inspection: the bell counts it, a mail leads to it, opening it makes it read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.audit import OTHER_VIEWS, VIEWS, faults
from tests.journeys.person import Person
from tests.journeys.portal import Program, eventually
from tests.journeys.purchases import CODES, inspected_purchase, xml
from tests.journeys.words import says

pytestmark = pytest.mark.browser
SENDERS = dict(zip(CODES, ("shop", "pay", "express", "broker"), strict=True))


def test_an_inspection_is_told_by_bell_and_mail(
    visit: Callable[..., Person], programs: Callable[[str], Program]
) -> None:
    declaration = inspected_purchase()
    for code in CODES:
        answer = programs(SENDERS[code]).send(xml(code, declaration))
    number = answer["pre_no"]
    person = visit("filer")
    told = says("Customs will inspect the goods of import list %(no)s.")

    def in_the_list() -> bool:
        person.open("/notices/?unread=1")
        return bool(person.page.get_by_role("link", name=told).filter(has_text=number).count())

    eventually(in_the_list, within=150, what="the notice")  # the timetable tells once a minute
    bell = person.page.locator(".bell")
    expect(bell.locator(".badge")).to_be_visible()
    found = faults(person, VIEWS)
    person.shoot_in_both("notices")

    def mailed() -> bool:
        person.open("/demo/mailbox/")
        return bool(person.page.locator("details.mail").filter(has_text=number).count())

    eventually(mailed, within=60, what="the mail")
    mail = person.page.locator("details.mail").filter(has_text=number)
    to_me = mail.filter(has_text="filer@demo.example")
    expect(to_me).to_have_count(1)
    to_me.locator("summary").click()
    link = next(word for word in to_me.locator("pre").inner_text().split() if "/notices/" in word)
    assert link.startswith(person.portal.url + "/")
    person.open(link.removeprefix(person.portal.url))
    expect(person.page).to_have_url(f"{person.portal.url}/declarations/lists/{number}/")
    assert not in_the_list()

    page = person.open("/notices/settings/")
    box = page.locator("input[name=mail_list_to_inspect]")
    expect(box).to_be_checked()
    found += faults(person, OTHER_VIEWS)
    person.shoot_in_both("notice-settings")
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=mail_list_to_inspect]")).not_to_be_checked()
    expect(page.get_by_text(says("Your choice was saved."))).to_be_visible()
    page.locator("input[name=mail_list_to_inspect]").check()
    person.button("Save").click()
    expect(page.locator("input[name=mail_list_to_inspect]")).to_be_checked()
    person.open("/notices/")
    person.button("Mark all as read").click()
    expect(person.page.locator(".bell .badge")).to_have_count(0)
    assert not found, "\n".join(found)
