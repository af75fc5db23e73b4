"""The judgement of a whole bundle: it waits, it passes, or every reason is said."""

from decimal import Decimal as D

from declarations.rules.acceptance import Bundle, judge_bundle, missing_kinds
from tests.declarations.rules.examples import (
    BOOK,
    BOOK_2018,
    LIST,
    ORDER,
    PAYMENT,
    WAYBILL,
    found,
    with_line,
)

WHOLE = Bundle(LIST, ORDER, PAYMENT, WAYBILL)


def test_a_bundle_that_is_not_whole_waits() -> None:
    for bits in range(1, 8):
        bundle = Bundle(
            LIST, None if bits & 1 else ORDER, None if bits & 2 else PAYMENT, None if bits & 4 else WAYBILL
        )
        verdict = judge_bundle(bundle, book=BOOK, identity_verified=False)
        assert (verdict.missing, verdict.violations, verdict.assessment) == (bits, (), None)
        assert not verdict.refused
    assert missing_kinds(5) == ("order", "waybill")


def test_a_bundle_that_agrees_is_assessed() -> None:
    verdict = judge_bundle(WHOLE, book=BOOK, identity_verified=False)
    assert (verdict.missing, verdict.violations, verdict.full_tax) == (0, (), False)
    assert verdict.value == D(510)
    assert verdict.assessment is not None
    assert verdict.assessment.total == D("46.41")


def test_match_positive_list_limit_and_tax_speak_at_once() -> None:
    lst = with_line(1, gcode="9999999999", total_price=D(1800))
    verdict = judge_bundle(WHOLE._replace(lst=lst), book=BOOK_2018, identity_verified=True)
    assert verdict.refused
    assert found(verdict.violations) == [
        ("MAT-06", "lines[1].totalPrice"), ("POS-01", "lines[1].gcode"), ("LIM-02", "lines"),
        ("TAX-01", "lines[1].gcode"),
    ]  # fmt: skip
