"""Limits: at, one fen under and one fen over, before and after 2019-01-01, and folds of sets."""

from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.rules.limits import (
    LIM_01,
    LIM_02,
    LIM_03,
    LIM_04,
    YearState,
    fold_goods,
    fold_year,
    judge_list_value,
    judge_transaction,
    limit_value,
)
from tests.declarations.rules.examples import BOOK, BOOK_2018, LINES, LIST, found, one_line

TWO = LINES
ONE = (LINES[1],)


@pytest.mark.parametrize(
    ("value", "lines", "full", "rules"),
    [
        # 财关税〔2018〕49号 art. 1-2, from 2019-01-01.
        ("4999.99", TWO, False, []),
        ("5000.00", TWO, False, []),
        ("5000.01", TWO, True, [LIM_01]),
        ("5000.01", (LINES[0],), True, [LIM_01]),
        ("5000.01", ONE, True, []),
        ("26000.00", ONE, True, []),
    ],
)
def test_transaction_limit_from_2019(
    value: str, lines: tuple[Any, ...], full: bool, rules: list[Any]
) -> None:
    regime = judge_transaction(D(value), lines=lines, single_limit=D(5000), indivisible_allowed=True)
    assert regime.full is full
    assert [v.rule for v in regime.violations] == rules


@pytest.mark.parametrize(("value", "rules"), [("1999.99", []), ("2000.00", []), ("2000.01", [LIM_02])])
def test_transaction_limit_before_2019(value: str, rules: list[Any]) -> None:
    """财关税〔2016〕18号 art. 3: above 2,000 CNY general trade, a single item too."""
    assert [
        v.rule for v in judge_list_value(one_line("3304990029", value), book=BOOK_2018).violations
    ] == rules


def test_the_day_decides_which_limit_holds() -> None:
    lst = one_line("3304990029", "2000.01")
    assert found(judge_list_value(lst, book=BOOK_2018).violations) == [("LIM-02", "lines")]
    assert judge_list_value(lst, book=BOOK) == (False, ())
    dear = one_line("3304990029", "5000.01")
    assert judge_list_value(dear, book=BOOK) == (True, ())


def test_limits_are_judged_on_dutiable_value_or_on_goods_as_the_parameter_says() -> None:
    assert limit_value(LIST, book=BOOK) == D(510)
    goods = BOOK._replace(parameters={**BOOK.parameters, "limit.base": "goods_value"})
    assert limit_value(LIST, book=goods) == D(500)


@pytest.mark.parametrize(
    ("limit", "used", "value", "over"),
    [
        ("26000", "21000.00", "4999.99", False),
        ("26000", "21000.00", "5000.00", False),
        ("26000", "21000.01", "5000.00", True),
        ("26000", "0", "26000.01", True),
        ("20000", "18000.00", "1999.99", False),
        ("20000", "18000.00", "2000.00", False),
        ("20000", "18000.01", "2000.00", True),
    ],
)
def test_year_limit(limit: str, used: str, value: str, over: bool) -> None:
    """26,000 CNY per person and year from 2019-01-01 (49号), 20,000 before (18号)."""
    before = YearState(D(used))
    after, violations = fold_year(before, D(value), limit=D(limit))
    if over:
        assert (after, [(v.rule, v.path) for v in violations]) == (before, [(LIM_03, "buyerIdNumber")])
    else:
        assert (after.used, violations) == (D(used) + D(value), ())


@pytest.mark.parametrize(("kg", "over"), [("0.99999", False), ("1", False), ("1.00001", True)])
def test_goods_limit(kg: str, over: bool) -> None:
    """Sugar: 2 kg per person and year, one kilogram used."""
    after, violations = fold_goods(YearState(D(1)), D(kg), limit=D(2))
    assert after == YearState(D(1) if over else D(1) + D(kg))
    assert [v.rule for v in violations] == ([LIM_04] if over else [])


def test_what_a_buyer_has_used_is_not_told() -> None:
    _, (violation,) = fold_year(YearState(D("25999.99")), D("0.02"), limit=D(26000))
    assert violation.args == (("limit", "26000"),)
    assert "25999" not in violation.sentence()


VALUES = st.lists(st.decimals(min_value=0, max_value=8000, places=2), max_size=12)


@given(VALUES, st.integers(min_value=0, max_value=12))
def test_folding_a_set_equals_folding_one_by_one(values: list[D], cut: int) -> None:
    """In two batches or in one: same state, same refusals, and the limit is never passed."""

    def fold(state: YearState, items: list[D]) -> tuple[YearState, list[bool]]:
        passed = []
        for value in items:
            state, violations = fold_year(state, value, limit=D(26000))
            passed.append(not violations)
        return state, passed

    middle, first = fold(YearState(), values[:cut])
    end, second = fold(middle, values[cut:])
    assert (end, first + second) == fold(YearState(), values)
    taken = [value for value, ok in zip(values, first + second, strict=True) if ok]
    assert end.used == sum(taken)
    assert end.used <= 26000
