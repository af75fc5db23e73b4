"""Giving, ending and reminding of authorities; both sides see each, others none."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from enterprises.models import Authority, Firm, FirmKind, Notice
from enterprises.selectors.authorities import (
    agents_of,
    authorities_between,
    authorities_of,
    principals_of,
)
from enterprises.services.authorities import end_authority, give_authority, warn_of_ending
from kernel.clock import SHANGHAI
from kernel.refusal import Refused

TODAY = date(2026, 5, 12)
BROKER, EXPRESS = "430168A004", "430166A003"


def has_authority(*, principal_id: int, agent_id: int, scope: str, on: date) -> bool:
    """What the services that act for somebody ask, of one pair."""
    return bool(authorities_between([(principal_id, agent_id)], scope=scope, on=on))


@pytest.fixture(autouse=True)
def parameters(office):
    Authority.objects.all().delete()  # those of the demo


def codes(caught) -> list[str]:
    return [violation.rule.code for violation in caught.value.violations]


@pytest.fixture
def give(actor, at):
    def given(
        who: str = "shop",
        agent: str = BROKER,
        scopes=("declare",),
        start: date = TODAY,
        end: date = date(2027, 5, 12),
    ) -> Authority:
        return give_authority(
            actor=actor(who), agent_code=agent, scopes=scopes, valid_from=start, valid_to=end, at=at
        )

    return given


def test_an_authority_is_given_and_both_sides_see_it(actor, give):
    made = give(scopes=["bonded", "declare", "declare"])
    assert made.number.startswith("AU4921260")
    assert made.scopes == ["declare", "bonded"]
    shop, broker = actor("shop").firm_id, actor("broker").firm_id
    assert [fact.number for fact in principals_of(broker, on=TODAY).values()] == [made.number]
    assert agents_of(shop, on=TODAY)[broker].scopes == {"declare", "bonded"}
    assert list(authorities_of(actor("shop"))) == list(authorities_of(actor("filer"))) == [made]
    assert list(authorities_of(actor("officer"))) == [made]
    assert not authorities_of(actor("pay")) and not authorities_of(actor("shop2"))
    told = Notice.objects.filter(kind="authority_given")
    assert {notice.firm_id for notice in told} == {shop, broker}


def test_the_scope_and_the_day_decide(actor, give):
    give(start=date(2026, 6, 1), end=date(2026, 7, 1))
    pair = {"principal_id": actor("shop").firm_id, "agent_id": actor("broker").firm_id}
    assert not has_authority(**pair, scope="declare", on=date(2026, 5, 31))
    assert has_authority(**pair, scope="declare", on=date(2026, 6, 1))
    assert has_authority(**pair, scope="declare", on=date(2026, 6, 30))
    assert not has_authority(**pair, scope="declare", on=date(2026, 7, 1))
    assert not has_authority(**pair, scope="bonded", on=date(2026, 6, 15))
    turned = {"principal_id": pair["agent_id"], "agent_id": pair["principal_id"]}
    assert not has_authority(**turned, scope="declare", on=date(2026, 6, 15))


def test_many_pairs_are_one_query(actor, give):
    give()
    give("shop2")
    broker, shop, shop2 = (actor(name).firm_id for name in ("broker", "shop", "shop2"))
    pairs = [(shop, broker), (shop2, broker), (broker, shop), (shop, shop2)]
    with CaptureQueriesContext(connection) as caught:
        found = authorities_between(pairs, scope="declare", on=TODAY)
    assert found == {(shop, broker), (shop2, broker)} and len(caught) == 1
    assert authorities_between([], scope="declare", on=TODAY) == frozenset()


@pytest.mark.parametrize("side", ["shop", "broker"])
def test_either_side_ends_it_from_that_moment(actor, give, at, side):
    made = give()
    ended = end_authority(actor=actor(side), number=made.number, reason="the contract is over", at=at)
    made.refresh_from_db()
    assert (made.ended_at, made.ended_by_agent) == (at, side == "broker") == (at, ended.ended_by_agent)
    pair = {"principal_id": actor("shop").firm_id, "agent_id": actor("broker").firm_id}
    assert not has_authority(**pair, scope="declare", on=TODAY)
    assert Notice.objects.filter(kind="authority_ended").count() == 2
    with pytest.raises(Refused) as caught:
        end_authority(actor=actor("shop"), number=made.number, reason="once more please", at=at)
    assert codes(caught) == ["AUT-10"]


def test_a_day_before_the_end_still_counts_afterwards(actor, give, at):
    made = give()
    later = at + timedelta(days=3)
    end_authority(actor=actor("shop"), number=made.number, reason="the contract is over", at=later)
    pair = {"principal_id": actor("shop").firm_id, "agent_id": actor("broker").firm_id}
    assert has_authority(**pair, scope="declare", on=TODAY + timedelta(days=2))
    assert not has_authority(**pair, scope="declare", on=TODAY + timedelta(days=3))


def test_after_the_end_a_new_one_may_be_given_on_the_same_day(actor, give, at):
    made = give()
    with pytest.raises(Refused) as caught:
        give()
    assert codes(caught) == ["AUT-06"]
    end_authority(actor=actor("shop"), number=made.number, reason="other scopes are wanted", at=at)
    again = give(scopes=["bonded"])
    assert agents_of(actor("shop").firm_id, on=TODAY)[actor("broker").firm_id].number == again.number


@pytest.mark.parametrize(
    ("who", "number", "code"), [("filer", "", "ACC-01"), ("pay", "", "AUT-10"), ("shop", "AU0", "AUT-10")]
)
def test_nobody_else_ends_it(actor, give, at, who, number, code):
    made = give()
    with pytest.raises(Refused) as caught:
        end_authority(actor=actor(who), number=number or made.number, reason="the contract is over", at=at)
    assert codes(caught) == [code]
    made.refresh_from_db()
    assert made.ended_at is None


def test_ending_needs_a_reason(actor, give, at):
    made = give()
    with pytest.raises(Refused) as caught:
        end_authority(actor=actor("shop"), number=made.number, reason=" x ", at=at)
    assert codes(caught) == ["AUT-09"]


@pytest.mark.parametrize(
    ("agent", "scopes", "code"),
    [
        ("430166A001", ["declare"], "AUT-04"),
        ("nobody", ["declare"], "AUT-07"),
        (EXPRESS, ["declare"], "AUT-04"),
        (BROKER, [], "AUT-08"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(give, agent, scopes, code):
    with pytest.raises(Refused) as caught:
        give(agent=agent, scopes=scopes)
    assert code in codes(caught)
    assert not Authority.objects.exists() and not Notice.objects.exists()


def test_a_carrier_may_use_a_guarantee_and_the_credit_code_finds_it_too(give):
    code = Firm.objects.get(customs_code=EXPRESS).credit_code
    assert give(agent=f" {code.lower()} ", scopes=["guarantee"]).agent.customs_code == EXPRESS


def test_a_declarant_no_longer_registered_gets_nothing_new(give):
    FirmKind.objects.filter(firm__customs_code=BROKER, kind="declarant").update(valid_to=TODAY)
    with pytest.raises(Refused) as caught:
        give()
    assert codes(caught) == ["AUT-04"]


def test_a_filer_gives_none(give):
    with pytest.raises(Refused) as caught:
        give("filer", agent="430166A001", scopes=["guarantee"])
    assert codes(caught) == ["ACC-01"]


def test_the_table_itself_keeps_them_apart(give):
    made = give()
    same = {"principal_id": made.principal_id, "agent_id": made.agent_id}
    values = {"scopes": ["bonded"], "given_by_id": made.given_by_id, "given_at": made.given_at}
    with pytest.raises(IntegrityError, match="authority_one_at_a_time"), transaction.atomic():
        Authority.objects.create(number="AU1", valid_from=TODAY, valid_to=date(2026, 6, 1), **same, **values)
    with pytest.raises(IntegrityError, match="authority_scopes"), transaction.atomic():
        Authority.objects.filter(pk=made.pk).update(scopes=["all"])
    with pytest.raises(IntegrityError, match="authority_end_said"), transaction.atomic():
        Authority.objects.filter(pk=made.pk).update(ended_at=made.given_at)
    with pytest.raises(IntegrityError, match="authority_other_firm"), transaction.atomic():
        Authority.objects.filter(pk=made.pk).update(agent_id=made.principal_id)


def test_both_sides_are_reminded_once(give):
    give(end=date(2026, 6, 1))
    early = datetime(2026, 5, 21, 12, tzinfo=SHANGHAI)
    assert warn_of_ending(at=early) == 0
    assert warn_of_ending(at=early + timedelta(days=1)) == 1
    assert warn_of_ending(at=early + timedelta(days=2)) == 0
    told = Notice.objects.filter(kind="authority_ending")
    assert told.count() == 2 and told[0].args["until"] == "2026-05-31"


def test_who_ended_is_not_reminded(actor, give, at):
    made = give(end=date(2026, 5, 15))
    end_authority(actor=actor("broker"), number=made.number, reason="the contract is over", at=at)
    assert warn_of_ending(at=at) == 0
