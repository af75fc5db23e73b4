"""Whoever signs up with somebody else's address and never confirms it, stands in nobody's way."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress

from enterprises.facts import SYSTEM
from enterprises.models import Firm, Membership, Team, User
from enterprises.services.posts import make_officer
from enterprises.services.registration_desk import register_firm
from kernel.refusal import Refused
from tests.enterprises.newcomers import AT, draft, newcomer, typed

pytestmark = pytest.mark.usefixtures("office")

ADDRESS = "new@b.example"


@pytest.fixture
def squatter():
    """Somebody who signed up with the address; whether it is theirs nobody knows."""
    who = newcomer()
    EmailAddress.objects.create(user_id=who.user_id, email=ADDRESS, verified=False, primary=True)
    return who


def codes(refusal):
    return [one.rule.code for one in refusal.value.violations]


def officer():
    team = Team.objects.filter(office="4921").order_by("id")[0]
    return make_officer(
        actor=SYSTEM, email=ADDRESS, name="何军", team_id=team.pk, role="officer",
        valid_from=date(2026, 5, 12), at=AT,
    )  # fmt: skip


def admit():
    return register_firm(typed(), admin_email="New@b.example", admin_name="赵强", actor=SYSTEM, at=AT)


def test_an_officer_gets_the_address(squatter):
    post = officer()
    user = User.objects.get(email=ADDRESS)
    assert (user.pk, user.kind, user.name) == (post.officer_id, "officer", "何军")
    assert not User.objects.filter(pk=squatter.user_id).exists()
    assert EmailAddress.objects.get(email=ADDRESS).verified
    assert not user.has_usable_password()


def test_a_confirmed_address_is_somebodys(squatter):
    EmailAddress.objects.update(verified=True)
    with pytest.raises(Refused):
        officer()
    assert User.objects.get(email=ADDRESS).pk == squatter.user_id
    assert admit().admin_id == squatter.user_id


def test_a_refused_officer_removes_nobody(squatter):
    with pytest.raises(Refused):
        make_officer(
            actor=SYSTEM, email=ADDRESS, name="", team_id=0, role="officer",
            valid_from=date(2026, 5, 12), at=AT,
        )  # fmt: skip
    assert User.objects.filter(pk=squatter.user_id).exists()


def test_a_stranger_administers_no_firm(squatter):
    done = admit()
    assert done.admin_id != squatter.user_id
    user = User.objects.get(pk=done.admin_id)
    assert (user.email, user.name, user.has_usable_password()) == (ADDRESS, "赵强", False)


@pytest.mark.parametrize("history", ["membership", "registration"])
def test_who_has_a_history_is_not_removed_and_administers_nothing(squatter, history):
    if history == "membership":
        firm = Firm.objects.get(customs_code="430166A002")
        Membership.objects.create(user_id=squatter.user_id, firm=firm, role="filer", since=AT)
    else:
        draft(squatter, typed(2), licence=False)
    with pytest.raises(Refused) as refusal:
        admit()
    assert codes(refusal) == ["REG-27"]
    assert not Firm.objects.filter(customs_code=typed().customs_code).exists()
    with pytest.raises(Refused):
        officer()
    assert User.objects.get(email=ADDRESS).pk == squatter.user_id
