"""A month of batch deliveries, from the application to one centralised declaration that is paid."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, expect

from bonded.demo import EMS_NO
from kernel.clock import SHANGHAI
from tests.journeys.acts import act, fill, form_of
from tests.journeys.person import Person
from tests.journeys.portal import Program
from tests.journeys.words import says
from tests.journeys.zone_acts import (
    amount,
    counters_agree,
    is_said,
    paper_no,
    record_vehicle,
    stands,
    work_at,
)

pytestmark = pytest.mark.browser
Programs = Callable[[str], Program]
Visit = Callable[..., Person]
OPERATOR = "430168A004"
LORRY, TARE, OWN = "湘A7Z072", "3000", "BATCH"
# A gate without scales: what rides is passed by number alone.
GATE = "SIDE"


class Goods(NamedTuple):
    """Goods that no other journey touches, with what lies in the zone and what is applied for."""

    record: str
    gcode: str
    gname: str
    unit: str
    price: str
    stock: int
    applied: int


SHAMPOO = Goods("BATCH-SH1", "3305100090", "茶树洗发水 400毫升", "142", "40", 200, 100)
CREAM = Goods("BATCH-CR2", "3305900000", "护发乳 250毫升", "142", "30", 90, 20)
GOODS = (SHAMPOO, CREAM)
# What each delivery takes of each line of the application.
DELIVERIES = ({1: 30}, {1: 20, 2: 12}, {2: 20})
# The second line is too small for the third delivery, until an officer approves another quantity.
NEW_QTY = 40
GONE = {SHAMPOO: 50, CREAM: 32}


def day(later: int) -> str:
    """A Shanghai day, as a browser's date control takes it."""
    return f"{datetime.now(UTC).astimezone(SHANGHAI) + timedelta(days=later):%Y-%m-%d}"


def test_from_batch_deliveries_to_one_declaration_that_is_paid(visit: Visit, programs: Programs) -> None:
    operator, officer, clerk = visit("broker"), visit("officer", language="en"), visit("gate")
    books = partial(agree, operator, programs("broker"))
    for goods in GOODS:
        take_in(officer, goods)
    books()
    record_vehicle(operator, plate=LORRY, tare_kg=TARE, last_day=day(60))
    application = apply(operator)
    work_at(clerk, GATE)
    free = free_amount(operator)
    documents = deliver_all(operator, officer, clerk, application)
    books(promised=True)
    drawn = sum((drawn_by(operator, number) for number in documents), Decimal(0))
    assert free - free_amount(operator) == drawn > 0

    inventory = gather(operator, officer, application, documents)
    confirm(operator, inventory)
    books(promised=True)
    entry = declare(operator, inventory)
    period_is(operator, application, "Declared")
    tax = pass_it(officer, entry)
    see_the_notice(operator, entry, tax=tax)
    pay(officer, entry)
    settled(operator, application, documents, free=free)
    release(officer, entry)
    stands(operator, inventory, gate="All through the gate", booking="Formally booked")
    books(gone=True)
    finished(operator, entry, inventory)


# --- the books ---


def agree(operator: Person, program: Program, *, promised: bool = False, gone: bool = False) -> None:
    """The item pages, their movements, their lots and the machine door agree on what has happened so far."""
    for goods in GOODS:
        moved = {"prevd_redc": GONE[goods]} if promised else {"actl_redc": GONE[goods]} if gone else {}
        counters_agree(operator, program, goods.record, actl_inc=goods.stock, **moved)  # type: ignore[arg-type]


def take_in(officer: Person, goods: Goods) -> None:
    """An officer books what lies in the zone already."""
    officer.open(f"/bonded/{EMS_NO}/take-in/")
    act(
        officer, "", item_record_no=goods.record, gcode=goods.gcode, gname=goods.gname, unit=goods.unit,
        qty=str(goods.stock), reason="期初库存", done="The quantity of item %(item)s was booked.",
    )  # fmt: skip


def free_amount(operator: Person) -> Decimal:
    """What is free of the operator's guarantee."""
    page = operator.open("/firm/guarantee/")
    return amount(page.locator(".gauge-head strong").first.inner_text())


def entries_of(operator: Person, number: str) -> Locator:
    """The movements of the guarantee that name a document, newest first."""
    page = operator.open("/firm/guarantee/")
    return page.get_by_role("region", name=says("Entries")).get_by_role("row").filter(has_text=number)


def drawn_by(operator: Person, number: str) -> Decimal:
    """What a document that has left draws on the guarantee: held when approved, deducted at the gate."""
    drawn = detail(operator, f"/bonded/documents/{number}/", "Drawn on the guarantee (CNY)")
    rows = entries_of(operator, number)
    expect(rows).to_have_count(2)
    amounts = [amount(text.replace("−", "")) for text in rows.locator("td:last-child").all_inner_texts()]
    assert amounts == [amount(drawn)] * 2
    return amount(drawn)


