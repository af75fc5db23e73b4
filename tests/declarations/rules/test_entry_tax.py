"""Tax of entry declarations: worked examples with their arithmetic, charges, minimum, late fee, unknowns."""

from datetime import date
from decimal import Decimal as D

import pytest

from declarations.facts import EntryGoods, EntryHead
from declarations.rules.entry_tax import (
    NO_RATE,
    assess_entry,
    bears_tax,
    charges_of,
    customs_values,
    late_fee_fen,
)
from declarations.rules.tax import TAX_01, TAX_02
from tests.declarations.rules.examples import BOOK

PARAMETERS = {
    "entry.rounding": "ROUND_HALF_UP",
    "entry.tax_minimum": "50",
    "entry.insurance_rate": "0.003",
    "entry.late_fee_rate": "0.0005",
}
RATES = {"502": D("7.10000000"), "300": D("8.29631234")}
ENTRY_BOOK = BOOK._replace(parameters={**BOOK.parameters, **PARAMETERS}, exchange_rates=RATES)
IMPORT = EntryHead(kind="1")


def goods(seq: int, code: str, total: str, currency: str = "142", **changes: object) -> EntryGoods:
    """A line of ten kilograms."""
    line = EntryGoods(seq, code, "货物", "", D(10), "035", D(10), "035", None, "", D(total), currency, "601")
    return line._replace(**changes)  # type: ignore[arg-type]


def test_full_duty_and_vat_in_a_foreign_currency() -> None:
    """1,234.56 USD at 7.1 = 8,765.376 → 8,765.38; duty 15 % = 1,314.807 → 1,314.81;
    VAT 13 % of (8,765.38 + 1,314.81 = 10,080.19) = 1,310.4247 → 1,310.42. Together 2,625.23."""
    found = assess_entry(IMPORT, goods=[goods(1, "1901109000", "1234.56", "502")], book=ENTRY_BOOK)
    (line,) = found.lines
    assert line.exchange_rate == D("7.1")
    assert (line.customs_value, line.customs_duty) == (D("8765.38"), D("1314.81"))
    assert (line.consumption_tax, line.value_added_tax) == (D(0), D("1310.42"))
    assert found.total == D("2625.23")


def test_consumption_tax_is_part_of_its_own_base() -> None:
    """20,000 CNY watch: duty 10 % = 2,000; price with tax (22,000) / (1 − 0.20) = 27,500;
    consumption tax 20 % = 5,500; VAT 13 % of 27,500 = 3,575. Together 11,075."""
    watch = goods(1, "9102110000", "20000", qty=D(1), unit="008", qty1=D(1), unit1="008")
    found = assess_entry(IMPORT, goods=[watch], book=ENTRY_BOOK)
    assert (found.customs_duty, found.consumption_tax, found.value_added_tax) == (D(2000), D(5500), D(3575))


def test_compound_consumption_tax_of_spirits() -> None:
    """1,000 CNY, 7 litres: duty 10 % = 100; specific 7 × 0.912 = 6.384;
    price (1,000 + 100 + 6.384) / 0.8 = 1,382.98; tax 1,382.98 × 0.2 + 6.384 = 282.98;
    VAT 13 % of (1,100 + 282.98) = 179.7874 → 179.79."""
    spirits = goods(1, "2208300000", "1000", qty=D(7), unit="095", qty1=D(7), unit1="095")
    (line,) = assess_entry(IMPORT, goods=[spirits], book=ENTRY_BOOK).lines
    assert line.consumption_specific == D("6.384")
    assert (line.customs_duty, line.consumption_tax, line.value_added_tax) == (
        D("100.00"),
        D("282.98"),
        D("179.79"),
    )


