"""Answering firms in messages of the zone system: read from the events, so that no decision waits for it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from bonded.messages.writing import Answer
from bonded.models import (
    ApplicationEvent,
    GatePassEvent,
    InventoryEvent,
    StockDocEvent,
    ZoneAnswer,
)
from bonded.rules.message_answers import ENTRY, TOLD, Told, told
from bonded.selectors import zone_answers as read
from bonded.selectors.zone_answers import Parts
from enterprises.models import Firm
from enterprises.services.steps import move_feed, take_feed
from kernel.clock import SHANGHAI
from kernel.models.base import Event
from kernel.orm.feeds import read_after
from kernel.orm.tx import intention

CHUNK = 500
_ENTRIES = "entries"


class Source(NamedTuple):
    """A feed that is answered: its events, and what is said of their papers."""

    events: type[Event]
    parts: Callable[[Collection[int]], dict[int, Parts]]


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "inventory": Source(InventoryEvent, read.inventory_parts),
        "application": Source(ApplicationEvent, read.application_parts),
        "stock_doc": Source(StockDocEvent, read.document_parts),
        "gate_pass": Source(GatePassEvent, read.pass_parts),
    }
)


def answer_firms(*, at: datetime, limit: int = CHUNK) -> dict[str, int]:
    """Write the answers to everything that happened since the last run; how many of which feed.

    Each chunk of events is answered and remembered in one transaction: a worker that dies tells nothing
    twice, and of two at once the second leaves it to the first. ``at`` is wall time.
    """
    written: dict[str, int] = {}
    for name in SOURCES:
        while True:
            with intention():
                seen, count = _answer_chunk(name, at=at, limit=limit)
            written[name] = written.get(name, 0) + count
            if seen < limit:
                break
    with intention():
        written[_ENTRIES] = _answer_entries(at=at, limit=limit)
    return {name: count for name, count in written.items() if count}


def ready(answers: Sequence[ZoneAnswer], *, receiver: str) -> list[Answer]:
    """Stored answers as they are written for the firm with the customs code ``receiver``."""
    return [
        Answer(
            one.code,
            one.pk,
            one.subject_no,
            receiver,
            f"{one.at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}",
            one.elements,
        )
        for one in answers
    ]


def receiver_code(firm_id: int) -> str:
    """What answers call the firm: its customs code."""
    return Firm.objects.filter(pk=firm_id).values_list("customs_code", flat=True).first() or ""


def _answer_chunk(name: str, *, at: datetime, limit: int) -> tuple[int, int]:
    """Answer the next events of one feed: how many there were, and how many answers that made."""
    cursor = take_feed(f"zone answers {name}")
    if cursor is None:
        return 0, 0
    source = SOURCES[name]
    wanted = source.events._default_manager.filter(verb__in=list(TOLD[name]))
    events, behind = read_after(wanted, cursor=cursor, limit=limit)
    if not events:
        return 0, 0
    passed = _passed_at_once(source.events, events)
    parts = source.parts({event.subject_id for event in events})
    rows = [
        row
        for event in events
        if event.subject_id in parts
        for one in told(name, verb=event.verb, passes_at_once=(event.subject_id, _xid(event)) in passed)
        for row in _rows(one, parts[event.subject_id], cause=f"{name} {event.pk}", event=event)
    ]
    if name == "inventory":
        booked = [event.subject_id for event in events if event.verb == "book"]
        rows = [*_entry_rows(at=at, limit=limit, also=booked), *rows]
    ZoneAnswer.objects.bulk_create(rows, ignore_conflicts=True)
    move_feed(f"zone answers {name}", cursor=behind)
    return len(events), len(rows)


def _passed_at_once(model: type[Event], events: Sequence[Event]) -> set[tuple[int, int]]:
    """The subjects that the portal passed in the very transaction in which they were handed in."""
    rows = model._default_manager.filter(subject_id__in={e.subject_id for e in events}, verb="pass")
    return set(rows.values_list("subject_id", "xid"))


def _xid(event: Any) -> int:
    return int(event.xid)


def _rows(one: Told, parts: Parts, *, cause: str, event: Event) -> list[ZoneAnswer]:
    """One answer for each firm that the paper concerns."""
    note = event.note if one.with_note else ""
    return _for_firms(one, parts, cause=cause, subject_id=event.subject_id, at=event.at, note=note)


def _for_firms(
    one: Told, parts: Parts, *, cause: str, subject_id: int, at: datetime, note: str = ""
) -> list[ZoneAnswer]:
    pre_no = next((text for name, text in parts.head.items() if name.endswith("reentNo")), "")
    head = {**parts.head, "dclTypecd": one.typecd}
    elements: dict[str, object] = {
        "result": {
            "etpsPreentNo": pre_no,
            "businessId": parts.number,
            "tmsCnt": "0",
            "typecd": one.typecd,
            "manageResult": one.result,
            "manageDate": read.beijing(at),
            "rmk": "",
        },
        "notes": [note[:255]] if note else [],
        "head": head,
        "lines": list(parts.lines) if one.code in ("SAS211", "SAS221") else [],
        "links": list(parts.links) if one.code == "SAS221" else [],
    }
    return [
        ZoneAnswer(
            firm_id=firm_id,
            code=one.code,
            cause=cause,
            subject_id=subject_id,
            subject_no=parts.number,
            result=one.result,
            elements=elements,
            at=at,
        )
        for firm_id in sorted(parts.firm_ids)
    ]


def _entry_rows(*, at: datetime, limit: int, also: Collection[int] = ()) -> list[ZoneAnswer]:
    """INV202 for inventories whose declaration has got a number; its cause names the number."""
    fresh = read.entries_to_tell(limit=limit, also=also)
    parts = read.inventory_parts([pk for pk, _number in fresh])
    return [
        row
        for pk, entry_no in fresh
        for row in _for_firms(ENTRY, parts[pk], cause=f"entry {entry_no}", subject_id=pk, at=at)
    ]


def _answer_entries(*, at: datetime, limit: int) -> int:
    """Tell the numbers of declarations; nothing where another worker is at it."""
    if take_feed(f"zone answers {_ENTRIES}") is None:
        return 0
    rows = _entry_rows(at=at, limit=limit)
    ZoneAnswer.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
