"""What moves to the deputy of an officer who is away: notices and difficulties, not of a recused firm."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.facts import News, ToFirm, ToPosts, ToUsers
from enterprises.models import Absence, Difficulty, Firm, NoticeCopy, Recusal, Team, User
from enterprises.selectors.difficulties_lists import MINE, Filters, desk_list, tab_counts
from enterprises.selectors.subjects import firms_of_subjects
from enterprises.services import difficulties_work
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.notices import notify
from kernel.orm.tx import intention
from kernel.refusal import Refused
from tests.enterprises.conftest import AT

SHOP = "430166A001"
DAY = timedelta(days=1)
DRAFT = Draft("Lists wait", "Since Monday lists wait for hours.", "declaration", "normal", "page")


def person(name):
    return User.objects.get(email=f"{name}@demo.example")


@pytest.fixture
def away(office):
    """Officers away from now for three days, and who stands in for them."""

    def make(name, deputy):
        return Absence.objects.create(
            number=f"AB{name}", officer=person(name), deputy=person(deputy), office="4921", from_at=AT,
            to_at=AT + 3 * DAY, reason="leave", recorded_by=person(name), recorded_at=AT,
        )  # fmt: skip

    return make


@pytest.fixture
def owned(actor, away):
    """A difficulty of the shop that the officer owns."""
    number = raise_difficulty(actor=actor("shop"), draft=DRAFT, at=AT).number
    difficulties_work.triage(
        actor=actor("officer"), number=number, triage="simple", urgency="normal", team_id=None, at=AT
    )
    return number


def recuse(name):
    Recusal.objects.create(
        officer=person(name),
        firm=Firm.objects.get(customs_code=SHOP),
        reason="A sister works there",
        from_at=AT,
        recorded_by=person("chief"),
    )


def readers(kind):
    rows = NoticeCopy.objects.filter(notice__kind=kind).values_list("user__email", flat=True)
    return sorted(email.partition("@")[0] for email in rows)


def tell(kind, number, to, *, at=AT):
    with intention():
        notify([News(kind, number, to)], at=at)
    return readers(kind)


def test_the_deputy_reads_what_is_told_to_who_is_away_by_name(away, owned):
    away("officer", "officer2")
    to = ToUsers(frozenset({person("officer").pk}))
    assert tell("difficulty_replied", owned, to) == ["officer", "officer2"]
    assert tell("difficulty_handed", owned, to, at=AT + 4 * DAY) == ["officer"]


def test_and_what_is_told_to_the_holders_of_a_post(away, owned):
    before = tell("difficulty_untriaged", owned, ToPosts("4921", frozenset({"chief"})))
    assert before == ["chief", "chief2"]
    away("chief", "officer2")
    told = tell("difficulty_overdue", owned, ToPosts("4921", frozenset({"chief"})))
    assert told == ["chief", "chief2", "officer2"]


@pytest.mark.parametrize("subject", ["the file", "the firm"])
def test_a_deputy_who_is_recused_from_the_firm_reads_nothing_of_it(away, owned, subject):
    away("officer", "officer2")
    recuse("officer2")
    to = ToUsers(frozenset({person("officer").pk}))
    number, kind = (owned, "difficulty_replied") if subject == "the file" else (SHOP, "coordinator_given")
    assert tell(kind, number, to) == ["officer"]
    assert tell("difficulty_overdue", "DF4921260009999", to) == ["officer", "officer2"]


def test_what_is_said_about_a_person_and_what_firms_read_stay_where_they_are(away, owned):
    away("officer", "officer2")
    assert tell("post_ended", "", ToUsers(frozenset({person("officer").pk}))) == ["officer"]
    firm_id = Firm.objects.get(customs_code=SHOP).pk
    assert tell("difficulty_asked", owned, ToFirm(firm_id)) == ["shop"]


def test_a_deputy_who_may_not_sign_in_reads_nothing(away, owned):
    away("officer", "officer2")
    User.objects.filter(pk=person("officer2").pk).update(is_active=False)
    assert tell("difficulty_replied", owned, ToUsers(frozenset({person("officer").pk}))) == ["officer"]


def test_the_cost_is_the_same_for_many(away, owned):
    away("officer", "officer2")
    recuse("officer2")
    to = ToUsers(frozenset({person("officer").pk}))

    def queries(count):
        news = [News("difficulty_replied", owned, to) for _ in range(count)]
        with (
            CaptureQueriesContext(
                connection,
            ) as caught,
            intention(),
        ):
            notify(news, at=AT)
        return len(caught)

    assert queries(3) == queries(30)


def test_files_lead_to_their_firm(owned):
    shop = Firm.objects.get(customs_code=SHOP).pk
    assert firms_of_subjects([owned, SHOP, "", "4921", "DF4921260009999", "NO1"]) == {owned: shop, SHOP: shop}


def mine(who, *, at):
    return [row.number for row in desk_list(who, tab=MINE, filters=Filters(), after=None, at=at).rows]


def test_difficulties_of_who_is_away_are_the_deputys_meanwhile(away, owned, actor):
    away("officer", "officer2")
    deputy = actor("officer2")
    assert (mine(deputy, at=AT), tab_counts(deputy, at=AT)[MINE]) == ([owned], 1)
    assert mine(actor("officer"), at=AT) == [owned]
    assert mine(actor("coordinator"), at=AT) == []
    later = AT + 4 * DAY
    assert (mine(deputy, at=later), tab_counts(deputy, at=later)[MINE]) == ([], 0)


def test_not_those_of_a_firm_the_deputy_is_recused_from(away, owned, actor):
    away("officer", "officer2")
    recuse("officer2")
    assert (mine(actor("officer2"), at=AT), tab_counts(actor("officer2"), at=AT)[MINE]) == ([], 0)


def test_the_deputy_answers_a_difficulty_that_lies_with_another_office(away, owned, actor):
    elsewhere = Team.objects.create(office="4906", name="监管科", lanes=[])
    Difficulty.objects.filter(number=owned).update(office="4906", team_id=elsewhere.pk)
    answering = {"number": owned, "text": "Send them again."}
    with pytest.raises(Refused):
        difficulties_work.answer(actor=actor("officer2"), at=AT, **answering)
    away("officer", "officer2")
    assert mine(actor("officer2"), at=AT) == [owned]
    difficulties_work.answer(actor=actor("officer2"), at=AT, **answering)
    assert Difficulty.objects.get(number=owned).answered_at == AT
