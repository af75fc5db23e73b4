"""The most tax that goods outside the zone could owe: what a delivery draws on its guarantee."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook, ConsumptionTax, GoodsRate
from kernel.money import settle
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_AMOUNT = "State Council Regulation on customs guarantees (Decree 581), Article 14: up to the highest tax due"
_ZERO = Decimal(0)
# Where a rate is per litre and the goods are counted otherwise. UNVERIFIED: strong spirits weigh 0.8 kg.
_KG_PER_LITRE = Decimal("0.8")
_LITRES = {"095": Decimal(1), "096": Decimal("0.001"), "063": Decimal(1000)}
_CNY = "142"

UNKNOWN_RATES = Rule(
    "DOC-30",
    Severity.REFUSE,
    gettext_noop(
        "The tax rates of %(code)s are not known on %(on)s: what the delivery could owe cannot be secured."
    ),
    _AMOUNT,
)
UNKNOWN_CURRENCY = Rule(
    "DOC-31",
    Severity.REFUSE,
    gettext_noop("There is no exchange rate of the currency %(currency)s on %(on)s."),
    _AMOUNT,
)
NO_VALUE = Rule(
    "DOC-32",
    Severity.REFUSE,
    gettext_noop("Goods that a guarantee secures need a price: line %(line)s has none."),
    _AMOUNT,
)
RULES = (UNKNOWN_RATES, UNKNOWN_CURRENCY, NO_VALUE)


class Secured(NamedTuple):
    """One line of goods that leave: quantity in ``unit``, total in ``currency``, net weight in kg."""

    seq: int
    gcode: str
    unit: str
    qty: Decimal
    total: Decimal
    currency: str
    net_kg: Decimal


def assess(lines: Iterable[Secured], *, book: CodeBook) -> tuple[int, tuple[Violation, ...]]:
    """Duty, consumption tax and VAT in fen at the rates of the book's day, each at its upper bound.

    Where a rate depends on a price per unit the higher one counts. What cannot be assessed is named.

    Source: Decree 581, Article 14; formulas of the consumption tax and VAT regulations.
    """
    total, found = _ZERO, []
    for line in lines:
        goods = book.goods.get(line.gcode)
        rate = Decimal(1) if line.currency == _CNY else book.exchange_rates.get(line.currency)
        violation = _judge(line, goods=goods, rate=rate, on=book.on.isoformat())
        if violation is not None:
            found.append(violation)
        elif goods is not None and rate is not None:
            total += _tax(line, value=line.total * rate, goods=goods)
    return (0, tuple(found)) if found else (settle(total), ())


def _judge(line: Secured, *, goods: GoodsRate | None, rate: Decimal | None, on: str) -> Violation | None:
    """Why the line cannot be assessed, if so."""
    path = f"lines[{line.seq}]"
    if line.total <= 0:
        return Violation(NO_VALUE, f"{path}.unit_price", args=(("line", str(line.seq)),))
    if rate is None:
        return Violation(UNKNOWN_CURRENCY, f"{path}.currency", args=(("currency", line.currency), ("on", on)))
    if goods is None or None in (goods.mfn_rate, goods.vat_rate, goods.consumption_tax):
        return Violation(UNKNOWN_RATES, f"{path}.item", args=(("code", line.gcode), ("on", on)))
    return None


def _tax(line: Secured, *, value: Decimal, goods: GoodsRate) -> Decimal:
    """The three taxes of one line in CNY."""
    assert goods.mfn_rate is not None
    assert goods.vat_rate is not None
    assert goods.consumption_tax is not None
    tax = goods.consumption_tax
    rate, specific = _highest(tax), _litres(line) * max(tax.per_litre, tax.per_litre_below)
    duty = value * goods.mfn_rate
    price = (value + duty + specific) / (1 - rate)
    return duty + price * rate + specific + price * goods.vat_rate


def _highest(tax: ConsumptionTax) -> Decimal:
    return max(tax.rate, tax.rate_below)


def _litres(line: Secured) -> Decimal:
    """How many litres the line is at most."""
    if line.unit in _LITRES:
        return line.qty * _LITRES[line.unit]
    return line.net_kg / _KG_PER_LITRE
