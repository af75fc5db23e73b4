"""A set is the same as its members one by one, and no narrowing in SQL leaves out what the law lets pass."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bonded.models import LedgerEntry, LedgerItem
from codelists.selectors import code_book
from declarations.models import BuyerEntry, BuyerYear, Finding, ImportList, ListEvent, ListState, Receipt
from declarations.rules import flow, waiting
from declarations.samples import GOODS
from declarations.services.receive import receive_messages
from declarations.sets.lists import accepted_ids, overdue_ids
from declarations.sets.shapes import person_key
from enterprises.models import GuaranteeAccount, GuaranteeEntry
from kernel.clock import business_date
from kernel.models.jobs import JobItem, JobRun
from kernel.orm.tx import intention
from supervision.facts import SelectResult
from supervision.models import Case, Selection
from supervision.services import select_accepted
from tests.office import AT, Office, changed, purchase, raw
from tests.supervision.desk import accept, set_parameter

BUYER, OTHER = 77, 78
ONE_PIECE, OF_ANOTHER = (0, "", BUYER), (0, "", OTHER)
_COPIES = (LedgerItem, GuaranteeAccount, BuyerYear)


def undone(work: Callable[[], Any]) -> tuple[Any, Any]:
    """What the work answered and left behind; afterwards it never was."""
    sid = transaction.savepoint()
    answer = work()
    story = _story()
    transaction.savepoint_rollback(sid)
    return answer, story


def _story() -> dict[str, Any]:
    """All that selection and acceptance write, without ids of rows and runs; lists by their order."""
    orders = dict(ImportList.objects.values_list("id", "order_no"))
    states = [
        {name: value for name, value in row.items() if name not in _LEFT_OUT}
        | {"list": orders[row["subject_id"]]}
        for row in ListState.objects.values()
    ]

    def of_lists(rows: Any) -> list[Any]:
        return sorted(((orders.get(row[0], ""), *row[1:]) for row in rows), key=repr)

    return {
        "states": sorted(states, key=lambda row: row["list"]),
        "events": of_lists(
            ListEvent.objects.values_list("subject_id", "verb", "source", "target", "actor_id", "note")
        ),
        "cases": of_lists(
            Case.objects.values_list(
                "subject_id", "office", "lane", "team_id", "reasons", "due_at", "trade_mode", "outcome"
            )
        ),
        "selections": of_lists(Selection.objects.values_list("list_id", "rule_code", "lane", "rate")),
        "receipts": of_lists(
            (r.document_id, r.code, r.status, r.elements["returnInfo"])
            for r in Receipt.objects.filter(code="622")
        ),
        "findings": of_lists(
            Finding.objects.values_list("subject_id", "round", "rule_code", "severity", "path", "args")
        ),
        "entries": {
            "buyers": of_lists(BuyerEntry.objects.values_list("subject_id", "quantity", "kind", "year")),
            "stock": of_lists(LedgerEntry.objects.values_list("subject_id", "item_id", "qty", "kind")),
            "guarantees": of_lists(GuaranteeEntry.objects.values_list("subject_id", "fen", "kind")),
        },
        "totals": {model.__name__: _totals(model) for model in _COPIES},
        "items": sorted(JobItem.objects.values_list("subject_no", "outcome", "rule_code")),
        "counts": [run.counts for run in JobRun.objects.order_by("key")],
    }


_LEFT_OUT = {"subject_id", "order_id", "payment_id", "waybill_id"}


def _totals(model: type[Model]) -> list[Any]:
    rows = model._default_manager.values_list()
    return sorted(
        (tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows), key=repr
    )


def assert_same(one: tuple[Any, Any], other: tuple[Any, Any]) -> None:
    """The same answer and the same rows; a difference names its table."""
    assert one[0] == other[0]
    for name, rows in one[1].items():
        assert other[1][name] == rows, name


def test_selecting_a_set_is_the_same_as_one_by_one(office):
    """Whatever the chunk: the same states, events, cases, choices and receipts, and the sum of the run."""
    set_parameter("selection.inspect_rate.default", "0.2")
    set_parameter("selection.review_value", "250")
    set_parameter("selection.inspect_goods", GOODS[5].hs_code)
    accept(office, [purchase(n, lines=1 + n % 3, mode=("1210", "9610")[n % 2]) for n in range(1, 41)])

    def in_chunks(limit: int) -> SelectResult:
        total = SelectResult()
        while (done := select_accepted(at=AT, limit=limit)).taken:
            assert done.taken <= limit
            total = total.plus(done)
        return total

    single = undone(lambda: in_chunks(1))
    assert single[0].taken == 40 and single[0].failed == 0
    assert {row["status"] for row in single[1]["states"]} == {800, 300, 500}, "every lane is tried"
    for limit in (3, 7, 1000):
        assert_same(undone(lambda limit=limit: in_chunks(limit)), single)


_WISHES = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 1, 2]),  # serial modulo 3: one, two or three pieces
        st.sampled_from(["", "", "", "", "payment"]),
        st.sampled_from([BUYER, BUYER, BUYER, OTHER]),
    ),
    min_size=2,
    max_size=6,
)


@pytest.mark.parametrize("last", ["621", "511", "411", "311"])
def test_accepting_a_set_is_the_same_as_one_by_one(office, last):
    """One buyer near the year's limit, one item near its end, one guarantee near its limit.

    Several documents in one message are judged as if each had come by itself, in order; whichever
    kind of document comes last.
    """
    seen: set[str] = set()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        wishes=_WISHES,
        room=st.integers(0, 500),
        stock=st.integers(0, 9),
        tax=st.integers(0, 4500),
    )
    @example(wishes=[ONE_PIECE, ONE_PIECE], room=100, stock=9, tax=4500)  # the year is full
    @example(wishes=[OF_ANOTHER, OF_ANOTHER], room=0, stock=1, tax=4500)  # the stock
    @example(wishes=[OF_ANOTHER, OF_ANOTHER], room=0, stock=9, tax=1000)  # the guarantee
    @example(wishes=[(0, "payment", OTHER), OF_ANOTHER], room=0, stock=1, tax=800)  # a refusal takes nothing
    def check(wishes, room, stock, tax):
        ones = [_wish(n, *wish) for n, wish in enumerate(wishes)]
        sid = transaction.savepoint()
        _fill(room=Decimal(room), stock=stock, tax=tax)
        for code in ("311", "411", "511", "621"):
            if code != last:
                _send(office, code, ones)
        whole = undone(lambda: _send(office, last, ones))
        single = undone(lambda: [found for one in ones for found in _send(office, last, [one])])
        transaction.savepoint_rollback(sid)
        assert_same(whole, single)
        seen.update(str(row["status"]) for row in whole[1]["states"])
        seen.update(row[2] for row in whole[1]["findings"] if row[3] == "refuse")

    check()
    assert seen >= {"100", "120", "3", "LIM-03", "STK-08", "MAT-01"}, seen


def _wish(n: int, pieces: int, fault: str, buyer: int):
    one = purchase(9 * n + 3 * 9 + pieces, goods=[GOODS[0]], buyer=buyer)
    return changed(one, "411", amountPaid="1.00") if fault else one


def _fill(*, room: Decimal, stock: int, tax: int) -> None:
    """Leave this much of the buyer's year (CNY), of the item (pieces) and of the guarantee (fen)."""
    buyer = person_key(purchase(1, buyer=BUYER).lst[0]["buyerIdNumber"])
    BuyerYear.objects.create(buyer_key=buyer, year=2026, goods="", used=Decimal(26_000) - room)
    LedgerItem.objects.filter(item_record_no=GOODS[0].record).update(actl_inc_qty=stock)
    GuaranteeAccount.objects.update(limit_fen=tax)


