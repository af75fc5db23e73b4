"""Suspensions: what may be proposed, what a suspended firm may start, and a row for every open state."""

from datetime import UTC, datetime, timedelta

import pytest

from declarations.rules.flow import LIST_FLOW
from enterprises.facts import SuspensionFact
from enterprises.rules import flow
from enterprises.rules.open_states import OPEN_STATES
from enterprises.rules.suspension import (
    GROUNDS,
    KINDS,
    Wanted,
    effect_of,
    judge_new_act,
    judge_proposal,
    strongest,
)
from kernel.flow import Flow

AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
FLOWS = [LIST_FLOW, *(thing for thing in vars(flow).values() if isinstance(thing, Flow))]


def _fact(effect: str, *, number: str = "SU1", firm_id: int = 1, from_at: datetime = AT) -> SuspensionFact:
    return SuspensionFact(number, "firm", effect, firm_id, "", "arrears", from_at)


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_the_table_says_something_of_every_status(one):
    named = {row.status for row in OPEN_STATES if row.kind == one.name}
    assert named == set(one.names.values())


def test_the_table_says_each_thing_once_and_why():
    keys = [(row.kind, row.status) for row in OPEN_STATES]
    assert len(keys) == len(set(keys))
    assert all(row.why for row in OPEN_STATES)


def test_new_acts_are_held_and_what_customs_owe_goes_on():
    goes_on = {(row.kind, row.status): row.goes_on for row in OPEN_STATES}
    assert not goes_on["import list", "Handed over, waiting for documents"]
    assert not goes_on["import list", "Accepted, in the customs database"]
    assert goes_on["import list", "Released"]
    assert goes_on["difficulty", "raised"]


@pytest.mark.parametrize(
    ("effect", "said"),
    [("acts", ["SUS-01"]), ("agency", ["SUS-02"]), ("grant", ["SUS-03"]), ("privileges", [])],
)
def test_what_may_be_started(effect, said):
    found = judge_new_act(_fact(effect))
    assert [v.rule.code for v in found] == said
    assert all("SU1" in v.sentence() for v in found)


def test_nothing_in_force_stops_nothing():
    assert judge_new_act(None) == ()


@pytest.mark.parametrize(
    ("kind", "ground", "effect"),
    [
        ("firm", "arrears", "acts"),
        ("firm", "investigation", "privileges"),
        ("firm", "breach", "privileges"),
        ("agent", "misuse", "agency"),
        ("grant", "conditions", "grant"),
    ],
)
def test_what_rests_follows_kind_and_ground(kind, ground, effect):
    assert effect_of(kind, ground=ground) == effect


def test_every_kind_has_grounds_of_its_own_effect():
    for kind in KINDS:
        assert {effect_of(kind, ground=g.code) for g in GROUNDS if kind in g.kinds} - {"privileges"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"ground": "nothing"}, ["ground"]),
        ({"kind": "agent", "ground": "investigation"}, ["ground"]),
        ({"text": "abc"}, ["text"]),
        ({"text": "x" * 501}, ["text"]),
        ({"from_at": AT - timedelta(days=1)}, ["from_at"]),
        ({"to_at": AT}, ["to_at"]),
        ({"from_at": AT + timedelta(days=2), "to_at": AT + timedelta(days=1)}, ["to_at"]),
        ({"from_at": AT + timedelta(days=1), "to_at": AT + timedelta(days=2)}, []),
    ],
)
def test_what_may_be_proposed(changes, said):
    wanted = Wanted("firm", "arrears", "Fines unpaid")._replace(**changes)
    assert [v.path for v in judge_proposal(wanted, at=AT)] == said


def test_the_suspension_that_began_first_is_named():
    later = _fact("agency", number="SU0", from_at=AT + timedelta(days=1))
    assert strongest([later, _fact("acts")]) == {1: _fact("acts")}
