"""Vehicles: a firm puts one on record with its tare, and ends the record."""

from datetime import datetime

from django.db import IntegrityError

from bonded.models import Vehicle
from bonded.permissions import check_may_decide_gate, check_may_file_for
from bonded.rules import vehicles as law
from bonded.rules.gate_pass_rules import NO_OFFICE, NOT_YOURS
from bonded.rules.vehicles import NewVehicle
from bonded.selectors.vehicles import vehicle_of
from enterprises.facts import Actor
from enterprises.models import Firm
from kernel.clock import business_date
from kernel.orm.tx import intention, savepoint
from kernel.refusal import Refused, Violation


def record_vehicle(*, actor: Actor, vehicle: NewVehicle, at: datetime) -> Vehicle:
    """Put a vehicle of the actor's firm on record. An older record that has run out gives way.

    Raises:
        Refused: not a firm, a suspended one, faults of the record, or the plate is on record already.
    """
    if actor.firm_id is None:
        raise Refused(Violation(NOT_YOURS))
    vehicle = vehicle._replace(plate=law.plate_of(vehicle.plate), frame_no=vehicle.frame_no.strip().upper())
    on = business_date(at)
    with intention():
        check_may_file_for(actor, firm_id=actor.firm_id, at=at)
        firm = Firm.objects.get(pk=actor.firm_id)
        office = firm.zone or firm.office
        found = list(law.judge_new(vehicle, today=on))
        if not office:
            found.append(Violation(NO_OFFICE))
        if found:
            raise Refused(*found)
        Vehicle.objects.filter(plate=vehicle.plate, ended_at__isnull=True, valid_to__lte=on).update(
            ended_at=at
        )
        try:
            with savepoint():
                return Vehicle.objects.create(
                    **vehicle._asdict(),
                    firm=firm,
                    office=office,
                    recorded_at=at,
                    recorded_by_id=actor.user_id,
                )
        except IntegrityError:
            raise Refused(Violation(law.TAKEN, "plate", args=(("plate", vehicle.plate),))) from None


def end_vehicle(*, actor: Actor, plate: str, at: datetime) -> None:
    """End the record of a vehicle: its firm, or an officer of its office. Passes already filed meet it.

    Raises:
        Refused: no such record that the actor may end.
    """
    with intention():
        found = vehicle_of(actor, plate=plate)
        if found is None:
            raise Refused(Violation(law.NOT_ON_RECORD, args=(("plate", law.plate_of(plate)),)))
        if actor.is_officer:
            check_may_decide_gate(actor, office=found.office)
        Vehicle.objects.filter(pk=found.pk, ended_at__isnull=True).update(ended_at=at)
