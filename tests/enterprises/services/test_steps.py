"""Guarantees held and given back by other rooms, and the log of personal data."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.facts import GuaranteeHold
from enterprises.models import Firm, GuaranteeAccount, GuaranteeEntry, PersonalDataView
from enterprises.rules import access, guarantee
from enterprises.selectors import audit_enterprises
from enterprises.services.steps import give_back_guarantees, open_guarantees, record_personal_view
from kernel.orm.tx import intention
from kernel.refusal import Refused

DAY = date(2026, 5, 12)
BROKER = "430168A004"


def hold(*holds, at):
    with intention():
        desk = open_guarantees([h.code for h in holds], on=DAY)
        for one in holds:
            desk.take(one)
        desk.write(at=at, actor_id=None)


def held() -> int:
    return GuaranteeAccount.objects.get().held_fen


def test_held_and_given_back_exactly_once(office, at):
    hold(GuaranteeHold(1, BROKER, 500, "QD1"), GuaranteeHold(2, BROKER, 300, "QD2"), at=at)
    assert held() == 800
    with intention():
        assert give_back_guarantees([1, 99], at=at, actor_id=5) == 1
    assert held() == 300
    with intention():
        assert give_back_guarantees([1, 2], at=at, actor_id=5) == 1
    assert held() == 0
    rows = (
        GuaranteeEntry.objects.exclude(subject_id=0)
        .order_by("id")
        .values_list("subject_id", "kind", "fen", "reference", "actor_id")
    )
    assert list(rows) == [
        (1, "hold", 500, "QD1", None),
        (2, "hold", 300, "QD2", None),
        (1, "restore", 500, "QD1", 5),
        (2, "restore", 300, "QD2", 5),
    ]
    assert audit_enterprises() == []


def test_any_code_of_the_firm_opens_its_account(office, at):
    firm = Firm.objects.get(customs_code=BROKER)
    hold(GuaranteeHold(1, firm.credit_code, 100), GuaranteeHold(2, firm.customs_code, 100), at=at)
    assert held() == 200


def test_what_was_taken_counts_for_the_next(office, at):
    GuaranteeAccount.objects.update(limit_fen=1000)
    with intention():
        desk = open_guarantees([BROKER], on=DAY)
        desk.take(GuaranteeHold(1, BROKER, 700))
        said = desk.check(GuaranteeHold(2, BROKER, 301))
        assert [v.rule for v in said] == [guarantee.TOO_LITTLE]
        assert desk.check(GuaranteeHold(2, BROKER, 300)) == ()


def test_a_refused_hold_writes_nothing(office, at):
    with pytest.raises(Refused), intention():
        desk = open_guarantees([BROKER], on=DAY)
        desk.take(GuaranteeHold(1, BROKER, 100))
        desk.take(GuaranteeHold(2, BROKER, 100_000_000))
    assert held() == 0
    assert not GuaranteeEntry.objects.filter(kind="hold").exists()


@pytest.mark.parametrize("code", ["430166A001", "4301669999", ""])
def test_firms_without_an_account_are_refused(office, at, code):
    with intention():
        said = open_guarantees([code], on=DAY).check(GuaranteeHold(1, code, 1))
    assert [v.rule for v in said] == [guarantee.NO_ACCOUNT]


def test_an_account_counts_only_in_its_time(office, at):
    GuaranteeAccount.objects.update(valid_to=DAY)
    with intention():
        said = open_guarantees([BROKER], on=DAY).check(GuaranteeHold(1, BROKER, 1))
    assert [v.rule for v in said] == [guarantee.EXPIRED]


def test_the_account_that_ends_first_is_used_first(office, at):
    broker = Firm.objects.get(customs_code=BROKER)
    ending = GuaranteeAccount.objects.create(
        firm=broker, number="A2", limit_fen=1000, valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 1)
    )
    hold(GuaranteeHold(1, BROKER, 400), GuaranteeHold(2, BROKER, 700), at=at)
    ending.refresh_from_db()
    assert ending.held_fen == 400
    assert GuaranteeAccount.objects.exclude(pk=ending.pk).get().held_fen == 700


def test_a_set_costs_as_much_as_one(office, at):
    def holds(numbers):
        return [GuaranteeHold(n, BROKER, 10) for n in numbers]

    def queries(numbers):
        with CaptureQueriesContext(connection) as caught:
            hold(*holds(numbers), at=at)
        return len(caught)

    queries([0])  # the code lists of the day are read once
    assert queries([1]) == queries(range(2, 60))


def test_steps_need_an_open_intention(office, at):
    with pytest.raises(RuntimeError):
        open_guarantees([BROKER], on=DAY)
    with pytest.raises(RuntimeError):
        give_back_guarantees([1], at=at, actor_id=None)


def test_audit_finds_what_entries_do_not_prove(office, at):
    GuaranteeAccount.objects.update(held_fen=5)
    GuaranteeEntry.objects.create(account_id=987, subject_id=1, kind="hold", fen=1, held_delta=1, at=at)
    assert audit_enterprises() == [
        "guarantee DB4921000001: held 5 fen, entries say 0",
        "guarantee entries without account 987",
    ]


def test_showing_a_personal_value_is_recorded(actor, at):
    with intention():
        record_personal_view(actor("officer"), subject="order EB1", reason="  核对订购人姓名 ", at=at)
    row = PersonalDataView.objects.get()
    assert (row.user_id, row.subject, row.reason, row.at) == (
        actor("officer").user_id,
        "order EB1",
        "核对订购人姓名",
        at,
    )


@pytest.mark.parametrize("reason", ["", "    ", "看看", "长" * 501])
def test_without_a_real_reason_nothing_is_recorded(actor, at, reason):
    with pytest.raises(Refused) as caught, intention():
        record_personal_view(actor("officer"), subject="order EB1", reason=reason, at=at)
    assert [v.rule for v in caught.value.violations] == [access.NO_VIEW_REASON]
    assert not PersonalDataView.objects.exists()
