"""What a delivery draws on its guarantee, as worked examples."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.rules.security import Secured, assess
from codelists.facts import CodeBook, ConsumptionTax, GoodsRate

MILK, SERUM, BEER, UNKNOWN = "1901101000", "3304990039", "2203000000", "9999999999"
_NONE = ConsumptionTax(D(0))


def book():
    goods = {
        MILK: GoodsRate(MILK, "奶粉", "", "035", "", D("0.15"), D("0.13"), _NONE),
        # Cosmetics: 15 % from a price on, nothing below it: the higher rate counts.
        SERUM: GoodsRate(
            SERUM, "精华", "", "035", "", D("0.01"), D("0.13"), ConsumptionTax(D("0.15"), D(10000), "kg")
        ),
        BEER: GoodsRate(
            BEER, "啤酒", "", "095", "", D(0), D("0.13"),
            ConsumptionTax(D(0), D(3), "litre", D(0), D("0.25"), D("0.22")),
        ),
        UNKNOWN: GoodsRate(UNKNOWN, "?", "", "035", "", None, D("0.13"), _NONE),
    }  # fmt: skip
    empty = frozenset()
    return CodeBook(
        date(2026, 5, 12), empty, empty, empty, empty, empty, {}, goods, {}, {}, {"502": D("7.1")}
    )


def line(gcode=MILK, *, qty="10", total="500", unit="122", currency="142", net="10", seq=1):
    return Secured(seq, gcode, unit, D(qty), D(total), currency, D(net))


@pytest.mark.parametrize(
    ("lines", "fen"),
    [
        ([line()], 14975),  # duty 75, VAT 0.13 * 575 = 74.75
        ([line(), line(seq=2)], 29950),
        ([line(currency="502")], 106323),  # 3550 CNY: 532.5 + 530.725, half a fen up
        # duty 5; price (500 + 5) / 0.85 = 594.1176; consumption 89.1176; VAT 77.2353
        ([line(SERUM)], 17135),
        # 100 l at 0.25 CNY; VAT 0.13 * 525
        ([line(BEER, qty="100", unit="095")], 9325),
        # in boxes: 80 kg count as 100 litres
        ([line(BEER, qty="12", unit="140", net="80")], 9325),
    ],
)
def test_worked_examples(lines, fen):
    assert assess(lines, book=book()) == (fen, ())


@pytest.mark.parametrize(
    ("bad", "code", "path"),
    [
        (line(UNKNOWN, seq=2), "DOC-30", "lines[2].item"),
        (line("0000000000", seq=2), "DOC-30", "lines[2].item"),
        (line(currency="999", seq=2), "DOC-31", "lines[2].currency"),
        (line(total="0", seq=2), "DOC-32", "lines[2].unit_price"),
    ],
)
def test_what_cannot_be_assessed_is_named_and_nothing_is_secured(bad, code, path):
    fen, found = assess([line(), bad], book=book())
    assert fen == 0
    assert [(v.rule.code, v.path) for v in found] == [(code, path)]
