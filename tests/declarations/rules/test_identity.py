"""Identity numbers and the checker that verifies nobody."""

import pytest

from declarations.rules.identity import IdentityChecker, Unverified, is_identity_number


@pytest.mark.parametrize("number", ["110101199003070417", "44010119850101003X", "430121198510120015"])
def test_right_numbers(number: str) -> None:
    assert is_identity_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "110101199003070418",
        "44010119850101003x",
        "440101198501010030",
        "010101199003070417",
        "110101199013070417",
        "110101199002300417",
        "11010119900307041",
        "110101900307041",
        "1101011990030704170",
        "11010119900307041７",
        " 110101199003070417",
    ],
)
def test_wrong_numbers(number: str) -> None:
    assert not is_identity_number(number)


def test_nobody_is_verified_where_no_service_is_connected() -> None:
    checker: IdentityChecker = Unverified()
    assert checker.verified(name="赵甲", id_number="110101199003070417") is False
