"""Numbers as people type them: full-width digits, thousands, and what is none."""

import pytest

from kernel.web.numbers import AmountInput


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("１２．５", "12.5"),
        ("12。5", "12.5"),
        ("1,200", "1200"),
        ("１，２００．５０", "1200.50"),
        (" 7 ", "7"),
        ("1,2", "1,2"),
        ("12,00", "12,00"),
        ("十二", "十二"),
        ("", ""),
    ],
)
def test_a_number_is_read_as_it_is_meant(typed: str, read: str) -> None:
    """Only commas that group thousands go: 1,2 could be meant as 1.2 and is refused by the field."""
    assert AmountInput().value_from_datadict({"qty": typed}, {}, "qty") == read


def test_a_field_that_was_not_sent_is_none() -> None:
    """Nothing sent is not an empty number."""
    assert AmountInput().value_from_datadict({}, {}, "qty") is None
