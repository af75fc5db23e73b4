"""The green channel's criteria: each one failing alone, and the record's window of months."""

from datetime import date

import pytest

from enterprises.rules.green_channel import (
    Listing,
    RecordFact,
    judge_listing,
    judge_record,
    months_before,
)
from enterprises.rules.measures import GREEN_CHANNEL, UNDERTAKINGS

ON = date(2026, 5, 12)
SIGNED = Listing(frozenset(UNDERTAKINGS[GREEN_CHANNEL]), recommended=True)
GOOD = RecordFact("4921", frozenset({"merchant"}), "default", 12)


def codes(found):
    return [violation.rule.code for violation in found]


@pytest.mark.parametrize("grade", ["default", "certified", "general_certified", "advanced_certified"])
@pytest.mark.parametrize("kind", ["platform", "merchant", "declarant", "zone_operator"])
def test_a_clean_firm_of_the_zone_is_listed(grade, kind):
    fact = GOOD._replace(grade=grade, kinds=frozenset({kind}))
    assert judge_listing(fact, listing=SIGNED, on=ON) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"zone": ""}, "GRC-01"),
        ({"kinds": frozenset({"payment", "logistics"})}, "GRC-02"),
        ({"failed_tests": 1}, "GRC-03"),
        ({"penalties": 2}, "GRC-04"),
        ({"suspensions": 1}, "GRC-05"),
        ({"was_dishonest": True}, "GRC-06"),
        ({"grade": "dishonest"}, "GRC-07"),
        ({"grade": "seriously_dishonest"}, "GRC-07"),
        ({"open_failed_tests": 1}, "GRC-08"),
        ({"suspended_now": True}, "GRC-11"),
    ],
)
def test_each_criterion_of_the_firm_fails_alone(changes, code):
    assert codes(judge_record(GOOD._replace(**changes), on=ON)) == [code]
    assert codes(judge_listing(GOOD._replace(**changes), listing=SIGNED, on=ON)) == [code]


def test_undertakings_and_the_recommendation_are_asked_of_the_listing_only():
    unsigned = SIGNED._replace(undertakings=SIGNED.undertakings - {"recall"})
    assert codes(judge_listing(GOOD, listing=unsigned, on=ON)) == ["GRC-09"]
    assert codes(judge_listing(GOOD, listing=SIGNED._replace(recommended=False), on=ON)) == ["GRC-10"]
    assert judge_record(GOOD, on=ON) == ()


def test_every_failing_criterion_is_named_with_its_numbers():
    found = judge_record(GOOD._replace(zone="", failed_tests=3), on=ON)
    assert codes(found) == ["GRC-01", "GRC-03"]
    assert "12 months has 3 failed" in found[1].sentence()


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 5, 12), 12, date(2025, 5, 12)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months=months) == before
