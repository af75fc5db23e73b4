"""Goods through the zone: from the inbound shipment to parcels that leave by the gate, in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count

import pytest
from playwright.sync_api import expect

from declarations.samples import Goods
from kernel.clock import SHANGHAI
from tests.journeys.acts import act
from tests.journeys.listform import becomes
from tests.journeys.person import Person
from tests.journeys.portal import Program, eventually
from tests.journeys.purchases import CODES, purchase, xml
from tests.journeys.words import says
from tests.journeys.zone_acts import (
    apply_for_pass,
    counters_agree,
    declare,
    file_inventory,
    file_item,
    is_said,
    paper_no,
    record_vehicle,
    stands,
    weigh,
    work_at,
)

pytestmark = pytest.mark.browser
Programs = Callable[[str], Program]
Visit = Callable[..., Person]
Check = Callable[..., object]
SENDERS = dict(zip(CODES, ("shop", "pay", "express", "broker"), strict=True))
RELEASED = 800
# Goods and a lorry that no other journey touches.
MILLET = Goods(
    "MILLET-400", "1901109000", "婴幼儿小米粉 400克", "品牌Little Farm，400克/盒", "140",
    Decimal(69), Decimal("0.4"), "601",
)  # fmt: skip
LORRY, TARE, CAME = "湘A7Z071", 3000, 40
OWN = "ZONE"
SECOND_OFFICER = "officer2"
_serials = count(7_300_001)


def day(later: int) -> str:
    """A Shanghai day, as a browser's date control takes it."""
    return f"{datetime.now(UTC).astimezone(SHANGHAI) + timedelta(days=later):%Y-%m-%d}"


def test_from_the_inbound_shipment_to_parcels_that_leave(visit: Visit, programs: Programs) -> None:
    operator, officer, clerk = visit("broker"), visit("officer"), visit("gate", size="tablet")
    agree = partial(counters_agree, operator, programs("broker"), MILLET.record)
    work_at(clerk, "MAIN")
    goods_come_in(operator, officer, clerk, agree)

    lists = released_lists(programs, many=4)
    sold = sum(lists.values())
    agree(actl_inc=CAME, prevd_redc=sold)
    leaving, unloaded, broken = [*lists][:2], [*lists][2], [*lists][3]
    inventory = gather(operator, [*lists])
    agree(actl_inc=CAME, prevd_redc=sold)
    passing = apply_for_pass(operator, inventory, own_no=f"{OWN}-PASS-2", plate=LORRY)
    take_out(operator, inventory, unloaded, reason="not_loaded")
    agree(actl_inc=CAME, prevd_redc=sold)

    hold = held_for_weight(operator, clerk, passing)
    stands(operator, inventory, gate="None through the gate", booking="Pre-booked")
    agree(actl_inc=CAME, prevd_redc=sold)
    explain(operator, hold)
    # While the lorry stands only customs take anything off it.
    refused_to_take_out(operator, inventory, broken)
    take_out(officer, inventory, broken, reason="damaged")
    back = lists[broken]
    agree(actl_inc=CAME, prevd_redc=sold - back)

    let_go(visit(SECOND_OFFICER), hold)
    gone = sum(lists[number] for number in leaving)
    stands(operator, inventory, gate="All through the gate", booking="Formally booked")
    agree(actl_inc=CAME, actl_redc=gone, prevd_redc=lists[unloaded])
    places = dict.fromkeys(leaving, "Through the gate")
    places |= {unloaded: "Released, in the zone", broken: "Back in stock"}
    for number, place in places.items():
        parcel_is(operator, number, place)
    assert operator.portal.manage("audit").endswith("No contradictions.\n")


# --- in ---


def goods_come_in(operator: Person, officer: Person, clerk: Person, agree: Check) -> None:
    """A shipment from abroad: item, inventory, record list, gate pass, gate; then it is stock."""
    file_item(
        operator, item_record_no=MILLET.record, gcode=MILLET.hs_code, gname=MILLET.name, spec=MILLET.model,
        unit=MILLET.unit, origin=MILLET.country,
    )  # fmt: skip
    record_vehicle(operator, plate=LORRY, tare_kg=str(TARE), last_day=day(90))
    agree()
    inventory = file_inventory(
        operator,
        head={
            "own_no": f"{OWN}-IN", "direction": "I", "supv_mode": "5000", "traf_mode": "5", "port": "4908",
            "country": "601", "bill_no": "784-71000071",
        },
        lines=[{
            "item_record_no": MILLET.record, "qty": str(CAME), "unit_price": "31.5", "origin": "601",
            "gross_kg": "18", "net_kg": "16", "lot_no": "M71", "best_before": day(400),
        }],
    )  # fmt: skip
    agree(prevd_inc=CAME)
    entry = declare(
        operator, inventory, consignee_code="430168A004", consignee_name="黄花综保仓储",
        owner_name="黄花综保仓储", overseas_name="Little Farm Pty Ltd", transport_name="CZ3062",
        packages="2", trade_country="601",
    )  # fmt: skip
    release(officer, entry)
    stands(operator, inventory, declaration="Released", gate="None through the gate", booking="Pre-booked")
    passing = apply_for_pass(operator, inventory, own_no=f"{OWN}-PASS-1", plate=LORRY)
    expect(operator.page.locator(".page-sub")).to_have_text(says("First line", whole=False))
    agree(prevd_inc=CAME)
    verdict = weigh(clerk, passing, kg=TARE + 18)
    expect(verdict.locator("#verdict")).to_have_text(says("GO"))
    stands(operator, inventory, gate="All through the gate", booking="Formally booked")
    agree(actl_inc=CAME)


