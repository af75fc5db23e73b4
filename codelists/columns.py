"""The columns of each list page: headings, and how a stored row fills its cells."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext, gettext_lazy

from codelists.models import Dated, Goods
from codelists.selectors import local_name
from codelists.sets import plain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Column(NamedTuple):
    """One column: its heading, its cell, and whether it is a number (set right) or a code."""

    title: "StrOrPromise"
    cell: Callable[[Any], str]
    kind: str = ""


def rate(value: Decimal | None) -> str:
    """A rate in percent; an unknown one says so."""
    return gettext("unknown") if value is None else f"{plain(value * 100):f} %"


def number(value: Decimal | None) -> str:
    """A number without trailing zeros; empty for None."""
    return "" if value is None else f"{plain(value):f}"


def consumption_tax(row: Goods) -> str:
    """The consumption tax of goods as a person reads it, thresholds and amounts per litre included."""
    if row.ct_rate is None:
        return gettext("unknown")
    above = _share(row.ct_rate, per_litre=row.ct_per_litre)
    if row.ct_threshold is None:
        return above
    words = {
        "above": above,
        "threshold": number(row.ct_threshold),
        "basis": {"kg": gettext("kg"), "litre": gettext("litre"), "piece": gettext("piece")}[row.ct_basis],
        "below": _share(row.ct_rate_below or Decimal(0), per_litre=row.ct_per_litre_below),
    }
    return gettext("%(above)s from %(threshold)s CNY per %(basis)s, else %(below)s") % words


def _share(value: Decimal, *, per_litre: Decimal | None) -> str:
    parts = [rate(value)] if value or not per_litre else []
    if per_litre:
        parts.append(gettext("%(amount)s CNY per litre") % {"amount": number(per_litre)})
    return " + ".join(parts)


def days(row: Dated) -> str:
    """From when until when a row holds; the last day shown is the last on which it does."""
    if row.valid_to is None:
        return gettext("from %(first)s") % {"first": row.valid_from.isoformat()}
    span = {"first": row.valid_from.isoformat(), "end": row.valid_to.isoformat()}
    return gettext("%(first)s until before %(end)s") % span


_NAME = Column(gettext_lazy("Name"), lambda row: local_name(row.name_zh, en=row.name_en))
_HOLDS = Column(gettext_lazy("Holds"), days, "num")
_SOURCE = Column(gettext_lazy("Source"), lambda row: row.source, "source")
_HS = Column(gettext_lazy("Commodity code"), lambda row: row.hs_code, "num")
_CODES = (Column(gettext_lazy("Code"), lambda row: row.code, "num"), _NAME, _HOLDS, _SOURCE)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "offices": (
        *_CODES[:2],
        Column(gettext_lazy("Office above"), lambda row: row.parent_code, "num"),
        *_CODES[2:],
    ),
    "goods": (
        _HS,
        _NAME,
        Column(gettext_lazy("Units"), lambda row: " ".join(filter(None, (row.unit1, row.unit2))), "num"),
        Column(gettext_lazy("MFN duty"), lambda row: rate(row.mfn_rate), "num"),
        Column(gettext_lazy("VAT"), lambda row: rate(row.vat_rate), "num"),
        Column(gettext_lazy("Consumption tax"), consumption_tax),
        Column(gettext_lazy("Licences"), lambda row: " ".join(row.licence_codes), "num"),
        _HOLDS,
        _SOURCE,
    ),
    "positive_list": (
        _HS,
        Column(gettext_lazy("Modes"), lambda row: " ".join(row.modes), "num"),
        Column(gettext_lazy("Name must contain"), lambda row: row.name_limit),
        Column(gettext_lazy("kg per person and year"), lambda row: number(row.kg_per_year), "num"),
        _HOLDS,
        _SOURCE,
    ),
    "exchange_rates": (
        Column(gettext_lazy("Currency"), lambda row: row.currency, "num"),
        Column(gettext_lazy("CNY for one unit"), lambda row: number(row.rate), "num"),
        _HOLDS,
        _SOURCE,
    ),
}


def columns_of(list_name: str) -> tuple[Column, ...]:
    """The columns of a list; plain code lists share theirs."""
    return COLUMNS.get(list_name, _CODES)
