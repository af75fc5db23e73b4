"""Telling firms what became of their lists: read from the events, so that no decision waits for it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from declarations.models import ImportList, ListEvent, ListState
from declarations.rules.telling import INSPECTED, TOLD, Move, Tale, tales
from enterprises.facts import News, ToFirm
from enterprises.services.steps import move_feed, notify, take_feed
from kernel.orm.feeds import read_after
from kernel.orm.tx import intention

FEED = "list events"
CHUNK = 2000


def tell_firms(*, at: datetime, limit: int = CHUNK) -> dict[str, int]:
    """Tell every firm what its lists came to since the last run; how many moves of which kind were told.

    Each chunk of ``limit`` events is told and remembered in one transaction: a worker that dies tells
    nothing twice, and of two at once the second leaves it to the first. ``at`` is wall time.
    """
    total: Counter[str] = Counter()
    while True:
        with intention():
            count = _tell_chunk(total, at=at, limit=limit)
        if count < limit:
            return dict(total)


def _tell_chunk(total: Counter[str], *, at: datetime, limit: int) -> int:
    """Tell the next events; how many there were."""
    cursor = take_feed(FEED)
    if cursor is None:
        return 0
    events, behind = read_after(ListEvent.objects.filter(target__in=TOLD), cursor=cursor, limit=limit)
    if events:
        told = tales(_moves(events))
        notify(_news(told), at=at)
        move_feed(FEED, cursor=behind)
        for tale in told:
            total[tale.kind] += tale.moves
    return len(events)


def _moves(events: Sequence[ListEvent]) -> list[Move]:
    """The events with the firms whose lists they are about."""
    rows = ListState.objects.filter(subject_id__in={event.subject_id for event in events})
    parties = {
        list_id: frozenset({firm_id, principal_id or firm_id})
        for list_id, firm_id, principal_id in rows.values_list("subject_id", "firm_id", "principal_id")
    }
    nobody: frozenset[int] = frozenset()
    return [Move(e.subject_id, e.target, e.at, parties.get(e.subject_id, nobody)) for e in events]


def _news(told: Sequence[Tale]) -> list[News]:
    """The notices; a single one leads to its list, a counting one to all of them."""
    ids = {tale.last_list_id for tale in told}
    numbers = dict(ImportList.objects.filter(pk__in=ids).values_list("pk", "pre_no"))
    found = []
    for tale in told:
        number = numbers.get(tale.last_list_id, "")
        single = tale.kind == INSPECTED
        found.append(
            News(
                kind=tale.kind,
                subject_no=number if single else "",
                to=ToFirm(tale.firm_id),
                args=() if single else (("day", tale.day), ("hour", tale.hour), ("last", number)),
                fold_key=tale.fold_key,
                fold_count=tale.moves,
            )
        )
    return found
