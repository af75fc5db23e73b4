"""Full duty, consumption tax and value added tax of an entry declaration, at the day of acceptance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook
from declarations.facts import EntryGoods, EntryHead
from declarations.rules.tax import RULES as TAX_RULES
from declarations.rules.tax import TAX_01, consumption_of
from kernel.money import ZERO, settle
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_RATES = (
    "Regulation on import and export duties (Decree 392), Articles 15 and 20; Tariff Law 2024, Article 20 "
    "(from 2024-12-01): rates and exchange rate of the day on which the declaration is accepted"
)


NO_RATE = Rule(
    "ENT-20",
    Severity.REFUSE,
    gettext_noop(
        "There is no exchange rate of the currency %(currency)s on %(on)s, the day of acceptance: the tax "
        "cannot be assessed."
    ),
    _RATES,
)
RULES = (NO_RATE,)
USED = (*RULES, *TAX_RULES)

# Terms of price: what the price holds already.
CIF, CFR, FOB = "1", "2", "3"
CNY = "142"
# Only an import declaration is taxed: record lists bear no tax, exports none here.
IMPORT = "1"
_FEN = Decimal("0.01")


class EntryLineTax(NamedTuple):
    """Tax of one line in CNY, rounded to fen, and the rates it was assessed at."""

    seq: int
    exchange_rate: Decimal
    customs_value: Decimal
    duty_rate: Decimal
    consumption_rate: Decimal
    consumption_specific: Decimal
    vat_rate: Decimal
    customs_duty: Decimal
    consumption_tax: Decimal
    value_added_tax: Decimal


@dataclass(frozen=True, slots=True)
class EntryAssessment:
    """The tax of one declaration; a tax of the whole declaration below the minimum is not levied.

    Lines whose tax cannot be assessed are missing in ``lines`` and named in ``violations``.
    """

    lines: tuple[EntryLineTax, ...]
    minimum: Decimal
    violations: tuple[Violation, ...] = ()

    @property
    def customs_value(self) -> Decimal:
        """The customs value of all lines (CNY)."""
        return sum((line.customs_value for line in self.lines), ZERO)

    @property
    def customs_duty(self) -> Decimal:
        """The duty owed (CNY)."""
        return self._levied(sum((line.customs_duty for line in self.lines), ZERO))

    @property
    def consumption_tax(self) -> Decimal:
        """The consumption tax owed (CNY)."""
        return self._levied(sum((line.consumption_tax for line in self.lines), ZERO))

    @property
    def value_added_tax(self) -> Decimal:
        """The value added tax owed (CNY)."""
        return self._levied(sum((line.value_added_tax for line in self.lines), ZERO))

    @property
    def total(self) -> Decimal:
        """All three taxes owed (CNY)."""
        return self.customs_duty + self.consumption_tax + self.value_added_tax

    def _levied(self, amount: Decimal) -> Decimal:
        return amount if amount >= self.minimum else ZERO


def bears_tax(kind: str) -> bool:
    """Whether a declaration of this kind is taxed: imports (second line out, 集报) are, all others not."""
    return kind == IMPORT


def assess_entry(head: EntryHead, *, goods: Sequence[EntryGoods], book: CodeBook) -> EntryAssessment:
    """The full tax of a declaration at the rates and exchange rates of ``book.on``, the day of acceptance.

    Customs value of a line: its total at the exchange rate and its share, by value, of the freight and
    the insurance that the price does not hold; unknown insurance counts as ``entry.insurance_rate`` of
    price and freight. Each amount is rounded once, to fen, by ``entry.rounding``; the next tax is
    computed from the rounded one. A tax below ``entry.tax_minimum`` is not levied.

    Source: Decree 392 (2003) Articles 18, 20, 36, 37; Decree 213 on customs value, Article 36 (insurance
    0.3 %); Decree 124 on collecting duties: to fen, and from 50 CNY each.
    """
    if not bears_tax(head.kind):
        return EntryAssessment((), ZERO)
    rounding = book.parameters["entry.rounding"]
    missing = _missing_rates(head, goods=goods, book=book)
    if missing:
        return EntryAssessment((), book.number("entry.tax_minimum"), missing)
    lines: list[EntryLineTax] = []
    violations: list[Violation] = []
    values = customs_values(head, goods=goods, book=book)
    for one, value in zip(goods, values, strict=True):
        taxed = _line(one, value=value, book=book, rounding=rounding)
        if isinstance(taxed, EntryLineTax):
            lines.append(taxed)
        else:
            violations.append(taxed)
    return EntryAssessment(tuple(lines), book.number("entry.tax_minimum"), tuple(violations))


def customs_values(head: EntryHead, *, goods: Sequence[EntryGoods], book: CodeBook) -> tuple[Decimal, ...]:
    """The customs value of each line in CNY, rounded to fen; the last line takes what rounding leaves.

    The exchange rates of all currencies must be known.
    """
    rounding = book.parameters["entry.rounding"]
    prices = [one.total * rate_of(one.currency, book=book) for one in goods]
    whole = sum(prices, ZERO)
    charges = charges_of(head, price=whole, book=book).quantize(_FEN, rounding=rounding)
    values, left = [], charges
    for place, price in enumerate(prices, start=1):
        by_value = charges * price / whole if whole else charges / len(prices)
        share = left if place == len(prices) else min(by_value.quantize(_FEN, rounding=rounding), left)
        left -= share
        values.append(price.quantize(_FEN, rounding=rounding) + share)
    return tuple(values)


def charges_of(head: EntryHead, *, price: Decimal, book: CodeBook) -> Decimal:
    """Freight and insurance in CNY that the price (CNY, of all lines) does not hold yet."""
    if head.terms == CIF:
        return ZERO
    freight = head.freight * rate_of(head.freight_currency, book=book) if head.terms == FOB else ZERO
    if head.insurance is None:
        insurance = (price + freight) * book.number("entry.insurance_rate")
    else:
        insurance = head.insurance * rate_of(head.insurance_currency, book=book)
    return freight + insurance


def rate_of(currency: str, *, book: CodeBook) -> Decimal:
    """CNY for one unit of the currency.

    Raises:
        KeyError: it has no rate on the day.
    """
    return Decimal(1) if currency == CNY else book.exchange_rates[currency]


def late_fee_fen(tax_fen: int, *, due_on: date, paid_on: date, book: CodeBook) -> int:
    """The fee for paying late, in fen: a share of the tax for each day after ``due_on``.

    A fee below ``entry.tax_minimum`` is not levied.

    Source: Customs Law Article 60; Decree 392 Article 37: 0.05 % a day (``entry.late_fee_rate``).
    """
    days = (paid_on - due_on).days
    if days <= 0 or tax_fen <= 0:
        return 0
    fee = Decimal(tax_fen) * book.number("entry.late_fee_rate") * days / 100
    fen = settle(fee, rounding=book.parameters["entry.rounding"])
    return fen if fen >= settle(book.number("entry.tax_minimum")) else 0


def _missing_rates(head: EntryHead, *, goods: Sequence[EntryGoods], book: CodeBook) -> tuple[Violation, ...]:
    """What has no exchange rate on the day: a line's currency, or that of charges that count."""
    wanted = [(f"lines[{one.seq}].currency", one.currency) for one in goods]
    if head.terms == FOB and head.freight:
        wanted.append(("freight_currency", head.freight_currency))
    if head.terms != CIF and head.insurance:
        wanted.append(("insurance_currency", head.insurance_currency))
    return tuple(
        Violation(NO_RATE, path, args=(("currency", code or "—"), ("on", book.on.isoformat())))
        for path, code in wanted
        if code != CNY and code not in book.exchange_rates
    )