def _send(office: Office, code: str, ones: list[Any]) -> list[tuple[str, list[str]]]:
    (result,) = receive_messages([raw(code, *ones)], actor=office.sender(code), channel="api", at=AT)
    return [(d.outcome, sorted(v.rule.code for v in d.violations)) for d in result.documents]


_STATES = st.lists(
    st.tuples(
        st.sampled_from(sorted(flow.LIST_FLOW.names)),
        st.integers(-3, 3),  # microseconds around the moment when the wait is over
        st.sampled_from([0, 0, 1, -1, 24, -24, 23]),  # and hours
    ),
    max_size=40,
)


def test_narrowing_leaves_out_nothing_that_the_law_lets_pass(office):
    """Random rows: every accepted list is found, and every list whose wait is over, to the microsecond."""
    hours = code_book(on=business_date(AT)).number("wait.hours")
    late = AT - timedelta(hours=int(hours))

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=_STATES)
    def check(rows):
        since = {
            n: late + timedelta(hours=apart, microseconds=tiny)
            for n, (_, tiny, apart) in enumerate(rows, start=1)
        }
        sid = transaction.savepoint()
        ListState.objects.bulk_create(
            ListState(
                subject_id=n, status=status, since=since[n], office="4921", trade_mode="1210", firm_id=1,
                due_at=waiting.due_at(since[n], hours=hours),
            )
            for n, (status, _, _) in enumerate(rows, start=1)
        )  # fmt: skip
        with intention():
            accepted, overdue = accepted_ids(1000), overdue_ids(1000, at=AT)
        transaction.savepoint_rollback(sid)
        statuses = {n: status for n, (status, _, _) in enumerate(rows, start=1)}
        passing = [n for n, status in statuses.items() if status == flow.ACCEPTED]
        over = [n for n in since if waiting.overdue(since[n], at=AT, hours=hours)]
        assert accepted == passing
        assert overdue == [n for n in over if statuses[n] == flow.WAITING]

    check()
