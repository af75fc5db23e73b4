"""Vehicles on record: the one of a plate, and those of a firm or an office as a list."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from bonded.models import Vehicle
from bonded.rules.vehicles import VehicleFact, plate_of
from enterprises.facts import Actor

IN_FORCE, OVER = "in_force", "over"


def records_of(plates: Iterable[str]) -> dict[str, VehicleFact]:
    """The record of each of these plates that nobody ended, whoever filed it; one query."""
    rows = Vehicle.objects.filter(plate__in=set(plates), ended_at__isnull=True)
    return {
        row.plate: VehicleFact(
            row.plate, row.tare_kg, row.valid_from, row.valid_to, row.frame_no, row.frame_kg
        )
        for row in rows
    }


def vehicles_for(actor: Actor, *, search: str = "", state: str = "", on: date) -> "QuerySet[Vehicle]":
    """The records that the actor may see, by plate or frame and whether they are in force; page by key."""
    rows = _scoped(actor).select_related("firm")
    in_force = Q(ended_at__isnull=True, valid_from__lte=on, valid_to__gt=on)
    if state in (IN_FORCE, OVER):
        rows = rows.filter(in_force) if state == IN_FORCE else rows.exclude(in_force)
    if search:
        plate = plate_of(search)
        rows = rows.filter(Q(plate__icontains=plate) | Q(frame_no__icontains=search) | Q(ic_card=search))
    return rows


def own_plates(actor: Actor, *, on: date) -> list[str]:
    """Plates of the actor's firm that are on record today, for choosing one."""
    rows = _scoped(actor).filter(ended_at__isnull=True, valid_from__lte=on, valid_to__gt=on)
    return list(rows.order_by("plate").values_list("plate", flat=True)[:200])


def vehicle_of(actor: Actor, *, plate: str) -> Vehicle | None:
    """The record of a plate that nobody ended, if the actor may see it."""
    return _scoped(actor).select_related("firm").filter(plate=plate_of(plate), ended_at__isnull=True).first()


def _scoped(actor: Actor) -> "QuerySet[Vehicle]":
    """The records of the actor's firm, or of the officer's offices."""
    if actor.is_officer:
        return Vehicle.objects.filter(office__in=actor.offices)
    if actor.is_firm and actor.firm_id is not None:
        return Vehicle.objects.filter(firm_id=actor.firm_id)
    return Vehicle.objects.all() if actor.is_system else Vehicle.objects.none()
