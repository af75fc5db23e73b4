"""What is deleted every night: notices long read, and letters long sent."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from codelists.selectors import code_book
from enterprises.models import Notice, NoticeCopy
from kernel.clock import business_date
from kernel.orm import outbox
from kernel.orm.tx import intention

_AT_ONCE = 2000


def forget_old(*, at: datetime) -> dict[str, int]:
    """Delete what the parameters of retention no longer keep, a chunk at a time; how many rows of what.

    Unread notices are kept much longer than read ones, but not for ever. ``at`` is wall time.
    """
    book = code_book(on=business_date(at))
    read = at - timedelta(days=int(book.number("notice.keep_days")))
    unread = at - timedelta(days=int(book.number("notice.keep_unread_days")))
    sent = at - timedelta(days=int(book.number("outbox.keep_days")))
    return {
        "copies": _until_done(lambda: _forget_copies(read=read, unread=unread)),
        "notices": _until_done(lambda: _forget_notices(before=read)),
        "letters": _until_done(lambda: outbox.forget(before=sent, limit=_AT_ONCE)),
    }


def _until_done(chunk: Callable[[], int]) -> int:
    """Do chunks until one is not full; how many rows in all."""
    total = done = chunk()
    while done == _AT_ONCE:
        done = chunk()
        total += done
    return total


def _forget_copies(*, read: datetime, unread: datetime) -> int:
    """A chunk of copies that were read, or lie unread, for too long."""
    old = NoticeCopy.objects.filter(Q(read_at__lt=read) | Q(read_at__isnull=True, at__lt=unread))
    with intention():
        keys = list(old.order_by("id").values_list("pk", flat=True)[:_AT_ONCE])
        NoticeCopy.objects.filter(pk__in=keys).delete()
    return len(keys)


def _forget_notices(*, before: datetime) -> int:
    """A chunk of notices that nobody has a copy of any more."""
    copies = NoticeCopy.objects.filter(notice_id=OuterRef("pk"))
    alone = Notice.objects.filter(~Exists(copies), at__lt=before)
    with intention():
        keys = list(alone.order_by("id").values_list("pk", flat=True)[:_AT_ONCE])
        Notice.objects.filter(pk__in=keys).delete()
    return len(keys)
