"""Steps that rooms above call inside their transaction: take accepted lists, lock, move, give back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from bonded.services.steps import add_parcels, give_back_stock, lock_stock_of
from codelists.selectors import code_book
from declarations.facts import ListMove, SelectionFacts
from declarations.models import ListState
from declarations.rules import flow
from declarations.rules.acceptance import missing_kinds
from declarations.rules.waiting import due_at, judge_overdue
from declarations.services.accounts import give_back_buyers
from declarations.services.entry_steps import finish_entry as finish_entry
from declarations.services.entry_steps import hindrances_of as hindrances_of
from declarations.services.entry_steps import lock_entry as lock_entry
from declarations.services.entry_steps import move_entry as move_entry
from declarations.services.entry_steps import pay_entry as pay_entry
from declarations.services.entry_steps import recall_entry as recall_entry
from declarations.services.entry_steps import release_entry as release_entry
from declarations.services.entry_steps import return_entry as return_entry
from declarations.services.entry_steps import tell_firm as tell_firm
from declarations.services.entry_steps import withdraw_entry as withdraw_entry
from declarations.services.receipts import ListReceipt, send_list_receipts
from declarations.services.standing import LIST_TRAIL
from declarations.services.storing import store_findings
from declarations.sets.lists import accepted_ids, overdue_ids, renew_overdue, selection_rows
from declarations.sets.parcels import parcels_of
from enterprises.selectors import suspended_firms
from enterprises.services.steps import deduct_guarantees, give_back_guarantees
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import require_transaction

_GIVING_BACK = frozenset({"reject", "send_back"})
_RELEASE = "release"


def take_accepted(limit: int, *, held_firms: Collection[int] = ()) -> list[SelectionFacts]:
    """Up to ``limit`` accepted lists that nobody else is taking, oldest first, locked, with their facts.

    Lists of ``held_firms`` (declarant or merchant) stay accepted until their suspension ends.
    """
    require_transaction()
    ids = accepted_ids(limit, held_firms=held_firms)
    return [_selection_facts(row) for row in selection_rows(ids)] if ids else []


def lock_lists(list_ids: Iterable[int]) -> dict[int, int]:
    """The status of each of these lists, locked in rank; unknown ids are left out."""
    rows: list[ListState] = lock_rows(ListState, keys=list(list_ids))
    return {row.subject_id: row.status for row in rows}


def move_lists(
    moves: Sequence[ListMove], *, at: datetime, actor_id: int | None, run_id: int | None = None
) -> frozenset[int]:
    """Move lists along LIST_FLOW and send their receipts; the ids that really moved.

    A list that is rejected or sent back gives back exactly its own entries of the buyer's year, the
    ledger and the guarantee; a released list becomes a parcel of the zone, and what it holds of its
    guarantee is drawn. A list that no longer stands at ``source`` is left as it is.

    Raises:
        Conflict: a verb that is not possible from the status named.
    """
    require_transaction()
    moved = move_many(
        LIST_TRAIL,
        [Step(m.list_id, m.verb, m.source, (), m.note) for m in moves],
        at=at,
        actor_id=actor_id,
        run_id=run_id,
    )
    done = [m for m in moves if m.list_id in moved]
    lost = [m.list_id for m in done if m.verb in _GIVING_BACK]
    released = [m.list_id for m in done if m.verb == _RELEASE]
    if lost:
        give_back_buyers(lost, at=at, actor_id=actor_id)
    # Every ledger item of the set in one order, before some are given back and others make parcels.
    lock_stock_of([*lost, *released])
    give_back_stock(lost, at=at, actor_id=actor_id)
    parcels = parcels_of(released, released_at=at) if released else []
    add_parcels(parcels, at=at, actor_id=actor_id, run_id=run_id)
    give_back_guarantees(lost, at=at, actor_id=actor_id)
    deduct_guarantees(released, at=at, actor_id=actor_id)
    send_list_receipts(
        [ListReceipt(list_id=m.list_id, verb=m.verb, source=m.source, note=m.note) for m in done], at=at
    )
    return moved


def reject_overdue(*, at: datetime, limit: int, run_id: int | None = None) -> list[int]:
    """Reject waiting lists whose documents did not come in time; their ids, oldest first.

    While a firm of the list is suspended its time does not run out: it gets another term.
    """
    require_transaction()
    book = code_book(on=business_date(at))
    hours, longer = book.number("wait.hours"), book.number("wait.guarantee_hours")
    renew_overdue(suspended_firms(at=at), at=at, until=due_at(at, hours=hours))
    ids = overdue_ids(limit, at=at)
    states = {s.subject_id: s for s in ListState.objects.filter(subject_id__in=ids)}
    found = {
        i: judge_overdue(missing_kinds(states[i].missing), hours=hours, guarantee_hours=longer) for i in ids
    }
    moved = move_many(
        LIST_TRAIL,
        [Step(i, "reject", flow.WAITING, (states[i].round + 1,)) for i in ids],
        columns=("round",),
        at=at,
        actor_id=None,
        run_id=run_id,
    )
    store_findings([(i, states[i].round + 1, v) for i in sorted(moved) for v in found[i]], at=at)
    send_list_receipts(
        [
            ListReceipt(list_id=i, verb="reject", source=flow.WAITING, violations=found[i])
            for i in sorted(moved)
        ],
        at=at,
    )
    return sorted(moved)


def _selection_facts(row: tuple[Any, ...]) -> SelectionFacts:
    values = list(row)
    values[10:12] = [tuple(cast("list[str]", values[10])), tuple(cast("list[str]", values[11]))]
    return SelectionFacts(*values)
