"""Changes: what lives under the key decides whether a document may come now."""

from datetime import UTC, date, datetime

import pytest

from declarations.rules.change import RULES, Live, judge_change, judge_reuse, months_after
from tests.declarations.rules.examples import found

KEYS = {"order": "orderNo", "payment": "payTransactionId", "waybill": "logisticsNo", "list": "orderNo"}
FILED = {"order": "CHG-01", "payment": "CHG-02", "waybill": "CHG-03", "list": "CHG-04"}
ABSENT = {"order": "CHG-05", "payment": "CHG-06", "waybill": "CHG-07", "list": "CHG-08"}
CLOSED = {"order": "CHG-09", "payment": "CHG-10", "waybill": "CHG-11", "list": "CHG-12"}
OLDER = {"order": "CHG-14", "payment": "CHG-15", "waybill": "CHG-16"}
STATUSES = (1, 3, 100, 120, 300, 500, 700, 800)


@pytest.mark.parametrize("kind", KEYS)
def test_new_documents(kind: str) -> None:
    assert judge_change(kind, app_type="1", live=None) == ()
    assert judge_change(kind, app_type="1", live=Live(same=True, list_status=3)) == ()
    other = judge_change(kind, app_type="1", live=Live(same=False, list_status=3))
    assert found(other) == [(FILED[kind], KEYS[kind])]


@pytest.mark.parametrize("kind", KEYS)
def test_a_change_needs_something_to_change(kind: str) -> None:
    assert found(judge_change(kind, app_type="2", live=None)) == [(ABSENT[kind], KEYS[kind])]


@pytest.mark.parametrize("kind", KEYS)
def test_deleting_goes_by_cancellation(kind: str) -> None:
    for live in (None, Live(same=False, list_status=3)):
        (violation,) = judge_change(kind, app_type="3", live=live)
        assert (violation.rule.code, violation.path) == ("CHG-13", "appType")
        assert "CEB623" in violation.sentence()


@pytest.mark.parametrize("status", STATUSES)
def test_a_list_changes_only_while_stored_waiting_or_rejected(status: int) -> None:
    violations = judge_change("list", app_type="2", live=Live(same=False, list_status=status))
    if status in (1, 3, 100):
        assert violations == ()
    else:
        assert found(violations) == [("CHG-12", "orderNo")]
        assert f"({status})" in violations[0].sentence()


@pytest.mark.parametrize("kind", ["order", "payment", "waybill"])
@pytest.mark.parametrize("status", [None, *STATUSES])
def test_the_papers_of_a_list_with_an_officer_or_decided_stand_still(kind: str, status: int | None) -> None:
    violations = judge_change(kind, app_type="2", live=Live(same=False, list_status=status))
    assert found(violations) == ([(CLOSED[kind], KEYS[kind])] if status in (300, 500, 700, 800) else [])


def test_a_rejected_list_may_be_filed_again_as_new() -> None:
    assert judge_change("list", app_type="1", live=Live(same=False, list_status=100)) == ()
    order = judge_change("order", app_type="1", live=Live(same=False, list_status=100))
    assert found(order) == [("CHG-01", "orderNo")]


@pytest.mark.parametrize("kind", OLDER)
@pytest.mark.parametrize(
    ("app_time", "older"),
    [("20200319120000", True), ("20200319120001", False), ("20200319120002", False), ("", False)],
)
def test_an_older_message_changes_nothing(kind: str, app_time: str, older: bool) -> None:
    live = Live(same=False, list_status=3, app_time="20200319120001")
    violations = judge_change(kind, app_type="2", live=live, app_time=app_time)
    assert found(violations) == ([(OLDER[kind], "appTime")] if older else [])


def test_a_list_has_no_rule_of_age() -> None:
    live = Live(same=False, list_status=3, app_time="20200319120001")
    assert judge_change("list", app_type="2", live=live, app_time="20200101000000") == ()


@pytest.mark.parametrize(
    ("last", "at", "free"),
    [
        (datetime(2020, 1, 15, tzinfo=UTC), datetime(2020, 7, 14, 15, 59, tzinfo=UTC), False),
        # 16:00 UTC is midnight in Shanghai
        (datetime(2020, 1, 15, tzinfo=UTC), datetime(2020, 7, 14, 16, 0, tzinfo=UTC), True),
        (datetime(2019, 8, 30, 20, 0, tzinfo=UTC), datetime(2020, 2, 28, 3, 0, tzinfo=UTC), False),
        (datetime(2019, 8, 30, 20, 0, tzinfo=UTC), datetime(2020, 2, 29, 3, 0, tzinfo=UTC), True),
    ],
)
def test_a_parcel_number_returns_after_six_months(last: datetime, at: datetime, free: bool) -> None:
    violations = judge_reuse(last, at=at, months=6)
    assert found(violations) == ([] if free else [("CHG-17", "logisticsNo")])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2020, 6, 15), 6, date(2020, 12, 15)),
        (date(2020, 7, 15), 6, date(2021, 1, 15)),
        (date(2020, 12, 31), 14, date(2022, 2, 28)),
    ],
)
def test_months(day: date, months: int, expected: date) -> None:
    assert months_after(day, months=months) == expected


def test_every_kind_has_its_official_codes() -> None:
    assert {rule.official for rule in RULES} == {
        "-10102",
        "-301009",
        "-301010",
        "-301011",
        "-301014",
        "-401006",
        "-401007",
        "-401008",
        "-401012",
        "-504012",
        "-504014",
        "-504015",
        "-504016",
        "-505016",
        "-621004",
        "-621011",
        "-621012",
        "",
    }
