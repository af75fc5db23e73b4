"""Pre-booking, handing over, formal booking and counter-entries of papers, with their lots."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonded.facts import Claim, HandOver, LotLabel, Part
from bonded.models import Kind, LedgerEntry, Lot, LotCounter, LotEntry, Mark, StopKind, StopOrder
from bonded.services.booking import (
    book_formally,
    give_back,
    give_back_parts,
    pre_book,
    settle_difference,
    take_back_parts,
    take_over,
    unbook,
)
from bonded.sets.lots import lot_mismatches
from bonded.sets.stock import mismatches
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.bonded.conftest import AT

MILK = LotLabel("M1", date(2026, 9, 1))
LATER = LotLabel("M2", date(2027, 3, 1))


def claim(item, qty, *, subject: int = 900, line: int = 1, lot: LotLabel | None = None) -> Claim:
    return Claim(subject, f"QD{subject}", line, item.pk, Decimal(qty), lot)


def do(service, *args, **kwargs):
    with intention():
        return service(*args, at=AT, actor_id=None, **kwargs)


def counters(item) -> tuple[Decimal, ...]:
    item.refresh_from_db()
    return (item.actl_inc_qty, item.actl_redc_qty, item.prevd_inc_qty, item.prevd_redc_qty)


def lots(item) -> dict[str, tuple[Decimal, ...]]:
    return {x.lot_no: (x.in_qty, x.taken_qty, x.out_qty) for x in Lot.objects.filter(item=item)}


def nothing_contradicts() -> bool:
    return mismatches() == [] and lot_mismatches() == []


def codes(caught) -> list[tuple[str, str]]:
    return [(v.rule.code, v.path) for v in caught.value.violations]


def bring_in(item, qty, *, label: LotLabel, subject: int) -> None:
    do(pre_book, [claim(item, qty, subject=subject, lot=label)], direction="I")
    do(book_formally, [subject], lots={(subject, 1): label})


def test_inbound_goods_come_in_under_their_lot(shelf):
    do(pre_book, [claim(shelf.a, "4", lot=MILK)], direction="I")
    assert counters(shelf.a) == (10, 0, 4, 0)
    do(book_formally, [900], lots={(900, 1): MILK})
    assert counters(shelf.a) == (14, 0, 0, 0)
    assert lots(shelf.a) == {"": (10, 0, 0), "M1": (4, 0, 0)}
    assert nothing_contradicts()


def test_outbound_goods_take_what_expires_first_and_leave(shelf):
    bring_in(shelf.a, "4", label=LATER, subject=800)
    bring_in(shelf.a, "3", label=MILK, subject=801)
    do(pre_book, [claim(shelf.a, "5")], direction="E")
    assert counters(shelf.a) == (17, 0, 0, 5)
    assert lots(shelf.a) == {"": (10, 0, 0), "M1": (3, 3, 0), "M2": (4, 2, 0)}
    do(book_formally, [900])
    assert counters(shelf.a) == (17, 5, 0, 0)
    assert lots(shelf.a) == {"": (10, 0, 0), "M1": (3, 0, 3), "M2": (4, 0, 2)}
    assert nothing_contradicts()


def test_giving_back_reverses_exactly_its_own(shelf):
    do(pre_book, [claim(shelf.a, "5"), claim(shelf.b, "2", line=2)], direction="E")
    do(pre_book, [claim(shelf.a, "1", subject=901)], direction="E")
    assert do(give_back, [900]) == 2
    assert counters(shelf.a) == (10, 0, 0, 1)
    assert counters(shelf.b) == (5, 0, 0, 0)
    assert lots(shelf.a) == {"": (10, 1, 0)}
    assert do(give_back, [900]) == 0
    assert nothing_contradicts()


def test_a_part_comes_back_from_what_was_taken_last(shelf):
    bring_in(shelf.a, "3", label=MILK, subject=801)
    do(pre_book, [claim(shelf.a, "5")], direction="E")
    do(give_back_parts, [Part(900, 1, Decimal(1))])
    assert counters(shelf.a)[3] == 4
    taken = LotEntry.objects.filter(subject_id=900, counter=LotCounter.TAKEN)
    assert sum(entry.qty for entry in taken) == 4
    with pytest.raises(ValueError, match="less than that"):
        do(give_back_parts, [Part(900, 1, Decimal(5))])
    do(take_back_parts, [Part(900, 1, Decimal(1))])
    assert counters(shelf.a)[3] == 5
    assert nothing_contradicts()


def test_what_others_were_promised_since_cannot_be_taken_back(shelf):
    do(pre_book, [claim(shelf.a, "5")], direction="E")
    do(give_back_parts, [Part(900, 1, Decimal(5))])
    do(pre_book, [claim(shelf.a, "6", subject=901)], direction="E")
    with pytest.raises(Refused) as caught:
        do(take_back_parts, [Part(900, 1, Decimal(5))])
    assert codes(caught) == [("BOK-03", "")]
    assert nothing_contradicts()


def test_another_paper_takes_over_and_the_counters_stand(shelf):
    do(pre_book, [claim(shelf.a, "2", subject=901), claim(shelf.a, "1", subject=902)], direction="E")
    do(
        take_over,
        [HandOver(901, 1, 900, 1), HandOver(902, 1, 900, 1)],
        to_no="QD900",
    )
    assert counters(shelf.a) == (10, 0, 0, 3)
    assert do(give_back, [901]) == 0
    do(take_over, [HandOver(900, 1, 902, 1, Decimal(1), "L902")])
    do(book_formally, [900], lot_subjects=[901])
    assert counters(shelf.a) == (10, 2, 0, 1)
    assert lots(shelf.a) == {"": (10, 1, 2)}
    assert nothing_contradicts()


def test_one_line_hands_over_to_several(shelf):
    do(pre_book, [claim(shelf.a, "5")], direction="E")
    do(take_over, [HandOver(900, 1, 901, 1, Decimal(2)), HandOver(900, 1, 902, 1)], to_no="QD")
    assert do(give_back, [900]) == 0
    do(give_back, [901])
    assert counters(shelf.a) == (10, 0, 0, 3)


def test_a_counter_entry_makes_it_pre_booked_again(shelf):
    do(pre_book, [claim(shelf.a, "5")], direction="E")
    do(book_formally, [900])
    do(unbook, [900])
    assert counters(shelf.a) == (10, 0, 0, 5)
    assert lots(shelf.a) == {"": (10, 5, 0)}
    do(book_formally, [900])
    assert counters(shelf.a) == (10, 5, 0, 0)
    assert nothing_contradicts()


def test_goods_that_came_in_and_were_used_cannot_be_unbooked(shelf):
    bring_in(shelf.a, "4", label=MILK, subject=801)
    do(pre_book, [claim(shelf.a, "1", lot=MILK)], direction="E")
    with pytest.raises(Refused) as caught:
        do(unbook, [801])
    assert codes(caught) == [("BOK-03", "")]
    assert counters(shelf.a) == (14, 0, 0, 1)
    do(give_back, [900])
    do(unbook, [801])
    assert counters(shelf.a) == (10, 0, 4, 0)
    assert nothing_contradicts()


@pytest.mark.parametrize(
    ("change", "direction", "expected"),
    [
        ({}, "E", []),
        ({"mark": Mark.OUT_PAUSED}, "E", [("STK-11", "lines[1].item_record_no")]),
        ({"mark": Mark.OUT_PAUSED}, "I", []),
        ({"mark": Mark.ALL_PAUSED}, "I", [("STK-11", "lines[1].item_record_no")]),
    ],
)
def test_a_paused_item_does_not_move_in_that_direction(shelf, change, direction, expected):
    type(shelf.a).objects.filter(pk=shelf.a.pk).update(**change)
    try:
        do(pre_book, [claim(shelf.a, "1")], direction=direction)
        found = []
    except Refused as refusal:
        found = [(v.rule.code, v.path) for v in refusal.violations]
    assert found == expected
    assert counters(shelf.a)[2:] == ((0, 0) if expected else (direction == "I", direction == "E"))


def test_every_reason_of_every_line_is_told_and_nothing_is_booked(shelf):
    wanted = [claim(shelf.a, "6"), claim(shelf.a, "5", line=2), claim(shelf.b, "0", line=3)]
    with pytest.raises(Refused) as caught:
        do(pre_book, wanted, direction="E")
    assert codes(caught) == [("STK-08", "lines[2].qty"), ("STK-07", "lines[3].qty")]
    assert not LedgerEntry.objects.filter(subject_id=900).exists()


def test_a_closed_or_expired_ledger_takes_nothing(shelf):
    type(shelf.ledger).objects.filter(pk=shelf.ledger.pk).update(
        valid_to=AT.date() - timedelta(days=1), closed_on=AT.date()
    )
    with pytest.raises(Refused) as caught:
        do(pre_book, [claim(shelf.a, "1")], direction="I")
    assert codes(caught) == [("STK-10", "ems_no"), ("STK-03", "ems_no")]


def stop(**target) -> StopOrder:
    return StopOrder.objects.create(
        subject_id=77, status=1, since=AT, number="ST1", office="4921", ground="x", ordered_by_id=1, **target
    )


def test_a_stopped_item_and_a_stopped_lot_do_not_leave(shelf):
    bring_in(shelf.a, "4", label=MILK, subject=801)
    stop(kind=StopKind.LOT, target_no="M1", item=shelf.a, lot_no="M1")
    with pytest.raises(Refused) as caught:
        do(pre_book, [claim(shelf.a, "1", lot=MILK)], direction="E")
    assert codes(caught) == [("LOT-03", "lines[1].lot_no")]
    with pytest.raises(Refused) as caught:
        do(pre_book, [claim(shelf.a, "11")], direction="E")
    assert codes(caught) == [("STK-08", "lines[1].qty")]
    do(pre_book, [claim(shelf.a, "10")], direction="E")
    assert lots(shelf.a) == {"": (10, 10, 0), "M1": (4, 0, 0)}
    StopOrder.objects.update(kind=StopKind.ITEM, lot_no="")
    with pytest.raises(Refused) as caught:
        do(pre_book, [claim(shelf.a, "1", subject=901)], direction="E")
    assert codes(caught) == [("STK-12", "lines[1].item_record_no")]


def test_differences_are_booked_at_once(shelf):
    do(settle_difference, claim(shelf.a, "2", lot=MILK), kind=Kind.STOCKTAKE)
    do(settle_difference, claim(shelf.a, "-3", subject=901), kind=Kind.STOCKTAKE, note="broken")
    assert counters(shelf.a) == (12, 3, 0, 0)
    assert lots(shelf.a) == {"": (10, 0, 1), "M1": (2, 0, 2)}
    with pytest.raises(Refused) as caught:
        do(settle_difference, claim(shelf.a, "-10", subject=902), kind=Kind.STOCKTAKE)
    assert codes(caught) == [("STK-08", "lines[1].qty")]
    assert nothing_contradicts()


WAYS = st.lists(
    st.tuples(
        st.sampled_from(["in", "out", "back", "book", "unbook", "over"]),
        st.integers(1, 4),
        st.integers(1, 4),
        st.integers(1, 6),
    ),
    max_size=14,
)


class Way(NamedTuple):
    """One step of a random sequence: papers 1001 to 1004 book, 2001 to 2004 only take over."""

    verb: str
    subject: int
    second: int
    qty: int


def go(way: Way, *, item, handed: dict[int, int]) -> None:
    """Do one step; what a paper hands over it hands over once."""
    takers = {way.subject: [way.subject], way.second: [k for k, v in handed.items() if v == way.second]}
    lot = MILK if way.verb == "in" else None
    wanted = claim(item, way.qty, subject=way.subject, lot=lot)
    if way.verb == "back":
        do(give_back, [way.subject])
    elif way.verb == "book":
        for who, lot_subjects in takers.items():
            do(book_formally, [who], lots={(way.subject, 1): MILK}, lot_subjects=lot_subjects)
    elif way.verb == "unbook":
        for who, lot_subjects in takers.items():
            do(unbook, [who], lot_subjects=lot_subjects)
    elif way.subject not in handed and way.verb == "over":
        do(take_over, [HandOver(way.subject, 1, way.second, way.subject)], to_no="QD")
        handed[way.subject] = way.second
    elif way.subject not in handed:
        do(pre_book, [wanted], direction="I" if way.verb == "in" else "E")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=WAYS)
def test_any_sequence_keeps_the_counters_and_the_entries_equal(shelf, ways):
    mark = transaction.savepoint()
    handed: dict[int, int] = {}
    for verb, one, other, qty in ways:
        with suppress(Refused):
            go(Way(verb, 1000 + one, 2000 + other, qty), item=shelf.a, handed=handed)
    assert nothing_contradicts()
    assert all(number >= 0 for number in counters(shelf.a))
    transaction.savepoint_rollback(mark)
