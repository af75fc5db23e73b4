"""Accepting sets of checked documents: claim keys, store revisions, judge the lists they touch."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from codelists.facts import CodeBook
from declarations.facts import ImportList
from declarations.models import ListState
from declarations.rules import flow
from declarations.rules.acceptance import Verdict, missing_kinds
from declarations.rules.identity import IdentityChecker
from declarations.rules.waiting import judge_overdue
from declarations.services.changing import Touched, decide_changes, order_keys, waybill_keys
from declarations.services.filing import STORED, Filing
from declarations.services.firms import hold_stopped, hold_suspended, name_plans
from declarations.services.judging import ACCEPT, REJECT, WAIT, Judged, fold_accounts, judge_lists
from declarations.services.standing import Stand, stand_of, store_only, supersede, write_judged
from declarations.services.storing import store_documents
from declarations.sets.keys import Key, Live, claim_keys, lists_of_orders, lists_of_waybills, point_current
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.tx import require_transaction

_TO_STORE = "1"


def accept_filings(filings: Sequence[Filing], *, book: CodeBook, at: datetime, actor_id: int | None) -> bool:
    """Store what may be stored and judge every list it touches; whether a list was accepted.

    Sets each filing's outcome, id and revision. The documents of one order wait for each other on
    the order's key, those of one parcel on the waybill's, so that every order of arrival ends the
    same.
    """
    require_transaction()
    going = [f for f in filings if f.outcome == STORED and f.shape is not None]
    if not going:
        return False
    live = claim_keys([key for f in going for key in _keys(f)])
    touched = _lock_touched(going, live)
    decide_changes(going, live=live, touched=touched, book=book, at=at)
    stored = [f for f in going if f.outcome == STORED]
    _identify(stored)
    store_documents(stored, at=at)
    replaced = _replaced(stored, live=live, states=touched.states)
    point_current([_pointing(f, at=at) for f in stored])
    supersede(replaced.items(), at=at, actor_id=actor_id)
    return _judge(stored, touched, replaced=replaced.keys(), book=book, at=at, actor_id=actor_id)


def _keys(filing: Filing) -> list[Key]:
    """Every key the document must hold: its own, its order's, and the waybill its list names."""
    shape, head = filing.shape, filing.head
    assert shape is not None
    keys: list[Key] = [(shape.kind, *filing.key)]
    if shape.order_key is not None:
        keys.append((311, head[shape.order_key[0]], head[shape.order_key[1]]))
    if shape.kind == 621:
        keys.append((511, head["logistics_code"], head["logistics_no"]))
    return keys


def _lock_touched(filings: Sequence[Filing], live: dict[Key, Live]) -> Touched:
    """The live lists that these documents replace or belong to, locked."""
    by_order = lists_of_orders(order_keys(filings))
    by_waybill = lists_of_waybills(waybill_keys(filings))
    ids = {*by_order.values(), *(list_id for found in by_waybill.values() for list_id in found)}
    ids |= {row.document_id for row in live.values() if row.kind == 621 and row.document_id is not None}
    rows: list[ListState] = lock_rows(ListState, keys=ids)
    return Touched({row.subject_id: row for row in rows}, by_order, by_waybill)


def _identify(stored: Sequence[Filing]) -> None:
    for filing, number in zip(stored, reserve(len(stored)), strict=True):
        filing.id = number
        assert filing.facts is not None
        filing.facts = filing.facts._replace(id=number)
        if isinstance(filing.facts, ImportList):
            filing.facts = filing.facts._replace(pre_no=filing.pre_no)


def _replaced(
    stored: Sequence[Filing], *, live: dict[Key, Live], states: dict[int, ListState]
) -> dict[int, int]:
    """Lists still on their way in that a newer revision replaces: id and status."""
    found: dict[int, int] = {}
    for filing in stored:
        older = live[_keys(filing)[0]].document_id if filing.shape and filing.shape.kind == 621 else None
        if older is not None and states[older].status in (flow.STORED, flow.WAITING):
            found[older] = states[older].status
    return found


