"""Administrators and chiefs who depose each other at the same moment: one stays."""

from datetime import date, timedelta
from functools import partial

import pytest

from enterprises.models import Authority, Membership, MembershipChange, Post, User
from enterprises.selectors import actor_of_user
from enterprises.services.authorities import give_authority
from enterprises.services.people import change_role, end_membership
from enterprises.services.posts import end_post
from kernel.refusal import Refused
from tests.office import AT
from tests.races.threads import at_once

TODAY = date(2026, 5, 12)


def who(name: str):
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=AT)


@pytest.mark.parametrize("how", ["demote", "remove"])
def test_two_administrators_depose_each_other(committed_office, how):
    change_role(actor=who("broker"), email="filer@demo.example", role="admin", at=AT)
    pairs = [(who("broker"), "filer"), (who("filer"), "broker")]
    if how == "demote":
        works = [
            partial(change_role, actor=a, email=f"{b}@demo.example", role="filer", at=AT) for a, b in pairs
        ]
    else:
        works = [
            partial(end_membership, actor=a, email=f"{b}@demo.example", reason="a quarrel", at=AT)
            for a, b in pairs
        ]
    got = at_once(works)
    assert sum(isinstance(no, Refused) for no in got) == 1
    open_ones = Membership.objects.filter(firm_id=who_firm(), ended_at__isnull=True, role="admin")
    assert open_ones.count() == 1
    assert MembershipChange.objects.count() == 2


def who_firm() -> int:
    """The firm of ``broker``."""
    return Membership.objects.filter(user__email="broker@demo.example")[0].firm_id


def test_two_chiefs_end_each_others_posts(committed_office):
    chiefs = [who("chief"), who("chief2")]
    posts = [Post.objects.get(officer_id=chief.user_id, role="chief").pk for chief in chiefs]
    got = at_once([
        partial(end_post, actor=chiefs[0], post_id=posts[1], reason="a quarrel", at=AT),
        partial(end_post, actor=chiefs[1], post_id=posts[0], reason="a quarrel", at=AT),
    ])  # fmt: skip
    assert sum(isinstance(no, Refused) for no in got) == 1
    assert Post.objects.filter(role="chief", team__office="4921", valid_to__isnull=True).count() == 1


def test_two_administrators_give_the_same_authority(committed_office):
    Authority.objects.all().delete()
    work = partial(
        give_authority,
        actor=who("shop"),
        agent_code="430168A004",
        scopes=["declare"],
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=30),
        at=AT,
    )
    got = at_once([work] * 4)
    assert sum(isinstance(no, Refused) for no in got) == 3
    assert Authority.objects.count() == 1
