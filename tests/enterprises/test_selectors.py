"""Actors and their scope, and firms by any of their codes."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Firm, FirmGrade, FirmKind, Membership, Post, Team, User
from enterprises.rules import access
from enterprises.selectors import (
    actor_of_user,
    directory,
    firm_for_officer,
    firms_by_code,
    firms_of,
    grades_of,
    own_firm,
)
from kernel.clock import SHANGHAI
from kernel.refusal import Refused


def test_a_firm_person_has_the_codes_and_kinds_of_the_firm(actor):
    broker = actor("broker")
    assert broker.firm_codes == {"91430100MA4DEM04AL", "430168A004"}
    assert broker.firm_kinds == {"declarant", "zone_operator"}
    assert (broker.roles, broker.is_firm, broker.is_officer) == ({"admin"}, True, False)
    assert actor("shop").firm_codes >= {"XPYX"}


def test_an_officer_sees_the_own_office_and_those_below(actor):
    assert actor("officer").offices == {"4921"}
    assert actor("airport").offices == {"4908", "4921"}
    assert actor("officer").team_lanes == {"1210", "9610"}


def test_the_latest_post_gives_the_team_and_roles_count_in_their_own_team_only(actor, at):
    officer = User.objects.get(email="officer@demo.example")
    airport = Team.objects.get(office="4908")
    Post.objects.create(officer=officer, team=airport, role="inspector", valid_from=date(2026, 5, 12))
    Post.objects.create(officer=officer, team=airport, role="gate", valid_from=date(2026, 5, 13))
    now = actor("officer")
    assert (now.roles, now.office) == ({"inspector"}, "4908"), "an officer of 4921 is no officer at 4908"


def test_a_post_ends_at_midnight_in_shanghai(office):
    officer = User.objects.get(email="officer@demo.example")
    Post.objects.filter(officer=officer).update(valid_to=date(2026, 5, 13))
    last = datetime(2026, 5, 12, 23, 59, tzinfo=SHANGHAI)
    assert actor_of_user(officer, at=last).offices == {"4921"}
    after = actor_of_user(officer, at=last + timedelta(minutes=1))
    assert (after.offices, after.roles) == (frozenset(), frozenset())


def test_a_person_without_a_firm_may_nothing(office, at):
    user = User.objects.get(email="filer@demo.example")
    Membership.objects.filter(user=user).update(ended_at=at)
    nobody = actor_of_user(user, at=at)
    assert (nobody.firm_id, nobody.firm_codes, nobody.is_firm) == (None, frozenset(), False)
    with pytest.raises(Refused):
        own_firm(nobody)


def test_one_acts_only_for_firms_one_belongs_to(office, at):
    user = User.objects.get(email="broker@demo.example")
    pay = Firm.objects.get(customs_code="430166A002")
    own = Firm.objects.get(customs_code="430168A004")
    assert actor_of_user(user, at=at, firm_id=pay.pk).firm_id == own.pk
    Membership.objects.create(user=user, firm=pay, role="filer", since=at)
    other = actor_of_user(user, at=at, firm_id=pay.pk)
    assert (other.firm_id, other.roles) == (pay.pk, {"filer"})
    assert list(firms_of(other)) == [pay, own]


def test_firms_by_any_code_in_two_queries(office):
    codes = ["91430100MA4DEM04AL", "430168A004", "XPYX", "430166A002", "nobody", ""]
    with CaptureQueriesContext(connection) as caught:
        found = firms_by_code(codes)
    assert len(caught) == 2
    assert set(found) == {"91430100MA4DEM04AL", "430168A004", "XPYX", "430166A002"}
    assert found["91430100MA4DEM04AL"] is found["430168A004"]
    assert found["XPYX"].kinds == {"platform", "merchant"}
    assert found["430166A002"].name == "星沙支付有限公司"
    assert firms_by_code([]) == {}


def test_kinds_count_on_the_day_asked_for(office):
    FirmKind.objects.filter(firm__customs_code="430166A002").update(valid_to=date(2021, 1, 1))
    assert firms_by_code(["430166A002"])["430166A002"].kinds == frozenset()
    assert firms_by_code(["430166A002"], on=date(2020, 12, 31))["430166A002"].kinds == {"payment"}
    assert firms_by_code(["430166A002"], on=date(2021, 1, 1))["430166A002"].kinds == frozenset()


@pytest.mark.parametrize(
    ("words", "kind", "found"),
    [
        ("", "", 5),
        ("430168", "", 1),
        ("91430100ma4dem02", "", 1),
        ("湘", "", 3),
        ("xingsha", "", 1),
        ("XPYX", "", 1),
        ("", "payment", 1),
        ("湘", "payment", 0),
        ("4301' OR 1=1 --", "", 0),
    ],
)
def test_the_directory_is_searched(actor, words, kind, found):
    assert directory(actor("officer"), words=words, kind=kind).count() == found


def test_firms_are_for_officers_only(actor):
    for who in ("broker", "filer"):
        with pytest.raises(Refused) as caught:
            directory(actor(who))
        assert [v.rule for v in caught.value.violations] == [access.OFFICER_ONLY]
        with pytest.raises(Refused):
            firm_for_officer(actor(who), customs_code="430166A002")


def test_grades_count_on_the_day_and_cost_a_query_or_two(actor):
    """From its first day up to, not on, its last, by the law of the day; without a row no special grade.

    The second query asks whether the privileges of a certified firm rest.
    """
    broker, shop = actor("broker").firm_id, actor("shop").firm_id
    FirmGrade.objects.filter(firm_id=broker, valid_to=None).update(valid_to=date(2026, 5, 12))
    FirmGrade.objects.create(firm_id=broker, grade="dishonest", valid_from=date(2026, 5, 13), ground="x")
    seen = {}
    for day in (
        date(2019, 12, 31),
        date(2020, 1, 1),
        date(2021, 10, 31),
        date(2021, 11, 1),
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2026, 5, 11),
        date(2026, 5, 12),
        date(2026, 5, 13),
    ):
        with CaptureQueriesContext(connection) as queries:
            grades = grades_of([broker, shop, broker], on=day)
        certified = grades[broker].endswith("certified")
        assert (len(queries), grades[shop]) == (2 if certified else 1, "default")
        seen[day.isoformat()] = grades[broker]
    assert list(seen.values()) == [
        "default",
        "general_certified",
        "general_certified",
        "default",
        "default",
        "certified",
        "certified",
        "default",
        "dishonest",
    ]
    assert grades_of([], on=date(2026, 5, 12)) == {}
