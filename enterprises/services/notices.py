"""Telling people: one notice for each piece of news, a copy for each reader, a letter for who wants mail."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from secrets import token_hex
from typing import NamedTuple

from enterprises.facts import News, ToFirm
from enterprises.models import Notice, NoticeCopy
from enterprises.rules.notices import (
    Chosen,
    audience_name,
    choice,
    kind_of,
    mail_at,
    merged,
    unread_again,
)
from enterprises.selectors.readers import chosen_by, readers_of_news
from kernel.orm.locks import lock_rows
from kernel.orm.outbox import put_many
from kernel.orm.tx import require_transaction

LETTER = "notice"
_AT_ONCE = 1000


class _Told(NamedTuple):
    """A notice in the table, and who reads it."""

    notice: Notice
    readers: frozenset[int]


def notify(news: Iterable[News], *, at: datetime) -> int:
    """Tell every audience its news, in the open transaction; how many notices were made or added to.

    The deputy of an officer who is away is told too, unless recused from the firm that it is about.

    News for nobody (a firm without people, an office without the post) make no notice. Folded ones
    lock their row to the end of the transaction and come after every other lock.

    Raises:
        KeyError: a kind that ``rules/notice_kinds.py`` does not have.
        RuntimeError: no intention is open.
    """
    require_transaction()
    items = merged(news)
    items = [one for one in items if kind_of(one.kind)]
    readers = readers_of_news(items, at=at)
    items = [one for one in items if readers[one]]
    if not items:
        return 0
    told = _single([one for one in items if not one.fold_key], readers=readers, at=at)
    told += _folded([one for one in items if one.fold_key], readers=readers, at=at)
    _hand_out(told, at=at)
    return len(told)


def _row(one: News, *, count: int, at: datetime) -> Notice:
    """A notice as it begins."""
    return Notice(
        number=token_hex(10),
        kind=one.kind,
        subject_no=one.subject_no,
        args=dict(one.args),
        firm_id=one.to.firm_id if isinstance(one.to, ToFirm) else None,
        audience=audience_name(one.to),
        fold_key=one.fold_key,
        count=count,
        first_at=at,
        at=at,
    )


def _single(news: list[News], *, readers: Mapping[News, frozenset[int]], at: datetime) -> list[_Told]:
    """One new notice for each."""
    rows = [_row(one, count=one.fold_count, at=at) for one in news]
    Notice.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return [_Told(row, readers[one]) for row, one in zip(rows, news, strict=True)]


def _folded(news: list[News], *, readers: Mapping[News, frozenset[int]], at: datetime) -> list[_Told]:
    """The notice of each fold key, begun where there is none, with its count added to."""
    if not news:
        return []
    wanted = {(one.kind, audience_name(one.to), one.fold_key): one for one in news}
    fresh = [_row(wanted[key], count=0, at=at) for key in sorted(wanted)]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=_AT_ONCE)
    there = Notice.objects.filter(
        fold_key__in={key[2] for key in wanted}, audience__in={k[1] for k in wanted}
    )
    ids = [pk for pk, *key in there.values_list("pk", "kind", "audience", "fold_key") if tuple(key) in wanted]
    rows: list[Notice] = lock_rows(Notice, keys=ids)
    told = []
    for row in rows:
        one = wanted[row.kind, row.audience, row.fold_key]
        row.count += one.fold_count
        row.subject_no, row.args, row.at = one.subject_no, dict(one.args), max(row.at, at)
        told.append(_Told(row, readers[one]))
    Notice.objects.bulk_update(rows, ["count", "subject_no", "args", "at"], batch_size=_AT_ONCE)
    return told


def _hand_out(told: Collection[_Told], *, at: datetime) -> None:
    """A copy for every reader who has none, with a letter where wanted; old copies move to the top."""
    chosen = chosen_by(frozenset[int]().union(*(one.readers for one in told)))
    folded = [one.notice.pk for one in told if one.notice.fold_key]
    old = {(c.notice_id, c.user_id): c for c in NoticeCopy.objects.filter(notice_id__in=folded)}
    _move_up(old.values(), told=told, chosen=chosen, at=at)
    fresh = [
        _copy(one.notice, user_id=user_id, chosen=chosen.get(user_id, {}), at=at)
        for one in told
        for user_id in sorted(one.readers)
        if (one.notice.pk, user_id) not in old
    ]
    NoticeCopy.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    _post(fresh, at=at)


def _copy(notice: Notice, *, user_id: int, chosen: Chosen, at: datetime) -> NoticeCopy:
    """The notice as this person gets it; who does not want it counted has it as read."""
    wish = choice(kind_of(notice.kind), chosen=chosen)
    return NoticeCopy(
        notice=notice,
        user_id=user_id,
        at=at,
        read_at=None if wish.bell else at,
        mailed_key=f"{LETTER}:{notice.number}:{user_id}" if wish.mail else "",
    )


def _move_up(
    copies: Collection[NoticeCopy], *, told: Collection[_Told], chosen: Mapping[int, Chosen], at: datetime
) -> None:
    """Copies of notices that counted on: as new as the news, and unread again where it is time."""
    kinds = {one.notice.pk: kind_of(one.notice.kind) for one in told}
    for copy in copies:
        copy.at = max(copy.at, at)
        bell = choice(kinds[copy.notice_id], chosen=chosen.get(copy.user_id, {})).bell
        if bell and unread_again(copy.read_at, at=at):
            copy.read_at = None
    NoticeCopy.objects.bulk_update(copies, ["at", "read_at"], batch_size=_AT_ONCE)


def _post(copies: Collection[NoticeCopy], *, at: datetime) -> None:
    """The letters of new copies, into the outbox; counting notices wait until they have counted a while."""
    due: dict[datetime | None, dict[str, dict[str, int | str]]] = {}
    for copy in copies:
        if copy.mailed_key:
            when = mail_at(kind_of(copy.notice.kind), at=at)
            due.setdefault(when, {})[copy.mailed_key] = {"notice": copy.notice_id, "user": copy.user_id}
    for when, letters in due.items():
        put_many(LETTER, letters=letters, at=at, due_at=when)
