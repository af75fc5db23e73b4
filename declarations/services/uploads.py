"""Uploads: files are judged and kept sealed at once, and received one by one by whichever worker is free."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps
from typing import NamedTuple

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.db.models import F, Max, Q

from codelists.selectors import code_book
from declarations.models import Upload, UploadPart
from declarations.permissions import check_may_file
from declarations.rules import uploads as law
from declarations.rules.uploads import Limits
from declarations.services.filing import MessageResult
from declarations.services.receive import receive_messages
from enterprises.facts import Actor, News, ToUsers
from enterprises.permissions import check_may_start
from enterprises.selectors import actor_of_user
from enterprises.services.steps import notify
from kernel import files
from kernel.clock import business_date
from kernel.models.files import File
from kernel.orm.series import next_numbers
from kernel.orm.tx import intention
from kernel.orm.wake import wake
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import JOB_MOVED_ON

log = logging.getLogger(__name__)

RECEIVE_TASK = "declarations.receive_upload"
MOST_CHOSEN = 100
SLICE = 20
QUIET = timedelta(minutes=1)
_DATABASE_AWAY = (OperationalError, InterfaceError)
_ARCHIVE, _MESSAGE, _NOT_KEPT = "application/zip", "application/xml", "application/octet-stream"


class Given(NamedTuple):
    """One file as a person handed it in."""

    name: str
    data: bytes


@dataclass(slots=True)
class _Opened:
    """The file read last: the entries of an archive follow each other."""

    file_id: int = 0
    data: bytes = b""
    first: int = 0


@dataclass(slots=True)
class _Run:
    """One slice of work on an upload: for whom, when, and how many parts it finished."""

    upload: Upload
    actor: Actor
    at: datetime
    limits: Limits
    opened: _Opened = field(default_factory=_Opened)
    finished: int = 0


def limits_at(at: datetime) -> Limits:
    """What an upload may hold at this moment."""
    book = code_book(on=business_date(at))
    return Limits(
        max_bytes=int(book.number("upload.max_bytes")),
        max_chosen=MOST_CHOSEN,
        max_entries=int(book.number("upload.max_files")),
        max_ratio=int(book.number("upload.max_ratio")),
        message_bytes=int(book.number("message.max_bytes")),
    )


def take_upload(given: Sequence[Given], *, actor: Actor, at: datetime) -> Upload:
    """Keep the files of one upload, archives entry by entry, and wake a worker to receive them.

    A file that cannot be received becomes a finished part with its problem and is not kept; the
    others go on.

    Raises:
        Refused: the actor may not file, there are too many files or bytes, or not one file can be
            received; nothing was kept.
    """
    check_may_file(actor)
    check_may_start(actor)
    assert actor.firm_id is not None
    assert actor.user_id is not None
    limits = limits_at(at)
    named = [Given(files.safe_name(one.name), one.data) for one in given]
    found = law.judge_upload([len(one.data) for one in named], limits=limits)
    faults = [law.judge_file(one.data, name=one.name, limits=limits) for one in named]
    if found or all(faults):
        raise Refused(*(found or [fault for several in faults for fault in several]))
    with intention():
        on = business_date(at)
        serial = next_numbers("upload", scope=f"{on:%Y%m%d}", count=1)[0]
    with intention():
        upload = Upload.objects.create(
            number=law.upload_no(on, serial=serial), firm_id=actor.firm_id, user_id=actor.user_id,
            created_at=at,
        )  # fmt: skip
        for one, fault in zip(named, faults, strict=True):
            _keep(one, upload=upload, fault=fault, limits=limits, at=at)
        wake(RECEIVE_TASK, upload.pk, queue="bulk")
    return upload


def _keep(
    given: Given, *, upload: Upload, fault: tuple[Violation, ...], limits: Limits, at: datetime
) -> None:
    """The file and its parts: one, or one for each file of an archive."""
    archive = law.is_archive(given.data) and not fault
    file = files.store(
        () if fault else (given.data,),
        name=given.name,
        content_type=_NOT_KEPT if fault else _ARCHIVE if archive else _MESSAGE,
        owner_firm_id=upload.firm_id,
        owner_user_id=upload.user_id,
        at=at,
        max_bytes=limits.max_bytes,
    )
    names = [f"{given.name}/{name}" for name in law.entry_names(given.data)] if archive else [given.name]
    first = UploadPart.objects.filter(upload=upload).count() + 1
    UploadPart.objects.bulk_create(
        UploadPart(
            upload=upload, position=position, name=name[-255:], file=file,
            problem=problem_text(fault[0]) if fault else "", finished_at=at if fault else None,
        )
        for position, name in enumerate(names, start=first)
    )  # fmt: skip


def problem_text(violation: Violation) -> str:
    """A violation as the part remembers it: rule code and arguments, without the name the part has."""
    args = {name: value for name, value in violation.args if name != "name"}
    return dumps([violation.rule.code, args], ensure_ascii=False)


def receive_upload(upload_id: int, *, at: datetime) -> int:
    """Receive the next parts of an upload, each in its own transaction; how many this run finished.

    A part that is finished is never touched again, so a killed run goes on where it was and two
    runs at once do each part once. Calls itself again while there is more; parts that others' locks
    kept back are left to the sweep.
    """
    upload = Upload.objects.select_related("user").filter(pk=upload_id, finished_at=None).first()
    if upload is None:
        return 0
    actor = actor_of_user(upload.user, at=at, firm_id=upload.firm_id)
    run = _Run(upload, actor, at, limits_at(at))
    waiting = UploadPart.objects.filter(upload=upload, finished_at=None)
    for part in waiting.select_related("file").order_by("position")[:SLICE]:
        run.finished += _receive_part(part, run)
    if not waiting.exists():
        _end(upload, at=at)
    elif run.finished:
        wake(RECEIVE_TASK, upload.pk, queue="bulk")
    return run.finished


def _end(upload: Upload, *, at: datetime) -> None:
    """All parts are finished: remember it, and tell whoever uploaded, once."""
    parts = UploadPart.objects.filter(upload=upload)
    with intention():
        if Upload.objects.filter(pk=upload.pk, finished_at=None).update(finished_at=at):
            said = (("parts", str(parts.count())), ("failed", str(parts.exclude(problem="").count())))
            notify([News("upload_done", upload.number, ToUsers(frozenset({upload.user_id})), said)], at=at)


def sweep_uploads(*, at: datetime) -> int:
    """Wake a worker for every unfinished upload on which nothing has happened for a minute; how many."""
    quiet = at - QUIET
    left = (
        Upload.objects.filter(finished_at=None, created_at__lt=quiet)
        .annotate(moved_at=Max("parts__finished_at"))
        .filter(Q(moved_at=None) | Q(moved_at__lt=quiet))
        .order_by("id")
    )
    ids = list(left.values_list("id", flat=True))
    for upload_id in ids:
        wake(RECEIVE_TASK, upload_id, queue="bulk")
    return len(ids)


def _receive_part(part: UploadPart, run: _Run) -> bool:
    """Receive one part and remember what became of it; False where it has to wait.

    A worker that dies on the way leaves its attempt counted; after some of them the part is given up.
    """

    def remember(results: tuple[MessageResult, ...]) -> None:
        _finish(part, run, inbox_id=results[0].inbox_id, repeated=results[0].repeated)

    try:
        if run.actor.firm_id != run.upload.firm_id:
            raise Refused(Violation(law.UPL_14, "files", args=(("name", part.name),)))
        _begin(part)
        data = _content(part, run)
        receive_messages([data], actor=run.actor, channel="file", at=run.at, also=remember)
    except Conflict:
        _take_back(part)
        return False
    except Refused as refusal:
        return _give_up(part, run, refusal.violations[0])
    except _DATABASE_AWAY:
        with suppress(*_DATABASE_AWAY):
            _take_back(part)  # the part is as good as before
        raise
    except (SoftTimeLimitExceeded, MemoryError):
        raise  # the end of this worker, whatever it was doing; the attempt stays counted
    except Exception:
        log.exception("part %s of upload %s", part.position, run.upload.number)
        return _give_up(part, run, Violation(law.UPL_13))
    return True


def _begin(part: UploadPart) -> None:
    """Count an attempt, durably, before anything that may end the worker.

    Raises:
        Conflict: another worker has finished the part.
        Refused: it has broken off too often.
    """
    faults = law.judge_attempts(part.attempts, name=part.name)
    if faults:
        raise Refused(*faults)
    with intention():
        waiting = UploadPart.objects.filter(pk=part.pk, finished_at=None)
        if not waiting.update(attempts=F("attempts") + 1):
            raise Conflict(Violation(JOB_MOVED_ON))


def _take_back(part: UploadPart) -> None:
    """An attempt that only had to wait for others does not count."""
    UploadPart.objects.filter(pk=part.pk, finished_at=None, attempts__gt=0).update(attempts=F("attempts") - 1)


def _content(part: UploadPart, run: _Run) -> bytes:
    """The bytes of a part, out of its archive where it lies in one.

    Raises:
        Refused: it cannot be unpacked, or is no message.
    """
    opened = _open(part.file, run)
    if part.file.content_type != _ARCHIVE:
        return opened.data
    data, faults = law.read_entry(
        opened.data, index=part.position - opened.first, name=part.name, limits=run.limits
    )
    if faults:
        raise Refused(*faults)
    return data


def _open(file: File, run: _Run) -> _Opened:
    if run.opened.file_id != file.pk:
        first = UploadPart.objects.filter(upload=run.upload, file=file).order_by("position").first()
        assert first is not None
        run.opened = _Opened(file.pk, b"".join(files.read(file)), first.position)
    return run.opened


def _give_up(part: UploadPart, run: _Run, violation: Violation) -> bool:
    try:
        _finish(part, run, problem=problem_text(violation))
    except Conflict:
        return False
    return True


def _finish(part: UploadPart, run: _Run, **said: object) -> None:
    """Remember the end of a part, once.

    Raises:
        Conflict: another worker was first; what this one wrote for the part must be undone.
    """
    waiting = UploadPart.objects.filter(pk=part.pk, finished_at=None)
    if not waiting.update(finished_at=run.at, **said):
        raise Conflict(Violation(JOB_MOVED_ON))