def detail(person: Person, path: str, label: str) -> str:
    """What a page says beside this label."""
    page = person.open(path)
    row = page.locator("main dl > div").filter(has=page.locator("dt", has_text=says(label)))
    return row.first.locator("dd").inner_text()


def leads_to(person: Person, link: str, ending: str) -> None:
    """Follow a link of the page to where it leads."""
    person.link(link).first.click()
    expect(person.page).to_have_url(re.compile(f"{ending}$"))


# --- applying and delivering ---


def apply(operator: Person) -> str:
    """The application for batch deliveries, in force at once; its number."""
    operator.open("/bonded/applications/")
    leads_to(operator, "New application", "/new/")
    lines: dict[str, str] = {}
    for row, goods in enumerate(GOODS, start=1):
        lines |= {f"item_{row}": goods.record, f"qty_{row}": str(goods.applied), f"price_{row}": goods.price}
    act(
        operator, "", press="submit", ems_no=EMS_NO, own_no=f"{OWN}-APP", business="A", direction="E",
        partner_name="长沙梅溪湖商贸有限公司", partner_code="430196K072", valid_from=day(0), last_on=day(90),
        guarantor_code=OPERATOR, **lines, done="The application has the number %(no)s.",
    )  # fmt: skip
    expect(operator.page.get_by_text(says("In force")).first).to_be_visible()
    return operator.page.url.rstrip("/").rpartition("/")[2]


def deliver_all(operator: Person, officer: Person, clerk: Person, application: str) -> list[str]:
    """Each delivery on a document and a gate pass of its own, through the gate; the documents' numbers."""
    found = []
    for place, lines in enumerate(DELIVERIES, start=1):
        begin_delivery(operator, application, place=place, lines=lines)
        if place == len(DELIVERIES):
            expect(operator.page.locator("[data-error-summary]")).to_be_focused()
            ask_for_more(operator, application)
            approve_the_change(officer, application)
            begin_delivery(operator, application, place=place, lines=lines)
        is_said(operator, "The document has the number %(no)s.")
        number = operator.page.url.rstrip("/").rpartition("/")[2]
        passing = take_a_pass(operator, place=place)
        let_through(clerk, passing)
        through = detail(operator, f"/bonded/documents/{number}/", "Gate")
        assert says("All through the gate").search(through), through
        found.append(number)
    return found


