"""Holding, deducting and restoring on guarantees; who may draw; what stands in the way."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.facts import GuaranteeHold
from enterprises.models import (
    Authority,
    Firm,
    FirmGrade,
    GuaranteeAccount,
    GuaranteeEntry,
    GuaranteeExemption,
    GuaranteeFreeze,
    User,
)
from enterprises.rules import guarantee
from enterprises.selectors import audit_enterprises, headroom
from enterprises.selectors.guarantees import UNLIMITED
from enterprises.services.guarantee_accounts import Terms, open_account, return_account, top_up
from enterprises.services.guarantee_desk import RESUME
from enterprises.services.steps import (
    deduct_guarantees,
    give_back_guarantees,
    judge_deductions,
    open_guarantees,
    restore_guarantees,
)
from kernel.orm.tx import intention
from kernel.refusal import Refused

DAY = date(2026, 5, 12)
AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
BROKER, SHOP = "430168A004", "430166A001"


def account() -> GuaranteeAccount:
    return GuaranteeAccount.objects.get(number="DB4921000001")


def sums() -> tuple[int, int, int]:
    row = account()
    return row.limit_fen - 100_000_000, row.held_fen, row.used_fen


def hold(*holds, on=DAY):
    with intention():
        desk = open_guarantees([one.code for one in holds], on=on)
        for one in holds:
            desk.take(one)
        desk.write(at=AT, actor_id=None)


def said(one, *, on=DAY) -> list[str]:
    with intention():
        return [v.rule.code for v in open_guarantees([one.code], on=on).check(one)]


def step(work, *args, at=AT, **more):
    with intention():
        return work(*args, at=at, actor_id=None, **more)


def firm(code: str) -> Firm:
    return Firm.objects.get(customs_code=code)


def freeze(*, ground="officer", from_on=DAY, to_on=None):
    person = User.objects.get(email="officer@demo.example")
    return GuaranteeFreeze.objects.create(
        account=account(), ground=ground, reason="overdue", from_on=from_on, to_on=to_on, by=person, at=AT
    )


@pytest.fixture(autouse=True)
def demo(office):
    """The demo office; its broker has one account of a million."""


def test_released_tax_is_used_until_it_is_paid():
    hold(GuaranteeHold(1, BROKER, 500, "QD1"), GuaranteeHold(2, BROKER, 300, "QD2"))
    assert step(deduct_guarantees, [1, 99]) == 1
    assert sums() == (0, 300, 500)
    assert step(deduct_guarantees, [1]) == 0  # a second call does nothing
    assert step(restore_guarantees, [1, 2]) == 1  # 2 was not released
    assert sums() == (0, 300, 0)
    assert step(restore_guarantees, [1]) == 0
    kinds = GuaranteeEntry.objects.filter(subject_id=1).order_by("id")
    assert list(kinds.values_list("kind", "fen", "held_delta", "used_delta", "reference")) == [
        ("hold", 500, 500, 0, "QD1"),
        ("deduct", 500, -500, 500, "QD1"),
        ("restore", 500, 0, -500, "QD1"),
    ]
    assert audit_enterprises() == []


def test_parts_are_restored_up_to_what_was_deducted():
    hold(GuaranteeHold(1, BROKER, 500))
    step(deduct_guarantees, [1])
    assert step(restore_guarantees, {1: 200}) == 1
    assert sums() == (0, 0, 300)
    for wrong, rule in ({1: 301}, "GUA-09"), ({1: 0}, "GUA-03"), ({2: 5}, "GUA-09"):
        with pytest.raises(Refused) as caught:
            step(restore_guarantees, wrong)
        assert [v.rule.code for v in caught.value.violations] == [rule]
    assert sums() == (0, 0, 300)
    step(restore_guarantees, {1: 300})
    assert sums() == (0, 0, 0) and audit_enterprises() == []


def test_giving_back_leaves_what_was_deducted():
    hold(GuaranteeHold(1, BROKER, 500), GuaranteeHold(2, BROKER, 100))
    step(deduct_guarantees, [1])
    assert step(give_back_guarantees, [1, 2]) == 1
    assert sums() == (0, 0, 500)


def test_used_counts_against_the_limit():
    hold(GuaranteeHold(1, BROKER, 99_999_000))
    step(deduct_guarantees, [1])
    assert said(GuaranteeHold(2, BROKER, 1001)) == ["GUA-02"]
    assert said(GuaranteeHold(2, BROKER, 1000)) == []
    assert headroom([BROKER, SHOP, "nobody"], on=DAY) == {BROKER: 1000, SHOP: 0, "nobody": 0}


def test_whoever_draws_needs_the_guarantors_word():
    shop = firm(SHOP).pk
    assert said(GuaranteeHold(1, BROKER, 1, for_firm=firm(BROKER).pk)) == []
    assert said(GuaranteeHold(1, BROKER, 1, for_firm=shop)) == ["GUA-04"]
    word = Authority.objects.create(
        number="AU1",
        principal=firm(BROKER),
        agent=firm(SHOP),
        scopes=["declare"],
        valid_from=DAY,
        valid_to=DAY + timedelta(days=1),
        given_by=User.objects.get(email="broker@demo.example"),
        given_at=AT,
    )
    assert said(GuaranteeHold(1, BROKER, 1, for_firm=shop)) == ["GUA-04"]
    Authority.objects.filter(pk=word.pk).update(scopes=["guarantee"])
    assert said(GuaranteeHold(1, BROKER, 1, for_firm=shop)) == []
    assert said(GuaranteeHold(1, BROKER, 1, for_firm=shop), on=DAY + timedelta(days=1)) == ["GUA-04"]


def test_a_frozen_guarantee_holds_and_releases_nothing_but_gives_back():
    hold(GuaranteeHold(1, BROKER, 500), GuaranteeHold(2, BROKER, 400))
    step(deduct_guarantees, [1])
    freeze(to_on=DAY + timedelta(days=2))
    assert said(GuaranteeHold(3, BROKER, 1)) == ["GUA-05"]
    assert said(GuaranteeHold(3, BROKER, 1), on=DAY + timedelta(days=2)) == []
    assert headroom([BROKER], on=DAY) == {BROKER: 0}
    with intention():
        found = judge_deductions([1, 2], on=DAY)
    assert {subject: [v.rule.code for v in why] for subject, why in found.items()} == {2: ["GUA-05"]}
    with pytest.raises(Refused):
        step(deduct_guarantees, [2])
    assert sums() == (0, 400, 500)
    step(restore_guarantees, [1])
    step(give_back_guarantees, [2])
    assert sums() == (0, 0, 0)


def test_nothing_more_is_held_near_the_end():
    GuaranteeAccount.objects.update(valid_to=DAY + timedelta(days=4))
    assert said(GuaranteeHold(1, BROKER, 1)) == []  # the fourth day before the end
    hold(GuaranteeHold(1, BROKER, 1))
    later = DAY + timedelta(days=1)
    assert said(GuaranteeHold(2, BROKER, 1), on=later) == ["GUA-06"]
    with pytest.raises(Refused):
        step(deduct_guarantees, [1], at=AT + timedelta(days=1))


def test_a_single_guarantee_serves_its_document_only():
    with intention():
        terms = Terms(1000, DAY, scope="single", bound_to="EB77", beneficiary="4921")
        open_account("DBS", firm_id=firm(SHOP).pk, terms=terms, at=AT, actor_id=None)
    assert said(GuaranteeHold(1, SHOP, 5, "QD1")) == ["GUA-08"]
    assert said(GuaranteeHold(1, SHOP, 5, "QD1", names=("EB77",))) == []
    assert said(GuaranteeHold(1, SHOP, 5, "EB77")) == []
    assert headroom([SHOP], on=DAY) == {SHOP: 0}


def graded(grade: str):
    FirmGrade.objects.filter(firm=firm(BROKER)).update(grade=grade)


def test_a_dishonest_firm_uses_no_total_guarantee():
    graded("dishonest")
    assert said(GuaranteeHold(1, BROKER, 1)) == ["GUA-07"]


def exempt() -> GuaranteeExemption:
    one, two = (User.objects.get(email=f"{name}@demo.example") for name in ("officer", "chief"))
    return GuaranteeExemption.objects.create(
        number="GF1",
        firm=firm(BROKER),
        valid_from=DAY,
        valid_to=DAY + timedelta(days=30),
        ground="advanced certified",
        proposed_by=one,
        decided_by=two,
        at=AT,
    )


def test_an_exempt_firm_takes_nothing_but_leaves_a_trace():
    exemption = exempt()
    graded("advanced_certified")
    hold(GuaranteeHold(1, BROKER, 10**12, "QD1"))
    entry = GuaranteeEntry.objects.get(subject_id=1)
    assert (entry.account_id, entry.exemption_id, entry.fen) == (None, exemption.pk, 0)
    assert sums() == (0, 0, 0)
    assert headroom([BROKER], on=DAY) == {BROKER: UNLIMITED}
    assert step(deduct_guarantees, [1]) == step(give_back_guarantees, [1]) == 0
    assert audit_enterprises() == []


def test_an_exemption_rests_while_the_grade_is_lower():
    exempt()
    graded("default")
    assert said(GuaranteeHold(1, BROKER, 10**12)) == ["GUA-02"]


def test_topping_up_and_returning():
    with intention():
        row = GuaranteeAccount.objects.select_for_update().get()
        top_up(row, fen=500, at=AT, actor_id=None)
    assert sums() == (500, 0, 0)
    hold(GuaranteeHold(1, BROKER, 5))
    with pytest.raises(Refused) as caught, intention():
        return_account(account(), at=AT, actor_id=None)
    assert [v.rule.code for v in caught.value.violations] == ["GUA-29"]
    step(give_back_guarantees, [1])
    with intention():
        return_account(account(), at=AT, actor_id=None)
    row = account()
    assert (row.limit_fen, row.closed_at) == (0, AT)
    assert said(GuaranteeHold(2, BROKER, 0)) == ["GUA-01"]
    assert audit_enterprises() == []


@pytest.fixture
def woken(monkeypatch):
    """The tasks that were sent after the commit."""
    from celery import current_app

    sent: list[str] = []
    monkeypatch.setattr(current_app._get_current_object(), "send_task", lambda task, **_: sent.append(task))
    return sent


def test_whoever_waits_is_woken_when_room_is_freed(woken, django_capture_on_commit_callbacks):
    def sent(work) -> list[str]:
        woken.clear()
        with django_capture_on_commit_callbacks(execute=True):
            work()
        return list(woken)

    assert sent(lambda: hold(GuaranteeHold(1, BROKER, 5), GuaranteeHold(2, BROKER, 5))) == []
    assert sent(lambda: step(deduct_guarantees, [1])) == []
    assert sent(lambda: step(restore_guarantees, [1])) == [RESUME]
    assert sent(lambda: step(give_back_guarantees, [2])) == [RESUME]
    assert sent(lambda: step(give_back_guarantees, [2])) == []


def test_deducting_a_set_costs_as_much_as_one():
    def queries(numbers) -> int:
        with CaptureQueriesContext(connection) as caught:
            step(deduct_guarantees, numbers)
        return len(caught)

    hold(*(GuaranteeHold(n, BROKER, 10) for n in range(1, 60)))
    queries([1])
    assert queries([2]) == queries(range(3, 60))


def test_the_database_refuses_entries_whose_parts_do_not_agree():
    from django.db import IntegrityError, transaction

    wrong = (
        {"kind": "hold", "fen": 5, "held_delta": 4},
        {"kind": "deduct", "fen": 5, "held_delta": -5, "used_delta": 4},
        {"kind": "restore", "fen": 5, "held_delta": -5, "used_delta": -5},
        {"kind": "topup", "fen": 5, "limit_delta": -5},
        {"kind": "call", "fen": 5, "limit_delta": -5, "used_delta": -6},
        {"kind": "return", "fen": 5, "limit_delta": -5, "held_delta": -5},
        {"kind": "hold", "fen": 0, "account_id": None},
        {"kind": "hold", "fen": 0, "exemption_id": 7},
    )
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            GuaranteeEntry.objects.create(**({"account_id": 1, "subject_id": 9, "at": AT} | values))
    for values in (
        {"held_fen": 100_000_001},
        {"held_fen": 60_000_000, "used_fen": 60_000_000},
        {"used_fen": -1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            GuaranteeAccount.objects.update(**values)


def test_standings_are_what_the_page_says():
    freeze(ground="claim")
    from enterprises.selectors.guarantee_pages import cards

    assert cards([account()], at=AT)[0].standing == guarantee.CALLED
