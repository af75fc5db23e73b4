"""What a firm is told of its lists: counted by hour or by day, inspections one by one."""

from datetime import UTC, datetime, timedelta

from declarations.rules import flow
from declarations.rules.telling import TOLD, Move, tales

AT = datetime(2026, 5, 12, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
ONE = frozenset({1})


def test_moves_of_one_hour_are_one_tale_and_the_hour_is_that_of_shanghai():
    told = tales(
        [
            Move(10, flow.RELEASED, AT, ONE),
            Move(11, flow.RELEASED, AT, ONE),
            Move(12, flow.RELEASED, AT + timedelta(seconds=1), ONE),
            Move(13, flow.REJECTED, AT, ONE),
        ]
    )
    assert [(t.kind, t.day, t.hour, t.moves, t.last_list_id) for t in told] == [
        ("lists_released", "2026-05-12", "23", 2, 11),
        ("lists_released", "2026-05-13", "00", 1, 12),
        ("lists_rejected", "2026-05-12", "23", 1, 13),
    ]
    assert len({(t.kind, t.fold_key) for t in told}) == 3


def test_waiting_and_sending_back_are_counted_by_the_day():
    hours = [AT - timedelta(hours=hour) for hour in range(3)]
    told = tales(
        Move(n, target, at, ONE) for target in (flow.WAITING, flow.SENT_BACK) for n, at in enumerate(hours)
    )
    assert [(t.kind, t.hour, t.moves) for t in told] == [("lists_waiting", "", 3), ("lists_sent_back", "", 3)]


def test_each_inspection_stands_by_itself():
    told = tales([Move(n, flow.INSPECTION, AT, ONE) for n in (1, 2)])
    assert [(t.kind, t.fold_key, t.last_list_id) for t in told] == [
        ("list_to_inspect", "", 1),
        ("list_to_inspect", "", 2),
    ]


def test_declarant_and_merchant_are_both_told():
    told = tales([Move(1, flow.RELEASED, AT, frozenset({8, 9})), Move(2, flow.RELEASED, AT, frozenset({9}))])
    assert {t.firm_id: t.moves for t in told} == {8: 1, 9: 2}


def test_what_nobody_is_told():
    assert flow.ACCEPTED not in TOLD
    assert tales([Move(1, flow.ACCEPTED, AT, ONE), Move(2, flow.RELEASED, AT, frozenset())]) == []
