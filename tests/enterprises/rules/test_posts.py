"""Who may give which post, and the last chief."""

from datetime import date

import pytest

from enterprises.rules import posts as law

TODAY = date(2026, 5, 12)
WISH = law.PostWish(7, "4921", "inspector", TODAY)
ME = law.Giver(frozenset({"4921", "4922"}), "4921")


def said(wish=WISH, *, held=(), giver=ME) -> list[str]:
    return [v.rule.code for v in law.judge_post(wish, held=held, giver=giver, today=TODAY)]


def test_a_chief_gives_posts_of_the_own_offices():
    assert said() == []
    assert said(held=(law.HeldPost(8, "4922", "officer"),)) == []


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (WISH._replace(role="king"), "PST-11"),
        (WISH._replace(valid_from=date(2026, 5, 11)), "PST-09"),
        (WISH._replace(office="4906"), "PST-02"),
    ],
)
def test_role_day_and_office_must_fit(wish, code):
    assert said(wish) == [code]


def test_an_officer_of_another_office_is_not_taken_away():
    elsewhere = (law.HeldPost(9, "4906", "officer"),)
    assert said(held=elsewhere) == ["PST-04"]
    assert said(held=elsewhere, giver=None) == []


def test_a_chief_makes_no_chief_of_the_own_office_and_gives_oneself_nothing():
    assert said(WISH._replace(role="chief")) == ["PST-15"]
    assert said(WISH._replace(role="chief", office="4922")) == []
    assert said(WISH._replace(role="chief"), giver=None) == []
    assert said(giver=ME._replace(to_oneself=True)) == ["PST-14"]


def test_a_post_is_given_once():
    assert said(held=(law.HeldPost(7, "4921", "inspector"),)) == ["PST-05"]


def test_the_last_chief_stays():
    assert [v.rule.code for v in law.judge_end("chief", chiefs=1)] == ["PST-06"]
    assert law.judge_end("chief", chiefs=2) == law.judge_end("officer", chiefs=0) == ()


def test_a_post_ends_today_or_never_begins():
    assert law.last_day(date(2026, 1, 1), today=TODAY) == TODAY
    assert law.last_day(date(2026, 6, 1), today=TODAY) == date(2026, 6, 1)
