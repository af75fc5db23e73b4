"""Flow 7: repair, testing, mould, display: out, gate, back in with the document named, the case closed."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from bonded.models import Application, Gathered, Inventory, StockDoc
from bonded.rules import flow
from bonded.rules.applications import Change
from bonded.services import application_office, applications, stock_docs
from bonded.services.batch_gathering import take_apart
from bonded.services.inventories import submit_inventory
from bonded.services.reminding import watch_deliveries
from bonded.services.staying import declare_outside
from bonded.services.undoing import confirm_undo, propose_undo
from enterprises.models import Notice
from kernel.refusal import Refused
from tests.bonded.delivering import apply_for, deliver
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
    security,
    shelf,
)
from tests.bonded.inventory_world import check_books
from tests.office import AT, Office, rule_codes

RICE = "RICE-250"
LINES = ((RICE, "100", "50"),)


def fresh(row: StockDoc) -> StockDoc:
    """The document as it stands now."""
    return StockDoc.objects.get(pk=row.pk)


def sent_out(
    office: Office, business: str = "E", *, qty: str = "10", days: int = 61
) -> tuple[Application, StockDoc]:
    """An application of that business and 10 pieces at 50 CNY gone out on a pass of type 4 on 12 May."""
    row = apply_for(office, business, days=days, lines=LINES)
    out = deliver(office, row, (1, qty))
    carry(office.broker, out, kind="4")
    return row, fresh(out)


def come_back(office: Office, row: Application, out: StockDoc, qty: str, *, at=AT) -> StockDoc:
    """So much of it comes back through the gate on a return that names it."""
    back = deliver(office, row, (1, qty), returns=out.number, at=at)
    carry(office.broker, back, kind="4", at=at)
    return back


@pytest.mark.parametrize(("business", "days"), [("E", 61), ("D", 61), ("F", 90), ("C", 180)])
def test_out_and_back_in_two_parts_and_closed(office: Office, business: str, days: int) -> None:
    """Repair (E), testing (D), mould (F), display (C): 10 out, 4 back, 6 back.

    | step                 | PREVD_REDC | balance   | usable    | held   | used   | back |
    | document approved    |         10 | 1,000,000 |   999,990 | 149.75 |      0 |    0 |
    | out through the gate |         10 | 1,000,000 |   999,990 |      0 | 149.75 |    0 |
    | 4 back in            |          6 | 1,000,000 |   999,994 |      0 | 149.75 |    4 |
    | 6 back in            |          0 | 1,000,000 | 1,000,000 |      0 |      0 |   10 |

    The goods never leave the ledger: nothing is booked (ACTL_REDC stays 0), the promise is given back.
    """
    row = apply_for(office, business, days=days, lines=LINES)
    out = deliver(office, row, (1, "10"))
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 10, 1000000, 999990), (14975, 0))
    carry(office.broker, out, kind="4")
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 10, 1000000, 999990), (0, 14975))
    assert (fresh(out).gathered, fresh(out).due_on is not None) == (Gathered.NOT_DUE, True)
    with pytest.raises(Refused) as refusal:
        applications.close_application(actor=office.broker, number=row.number, at=AT)
    assert rule_codes(refusal.value.violations) == ["APP-22"]

    come_back(office, row, out, "4")
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 6, 1000000, 999994), (0, 14975))
    assert lots(RICE) == [("", 1000000, 0, 6)]
    come_back(office, row, out, "6")
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 0, 1000000, 1000000), (0, 0))
    assert (fresh(out).due_on, row.lines.get().back_qty) == (None, 10)
    applications.close_application(actor=office.broker, number=row.number, at=AT)
    row.refresh_from_db()
    assert row.status == flow.CLOSED
    check_books()


def test_the_term_is_extended_once_and_the_return_is_in_time(office: Office) -> None:
    """Repair from 12 May, 61 days: due 11 July; extended by 30 days in time: 10 August."""
    row, out = sent_out(office)
    assert out.due_on == date(2026, 7, 11)
    july = AT + timedelta(days=50)
    change = Change(row.valid_to + timedelta(days=30), {}, "缺配件，维修延期")
    applications.ask_for_change(actor=office.broker, number=row.number, change=change, at=july)
    application_office.approve_change(actor=office.officer, number=row.number, at=july)
    assert fresh(out).due_on == date(2026, 8, 10)
    row.refresh_from_db()
    again = Change(row.valid_to + timedelta(days=1), {}, "再延期")
    with pytest.raises(Refused) as refusal:
        applications.ask_for_change(actor=office.broker, number=row.number, change=again, at=july)
    assert rule_codes(refusal.value.violations) == ["APP-17"]
    come_back(office, row, out, "10", at=AT + timedelta(days=85))
    assert (fresh(out).due_on, fresh(out).overdue_at, security()) == (None, None, (0, 0))


def test_what_stays_outside_beyond_the_term_is_declared_paid_and_closed(office: Office) -> None:
    """10 out, 6 back, 4 never: overdue from 12 July, then declared: 4 x 50 = 200 CNY, tax 59.90 CNY.

    | step                     | ACTL_REDC | PREVD_REDC | balance   | usable    | used   |
    | 10 out, 6 back           |         0 |          4 | 1,000,000 |   999,996 | 149.75 |
    | drafted for declaration  |         0 |          4 | 1,000,000 |   999,996 | 149.75 |
    | approved, declared       |         0 |          4 | 1,000,000 |   999,996 | 149.75 |
    | paid                     |         0 |          4 | 1,000,000 |   999,996 |      0 |
    | released: booked         |         4 |          0 |   999,996 |   999,996 |      0 |

    Duty 15 % of 200 is 30.00 and VAT 13 % of 230 is 29.90: each below 50 CNY, so neither is levied. So that
    something is to be paid the firm says 100 CNY each: 400 CNY, duty 60.00, VAT 59.80, 119.80 in all.
    """
    row, out = sent_out(office)
    come_back(office, row, out, "6")
    late = AT + timedelta(days=62)
    watch_deliveries(at=late)
    assert fresh(out).overdue_at == late
    assert Notice.objects.filter(kind="return_overdue", subject_no=out.number).count() == 1

    number = declare_outside(actor=office.broker, number=out.number, at=late)
    inventory = Inventory.objects.get(number=number)
    line = inventory.lines.get()
    assert (inventory.inv_type, inventory.direction, inventory.period_id) == ("1", "E", None)
    assert (line.qty, line.unit_price, line.total, line.gross_kg) == (4, 50, 200, 4)
    assert (fresh(out).gathered, fresh(out).inventory_id) == (Gathered.GATHERED, inventory.pk)
    assert shelf(RICE) == figures(1000000, 0, 0, 4, 1000000, 999996)
    for refused, code in (
        (lambda: declare_outside(actor=office.broker, number=out.number, at=late), "DOC-14"),
        (lambda: deliver(office, row, (1, "1"), returns=out.number, at=late), "DOC-11"),
        (lambda: applications.close_application(actor=office.broker, number=row.number, at=late), "APP-22"),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert rule_codes(refusal.value.violations) == [code]

    inventory.lines.update(unit_price=D(100), total=D(400))
    submit_inventory(actor=office.broker, number=number, at=late)
    assert axes(inventory) == (30, 3, 3, 0, 1)
    entry = declare(office.broker, inventory, at=late, **HOME)
    assert (entry.kind, entry.tax_fen) == ("1", 11980)
    assert shelf(RICE) == figures(1000000, 0, 0, 4, 1000000, 999996)
    pay_and_release(office, entry, at=late)
    assert axes(inventory) == (30, 3, 3, 1, 2)
    assert (shelf(RICE), security()) == (figures(1000000, 4, 0, 0, 999996, 999996), (0, 0))
    assert lots(RICE) == [("", 1000000, 4, 0)]
    now, of = fresh(out), row.lines.get()
    assert (now.gathered, now.due_on, now.overdue_at) == (Gathered.DECLARED, None, None)
    assert (of.passed_qty, of.back_qty, of.declared_qty) == (10, 6, 4)
    applications.close_application(actor=office.broker, number=row.number, at=late)
    check_books()


def test_a_draft_taken_apart_lets_the_goods_come_back_after_all(office: Office) -> None:
    """The inventory is deleted after its approval: the 10 are to come back as before, and do."""
    row, out = sent_out(office, "C", days=180)
    number = declare_outside(actor=office.broker, number=out.number, at=AT)
    submit_inventory(actor=office.broker, number=number, at=AT)
    assert take_apart(actor=office.broker, number=number, reason="客户退回", at=AT) == 1
    now = fresh(out)
    assert (now.gathered, now.inventory_id, now.due_on) == (Gathered.NOT_DUE, None, out.due_on)
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 10, 1000000, 999990), (0, 14975))
    come_back(office, row, out, "10")
    assert (shelf(RICE), security()) == (figures(1000000, 0, 0, 0, 1000000, 1000000), (0, 0))
    check_books()


def test_what_still_moves_is_not_declared(office: Office) -> None:
    """A delivery, goods half out, a return under way, all back: none of them stays outside."""

    def refused(doc: StockDoc) -> list[str]:
        with pytest.raises(Refused) as refusal:
            declare_outside(actor=office.broker, number=doc.number, at=AT)
        return rule_codes(refusal.value.violations)

    batch = deliver(office, apply_for(office, lines=LINES), (1, "10"))
    carry(office.broker, batch, kind="4")
    assert refused(batch) == ["DOC-18"]
    row = apply_for(office, "E", days=61, lines=LINES)
    half = deliver(office, row, (1, "10"))
    carry(office.broker, half, kind="4", qty=D(5), bind="3")
    assert refused(half) == ["DOC-19"]
    carry(office.broker, half, kind="4", bind="3")
    back = deliver(office, row, (1, "3"), returns=half.number)
    assert refused(half) == ["DOC-19"]
    stock_docs.void_document(actor=office.broker, number=back.number, at=AT)
    come_back(office, row, half, "10")
    assert refused(half) == ["DOC-18"]
    with pytest.raises(StockDoc.DoesNotExist):
        declare_outside(actor=office.shop, number=half.number, at=AT)
    assert not Inventory.objects.exists()
    check_books()


def test_a_return_is_not_undone_once_the_rest_is_declared(office: Office) -> None:
    """6 came back, 4 are in a declaration: the passage of the 6 stands, or the declaration would be wrong."""
    row, out = sent_out(office)
    back = deliver(office, row, (1, "6"), returns=out.number)
    number = load(office.broker, back, kind="4")
    drive(number)
    declare_outside(actor=office.broker, number=out.number, at=AT)
    passage = pass_of(number).passages.get()
    proposal = propose_undo(actor=office.officer, passage_no=passage.number, ground="误放行，货物未到", at=AT)
    with pytest.raises(Refused) as refusal:
        confirm_undo(actor=office.officer2, number=proposal, at=AT)
    assert rule_codes(refusal.value.violations) == ["DOC-14"]
    check_books()