def release(officer: Person, entry: str) -> None:
    """The officer takes the declaration from the list, looks at it and releases it."""
    officer.open("/supervision/entries/")
    officer.open(f"/supervision/entries/{entry}/")
    officer.button("Take it under review").click()
    is_said(officer, "You review %(no)s.")
    officer.button("Release it").click()
    is_said(officer, "%(no)s is released.")


# --- sold and gathered ---


def released_lists(programs: Programs, *, many: int) -> dict[str, int]:
    """Purchases of the goods, each document from its own firm's program; quantities by list number."""
    found = {}
    for _ in range(many):
        bought = purchase(goods=(MILLET,), lines=1, serial=next(_serials))
        for code in CODES:
            number = programs(SENDERS[code]).send(xml(code, bought))["pre_no"]
        found[number] = int(bought.lst[1][0]["qty"])
    for number in found:
        eventually(partial(_is_released, programs("broker"), number), what="the release")
    return found


def _is_released(broker: Program, number: str) -> bool:
    return broker.status(number) == RELEASED


def gather(operator: Person, numbers: list[str]) -> str:
    """The lists gathered into an inventory of type 8, after a look at what it would hold; its number."""
    operator.open("/bonded/parcels/")
    operator.link("Gather into an inventory").click()
    act(operator, "", press="look", pre_nos="\n".join(numbers), own_no=f"{OWN}-OUT")
    expect(operator.page.locator("#preview")).to_have_text(says("%(n)s list would be gathered"))
    operator.button("Gather").click()
    is_said(operator, "%(count)s list was gathered.")
    return paper_no(operator, r"QD4921\d{2}E\d{9}")


def take_out(person: Person, inventory: str, number: str, *, reason: str) -> None:
    """One list taken out of its inventory and off the gate pass."""
    person.open(f"/bonded/inventories/{inventory}/")
    person.link("Take lists out").click()
    person.page.get_by_role("row").filter(has_text=number).get_by_role("link").click()
    act(person, "", reason=reason, done="%(count)s list was taken out.")


def refused_to_take_out(operator: Person, inventory: str, number: str) -> None:
    """The firm may not take anything off a lorry that is held."""
    operator.open(f"/bonded/inventories/{inventory}/take-out/?list={number}")
    act(operator, "", reason="damaged")
    expect(operator.page.locator("[data-rule=PAR-14]")).to_be_visible()


# --- out ---


def held_for_weight(operator: Person, clerk: Person, passing: str) -> str:
    """The lorry weighs more than its pass says and is held; the number of the hold."""
    verdict = weigh(clerk, LORRY, kg=TARE + 90)
    expect(verdict.locator("#verdict")).to_have_text(says("HOLD"))
    hold = verdict.locator("a.num").last.inner_text()
    operator.open(f"/bonded/passes/{passing}/")
    expect(operator.page.get_by_role("link", name=hold)).to_be_visible()
    return hold


def explain(operator: Person, hold: str) -> None:
    """The operator finds the lorry among those that are held and says why it is too heavy."""
    operator.open("/bonded/gate/holds/")
    operator.page.get_by_role("link", name=hold).click()
    act(operator, "", words="车上有两个木托盘，未计入皮重。")
    is_said(operator, "%(no)s was written down.")


def let_go(officer: Person, hold: str) -> None:
    """An officer reads the explanation in the list of held vehicles and lets the lorry go."""
    officer.open("/bonded/gate/holds/")
    officer.page.get_by_role("link", name=hold).click()
    expect(officer.page.get_by_text("两个木托盘").first).to_be_visible()
    act(officer, "", press="let_go", words="托盘复核属实，放行。")
    is_said(officer, "%(no)s was written down.")


def parcel_is(operator: Person, number: str, place: str) -> None:
    """The list of released lists and the list's own page say where the goods are."""
    page = operator.open(f"/bonded/parcels/?q={number}")
    row = page.get_by_role("row").filter(has_text=number)
    expect(row.get_by_text(says(place))).to_be_visible()
    operator.open(f"/declarations/lists/{number}/")
    becomes(operator, RELEASED)
    goods = page.locator("section").filter(has=page.get_by_role("heading", name=says("Where the goods are")))
    expect(goods.locator("dd").first).to_have_text(says(place, whole=False))
