"""What may be opened and booked by hand, rule by rule."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.facts import Intake, NewLedger, Position
from bonded.rules import RULES
from bonded.rules.ledger import is_quantity, judge_intake, judge_opening

DAY = date(2026, 1, 1)
NEW = NewLedger("T4921W000001", "4921", DAY, None, operator=True, office_known=True)
INTAKE = Intake("MILK-01", "1901109000", "Milk powder", "011", D(5), "Opening stock")
UNITS, GOODS = frozenset({"011", "035"}), frozenset({"1901109000", "3304990039"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"valid_to": date(2026, 1, 2)}, []),
        ({"ems_no": "t4921W000001"}, [("LDG-01", "emsNo")]),
        ({"ems_no": "T4921W00001"}, [("LDG-01", "emsNo")]),
        ({"ems_no": "T4921W000001\n"}, [("LDG-01", "emsNo")]),
        ({"ems_no": "T4908W000001"}, [("LDG-02", "emsNo")]),
        ({"operator": False}, [("LDG-04", "firm")]),
        ({"office_known": False}, [("LDG-05", "office")]),
        ({"valid_to": DAY}, [("LDG-06", "validTo")]),
    ],
)
def test_opening_a_ledger(changes, expected):
    assert [(v.rule.code, v.path) for v in judge_opening(NEW._replace(**changes))] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"item_record_no": ""}, [("LDG-11", "itemRecordNo")]),
        ({"item_record_no": "=1+1"}, [("LDG-11", "itemRecordNo")]),
        ({"item_record_no": "X" * 31}, [("LDG-11", "itemRecordNo")]),
        ({"gcode": "19011090"}, [("LDG-12", "gcode")]),
        ({"gcode": "١٢٣٤٥٦٧٨٩٠"}, [("LDG-12", "gcode")]),
        ({"gcode": "1901109999"}, [("LDG-18", "gcode")]),
        ({"gname": "  "}, [("LDG-13", "gname")]),
        ({"gname": "x" * 513}, [("LDG-13", "gname")]),
        ({"unit": "999"}, [("LDG-14", "unit")]),
        ({"qty": D(0)}, [("LDG-15", "qty")]),
        ({"qty": D("0.000001")}, [("LDG-15", "qty")]),
        ({"qty": D("1e14")}, [("LDG-15", "qty")]),
        ({"qty": D("NaN")}, [("LDG-15", "qty")]),
        ({"reason": " "}, [("LDG-16", "reason")]),
        ({"reason": "x" * 201}, [("LDG-16", "reason")]),
    ],
)
def test_booking_an_opening_quantity(changes, expected):
    violations = judge_intake(INTAKE._replace(**changes), units=UNITS, goods=GOODS, position=None)
    assert [(v.rule.code, v.path) for v in violations] == expected
    assert all(v.sentence() for v in violations)


def test_an_item_keeps_its_goods_code_and_unit():
    same = Position(1, "1901109000", "011", D(0), D(0), D(0), D(0))
    assert judge_intake(INTAKE, units=UNITS, goods=GOODS, position=same) == ()
    other = judge_intake(INTAKE, units=UNITS, goods=GOODS, position=same._replace(unit="035"))
    assert [v.rule.code for v in other] == ["LDG-17"]


def test_an_item_cannot_outgrow_its_column():
    full = Position(1, "1901109000", "011", D("99999999999995"), D(0), D(0), D(0))
    assert [v.rule.code for v in judge_intake(INTAKE, units=UNITS, goods=GOODS, position=full)] == ["LDG-19"]


def test_the_largest_quantity_fits():
    assert is_quantity(D("99999999999999.99999"))
    assert not is_quantity(D("99999999999999.999999"))


def test_codes_are_unique():
    assert len({rule.code for rule in RULES}) == len(RULES)
