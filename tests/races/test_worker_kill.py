"""A real Celery worker killed with SIGKILL in the middle of a set: another one finishes, nothing doubles."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.db import connection, transaction

from clearance.celery import app
from declarations.models import ImportList, ListEvent, ListState, Receipt
from declarations.selectors import audit_declarations
from kernel.models.jobs import JobRun
from supervision.models import Case, Selection
from supervision.selectors import audit_supervision
from supervision.services import select_all
from tests.office import AT, purchase
from tests.supervision.desk import accept, nobody_inspected, set_parameter

ROOT = Path(__file__).resolve().parents[2]
SIZE, CHUNK = 240, 60
_PATIENCE = 60


def _database_url() -> str:
    """The address of the test database, as a worker finds it in its environment."""
    parts = urlsplit(settings.DATABASE_URL)
    return urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))


@contextmanager
def _worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own process group, ready to take tasks; gone at the end whatever happens."""
    command = [sys.executable, "-m", "celery", "-A", "clearance", "worker"]
    command += ["-Q", "interactive", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": _database_url()},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _until(lambda: b" ready." in log.read_bytes(), log)
            yield process
        finally:
            _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill -9 of the worker and its pool."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def _until(happens: Callable[[], bool], log: Path) -> None:
    end = monotonic() + _PATIENCE
    while not happens():
        assert monotonic() < end, log.read_text()[-4000:]
        sleep(0.05)


def _somebody_waits() -> bool:
    """Whether a backend waits for a lock, as the worker does when it meets ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def _broker_emptied() -> None:
    """Accepting has woken workers already; this test sends its own wake-ups."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


def _wake() -> None:
    app.send_task("supervision.select_accepted", args=[CHUNK], queue="interactive")


def test_kill_minus_nine_in_the_middle_of_a_set(committed_office, tmp_path):
    """Two chunks are done, the third dies half written and leaves nothing; the next worker ends the set."""
    nobody_inspected()
    set_parameter("selection.review_value", "250")
    ids = accept(committed_office, [purchase(n) for n in range(1, SIZE + 1)])
    _broker_emptied()
    # A case with this number, inserted and not committed, stops whoever opens the real one.
    blocked = ListState.objects.filter(pk__in=ids[2 * CHUNK : 3 * CHUNK], value_fen__gte=25_000).latest("pk")
    with _worker(tmp_path / "first.log") as first:
        with transaction.atomic():
            _open_case(blocked.pk)
            _wake()
            _until(_somebody_waits, tmp_path / "first.log")
            assert ListState.objects.exclude(status=120).count() == 2 * CHUNK
            _kill(first)
            transaction.set_rollback(True)
        _until(lambda: not _somebody_waits(), tmp_path / "first.log")
    assert ListState.objects.filter(status=120).count() == SIZE - 2 * CHUNK
    assert JobRun.objects.get().counts["released"] + JobRun.objects.get().counts["review"] == 2 * CHUNK

    with _worker(tmp_path / "second.log"):
        _wake()
        _wake()  # a second beat, and the first worker's task may come back as well
        done = ListState.objects.filter(status=120)
        _until(lambda: not done.exists(), tmp_path / "second.log")
    _broker_emptied()

    assert select_all(at=AT).taken == 0
    events = ListEvent.objects.filter(verb__in=("release", "review"))
    assert Counter(events.values_list("subject_id", flat=True)) == Counter(ids)
    told = Receipt.objects.filter(code="622", status__in=("300", "800"))
    assert Counter(told.values_list("document_id", flat=True)) == Counter(ids)
    reviewed = sorted(ListState.objects.filter(status=300).values_list("pk", flat=True))
    assert sorted(Case.objects.values_list("pk", flat=True)) == reviewed
    assert Counter(Selection.objects.values_list("list_id", flat=True)) == Counter(ids)
    counts = Counter()
    for run in JobRun.objects.all():
        counts.update(run.counts)
    assert counts["released"] + counts["review"] == SIZE and counts["review"] == len(reviewed)
    assert audit_declarations() == audit_supervision() == []


def _open_case(list_id: int) -> None:
    """The row that is in the worker's way; never committed."""
    number = ImportList.objects.get(pk=list_id).pre_no
    Case.objects.create(
        subject_id=list_id, pre_no=number, office="4921", lane="review", trade_mode="1210",
        created_at=AT, due_at=AT, outcome="",
    )  # fmt: skip
