"""A person's notices: how many are unread, the list, one of them with its sentence and its page."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from enterprises.facts import Actor
from enterprises.models import Firm, Membership, Notice, NoticeCopy
from enterprises.rules.notice_kinds import BY_CODE, KINDS, TOPICS
from enterprises.rules.notice_readers import is_told
from enterprises.rules.notices import MOST_SHOWN, Choice, badge, choice
from enterprises.selectors.readers import chosen_by
from kernel.web.keyset import Page, page


class Shown(NamedTuple):
    """A notice as its reader sees it; ``firm`` is set where it is another firm's than the one acted for."""

    number: str
    text: str
    topic: str
    urgent: bool
    at: datetime
    unread: bool
    firm: Firm | None


class KindChoice(NamedTuple):
    """One kind on the page of preferences: what it says, what counts now, and whether it was chosen."""

    code: str
    text: str
    urgent: bool
    now: Choice


class TopicChoice(NamedTuple):
    """One topic on the page of preferences."""

    code: str
    name: str
    kinds: tuple[KindChoice, ...]


class _Args(dict[str, str]):
    """The arguments of a sentence; a place that nobody filled is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def copies_of(user_id: int) -> "QuerySet[NoticeCopy]":
    """The person's notices; those of a firm only while they act for it."""
    member = Membership.objects.filter(
        user_id=user_id, firm_id=OuterRef("notice__firm_id"), ended_at__isnull=True
    )
    mine = NoticeCopy.objects.filter(user_id=user_id)
    return mine.filter(Q(notice__firm__isnull=True) | Exists(member))


def unread_badge(user_id: int) -> str:
    """How many notices the person has not read, as the bell shows it; empty for none, ``99+`` for many."""
    unread = copies_of(user_id).filter(read_at__isnull=True).order_by()
    count = unread[: MOST_SHOWN + 1].count()
    return badge(count) if count else ""


def notices_page(
    actor: Actor, *, after: str | None, unread_only: bool = False, size: int = 50
) -> Page[Shown]:
    """The actor's notices, those with the latest news first, a page at a time."""
    assert actor.user_id is not None
    rows = copies_of(actor.user_id).select_related("notice__firm")
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    found = page(rows, order=("-at", "-id"), after=after, size=size)
    return Page([_shown(row, actor=actor) for row in found.rows], found.next_cursor, found.prev_cursor)


def _shown(row: NoticeCopy, *, actor: Actor) -> Shown:
    """One row of the list."""
    notice = row.notice
    kind = BY_CODE.get(notice.kind)
    return Shown(
        number=notice.number,
        text=sentence(notice),
        topic=gettext(TOPICS[kind.topic]) if kind is not None else "",
        urgent=kind is not None and kind.urgent,
        at=row.at,
        unread=row.read_at is None,
        firm=notice.firm if notice.firm_id != actor.firm_id else None,
    )


def sentence(notice: Notice) -> str:
    """What the notice says, in the active language."""
    kind = BY_CODE.get(notice.kind)
    if kind is None:
        return notice.subject_no or notice.kind
    return said(kind.text, args={**notice.args, "no": notice.subject_no, "count": str(notice.count)})


def said(text: str, *, args: Mapping[str, str]) -> str:
    """A sentence of the kinds in the active language, its places filled."""
    return gettext(text) % _Args(args)


def address_of(notice: Notice) -> str:
    """The page of the notice's subject; empty where it has none."""
    kind = BY_CODE.get(notice.kind)
    if kind is None or not kind.url_name:
        return ""
    if kind.query and notice.subject_no:
        return f"{reverse(kind.url_name)}?{urlencode({kind.query: notice.subject_no})}"
    try:
        return reverse(kind.url_name, args=[notice.subject_no] if notice.subject_no else [])
    except NoReverseMatch:
        return ""


def copy_of(actor: Actor, *, number: str) -> NoticeCopy | None:
    """The actor's copy of the notice with this number, or None."""
    if actor.user_id is None or actor.token_id is not None:
        return None
    return copies_of(actor.user_id).select_related("notice__firm").filter(notice__number=number).first()


def choices_of(actor: Actor) -> list[TopicChoice]:
    """Every topic with the kinds that somebody like the actor is told, and by which way now."""
    assert actor.user_id is not None
    chosen = chosen_by([actor.user_id]).get(actor.user_id, {})
    found = []
    for topic, name in TOPICS.items():
        kinds = tuple(
            KindChoice(kind.code, said(kind.text, args={}), kind.urgent, choice(kind, chosen=chosen))
            for kind in KINDS
            if kind.topic == topic and is_told(kind.code, officer=actor.is_officer)
        )
        if kinds:
            found.append(TopicChoice(topic, gettext(name), kinds))
    return found
