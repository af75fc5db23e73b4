"""Tax: the worked examples of the notes to the fen, thresholds, compound rates, and exact shares."""

from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.facts import ImportList
from declarations.rules.tax import (
    TAX_01,
    TAX_02,
    TAX_03,
    TAX_04,
    assess,
    dutiable_total,
    dutiable_values,
    quantity_in,
)
from tests.declarations.rules.examples import BOOK, LINES, LIST, found, one_line

CENT = D("0.01")


@pytest.mark.parametrize(
    ("code", "value", "units", "tax"),
    [
        # Composite rates within the limits, 财关税〔2016〕18号: (ct + vat) / (1 − ct) × 70 %.
        ("1901109000", "100", {}, "9.10"),
        ("0401200000", "100", {}, "6.30"),
        ("3304990029", "1000", {"qty1": D("0.1"), "unit1": "035"}, "230.5882"),
        ("2204290000", "100", {"qty1": D("0.75"), "unit1": "095"}, "17.88889"),
        ("9102110000", "20000", {"qty1": D(1), "unit1": "008"}, "5775.00"),
    ],
)
def test_composite_rates_within_the_limits(code: str, value: str, units: dict[str, Any], tax: str) -> None:
    assessed = assess(one_line(code, value, **units), book=BOOK, full=False)
    assert assessed.violations == ()
    assert assessed.customs_duty == 0
    assert abs(assessed.total - D(tax)) < D("0.0001")


def test_cosmetics_by_tax_and_to_five_places() -> None:
    """1,000 CNY at 15 % and 13 %: price with tax 1,176.470588…, seven tenths of each tax."""
    line = assess(one_line("3304990029", "1000", qty1=D("0.1")), book=BOOK, full=False).lines[0]
    assert line.consumption_tax == D("123.52941")
    assert line.value_added_tax == D("107.05882")


@pytest.mark.parametrize(
    ("value", "consumption", "vat"),
    [
        # 0.1 kg at 10 CNY per gram is 1,000 CNY: at the threshold 15 %, one fen under it none.
        ("1000.00", "123.52941", "107.05882"),
        ("999.99", "0.00000", "90.99909"),
    ],
)
def test_cosmetics_at_and_under_ten_yuan_a_gram(value: str, consumption: str, vat: str) -> None:
    for weight in ({"qty1": D("0.1"), "unit1": "035"}, {"qty1": D(100), "unit1": "036"}):
        line = assess(one_line("3304990029", value, **weight), book=BOOK, full=False).lines[0]
        assert (line.consumption_tax, line.value_added_tax) == (D(consumption), D(vat))


def test_freight_counts_for_the_threshold() -> None:
    lst = one_line("3304990029", "999.99", qty1=D("0.1"))._replace(freight=CENT)
    assert assess(lst, book=BOOK, full=False).lines[0].consumption_tax == D("123.52941")


@pytest.mark.parametrize(("value", "tax"), [("150", True), ("149.99", False)])
def test_sheets_at_and_under_fifteen_yuan_each(value: str, tax: bool) -> None:
    """Ten sheets in one box: the declared sheets count, not the boxes of the legal unit."""
    lst = one_line("3304990049", value)
    lst = lst._replace(lines=(lst.lines[0]._replace(qty=D(10), unit="010", qty2=D(1), unit2="011"),))
    assert (assess(lst, book=BOOK, full=False).consumption_tax > 0) is tax


@pytest.mark.parametrize(("value", "tax"), [("10000", "2887.50"), ("9999.99", "910.00")])
def test_watch_at_and_under_ten_thousand(value: str, tax: str) -> None:
    """20 % and 13 %: 28.875 % of 10,000; one fen cheaper only VAT, 9.1 %."""
    assessed = assess(one_line("9102110000", value, qty1=D(1), unit1="008"), book=BOOK, full=False)
    assert assessed.total.quantize(CENT) == D(tax)


@pytest.mark.parametrize(
    ("value", "consumption", "vat"),
    [
        # 10 litres: threshold 26.576767 CNY; 0.253 or 0.2227 CNY a litre, 70 % of it.
        ("26.57677", "1.77100", "2.64872"),
        ("26.57676", "1.55890", "2.62114"),
    ],
)
def test_beer_in_two_steps(value: str, consumption: str, vat: str) -> None:
    line = assess(one_line("2203000000", value, qty1=D(10), unit1="095"), book=BOOK, full=False).lines[0]
    assert line.consumption_tax == D(consumption)
    assert line.value_added_tax == D(vat)


@pytest.mark.parametrize("volume", [{"qty1": D("0.7"), "unit1": "095"}, {"qty2": D(700), "unit2": "096"}])
def test_spirits_pay_a_rate_and_an_amount(volume: dict[str, Any]) -> None:
    """0.7 litre at 400 CNY: price with tax (400 + 0.6384) / 0.8 = 500.798; CT 100.1596 + 0.6384."""
    line = assess(one_line("2208300000", "400", **volume), book=BOOK, full=False).lines[0]
    assert line.consumption_tax == D("70.55860")
    assert line.value_added_tax == D("45.57262")


def test_full_tax_of_one_indivisible_item() -> None:
    """A watch of 20,000 CNY: duty 10 %, price with tax 27,500, consumption tax 20 %, VAT 13 %.

    Source: 财关税〔2018〕49号 art. 2.
    """
    assessed = assess(one_line("9102110000", "20000", qty1=D(1), unit1="008"), book=BOOK, full=True)
    assert assessed.customs_duty == D("2000")
    assert assessed.consumption_tax == D("5500")
    assert assessed.value_added_tax == D("3575")
    assert assessed.total == D("11075")


