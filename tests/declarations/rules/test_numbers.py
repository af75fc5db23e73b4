"""Numbers: the formats by real examples, and what does not fit."""

from datetime import date

import pytest

from declarations.rules.numbers import (
    has_s10_shape,
    invt_no,
    is_invt_no,
    is_pre_no,
    pre_no,
    s10_check_digit,
)

DAY = date(2020, 12, 8)


def test_the_numbers_of_a_real_receipt() -> None:
    """Changsha, 2020-12-08: list 49212020I046118061, pre-entry B20201208796651782."""
    assert invt_no("4921", on=DAY, serial=46118061) == "49212020I046118061"
    assert pre_no("B", on=DAY, serial=796651782) == "B20201208796651782"
    assert is_invt_no("49212020I046118061")
    assert is_pre_no("B20201208796651782")
    assert is_pre_no("T20200622002329381")


@pytest.mark.parametrize(
    "text", ["", "49212020I04611806", "49212020X046118061", "492120201046118061", "49213020I046118061",
             "49212020I0461180611", "４9212020I046118061"],
)  # fmt: skip
def test_what_is_no_list_number(text: str) -> None:
    assert not is_invt_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "X20201208796651782",
        "B20201308796651782",
        "B20200230796651782",
        "B2020120879665178",
        "B２0201208796651782",
    ],
)
def test_what_is_no_pre_entry_number(text: str) -> None:
    assert not is_pre_no(text)


@pytest.mark.parametrize("serial", [0, -1, 10**9])
def test_serials_that_do_not_fit(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        invt_no("4921", on=DAY, serial=serial)
    with pytest.raises(ValueError, match="serial"):
        pre_no("B", on=DAY, serial=serial)


def test_parts_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="492"):
        invt_no("492", on=DAY, serial=1)
    with pytest.raises(ValueError, match="Q"):
        pre_no("Q", on=DAY, serial=1)


@pytest.mark.parametrize(
    ("number", "digit"),
    [
        ("RB123456785CN", 5),
        # the sum's remainder 1 gives ten, written 0; remainder 0 gives eleven, written 5
        ("EE876543216CN", 6),
        ("CP000000005US", 5),
        ("CP000000080US", 0),
    ],
)
def test_postal_check_digits(number: str, digit: int) -> None:
    assert has_s10_shape(number)
    assert s10_check_digit(number) == digit


@pytest.mark.parametrize("text", ["L0000001", "rb123456785CN", "RB12345678CN", "RB１23456785CN"])
def test_other_parcel_numbers(text: str) -> None:
    assert not has_s10_shape(text)
