"""The whole way without a mouse: sign in, file a list, correct what the summary names, claim and release."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from enterprises.demo import PASSWORD
from tests.journeys.listform import becomes, lands_on_list
from tests.journeys.person import Person
from tests.journeys.portal import Portal, Program, eventually
from tests.journeys.purchases import CODES, dear_purchase, purchase, xml
from tests.journeys.words import says

pytestmark = pytest.mark.browser
Programs = Callable[[str], Program]
Visit = Callable[..., Person]
SENDERS = dict(zip(CODES, ("shop", "pay", "express", "broker"), strict=True))
MOST_STEPS = 250
# What has the focus: its address in the page, whether it is seen, and whether a frame is drawn around it.
_FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    return {
        id: one.id, name: one.getAttribute('name') || '', value: one.value || '', tag: one.tagName,
        href: one.getAttribute('href') || '', text: (one.innerText || '').trim(), drawn: drawn,
        seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
        free: one.matches('.skip-link') || one.contains(document.elementFromPoint(
            Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
            Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1))),
    };
}"""


class Keys:
    """Somebody who has only a keyboard; every place the focus stops at is checked."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page

    def at(self) -> dict[str, str]:
        """What has the focus: it can be seen, it is framed, and nothing lies over it."""
        found = self.page.evaluate(_FOCUS)
        assert found, "the focus is lost"
        for _wait in range(20):
            if found["seen"] and found["free"]:
                break
            self.page.wait_for_timeout(50)  # the page glides to where the focus went
            found = self.page.evaluate(_FOCUS)
        assert found["drawn"], f"no frame around {found}"
        assert found["seen"], f"out of sight: {found}"
        assert found["free"], f"something lies over {found}"
        return dict(found)

    def tab_to(self, **wanted: str) -> list[str]:
        """Press Tab until the focus stops at what is wanted; the names passed on the way."""
        passed = []
        for _step in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(_FOCUS)
            if here is None:
                continue  # the browser's own bar
            here = self.at()
            if all(here[name] == value for name, value in wanted.items()):
                return passed
            passed.append(here["name"] or here["id"] or here["href"])
        raise AssertionError(f"Tab never reaches {wanted}; passed {passed}")

    def type(self, text: str) -> None:
        """Type over what stands in the control that has the focus."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)


def choose(keys: Keys, value: str) -> None:
    """The option of the select that has the focus, by the arrow keys."""
    at = "document.activeElement.selectedIndex"
    index = keys.page.evaluate(
        "v => [...document.activeElement.options].findIndex(one => one.value === v)", value
    )
    assert index >= 0
    steps = index - keys.page.evaluate(at)
    for _step in range(abs(steps)):
        keys.press("ArrowDown" if steps > 0 else "ArrowUp")
    assert keys.page.evaluate(at) == index


def test_signing_in(portal: Portal, chromium: Browser) -> None:
    person = Person(chromium, portal, email="coordinator@demo.example")
    keys, page = Keys(person), person.open("/accounts/login/")
    keys.press("Tab")
    assert keys.at()["href"] == "#main"  # the way past everything that is on every page
    keys.press("Enter")
    keys.tab_to(name="login")
    keys.type("coordinator@demo.example")
    assert keys.tab_to(name="password") == []
    keys.type("wrong password")
    keys.press("Enter")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    keys.tab_to(name="login")
    keys.tab_to(name="password")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.locator("#sidebar-menu")).to_be_attached()
    person.close()


def test_filing_a_list(visit: Visit, programs: Programs) -> None:
    bought = purchase(lines=1)
    for code in ("311", "411", "511"):
        programs(SENDERS[code]).send(xml(code, bought))
    person = visit("filer", language="en")
    keys, page = Keys(person), person.page
    head, (line,) = bought.lst
    keys.tab_to(href="/declarations/lists/new/")
    keys.press("Enter")
    expect(page.locator("#list-form")).to_be_visible()
    person.settle()
    keys.press("Tab")
    keys.press("Enter")  # past the navigation
    typed = head | {f"lines-1-{name}": value for name, value in line.items()} | {"netWeight": "99"}
    assert fill_by_tab(keys, values=typed) == names_in_reading_order(page)
    keys.tab_to(name="do", value="file")

    # More net than gross: the summary has the focus, its link leads to the field.
    keys.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    keys.tab_to(href="#id_netWeight")
    keys.press("Enter")
    expect(page.locator("#id_netWeight")).to_be_focused()
    keys.at()
    keys.type(head["netWeight"])
    keys.tab_to(name="do", value="file")
    keys.press("Enter")
    number = lands_on_list(person)
    becomes(person, 800)
    assert programs("broker").status(number) == 800


def fill_by_tab(keys: Keys, *, values: dict[str, str]) -> list[str]:
    """Go through the form from field to field and type what belongs there; the names in their order."""
    order: list[str] = []
    for _step in range(MOST_STEPS):
        keys.press("Tab")
        here = keys.at()
        if here["name"] == "do" and here["value"] == "file":
            keys.press("Shift+Tab")
            return order
        if here["tag"] not in ("INPUT", "SELECT", "TEXTAREA"):
            continue
        if here["name"] in order:
            continue  # the parts of a date
        order.append(here["name"])
        give(keys, here, values.get(here["name"], ""))
    raise AssertionError(f"the form has no end: {order}")


def give(keys: Keys, here: dict[str, str], value: str) -> None:
    """The value into the control that has the focus; a date and a right value stay as they are."""
    kind = keys.page.evaluate("document.activeElement.type")
    if not value or kind == "date" or here["value"] == value:
        return
    if here["tag"] == "SELECT":
        choose(keys, value)
    else:
        keys.type(value)


def names_in_reading_order(page: Page) -> list[str]:
    """The fields that are shown, by where they stand: section by section, row by row."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('#list-form :is(input, select, textarea)')]
                .filter(one => one.type !== 'hidden' && one.checkVisibility())
                .map(one => ({name: one.name, top: Math.round(one.getBoundingClientRect().top / 12),
                              left: one.getBoundingClientRect().left}))
                .sort((a, b) => a.top - b.top || a.left - b.left).map(one => one.name)"""
        )
    )


def test_claiming_and_releasing_a_case(visit: Visit, programs: Programs) -> None:
    bought = dear_purchase()
    for code in CODES:
        number = programs(SENDERS[code]).send(xml(code, bought))["pre_no"]
    eventually(lambda: programs("broker").status(number) == 300, what="the review")
    person = visit("officer2")
    keys, page = Keys(person), person.page
    person.open("/supervision/?tab=all")
    keys.tab_to(id=f"act-{number}")
    keys.press("Enter")
    row = page.get_by_role("row").filter(has_text=number)
    expect(row.get_by_text(says("Yours"))).to_be_visible()
    # The button turned into its opposite under the same id: the focus did not go astray.
    assert keys.at()["id"] == f"act-{number}"
    keys.press("Shift+Tab")
    assert number in keys.at()["text"]
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    keys.tab_to(name="verb")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    assert keys.at()["value"] == "release"
    assert keys.tab_to(name="note") == ["reason_code"]
    keys.type("价格资料已核对")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(says("Confirm: %(verb)s"))
    # The button that decides has the focus; nothing else was needed.
    assert keys.at()["tag"] == "BUTTON"
    keys.press("Enter")
    expect(page.get_by_text(says("%(no)s is released. The declarant has the receipt."))).to_be_visible()
    assert programs("broker").status(number) == 800