def begin_delivery(operator: Person, application: str, *, place: int, lines: dict[int, int]) -> None:
    """A delivery typed and handed in."""
    operator.open(f"/bonded/applications/{application}/")
    leads_to(operator, "New delivery", "/deliver/")
    typed: dict[str, str] = {}
    for line, qty in lines.items():
        typed |= {f"qty_{line}": str(qty), f"gross_{line}": str(qty), f"net_{line}": str(qty // 2)}
    act(operator, "", press="submit", own_no=f"{OWN}-DOC-{place}", **typed)


def ask_for_more(operator: Person, application: str) -> None:
    """The firm asks for a greater quantity of the second line."""
    operator.open(f"/bonded/applications/{application}/")
    leads_to(operator, "Ask for a change", "/change/")
    act(operator, "", qty_2=str(NEW_QTY), why="客户追加订货", done="Customs decide about the change.")


def approve_the_change(officer: Person, application: str) -> None:
    """An officer finds it in the queue and approves it."""
    officer.open("/bonded/deliveries/queue/")
    officer.page.get_by_role("link", name=application).click()
    expect(officer.page.get_by_text("客户追加订货").first).to_be_visible()
    officer.button("Approve the change").click()
    is_said(officer, "The change is approved.")


def take_a_pass(operator: Person, *, place: int) -> str:
    """A gate pass for all of the document that is shown; its number."""
    operator.link("Apply for a gate pass").click()
    fill(form_of(operator, "/passes/new/"), own_no=f"{OWN}-PASS-{place}", plate=LORRY)
    operator.button("Apply for the gate pass").click()
    is_said(operator, "Gate pass %(no)s is approved.")
    return paper_no(operator, r"Z4921E\d{18}")


def let_through(clerk: Person, passing: str) -> None:
    """The clerk types the number and opens the barrier, by the keyboard alone."""
    page = clerk.open("/bonded/gate/")
    expect(page.locator("#gate-q")).to_be_focused()
    page.keyboard.type(passing)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_have_text(says("GO"))
    # The button takes the focus a moment later, so that a double Enter opens nothing.
    expect(page.locator("[data-gate-focus=later]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?done="))
    expect(page.locator("#verdict")).to_have_text(says("GO"))


# --- gathering and declaring ---


def gather(operator: Person, officer: Person, application: str, documents: list[str]) -> str:
    """The firm gathers before the period ends, nothing is left for the job; the inventory's number."""
    page = operator.open("/bonded/deliveries/?q=" + application)
    page.get_by_role("row").filter(has_text=application).get_by_role("link").first.click()
    for number in documents:
        expect(page.get_by_role("row").filter(has_text=number)).to_be_visible()
    operator.shoot("batch-period")
    operator.button("Gather what waits now").click()
    is_said(operator, "Documents gathered: %(count)s.")
    preview = officer.open("/bonded/deliveries/preview/")
    for number in documents:
        expect(preview.get_by_text(number)).to_have_count(0)
    period_is(officer, application, "Drafted, to be declared")
    return paper_no(operator, r"QD4921\d{2}E\d{9}")


def period_is(person: Person, application: str, status: str) -> None:
    """The board of periods says where the only one of the application stands."""
    page = person.open("/bonded/deliveries/?q=" + application)
    row = page.get_by_role("row").filter(has_text=application)
    expect(row).to_have_count(1)
    expect(row.locator("td").last).to_have_text(says(status))


def confirm(operator: Person, inventory: str) -> None:
    """Sums of the documents, checked and completed by the firm, then handed in."""
    page = operator.page
    quantities = page.get_by_role("region", name=says("Lines")).locator("tbody tr td:nth-child(5)")
    assert [amount(text) for text in quantities.all_inner_texts()] == [GONE[goods] for goods in GOODS]
    operator.shoot("batch-confirm")
    act(operator, "", press="submit", origin_1="601", origin_2="601", price_2="31.5")
    is_said(operator, "The inventory is handed in.")
    stands(operator, inventory, gate="All through the gate", booking="Pre-booked")


def declare(operator: Person, inventory: str) -> str:
    """The declaration made from the inventory's page, completed and accepted; its pre-entry number."""
    operator.open(f"/bonded/inventories/{inventory}/")
    operator.button("Make its declaration").click()
    is_said(operator, "The draft is made from the inventory; complete it and declare it.")
    fill(form_of(operator), packages="6", owner_name="长沙梅溪湖商贸有限公司")
    operator.button("Declare to customs").click()
    is_said(operator, "Accepted: declaration %(no)s.")
    return operator.page.url.rstrip("/").rpartition("/")[2]


# --- review, payment, release ---


def pass_it(officer: Person, entry: str) -> Decimal:
    """An officer takes it from the list, looks at it and passes it; the tax that is to be paid."""
    page = officer.open("/supervision/entries/?q=" + entry)
    page.locator("a.row-link").click()
    officer.button("Take it under review").click()
    is_said(officer, "You review %(no)s.")
    officer.shoot("batch-entry-review")
    officer.button("Pass it; tax is to be paid first").click()
    is_said(officer, "%(no)s is passed; the firm has the payment notice.")
    return amount(detail(officer, f"/supervision/entries/{entry}/", "Tax"))


def see_the_notice(operator: Person, entry: str, *, tax: Decimal) -> None:
    """The firm sees what is due and until when, and prints the notice."""
    operator.open(f"/declarations/entries/{entry}/")
    operator.link("Payment notice").click()
    sheet = operator.page.locator("main dl")
    rows = {name: sheet.locator("div").filter(has_text=says(name, whole=False)) for name in TAXES}
    paid = [amount(row.locator("dd").inner_text()) for row in rows.values()]
    assert sum(paid[:-1], Decimal(0)) == paid[-1] == tax > 0
    operator.shoot("entry-notice")


TAXES = ("Duty", "Consumption tax", "VAT", "Together")


def pay(officer: Person, entry: str) -> None:
    """An officer books the bank's receipt."""
    officer.open("/supervision/entries/?tab=payment&q=" + entry)
    officer.page.locator("a.row-link").click()
    act(officer, "/pay/", receipt_no="HS-BATCH-1", paid_on=day(0), done="The payment of %(no)s is booked.")


def settled(operator: Person, application: str, documents: list[str], *, free: Decimal) -> None:
    """Period, documents, application and guarantee say that all is declared and paid."""
    period_is(operator, application, "Paid")
    assert free_amount(operator) == free
    for number in documents:
        expect(entries_of(operator, number)).to_have_count(3)
        said = detail(operator, f"/bonded/documents/{number}/", "Centralised declaration")
        assert says("Declared", whole=False).search(said), said
    page = operator.open(f"/bonded/applications/{application}/")
    cells = page.get_by_role("region", name=says("Goods")).locator("tbody tr td:nth-child(9)")
    assert [amount(text) for text in cells.all_inner_texts()] == [GONE[goods] for goods in GOODS]


def release(officer: Person, entry: str) -> None:
    """The tax is paid: the declaration is released."""
    officer.open(f"/supervision/entries/{entry}/")
    officer.button("Release it").click()
    is_said(officer, "%(no)s is released.")


def finished(operator: Person, entry: str, inventory: str) -> None:
    """Firm and inventory lead to the finished declaration."""
    operator.open(f"/bonded/inventories/{inventory}/")
    operator.page.locator("main a[href*='/declarations/entries/']").click()
    page = operator.page
    expect(page.get_by_text(entry).first).to_be_visible()
    expect(page.get_by_role("region", name=says("Status"))).to_contain_text(says("finished", whole=False))
