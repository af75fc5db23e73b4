"""The positive list: membership, mode, name and weight."""

from decimal import Decimal as D
from typing import Any

import pytest

from declarations.rules.positive import goods_weights, judge_positive
from tests.declarations.rules.examples import BOOK, DIRECT_LIST, LIST, found, with_line

SUGAR = {"gcode": "1701999000", "gname": "白砂糖", "qty1": D("1.5")}


def test_goods_on_the_list_pass() -> None:
    assert judge_positive(LIST, book=BOOK) == ()
    assert judge_positive(DIRECT_LIST, book=BOOK) == ()
    assert goods_weights(LIST, book=BOOK) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"gcode": "7007000000"}, [("POS-01", "lines[2].gcode")]),
        ({**SUGAR, "gname": "红色粉末"}, [("POS-03", "lines[2].gname")]),
        ({**SUGAR, "unit1": "011", "unit": "011", "unit2": "011"}, [("POS-04", "lines[2].qty1")]),
        (
            {**SUGAR, "gname": "粉", "unit1": "011", "unit": "011"},
            [("POS-03", "lines[2].gname"), ("POS-04", "lines[2].qty1")],
        ),
        (SUGAR, []),
    ],
)
def test_each_remark_of_the_list(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(judge_positive(with_line(2, **changes), book=BOOK)) == expected


def test_a_mode_limit_binds_the_other_mode_only() -> None:
    """Milk of the example is admitted from the zone only."""
    milk = tuple(line._replace(gcode="0401200000") for line in DIRECT_LIST.lines)
    assert judge_positive(LIST._replace(lines=milk), book=BOOK) == ()
    violations = judge_positive(DIRECT_LIST._replace(lines=milk), book=BOOK)
    assert found(violations) == [("POS-02", "lines[1].gcode"), ("POS-02", "lines[2].gcode")]
    assert violations[0].against == "list.tradeMode"
    assert "in tradeMode 1210 only" in violations[0].sentence()


def test_weights_are_summed_by_commodity() -> None:
    sugar = LIST.lines[0]._replace(**SUGAR)
    lines = (sugar, sugar._replace(gnum=2, qty1=D(400), unit1="036"), LIST.lines[1]._replace(gnum=3))
    assert goods_weights(LIST._replace(lines=lines), book=BOOK) == (("1701999000", D("1.9"), D(2)),)


def test_a_line_without_weight_has_none_to_fold() -> None:
    lst = with_line(1, **SUGAR, unit1="011")
    assert goods_weights(lst, book=BOOK) == ()
