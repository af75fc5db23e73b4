"""Flow 1: in from abroad, declared before it enters, or entered first and declared later."""

from datetime import date
from decimal import Decimal as D

from bonded.models import Inventory
from bonded.rules.filing import ItemDraft
from bonded.services import filing
from bonded.services.inventory_deciding import approve_inventory
from declarations.facts import EntryState
from declarations.models import EntryDeclaration
from tests.bonded.flows.walking import (
    ACROSS,
    axes,
    carry,
    declare,
    drive,
    figures,
    load,
    lots,
    pass_of,
    release_untaxed,
    shelf,
    wanted,
)
from tests.bonded.inventory_world import EMS, check_books, filed, goods, head
from tests.office import AT, Office

NEW = "OATS-500"


def on_the_ledger(office: Office) -> None:
    """The firm files the item itself; it is approved by the portal, with nothing on it."""
    number = filing.draft_filing(actor=office.broker, at=AT, kind="items", ems_no=EMS)
    draft = ItemDraft(NEW, "1901109000", "燕麦米粉 500克", "500g", "140", "601", "142", D("20"))
    filing.save_lines(actor=office.broker, number=number, items=[draft], at=AT)
    assert filing.submit_filing(actor=office.broker, number=number, at=AT)


def test_in_from_abroad(office: Office) -> None:
    """120 bags at 20 CNY in two lots come in on a record list (备案清单).

    | step                          | ACTL_INC | ACTL_REDC | PREVD_INC | PREVD_REDC | balance | usable |
    | item filed                    |        0 |         0 |         0 |          0 |       0 |      0 |
    | inventory approved            |        0 |         0 |       120 |          0 |       0 |      0 |
    | record list released          |        0 |         0 |       120 |          0 |       0 |      0 |
    | 100 of 120 through the gate   |        0 |         0 |       120 |          0 |       0 |      0 |
    | the last 20 through, booked   |      120 |         0 |         0 |          0 |     120 |    120 |

    Nothing is taxed; no guarantee moves. Goods 120 x 0.5 = 60 kg; the lorry with the first 50 kg: 8,050 kg.
    """
    on_the_ledger(office)
    assert shelf(NEW) == figures(0, 0, 0, 0, 0, 0)
    late, soon = date(2027, 6, 30), date(2027, 1, 31)
    row = filed(
        office.broker,
        head(bill_no="HAWB1"),
        goods(NEW, "100", unit_price=D(20), total=D(2000), gross_kg=D(50), net_kg=D(45), lot_no="L1",
              best_before=late, limit_on=date(2028, 5, 1)),
        goods(NEW, "20", unit_price=D(20), total=D(400), gross_kg=D(10), net_kg=D(9), lot_no="L2",
              best_before=soon, limit_on=date(2028, 5, 1)),
    )  # fmt: skip
    # Approved, on no pass, none through the gate, not released, pre-booked.
    assert axes(row) == (30, 1, 1, 0, 1)
    assert shelf(NEW) == figures(0, 0, 120, 0, 0, 0)
    assert lots(NEW) == []

    entry = declare(office.broker, row, **ACROSS)
    # Both lines agree on what is merged: one line of the declaration.
    assert (entry.kind, entry.lines.count(), entry.lines.get().qty, entry.tax_fen) == ("3", 1, 120, 0)
    release_untaxed(office, entry)
    assert EntryDeclaration.objects.get().status == EntryState.FINISHED
    assert axes(row) == (30, 1, 1, 1, 1)

    first, second = row.lines.order_by("seq")
    one = load(office.broker, row, kind="2", bind="3", lines=(wanted(row, first),))
    two = load(office.broker, row, kind="2", bind="3", lines=(wanted(row, second),))
    assert axes(row).pass_use == 3
    assert (pass_of(one).gross_kg, pass_of(one).total_kg) == (50, 8050)
    assert drive(one) == ""
    assert axes(row) == (30, 3, 2, 1, 1)
    assert shelf(NEW) == figures(0, 0, 120, 0, 0, 0)

    assert drive(two) == ""
    assert axes(row) == (30, 3, 3, 1, 2)
    assert shelf(NEW) == figures(120, 0, 0, 0, 120, 120)
    assert lots(NEW) == [("L1", 100, 0, 0), ("L2", 20, 0, 0)]
    check_books()


def test_goods_through_the_gate_before_their_release_are_booked_with_it(office: Office) -> None:
    """Either axis may be the last one: here the gate is first, so the release books."""
    on_the_ledger(office)
    row = filed(office.broker, head(bill_no="HAWB1"), goods(NEW, "8"))
    carry(office.broker, row, kind="2")
    assert axes(row) == (30, 3, 3, 0, 1)
    assert shelf(NEW) == figures(0, 0, 8, 0, 0, 0)
    release_untaxed(office, declare(office.broker, row, **ACROSS))
    assert axes(row) == (30, 3, 3, 1, 2)
    assert shelf(NEW) == figures(8, 0, 0, 0, 8, 8)
    check_books()


def test_enter_first_declare_later(office: Office) -> None:
    """A lorry comes in on bill of lading HAWB7 (pass type 1); the inventory (type 3) follows.

    The gate moves no counter: nothing is claimed of the ledger yet. An officer decides about type 3; with
    the approval its 30 bags are pre-booked and count as through the gate; the release books them.
    """
    on_the_ledger(office)
    number = load(office.broker, kind="1", bill_no="HAWB7", gross_kg=D(15), net_kg=D(14), bind="2", lines=())
    assert drive(number) == ""
    assert shelf(NEW) == figures(0, 0, 0, 0, 0, 0)

    said = {"bill_no": "HAWB7", "inv_type": "3"}
    row = filed(office.broker, head(**said), goods(NEW, "30", lot_no="L7"))
    assert axes(row) == (20, 1, 1, 0, 0)
    assert shelf(NEW) == figures(0, 0, 0, 0, 0, 0)
    approve_inventory(actor=office.officer, number=row.number, at=AT)
    assert axes(row) == (30, 3, 3, 0, 1)
    assert shelf(NEW) == figures(0, 0, 30, 0, 0, 0)

    entry = declare(office.broker, Inventory.objects.get(pk=row.pk), **{**ACROSS, "bill_no": "HAWB7"})
    release_untaxed(office, entry)
    assert axes(row) == (30, 3, 3, 1, 2)
    assert shelf(NEW) == figures(30, 0, 0, 0, 30, 30)
    assert lots(NEW) == [("L7", 30, 0, 0)]
    check_books()


def test_out_abroad_again(office: Office) -> None:
    """Re-export: 40 boxes of rice powder go back abroad on a record list out (4), on a pass of type 2.

    | step                | ACTL_REDC | PREVD_REDC | balance   | usable    |
    | approved            |         0 |         40 | 1,000,000 |   999,960 |
    | released, untaxed   |         0 |         40 | 1,000,000 |   999,960 |
    | gate, booked        |        40 |          0 |   999,960 |   999,960 |
    """
    row = filed(office.broker, head(direction="E", country="601", bill_no="OUT1"), goods("RICE-250", "40"))
    assert shelf("RICE-250") == figures(1000000, 0, 0, 40, 1000000, 999960)
    entry = declare(office.broker, row, **{**ACROSS, "bill_no": "OUT1"})
    assert (entry.kind, entry.tax_fen) == ("4", 0)
    release_untaxed(office, entry)
    assert axes(row) == (30, 1, 1, 1, 1)
    carry(office.broker, row, kind="2")
    assert axes(row) == (30, 3, 3, 1, 2)
    assert shelf("RICE-250") == figures(1000000, 40, 0, 0, 999960, 999960)
    check_books()
