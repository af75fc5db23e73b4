"""Two at once: eight workers on one hot ledger item, two gatherers, two senders of one receiver."""

from decimal import Decimal as D

from bonded.models import Inventory, Parcel
from bonded.rules import flow
from bonded.services import inventories
from bonded.services.gathering_parcels import gather_parcels
from kernel.refusal import Conflict, Refused
from tests.bonded.inventory_world import (
    EMS,
    FIRST,
    check_books,
    counters,
    filed,
    goods,
    head,
    item,
    other_zone,
    released,
)
from tests.office import AT
from tests.races.threads import at_once


def together(count: int, work) -> list[object]:
    """``work(n)`` in so many threads that begin at the same moment."""
    return at_once([lambda n=n: work(n) for n in range(count)])


def test_eight_workers_on_one_hot_item_never_oversell(committed_office):
    office = committed_office
    row = item()
    free = row.actl_inc_qty - row.actl_redc_qty - row.prevd_redc_qty
    each = (free / 5).quantize(D("0.00001")) - D("0.00001")
    before = counters()
    numbers = [
        inventories.draft_inventory(
            actor=office.broker,
            head=head(direction="E", traf_mode="9"),
            lines=[goods(qty=str(each))],
            at=AT,
        )
        for _n in range(8)
    ]

    def work(number: int) -> int:
        return inventories.submit_inventory(actor=office.broker, number=numbers[number], at=AT)

    found = together(8, work)
    assert found.count(flow.APPROVED) == 5
    assert sum(isinstance(one, Refused) for one in found) == 3
    assert counters()[3] - before[3] == each * 5
    check_books()


def test_eight_workers_that_file_and_delete_leave_nothing_behind(committed_office):
    office = committed_office
    before = counters()

    def work(number: int) -> None:
        for _n in range(3):
            row = filed(office.broker, head(direction="E", traf_mode="9"), goods(qty="2"))
            inventories.void_inventory(actor=office.broker, number=row.number, reason="作废重报", at=AT)

    assert together(8, work) == [None] * 8
    assert counters() == before
    check_books()


def test_two_gatherers_never_take_the_same_list(committed_office):
    office = committed_office
    parcels = [released() for _n in range(12)]

    def work(number: int) -> tuple[str, ...]:
        return gather_parcels(actor=office.broker, ems_no=EMS, at=AT).pre_nos

    found = [one for one in together(2, work) if isinstance(one, tuple)]
    taken = [pre_no for one in found for pre_no in one]
    assert sorted(taken) == sorted(p.pre_no for p in parcels)
    assert Parcel.objects.filter(status=flow.GATHERED).count() == 12
    quantities = [row.lines.get(item=item(FIRST.item_record_no)).qty for row in Inventory.objects.all()]
    assert sum(quantities) == 24
    check_books()


def test_of_two_submits_of_one_draft_one_is_told_that_it_moved_on(committed_office):
    office = committed_office
    before = counters()
    number = inventories.draft_inventory(actor=office.broker, head=head(), lines=[goods()], at=AT)
    found = together(4, lambda _n: inventories.submit_inventory(actor=office.broker, number=number, at=AT))
    assert found.count(flow.APPROVED) == 1
    assert sum(isinstance(one, Conflict) for one in found) == 3
    assert counters()[2] - before[2] == 10


def test_of_two_senders_of_one_receiver_one_is_refused(committed_office):
    office = committed_office
    other, ledger = other_zone(91)
    receiving = filed(
        other,
        head(inv_type="6", traf_mode="Y", ems_no=ledger.ems_no, related_ems_no=EMS),
        goods("THEIRS", qty="4"),
    )
    numbers = [
        inventories.draft_inventory(
            actor=office.broker,
            head=head(
                inv_type="6",
                direction="E",
                traf_mode="Y",
                related_no=receiving.number,
                related_ems_no=ledger.ems_no,
            ),
            lines=[goods(qty="4")],
            at=AT,
        )
        for _n in range(2)
    ]
    found = together(2, lambda n: inventories.submit_inventory(actor=office.broker, number=numbers[n], at=AT))
    assert found.count(flow.APPROVED) == 1
    (refusal,) = [one for one in found if isinstance(one, Refused)]
    assert [v.rule.code for v in refusal.violations] == ["INV-53"]
