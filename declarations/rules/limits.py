"""Limits: per transaction, per buyer and year, and per buyer, year and goods; on dutiable value."""

from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook
from declarations.facts import ImportList, ListLine
from declarations.rules.tax import dutiable_total
from kernel.money import ZERO, plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop

LIM_01 = Rule(
    "LIM-01",
    Severity.REFUSE,
    gettext_noop(
        "The dutiable value of %(value)s CNY is above the limit of %(limit)s CNY per transaction; only a "
        "list of one line with qty 1 (a single indivisible item) may exceed it."
    ),
    "财关税〔2018〕49号 art. 1-2 (from 2019-01-01)",
    "-621005",
)
LIM_02 = Rule(
    "LIM-02",
    Severity.REFUSE,
    gettext_noop(
        "The dutiable value of %(value)s CNY is above the limit of %(limit)s CNY per transaction; goods "
        "above it are declared as general trade."
    ),
    "财关税〔2016〕18号 art. 3 (2016-04-08 to 2018-12-31)",
    "-621005",
)
LIM_03 = Rule(
    "LIM-03",
    Severity.REFUSE,
    gettext_noop(
        "With this purchase the buyer named in buyerIdNumber would exceed the limit of %(limit)s CNY per "
        "person and calendar year; declare the goods as general trade."
    ),
    "财关税〔2016〕18号 art. 3 (from 2016-04-08), 财关税〔2018〕49号 art. 1 (from 2019-01-01); "
    "the enterprise side knows it as -621018",
    "1313",
)
LIM_04 = Rule(
    "LIM-04",
    Severity.REFUSE,
    gettext_noop(
        "With this purchase the buyer named in buyerIdNumber would exceed %(limit)s kg of such goods per "
        "person and calendar year (positive list)."
    ),
    "Positive list (跨境电商零售进口商品清单), remarks with a weight per person and year",
    "1313",
)
RULES = (LIM_01, LIM_02, LIM_03, LIM_04)


class Regime(NamedTuple):
    """How a list is taxed: ``full`` means duty, consumption tax and VAT undiminished."""

    full: bool
    violations: tuple[Violation, ...] = ()


class YearState(NamedTuple):
    """What a buyer has used in a calendar year: CNY of dutiable value, or kilograms of one goods."""

    used: Decimal = ZERO


def judge_transaction(
    value: Decimal, *, lines: tuple[ListLine, ...], single_limit: Decimal, indivisible_allowed: bool
) -> Regime:
    """Whether one purchase fits the transaction limit, and so how it is taxed.

    ``value`` is what the limit is judged on (CNY). A value at the limit is within it. Where
    ``indivisible_allowed``, a list of one line with quantity one may exceed it at full tax.

    Source: 财关税〔2016〕18号 art. 3; 财关税〔2018〕49号 art. 1-2 (one indivisible item above the
    limit is admitted at full tax from 2019-01-01).
    """
    if value <= single_limit:
        return Regime(full=False)
    args = (("value", plain(value)), ("limit", plain(single_limit)))
    if not indivisible_allowed:
        return Regime(full=True, violations=(Violation(LIM_02, "lines", args=args),))
    if len(lines) == 1 and lines[0].qty == 1:
        return Regime(full=True)
    return Regime(full=True, violations=(Violation(LIM_01, "lines", args=args),))


def limit_value(lst: ImportList, *, book: CodeBook) -> Decimal:
    """What the limits are judged on: dutiable value, or the goods alone where ``limit.base`` says so.

    Source: parameter ``limit.base`` (UNVERIFIED).
    """
    if book.parameters["limit.base"] == "goods_value":
        return sum((line.total_price for line in lst.lines), ZERO)
    return dutiable_total(lst)


def judge_list_value(lst: ImportList, *, book: CodeBook) -> Regime:
    """``judge_transaction`` of a whole list by the parameters of the book's day."""
    return judge_transaction(
        limit_value(lst, book=book),
        lines=lst.lines,
        single_limit=book.number("limit.single"),
        indivisible_allowed=book.parameters.get("limit.full_tax_single_item") == "1",
    )


def fold_year(state: YearState, value: Decimal, *, limit: Decimal) -> tuple[YearState, tuple[Violation, ...]]:
    """One purchase on the buyer's year: the new total, or the old one and why not.

    What the buyer has used is personal and stays out of the violation.

    Source: 财关税〔2016〕18号 art. 3; 财关税〔2018〕49号 art. 1.
    """
    return _fold(state, value, limit=limit, rule=LIM_03, path="buyerIdNumber")


def fold_goods(state: YearState, kg: Decimal, *, limit: Decimal) -> tuple[YearState, tuple[Violation, ...]]:
    """Kilograms of one weight-limited commodity on the buyer's year, like ``fold_year``.

    Source: positive list, remarks (sugar 2 kg, rice 20 kg per person and year).
    """
    return _fold(state, kg, limit=limit, rule=LIM_04, path="buyerIdNumber")


def _fold(
    state: YearState, amount: Decimal, *, limit: Decimal, rule: Rule, path: str
) -> tuple[YearState, tuple[Violation, ...]]:
    after = state.used + amount
    if after > limit:
        return state, (Violation(rule, path, args=(("limit", plain(limit)),)),)
    return YearState(after), ()
