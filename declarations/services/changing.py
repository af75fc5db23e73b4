"""Deciding, under the lock of its key, whether a document is new, a change, a repetition or refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from codelists.facts import CodeBook
from declarations.models import ListState
from declarations.rules import change, flow
from declarations.rules.kinds import KIND_OF_MESSAGE
from declarations.services.filing import REPEATED, STORED, Filing
from declarations.sets.keys import Key, Live
from kernel.clock import stamp14
from kernel.refusal import Violation

_ONLY_STORED = "1"
_BOUND = {"311": "order_id", "411": "payment_id", "511": "waybill_id"}


class Touched(NamedTuple):
    """The live lists around a set of documents: their locked states, by order and by waybill."""

    states: dict[int, ListState]
    by_order: dict[tuple[str, str], int]
    by_waybill: dict[tuple[str, str], list[int]]

    def standing_on(self, filing: Filing, *, document_id: int) -> list[int]:
        """Ids of the live lists that were judged with this stored document."""
        column = _BOUND[filing.document.code]
        lists = [i for i in self.lists_of(filing) if i in self.states]
        return [i for i in lists if getattr(self.states[i], column) == document_id]

    def lists_of(self, filing: Filing) -> list[int]:
        """Ids of the live lists that a document belongs to by its numbers."""
        assert filing.shape is not None
        if filing.shape.order_key is None:
            return self.by_waybill.get(filing.key, [])
        code, number = (filing.head[name] for name in filing.shape.order_key)
        found = self.by_order.get((code, number))
        return [] if found is None else [found]


class Earlier(NamedTuple):
    """What the live document of a key said about its own submission, and of which order."""

    guid: str
    app_time: str
    app_status: str
    order: tuple[str, str]


def order_keys(filings: Sequence[Filing]) -> list[tuple[str, str]]:
    """The orders that these documents name."""
    return [
        (f.head[f.shape.order_key[0]], f.head[f.shape.order_key[1]])
        for f in filings
        if f.shape is not None and f.shape.order_key is not None
    ]


def waybill_keys(filings: Sequence[Filing]) -> list[tuple[str, str]]:
    """The waybills among these documents."""
    return [f.key for f in filings if f.shape is not None and f.shape.order_key is None]


def decide_changes(
    filings: Sequence[Filing], *, live: dict[Key, Live], touched: Touched, book: CodeBook, at: datetime
) -> None:
    """Set outcome, revision and reuse of each document; the keys and lists are locked.

    The first document of a key in the set counts; one of the same key after it must come by itself.
    """
    earlier = _earlier(filings, live)
    taken: dict[Key, Filing] = {}
    for filing in filings:
        assert filing.shape is not None
        key = (filing.shape.kind, *filing.key)
        first = taken.get(key)
        if first is not None:
            _second(filing, first)
            continue
        _decide(filing, live[key], touched=touched, earlier=earlier, book=book, at=at)
        if filing.outcome == STORED:
            taken[key] = filing


def _second(filing: Filing, first: Filing) -> None:
    """The same key twice in one set."""
    if filing.digest == first.digest:
        filing.outcome = REPEATED
    else:
        filing.refuse((Violation(change.CHG_18, filing.shape.key_elements[1] if filing.shape else ""),))


def _decide(
    filing: Filing,
    row: Live,
    *,
    touched: Touched,
    earlier: dict[int, Earlier],
    book: CodeBook,
    at: datetime,
) -> None:
    live = _live(filing, row, touched=touched, earlier=earlier)
    kind = KIND_OF_MESSAGE[filing.document.code]
    app_type = str(filing.head["app_type"])
    found = change.judge_change(kind, app_type=app_type, live=live, app_time=_app_time(filing))
    if live is not None and _used_again(filing, row, live, app_type=app_type):
        refused = change.judge_reuse(
            row.received_at or at, at=at, months=int(book.number("waybill.reuse_months"))
        )
        if not refused:
            filing.reuse = row.reuse + 1
            return
        found += refused
    filing.refuse(found)
    if filing.outcome != STORED:
        return
    if live is not None and live.same and not _filed_anew(filing, row, live, earlier):
        filing.outcome, filing.twin_id = REPEATED, row.document_id
        return
    filing.revision, filing.reuse, filing.replaces = row.revision + 1, row.reuse, row.document_id


def _used_again(filing: Filing, row: Live, live: change.Live, *, app_type: str) -> bool:
    """A carrier's number on another parcel."""
    return filing.document.code == "511" and app_type == "1" and not live.same and row.received_at is not None


def _filed_anew(filing: Filing, row: Live, live: change.Live, earlier: dict[int, Earlier]) -> bool:
    """A rejected list sent once more under a new guid is filed again, not repeated."""
    if filing.document.code != "621" or live.list_status != flow.REJECTED or row.document_id is None:
        return False
    return earlier[row.document_id].guid != str(filing.head.get("guid", ""))


def _live(filing: Filing, row: Live, *, touched: Touched, earlier: dict[int, Earlier]) -> change.Live | None:
    if row.document_id is None:
        return None
    if filing.document.code == "621":
        statuses = [touched.states[row.document_id].status]
    else:
        standing = touched.standing_on(filing, document_id=row.document_id)
        statuses = [touched.states[i].status for i in standing]
    known = earlier[row.document_id]
    return change.Live(
        same=row.digest == filing.digest,
        list_status=max(statuses, default=None),
        app_time=known.app_time,
        foreign=row.firm_id not in (None, filing.firm_id),
        moved=filing.document.code == "411" and known.order != order_keys([filing])[0],
        stored=known.app_status == _ONLY_STORED,
    )


def _app_time(filing: Filing) -> str:
    at = filing.head.get("app_time")
    return stamp14(at) if isinstance(at, datetime) else ""


def _earlier(filings: Sequence[Filing], live: dict[Key, Live]) -> dict[int, Earlier]:
    """What the live documents behind these keys said; one query a kind, none for new ones."""
    found: dict[int, Earlier] = {}
    for shape in {f.shape for f in filings if f.shape is not None}:
        rows = [live[(shape.kind, *f.key)] for f in filings if f.shape is shape]
        ids = [row.document_id for row in rows if row.document_id is not None]
        if not ids:
            continue
        names = ("id", "guid", "app_time", "app_status", *(shape.order_key or ("guid", "guid")))
        heads = shape.model._default_manager.filter(pk__in=ids).values_list(*names)
        for pk, guid, at, status, code, number in heads:
            found[pk] = Earlier(guid, stamp14(at) if at else "", status, (code, number))
    return found
