"""Inventories for their pages: the lists of either side, one inventory and what belongs to it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from bonded.models import (
    Booking,
    EntryAxis,
    GateAxis,
    GatePass,
    Inventory,
    InventoryEvent,
    InventoryType,
    Parcel,
    StockDoc,
)
from bonded.permissions import holders_of
from bonded.rules import flow
from enterprises.facts import Actor


class Filters(NamedTuple):
    """What a list of inventories is narrowed by; empty: not by that."""

    search: str = ""
    inv_type: str = ""
    direction: str = ""
    status: str = ""
    gate: str = ""
    entry: str = ""
    booking: str = ""


class ParcelSum(NamedTuple):
    """How many released lists an inventory holds, and how much they weigh."""

    lists: int
    gross_kg: Decimal


def inventories_for(actor: Actor, *, on: date) -> "QuerySet[Inventory]":
    """The inventories that the actor may see; an officer those of the offices, once handed in.

    A firm sees its own, those of its principals, and what it filed as their agent.
    """
    rows = Inventory.objects.select_related("ledger", "firm")
    if actor.is_system:
        return rows
    if actor.is_officer:
        return rows.filter(office__in=actor.offices).exclude(status=flow.DRAFT)
    holders = holders_of(actor, on=on)
    own = Q(firm_id__in=holders)
    return rows.filter(own | Q(agent_id=actor.firm_id)) if actor.firm_id is not None else rows.filter(own)


def narrowed(rows: "QuerySet[Inventory]", *, by: Filters) -> "QuerySet[Inventory]":
    """The rows that fit every filter; what is no value of an axis narrows nothing."""
    if by.search:
        rows = rows.filter(
            Q(number__icontains=by.search)
            | Q(own_no__icontains=by.search)
            | Q(entry_no=by.search)
            | Q(related_no=by.search)
            | Q(bill_no=by.search)
            | Q(ledger__ems_no=by.search)
            | Q(firm__customs_code=by.search)
            | Q(firm__name_zh__icontains=by.search)
        )
    if by.inv_type in InventoryType.values:
        rows = rows.filter(inv_type=by.inv_type)
    if by.direction in ("I", "E"):
        rows = rows.filter(direction=by.direction)
    axes = (
        ("status", by.status, flow.INVENTORY_FLOW.names),
        ("gate_axis", by.gate, GateAxis.values),
        ("entry_axis", by.entry, EntryAxis.values),
        ("booking", by.booking, Booking.values),
    )
    for name, said, known in axes:
        if said in map(str, known):
            rows = rows.filter(**{name: int(said)})
    return rows


def inventory_of(actor: Actor, *, number: str, on: date) -> Inventory | None:
    """One inventory with ledger and firms; None: none that the actor may see."""
    return inventories_for(actor, on=on).select_related("agent").filter(number=number).first()


def gate_passes_of(row: Inventory) -> list[GatePass]:
    """The gate passes that name this inventory, newest first."""
    return list(
        GatePass.objects.filter(documents__kind="1", documents__doc_id=row.pk).order_by("-subject_id")[:100]
    )


def documents_of(row: Inventory) -> list[StockDoc]:
    """The in/out documents that a centralised inventory gathers, in their order."""
    return list(StockDoc.objects.filter(inventory=row).order_by("number")[:500])


def parcels_of(row: Inventory) -> ParcelSum:
    """How many released lists a CBEC inventory holds."""
    found = Parcel.objects.filter(inventory_id=row.pk).aggregate(n=Count("pk"), kg=Sum("gross_kg"))
    return ParcelSum(found["n"], found["kg"] or Decimal(0))


def events_of(row: Inventory) -> "QuerySet[InventoryEvent]":
    """What happened to it, oldest first."""
    return InventoryEvent.objects.filter(subject_id=row.pk).order_by("pk")


def other_half(row: Inventory) -> str:
    """The number of the other inventory of a transfer; empty: there is none (yet)."""
    if row.related_no:
        return row.related_no
    if row.direction != "I" or not row.related_ems_no:
        return ""
    quoting = Inventory.objects.filter(related_no=row.number).filter(
        status__in=(flow.SUBMITTED, flow.APPROVED)
    )
    return quoting.values_list("number", flat=True).first() or ""
