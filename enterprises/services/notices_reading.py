"""Reading notices: one by opening it, or all at once."""

from datetime import datetime

from enterprises.facts import Actor
from enterprises.models import Notice, NoticeCopy
from enterprises.permissions import check_may_change_self
from enterprises.selectors.notices import copy_of
from kernel.orm.tx import intention


def mark_read(*, actor: Actor, number: str, at: datetime) -> Notice | None:
    """Remember that the actor has read a notice; None where there is none of theirs with this number.

    Raises:
        Refused: a program asks.
    """
    check_may_change_self(actor)
    copy = copy_of(actor, number=number)
    if copy is None:
        return None
    if copy.read_at is None:
        with intention():
            NoticeCopy.objects.filter(pk=copy.pk, read_at__isnull=True).update(read_at=at)
    return copy.notice


def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Remember that the actor has read every notice there is up to now; how many were unread.

    Raises:
        Refused: a program asks.
    """
    check_may_change_self(actor)
    assert actor.user_id is not None
    with intention():
        unread = NoticeCopy.objects.filter(user_id=actor.user_id, read_at__isnull=True, at__lte=at)
        return unread.update(read_at=at)
