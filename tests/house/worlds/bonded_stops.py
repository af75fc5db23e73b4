"""A stop of a vehicle of the firm, ordered by somebody else than the officer who walks."""

from bonded.facts import StopTarget
from bonded.models import StopKind
from bonded.services.stops import put_stop
from kernel.orm.tx import intention
from tests.office import AT, Office


def things(office: Office) -> dict[str, object]:
    """Its number, and a waybill for the sorting line."""
    target = StopTarget(StopKind.VEHICLE, "湘A0STOP", "4921", firm_id=office.broker.firm_id)
    with intention():
        stop = put_stop(target, ground="an alert", actor=office.officer2, at=AT)
    return {"bonded:stop.number": stop.number, "sorting_api:sorting.waybill": "SF26051200000001"}
