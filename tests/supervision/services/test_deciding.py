"""Decisions: what they write, what refuses them, and that a set is the same as one by one."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonded.models import LedgerItem
from declarations.facts import ListMove
from declarations.models import BuyerYear, ListEvent, ListState, Receipt
from declarations.selectors import audit_declarations
from declarations.services.steps import move_lists
from enterprises.facts import SYSTEM
from enterprises.models import GuaranteeAccount
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from supervision.facts import Decision
from supervision.models import Case, Selection
from supervision.selectors import audit_supervision
from supervision.services import claim, decide, decide_many, deciding, expire_leases
from tests.office import AT, changed, purchase, rule_codes, send
from tests.supervision.desk import LATER, cases, everything, person

NOTE = "付款凭证与订单金额不一致，请更正后重新申报"


def test_release(office):
    """Released: status, event with the officer, receipt, closed case; goods stay pre-booked."""
    (case,) = cases(office, 1)
    booked = list(LedgerItem.objects.order_by("pk").values_list("prevd_redc_qty", flat=True))
    result = decide(Decision(case.pk, "release"), actor=office.officer, at=LATER)
    assert result.moved
    event = ListEvent.objects.get(subject_id=case.pk, verb="release")
    assert (event.source, event.target, event.at, event.actor_id) == (300, 800, LATER, office.officer.user_id)
    assert (
        Receipt.objects.get(document_id=case.pk, status="800").elements["returnInfo"]
        == "[Code:2600;Desc:放行]"
    )
    case.refresh_from_db()
    assert (case.outcome, case.decided_at, case.decided_by_id) == ("release", LATER, office.officer.user_id)
    assert list(LedgerItem.objects.order_by("pk").values_list("prevd_redc_qty", flat=True)) == booked
    assert audit_supervision() == audit_declarations() == []


def test_reject_gives_back_and_tells_why(office):
    """Rejected: the receipt has code and words, year, stock and guarantee are given back."""
    (case,) = cases(office, 1)
    decide(Decision(case.pk, "reject", "documents", f"  {NOTE}\n"), actor=office.officer, at=LATER)
    receipt = Receipt.objects.get(document_id=case.pk, status="100")
    assert receipt.elements["returnInfo"].startswith("[Code:1300;Desc:")
    assert f"单证不符: {NOTE}" in receipt.elements["returnInfo"]
    assert ListState.objects.get(pk=case.pk).status == 100
    assert BuyerYear.objects.get().used == 0 and GuaranteeAccount.objects.get().held_fen == 0
    assert not LedgerItem.objects.filter(prevd_redc_qty__gt=0).exists()
    assert audit_supervision() == audit_declarations() == []


def test_send_to_inspection_keeps_the_case_open(office):
    """From review to inspection: new lane and deadline, the claim ends, the reason is on record."""
    (case,) = cases(office, 1)
    claim(case.pk, actor=office.officer, at=AT)
    decide(Decision(case.pk, "inspect", "doubt_goods"), actor=office.officer, at=LATER)
    case.refresh_from_db()
    assert (case.lane, case.owner_id, case.decided_at) == ("inspect", None, None)
    assert case.due_at == LATER + timedelta(hours=48)
    chosen = Selection.objects.get(list_id=case.pk, rule_code="SEL-09")
    assert (chosen.lane, chosen.actor_id, chosen.draw) == ("inspect", office.officer.user_id, None)
    assert ListState.objects.get(pk=case.pk).status == 500
    assert audit_supervision() == []


def test_send_back_abroad_after_inspection(office):
    """From inspection only: 700, and what the list held is given back."""
    (case,) = cases(office, 1, lane="inspect")
    decide(Decision(case.pk, "send_back", "goods", "实物与申报不符"), actor=person("inspector"), at=LATER)
    assert ListState.objects.get(pk=case.pk).status == 700
    assert BuyerYear.objects.get().used == 0


@pytest.mark.parametrize(
    ("lane", "decision", "who", "codes"),
    [
        ("review", ("release",), "stranger", ["DEC-01"]),
        ("review", ("release",), "broker", ["DEC-01"]),
        ("review", ("release",), "inspector", ["DEC-06"]),
        ("review", ("release",), "coordinator", ["DEC-06"]),
        ("review", ("send_back", "goods", "x"), "officer", ["DEC-05"]),
        ("review", ("approve",), "officer", ["DEC-05"]),
        ("review", ("reject",), "officer", ["DEC-07", "DEC-09"]),
        ("review", ("reject", "documents"), "officer", ["DEC-09"]),
        ("review", ("reject", "doubt_goods", "x"), "officer", ["DEC-08"]),
        ("review", ("inspect", "other", " "), "officer", ["DEC-09"]),
        ("inspect", ("release",), "inspector", ["DEC-10"]),
        ("inspect", ("inspect", "doubt_goods"), "inspector", ["DEC-05"]),
    ],
)
def test_what_is_refused_writes_nothing(office, lane, decision, who, codes):
    """Each refusal names its rule and leaves every table as it was."""
    (case,) = cases(office, 1, lane=lane)
    before = everything()
    with pytest.raises(Refused) as refused:
        decide(Decision(case.pk, *decision), actor=person(who), at=LATER)
    assert rule_codes(refused.value.violations) == codes
    assert everything() == before


def test_nobody_decides_what_another_has_claimed(office):
    """Neither a colleague nor the portal itself, until the claim ends."""
    (case,) = cases(office, 1)
    until = claim(case.pk, actor=office.officer, at=AT)
    before = everything()
    for actor in (office.officer2, SYSTEM):
        with pytest.raises(Conflict) as late:
            decide(Decision(case.pk, "release"), actor=actor, at=until - timedelta(seconds=1))
        assert late.value.violation.rule.code == "DEC-03"
    assert everything() == before
    assert decide(Decision(case.pk, "release"), actor=office.officer2, at=until).moved


def test_decided_once(office):
    """The second decision hears that it is late."""
    (case,) = cases(office, 1)
    decide(Decision(case.pk, "release"), actor=office.officer, at=LATER)
    before = everything()
    with pytest.raises(Conflict) as late:
        decide(Decision(case.pk, "reject", "goods", "x"), actor=office.officer2, at=LATER)
    assert late.value.violation.rule.code == "DEC-02"
    assert everything() == before


def test_papers_stand_still_while_an_officer_has_the_list(office):
    """A correction of a payment is refused while its list is in review: nobody decides past an officer."""
    (case,) = cases(office, 1)
    wrong = changed(purchase(1), "411", amountPaid="2.00", appType="2")
    (result,) = send(office, wrong, codes=["411"])[0].documents
    assert result.outcome == "refused" and [v.rule.code for v in result.violations if v.refuses] == ["CHG-10"]
    assert ListState.objects.get(pk=case.pk).status == 300


def test_a_list_that_left_by_another_way_cannot_be_released(office):
    """A list moved past the desk is not decided again; the sweep closes its case."""
    (case,) = cases(office, 1)
    with intention():
        move_lists([ListMove(case.pk, "reject", 300)], at=AT, actor_id=None)
    with pytest.raises(Conflict) as late:
        decide(Decision(case.pk, "release"), actor=office.officer, at=LATER)
    assert late.value.violation.rule.code == "DEC-04"
    expire_leases(at=LATER)
    case.refresh_from_db()
    assert (case.outcome, case.decided_by_id) == ("left", None)
    assert audit_supervision() == []


def test_a_mixed_set_decides_what_it_can(office):
    """One result for each decision in order; the bad ones stop no other, doubles count once."""
    made = cases(office, 4)
    claim(made[1].pk, actor=office.officer2, at=AT)
    results = decide_many(
        [
            Decision(made[3].pk, "release"),
            Decision(made[1].pk, "release"),
            Decision(made[0].pk, "reject", "goods", ""),
            Decision(424242, "release"),
            Decision(made[3].pk, "release"),
            Decision(made[2].pk, "inspect", "doubt_safety"),
        ],
        actor=office.officer,
        at=LATER,
    )
    assert [(r.list_id, r.moved, r.late, rule_codes(r.violations)) for r in results] == [
        (made[3].pk, True, False, []),
        (made[1].pk, False, True, ["DEC-03"]),
        (made[0].pk, False, False, ["DEC-09"]),
        (424242, False, False, ["DEC-01"]),
        (made[3].pk, False, False, ["DEC-13"]),
        (made[2].pk, True, False, []),
    ]
    statuses = dict(ListState.objects.values_list("subject_id", "status"))
    assert [statuses[c.pk] for c in made] == [300, 300, 500, 800]


def test_a_rule_that_crashes_refuses_its_own_row(office, monkeypatch):
    """One decision cannot be judged; the other is taken."""
    made = cases(office, 2)
    real = deciding.judge_decision

    def crashing(case, **rest):
        if case.list_id == made[0].pk:
            raise ZeroDivisionError
        return real(case, **rest)

    monkeypatch.setattr(deciding, "judge_decision", crashing)
    results = decide_many([Decision(c.pk, "release") for c in made], actor=office.officer, at=LATER)
    assert [(r.moved, rule_codes(r.violations)) for r in results] == [(False, ["DEC-99"]), (True, [])]


_WISHES = st.lists(
    st.tuples(
        st.sampled_from(["release", "inspect", "reject", "send_back", ""]),
        st.sampled_from(["", "documents", "doubt_goods", "other"]),
        st.sampled_from(["", "已核对"]),
    ),
    min_size=6,
    max_size=6,
)


def _story(ids):
    """What stands after decisions, without ids and moments of single rows."""
    return {
        "states": list(ListState.objects.filter(pk__in=ids).order_by("pk").values()),
        "events": sorted(
            ListEvent.objects.values_list("subject_id", "verb", "source", "target", "actor_id", "note")
        ),
        "receipts": sorted(
            (r.document_id, r.status, r.elements["returnInfo"]) for r in Receipt.objects.filter(code="622")
        ),
        "cases": list(Case.objects.order_by("pk").values()),
        "selections": sorted(Selection.objects.values_list("list_id", "rule_code", "lane")),
        "years": list(BuyerYear.objects.order_by("pk").values()),
        "stock": list(LedgerItem.objects.order_by("pk").values()),
        "held": list(GuaranteeAccount.objects.values_list("held_fen", flat=True)),
    }


def test_a_set_is_the_same_as_one_by_one(office):
    """Property: rows, events, receipts, cases, accounts and refusals are equal."""
    made = cases(office, 3) + cases(office, 3, first=4, lane="inspect")
    ids = [case.pk for case in made]
    claim(ids[1], actor=office.officer2, at=AT)

    def run(work):
        sid = transaction.savepoint()
        results = work()
        story = _story(ids)
        transaction.savepoint_rollback(sid)
        return [(r.list_id, r.moved, rule_codes(r.violations)) for r in results], story

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(wishes=_WISHES, order=st.permutations(ids))
    def check(wishes, order):
        decisions = [Decision(i, *wish) for i, wish in zip(order, wishes, strict=True)]
        whole = run(lambda: decide_many(decisions, actor=office.officer, at=LATER))
        single = run(lambda: [decide_many([d], actor=office.officer, at=LATER)[0] for d in decisions])
        assert whole == single

    check()
