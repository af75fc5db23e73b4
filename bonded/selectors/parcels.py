"""Parcels for their pages: where each stands, which have not left for too long, what waits on a ledger."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bonded.models import Inventory, Ledger, LedgerItem, Parcel
from bonded.permissions import holders_of
from bonded.rules import flow
from bonded.sets.parcels import GoodsOf, goods_of
from codelists.selectors import code_book
from enterprises.facts import Actor

PARCEL_WORDS = {
    flow.WAITING: _("Released, in the zone"),
    flow.GATHERED: _("In a CBEC inventory"),
    flow.GONE: _("Through the gate"),
    flow.BACK: _("Back in stock"),
}
# Released and still in the zone.
NOT_GONE = (flow.WAITING, flow.GATHERED)


class LateLedger(NamedTuple):
    """How many lists of a ledger were released too long ago and have not left."""

    ledger: Ledger
    lists: int
    oldest_at: datetime


class GoodsOfList(NamedTuple):
    """Where the goods of a released list are, in words; ``inventory`` for whoever may open it, else empty."""

    status: int
    label: str
    reason: str
    since: datetime
    inventory: str


def goods_of_list(list_id: int, *, actor: Actor, on: date) -> GoodsOfList | None:
    """Where the goods of a list are since its release; None: it is not released, or its goods not bonded."""
    row = Parcel.objects.filter(pk=list_id).first()
    if row is None:
        return None
    opens = row.inventory_id is not None and parcels_for(actor, on=on).filter(pk=list_id).exists()
    inventory = numbers_of_inventories([row]).get(row.inventory_id or 0, "") if opens else ""
    reason = row.get_reason_display() if row.reason else ""
    return GoodsOfList(row.status, str(PARCEL_WORDS[row.status]), reason, row.since, inventory)


def parcels_for(actor: Actor, *, on: date) -> "QuerySet[Parcel]":
    """The parcels that the actor may see: of the own ledgers and the principals', or of the offices."""
    rows = Parcel.objects.all()
    if actor.is_system:
        return rows
    if actor.is_officer:
        return rows.filter(office__in=actor.offices)
    return rows.filter(firm_id__in=holders_of(actor, on=on))


def narrowed(
    rows: "QuerySet[Parcel]", *, search: str = "", status: str = "", ems_no: str = ""
) -> "QuerySet[Parcel]":
    """The rows of this status and ledger whose list number or waybill is the one searched for."""
    if search:
        rows = rows.filter(Q(pre_no__iexact=search) | Q(waybill_no__iexact=search))
    if status in map(str, flow.PARCEL_FLOW.names):
        rows = rows.filter(status=int(status))
    if ems_no:
        rows = rows.filter(ledger_id__in=Ledger.objects.filter(ems_no=ems_no).values("pk"))
    return rows


def late_days(*, on: date) -> int:
    """The days after release from which a list that has not left is shown as late."""
    return int(code_book(on=on).number("bonded.parcels_late_days"))


def late(rows: "QuerySet[Parcel]", *, at: datetime, days: int) -> "QuerySet[Parcel]":
    """Those released more than ``days`` days ago that are still in the zone."""
    return rows.filter(status__in=NOT_GONE, released_at__lt=at - timedelta(days=days))


def late_ledgers(*, at: datetime, days: int, after: int = 0, limit: int = 200) -> list[LateLedger]:
    """The ledgers with late lists, with how many and the oldest, in the order of their ids."""
    rows = late(Parcel.objects.filter(ledger_id__gt=after), at=at, days=days)
    sums = rows.order_by("ledger_id").values_list("ledger_id").annotate(Count("pk"), Min("released_at"))
    found = list(sums[:limit])
    ledgers = Ledger.objects.in_bulk([row[0] for row in found])
    return [LateLedger(ledgers[ledger_id], count, oldest) for ledger_id, count, oldest in found]


def numbers_of_inventories(parcels: list[Parcel]) -> dict[int, str]:
    """The numbers of the inventories that hold these parcels, by id."""
    ids = {one.inventory_id for one in parcels if one.inventory_id is not None}
    return dict(Inventory.objects.filter(pk__in=ids).values_list("pk", "number")) if ids else {}


def ledgers_of(actor: Actor, *, on: date) -> list[Ledger]:
    """The ledgers for which a firm files and gathers, in the order of their numbers."""
    rows = Ledger.objects.filter(firm_id__in=holders_of(actor, on=on), closed_on__isnull=True)
    return list(rows.order_by("ems_no")[:200])


def waiting_counts(ledger_ids: list[int]) -> dict[int, int]:
    """How many lists wait on each of these ledgers."""
    rows = Parcel.objects.filter(ledger_id__in=ledger_ids, status=flow.WAITING).order_by()
    return dict(rows.values_list("ledger_id").annotate(Count("pk")))


def contents(parcels: list[Parcel]) -> dict[int, list[tuple[str, str, GoodsOf]]]:
    """What these parcels hold: record number, name and line, by parcel id; two queries."""
    goods = goods_of(one.pk for one in parcels)
    rows = LedgerItem.objects.filter(pk__in={one.item_id for one in goods})
    names: Mapping[int, tuple[str, str]] = {
        pk: (no, name) for pk, no, name in rows.values_list("pk", "item_record_no", "gname")
    }
    found: dict[int, list[tuple[str, str, GoodsOf]]] = {one.pk: [] for one in parcels}
    for one in goods:
        found[one.parcel_id].append((*names[one.item_id], one))
    return found
