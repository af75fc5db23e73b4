"""Attaching files to what people write: a step that every topic calls inside its own intention."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from secrets import token_urlsafe
from typing import NamedTuple

from django.db.models import Sum

from codelists.selectors import parameter
from enterprises.facts import Actor
from enterprises.models import Attachment
from enterprises.permissions import check_may_change_self
from enterprises.rules import attachments as law
from kernel import files
from kernel.clock import SHANGHAI, business_date
from kernel.models.files import File
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation


class Upload(NamedTuple):
    """One file as a person sends it: its bytes in pieces, read once.

    ``content_type`` is what the sender calls it; what it is, its own bytes say.
    """

    name: str
    content_type: str
    chunks: Iterable[bytes]


def attach(
    uploads: Sequence[Upload],
    *,
    subject_kind: str,
    subject_id: int,
    subject_no: str,
    actor: Actor,
    at: datetime,
    public: bool = True,
    label: str = "",
) -> tuple[Attachment, ...]:
    """Attach the files to a subject that the caller has checked; none is kept unless all are. A step.

    ``public`` False: for officers only. ``label`` says what they prove.

    Raises:
        Refused: a program sends them, or one is too large, empty, of another type, one too many, or
            more than a person may send in a day.
        RuntimeError: no intention is open.
    """
    require_transaction()
    if not uploads:
        return ()
    check_may_change_self(actor)
    assert actor.user_id is not None
    limits = attachment_limits(at=at)
    kept = Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id, removed_at=None)
    _check_count(len(uploads), already=kept.count(), limits=limits)
    given = _read(uploads, today=_sent_today(actor.user_id, at=at), limits=limits)
    fresh = Attachment(
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_no=subject_no,
        by_id=actor.user_id,
        at=at,
        public=public,
        label=label,
    )
    return tuple(_keep(one, fresh=fresh, actor=actor, limits=limits) for one in given)


def _check_count(given: int, *, already: int, limits: law.Limits) -> None:
    """Refuse one too many before anything is read."""
    too_many = law.judge_count(given, already=already, limits=limits)
    if too_many:
        raise Refused(*too_many)


def attachment_limits(*, at: datetime) -> law.Limits:
    """How large and how many attachments may be at this moment."""
    on = business_date(at)
    return law.Limits(
        int(parameter("attachment.max_bytes", on=on)),
        int(parameter("attachment.max_count", on=on)),
        int(parameter("attachment.day_bytes", on=on)),
    )


def remove_attachment(number: str, *, subject_kind: str, subject_id: int, at: datetime) -> None:
    """Take an attachment of the subject away; its bytes stay on record. A step.

    Raises:
        Refused: the subject has no such attachment.
        RuntimeError: no intention is open.
    """
    require_transaction()
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id, removed_at=None)
    if not rows.filter(number=number).update(removed_at=at):
        raise Refused(Violation(law.UNKNOWN, "attachments"))


def discard_attachments(*, subject_kind: str, subject_id: int, number: str | None = None) -> int:
    """Take attachments that nobody but their owner ever saw away for good, bytes too; how many. A step.

    All of the subject, or the one with the ``number``.

    Raises:
        Refused: the subject has no attachment with the number.
        RuntimeError: no intention is open.
    """
    require_transaction()
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    if number is not None:
        rows = rows.filter(number=number, removed_at=None)
    stored = list(rows.values_list("file_id", flat=True))
    if number is not None and not stored:
        raise Refused(Violation(law.UNKNOWN, "attachments"))
    rows.delete()
    File.objects.filter(pk__in=stored).delete()
    return len(stored)


def _read(uploads: Sequence[Upload], *, today: int, limits: law.Limits) -> list[law.Given]:
    """The files in full, unless something stands against one; nothing is read after one that is too much."""
    given: list[law.Given] = []
    found: tuple[Violation, ...] = ()
    for upload in uploads:
        one = law.Given(files.safe_name(upload.name), _head(upload, most=limits.max_bytes + 1))
        found += law.judge_one(one, limits=limits)
        today += len(one.data)
        too_much = law.judge_day(today, limits=limits)
        if len(one.data) > limits.max_bytes or too_much:
            raise Refused(*found, *too_much)
        given.append(one)
    if found:
        raise Refused(*found)
    return given


def _sent_today(user_id: int, *, at: datetime) -> int:
    """How many bytes the person has attached on this Shanghai day and that are still kept."""
    midnight = datetime.combine(business_date(at), time(), tzinfo=SHANGHAI)
    sent = Attachment.objects.filter(by_id=user_id, at__gte=midnight)
    return int(sent.aggregate(bytes=Sum("size"))["bytes"] or 0)


def _head(upload: Upload, *, most: int) -> bytes:
    """The bytes of a file, at most ``most`` of them: a longer one is refused anyway."""
    data = bytearray()
    for piece in upload.chunks:
        data += piece[: most - len(data)]
        if len(data) >= most:
            break
    return bytes(data)


def _keep(one: law.Given, *, fresh: Attachment, actor: Actor, limits: law.Limits) -> Attachment:
    """One file stored and attached; ``fresh`` has what all of them share."""
    kind = law.content_type(one.data)
    file = files.store(
        (one.data,),
        name=one.name,
        content_type=kind,
        owner_firm_id=actor.firm_id,
        owner_user_id=actor.user_id,
        at=fresh.at,
        max_bytes=limits.max_bytes,
    )
    return Attachment.objects.create(
        number=token_urlsafe(16),
        subject_kind=fresh.subject_kind,
        subject_id=fresh.subject_id,
        subject_no=fresh.subject_no,
        file=file,
        name=one.name,
        content_type=kind,
        size=file.size,
        label=fresh.label,
        by_id=fresh.by_id,
        at=fresh.at,
        public=fresh.public,
    )
