"""Runs of jobs: resumed after a death, started twice, and each item happens once."""

from datetime import UTC, date, datetime

import pytest

from kernel.models import JobItem, JobRun
from kernel.orm.jobs import Item, advance, close, hold, open_run
from kernel.orm.tx import intention
from kernel.refusal import Conflict
from kernel.rules import JOB_MOVED_ON
from tests.kernel.conftest import Apart
from tests.kernel.toys import ToyEntry

DAY = date(2026, 10, 1)
AT = datetime(2026, 10, 1, 16, tzinfo=UTC)
WORK = 60


def begin(key: str = "2026-10-01 4921") -> JobRun | None:
    return open_run("release", key=key, business_on=DAY, at=AT)


def begun() -> JobRun:
    run = begin()
    assert run is not None
    return run


def chunk(run: JobRun, size: int = 5) -> bool:
    """One chunk of a job whose work is to write an entry for each number up to WORK."""
    with intention():
        held = hold(run)
        if held is None:
            return False
        start = int(held.cursor or 0)
        numbers = range(start + 1, min(start + size, WORK) + 1)
        if not numbers:
            return False
        for number in numbers:
            ToyEntry.objects.create(subject_id=number, kind="k", at=AT, fen=1)
        items = [
            Item("list", str(n), "refused", "SYS-02", "lines[1].qty", {"n": str(n)})
            for n in numbers
            if n % 10 == 0
        ]
        advance(
            held, cursor=str(numbers[-1]), counts={"done": len(numbers), "refused": len(items)}, items=items
        )
    return True


def test_a_run_goes_from_begin_to_end(toys: None) -> None:
    run = begun()
    while chunk(run):
        pass
    assert close(run, at=AT, note="all")
    stored = JobRun.objects.get()
    assert (stored.status, stored.cursor, stored.finished_at, stored.note) == (
        JobRun.Status.DONE,
        "60",
        AT,
        "all",
    )
    assert stored.counts == {"done": 60, "refused": 6}
    item = JobItem.objects.order_by("pk").first()
    assert item is not None
    assert (item.run_id, item.subject_kind, item.subject_no, item.outcome) == (
        run.pk,
        "list",
        "10",
        "refused",
    )
    assert (item.rule_code, item.path, item.args) == ("SYS-02", "lines[1].qty", {"n": "10"})


def test_a_run_that_is_done_is_not_opened_again(toys: None) -> None:
    assert close(begun(), at=AT)
    assert begin() is None
    assert not close(JobRun.objects.get(), at=AT)
    assert begin(key="2026-10-02 4921") is not None
    assert JobRun.objects.count() == 2


def test_a_dead_workers_run_goes_on_where_it_stood(toys: None) -> None:
    run = begun()
    assert chunk(run)
    with pytest.raises(ZeroDivisionError), intention():
        held = hold(run)
        assert held is not None
        ToyEntry.objects.create(subject_id=6, kind="k", at=AT, fen=1)
        advance(held, cursor="6", counts={"done": 1}, items=[Item("list", "6", "refused")])
        raise ZeroDivisionError
    again = begun()
    assert (again.pk, again.cursor, again.counts) == (run.pk, "5", {"done": 5, "refused": 0})
    while chunk(again):
        pass
    assert sorted(ToyEntry.objects.values_list("subject_id", flat=True)) == list(range(1, WORK + 1))


def test_two_runners_do_each_item_once(real_toys: None, apart: Apart) -> None:
    def runner() -> int:
        run = begin()
        count = 0
        while run is not None and chunk(run, size=1):
            count += 1
        return count

    while sum(job.result(60) for job in [apart(runner), apart(runner)]):
        pass
    assert sorted(ToyEntry.objects.values_list("subject_id", flat=True)) == list(range(1, WORK + 1))
    run = JobRun.objects.get()
    assert run.counts == {"done": WORK, "refused": 6} and JobItem.objects.count() == 6


def test_a_held_run_is_left_to_its_holder(real_toys: None, apart: Apart) -> None:
    run = begun()
    with intention():
        assert hold(run) is not None
        assert apart(chunk, run).result(20) is False
    assert chunk(run)


def test_who_did_not_hold_and_came_late_is_undone(toys: None) -> None:
    first, second = begun(), begun()
    with intention():
        advance(first, cursor="5", counts={"done": 5})
    with pytest.raises(Conflict) as caught, intention():
        ToyEntry.objects.create(subject_id=1, kind="k", at=AT, fen=1)
        advance(second, cursor="5", counts={"done": 5})
    assert caught.value.violation.rule is JOB_MOVED_ON
    assert not ToyEntry.objects.exists()
    with intention():
        advance(first, cursor="9", counts={"done": 4})
    assert JobRun.objects.get().counts == {"done": 9}


def test_a_closed_run_does_not_advance(toys: None) -> None:
    run = begun()
    close(run, at=AT)
    with pytest.raises(Conflict), intention():
        advance(run, cursor="1", counts={})
    with intention():
        assert hold(run) is None


def test_opening_and_closing_join_an_open_intention(toys: None) -> None:
    with pytest.raises(ZeroDivisionError), intention():
        close(begun(), at=AT)
        raise ZeroDivisionError
    assert not JobRun.objects.exists()


def test_chunks_need_an_intention(toys: None) -> None:
    with pytest.raises(RuntimeError):
        hold(begun())
    with pytest.raises(RuntimeError):
        advance(begun(), cursor="1", counts={})
