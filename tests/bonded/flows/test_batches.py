"""Flow 5: deliveries in batches over a quarter, gathered into one declaration that is paid."""

from datetime import UTC, date, datetime

import pytest

from bonded.models import Gathered, Inventory, StockDoc
from bonded.rules import flow
from bonded.rules.applications import Change
from bonded.services import applications, stock_docs
from bonded.services.application_office import approve_change
from bonded.services.batch_gathering import gather_due, gather_now, take_apart
from bonded.services.inventories import submit_inventory, void_inventory
from declarations.services.entry_declaring import withdraw_entry
from enterprises.models import Notice
from kernel.refusal import Refused
from tests.bonded.delivering import AT, apply_for, deliver, document, period_of
from tests.bonded.flows.walking import (
    HOME,
    axes,
    carry,
    declare,
    figures,
    lots,
    pay_and_release,
    release_untaxed,
    security,
    shelf,
)
from tests.bonded.inventory_world import check_books
from tests.office import Office, rule_codes

RICE = "RICE-250"
LINES = ((RICE, "100", "50"),)
JUNE = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)
JULY = datetime(2026, 7, 2, 2, 0, tzinfo=UTC)


def two_deliveries(office: Office):
    """An application for 100 boxes at 50 CNY; 10 delivered on 12 May, 20 on 3 June."""
    row = apply_for(office, lines=LINES)
    first = deliver(office, row, (1, "10"))
    carry(office.broker, first, kind="4")
    second = deliver(office, row, (1, "20"), at=JUNE)
    carry(office.broker, second, kind="4", at=JUNE)
    first.refresh_from_db()
    second.refresh_from_db()
    return row, first, second


def drafted() -> Inventory:
    return Inventory.objects.filter(inv_type="1").exclude(status=flow.VOID).get()


def test_a_quarter_of_deliveries_becomes_one_paid_declaration(office: Office) -> None:
    """10 and 20 boxes at 50 CNY: 500 and 1,000 CNY; tax 29.95 % (duty 15 %, VAT 13 % on 115 %).

    | step                       | ACTL_REDC | PREVD_REDC | balance   | usable    | held   | used   |
    | document of 10 approved    |         0 |         10 | 1,000,000 |   999,990 | 149.75 |      0 |
    | through the gate (pass 4)  |         0 |         10 | 1,000,000 |   999,990 |      0 | 149.75 |
    | the 20 through             |         0 |         30 | 1,000,000 |   999,970 |      0 | 449.25 |
    | gathered on 2 July         |         0 |         30 | 1,000,000 |   999,970 |      0 | 449.25 |
    | approved: through already  |         0 |         30 | 1,000,000 |   999,970 |      0 | 449.25 |
    | declared (1,500 CNY)       |         0 |         30 | 1,000,000 |   999,970 |      0 | 449.25 |
    | paid 449.25                |         0 |         30 | 1,000,000 |   999,970 |      0 |      0 |
    | released, booked           |        30 |          0 |   999,970 |   999,970 |      0 |      0 |

    The period is the second quarter, due on 15 July.
    """
    row = apply_for(office, lines=LINES)
    first = deliver(office, row, (1, "10"))
    assert (first.status, first.gathered, security()) == (30, Gathered.WAITING, (14975, 0))
    assert shelf(RICE) == figures(1000000, 0, 0, 10, 1000000, 999990)
    carry(office.broker, first, kind="4")
    first.refresh_from_db()
    assert (first.gate_axis, first.pass_use, security()) == (3, 3, (0, 14975))
    assert shelf(RICE) == figures(1000000, 0, 0, 10, 1000000, 999990)
    period = period_of(row)
    assert (period.status, period.due_on) == (flow.COLLECTING, date(2026, 7, 15))

    second = deliver(office, row, (1, "20"), at=JUNE)
    carry(office.broker, second, kind="4", at=JUNE)
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 30, 1000000, 999970), (0, 44925))

    assert gather_due(at=JULY) == 2
    inventory = drafted()
    line = inventory.lines.get()
    assert (line.qty, line.unit_price, line.total, axes(inventory)) == (30, 50, 1500, (10, 1, 1, 0, 0))
    assert period_of(row).status == flow.DRAFTED
    first.refresh_from_db()
    assert (first.gathered, first.inventory_id) == (Gathered.GATHERED, inventory.pk)

    submit_inventory(actor=office.broker, number=inventory.number, at=JULY)
    assert axes(inventory) == (30, 3, 3, 0, 1)
    entry = declare(office.broker, inventory, at=JULY, **HOME)
    assert (entry.tax_fen, entry.accepted_on, period_of(row).status) == (44925, date(2026, 7, 2), 30)
    assert security() == (0, 44925)
    pay_and_release(office, entry, at=JULY)
    assert (security(), period_of(row).status) == ((0, 0), flow.PAID)
    assert axes(inventory) == (30, 3, 3, 1, 2)
    assert shelf(RICE) == figures(1000000, 30, 0, 0, 999970, 999970)
    assert lots(RICE) == [("", 1000000, 30, 0)]
    first.refresh_from_db()
    line = row.lines.get()
    assert (first.gathered, line.claimed_qty, line.passed_qty, line.declared_qty) == (3, 30, 30, 30)
    check_books()

    applications.close_application(actor=office.broker, number=row.number, at=JULY)
    row.refresh_from_db()
    assert row.status == flow.CLOSED


