"""Running numbers: from 1 for each kind and scope, never twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.orm.locks import note_lock
from kernel.orm.series import next_numbers
from kernel.orm.tx import intention
from tests.kernel.conftest import Apart


def take(kind: str, scope: str, count: int) -> list[int]:
    with intention():
        return next_numbers(kind, scope=scope, count=count)


def test_numbers_run_by_kind_and_scope(db: None) -> None:
    assert take("list", "4921-2026", 3) == [1, 2, 3]
    assert take("list", "4921-2026", 2) == [4, 5]
    assert take("list", "4908-2026", 1) == [1]
    assert take("bill", "4921-2026", 1) == [1]
    assert take("list", "4921-2026", 0) == []


def test_a_negative_count_raises(db: None) -> None:
    with pytest.raises(ValueError):
        take("list", "x", -1)


def test_numbers_are_taken_last(db: None) -> None:
    with intention():
        next_numbers("list", scope="x", count=1)
        with pytest.raises(RuntimeError, match="before kernel_series"):
            note_lock("bonded_ledgeritem")


def test_numbers_need_an_intention(db: None) -> None:
    with pytest.raises(RuntimeError):
        next_numbers("list", scope="x", count=1)


def test_two_workers_never_get_the_same(transactional_db: None, apart: Apart) -> None:
    def many() -> list[int]:
        return [number for _ in range(40) for number in take("list", "x", 3)]

    first, second = apart(many), apart(many)
    assert sorted(first.result(60) + second.result(60)) == list(range(1, 241))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 50), max_size=6))
def test_the_parts_join(db: None, counts: list[int]) -> None:
    start = take("list", "x", 1)[0]
    given_out = [number for count in counts for number in take("list", "x", count)]
    assert given_out == list(range(start + 1, start + 1 + sum(counts)))
