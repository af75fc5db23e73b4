"""Who may let whom act for it."""

from datetime import date

import pytest

from enterprises.facts import AuthorityFact, FirmFact
from enterprises.rules import authorities as law

TODAY = date(2026, 5, 12)
BROKER = FirmFact(2, frozenset({"430168A004"}), frozenset({"declarant"}), "星沙报关", False)
CARRIER = BROKER._replace(id=3, kinds=frozenset({"logistics"}))


def wish(scopes=("declare",), start=TODAY, end=date(2027, 5, 12)) -> law.AuthorityWish:
    return law.AuthorityWish(scopes, start, end)


def open_one(start: date, end: date) -> AuthorityFact:
    return AuthorityFact("AU1", 1, 2, "甲", "乙", frozenset({"declare"}), start, end)


def said(what, *, agent=BROKER, rests=False, given=(), principal_id=1) -> list[str]:
    found = law.judge_new(
        what,
        principal_id=principal_id,
        agent=agent,
        agent_rests=rests,
        given=given,
        today=TODAY,
        max_years=3,
    )
    return [violation.rule.code for violation in found]


def test_a_declarant_may_be_authorised_from_today_for_three_years():
    assert said(wish(("declare", "bonded", "reserve", "guarantee"), end=date(2029, 5, 12))) == []


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (wish(start=date(2026, 5, 11)), "AUT-02"),
        (wish(end=TODAY), "AUT-02"),
        (wish(end=date(2029, 5, 13)), "AUT-03"),
        (wish(()), "AUT-08"),
        (wish(("declare", "everything")), "AUT-08"),
    ],
)
def test_dates_and_scopes_must_fit(what, code):
    assert said(what) == [code]


def test_the_agent_must_be_there_another_firm_and_allowed():
    assert said(wish(), agent=None) == ["AUT-07"]
    assert said(wish(), principal_id=2) == ["AUT-01"]
    assert said(wish(), rests=True) == ["AUT-05"]


@pytest.mark.parametrize("scope", ["declare", "bonded", "reserve"])
def test_only_a_declarant_acts_for_others_but_anybody_may_use_a_guarantee(scope):
    assert said(wish((scope,)), agent=CARRIER) == ["AUT-04"]
    assert said(wish(("guarantee",)), agent=CARRIER) == []


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (date(2026, 1, 1), TODAY, False),
        (date(2026, 1, 1), date(2026, 5, 13), True),
        (date(2027, 5, 11), date(2028, 1, 1), True),
        (date(2027, 5, 12), date(2028, 1, 1), False),
    ],
)
def test_two_firms_have_one_authority_at_a_time(start, end, overlaps):
    assert said(wish(), given=[open_one(start, end)]) == (["AUT-06"] if overlaps else [])


def test_all_reasons_are_said_at_once():
    assert said(wish((), end=TODAY), agent=None) == ["AUT-02", "AUT-08", "AUT-07"]


@pytest.mark.parametrize(
    ("day", "years", "after"),
    [
        (date(2024, 2, 29), 3, date(2027, 3, 1)),
        (date(2026, 5, 12), 3, date(2029, 5, 12)),
        (date(9998, 1, 1), 3, date(9999, 1, 1)),
    ],
)
def test_years_end_on_the_same_day(day, years, after):
    assert law.years_after(day, years=years) == after
