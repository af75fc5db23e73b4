"""Posts: given and ended by the chief of the office, recorded, never the last chief's."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils.http import base36_to_int

from enterprises.facts import SYSTEM
from enterprises.models import Notice, Post, PostChange, Team, User
from enterprises.selectors import actor_of_user
from enterprises.selectors.posts import posts_of, teams_of
from enterprises.services.letters import send_welcome
from enterprises.services.posts import end_post, give_post, make_officer
from kernel.models.outbox import Outbox
from kernel.orm.outbox import Letter
from kernel.refusal import Refused

TODAY = date(2026, 5, 12)


def codes(caught) -> list[str]:
    return [violation.rule.code for violation in caught.value.violations]


@pytest.fixture
def team(office) -> Team:
    return Team.objects.create(office="4921", name="查验二科", lanes=["1210"])


@pytest.fixture
def far(office) -> Team:
    return Team.objects.create(office="4908", name="其他科", lanes=[])


def give(who, *, team: Team, at, email: str = "officer@demo.example", role: str = "inspector", day=TODAY):
    return give_post(actor=who, email=email, team_id=team.pk, role=role, valid_from=day, at=at)


def test_a_post_is_given_and_works_at_once(actor, team, at):
    post = give(actor("chief"), team=team, at=at, email=" Officer@demo.example ")
    now = actor("officer")
    assert (now.team_id, now.roles) == (team.pk, {"inspector"})
    change = PostChange.objects.get()
    assert (change.post_id, change.verb, change.by_id, change.day) == (
        post.pk,
        "given",
        actor("chief").user_id,
        TODAY,
    )
    assert Notice.objects.filter(kind="post_given").count() == 1


def test_a_post_ends_at_once_even_on_its_first_day(actor, team, at):
    post = give(actor("chief"), team=team, at=at)
    end_post(actor=actor("chief"), post_id=post.pk, reason="given by mistake", at=at)
    post.refresh_from_db()
    assert post.valid_to == post.valid_from == TODAY
    assert actor("officer").roles == {"officer"}
    assert PostChange.objects.filter(verb="ended").get().reason == "given by mistake"
    with pytest.raises(Refused) as caught:
        end_post(actor=actor("chief"), post_id=post.pk, reason="given by mistake", at=at)
    assert codes(caught) == ["PST-07"]


def test_an_officer_whose_last_post_ends_may_do_nothing_more(actor, at):
    me = actor("officer2")
    for post in Post.objects.filter(officer_id=me.user_id):
        end_post(actor=actor("chief"), post_id=post.pk, reason="moves to another office", at=at)
    now = actor("officer2")
    assert (now.roles, now.offices) == (frozenset(), frozenset())


def test_only_chiefs_give_posts_and_only_in_their_offices(actor, team, far, at):
    for who in ("officer", "coordinator", "broker"):
        with pytest.raises(Refused):
            give(actor(who), team=team, at=at)
    with pytest.raises(Refused) as caught:
        give(actor("chief"), team=far, at=at)
    assert codes(caught) == ["PST-02"]
    assert not PostChange.objects.exists()


def test_an_officer_of_another_office_is_left_where_they_are(actor, team, at):
    with pytest.raises(Refused) as caught:
        give(actor("chief"), team=team, at=at, email="airport@demo.example")
    assert codes(caught) == ["PST-04"]
    foreign = Post.objects.filter(officer__email="airport@demo.example")[0]
    with pytest.raises(Refused) as caught:
        end_post(actor=actor("chief"), post_id=foreign.pk, reason="not mine to end", at=at)
    assert codes(caught) == ["PST-07"]


def test_firm_people_are_no_officers(actor, team, at):
    with pytest.raises(Refused) as caught:
        give(actor("chief"), team=team, at=at, email="broker@demo.example")
    assert codes(caught) == ["PST-03"]


def test_the_last_chief_of_an_office_stays(actor, at):
    chief, other = actor("chief"), actor("chief2")
    mine = Post.objects.get(officer_id=chief.user_id, role="chief")
    theirs = Post.objects.get(officer_id=other.user_id, role="chief")
    end_post(actor=chief, post_id=theirs.pk, reason="retires this month", at=at)
    with pytest.raises(Refused) as caught:
        end_post(actor=chief, post_id=mine.pk, reason="retires this month", at=at)
    assert codes(caught) == ["PST-06"]
    with pytest.raises(Refused) as caught:
        end_post(actor=actor("chief2"), post_id=mine.pk, reason="tit for tat, too late", at=at)
    assert codes(caught) == ["PST-01"]


def test_a_future_chief_does_not_stand_in_for_the_present_one(actor, team, at):
    chief, other = actor("chief"), actor("chief2")
    end_post(
        actor=chief,
        post_id=Post.objects.get(officer_id=other.user_id, role="chief").pk,
        reason="retires this month",
        at=at,
    )
    give(SYSTEM, team=team, at=at, role="chief", day=TODAY + timedelta(days=1))
    mine = Post.objects.get(officer_id=chief.user_id, role="chief")
    with pytest.raises(Refused) as caught:
        end_post(actor=chief, post_id=mine.pk, reason="retires this month", at=at)
    assert codes(caught) == ["PST-06"]


def test_a_new_officer_chooses_the_password_by_mail(actor, team, at, mailoutbox):
    post = make_officer(
        actor=actor("chief"),
        email="New@demo.example",
        name="新同事",
        team_id=team.pk,
        role="officer",
        valid_from=TODAY,
        at=at,
    )
    user = User.objects.get(email="new@demo.example")
    assert (user.kind, user.has_usable_password(), post.officer_id) == ("officer", False, user.pk)
    assert EmailAddress.objects.get(user=user).verified
    assert actor_of_user(user, at=at).roles == {"officer"}
    row = Outbox.objects.get(kind="welcome")
    letter = Letter(row.kind, row.key, row.payload, "t")
    send_welcome(letter, at=at)
    (mail,) = mailoutbox
    assert mail.to == ["new@demo.example"]
    path = mail.body.split("/accounts/password/reset/key/")[1].split("/")[0]
    assert base36_to_int(path.split("-")[0]) == user.pk
    user.set_password("a-very-long-one-2026")
    user.save()
    send_welcome(letter, at=at)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("email", "name", "code"),
    [
        ("nonsense", "新同事", "PEO-01"),
        ("new@demo.example", " ", "PST-12"),
        ("shop@demo.example", "新同事", "PST-10"),
    ],
)
def test_an_account_needs_an_address_of_its_own_and_a_name(actor, team, at, email, name, code):
    before = User.objects.count()
    with pytest.raises(Refused) as caught:
        make_officer(
            actor=actor("chief"),
            email=email,
            name=name,
            team_id=team.pk,
            role="officer",
            valid_from=TODAY,
            at=at,
        )
    assert codes(caught) == [code]
    assert User.objects.count() == before and not Outbox.objects.exists()


def test_the_page_shows_posts_of_the_own_offices_only(actor, far):
    chief = actor("chief")
    assert far not in teams_of(chief)
    assert {post.team.office for post in posts_of(chief, on=TODAY)} <= chief.offices
    assert not posts_of(chief, on=TODAY).filter(officer__email="airport@demo.example").exists()


def test_the_operator_makes_the_first_team_and_chief(db, capsys):
    call_command("load_codelists", "--list", "offices", verbosity=0)
    call_command("make_team", "--office", "4921", "--name", "监管一科", "--lane", "1210", "--lane", "9610")
    call_command("make_team", "--office", "4921", "--name", "监管一科")
    team = Team.objects.get()
    assert team.lanes == ["1210", "9610"]
    words = ("--email", "first@demo.example", "--name", "首任", "--office", "4921")
    call_command("make_officer", *words, "--team", "监管一科", "--role", "chief")
    change = PostChange.objects.get()
    assert (change.by_id, change.role, change.post.officer.email) == (None, "chief", "first@demo.example")
    with pytest.raises(CommandError, match="already"):
        call_command("make_officer", *words, "--team", "监管一科", "--role", "chief")
    with pytest.raises(CommandError, match="no such team"):
        call_command("make_officer", *words, "--team", "?", "--role", "chief")
    with pytest.raises(CommandError, match="four digits"):
        call_command("make_team", "--office", "49", "--name", "x")
