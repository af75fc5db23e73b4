"""Flows 2 and 4: out to the home market, and in from it, over the inner line of the zone."""

from datetime import date

import pytest

from bonded.rules.gates import NOT_DECLARED
from bonded.selectors.storage import lots_named
from bonded.services.gate_holds import explain, turn_back
from bonded.services.gate_passes import void_pass
from bonded.services.inventories import void_inventory
from declarations.facts import EntryState
from declarations.models import EntryDeclaration
from declarations.services.entry_declaring import withdraw_entry
from enterprises.models import Authority, Firm
from kernel.refusal import Refused
from supervision.services import entry_review as desk
from tests.bonded.flows.walking import (
    HOME,
    axes,
    carry,
    declare,
    drive,
    figures,
    load,
    lots,
    pass_of,
    pay_and_release,
    priced,
    release_untaxed,
    security,
    shelf,
)
from tests.bonded.inventory_world import check_books, filed, head
from tests.office import AT, Office, rule_codes

RICE = "RICE-250"
BUYER, BUYER_NAME = "430166A001", "境内买方"
OUT = {"direction": "E", "traf_mode": "Y", "country": "142", "supv_mode": "0110", "port": "4921"}


def test_out_to_the_home_market_declared_by_the_same_party(office: Office) -> None:
    """对应: 10 boxes of rice powder at 100 CNY, paid first.

    | step                      | ACTL_INC  | ACTL_REDC | PREVD_INC | PREVD_REDC | balance   | usable    |
    | before                    | 1,000,000 |         0 |         0 |          0 | 1,000,000 | 1,000,000 |
    | inventory approved        | 1,000,000 |         0 |         0 |         10 | 1,000,000 |   999,990 |
    | declared, paid, released  | 1,000,000 |         0 |         0 |         10 | 1,000,000 |   999,990 |
    | through the gate, booked  | 1,000,000 |        10 |         0 |          0 |   999,990 |   999,990 |

    1,000.00 CNY: duty 15 % 150.00, VAT 13 % of 1,150.00 = 149.50; 299.50 CNY in all, no guarantee.
    The lot: 1,000,000 in; 10 taken with the approval, out with the booking.
    """
    assert shelf(RICE) == figures(1000000, 0, 0, 0, 1000000, 1000000)
    row = filed(office.broker, head(**OUT), priced(RICE, "10", "100"))
    assert axes(row) == (30, 1, 1, 0, 1)
    assert shelf(RICE) == figures(1000000, 0, 0, 10, 1000000, 999990)
    assert lots(RICE) == [("", 1000000, 0, 10)]

    assert lots_named(row.pk) == [(1, RICE, "", None, 10)]

    entry = declare(office.broker, row, **HOME)
    assert (entry.kind, entry.duty_fen, entry.vat_fen, entry.tax_fen) == ("1", 15000, 14950, 29950)
    pay_and_release(office, entry)
    assert axes(row) == (30, 1, 1, 1, 1)
    assert security() == (0, 0)

    carry(office.broker, row)
    assert axes(row) == (30, 3, 3, 1, 2)
    assert shelf(RICE) == figures(1000000, 10, 0, 0, 999990, 999990)
    assert lots(RICE) == [("", 1000000, 10, 0)]
    assert lots_named(row.pk) == [(1, RICE, "", None, 10)]
    check_books()


def may_draw_on_the_broker(office: Office) -> None:
    """The zone's firm agrees that the buyer draws on its guarantee account."""
    Authority.objects.create(
        number="AU900001", principal_id=office.broker.firm_id, agent_id=office.shop.firm_id,
        scopes=["guarantee"], valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1),
        given_by_id=office.broker.user_id, given_at=AT,
    )  # fmt: skip


def test_out_to_the_home_market_declared_by_the_buyer_on_a_guarantee(office: Office) -> None:
    """关联: the buyer declares; released on a guarantee of 299.50 CNY, which its payment restores.

    | step           | PREVD_REDC | ACTL_REDC | held   | used   |
    | approved       |         10 |         0 |      0 |      0 |
    | accepted       |         10 |         0 | 299.50 |      0 |
    | released       |         10 |         0 |      0 | 299.50 |
    | gate, booked   |          0 |        10 |      0 | 299.50 |
    | paid           |          0 |        10 |      0 |      0 |
    """
    said = {**OUT, "by_partner": True, "partner_code": BUYER, "partner_name": BUYER_NAME}
    row = filed(office.broker, head(**said), priced(RICE, "10", "100"))
    may_draw_on_the_broker(office)
    buyer = {"consignee_code": BUYER, "consignee_name": BUYER_NAME, "owner_name": BUYER_NAME}
    entry = declare(office.shop, row, **HOME, **buyer, pay_mode="guarantee", assure_code="430168A004")
    assert (entry.firm_id, entry.consignee_code) == (Firm.objects.get(customs_code=BUYER).pk, BUYER)
    assert security() == (29950, 0)
    release_untaxed(office, entry)
    assert (axes(row).entry, security()) == (1, (0, 29950))

    carry(office.broker, row)
    assert axes(row) == (30, 3, 3, 1, 2)
    assert shelf(RICE) == figures(1000000, 10, 0, 0, 999990, 999990)
    desk.book_payment(entry.pk, receipt_no="R-2", paid_on=AT.date(), actor=office.officer, at=AT)
    assert (security(), EntryDeclaration.objects.get().status) == ((0, 0), EntryState.FINISHED)
    check_books()


