"""What grades give: every right answers for every grade, in worked examples of the announcements."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from enterprises.rules import credit, rights
from enterprises.rules.rights import judge_right, lead_hours

GRADES = {grade.code for law in credit.REGIMES for grade in law.grades}


@pytest.mark.parametrize("right", rights.RIGHTS, ids=lambda right: right.code)
def test_every_right_answers_for_every_grade_and_names_its_source(right):
    assert set(right.answers) == GRADES
    assert right.source
    for answer in right.answers.values():
        assert answer.text % {"number": answer.number}


def test_the_lead_time_of_a_reservation():
    assert lead_hours("advanced_certified") == 8
    assert lead_hours("default") == 24
    assert lead_hours("dishonest") is None


@pytest.mark.parametrize(
    ("right", "grade", "said"),
    [
        ("reservation", "dishonest", ["RIG-01"]),
        ("reservation", "seriously_dishonest", ["RIG-01"]),
        ("reservation", "default", []),
        ("total_guarantee", "dishonest", ["RIG-02"]),
        ("total_guarantee", "default", []),
        ("centralised", "dishonest", ["RIG-03"]),
        ("guarantee_exemption", "default", ["RIG-04"]),
        ("guarantee_exemption", "advanced_certified", []),
        ("bond_insurance", "dishonest", ["RIG-05"]),
        ("monthly_tax", "dishonest", ["RIG-06"]),
        ("green_channel", "dishonest", ["RIG-07"]),
        ("inspection", "dishonest", []),
    ],
)
def test_what_is_refused(right, grade, said):
    assert [v.rule.code for v in judge_right(right, grade=grade)] == said


def test_the_rates_of_the_parameters_keep_to_the_law():
    """Source: Decree 237: at most 20 % and 50 % of the usual rate, at least 80 % of everything."""
    file = Path(__file__).parents[3] / "codelists/data/parameters.csv"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    rates = {
        row["key"].removeprefix("selection.inspect_rate."): Decimal(row["value"])
        for row in csv.DictReader(lines)
        if row["key"].startswith("selection.inspect_rate.")
    }
    assert set(rates) == GRADES
    usual = rates["default"]
    assert rates["advanced_certified"] <= usual * Decimal("0.2")
    assert rates["certified"] <= usual * Decimal("0.5")
    assert rates["general_certified"] <= usual * Decimal("0.5")
    assert min(rates["dishonest"], rates["seriously_dishonest"]) >= Decimal("0.8")
