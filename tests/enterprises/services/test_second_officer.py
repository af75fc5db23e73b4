"""The second officer: another person, standing in for nobody who proposed it, of no self of one's own."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from enterprises.facts import SYSTEM
from enterprises.models import Absence, GuaranteeAccount, GuaranteeClaim, Post, PostChange, Team, User
from enterprises.rules import flow
from enterprises.rules.suspension import Wanted
from enterprises.selectors import actor_of_user
from enterprises.services import guarantee_claims as claims
from enterprises.services.posts import end_post, give_post, make_officer
from enterprises.services.second_officer import check_second
from enterprises.services.suspensions import countersign_suspension, propose_suspension
from enterprises.services.trust import WantedGrade, countersign_grade, propose_grade
from kernel.refusal import Refused
from tests.enterprises.conftest import AT

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 5, 12)
SHOP2 = "430166A005"
WANTED = WantedGrade("advanced_certified", date(2026, 5, 20), "certified", "Passed the examination")
SAID = "the tax was paid after all"


def codes(call, **given) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(**given)
    return [violation.rule.code for violation in caught.value.violations]


def away(name: str, deputy: str) -> None:
    people = {one: User.objects.get(email=f"{one}@demo.example") for one in (name, deputy)}
    Absence.objects.create(
        number=f"AB{name}", officer=people[name], deputy=people[deputy], office="4921", from_at=AT,
        to_at=AT + timedelta(days=1), reason="leave", recorded_by=people[name], recorded_at=AT,
    )  # fmt: skip


def test_an_acting_chief_has_the_role_but_no_own_post_of_a_chief(actor):
    away("chief", "officer")
    acting = actor("officer")
    assert (acting.roles, acting.own_roles) == ({"officer", "chief"}, {"officer"})
    assert actor("chief").own_roles == {"chief"}


def test_an_acting_chief_gives_makes_and_ends_no_posts(actor):
    away("chief", "officer")
    acting, team = actor("officer"), Team.objects.filter(office="4921")[0]
    post = Post.objects.get(officer__email="chief2@demo.example")
    wish = {"actor": acting, "team_id": team.pk, "role": "chief", "valid_from": TODAY, "at": AT}
    assert codes(give_post, email="officer@demo.example", **wish) == ["PST-01"]
    assert codes(make_officer, email="second@demo.example", name="另我", **wish) == ["PST-01"]
    assert codes(end_post, actor=acting, post_id=post.pk, reason="not wanted here", at=AT) == ["PST-01"]
    assert not PostChange.objects.exists()


def test_nobody_decides_as_a_deputy_what_the_absent_officer_proposed(actor):
    number = propose_grade(actor=actor("chief2"), customs_code=SHOP2, wanted=WANTED, at=AT)
    away("chief2", "officer")
    assert codes(countersign_grade, actor=actor("officer"), number=number, at=AT) == ["EYE-02"]
    countersign_grade(actor=actor("chief"), number=number, at=AT)


def test_no_chief_countersigns_what_a_self_of_their_own_making_proposed(actor):
    team = Team.objects.filter(office="4921")[0]
    made = make_officer(
        actor=actor("chief"), email="second@demo.example", name="另我", team_id=team.pk, role="officer",
        valid_from=TODAY, at=AT,
    )  # fmt: skip
    second = actor_of_user(made.officer, at=AT)
    wanted = Wanted("firm", "misuse", "goods were swapped on the way to the site", None, None)
    number = propose_suspension(actor=second, customs_code=SHOP2, wanted=wanted, at=AT)
    assert codes(countersign_suspension, actor=actor("chief"), number=number, at=AT) == ["EYE-03"]
    # The other way round, and still where the post has ended: the account was made by the chief.
    assert codes(check_second, actor=second, first_id=actor("chief").user_id, at=AT) == ["EYE-03"]
    give_post(
        actor=SYSTEM, email="second@demo.example", team_id=team.pk, role="inspector", valid_from=TODAY, at=AT
    )
    end_post(actor=actor("chief"), post_id=made.pk, reason="moves to inspection", at=AT)
    assert codes(check_second, actor=actor("chief"), first_id=made.officer_id, at=AT) == ["EYE-03"]
    countersign_suspension(actor=actor("chief2"), number=number, at=AT)


def test_a_later_post_binds_only_as_long_as_it_is_held(actor):
    team = Team.objects.create(office="4921", name="查验二科", lanes=[])
    officer = actor("officer").user_id
    post = give_post(
        actor=actor("chief"), email="officer@demo.example", team_id=team.pk, role="officer",
        valid_from=TODAY, at=AT,
    )  # fmt: skip
    assert codes(check_second, actor=actor("chief"), first_id=officer, at=AT) == ["EYE-03"]
    end_post(actor=actor("chief"), post_id=post.pk, reason="given by mistake", at=AT)
    check_second(actor("chief"), first_id=officer, at=AT)
    assert codes(check_second, actor=actor("chief"), first_id=actor("chief").user_id, at=AT) == ["EYE-01"]


def test_chiefs_are_made_by_a_chief_above_or_the_operator_never_beside_or_for_oneself(actor):
    here = Team.objects.filter(office="4921")[0]
    wish = {"team_id": here.pk, "valid_from": TODAY, "at": AT}
    beside = {"email": "officer@demo.example", "role": "chief", **wish}
    assert codes(give_post, actor=actor("chief"), **beside) == ["PST-15"]
    assert codes(
        make_officer, actor=actor("chief"), **{**beside, "email": "x@demo.example"}, name="另我"
    ) == ["PST-15"]
    own = {"email": "chief@demo.example", "role": "officer", **wish}
    assert codes(give_post, actor=actor("chief"), **own) == ["PST-14"]
    above = Team.objects.filter(office="4908")[0]
    Post.objects.create(
        officer_id=actor("airport").user_id, team=above, role="chief", valid_from=date(2026, 1, 1)
    )
    assert give_post(actor=actor("airport"), **beside).role == "chief"
    assert give_post(actor=SYSTEM, **{**beside, "email": "officer2@demo.example"}).role == "chief"


@pytest.fixture
def called(actor) -> str:
    account = GuaranteeAccount.objects.get(number="DB4921000001")
    number = claims.propose_claim(
        account.number, fen=100, duty="QD1", ground=SAID, actor=actor("officer"), at=AT
    )
    claims.call_claim(number, note=SAID, actor=actor("chief"), at=AT)
    return number


def test_a_claim_is_paid_and_lifted_by_others_than_those_who_made_it(called, actor):
    given = {"number": called, "note": SAID, "at": AT}
    assert codes(claims.pay_claim, actor=actor("officer"), **given) == ["EYE-01"]
    assert codes(claims.lift_claim, actor=actor("officer"), **given) == ["EYE-01"]
    assert codes(claims.lift_claim, actor=actor("chief"), **given) == ["EYE-01"]
    for name in ("officer", "chief"):
        wrong = {"status": flow.GCLAIM_LIFTED, "ended_by": actor(name).user_id, "ended_at": AT}
        with pytest.raises(IntegrityError, match="guaranteeclaim_end_four_eyes"), transaction.atomic():
            GuaranteeClaim.objects.filter(number=called).update(**wrong)
    claims.lift_claim(actor=actor("officer2"), **given)
