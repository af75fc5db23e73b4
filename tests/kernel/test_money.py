"""Amounts have five places, fen are settled half up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import money

AMOUNTS = st.decimals(min_value=0, max_value=10**13, places=5)


@pytest.mark.parametrize(
    ("text", "value"), [("1", "1"), (" 12.50 ", "12.50"), ("0.00001", "0.00001"), ("-3", "-3")]
)
def test_amounts_are_read_exactly(text: str, value: str) -> None:
    assert money.to_amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "a", "1,5", "0.000001", "NaN", "Infinity", "100000000000000", "1 2"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        money.to_amount(text)


@pytest.mark.parametrize(
    ("amount", "fen"), [("1.005", 101), ("1.00499", 100), ("0.00499", 0), ("0.005", 1), ("26000", 2600000)]
)
def test_settling_rounds_half_up(amount: str, fen: int) -> None:
    assert money.settle(Decimal(amount)) == fen


def test_to_places_rounds_half_up() -> None:
    assert money.to_places(Decimal("1.000005")) == Decimal("1.00001")


@given(AMOUNTS)
def test_what_is_written_plainly_reads_back(amount: Decimal) -> None:
    text = money.plain(amount)
    assert money.to_amount(text) == amount
    assert "E" not in text and not ("." in text and text.endswith(("0", ".")))


@given(st.integers(0, 10**15))
def test_yuan_and_settle_are_inverse(fen: int) -> None:
    assert money.settle(money.yuan(fen)) == fen
