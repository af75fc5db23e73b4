"""Visits in pairs, by nobody who is recused, as worked examples of announcement 181 of 2018, item 5."""

import pytest

from enterprises.rules.coordination import CHOICES, ENDS, REMOVALS, judge_phone
from enterprises.rules.visits import TOPICS, VisitPlan, VisitRecord, judge_officers, judge_record
from tests.office import rule_codes


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        (VisitPlan(True, "warehouse 3", 1, 2), []),
        (VisitPlan(True, "warehouse 3", 1, None), ["VIS-01"]),
        (VisitPlan(False, "", 1, None), []),
        (VisitPlan(False, "", 1, 1), ["VIS-02"]),
        (VisitPlan(True, "warehouse 3", 1, 2, recused=frozenset({2})), ["VIS-03"]),
        (VisitPlan(True, "warehouse 3", 1, 2, recused=frozenset({3})), []),
        (VisitPlan(False, "", 1, None, outsiders=frozenset({1})), ["VIS-04"]),
        (VisitPlan(True, " ", 1, None, recused=frozenset({1})), ["VIS-01", "VIS-03", "VIS-13"]),
    ],
)
def test_who_may_go(plan, codes):
    assert rule_codes(judge_officers(plan)) == codes


FULL = VisitRecord(True, True, ("policy",), ("周岚",), ("How long does the test take?",))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"questions": ()}, []),
        ({"begun": False}, ["VIS-09"]),
        ({"recusal_stated": False}, ["VIS-06"]),
        ({"topics": ()}, ["VIS-07"]),
        ({"topics": ("policy", "gossip")}, ["VIS-07"]),
        ({"people": (" ",)}, ["VIS-08"]),
        ({"questions": ("why?",)}, ["VIS-14"]),
        ({"questions": ("How long?",) * 11}, ["VIS-14"]),
    ],
)
def test_what_a_record_must_say(changes, codes):
    assert rule_codes(judge_record(FULL._replace(**changes))) == codes


def test_seven_services_and_seven_grounds():
    assert len(TOPICS) == 7 and len(REMOVALS) == 7
    assert set(CHOICES) == set(ENDS) - {"recusal"}


@pytest.mark.parametrize(
    ("phone", "fits"), [("0731-8477 0001", True), ("+86 (731) 1", True), ("--", False), ("x1", False)]
)
def test_a_telephone_has_digits(phone, fits):
    assert (judge_phone(phone) == ()) is fits