def _pointing(filing: Filing, *, at: datetime) -> Live:
    assert filing.shape is not None
    return Live(
        filing.shape.kind, *filing.key, filing.id, filing.revision, filing.reuse, filing.firm_id,
        filing.digest, at,
    )  # fmt: skip


def _judge(
    stored: Sequence[Filing],
    touched: Touched,
    *,
    replaced: Iterable[int],
    book: CodeBook,
    at: datetime,
    actor_id: int | None,
) -> bool:
    lists = [f for f in stored if f.shape and f.shape.kind == 621]
    kept = [f.facts for f in lists if f.head.get("app_status") == _TO_STORE]
    stands = {
        f.id: Stand(None, 1, f.firm_id, _inherited(f, touched), principal_id=f.principal_id) for f in lists
    }
    to_store = [Judged(lst, Verdict(0), WAIT) for lst in kept if isinstance(lst, ImportList)]
    store_only(to_store, stands=stands, at=at, actor_id=actor_id)
    again = _again(stored, touched, leaving_out=set(replaced))
    stands |= {s.subject_id: stand_of(s) for s in again}
    ids = sorted(stands.keys() - {j.lst.id for j in to_store})
    if not ids:
        return False
    judged = list(
        judge_lists(
            ids,
            fresh=[f.facts for f in stored if f.facts is not None],
            replaced={f.replaces: f.id for f in stored if f.replaces is not None},
            book=book,
            checker=identity_checker(),
        ).values()
    )
    _end_waiting(judged, {s.subject_id: s for s in again}, book=book, at=at)
    standing = {s.subject_id for s in again if s.status in flow.UNDECIDED}
    hopeful = [j for j in judged if j.action == ACCEPT and j.lst.id not in standing]
    hopeful = hold_stopped(hold_suspended(hopeful, stands=stands, at=at), stands=stands)
    name_plans(hopeful, stands=stands, on=book.on)
    fallen = [j.lst.id for j in judged if j.action == REJECT and j.lst.id in standing]
    fold_accounts(hopeful, returning=fallen, book=book, at=at, actor_id=actor_id)
    write_judged(judged, stands=stands, book=book, at=at, actor_id=actor_id)
    return any(j.action == ACCEPT for j in hopeful)


def _inherited(filing: Filing, touched: Touched) -> datetime | None:
    """A change of a waiting list does not start its waiting anew."""
    older = touched.states.get(filing.replaces or 0)
    return older.due_at if older is not None and older.status == flow.WAITING else None


def _end_waiting(
    judged: Sequence[Judged], states: dict[int, ListState], *, book: CodeBook, at: datetime
) -> None:
    """A list whose time is over is rejected, also when its last document comes before the sweep."""
    for one in judged:
        state = states.get(one.lst.id)
        if state is None or state.status != flow.WAITING or state.due_at is None or at < state.due_at:
            continue
        late = judge_overdue(
            missing_kinds(state.missing),
            hours=book.number("wait.hours"),
            guarantee_hours=book.number("wait.guarantee_hours"),
        )
        one.action, one.violations = REJECT, late


@cache
def identity_checker() -> IdentityChecker:
    """Who says that a name and an identity number belong together: ``PORTAL_IDENTITY_CHECKER``."""
    checker: IdentityChecker = import_string(settings.PORTAL_IDENTITY_CHECKER)()
    return checker


def _again(stored: Sequence[Filing], touched: Touched, *, leaving_out: set[int]) -> list[ListState]:
    """Lists to judge again: waiting for a stored document, or standing on the version it replaces."""
    ids: set[int] = set()
    for filing in stored:
        if filing.shape is None or filing.shape.kind == 621:
            continue
        named = [touched.states[i] for i in touched.lists_of(filing) if i in touched.states]
        ids |= {s.subject_id for s in named if s.status == flow.WAITING}
        if filing.replaces is not None:
            on_it = touched.standing_on(filing, document_id=filing.replaces)
            ids |= {i for i in on_it if touched.states[i].status in flow.UNDECIDED}
    return [touched.states[list_id] for list_id in sorted(ids - leaving_out)]