def test_a_voided_gathering_frees_its_documents_and_they_are_gathered_again(office: Office) -> None:
    """A centralised inventory is not deleted, it is taken apart: with its declaration withdrawn first."""
    row, first, second = two_deliveries(office)
    gather_now(actor=office.broker, at=JUNE, application_no=row.number, first=period_of(row).period_from)
    inventory = drafted()
    with pytest.raises(Refused) as refusal:
        void_inventory(actor=office.broker, number=inventory.number, reason="价格有误", at=JUNE)
    assert rule_codes(refusal.value.violations) == ["INV-34"]
    submit_inventory(actor=office.broker, number=inventory.number, at=JUNE)
    entry = declare(office.broker, inventory, at=JUNE, **HOME)
    with pytest.raises(Refused) as refusal:
        take_apart(actor=office.broker, number=inventory.number, reason="价格有误", at=JUNE)
    assert rule_codes(refusal.value.violations) == ["INV-33"]
    withdraw_entry(actor=office.broker, entry_id=entry.pk, reason="价格有误", at=JUNE)

    assert take_apart(actor=office.broker, number=inventory.number, reason="价格有误", at=JUNE) == 2
    assert axes(inventory) == (85, 1, 1, 0, 0)
    for one in (first, second):
        one.refresh_from_db()
        assert (one.gathered, one.inventory_id, one.gate_axis) == (Gathered.WAITING, None, 3)
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 30, 1000000, 999970), (0, 44925))
    assert period_of(row).status == flow.COLLECTING
    check_books()

    assert gather_due(at=JULY) == 2
    assert drafted().lines.get().qty == 30
    check_books()


def test_the_application_is_amended_before_more_is_delivered(office: Office) -> None:
    """100 applied for, 30 out; 80 more do not fit, 120 do after the amendment."""
    row, *_ = two_deliveries(office)
    with pytest.raises(Refused) as refusal:
        deliver(office, row, (1, "80"), at=JUNE)
    assert rule_codes(refusal.value.violations) == ["DOC-08"]
    change = Change(None, {1: row.lines.get().qty + 50}, "销量增加")
    applications.ask_for_change(actor=office.broker, number=row.number, change=change, at=JUNE)
    approve_change(actor=office.officer, number=row.number, at=JUNE)
    deliver(office, row, (1, "120"), at=JUNE)
    assert row.lines.get().claimed_qty == 150
    assert Notice.objects.filter(kind="application_change_decided").exists()


def test_goods_that_come_in_by_batches(office: Office) -> None:
    """10 boxes of lot P1 and 5 of P2 enter from a supplier outside; one export declaration follows, untaxed.

    | step                     | ACTL_INC  | PREVD_INC | balance   |
    | both through the gate    | 1,000,000 |        15 | 1,000,000 |
    | gathered and approved    | 1,000,000 |        15 | 1,000,000 |
    | released: booked         | 1,000,015 |         0 | 1,000,015 |

    No guarantee is drawn; the lots keep their numbers and days.
    """
    row = apply_for(office, lines=LINES, direction="I", guarantor_code="")
    for qty, lot, day in (("10", "P1", date(2027, 1, 1)), ("5", "P2", date(2027, 2, 1))):
        wanted = document((1, qty))
        (line,) = wanted.lines
        wanted = wanted._replace(lines=(line._replace(lot_no=lot, best_before=day),))
        filed = stock_docs.file_document(actor=office.broker, at=AT, application_no=row.number, wanted=wanted)
        carry(office.broker, StockDoc.objects.get(number=filed.number), kind="4")
    assert (shelf(RICE), security()) == (figures(1000000, 0, 15, 0, 1000000, 1000000), (0, 0))

    assert gather_due(at=JULY) == 2
    inventory = drafted()
    submit_inventory(actor=office.broker, number=inventory.number, at=JULY)
    assert axes(inventory) == (30, 3, 3, 0, 1)
    entry = declare(office.broker, inventory, at=JULY, **HOME)
    assert (entry.kind, entry.tax_fen) == ("2", 0)
    release_untaxed(office, entry, at=JULY)
    assert axes(inventory) == (30, 3, 3, 1, 2)
    assert shelf(RICE) == figures(1000015, 0, 0, 0, 1000015, 1000015)
    assert lots(RICE) == [("", 1000000, 0, 0), ("P1", 10, 0, 0), ("P2", 5, 0, 0)]
    assert period_of(row).status == flow.PAID
    check_books()
