"""An intention is one durable transaction; busy rows become an honest conflict."""

from datetime import UTC, date, datetime
from threading import Event as Signal

import pytest
from django.db import OperationalError, connection, transaction

from kernel.models import JobRun, Series
from kernel.orm import tx
from kernel.orm.locks import is_noted, lock_rows, note_lock
from kernel.orm.tx import in_intention, intention, require_transaction, savepoint
from kernel.refusal import Conflict
from kernel.rules import BUSY
from tests.kernel.conftest import Apart


def make_series() -> Series:
    return Series.objects.create(kind="tax bill", scope="4921", last=1)


def test_an_intention_inside_another_raises(db: None) -> None:
    with intention(), pytest.raises(RuntimeError, match="inside another"), intention():
        pass
    assert not in_intention()


def test_an_intention_inside_a_bare_atomic_raises(db: None) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), intention():
        pass
    assert not in_intention()


def test_a_step_needs_an_intention(db: None) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="open transaction"):
        require_transaction()
    with intention():
        require_transaction()


def test_what_fails_is_undone_and_the_next_intention_is_fresh(db: None) -> None:
    with pytest.raises(ZeroDivisionError), intention():
        make_series()
        note_lock("kernel_series")
        raise ZeroDivisionError
    assert not Series.objects.exists()
    with intention():
        assert not is_noted("kernel_series")
        make_series()
    assert Series.objects.count() == 1


def test_work_after_the_commit_may_open_an_intention(transactional_db: None) -> None:
    def later() -> None:
        with intention():
            make_series()

    with intention():
        transaction.on_commit(later)
    assert Series.objects.count() == 1


def test_a_savepoint_undoes_rows_and_forgets_its_locks(db: None) -> None:
    with intention():
        with pytest.raises(ZeroDivisionError), savepoint():
            make_series()
            note_lock("kernel_series")
            raise ZeroDivisionError
        assert not Series.objects.exists()
        note_lock("declarations_buyeryear")
        with savepoint():
            note_lock("kernel_series")
        assert is_noted("kernel_series")


def test_a_row_held_by_another_is_a_conflict(
    transactional_db: None, apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tx, "LOCK_TIMEOUT", "100ms")
    row = make_series()
    held, done = Signal(), Signal()

    def holder() -> None:
        with intention():
            lock_rows(Series, keys=[row.pk])
            held.set()
            assert done.wait(20)

    waiting = apart(holder)
    assert held.wait(20)
    try:
        with pytest.raises(Conflict) as caught, intention():
            Series.objects.create(kind="other", scope="", last=1)
            lock_rows(Series, keys=[row.pk])
        assert caught.value.violation.rule is BUSY
        assert Series.objects.count() == 1
    finally:
        done.set()
    waiting.result(20)


def test_a_deadlock_is_a_conflict_for_one_and_a_commit_for_the_other(
    transactional_db: None, apart: Apart
) -> None:
    """Locks outside the ranks can still ring; PostgreSQL breaks the ring and one side hears of it."""
    first, second = make_series(), Series.objects.create(kind="other", scope="", last=1)
    ready = {first.pk: Signal(), second.pk: Signal()}

    def cross(mine: int, other: int) -> bool:
        try:
            with intention():
                Series.objects.filter(pk=mine).update(last=5)
                ready[mine].set()
                assert ready[other].wait(20)
                Series.objects.filter(pk=other).update(last=6)
            return True
        except Conflict as conflict:
            return conflict.violation.rule is not BUSY

    results = [apart(cross, first.pk, second.pk), apart(cross, second.pk, first.pk)]
    assert sorted(result.result(30) for result in results) == [False, True]


def test_other_database_errors_stay_what_they_are(db: None) -> None:
    with pytest.raises(OperationalError), intention(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10ms'; SELECT pg_sleep(5)")


def test_locks_out_of_rank_raise(db: None) -> None:
    with intention():
        lock_rows(Series, keys=[1])
        with pytest.raises(RuntimeError, match="kernel_jobrun must be locked before kernel_series"):
            lock_rows(JobRun, keys=[1])


def test_a_table_without_rank_raises(db: None) -> None:
    with intention(), pytest.raises(RuntimeError, match="no rank"):
        note_lock("kernel_file")


def test_locks_need_an_intention(db: None) -> None:
    with pytest.raises(RuntimeError, match="open transaction"):
        lock_rows(Series, keys=[1])


def test_rows_come_in_order_of_the_key_and_missing_ones_are_left_out(db: None) -> None:
    rows = [Series.objects.create(kind=kind, scope="", last=1) for kind in "bca"]
    with intention():
        locked = lock_rows(Series, keys=["c", "a", "z", "a"], key="kind")
        assert [row.kind for row in locked] == ["a", "c"]
        assert lock_rows(Series.objects.exclude(kind="a"), keys=[row.pk for row in rows]) == rows[:2]
        assert lock_rows(Series, keys=[]) == []


def test_sorted_locks_of_two_workers_never_ring(transactional_db: None, apart: Apart) -> None:
    rows = [
        JobRun.objects.create(
            name="n", key=str(i), business_on=date(2026, 1, 1), started_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        for i in range(20)
    ]
    keys = [row.pk for row in rows]

    def work(order: list[int]) -> int:
        for _ in range(25):
            with intention():
                for run in lock_rows(JobRun, keys=order):
                    run.version += 1
                    run.save(update_fields=["version"])
        return 1

    assert sum(r.result(60) for r in [apart(work, keys), apart(work, keys[::-1])]) == 2
    assert set(JobRun.objects.values_list("version", flat=True)) == {51}
