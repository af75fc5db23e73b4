"""A suspended firm at every door of declarations, bonded and the desk; lifting resumes what waited."""

from datetime import date, timedelta

import pytest

from bonded.services.ledgers import open_ledger
from declarations.models import ImportList, InboxMessage, ListState
from declarations.rules import flow
from declarations.services.receive import receive_messages
from declarations.services.resuming import resume_waiting
from declarations.services.uploads import Given, take_upload
from enterprises.models import GuaranteeAccount
from enterprises.rules.guarantee import FREEZE_GROUNDS
from enterprises.rules.suspension import Wanted
from enterprises.services.guarantee_freezes import freeze_account
from enterprises.services.suspensions import (
    countersign_suspension,
    lift_suspension,
    propose_lift,
    propose_suspension,
)
from kernel.refusal import Refused
from supervision.facts import Decision
from supervision.models import Case
from supervision.services import decide, reject_overdue, select_all
from tests.office import AT, purchase, raw, rule_codes, send
from tests.supervision.desk import cases, nobody_inspected, person

BROKER, SHOP = "430168A004", "430166A001"
LATER = AT + timedelta(hours=1)


def suspend(code: str, *, kind: str = "firm", ground: str = "arrears") -> str:
    """Proposed by an officer, put in force by the chief."""
    number = propose_suspension(
        actor=person("officer"),
        customs_code=code,
        wanted=Wanted(kind, ground, "Fines of 2025 unpaid"),
        at=AT,
    )
    countersign_suspension(actor=person("chief"), number=number, at=AT)
    return number


def lift(number: str) -> None:
    propose_lift(actor=person("officer2"), number=number, reason="the fines are paid", at=LATER)
    lift_suspension(actor=person("chief"), number=number, at=LATER)


def refused(results) -> list[str]:
    return rule_codes([v for r in results for d in r.documents for v in d.violations if v.refuses])


@pytest.mark.parametrize("channel", ["form", "api", "command"])
def test_messages_of_a_suspended_firm_are_refused_and_nothing_is_kept(office, channel):
    suspend(BROKER)
    with pytest.raises(Refused) as no:
        receive_messages([raw("621", purchase(1))], actor=person("broker"), channel=channel, at=AT)
    assert rule_codes(no.value.violations) == ["SUS-01"]
    assert not InboxMessage.objects.exists()


def test_uploads_of_a_suspended_firm_are_refused(office):
    suspend(BROKER)
    with pytest.raises(Refused) as no:
        take_upload([Given("621.xml", [raw("621", purchase(1))])], actor=person("broker"), at=AT)
    assert rule_codes(no.value.violations) == ["SUS-01"]


def test_nothing_new_is_booked_for_a_suspended_firm(office):
    suspend(BROKER)
    with pytest.raises(Refused) as no:
        open_ledger(
            actor=office.officer,
            at=AT,
            ems_no="T4921W000077",
            firm_code=BROKER,
            office="4921",
            valid_from=date(2026, 1, 1),
        )
    assert rule_codes(no.value.violations) == ["LDG-23"]


def test_nobody_files_for_a_suspended_merchant(office):
    """The declarant is told whose suspension it is; its own orders stop at its door."""
    send(office, purchase(1), codes=("411", "511"))
    suspend(SHOP)
    results = send(office, purchase(1), codes=("621",))
    assert refused(results) == ["AGY-02"]
    assert not ImportList.objects.exists()


def test_a_suspended_agent_files_for_nobody_else(office):
    suspend(BROKER, kind="agent")
    assert refused(send(office, purchase(1))) == ["AGY-03"]


def test_a_waiting_list_is_held_and_goes_on_when_the_suspension_is_lifted(office):
    one = purchase(1)
    send(office, one, codes=("621", "411", "511"))
    number = suspend(BROKER)
    send(office, one, codes=("311",))
    state = ListState.objects.get()
    assert (state.status, state.missing, state.due_at) == (flow.WAITING, 16, None)
    assert resume_waiting(at=AT) == 0
    lift(number)
    assert resume_waiting(at=LATER) == 1
    assert ListState.objects.get().status == flow.ACCEPTED


def test_a_waiting_list_does_not_run_out_while_its_firm_is_suspended(office):
    """The firm could not send what is missing; the time begins anew."""
    send(office, purchase(1), codes=("621",))
    suspend(BROKER)
    over = AT + timedelta(hours=24)
    assert reject_overdue(at=over) == 0
    state = ListState.objects.get()
    assert (state.status, state.due_at) == (flow.WAITING, over + timedelta(hours=24))


@pytest.mark.parametrize("code", [BROKER, SHOP])
def test_an_accepted_list_stays_accepted_until_the_suspension_is_lifted(office, code):
    nobody_inspected()
    send(office, purchase(1))
    number = suspend(code)
    assert select_all(at=AT).taken == 0
    assert ListState.objects.get().status == flow.ACCEPTED
    lift(number)
    assert select_all(at=LATER).released == 1


def test_at_the_desk_it_is_rejected_but_not_released(office):
    first, second = cases(office, 2)
    number = suspend(SHOP)
    with pytest.raises(Refused) as no:
        decide(Decision(first.pk, "release"), actor=office.officer, at=AT)
    assert rule_codes(no.value.violations) == ["DEC-14"]
    decide(Decision(second.pk, "reject", "documents", "the papers differ"), actor=office.officer, at=AT)
    lift(number)
    decide(Decision(first.pk, "release"), actor=office.officer, at=LATER)
    assert Case.objects.filter(decided_at__isnull=False).count() == 2


def test_a_frozen_guarantee_releases_nothing_and_stops_nobody_else(office):
    """The sweep sends it to a person; the officer is told, keeps the case, and may still reject."""
    nobody_inspected()
    send(office, purchase(1))
    account = GuaranteeAccount.objects.get(number="DB4921000001")
    freeze_account(
        account.number,
        ground=next(iter(FREEZE_GROUNDS)),
        reason="the letter is being examined",
        from_on=date(2026, 5, 12),
        to_on=None,
        actor=person("officer"),
        at=AT,
    )
    result = select_all(at=AT)
    assert (result.review, result.released) == (1, 0)
    case = Case.objects.get()
    assert case.reasons == ["SEL-12"]
    with pytest.raises(Refused) as no:
        decide(Decision(case.pk, "release"), actor=office.officer, at=AT)
    assert rule_codes(no.value.violations) == ["GUA-05"]
    decide(Decision(case.pk, "reject", "documents", "the papers differ"), actor=office.officer, at=AT)
    account.refresh_from_db()
    assert (account.held_fen, account.used_fen) == (0, 0)


def test_a_release_draws_on_the_guarantee(office):
    nobody_inspected()
    send(office, purchase(1))
    held = GuaranteeAccount.objects.get().held_fen
    assert select_all(at=AT).released == 1
    account = GuaranteeAccount.objects.get()
    assert (account.held_fen, account.used_fen) == (0, held)
