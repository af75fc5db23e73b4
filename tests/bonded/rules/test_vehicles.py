"""Plates, tares and the validity of a vehicle's record."""

from datetime import date
from decimal import Decimal

import pytest

from bonded.rules.vehicles import NewVehicle, VehicleFact, is_plate, judge_new, judge_record
from tests.office import rule_codes

TODAY = date(2026, 5, 10)
LORRY = NewVehicle("湘A12345", Decimal(8000), TODAY, date(2027, 5, 10))


@pytest.mark.parametrize("plate", ["湘A12345", "湘AD12345", "京B1234挂", "粤ZAB12港", "沪AF12345"])
def test_plates_of_seven_and_eight_places(plate):
    """GA 36-2018; eight places are new energy vehicles."""
    assert is_plate(plate)


@pytest.mark.parametrize("plate", ["", "A12345", "湘A1234", "湘I12345", "湘A1234O", "湘A1234567", "猫A12345"])
def test_what_is_no_plate(plate):
    assert not is_plate(plate)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"plate": "LORRY1"}, "VEH-01"),
        ({"tare_kg": Decimal(0)}, "VEH-02"),
        ({"tare_kg": Decimal("60000.01")}, "VEH-02"),
        ({"frame_no": "F1"}, "VEH-03"),
        ({"frame_kg": Decimal(900)}, "VEH-03"),
        ({"valid_to": TODAY}, "VEH-04"),
        ({"valid_from": date(2028, 1, 1)}, "VEH-04"),
    ],
)
def test_each_fault_of_a_record_is_named(change, code):
    assert judge_new(LORRY, today=TODAY) == ()
    assert rule_codes(judge_new(LORRY._replace(**change), today=TODAY)) == [code]


def test_a_record_counts_from_its_first_day_to_the_day_before_its_last():
    fact = VehicleFact("湘A12345", Decimal(8000), date(2026, 5, 1), date(2026, 6, 1))
    assert judge_record("湘A12345", fact=fact, on=date(2026, 5, 31)) == ()
    assert rule_codes(judge_record("湘A12345", fact=fact, on=date(2026, 6, 1))) == ["VEH-07"]
    assert rule_codes(judge_record("湘A12345", fact=fact, on=date(2026, 4, 30))) == ["VEH-08"]
    assert rule_codes(judge_record("湘A12345", fact=None, on=TODAY)) == ["VEH-06"]
