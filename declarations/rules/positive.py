"""The positive list: which goods may enter by this channel, in which mode, under which name."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook, PositiveEntry
from declarations.facts import ImportList, ListLine
from declarations.rules.tax import quantity_in
from kernel.money import ZERO
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_SOURCE = (
    "Positive list (跨境电商零售进口商品清单): 2016-04-08, 2019-01-01, 2020-01-01 and 2022-03-01; "
    "商财发〔2018〕486号"
)

POS_01 = Rule(
    "POS-01",
    Severity.REFUSE,
    gettext_noop(
        "gcode of line %(line)s: %(code)s is not on the positive list of %(on)s; such goods cannot be "
        "bought by this channel."
    ),
    _SOURCE,
    "-621001",
)
POS_02 = Rule(
    "POS-02",
    Severity.REFUSE,
    gettext_noop(
        "gcode of line %(line)s: the positive list of %(on)s admits %(code)s in tradeMode %(modes)s only."
    ),
    _SOURCE,
    "-621001",
)
POS_03 = Rule(
    "POS-03",
    Severity.REFUSE,
    gettext_noop(
        "gname of line %(line)s: of %(code)s the positive list admits only goods named %(name)s; the "
        "declared name must say so."
    ),
    _SOURCE,
    "-621001",
)
POS_04 = Rule(
    "POS-04",
    Severity.REFUSE,
    gettext_noop(
        "Line %(line)s: the positive list limits the weight of %(code)s per person and year; give qty1 or "
        "qty2 in kilograms (035) or grams (036)."
    ),
    _SOURCE,
    "-621001",
)
RULES = (POS_01, POS_02, POS_03, POS_04)


class GoodsWeight(NamedTuple):
    """Kilograms of one weight-limited commodity in a list, and what a person may buy in a year."""

    hs_code: str
    kg: Decimal
    kg_per_year: Decimal


def judge_positive(lst: ImportList, *, book: CodeBook) -> tuple[Violation, ...]:
    """Every line against the positive list of the book's day.

    Source: positive list of the day (code, mode, name and weight remarks).
    """
    found: list[Violation] = []
    for position, line in enumerate(lst.lines, start=1):
        found += _judge_line(line, position=position, mode=lst.trade_mode, book=book)
    return tuple(found)


def goods_weights(lst: ImportList, *, book: CodeBook) -> tuple[GoodsWeight, ...]:
    """The weights to fold into the buyer's year, one row a commodity, sorted by code.

    Lines without a weight are left out; ``judge_positive`` refuses them.

    Source: positive list, remarks with a weight per person and year.
    """
    sums: dict[str, Decimal] = {}
    for line in lst.lines:
        entry = book.positive.get(line.gcode)
        if entry is None or entry.kg_per_year is None:
            continue
        kg = quantity_in(line, basis="kg")
        if kg is not None:
            sums[line.gcode] = sums.get(line.gcode, ZERO) + kg
    limits = ((code, kg, book.positive[code].kg_per_year) for code, kg in sorted(sums.items()))
    return tuple(GoodsWeight(code, kg, limit) for code, kg, limit in limits if limit is not None)


def _judge_line(line: ListLine, *, position: int, mode: str, book: CodeBook) -> Iterator[Violation]:
    path = f"lines[{position}]"
    entry: PositiveEntry | None = book.positive.get(line.gcode)
    args = (("line", str(position)), ("code", line.gcode))
    day = ("on", book.on.isoformat())
    if entry is None:
        yield Violation(POS_01, f"{path}.gcode", args=(*args, day))
        return
    if mode not in entry.modes:
        modes = ("modes", ", ".join(sorted(entry.modes)))
        yield Violation(POS_02, f"{path}.gcode", "list.tradeMode", (*args, day, modes))
    if entry.name_limit and entry.name_limit not in line.gname:
        yield Violation(POS_03, f"{path}.gname", args=(*args, ("name", entry.name_limit)))
    if entry.kg_per_year is not None and quantity_in(line, basis="kg") is None:
        yield Violation(POS_04, f"{path}.qty1", args=args)