def test_a_lorry_with_goods_that_are_not_released_is_held_and_sent_back(office: Office) -> None:
    """The gate asks for the declaration: held, explained, turned back; nothing has moved."""
    row = filed(office.broker, head(**OUT), priced(RICE, "10", "100"))
    number = load(office.broker, row)
    hold = drive(number)
    assert hold and NOT_DECLARED.code in pass_of(number).passages.get().reasons
    explain(actor=office.broker, number=hold, explanation="报关单尚未放行，货物退回仓库", at=AT)
    turn_back(actor=office.officer, number=hold, ground="货物尚未放行，退回区内", at=AT)
    void_pass(actor=office.broker, number=number, reason="放行后另行申报", at=AT)
    assert axes(row) == (30, 1, 1, 0, 1)
    assert shelf(RICE) == figures(1000000, 0, 0, 10, 1000000, 999990)
    pay_and_release(office, declare(office.broker, row, **HOME))
    carry(office.broker, row)
    assert shelf(RICE) == figures(1000000, 10, 0, 0, 999990, 999990)
    check_books()


def test_in_from_the_home_market(office: Office) -> None:
    """The seller outside exports 25 boxes into the zone (关联, export declaration); pass type 3.

    | step             | ACTL_INC  | PREVD_INC | balance   | usable    |
    | approved         | 1,000,000 |        25 | 1,000,000 | 1,000,000 |
    | export released  | 1,000,000 |        25 | 1,000,000 | 1,000,000 |
    | gate, booked     | 1,000,025 |         0 | 1,000,025 | 1,000,025 |

    Export to the zone bears no tax here.
    """
    said = {"traf_mode": "Y", "country": "142", "supv_mode": "0110", "port": "4921", "by_partner": True,
            "partner_code": BUYER, "partner_name": BUYER_NAME}  # fmt: skip
    row = filed(office.broker, head(**said), priced(RICE, "25", "8", origin="142", lot_no="D1"))
    assert shelf(RICE) == figures(1000000, 0, 25, 0, 1000000, 1000000)
    seller = {"consignee_code": BUYER, "consignee_name": BUYER_NAME, "owner_name": BUYER_NAME}
    entry = declare(office.shop, row, **HOME, **seller)
    assert (entry.kind, entry.tax_fen, entry.number[8]) == ("2", 0, "0")
    release_untaxed(office, entry)
    assert axes(row) == (30, 1, 1, 1, 1)
    carry(office.broker, row)
    assert axes(row) == (30, 3, 3, 1, 2)
    assert shelf(RICE) == figures(1000025, 0, 0, 0, 1000025, 1000025)
    assert lots(RICE) == [("", 1000000, 0, 0), ("D1", 25, 0, 0)]
    check_books()


def test_an_inventory_out_is_deleted_and_gives_back_its_own(office: Office) -> None:
    """Two inventories of 10 and 5; the declaration of the first is withdrawn, the inventory deleted."""
    first = filed(office.broker, head(**OUT), priced(RICE, "10", "100"))
    filed(office.broker, head(**OUT), priced(RICE, "5", "100"))
    assert shelf(RICE) == figures(1000000, 0, 0, 15, 1000000, 999985)
    entry = declare(office.broker, first, **HOME)
    with pytest.raises(Refused) as refusal:
        void_inventory(actor=office.broker, number=first.number, reason="买方取消", at=AT)
    assert rule_codes(refusal.value.violations) == ["INV-33"]
    withdraw_entry(actor=office.broker, entry_id=entry.pk, reason="买方取消", at=AT)
    void_inventory(actor=office.broker, number=first.number, reason="买方取消", at=AT)
    assert axes(first) == (85, 1, 1, 0, 0)
    assert shelf(RICE) == figures(1000000, 0, 0, 5, 1000000, 999995)
    assert lots(RICE) == [("", 1000000, 0, 5)]
    check_books()
