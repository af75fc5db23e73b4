"""What people of the bonded zone do on its pages, and the books read after each step."""

import re
from decimal import Decimal
from typing import NamedTuple

from playwright.sync_api import Locator, expect

from bonded.demo import EMS_NO
from tests.journeys.acts import act, fill, form_of
from tests.journeys.person import Person
from tests.journeys.portal import Program
from tests.journeys.words import says

NUMBERS = {
    "actl_inc": "Actually in",
    "actl_redc": "Actually out",
    "prevd_inc": "Pre-booked in",
    "prevd_redc": "Pre-booked out",
}


class Books(NamedTuple):
    """The four counters of a ledger item."""

    actl_inc: Decimal
    actl_redc: Decimal
    prevd_inc: Decimal
    prevd_redc: Decimal

    @property
    def balance(self) -> Decimal:
        """What lies in the zone."""
        return self.actl_inc - self.actl_redc

    @property
    def usable(self) -> Decimal:
        """What a new delivery may still ask for."""
        return self.balance - self.prevd_redc


# --- the books ---


def counters_agree(
    person: Person, program: Program, item_no: str, *, ems_no: str = EMS_NO, **stands: int
) -> Books:
    """The item's page, the movements behind each number, its lots and the machine door say the same.

    ``stands`` are the counters that are not zero, by their names in the address (``actl_inc=40``).
    """
    shown = None
    for word in NUMBERS:
        page = person.open(f"/bonded/{ems_no}/items/{item_no}/?number={word}")
        books = shown_books(person)
        assert shown in (None, books)
        shown = books
        table = page.locator("table").filter(has=page.locator("caption"))
        moved = table.locator("tbody tr td:nth-child(5)").all_inner_texts()
        assert sum(map(amount, moved), Decimal(0)) == getattr(books, word), word
    assert shown == Books(*(Decimal(stands.get(name, 0)) for name in NUMBERS)), shown
    held, taken = sums_of_lots(person)
    assert held == shown.balance
    assert taken == shown.prevd_redc
    answer = program.ask("GET", f"/api/v1/bonded/ledgers/{ems_no}/items?search={item_no}")
    (row,) = [one for one in answer.json["results"] if one["item_record_no"] == item_no]
    assert Books(*(Decimal(row[f"{name}_qty"]) for name in NUMBERS)) == shown
    assert Decimal(row["usable_qty"]) == shown.usable
    return shown


def shown_books(person: Person) -> Books:
    """The counters as the item's page that is open shows them; balance and usable must follow from them."""
    page = person.page
    numbers = page.locator("main dl").first

    def number(label: str) -> Decimal:
        row = numbers.locator("div").filter(has=page.locator("dt", has_text=says(label)))
        return amount(row.locator("dd").inner_text())

    books = Books(*(number(label) for label in NUMBERS.values()))
    assert (number("Balance"), number("Usable")) == (books.balance, books.usable)
    return books


def sums_of_lots(person: Person) -> tuple[Decimal, Decimal]:
    """What the lots of the item that is shown hold, and what of them is promised."""
    lots = person.page.get_by_role("region", name=says("Lots")).locator("tbody tr")
    held = lots.locator("td:last-child").all_inner_texts()
    taken = lots.locator("td:nth-last-child(3)").all_inner_texts()
    return sum(map(amount, held), Decimal(0)), sum(map(amount, taken), Decimal(0))


def amount(text: str) -> Decimal:
    """A number as a page writes it, a unit behind it left out."""
    return Decimal(text.split()[0].replace(",", "").replace("+", ""))


# --- papers ---


def is_said(person: Person, sentence: str) -> None:
    """The page says what came of the act."""
    expect(person.page.get_by_text(says(sentence)).first).to_be_visible()


def stands(person: Person, number: str, **axes: str) -> None:
    """The page of an inventory shows these states; ``gate="none"`` names the words of one axis."""
    page = person.open(f"/bonded/inventories/{number}/")
    for axis, word in axes.items():
        label = axis.capitalize()
        state = page.locator(".axes-state").filter(has=page.locator("dt", has_text=says(label)))
        expect(state.locator("dd")).to_have_text(says(word))


def paper_no(person: Person, pattern: str) -> str:
    """The first number of this shape that the page shows."""
    found = re.search(pattern, person.page.get_by_role("main").inner_text())
    assert found, f"no {pattern} on {person.page.url}"
    return found.group()


def file_item(person: Person, *, ems_no: str = EMS_NO, **item: str) -> None:
    """A new item of the ledger, filed from its page and approved at once."""
    person.open(f"/bonded/{ems_no}/")
    person.link("File items").click()
    person.button("Begin").click()
    fill(person.page.locator("#item form"), **item)
    person.button("Save the item").click()
    is_said(person, "Item %(item)s is saved.")
    person.button("Hand it in").click()
    is_said(person, "Filed and approved at once.")


def record_vehicle(person: Person, *, plate: str, tare_kg: str, last_day: str) -> None:
    """A vehicle put on record by its firm."""
    person.open("/bonded/vehicles/new/")
    act(person, "", plate=plate, tare_kg=tare_kg, last_day=last_day, done="Vehicle %(plate)s is on record.")


def file_inventory(person: Person, *, head: dict[str, str], lines: list[dict[str, str]]) -> str:
    """An inventory typed and handed in; its number."""
    person.open("/bonded/inventories/")
    person.link("File an inventory").first.click()
    form = form_of(person)
    fill(form, **head)
    for place, line in enumerate(lines):
        fill(form, **{f"lines-{place}-{name}": value for name, value in line.items()})
    person.button("Keep and hand in").click()
    is_said(person, "The inventory passed and is pre-booked.")
    return paper_no(person, r"QD4921\d{2}[IE]\d{9}")


def declare(person: Person, inventory_no: str, **said: str) -> str:
    """The inventory's declaration, drafted from its page, completed and accepted; its pre-entry number."""
    person.open(f"/bonded/inventories/{inventory_no}/")
    person.button("Make its declaration").click()
    is_said(person, "The draft is made from the inventory; complete it and declare it.")
    fill(form_of(person), **said)
    person.button("Declare to customs").click()
    is_said(person, "Accepted: declaration %(no)s.")
    return person.page.url.rstrip("/").rpartition("/")[2]


def apply_for_pass(person: Person, inventory_no: str, **said: str) -> str:
    """A gate pass for the whole inventory, begun on its page and approved at once; its number."""
    person.open(f"/bonded/inventories/{inventory_no}/")
    person.link("Apply for a gate pass").click()
    fill(form_of(person, "/passes/new/"), **said)
    person.button("Apply for the gate pass").click()
    is_said(person, "Gate pass %(no)s is approved.")
    return paper_no(person, r"Z4921[IE]\d{18}")


# --- the gate ---


def work_at(clerk: Person, gate: str, *, lane: str = "") -> None:
    """The clerk says at which gate the tablet stands."""
    clerk.open("/bonded/gate/choose/")
    act(clerk, "/gate/choose/", gate=gate, lane=lane)
    expect(clerk.page.locator("#gate-q")).to_be_focused()


def weigh(clerk: Person, asked: str, *, kg: int) -> Locator:
    """A plate or number typed at the gate, then the weight, by the keyboard alone; the verdict."""
    page = clerk.page
    page.keyboard.type(asked)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_have_text(says("WEIGH"))
    expect(page.locator("[name=weighed_kg]")).to_be_focused()
    page.keyboard.type(str(kg))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?done="))
    return page.locator("section.gate-verdict")
