"""Row locks in one order for everybody, so that no two transactions wait for each other in a ring."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from kernel.orm.tx import require_transaction, transaction_memory

M = TypeVar("M", bound=Model)

RANK: tuple[str, ...] = (
    "kernel_jobrun",
    "enterprises_noticefeed",
    "enterprises_user",
    "enterprises_firm",
    "enterprises_team",
    "enterprises_authority",
    "enterprises_registration",
    "enterprises_gradechange",
    "enterprises_suspension",
    "enterprises_grant",
    "enterprises_plan",
    "enterprises_guaranteefile",
    "enterprises_guaranteeclaim",
    "enterprises_coordination",
    "enterprises_difficulty",
    "declarations_current",
    "declarations_liststate",
    "declarations_entrydeclaration",
    "supervision_case",
    "declarations_buyeryear",
    "declarations_buyergoods",
    "bonded_application",
    "bonded_batchperiod",
    "bonded_stockdoc",
    "bonded_inventory",
    "bonded_gatepass",
    "bonded_gatehold",
    "bonded_undoproposal",
    "bonded_parcel",
    "bonded_ledgerfiling",
    "bonded_stocktake",
    "bonded_writeoff",
    "bonded_disposal",
    "bonded_stoporder",
    "bonded_ledger",
    "bonded_ledgeritem",
    "bonded_lot",
    "enterprises_guaranteeaccount",
    "kernel_series",
    "enterprises_notice",
)


def note_lock(table: str) -> None:
    """Record that rows of ``table`` are locked now (for upserts and other statements that lock).

    Raises:
        RuntimeError: no intention is open, the table has no rank, or one that ranks after it is
            locked already.
    """
    memory = transaction_memory()
    if table not in RANK:
        raise RuntimeError(f"{table} has no rank in kernel.orm.locks; give it one before locking it")
    rank = RANK.index(table)
    highest = memory.get("locks.highest", -1)
    assert isinstance(highest, int)
    if rank < highest:
        raise RuntimeError(f"{table} must be locked before {RANK[highest]}")
    memory["locks.highest"] = rank
    memory["locks.taken"] = _taken() | {table}


def is_noted(table: str) -> bool:
    """Whether this transaction has locked rows of ``table``."""
    return table in _taken()


def _taken() -> frozenset[str]:
    taken = transaction_memory().get("locks.taken", frozenset())
    assert isinstance(taken, frozenset)
    return taken


def lock_rows(source: QuerySet[M] | type[M], *, keys: Iterable[Any], key: str = "pk") -> list[M]:
    """The rows whose ``key`` is one of ``keys``, locked FOR NO KEY UPDATE in ascending order of ``key``.

    ``source`` is a model or a queryset that narrows further. Rows that are not there are left out.
    Others may still write rows that point at these: foreign keys are checked at commit, in the order in
    which rows were written, and a lock that made that check wait would close rings that no rank prevents.

    Raises:
        RuntimeError: out of rank, or no intention is open.
    """
    require_transaction()
    rows = source if isinstance(source, QuerySet) else source._default_manager.all()
    wanted = sorted(set(keys))
    note_lock(rows.model._meta.db_table)
    if not wanted:
        return []
    return list(
        rows.filter(**{f"{key}__in": wanted}).order_by(key).select_for_update(of=("self",), no_key=True)
    )
