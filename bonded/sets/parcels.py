"""Parcels in sets: those that wait and nobody else is gathering, their lines, what their ledgers are."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from bonded.models import LedgerItem, Parcel, ParcelLine
from bonded.rules import flow
from kernel.orm.locks import note_lock


class ItemOwner(NamedTuple):
    """Whose ledger an item stands on."""

    ledger_id: int
    firm_id: int


class GoodsOf(NamedTuple):
    """One line of a parcel."""

    parcel_id: int
    line: int
    item_id: int
    qty: Decimal
    total: Decimal
    currency: str


def owners_of(item_ids: Collection[int]) -> dict[int, ItemOwner]:
    """Ledger and firm of these items, in one query."""
    rows = LedgerItem.objects.filter(pk__in=item_ids).values_list("pk", "ledger_id", "ledger__firm_id")
    return {pk: ItemOwner(ledger_id, firm_id) for pk, ledger_id, firm_id in rows}


def take_waiting(
    ledger_id: int, *, limit: int, pre_nos: Collection[str] = (), before: datetime | None = None
) -> list[Parcel]:
    """Up to ``limit`` parcels of the ledger that wait, locked; what somebody else holds is passed over.

    ``pre_nos`` narrows to these lists; ``before`` to those released up to then.
    """
    note_lock(Parcel._meta.db_table)
    rows = waiting(ledger_id, pre_nos=pre_nos, before=before).order_by("subject_id")
    return list(rows.select_for_update(skip_locked=True)[:limit])


def waiting(
    ledger_id: int, *, pre_nos: Collection[str] = (), before: datetime | None = None
) -> "QuerySet[Parcel]":
    """The parcels of the ledger that wait, as a query."""
    rows = Parcel.objects.filter(ledger_id=ledger_id, status=flow.WAITING)
    if pre_nos:
        rows = rows.filter(pre_no__in=pre_nos)
    return rows.filter(released_at__lte=before) if before is not None else rows


def goods_of(parcel_ids: Iterable[int]) -> list[GoodsOf]:
    """The lines of these parcels, in their order; one query."""
    rows = ParcelLine.objects.filter(parcel_id__in=list(parcel_ids)).order_by("parcel_id", "line")
    found = rows.values_list("parcel_id", "line", "item_id", "qty", "total", "currency")
    return [GoodsOf(*row) for row in found]
