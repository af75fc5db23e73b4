"""Masks show as little as the pages promise."""

import pytest

from kernel import mask


@pytest.mark.parametrize(("value", "shown"), [("王小明", "王**"), ("王", "王*"), ("", "")])
def test_names(value: str, shown: str) -> None:
    assert mask.name(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("430102199001011234", "430102********1234"), ("E1234567", "E1******"), ("A", "A*"), ("", "")],
)
def test_id_numbers(value: str, shown: str) -> None:
    assert mask.id_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("13812345678", "138****5678"), ("1234567", "*******"), ("", "")]
)
def test_phones(value: str, shown: str) -> None:
    assert mask.phone(value) == shown


@pytest.mark.parametrize(("value", "shown"), [("湖南省长沙市岳麓区一号", "湖南省长沙市****"), ("", "")])
def test_addresses(value: str, shown: str) -> None:
    assert mask.address(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("zhou@firm.example", "z***@firm.example"),
        ("a@b@c.example", "a***@c.example"),
        ("zhou", "****"),
        ("", ""),
    ],
)
def test_emails(value: str, shown: str) -> None:
    assert mask.email(value) == shown
