"""Value types of the code lists: what other rooms receive, frozen and free of the database.

Rates are fractions (``Decimal("0.13")`` is 13 %); None means *unknown* and refuses, never zero.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class ConsumptionTax(NamedTuple):
    """Consumption tax of one commodity.

    The ad valorem ``rate`` holds when the dutiable value per ``basis`` unit is at least
    ``threshold`` (CNY), else ``rate_below``; ``threshold`` None means always. ``per_litre`` (CNY)
    comes on top, ``per_litre_below`` under the threshold. ``basis``: ``kg``, ``litre``, ``piece``
    (declared quantity in pieces or sheets) or ``""``.
    """

    rate: Decimal
    threshold: Decimal | None = None
    basis: str = ""
    rate_below: Decimal = Decimal(0)
    per_litre: Decimal = Decimal(0)
    per_litre_below: Decimal = Decimal(0)


class GoodsRate(NamedTuple):
    """Units and rates of one ten-digit commodity code on one day."""

    hs_code: str
    name_zh: str
    name_en: str
    unit1: str
    unit2: str
    mfn_rate: Decimal | None
    vat_rate: Decimal | None
    consumption_tax: ConsumptionTax | None
    licence_codes: tuple[str, ...] = ()


class PositiveEntry(NamedTuple):
    """One entry of the positive list (跨境电商零售进口商品清单) on one day.

    ``name_limit`` narrows the goods name (the declared name must contain it), ``kg_per_year``
    limits the weight per person and calendar year; both may be absent.
    """

    hs_code: str
    modes: frozenset[str]
    name_limit: str = ""
    kg_per_year: Decimal | None = None


class CodeBook(NamedTuple):
    """Every code list as it stands on one day, for judging sets without asking the database.

    ``offices`` gives each office the offices above it, nearest first (``4921: ("4908", "4900")``).
    ``parameters`` of a scope stand under ``key@scope``. ``exchange_rates`` are CNY for one unit.
    """

    on: date
    currencies: frozenset[str]
    units: frozenset[str]
    countries: frozenset[str]
    transport_modes: frozenset[str]
    supervision_modes: frozenset[str]
    offices: dict[str, tuple[str, ...]]
    goods: dict[str, GoodsRate]
    positive: dict[str, PositiveEntry]
    parameters: dict[str, str]
    exchange_rates: dict[str, Decimal]

    def number(self, key: str) -> Decimal:
        """The parameter ``key`` as a number; KeyError names a parameter that is not in force."""
        return Decimal(self.parameters[key])
