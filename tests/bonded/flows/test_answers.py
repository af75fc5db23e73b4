"""What a firm's own system is told of a flow on its way: every step once, in the official codes."""

import pytest

from bonded.models import LedgerItem
from tests.bonded.delivering import apply_for, deliver
from tests.bonded.flows.walking import (
    ACROSS,
    carry,
    declare,
    drive,
    load,
    open_gate,
    pass_of,
    release_untaxed,
    told,
)
from tests.bonded.inventory_world import check_books, filed, goods, head
from tests.office import Office, open_office

RICE = "RICE-250"


@pytest.fixture
def office(transactional_db: None) -> Office:
    """Answers are read from what is committed."""
    office = open_office()
    LedgerItem.objects.update(origin="601")
    open_gate(office.broker)
    return office


def test_first_line_in_and_a_delivery(office: Office) -> None:
    """Inventory: stored, pre-booked, declaration number, booked. Pass: stored, approved, through the gate.

    A pass of two barriers, or one let go after a hold, tells its passage the same way (SAS223).
    """
    row = filed(office.broker, head(bill_no="HAWB1"), goods(RICE, "8"))
    assert told(office.broker, row) == ["INV201 Y", "INV201 4"]
    release_untaxed(office, declare(office.broker, row, **ACROSS))
    assert told(office.broker, row) == ["INV201 Y", "INV201 4", "INV202 1"]
    number = load(office.broker, row, kind="2")
    assert told(office.broker, pass_of(number)) == ["SAS221 Y", "SAS221 1"]
    assert drive(number) == ""
    assert told(office.broker, pass_of(number)) == ["SAS221 Y", "SAS221 1", "SAS223 1"]
    assert told(office.broker, row) == ["INV201 Y", "INV201 4", "INV202 1", "INV211 1"]

    delivery = deliver(office, apply_for(office, lines=((RICE, "100", "50"),)), (1, "10"))
    passed = carry(office.broker, delivery, kind="4")
    assert told(office.broker, delivery) == ["SAS211 Y", "SAS211 1"]
    assert told(office.broker, pass_of(passed)) == ["SAS221 Y", "SAS221 1", "SAS223 1"]
    # Others are told nothing of it.
    assert told(office.shop, row) == told(office.shop, delivery) == []
    check_books()