def test_full_tax_of_spirits() -> None:
    """400 CNY, duty 40, 0.7 litre: price (440 + 0.6384) / 0.8 = 550.798."""
    assessed = assess(one_line("2208300000", "400", qty1=D("0.7"), unit1="095"), book=BOOK, full=True)
    assert assessed.customs_duty == D(40)
    assert assessed.consumption_tax == D("110.79800")
    assert assessed.value_added_tax == D("71.60374")


def test_two_lines_share_freight_and_sum_up() -> None:
    """120 and 380 CNY with 10 CNY of freight: 122.40 at 9.1 % and 387.60 (7.75 a gram) at 9.1 %."""
    assessed = assess(LIST, book=BOOK, full=False)
    assert [line.dutiable_value for line in assessed.lines] == [D("122.4"), D("387.6")]
    assert [line.value_added_tax for line in assessed.lines] == [D("11.13840"), D("35.27160")]
    assert assessed.dutiable_value == dutiable_total(LIST) == D(510)
    assert assessed.total == D("46.41")


@pytest.mark.parametrize(
    ("code", "full", "changes", "rule", "path"),
    [
        ("9999999999", False, {}, TAX_01, "gcode"),
        ("9619001100", False, {}, TAX_01, "gcode"),
        ("8516713000", False, {}, TAX_01, "gcode"),
        ("7007000000", False, {}, TAX_01, "gcode"),
        ("2204210000", True, {}, TAX_01, "gcode"),
        ("2208300000", False, {}, TAX_02, "qty1"),
        ("2203000000", False, {}, TAX_02, "qty1"),
        ("3304990029", False, {"unit1": "011"}, TAX_03, "qty1"),
        ("9102110000", False, {}, TAX_04, "qty1"),
    ],
)
def test_unknown_rates_and_quantities_refuse(
    code: str, full: bool, changes: dict[str, Any], rule: object, path: str
) -> None:
    assessed = assess(one_line(code, "100", **changes), book=BOOK, full=full)
    assert [(v.rule, v.path) for v in assessed.violations] == [(rule, f"lines[1].{path}")]
    assert assessed.lines == ()
    assert assessed.dutiable_value == D(100)


def test_an_unknown_duty_does_not_matter_within_the_limits() -> None:
    assert assess(one_line("2204210000", "100"), book=BOOK, full=False).violations == ()


def test_every_unknown_line_is_named() -> None:
    lst = LIST._replace(lines=tuple(line._replace(gcode="9999999999") for line in LINES))
    assessed = assess(lst, book=BOOK, full=False)
    assert found(assessed.violations) == [("TAX-01", "lines[1].gcode"), ("TAX-01", "lines[2].gcode")]


def test_rounding_and_split_are_parameters() -> None:
    book = BOOK._replace(
        parameters={**BOOK.parameters, "tax.rounding": "ROUND_DOWN", "tax.freight_split": "even"}
    )
    assessed = assess(LIST, book=book, full=False)
    assert [line.dutiable_value for line in assessed.lines] == [D(125), D(385)]
    odd = one_line("1901109000", "0.00009")
    assert assess(odd, book=BOOK, full=False).value_added_tax == D("0.00001")
    assert assess(odd, book=book, full=False).value_added_tax == 0


def test_gifts_share_evenly_and_no_share_is_negative() -> None:
    gifts = tuple(LINES[0]._replace(gnum=n, price=D(0), total_price=D(0)) for n in (1, 2, 3))
    assert dutiable_values(LIST._replace(lines=gifts), split="value") == (
        D("3.33333"),
        D("3.33333"),
        D("3.33334"),
    )
    many = tuple(LINES[0]._replace(gnum=n, total_price=D(1)) for n in range(1, 100))
    shares = dutiable_values(LIST._replace(lines=many, freight=D("0.0005")), split="value")
    assert min(shares) == D(1)
    assert sum(shares) == D("99.0005")


def test_a_list_without_lines_has_no_values() -> None:
    assert dutiable_values(LIST._replace(lines=()), split="value") == ()


def test_quantities_are_found_in_any_unit() -> None:
    line = LINES[0]._replace(qty=D(3), unit="010", qty1=D(250), unit1="036", qty2=D(2), unit2="070")
    assert quantity_in(line, basis="kg") == D("0.25")
    assert quantity_in(line, basis="piece") == 3
    assert quantity_in(line, basis="litre") is None
    assert quantity_in(line._replace(unit1="011", qty2=None), basis="kg") is None


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=5)


@given(st.lists(AMOUNTS, min_size=1, max_size=99), AMOUNTS, AMOUNTS, st.sampled_from(["value", "even"]))
def test_shares_sum_exactly(totals: list[D], freight: D, insured: D, split: str) -> None:
    lines = tuple(LINES[0]._replace(gnum=n, total_price=total) for n, total in enumerate(totals, start=1))
    lst: ImportList = LIST._replace(lines=lines, freight=freight, insured_fee=insured)
    values = dutiable_values(lst, split=split)
    assert sum(values) == dutiable_total(lst)
    assert all(value >= total for value, total in zip(values, totals, strict=True))


@given(st.decimals(min_value="0.01", max_value=5000, places=2))
def test_full_tax_is_never_below_reduced_tax(value: D) -> None:
    lst = one_line("3304990029", str(value), qty1=D("0.05"))
    reduced, full = (assess(lst, book=BOOK, full=full) for full in (False, True))
    assert full.total >= reduced.total > 0
