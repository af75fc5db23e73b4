"""Any sequence of filing, deleting, gathering, taking out, passing and booking keeps the books."""

from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonded.models import Inventory, LedgerItem, Parcel, ParcelLine
from bonded.rules import flow
from bonded.services import carried, inventories, inventory_booking
from bonded.services.gathering_parcels import gather_parcels
from bonded.services.taking_out import cancel_parcels, take_out
from enterprises.facts import SYSTEM
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.bonded.inventory_world import (
    EMS,
    FIRST,
    SECOND,
    check_books,
    counters,
    filed,
    goods,
    head,
    released,
    ride,
    rides,
)
from tests.office import AT

A, B = FIRST.item_record_no, SECOND.item_record_no
STEPS = (
    "file in", "file out", "release", "gather", "void", "take out", "damage", "cancel", "ride part", "ride",
    "declare", "recall", "undo",
)  # fmt: skip


class _Back(Exception):
    """Takes one sequence back, so that the next one begins on the same shelf."""


def apart() -> transaction.Atomic:
    """A transaction around one sequence that intentions take for the test's own."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


def _file_in(office, pick):
    filed(office.broker, head(), goods(A, qty="3", lot_no=f"L{pick % 3}"))


def _file_out(office, pick):
    filed(office.broker, head(direction="E", traf_mode="9"), goods((A, B)[pick % 2], qty=str(1 + pick % 4)))


def _release(office, pick):
    released((A, str(1 + pick % 3)), (B, "1"))


def _gather(office, pick):
    names = list(Parcel.objects.filter(status=flow.WAITING).values_list("pre_no", flat=True))
    some = names[: 1 + pick % 3]
    if some:
        gather_parcels(actor=office.broker, ems_no=EMS, pre_nos=some, at=AT)


def _inventory(pick) -> Inventory | None:
    rows = list(Inventory.objects.order_by("pk"))
    return rows[pick % len(rows)] if rows else None


def _void(office, pick):
    row = _inventory(pick)
    if row is not None:
        inventories.void_inventory(actor=office.broker, number=row.number, reason="作废重报", at=AT)


def _take(reason):
    def act(office, pick):
        rows = list(Parcel.objects.filter(status=flow.GATHERED).order_by("pk"))
        if rows:
            one = rows[pick % len(rows)]
            number = Inventory.objects.get(pk=one.inventory_id).number
            take_out(actor=office.broker, number=number, pre_nos=[one.pre_no], reason=reason, at=AT)

    return act


def _cancel(office, pick):
    rows = list(Parcel.objects.order_by("pk"))
    if rows:
        with intention():
            cancel_parcels([rows[pick % len(rows)].pk], actor=SYSTEM, at=AT)


def _ride(share):
    def act(office, pick):
        row = _inventory(pick)
        if row is not None:
            ride(row, share=share)

    return act


def _entry(step):
    def act(office, pick):
        row = _inventory(pick)
        if row is not None:
            with intention():
                step([row.pk], at=AT, actor_id=None)

    return act


def _undo(office, pick):
    row = _inventory(pick)
    if row is not None:
        with intention():
            gone = [r._replace(qty=row.lines.get(pk=r.line_id).passed_qty) for r in rides(row)]
            carried.undo_gate([r for r in gone if r.qty], at=AT, actor_id=None)


ACTS = {
    "file in": _file_in,
    "file out": _file_out,
    "release": _release,
    "gather": _gather,
    "void": _void,
    "take out": _take("not_loaded"),
    "damage": _take("damaged"),
    "cancel": _cancel,
    "ride part": _ride("0.5"),
    "ride": _ride("1"),
    "declare": _entry(inventory_booking.declaration_released),
    "recall": _entry(inventory_booking.declaration_recalled),
    "undo": _undo,
}


def _pre_booked() -> D:
    """What open inventories and parcels hold of the first item on the way out."""
    held = D(0)
    for row in Inventory.objects.filter(direction="E", booking=flow.PRE_BOOKED):
        held += sum(row.lines.filter(item__item_record_no=A).values_list("qty", flat=True), D(0))
    for parcel in Parcel.objects.filter(status=flow.WAITING):
        lines = ParcelLine.objects.filter(parcel_id=parcel.pk, item_id__in=_items())
        held += sum(lines.values_list("qty", flat=True), D(0))
    return held


def _items() -> list[int]:
    return list(LedgerItem.objects.filter(item_record_no=A).values_list("pk", flat=True))


@pytest.fixture
def office(office_stage, db):
    return office_stage()


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), min_size=4, max_size=16))
def test_every_sequence_keeps_counters_equal_to_their_entries_and_never_below_zero(office, steps):
    start = counters()
    with pytest.raises(_Back), apart():
        for name, pick in steps:
            try:
                ACTS[name](office, pick)
            except (Refused, Conflict):
                continue
        check_books()
        assert counters()[3] - start[3] == _pre_booked()
        raise _Back
