"""Deadlines and claims as worked examples."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from supervision.facts import CaseFact, Deadlines, Decider
from supervision.rules.queue import due_at, judge_claim, judge_return, lanes_of, lease_until, tone

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
HOURS = Deadlines(review_hours=Decimal(24), inspect_hours=Decimal("36.5"), lease_minutes=Decimal(30))
CASE = CaseFact(1, 300, "4921", "review", None, None, False)
OFFICER = Decider(7, frozenset({"4921"}), frozenset({"officer"}))


def test_deadlines_by_lane():
    """Review 24 hours; inspection has its own, half hours too."""
    assert due_at("review", at=AT, deadlines=HOURS) == AT + timedelta(hours=24)
    assert due_at("inspect", at=AT, deadlines=HOURS) == AT + timedelta(hours=36, minutes=30)
    assert lease_until(at=AT, deadlines=HOURS) == AT + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("left", "word"),
    [
        (timedelta(0), "overdue"),
        (timedelta(seconds=1), "soon"),
        (timedelta(hours=2), "soon"),
        (timedelta(hours=2, seconds=1), "calm"),
        (timedelta(hours=-5), "overdue"),
    ],
)
def test_how_near_a_deadline_is(left, word):
    """At its moment it is overdue; its last two hours are soon."""
    assert tone(AT + left, at=AT) == word


def test_claiming():
    """A free case and one's own; not another's, not another office's."""
    mine = CASE._replace(owner_id=7, lease_until=AT + timedelta(hours=1))
    theirs = mine._replace(owner_id=8)
    codes = [
        [v.rule.code for v in judge_claim(c, decider=OFFICER, at=AT)] for c in (CASE, mine, theirs, None)
    ]
    assert codes == [[], [], ["DEC-03"], ["DEC-01"]]


def test_giving_back():
    """Only what one holds."""
    mine = CASE._replace(owner_id=7, lease_until=AT + timedelta(hours=1))
    codes = [[v.rule.code for v in judge_return(c, decider=OFFICER, at=AT)] for c in (CASE, mine)]
    assert codes == [["QUE-01"], []]


def test_lanes_by_post():
    """Officers and chiefs both lanes, inspectors inspection, others none."""
    assert lanes_of(frozenset({"officer"})) == lanes_of(frozenset({"chief"})) == ("review", "inspect")
    assert lanes_of(frozenset({"inspector"})) == ("inspect",)
    assert lanes_of(frozenset({"gate", "coordinator", "operator", "laboratory"})) == ()