def _line(one: EntryGoods, *, value: Decimal, book: CodeBook, rounding: str) -> EntryLineTax | Violation:
    known = book.goods.get(one.gcode)
    if known is None or known.mfn_rate is None or known.vat_rate is None or known.consumption_tax is None:
        return _unknown(TAX_01, one=one, book=book)
    consumption = consumption_of(one, value=value, tax=known.consumption_tax)
    if isinstance(consumption, Rule):
        return _unknown(consumption, one=one, book=book)
    rate, specific = consumption
    duty = (value * known.mfn_rate).quantize(_FEN, rounding=rounding)
    price = (value + duty + specific) / (1 - rate)
    levied = (price * rate + specific).quantize(_FEN, rounding=rounding)
    vat = ((value + duty + levied) * known.vat_rate).quantize(_FEN, rounding=rounding)
    exchange = rate_of(one.currency, book=book)
    return EntryLineTax(
        one.seq, exchange, value, known.mfn_rate, rate, specific, known.vat_rate, duty, levied, vat
    )


def _unknown(rule: Rule, *, one: EntryGoods, book: CodeBook) -> Violation:
    args = (("line", str(one.seq)), ("code", one.gcode), ("on", book.on.isoformat()))
    if rule is TAX_01:
        return Violation(rule, f"lines[{one.seq}].gcode", args=args)
    return Violation(rule, f"lines[{one.seq}].qty1", args=args[:1])
