"""A stock-taking in the middle of deliveries: what is through the gate and not booked lies elsewhere."""

from datetime import date
from decimal import Decimal as D

from bonded.models import StockTake
from bonded.rules import flow
from bonded.rules.stocktaking import CountRow
from bonded.selectors.reconciling import moved_since
from bonded.services import stocktaking
from tests.bonded.delivering import apply_for, deliver
from tests.bonded.flows.walking import ACROSS, carry, declare, figures, priced, release_untaxed, shelf
from tests.bonded.inventory_world import EMS, check_books, filed, head
from tests.office import AT, Office

RICE, MILK = "RICE-250", "MILK-800"


def count(office: Office, *rows: CountRow) -> StockTake:
    """The broker's count of the day, compared."""
    done = stocktaking.file_count(
        actor=office.broker, at=AT, ems_no=EMS, counted_on=date(2026, 5, 12), rows=rows
    )
    return StockTake.objects.get(number=done.number)


def test_what_is_outside_is_not_missing(office: Office) -> None:
    """1,000,000 boxes in the ledger; in the warehouse 999,982 should lie, 999,980 do.

    | what                                       | quantity  |
    | balance of the ledger                      | 1,000,000 |
    | delivered in batches, not declared         |       -10 |
    | out for repair: 20 out, 7 back             |       -13 |
    | in through the gate, not released          |        +5 |
    | should be there                            |   999,982 |
    | counted                                    |   999,980 |
    | difference, explained and booked           |        -2 |

    Booked: actually out 2; balance 999,998. The promises of 10 and 13 stay.
    """
    lines = ((RICE, "100", "50"),)
    carry(office.broker, deliver(office, apply_for(office, lines=lines), (1, "10")), kind="4")
    repair = apply_for(office, "E", days=61, lines=lines)
    out = deliver(office, repair, (1, "20"))
    carry(office.broker, out, kind="4")
    carry(office.broker, deliver(office, repair, (1, "7"), returns=out.number), kind="4")
    carry(office.broker, filed(office.broker, head(bill_no="HAWB1"), priced(RICE, "5", "20")), kind="2")
    assert shelf(RICE) == figures(1000000, 0, 5, 23, 1000000, 999977)

    take = count(office, CountRow(1, RICE, D(999980), "", None), CountRow(2, MILK, D(1000000), "", None))
    rice, milk = take.lines.order_by("seq")
    assert (rice.book_qty, rice.difference, milk.difference) == (999982, -2, 0)
    stocktaking.explain(actor=office.broker, number=take.number, explanations={1: "破损两盒"}, at=AT)
    # Nothing has moved: none is said to stand otherwise.
    assert moved_since(take.lines.select_related("item", "lot")) == []
    assert stocktaking.book_count(actor=office.officer, number=take.number, at=AT) == ()
    take.refresh_from_db()
    assert take.status == flow.SETTLED
    assert shelf(RICE) == figures(1000000, 2, 5, 23, 999998, 999975)
    check_books()


def test_lots_are_known_by_what_was_taken_of_them(office: Office) -> None:
    """30 of lot L1 came in, 8 of them are delivered and not declared: 22 of the lot should be there."""
    row = filed(
        office.broker,
        head(bill_no="HAWB1"),
        priced(RICE, "30", "20", lot_no="L1", best_before=date(2026, 9, 1)),
    )
    carry(office.broker, row, kind="2")
    release_untaxed(office, declare(office.broker, row, **ACROSS))
    carry(office.broker, deliver(office, apply_for(office, lines=((RICE, "9", "50"),)), (1, "8")), kind="4")
    take = count(office, CountRow(1, RICE, D(22), "L1", date(2026, 9, 1)))
    line = take.lines.get()
    assert (line.book_qty, line.difference) == (22, 0)
