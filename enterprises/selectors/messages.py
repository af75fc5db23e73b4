"""Conversations of firms with their coordinators, and what coordinators send to many firms."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from enterprises.facts import Actor
from enterprises.models import (
    Attachment,
    Broadcast,
    BroadcastFirm,
    BroadcastRead,
    Firm,
    FirmKind,
    Message,
    Thread,
    ThreadRead,
)
from enterprises.permissions import may_coordinate, may_see_own_firm
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.coordination import firms_in_care

SUBJECT_KIND = "message"


class Said(NamedTuple):
    """One message as shown, with its files."""

    message: Message
    attachments: list[Attachment]


def threads(actor: Actor, *, at: datetime) -> QuerySet[Thread]:
    """The conversations of the own firm, or of the firms that the officer looks after.

    Each has ``unread``: whether the other side has written since the actor looked. To be paged by
    ``-last_at`` and ``-id``.
    """
    rows = Thread.objects.select_related("firm")
    if may_see_own_firm(actor):
        rows = rows.filter(firm_id=actor.firm_id or 0)
    else:
        rows = rows.filter(firm__in=firms_in_care(actor, at=at))
    read = ThreadRead.objects.filter(thread=OuterRef("thread"), user_id=actor.user_id or 0).values("up_to")
    theirs = Message.objects.filter(thread=OuterRef("pk"), from_firm=not actor.is_firm)
    fresh = theirs.exclude(by_id=actor.user_id).filter(pk__gt=Coalesce(Subquery(read), Value(0)))
    return rows.annotate(unread=Exists(fresh, output_field=BooleanField()))


def thread_for(actor: Actor, *, number: str, at: datetime) -> Thread | None:
    """One conversation, if the actor takes part in it."""
    return threads(actor, at=at).filter(number=number).first()


def said_in(thread: Thread) -> list[Said]:
    """Everything said in the conversation, oldest first; two queries."""
    rows = list(Message.objects.filter(thread=thread).select_related("by").order_by("id"))
    files = attachments_of(SUBJECT_KIND, subject_ids=[row.pk for row in rows])
    return [Said(row, files.get(row.pk, [])) for row in rows]


def unread_threads(actor: Actor, *, at: datetime) -> int:
    """In how many conversations the other side has written since the actor looked."""
    return threads(actor, at=at).filter(Q(("unread", True))).count()


def unread_by_firm(actor: Actor, *, firm_ids: Iterable[int], at: datetime) -> dict[int, int]:
    """How many conversations of each of the firms wait for the officer to read them; one query."""
    rows = threads(actor, at=at).filter(Q(("unread", True)), firm_id__in=set(firm_ids)).order_by()
    return {row["firm_id"]: row["waiting"] for row in rows.values("firm_id").annotate(waiting=Count("pk"))}


def read_by_others(thread: Thread, *, actor: Actor) -> list[ThreadRead]:
    """Who else has read the conversation, how far and when."""
    rows = ThreadRead.objects.filter(thread=thread).exclude(user_id=actor.user_id or 0).select_related("user")
    return list(rows.order_by("-at", "id"))


def may_see_message(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may see this message and so its files: who takes part in the conversation."""
    conversation = Message.objects.filter(pk=subject_id).values("thread_id")
    return bool(threads(actor, at=at).filter(pk__in=conversation).exists())


def broadcasts(actor: Actor, *, at: datetime) -> QuerySet[Broadcast]:
    """What was sent to the own firm, or what the officer sent (a chief: what the offices sent).

    For a firm each has ``seen``: whether anybody there has opened it; for officers ``sent`` and
    ``opened``: to how many firms, and in how many somebody has. To be paged by ``-id``.
    """
    del at
    rows = Broadcast.objects.select_related("by")
    opened = BroadcastRead.objects.filter(broadcast=OuterRef("pk"))
    if may_see_own_firm(actor):
        mine = BroadcastFirm.objects.filter(firm_id=actor.firm_id or 0).values("broadcast_id")
        return rows.filter(pk__in=mine).annotate(seen=Exists(opened.filter(firm_id=actor.firm_id or 0)))
    if not may_coordinate(actor):
        return Broadcast.objects.none()
    rows = rows.filter(office__in=actor.offices)
    if "chief" not in actor.roles:
        rows = rows.filter(by_id=actor.user_id)
    return rows.annotate(
        sent=Count("firms__firm_id", distinct=True), opened=Count("reads__firm_id", distinct=True)
    )


def broadcast_for(actor: Actor, *, number: str, at: datetime) -> Broadcast | None:
    """One broadcast, if it went to the own firm, or the officer may see it."""
    return broadcasts(actor, at=at).filter(number=number).first()


class Reading(NamedTuple):
    """A firm that a broadcast went to, and who opened it there and when."""

    firm: Firm
    reads: list[BroadcastRead]


def readings(broadcast: Broadcast) -> list[Reading]:
    """All firms that the broadcast went to, with who opened it; two queries."""
    firms = BroadcastFirm.objects.filter(broadcast=broadcast).select_related("firm")
    reads = BroadcastRead.objects.filter(broadcast=broadcast).select_related("user").order_by("at", "id")
    by_firm: dict[int, list[BroadcastRead]] = {}
    for read in reads:
        by_firm.setdefault(read.firm_id, []).append(read)
    return [Reading(row.firm, by_firm.get(row.firm_id, [])) for row in firms.order_by("firm__customs_code")]


def receivers(actor: Actor, *, scope: str, kind: str, codes: Iterable[str], at: datetime) -> list[Firm]:
    """The firms in the officer's care that a broadcast of this scope goes to, by code."""
    firms = firms_in_care(actor, at=at)
    if scope == "kind":
        of_kind = FirmKind.objects.filter(kind=kind, valid_to__isnull=True).values("firm_id")
        firms = firms.filter(pk__in=of_kind)
    elif scope == "chosen":
        firms = firms.filter(customs_code__in=set(codes))
    return list(firms.order_by("customs_code"))
