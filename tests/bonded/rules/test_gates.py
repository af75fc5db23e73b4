"""The verdict at the barrier as worked examples: weights, gates, vehicles, stops, declarations."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.rules.gates import (
    Arrival,
    GateFact,
    PaperFact,
    PassFact,
    judge_arrival,
    judge_weight,
    tolerance,
    unforgivable,
)
from bonded.rules.vehicles import VehicleFact
from tests.office import rule_codes

ON = date(2026, 5, 10)
LORRY = VehicleFact("湘A12345", D(8000), date(2026, 1, 1), date(2027, 1, 1))
GATE = GateFact("4921", True, D(50), D(1), 1, True, True)
ONE = PassFact("4921", "E", 20, "湘A12345", D(16245), (PaperFact("QD1", True, True),))
HERE = Arrival("湘A12345", "E", D(16245), LORRY, ON)


def codes(gate=GATE, one=ONE, arrival=HERE, **more):
    verdict = judge_arrival(gate, one=one, arrival=arrival, **more)
    return rule_codes(verdict.turned_off), rule_codes(verdict.holds)


def test_everything_in_order_opens_the_barrier():
    assert judge_arrival(GATE, one=ONE, arrival=HERE).goes


@pytest.mark.parametrize(
    ("kg", "percent", "total", "allowed"),
    [
        (None, None, "16245", None),
        ("50", None, "16245", "50"),
        (None, "1", "16245", "162.45"),
        ("50", "1", "16245", "162.45"),
        ("50", "1", "3000", "50"),
        ("0", None, "3000", "0"),
    ],
)
def test_the_greater_of_the_two_tolerances_counts(kg, percent, total, allowed):
    """wtError = totalWt - passCollectWt in kg; the figure is the gate's own."""
    gate = GATE._replace(tolerance_kg=kg and D(kg), tolerance_percent=percent and D(percent))
    assert tolerance(gate, total_kg=D(total)) == (None if allowed is None else D(allowed))


@pytest.mark.parametrize(
    ("weighed", "found"),
    [
        ("16245", []),
        ("16407.45", []),
        ("16407.46", ["GAT-31"]),
        ("16082.55", []),
        ("16082.54", ["GAT-31"]),
    ],
)
def test_a_weight_may_differ_by_the_tolerance_and_no_gram_more(weighed, found):
    assert rule_codes(judge_weight(GATE, total_kg=D(16245), weighed_kg=D(weighed))) == found


def test_a_gate_without_tolerance_compares_nothing():
    gate = GATE._replace(tolerance_kg=None, tolerance_percent=None)
    assert judge_weight(gate, total_kg=D(16245), weighed_kg=D(1)) == ()


@pytest.mark.parametrize(
    ("gate", "one", "arrival", "off"),
    [
        ({"is_open": False}, {}, {}, ["GAT-22"]),
        ({"in_hours": False}, {}, {}, ["GAT-21"]),
        ({}, {"office": "4908"}, {}, ["GAT-23"]),
        ({}, {}, {"lane": "I"}, ["GAT-24"]),
        ({}, {}, {"lane": ""}, []),
        ({}, {}, {"weighed_kg": None}, ["GAT-30"]),
        ({}, {}, {"weighed_kg": D(-5)}, ["GAT-30"]),
        ({"weighs": False}, {}, {"weighed_kg": None}, []),
        ({}, {"status": 25}, {"weighed_kg": None}, []),
        ({}, {"status": 10}, {}, ["GAT-26"]),
        ({}, {"status": 30}, {}, ["GAT-25"]),
        ({}, {"status": 50}, {}, ["GAT-28"]),
        ({}, {"status": 60}, {}, ["GAT-29"]),
        ({}, {"status": 80}, {}, ["GAT-27"]),
        ({}, {"status": 85}, {}, ["GAT-27"]),
    ],
)
def test_why_nothing_happens_at_this_barrier(gate, one, arrival, off):
    found = codes(GATE._replace(**gate), ONE._replace(**one), HERE._replace(**arrival))
    assert found == (off, [])


@pytest.mark.parametrize(
    ("one", "arrival", "holds"),
    [
        ({}, {"weighed_kg": D(17000)}, ["GAT-31"]),
        ({}, {"plate": "湘B67890"}, ["GAT-32"]),
        ({}, {"vehicle": None}, ["VEH-06"]),
        ({}, {"vehicle": LORRY._replace(valid_to=ON)}, ["VEH-07"]),
        ({}, {"stops": (("A", "ST1"), ("B", "ST2"))}, ["PAS-29", "PAS-29"]),
        ({"papers": (PaperFact("QD1", False, True),)}, {}, ["GAT-34"]),
        ({"papers": (PaperFact("QD1", True, False),)}, {}, ["GAT-33"]),
        ({"papers": (PaperFact("QD1", True, False),), "direction": "I"}, {"lane": "I"}, []),
    ],
)
def test_why_a_vehicle_is_held(one, arrival, holds):
    """Outbound goods leave only after their declaration is released; inbound ones may come before."""
    assert codes(one=ONE._replace(**one), arrival=HERE._replace(**arrival)) == ([], holds)


def test_before_the_scales_the_weight_is_not_asked_for():
    assert codes(arrival=HERE._replace(weighed_kg=None), weigh=False) == ([], [])


def test_what_an_officer_can_wave_aside():
    arrival = HERE._replace(weighed_kg=D(17000), plate="湘B67890", vehicle=None, stops=(("A", "ST1"),))
    holds = judge_arrival(GATE, one=ONE, arrival=arrival).holds
    assert rule_codes(holds) == ["GAT-31", "GAT-32", "PAS-29", "VEH-06"]
    assert rule_codes(unforgivable(holds)) == ["PAS-29"]
