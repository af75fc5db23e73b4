"""A Celery worker killed with SIGKILL in the middle of an upload: another one ends it, each part once."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction

from clearance.celery import app
from declarations.models import Current, InboxMessage, Order, Receipt, Upload, UploadPart
from declarations.selectors import audit_declarations
from declarations.services.uploads import RECEIVE_TASK, Given, take_upload
from tests.office import AT, purchase, raw
from tests.races.test_worker_kill import (
    ROOT,
    _broker_emptied,
    _database_url,
    _kill,
    _somebody_waits,
    _until,
)

PARTS, STOPPED = 50, 30  # the worker dies while it receives this part


@contextmanager
def _bulk_worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker for files, of its own process group; gone at the end whatever happens."""
    command = [sys.executable, "-m", "celery", "-A", "clearance", "worker"]
    command += ["-Q", "bulk", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle"]
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


def _archive() -> bytes:
    """Fifty orders, each a file of its own."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for n in range(1, PARTS + 1):
            archive.writestr(f"{n:03d}.xml", raw("311", purchase(n)))
    return made.getvalue()


def test_kill_minus_nine_in_the_middle_of_an_upload(committed_office, tmp_path):
    """29 parts are done, the 30th dies half written and leaves nothing; the next worker ends the upload."""
    upload = take_upload([Given("day.zip", _archive())], actor=committed_office.shop, at=AT)
    _broker_emptied()
    waiting = UploadPart.objects.filter(upload=upload, finished_at=None)
    assert waiting.count() == PARTS
    head = purchase(STOPPED).order[0]
    with _bulk_worker(tmp_path / "first.log") as first:
        with transaction.atomic():
            # The key of the 30th order, claimed and not committed, stops whoever receives it.
            Current.objects.create(kind=311, code=head["ebpCode"], number=head["orderNo"])
            _wake(upload)
            _until(_somebody_waits, tmp_path / "first.log")
            assert waiting.count() == PARTS - STOPPED + 1
            _kill(first)
            transaction.set_rollback(True)
        _until(lambda: not _somebody_waits(), tmp_path / "first.log")
    assert InboxMessage.objects.count() == Order.objects.count() == STOPPED - 1
    assert not Order.objects.filter(order_no=head["orderNo"]).exists()

    with _bulk_worker(tmp_path / "second.log"):
        _wake(upload)
        _wake(upload)  # the sweep, and the first worker's task may come back as well
        _until(lambda: not waiting.exists(), tmp_path / "second.log")
        left = Upload.objects.filter(pk=upload.pk, finished_at=None)
        _until(lambda: not left.exists(), tmp_path / "second.log")
    _broker_emptied()

    numbers = [purchase(n).order[0]["orderNo"] for n in range(1, PARTS + 1)]
    assert Counter(Order.objects.values_list("order_no", flat=True)) == Counter(numbers)
    parts = UploadPart.objects.filter(upload=upload)
    assert set(parts.values_list("problem", "repeated")) == {("", False)}
    inboxes = InboxMessage.objects.values_list("id", flat=True)
    assert Counter(parts.values_list("inbox_id", flat=True)) == Counter(inboxes)
    told = Receipt.objects.filter(code="312").values_list("document_id", flat=True)
    assert Counter(told) == Counter(Order.objects.values_list("id", flat=True))
    assert audit_declarations() == []


def _wake(upload: Upload) -> None:
    app.send_task(RECEIVE_TASK, args=[upload.pk], queue="bulk")
