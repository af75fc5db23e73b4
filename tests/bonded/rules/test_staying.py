"""When goods that were to come back may be declared as staying outside."""

from decimal import Decimal as D

import pytest

from bonded.rules.stock_docs import Staying, judge_staying

OUT = Staying("CK1", goes=True, through=True, outside=D(4), coming=D(0))


@pytest.mark.parametrize(
    ("doc", "codes"),
    [
        (OUT, []),
        (OUT._replace(outside=D(0)), ["DOC-18"]),  # all is back
        (OUT._replace(goes=False), ["DOC-18"]),  # a delivery, or a return
        (OUT._replace(through=False), ["DOC-19"]),  # some has not left yet
        (OUT._replace(coming=D("0.00001")), ["DOC-19"]),  # a return is filed
        (OUT._replace(inventory="QD1"), ["DOC-14"]),
        (OUT._replace(inventory="QD1", through=False, outside=D(0)), ["DOC-14"]),
    ],
)
def test_only_what_is_outside_and_moves_no_more(doc: Staying, codes: list[str]) -> None:
    assert [violation.rule.code for violation in judge_staying(doc)] == codes
