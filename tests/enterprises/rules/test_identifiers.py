"""Credit codes and customs codes, as worked examples of GB 32100-2015."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from enterprises.rules import identifiers
from enterprises.rules.identifiers import check_character, judge_credit_code, judge_customs_code

# Published codes of well-known firms.
REAL = ["91110000600037341L", "91440300708461136T", "91330100799655058B", "91110108551385082Q"]


@pytest.mark.parametrize("code", REAL)
def test_real_credit_codes_pass(code):
    assert judge_credit_code(code) == ()


@pytest.mark.parametrize("code", REAL)
def test_a_wrong_check_character_is_named(code):
    wrong = code[:17] + ("0" if code[17] != "0" else "1")
    (violation,) = judge_credit_code(wrong)
    assert violation.rule is identifiers.CREDIT_CODE_CHECK
    assert dict(violation.args) == {"wanted": code[17]}
    assert violation.path == "creditCode"


@pytest.mark.parametrize(
    "code",
    ["", "9111000060003734", "91110000600037341LL", "9111000060003734IL", "91110000600037341l", "九" * 18],
)
def test_a_misshapen_credit_code_is_refused(code):
    (violation,) = judge_credit_code(code)
    assert violation.rule is identifiers.CREDIT_CODE_SHAPE


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_agrees_with_a_second_implementation(body):
    assert check_character(body) == uscc.calc_check_digit(body)


def test_check_character_wants_seventeen_signs():
    with pytest.raises(ValueError):
        check_character("9111000060003734")


@pytest.mark.parametrize("code", ["4301661234", "330261A004", "330766K00W"])
def test_customs_codes_pass(code):
    assert judge_customs_code(code) == ()


@pytest.mark.parametrize(
    "code", ["", "430166123", "43016612345", "430166a123", "430166-123", "４３０１６６１２３４"]
)
def test_misshapen_customs_codes_are_refused(code):
    (violation,) = judge_customs_code(code, path="ebcCode")
    assert (violation.rule, violation.path) == (identifiers.CUSTOMS_CODE_SHAPE, "ebcCode")
