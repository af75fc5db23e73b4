"""How much of a paper is on passes and through the gate; times of what is entered later."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest

from bonded.rules.passages import Carried, check_axis, gate_axis, judge_ride, judge_time, moved, pass_use
from tests.office import rule_codes

NOW = datetime(2026, 5, 10, 8, 0, tzinfo=UTC)


def line(qty, on_pass, passed):
    return Carried(D(qty), D(on_pass), D(passed))


@pytest.mark.parametrize(
    ("lines", "use", "axis"),
    [
        ([line(4, 0, 0)], 1, 1),
        ([line(4, 2, 0)], 2, 1),
        ([line(4, 4, 2), line(1, 0, 0)], 2, 2),
        ([line(4, 4, 4), line(1, 1, 1)], 3, 3),
        ([line(4, 4, 4), line(0, 0, 0)], 3, 3),
        ([line(0, 0, 0)], 1, 1),
        ([], 1, 1),
    ],
)
def test_the_axes_follow_the_lines(lines, use, axis):
    """passportUsedTypecd and invtIochkptStucd: 1 none, 2 part, 3 all."""
    assert (pass_use(lines), gate_axis(lines)) == (use, axis)


@pytest.mark.parametrize(
    ("change", "most"), [("put_on", "3"), ("take_off", "2"), ("pass", "2"), ("undo", "1")]
)
def test_each_change_has_its_room_and_keeps_the_order(change, most):
    """Six pieces, three on passes, one of them through: passed <= on passes <= quantity, always."""
    stands = line(6, 3, 1)
    assert judge_ride(stands, qty=D(most), change=change)
    assert not judge_ride(stands, qty=D(most) + D("0.00001"), change=change)
    assert not judge_ride(stands, qty=D(-1), change=change)
    after = moved(stands, qty=D(most), change=change)
    assert 0 <= after.passed <= after.on_pass <= after.qty


def test_an_axis_moves_only_along_its_diagram():
    check_axis(1, target=3, undo=False)
    check_axis(3, target=1, undo=True)
    check_axis(3, target=3, undo=False)
    with pytest.raises(ValueError):
        check_axis(3, target=2, undo=False)


def test_what_happened_off_the_network_lies_between_approval_and_now():
    since = NOW - timedelta(hours=100)
    ask = {"now": NOW, "approved_at": since, "hours": 72, "show": "2026-05-06"}
    assert judge_time(NOW, **ask) == ()
    assert judge_time(NOW - timedelta(hours=72), **ask) == ()
    assert rule_codes(judge_time(NOW + timedelta(seconds=1), **ask)) == ["GAT-07"]
    assert rule_codes(judge_time(NOW - timedelta(hours=73), **ask)) == ["GAT-08"]
    assert rule_codes(judge_time(since - timedelta(seconds=1), **ask)) == ["GAT-06"]
