"""The job ledger: runs that can die, resume and be started twice, while each item happens once."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from kernel.clock import business_date
from kernel.models.jobs import JobItem, JobRun
from kernel.orm.copying import copy_rows
from kernel.orm.locks import note_lock
from kernel.orm.tx import in_intention, intention, require_transaction
from kernel.refusal import Conflict, Violation
from kernel.rules import JOB_MOVED_ON

# More workers than this on one job take turns instead of sharing it.
_PLACES = 8


class Item(NamedTuple):
    """One row that a run refused or skipped, and why; arguments never hold a personal value."""

    subject_kind: str
    subject_no: str
    outcome: str
    rule_code: str = ""
    path: str = ""
    args: Mapping[str, str] = {}


@contextmanager
def _joined() -> Iterator[None]:
    """The open intention, or one of its own."""
    if in_intention():
        yield
    else:
        with intention():
            yield


def open_run(name: str, *, key: str, business_on: date, at: datetime) -> JobRun | None:
    """The run of job ``name`` for ``key`` (business date and scope), begun now or left by a dead worker.

    None when that run is done. Opening does not hold the run: call ``hold`` in each chunk's
    transaction. ``at`` is wall time.
    """
    with _joined():
        fresh = JobRun(name=name, key=key, business_on=business_on, started_at=at)
        JobRun.objects.bulk_create([fresh], ignore_conflicts=True)
        run = JobRun.objects.get(name=name, key=key)
    return None if run.status == JobRun.Status.DONE else run


def hold(run: JobRun) -> JobRun | None:
    """The run as it is now, locked for this transaction; the first call of each chunk.

    None when it is done or another worker holds it at this moment: then this worker has nothing to do.

    Raises:
        RuntimeError: no intention is open, or something that ranks after runs is locked already.
    """
    require_transaction()
    note_lock("kernel_jobrun")
    running = JobRun.objects.filter(pk=run.pk, status=JobRun.Status.RUNNING)
    return running.select_for_update(skip_locked=True).first()


def hold_day_run(name: str, *, at: datetime) -> JobRun | None:
    """The day's first run of job ``name`` that no other worker holds, locked; a step.

    One run a day for each worker at work (keys ``day/1``, ``day/2``), so that workers do not wait in line.
    None when every place is taken: the workers there do the work. The first call of each chunk.
    """
    require_transaction()
    day = business_date(at)
    for place in range(1, _PLACES + 1):
        run = open_run(name, key=f"{day.isoformat()}/{place}", business_on=day, at=at)
        held = hold(run) if run is not None else None
        if held is not None:
            return held
    return None


def advance(run: JobRun, *, cursor: str, counts: Mapping[str, int], items: Iterable[Item] = ()) -> None:
    """Remember that a chunk is done: the cursor behind it, its counts (added up), and its items.

    Part of the chunk's own transaction, so that work and memory commit together.

    Raises:
        Conflict: another worker advanced or closed the run since ``run`` was read; roll back.
        RuntimeError: no intention is open.
    """
    require_transaction()
    total = dict(run.counts)
    for name, count in counts.items():
        total[name] = total.get(name, 0) + count
    same = JobRun.objects.filter(pk=run.pk, version=run.version, status=JobRun.Status.RUNNING)
    if not same.update(cursor=cursor, counts=total, version=run.version + 1):
        raise Conflict(Violation(JOB_MOVED_ON))
    copy_rows(
        JobItem,
        ("run_id", "subject_kind", "subject_no", "outcome", "rule_code", "path", "args"),
        [(run.pk, *item[:5], dict(item.args)) for item in items],
    )
    run.cursor, run.counts, run.version = cursor, total, run.version + 1


def close(run: JobRun, *, at: datetime, note: str = "") -> bool:
    """Mark the run done after all its work; False when it was done already. ``at`` is wall time."""
    with _joined():
        running = JobRun.objects.filter(pk=run.pk, status=JobRun.Status.RUNNING)
        closed = running.update(status=JobRun.Status.DONE, finished_at=at, note=note)
    return bool(closed)
