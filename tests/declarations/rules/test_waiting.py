"""Waiting: what is missing, from whom, and to the very second until when."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from declarations.rules.waiting import due_at, judge_overdue, missing, overdue
from tests.declarations.rules.examples import AT, LIST, ORDER, PAYMENT, WAYBILL, found


def test_what_is_missing_and_from_whom() -> None:
    assert missing(LIST, order=ORDER, payment=PAYMENT, waybill=WAYBILL) == ()
    assert missing(LIST, order=None, payment=None, waybill=None) == (
        ("order", LIST.ebp_code), ("payment", ""), ("waybill", LIST.logistics_code),
    )  # fmt: skip
    assert missing(LIST, order=ORDER, payment=None, waybill=WAYBILL) == (("payment", ORDER.pay_code),)


@pytest.mark.parametrize(
    ("hours", "passed", "over"),
    [
        ("24", timedelta(hours=24), True),
        ("24", timedelta(hours=24, microseconds=-1), False),
        ("0.5", timedelta(minutes=30), True),
        ("0.5", timedelta(minutes=29), False),
    ],
)
def test_the_wait_is_over_at_the_moment(hours: str, passed: timedelta, over: bool) -> None:
    assert overdue(AT, at=AT + passed, hours=D(hours)) is over
    assert due_at(AT, hours=D(24)) == AT + timedelta(days=1)


def test_the_reasons_name_what_did_not_come() -> None:
    violations = judge_overdue(["order", "payment", "waybill"], hours=D("24.0"), guarantee_hours=D(72))
    assert found(violations) == [("WAI-01", "orderNo"), ("WAI-02", "orderNo"), ("WAI-03", "logisticsNo")]
    assert all("within 24 hours" in v.sentence() for v in violations)
    assert judge_overdue([], hours=D(24), guarantee_hours=D(72)) == ()