@pytest.mark.parametrize(
    ("terms", "freight", "insurance", "charges"),
    [
        ("1", "700", "30", "0"),  # CIF: the price holds both
        ("2", "700", "30", "30"),  # C&F: insurance is missing
        ("3", "700", "30", "730"),  # FOB: both are missing
        ("3", "700", None, "732.1"),  # unknown insurance: 0.3 % of 10,000 + 700 = 32.10
    ],
)
def test_what_the_terms_add(terms: str, freight: str, insurance: str | None, charges: str) -> None:
    head = IMPORT._replace(
        terms=terms, freight=D(freight), insurance=None if insurance is None else D(insurance)
    )
    assert charges_of(head, price=D(10000), book=ENTRY_BOOK) == D(charges)


def test_charges_are_split_by_value_and_sum_exactly() -> None:
    """100 CNY of freight over 1, 1 and 1 CNY: 33.33, 33.33 and the rest, 33.34."""
    head = IMPORT._replace(terms="3", freight=D(100), insurance=D(0))
    three = [goods(seq, "1901109000", "1") for seq in (1, 2, 3)]
    assert customs_values(head, goods=three, book=ENTRY_BOOK) == (D("34.33"), D("34.33"), D("34.34"))


def test_a_tax_below_the_minimum_is_not_levied_each_apart() -> None:
    """300 CNY: duty 45.00 is below 50 and not levied; VAT 13 % of 345 = 44.85 neither.
    Three such lines: duty 135.00, VAT 134.55, both levied: the declaration counts, not the line."""
    assert assess_entry(IMPORT, goods=[goods(1, "1901109000", "300")], book=ENTRY_BOOK).total == 0
    three = [goods(seq, "1901109000", "300") for seq in (1, 2, 3)]
    found = assess_entry(IMPORT, goods=three, book=ENTRY_BOOK)
    assert (found.customs_duty, found.value_added_tax) == (D("135.00"), D("134.55"))


@pytest.mark.parametrize("kind", ["2", "3", "4"])
def test_record_lists_and_exports_bear_no_tax(kind: str) -> None:
    """Not even unknown rates are asked for."""
    found = assess_entry(EntryHead(kind=kind), goods=[goods(1, "9999999999", "5", "999")], book=ENTRY_BOOK)
    assert not bears_tax(kind)
    assert (found.total, found.lines, found.violations) == (0, (), ())


def test_what_is_unknown_refuses() -> None:
    """No exchange rate; no VAT rate; litres that are not given: each says where."""
    no_rate = assess_entry(IMPORT, goods=[goods(3, "1901109000", "5", "110")], book=ENTRY_BOOK)
    assert [(v.rule, v.path) for v in no_rate.violations] == [(NO_RATE, "lines[3].currency")]
    no_vat = assess_entry(IMPORT, goods=[goods(1, "9619001100", "5")], book=ENTRY_BOOK)
    assert [(v.rule, v.path) for v in no_vat.violations] == [(TAX_01, "lines[1].gcode")]
    no_litres = assess_entry(IMPORT, goods=[goods(2, "2208300000", "5")], book=ENTRY_BOOK)
    assert [(v.rule, v.path) for v in no_litres.violations] == [(TAX_02, "lines[2].qty1")]
    freight = IMPORT._replace(terms="3", freight=D(5), freight_currency="110")
    found = assess_entry(freight, goods=[goods(1, "1901109000", "5")], book=ENTRY_BOOK)
    assert [v.path for v in found.violations] == ["freight_currency"]


def test_the_fee_for_paying_late() -> None:
    """262,523 fen, twenty days late: 2,625.23 × 0.0005 × 20 = 26.2523 → below 50, not levied;
    forty days: 52.5046 → 52.50."""
    due = date(2026, 5, 27)
    assert late_fee_fen(262523, due_on=due, paid_on=due, book=ENTRY_BOOK) == 0
    assert late_fee_fen(262523, due_on=due, paid_on=date(2026, 6, 16), book=ENTRY_BOOK) == 0
    assert late_fee_fen(262523, due_on=due, paid_on=date(2026, 7, 6), book=ENTRY_BOOK) == 5250
