"""Claims: who may take a case, what comes next, and how a claim ends."""

from datetime import timedelta

import pytest

from declarations.models import ListState
from enterprises.models import PersonalDataView, Team
from kernel.refusal import Conflict, Refused
from supervision.models import Case
from supervision.services import claim, claim_next, expire_leases, release_claim, show_in_full
from tests.office import AT, rule_codes
from tests.supervision.desk import LATER, cases, everything, person


def test_a_claim_holds_for_half_an_hour_and_can_be_renewed(office):
    """The parameter gives the minutes; the owner's second claim moves the end, not the beginning."""
    (case,) = cases(office, 1)
    assert claim(case.pk, actor=office.officer, at=AT) == AT + timedelta(minutes=30)
    assert claim(case.pk, actor=office.officer, at=LATER) == LATER + timedelta(minutes=30)
    case.refresh_from_db()
    assert (case.owner_id, case.claimed_at) == (office.officer.user_id, AT)


def test_a_claim_of_another_is_respected_until_it_ends(office):
    """A colleague is refused as too late, and may take it when the time is over."""
    (case,) = cases(office, 1)
    until = claim(case.pk, actor=office.officer, at=AT)
    before = everything()
    with pytest.raises(Conflict) as late:
        claim(case.pk, actor=office.officer2, at=until - timedelta(microseconds=1))
    assert late.value.violation.rule.code == "DEC-03"
    assert everything() == before
    claim(case.pk, actor=office.officer2, at=until)
    case.refresh_from_db()
    assert (case.owner_id, case.claimed_at) == (office.officer2.user_id, until)


@pytest.mark.parametrize(("who", "code"), [("stranger", "DEC-01"), ("broker", "DEC-01"), ("gate", "DEC-06")])
def test_others_may_not_claim(office, who, code):
    """Another office, a firm, a post without this lane."""
    (case,) = cases(office, 1)
    before = everything()
    with pytest.raises(Refused) as refused:
        claim(case.pk, actor=person(who), at=LATER)
    assert rule_codes(refused.value.violations) == [code]
    assert everything() == before


def test_giving_back(office):
    """Only the owner gives back; then the case is free."""
    (case,) = cases(office, 1)
    with pytest.raises(Refused) as refused:
        release_claim(case.pk, actor=office.officer, at=AT)
    assert rule_codes(refused.value.violations) == ["QUE-01"]
    claim(case.pk, actor=office.officer, at=AT)
    with pytest.raises(Conflict):
        release_claim(case.pk, actor=office.officer2, at=LATER)
    release_claim(case.pk, actor=office.officer, at=LATER)
    assert Case.objects.get(pk=case.pk).owner_id is None


def test_the_next_case_is_the_most_urgent_one_that_is_free(office):
    """The own team's first, then by deadline; claimed ones and those whose list has left are passed over."""
    made = cases(office, 5)
    other = Team.objects.create(office="4921", name="另一科", lanes=[])
    Case.objects.update(team=other)
    Case.objects.filter(pk=made[3].pk).update(team=office.officer.team_id, due_at=AT + timedelta(hours=90))
    Case.objects.filter(pk=made[2].pk).update(due_at=AT + timedelta(hours=1))
    ListState.objects.filter(pk=made[0].pk).update(status=100)
    claim(made[1].pk, actor=office.officer2, at=AT)
    assert [claim_next(actor=office.officer, at=AT).pk for _ in range(3)] == [
        made[3].pk,
        made[2].pk,
        made[4].pk,
    ]
    with pytest.raises(Refused) as refused:
        claim_next(actor=office.officer, at=AT)
    assert rule_codes(refused.value.violations) == ["QUE-02"]


def test_the_next_case_is_of_the_own_lane_and_office(office):
    """A review case is nothing for an inspector, nor for another office."""
    cases(office, 1)
    for who in ("inspector", "stranger"):
        with pytest.raises(Refused):
            claim_next(actor=person(who), at=AT)
    assert claim_next(actor=person("airport"), at=AT)  # the office above


def test_leases_end_by_themselves(office):
    """The sweep frees what is over and nothing else; twice is the same."""
    first, second = cases(office, 2)
    until = claim(first.pk, actor=office.officer, at=AT)
    claim(second.pk, actor=office.officer, at=LATER)
    assert expire_leases(at=until) == 1
    assert expire_leases(at=until) == 0
    owners = dict(Case.objects.values_list("pk", "owner_id"))
    assert owners == {first.pk: None, second.pk: office.officer.user_id}


def test_seeing_a_person_in_full_needs_a_reason_and_is_recorded(office):
    """Without a reason nothing is shown and nothing recorded."""
    with pytest.raises(Refused):
        show_in_full("B1", document="order", reason=" ", actor=office.officer, at=AT)
    assert not PersonalDataView.objects.exists()
    assert show_in_full("B1", document="order", reason="核对收件人姓名", actor=office.officer, at=AT) == {
        "order"
    }
    view = PersonalDataView.objects.get()
    assert (view.subject, view.reason, view.user_id) == ("order B1", "核对收件人姓名", office.officer.user_id)
