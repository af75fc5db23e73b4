"""One writer of statuses: along the flow, compare-and-set, an event for each."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict
from kernel.rules import MOVED_ON
from tests.kernel.conftest import Apart
from tests.kernel.toys import TRAIL, ToyEvent, ToyState

AT = datetime(2026, 10, 1, 8, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def enter(*ids: int) -> None:
    with intention():
        enter_many(TRAIL, [Entry(i, "make") for i in ids], at=AT, actor_id=7)


def move(steps: Sequence[Step], **more: Any) -> frozenset[int]:
    with intention():
        return move_many(TRAIL, steps, at=LATER, actor_id=None, **more)


def events() -> list[tuple[Any, ...]]:
    return list(
        ToyEvent.objects.order_by("id").values_list("subject_id", "verb", "source", "target", "actor_id")
    )


def states() -> dict[int, int]:
    return dict(ToyState.objects.values_list("subject_id", "status"))


def test_entering_writes_status_and_event(toys: None) -> None:
    with intention():
        enter_many(
            TRAIL,
            [Entry(1, "make", ("a", Decimal("1.5")), note="by\thand"), Entry(2, "make", (None, None))],
            columns=("label", "weight"),
            at=AT,
            actor_id=7,
            run_id=9,
        )
    first = ToyState.objects.get(pk=1)
    assert (first.status, first.since, first.version, first.label, first.weight) == (
        1,
        AT,
        1,
        "a",
        Decimal("1.5"),
    )
    event = ToyEvent.objects.get(subject_id=1)
    assert (event.verb, event.source, event.target, event.at, event.actor_id, event.run_id, event.note) == (
        ("make", None, 1, AT, 7, 9, "by\thand")
    )
    assert event.xid > 0 and event.recorded_at > AT - timedelta(days=3650)


def test_moving_sets_the_extra_columns_of_what_moved(toys: None) -> None:
    enter(1, 2)
    tags = {"who": 'a"\\b', "rows": [1, None]}
    moved = move(
        [
            Step(1, "check", 1, ("x,{}", Decimal("0.00001"), tags, LATER), note="ok"),
            Step(2, "check", 1, (None,) * 4),
        ],
        columns=("label", "weight", "tags", "due_at"),
    )
    assert moved == {1, 2}
    row = ToyState.objects.get(pk=1)
    assert (row.status, row.version, row.since) == (2, 2, LATER)
    assert (row.label, row.weight, row.tags, row.due_at) == ("x,{}", Decimal("0.00001"), tags, LATER)
    assert ToyState.objects.get(pk=2).label is None
    assert events()[2:] == [(1, "check", 1, 2, None), (2, "check", 1, 2, None)]


def test_what_stands_elsewhere_does_not_move(toys: None) -> None:
    enter(1, 2, 3)
    assert move([Step(2, "break", 1)]) == {2}
    assert move([Step(1, "check", 1), Step(2, "check", 1), Step(9, "check", 1), Step(3, "break", 2)]) == {1}
    assert states() == {1: 2, 2: 4, 3: 1}
    assert [event[:2] for event in events()[3:]] == [(2, "break"), (1, "check")]


def test_a_verb_from_the_wrong_status_is_a_conflict_and_writes_nothing(toys: None) -> None:
    enter(1, 2)
    with pytest.raises(Conflict) as caught:
        move([Step(1, "check", 1), Step(2, "sell", 1)])
    assert caught.value.violation.rule is MOVED_ON
    assert states() == {1: 1, 2: 1} and len(events()) == 2


@pytest.mark.parametrize("steps", [[Step(1, "fly", 1)], [Step(1, "make", 1)], [Step(1, "check", 1)] * 2])
def test_unknown_verbs_and_doubles_are_refused(toys: None, steps: list[Step]) -> None:
    enter(1)
    with pytest.raises(ValueError):
        move(steps)
    assert states() == {1: 1}


def test_only_entering_verbs_enter(toys: None) -> None:
    with pytest.raises(ValueError, match="no entry"), intention():
        enter_many(TRAIL, [Entry(1, "check")], at=AT, actor_id=None)
    enter(1)
    with pytest.raises(IntegrityError):
        enter(1)


def test_values_are_never_cut_or_rounded(toys: None) -> None:
    enter(1)
    with pytest.raises(DataError):
        move([Step(1, "check", 1, ("longer than ten",))], columns=("label",))
    with pytest.raises(ValueError, match="decimal places"):
        move([Step(1, "check", 1, (Decimal("0.000001"),))], columns=("weight",))
    with pytest.raises(ValueError):
        move([Step(1, "check", 1, ())], columns=("weight",))
    assert states() == {1: 1}


def test_steps_need_an_intention(toys: None) -> None:
    with pytest.raises(RuntimeError):
        enter_many(TRAIL, [Entry(1, "make")], at=AT, actor_id=None)
    with pytest.raises(RuntimeError):
        move_many(TRAIL, [Step(1, "check", 1)], at=AT, actor_id=None)


def test_no_steps_ask_nothing(toys: None) -> None:
    with intention(), CaptureQueriesContext(connection) as queries:
        assert move_many(TRAIL, [], at=AT, actor_id=None) == frozenset()
        enter_many(TRAIL, [], at=AT, actor_id=None)
    assert not queries.captured_queries


def test_thousands_move_by_one_statement(toys: None) -> None:
    ids = range(1, 5001)
    enter(*ids)
    with CaptureQueriesContext(connection) as queries:
        moved = move([Step(i, "check", 1, (str(i),)) for i in ids], columns=("label",))
    assert moved == set(ids)
    assert ToyState.objects.filter(status=2, label="4321").get().pk == 4321
    assert ToyEvent.objects.filter(verb="check").count() == 5000
    assert sum("UPDATE" in query["sql"] for query in queries.captured_queries) == 1


def test_of_two_who_move_the_same_one_wins(real_toys: None, apart: Apart) -> None:
    for number in range(1, 21):
        enter(number)
        start = Barrier(2)

        def go(verb: str, number: int = number, start: Barrier = start) -> frozenset[int]:
            start.wait(20)
            return move([Step(number, verb, 1)])

        first, second = apart(go, "check"), apart(go, "break")
        assert sorted([first.result(20), second.result(20)], key=len) == [frozenset(), {number}]
        target = ToyState.objects.get(pk=number).status
        assert [e[1] for e in events() if e[0] == number] == ["make", "check" if target == 2 else "break"]


def test_overlapping_sets_in_any_order_do_not_ring(real_toys: None, apart: Apart) -> None:
    ids = list(range(1, 2001))
    enter(*ids)
    start = Barrier(2)

    def go(order: list[int]) -> frozenset[int]:
        start.wait(20)
        return move([Step(i, "check", 1) for i in order])

    first, second = apart(go, ids), apart(go, ids[::-1])
    one, two = first.result(60), second.result(60)
    assert not one & two and one | two == set(ids)
    assert ToyEvent.objects.filter(verb="check").count() == 2000


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    subjects=st.sets(st.integers(1, 12), max_size=8),
    rounds=st.lists(
        st.lists(
            st.tuples(
                st.integers(1, 12), st.sampled_from([("check", 1), ("sell", 2), ("break", 1), ("break", 2)])
            ),
            max_size=8,
            unique_by=lambda step: step[0],
        ),
        max_size=4,
    ),
)
def test_a_set_equals_its_members_one_by_one(
    toys: None, subjects: set[int], rounds: list[list[tuple[int, tuple[str, int]]]]
) -> None:
    results = []
    for together in (True, False):
        ToyState.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE kernel_toys_toyevent")
        enter(*sorted(subjects))
        moved = []
        for one_round in rounds:
            steps = [Step(subject, verb, source) for subject, (verb, source) in one_round]
            sets = [steps] if together else [[step] for step in steps]
            moved.append(frozenset().union(*(move(part) for part in sets)))
        results.append((moved, states(), events()))
    assert results[0] == results[1]
