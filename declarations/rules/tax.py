"""Tax of an import list: dutiable value, duty, consumption tax and value added tax, line by line."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from codelists.facts import CodeBook, ConsumptionTax, GoodsRate
from declarations.facts import ImportList, LineTax, ListLine
from kernel.money import PLACES, ZERO, to_places
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_LAW = "财关税〔2016〕18号 (from 2016-04-08), 财关税〔2018〕49号 (from 2019-01-01)"
_CONSUMPTION = "财关税〔2016〕18号 (from 2016-04-08); 财税〔2016〕103号 (cosmetics, from 2016-10-01)"

TAX_01 = Rule(
    "TAX-01",
    Severity.REFUSE,
    gettext_noop(
        "gcode of line %(line)s: the tax rates of %(code)s are not known on %(on)s, so its tax cannot be "
        "assessed; declare a commodity code with known rates."
    ),
    _LAW,
    "-621001",
)
TAX_02 = Rule(
    "TAX-02",
    Severity.REFUSE,
    gettext_noop("Line %(line)s is taxed by volume: give qty1 or qty2 in litres (095) or millilitres (096)."),
    _CONSUMPTION,
    "-621001",
)
TAX_03 = Rule(
    "TAX-03",
    Severity.REFUSE,
    gettext_noop(
        "Line %(line)s is taxed by its price per weight: give qty1 or qty2 in kilograms (035) or grams (036)."
    ),
    _CONSUMPTION,
    "-621001",
)
TAX_04 = Rule(
    "TAX-04",
    Severity.REFUSE,
    gettext_noop(
        "Line %(line)s is taxed by its price per piece: give qty, qty1 or qty2 in pieces or sheets."
    ),
    _CONSUMPTION,
    "-621001",
)
RULES = (TAX_01, TAX_02, TAX_03, TAX_04)

_STEP = Decimal(1).scaleb(-PLACES)
_THOUSANDTH = Decimal("0.001")
_IN_UNIT: dict[str, dict[str, Decimal]] = {
    "litre": {"095": Decimal(1), "096": _THOUSANDTH, "063": Decimal(1000)},
    "kg": {"035": Decimal(1), "036": _THOUSANDTH, "070": Decimal(1000)},
    "piece": dict.fromkeys(
        ("001", "006", "007", "008", "010", "011", "012", "013", "017", "019", "020", "134"), Decimal(1)
    ),
}
_NEEDS = {"litre": TAX_02, "kg": TAX_03, "piece": TAX_04}


class Measured(Protocol):
    """What a line says of its quantities: the declared one and the two legal ones, each with its unit."""

    @property
    def qty(self) -> Decimal:
        """The declared quantity."""

    @property
    def unit(self) -> str:
        """The unit of the declared quantity."""

    @property
    def qty1(self) -> Decimal:
        """The first legal quantity."""

    @property
    def unit1(self) -> str:
        """The first legal unit."""

    @property
    def qty2(self) -> Decimal | None:
        """The second legal quantity, if there is one."""

    @property
    def unit2(self) -> str:
        """The second legal unit, or nothing."""


class Terms(NamedTuple):
    """What holds for the whole list: the share of consumption tax and VAT, duty (None: MFN), rounding."""

    part: Decimal
    duty: Decimal | None
    rounding: str


class Rates(NamedTuple):
    """The rates one line is taxed at: duty, consumption tax (ad valorem and CNY in all), VAT."""

    duty: Decimal
    consumption: Decimal
    specific: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Assessment:
    """Tax of one list in CNY, five places; the sums are the sums of the lines.

    Lines whose tax cannot be assessed are missing in ``lines`` and named in ``violations``;
    ``dutiable_value`` counts all lines.
    """

    lines: tuple[LineTax, ...]
    dutiable_value: Decimal
    customs_duty: Decimal
    consumption_tax: Decimal
    value_added_tax: Decimal
    violations: tuple[Violation, ...] = ()

    @property
    def total(self) -> Decimal:
        """All three taxes together."""
        return self.customs_duty + self.consumption_tax + self.value_added_tax


def dutiable_total(lst: ImportList) -> Decimal:
    """The dutiable value of the whole list: retail price, freight and insurance (CNY).

    Source: 财关税〔2016〕18号 art. 1.
    """
    return sum((line.total_price for line in lst.lines), ZERO) + lst.freight + lst.insured_fee


def dutiable_values(lst: ImportList, *, split: str) -> tuple[Decimal, ...]:
    """The dutiable value of each line; they sum exactly to ``dutiable_total``.

    Freight and insurance are split by value (``split`` "value"), half up to five places; the last
    line takes the remainder, and no line takes more than what is left. Any other ``split``, and
    lines all without value, share evenly.

    Source: parameter ``tax.freight_split`` (UNVERIFIED, no notice names the split).
    """
    charges = lst.freight + lst.insured_fee
    values = [line.total_price for line in lst.lines]
    whole = sum(values, ZERO)
    by_value = split == "value" and whole > 0
    weights = values if by_value else [Decimal(1)] * len(values)
    base = whole if by_value else Decimal(len(values))
    left, shares = charges, []
    for weight in weights[:-1]:
        share = min(to_places(charges * weight / base), left)
        shares.append(share)
        left -= share
    shares.append(left)
    # Not strict: a list without lines (refused elsewhere) has one share and no value.
    return tuple(value + share for value, share in zip(values, shares, strict=False))


def quantity_in(line: Measured, *, basis: str) -> Decimal | None:
    """The quantity of a line in ``litre``, ``kg`` or ``piece``; None where no quantity is in it.

    Litres and kilograms are read from the legal quantities first, pieces from the declared one
    first: the threshold of sheets and pieces is per sheet, whatever the legal unit counts.
    """
    factors = _IN_UNIT[basis]
    declared, first, second = (line.qty, line.unit), (line.qty1, line.unit1), (line.qty2, line.unit2)
    for qty, unit in (declared, first, second) if basis == "piece" else (first, second, declared):
        if qty is not None and unit in factors:
            return qty * factors[unit]
    return None


def assess(lst: ImportList, *, book: CodeBook, full: bool) -> Assessment:
    """The tax of a list; ``full`` takes duty, consumption tax and VAT undiminished.

    Within the limits duty stands at ``tax.duty_within_limits`` (nil), consumption tax and VAT at
    ``tax.discount`` of the statutory amount. Each tax of each line is rounded once, to five places
    (``tax.rounding``, UNVERIFIED).

    Source: 财关税〔2016〕18号 art. 3, 财关税〔2018〕49号 art. 1-2; consumption tax 消费税暂行条例
    art. 9, VAT 增值税暂行条例 art. 14.
    """
    lines: list[LineTax] = []
    violations: list[Violation] = []
    values = dutiable_values(lst, split=book.parameters["tax.freight_split"])
    terms = _terms(book, full=full)
    for position, (line, value) in enumerate(zip(lst.lines, values, strict=True), start=1):
        rates = _rates(line, value=value, book=book, terms=terms)
        if isinstance(rates, Rates):
            lines.append(_line_tax(line.gnum, value=value, rates=rates, terms=terms))
        else:
            violations.append(_unknown(rates, position=position, line=line, book=book))
    return Assessment(
        tuple(lines),
        sum(values, ZERO),
        sum((line.customs_duty for line in lines), ZERO),
        sum((line.consumption_tax for line in lines), ZERO),
        sum((line.value_added_tax for line in lines), ZERO),
        tuple(violations),
    )


def _terms(book: CodeBook, *, full: bool) -> Terms:
    rounding = book.parameters["tax.rounding"]
    if full:
        return Terms(Decimal(1), None, rounding)
    return Terms(book.number("tax.discount"), book.number("tax.duty_within_limits"), rounding)


def _rates(line: ListLine, *, value: Decimal, book: CodeBook, terms: Terms) -> Rates | Rule:
    """The rates of one line, or the rule that says why there are none."""
    goods: GoodsRate | None = book.goods.get(line.gcode)
    if goods is None or goods.vat_rate is None or goods.consumption_tax is None:
        return TAX_01
    duty = goods.mfn_rate if terms.duty is None else terms.duty
    if duty is None:
        return TAX_01
    consumption = consumption_of(line, value=value, tax=goods.consumption_tax)
    if isinstance(consumption, Rule):
        return consumption
    return Rates(duty, *consumption, goods.vat_rate)


def consumption_of(line: Measured, *, value: Decimal, tax: ConsumptionTax) -> tuple[Decimal, Decimal] | Rule:
    """Ad valorem rate and specific amount (CNY) of the consumption tax of one line.

    Source: cosmetics from 10 CNY per g or ml, 15 CNY per piece or sheet (财税〔2016〕103号);
    watches from 10,000 CNY each; beer in two classes by its price per litre.
    """
    above = True
    if tax.threshold is not None and tax.basis not in _IN_UNIT:
        return TAX_01
    if tax.threshold is not None:
        measured = quantity_in(line, basis=tax.basis)
        if measured is None:
            return _NEEDS[tax.basis]
        above = value >= tax.threshold * measured
    rate, per_litre = (tax.rate, tax.per_litre) if above else (tax.rate_below, tax.per_litre_below)
    if not per_litre:
        return rate, ZERO
    litres = quantity_in(line, basis="litre")
    return TAX_02 if litres is None else (rate, litres * per_litre)


def _line_tax(gnum: int, *, value: Decimal, rates: Rates, terms: Terms) -> LineTax:
    """The statutory formulas: the price that includes consumption tax is the base of both taxes."""
    duty = value * rates.duty
    price = (value + duty + rates.specific) / (1 - rates.consumption)
    consumption = (price * rates.consumption + rates.specific) * terms.part
    taxes = (duty, consumption, price * rates.vat * terms.part)
    return LineTax(gnum, value, *(tax.quantize(_STEP, rounding=terms.rounding) for tax in taxes))


def _unknown(rule: Rule, *, position: int, line: ListLine, book: CodeBook) -> Violation:
    args = (("line", str(position)), ("code", line.gcode), ("on", book.on.isoformat()))
    if rule is TAX_01:
        return Violation(rule, f"lines[{position}].gcode", args=args)
    return Violation(rule, f"lines[{position}].qty1", args=args[:1])
