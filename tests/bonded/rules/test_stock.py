"""Stock as a fold: worked examples, and that a set equals its members one by one."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonded.facts import LedgerFact, Position, PreBooking, Stock
from bonded.rules.stock import RULES, fold_list, judge_moving

EMS = "T4921W000001"
OWNER = "91430100MA4L16JQ9B"
ON = date(2026, 5, 10)


def stock(*, inc="10", redc="0", held="0", valid_to=None, on=ON, mark=1, stopped="", done=None):
    position = Position(7, "1901109000", "011", D(inc), D(redc), D(0), D(held))
    owners = frozenset({OWNER, "4301660K01"})
    ledger = LedgerFact(EMS, owners, date(2026, 1, 1), valid_to, mark, None, stopped, done)
    return Stock(on, {EMS: ledger}, {(EMS, "MILK-01"): position})


def booking(**changes):
    base = PreBooking(1, 1, EMS, "MILK-01", OWNER, "1901109000", D(2), "011", agent_code=OWNER)
    return base._replace(**changes)


def found(bookings, **shape):
    changed, violations = fold_list(stock(**shape), bookings=bookings)
    if violations:
        assert changed == {}
    return [(v.rule.code, v.path) for v in violations]


def test_a_line_within_stock_is_pre_booked():
    changed, violations = fold_list(stock(held="3"), bookings=[booking()])
    assert violations == ()
    assert changed[EMS, "MILK-01"].prevd_redc == D(5)
    assert changed[EMS, "MILK-01"].usable == D(5)


def test_the_operator_is_known_by_either_code():
    assert found([booking(area_code="4301660K01")]) == []


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"ems_no": "T4921W000099"}, "STK-01", "emsNo"),
        ({"ems_no": ""}, "STK-01", "emsNo"),
        ({"area_code": "91430100MA4L000000"}, "STK-02", "areaCode"),
        ({"area_code": ""}, "STK-02", "areaCode"),
        ({"item_record_no": "NONE", "line": 3}, "STK-04", "lines[3].itemRecordNo"),
        ({"gcode": "3304990039", "line": 2}, "STK-05", "lines[2].gcode"),
        ({"unit": "035", "line": 2}, "STK-06", "lines[2].unit"),
        ({"qty": D(0)}, "STK-07", "lines[1].qty"),
        ({"qty": D("-1")}, "STK-07", "lines[1].qty"),
        ({"qty": D("10.00001")}, "STK-08", "lines[1].qty"),
    ],
)
def test_each_reason_points_at_its_field(changes, code, path):
    assert found([booking(**changes)]) == [(code, path)]


def test_all_reasons_of_a_line_at_once():
    line = booking(gcode="3304990039", unit="035", qty=D(11))
    assert [code for code, _ in found([line])] == ["STK-05", "STK-06", "STK-08"]


def test_usable_leaves_out_what_went_out_and_what_is_pre_booked():
    assert found([booking(qty=D("4.5"))], redc="3", held="2.5") == []
    assert found([booking(qty=D("4.50001"))], redc="3", held="2.5") == [("STK-08", "lines[1].qty")]


def test_how_much_is_usable_is_told_to_the_owner_only():
    own = fold_list(stock(held="3"), bookings=[booking(qty=D(8))])[1][0]
    assert own.sentence() == "Ledger item MILK-01 has 7 usable; 8 was asked for."
    for stranger in ("", "91440300MA5EXAMPLE"):
        other = fold_list(stock(held="3"), bookings=[booking(qty=D(8), agent_code=stranger)])[1][0]
        assert other.rule.code == "STK-09"
        assert "7" not in dict(other.args).values()


def test_validity_is_half_open():
    day = date(2026, 6, 30)
    assert found([booking()], valid_to=day, on=date(2026, 6, 29)) == []
    assert found([booking()], valid_to=day, on=day) == [("STK-03", "emsNo")]
    assert found([booking()], on=date(2025, 12, 31)) == [("STK-03", "emsNo")]
    assert found([booking()], on=date(2026, 1, 1)) == []


def test_two_lines_of_one_list_share_one_item():
    lines = [booking(line=n, qty=D(6)) for n in (1, 2)]
    assert found(lines) == [("STK-08", "lines[2].qty")]


def test_a_stranger_learns_nothing_about_the_items_of_a_ledger():
    lines = [booking(area_code="X", line=n, item_record_no=f"GUESS-{n}", qty=D(99)) for n in (1, 2)]
    assert found(lines) == [("STK-02", "areaCode")]


def test_the_ledger_is_told_once_for_many_lines():
    assert found([booking(line=n) for n in (1, 2, 3)], valid_to=ON) == [("STK-03", "emsNo")]


def test_every_rule_can_fire_and_says_all_it_needs():
    cases = [
        fold_list(stock(), bookings=[booking(ems_no="T1")]),
        fold_list(stock(), bookings=[booking(area_code="X")]),
        fold_list(stock(valid_to=ON), bookings=[booking()]),
        fold_list(stock(), bookings=[booking(item_record_no="X")]),
        fold_list(stock(), bookings=[booking(gcode="1", unit="1", qty=D(99))]),
        fold_list(stock(), bookings=[booking(qty=D(0))]),
        fold_list(stock(), bookings=[booking(qty=D(99), agent_code="")]),
        fold_list(stock(mark=6), bookings=[booking()]),
        fold_list(stock(stopped="ST1"), bookings=[booking()]),
        fold_list(stock(done=ON), bookings=[booking()]),
    ]
    paused = Position(1, "", "", D(9), D(0), D(0), D(0), mark=6)
    cases.append((None, judge_moving(paused, item="A", direction="E", path="lines[1]")))
    fired = {v.rule.code for _, violations in cases for v in violations if v.sentence()}
    assert fired == {rule.code for rule in RULES}


ITEMS = ("A", "B", "C", "NONE")
LINE = st.tuples(st.sampled_from(ITEMS), st.decimals(min_value=-1, max_value=9, places=5))
LISTS = st.lists(st.lists(LINE, min_size=1, max_size=4), max_size=12)


def _lists(drawn):
    return [
        [
            booking(subject_id=subject, line=n, item_record_no=item, qty=qty)
            for n, (item, qty) in enumerate(lines, 1)
        ]
        for subject, lines in enumerate(drawn, 1)
    ]


def _shelf():
    empty = stock()
    position = empty.positions.popitem()[1]
    return empty._replace(
        positions={(EMS, item): position._replace(actl_inc=D(n * 5)) for n, item in enumerate("ABC", 1)}
    )


@given(LISTS)
def test_a_set_of_lists_ends_like_plain_arithmetic_in_order(drawn):
    """The fold over many lists against a reference that knows only numbers, all or nothing per list."""
    shelf = _shelf()
    left = {item: D(n * 5) for n, item in enumerate("ABC", 1)}
    for lines in _lists(drawn):
        changed, violations = fold_list(shelf, bookings=lines)
        shelf.positions.update(changed)
        want = dict.fromkeys(left, D(0))
        good = True
        for line in lines:
            item = line.item_record_no
            if item not in left or line.qty <= 0:
                good = False
            else:
                want[item] += line.qty
        good = good and all(want[item] <= left[item] for item in left)
        assert (violations == ()) is good
        if good:
            left = {item: left[item] - want[item] for item in left}
    assert {key[1]: position.usable for key, position in shelf.positions.items()} == left
    assert all(0 <= p.prevd_redc <= p.actl_inc - p.actl_redc for p in shelf.positions.values())


@pytest.mark.parametrize(("until", "said"), [("2026-05-09", []), ("2026-05-10", ["STK-13"])])
def test_nothing_is_booked_up_to_and_with_the_last_day_written_off(until, said):
    _, violations = fold_list(stock(done=date.fromisoformat(until)), bookings=[booking()])
    assert [v.rule.code for v in violations] == said
