"""Vehicles on record: the shape of a plate, the tare, and for how long a record is good."""

from datetime import date
from decimal import Decimal
from re import compile as compile_pattern
from typing import NamedTuple

from bonded.rules.stops import plate_of as plate_of
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_PLATE = "GA 36-2018: number plates of motor vehicles; plates of new energy vehicles have eight places"
_RECORD = "Vehicle record of the zone system (SAS131): plate, tare, frame, validity"
_HOUSE = "Rule of this portal: a plate stands once among the records in force"

BAD_PLATE = Rule(
    "VEH-01",
    Severity.REFUSE,
    gettext_noop("%(plate)s is not a number plate, as 湘A12345 or 粤ZAB12港."),
    _PLATE,
)
BAD_TARE = Rule(
    "VEH-02",
    Severity.REFUSE,
    gettext_noop("The empty weight lies above zero and is at most %(most)s kg."),
    _RECORD,
)
BAD_FRAME = Rule(
    "VEH-03",
    Severity.REFUSE,
    gettext_noop("A frame has a number and a weight between zero and %(most)s kg, or neither."),
    _RECORD,
)
BAD_SPAN = Rule(
    "VEH-04",
    Severity.REFUSE,
    gettext_noop("The record must begin before it ends, and end after today."),
    _RECORD,
)
TAKEN = Rule(
    "VEH-05",
    Severity.REFUSE,
    gettext_noop("%(plate)s is on record already, and the record is in force."),
    _HOUSE,
)
NOT_ON_RECORD = Rule("VEH-06", Severity.REFUSE, gettext_noop("Vehicle %(plate)s is not on record."), _RECORD)
EXPIRED = Rule(
    "VEH-07", Severity.REFUSE, gettext_noop("The record of vehicle %(plate)s ended on %(day)s."), _RECORD
)
NOT_YET = Rule(
    "VEH-08", Severity.REFUSE, gettext_noop("The record of vehicle %(plate)s begins on %(day)s."), _RECORD
)

RULES = (BAD_PLATE, BAD_TARE, BAD_FRAME, BAD_SPAN, TAKEN, NOT_ON_RECORD, EXPIRED, NOT_YET)

MOST_KG = Decimal(60_000)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SHAPE = compile_pattern(rf"[{_PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂港澳]\Z")


class NewVehicle(NamedTuple):
    """A vehicle as a firm puts it on record; weights in kg, ``valid_to`` the first day after."""

    plate: str
    tare_kg: Decimal
    valid_from: date
    valid_to: date
    frame_no: str = ""
    frame_kg: Decimal = Decimal(0)
    ic_card: str = ""


class VehicleFact(NamedTuple):
    """A record that nobody ended, as passes and gates see it."""

    plate: str
    tare_kg: Decimal
    valid_from: date
    valid_to: date
    frame_no: str = ""
    frame_kg: Decimal = Decimal(0)


def is_plate(text: str) -> bool:
    """Whether ``text`` (as ``plate_of`` writes it) has the shape of a plate.

    Source: GA 36-2018.
    """
    return bool(_SHAPE.match(text))


def judge_new(vehicle: NewVehicle, *, today: date) -> tuple[Violation, ...]:
    """All that is wrong with a new record."""
    found = []
    if not is_plate(vehicle.plate):
        found.append(Violation(BAD_PLATE, "plate", args=(("plate", vehicle.plate[:12]),)))
    most = (("most", f"{MOST_KG:f}"),)
    if not 0 < vehicle.tare_kg <= MOST_KG:
        found.append(Violation(BAD_TARE, "tare", args=most))
    if bool(vehicle.frame_no) != (vehicle.frame_kg > 0) or not 0 <= vehicle.frame_kg <= MOST_KG:
        found.append(Violation(BAD_FRAME, "frame", args=most))
    if vehicle.valid_to <= max(vehicle.valid_from, today):
        found.append(Violation(BAD_SPAN, "validTo"))
    return tuple(found)


def judge_record(
    plate: str, *, fact: VehicleFact | None, on: date, path: str = "plate"
) -> tuple[Violation, ...]:
    """Whether the vehicle is on record on the day."""
    name = ("plate", plate)
    if fact is None:
        return (Violation(NOT_ON_RECORD, path, args=(name,)),)
    if on >= fact.valid_to:
        return (Violation(EXPIRED, path, args=(name, ("day", fact.valid_to.isoformat()))),)
    if on < fact.valid_from:
        return (Violation(NOT_YET, path, args=(name, ("day", fact.valid_from.isoformat()))),)
    return ()
