"""The shape of every table that can be loaded: columns, keys, other names that official files use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from codelists.rules import cells, refusals
from codelists.rules.cells import Column
from kernel.refusal import Rule, gettext_noop

# What official files and exports call the same columns.
_ALIASES = {"name": "name_zh", "code_zh": "name_zh", "code_en": "name_en", "parent": "parent_code"}


@dataclass(frozen=True)
class Table:
    """One list: ``key`` names the columns that identify a row on one day.

    ``fixed`` columns are never edited once stored. ``check`` returns the rule that the values of a
    row break together, and the column to point at.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated: bool = True
    aliases: Mapping[str, str] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    check: Callable[[Mapping[str, object]], tuple[Rule, str] | None] | None = None


_NAMES = (Column("name_zh", cells.text(200), True, True), Column("name_en", cells.text(200)))
_RANGE = (Column("valid_from", cells.day), Column("valid_to", cells.day))
_MARKS = (Column("unverified", cells.flag), Column("source", cells.text(300)))
_HS = cells.code(r"\d{10}", form="1901101000")


def _code_table(name: str, title: str, *, pattern: str, form: str) -> Table:
    code = Column("code", cells.code(pattern, form=form), True, True)
    return Table(name, title, (code, *_NAMES, *_RANGE, *_MARKS), ("code",), aliases=_ALIASES)


def _consumption_tax(values: Mapping[str, object]) -> tuple[Rule, str] | None:
    """A threshold or an amount per litre means nothing without a rate and a basis."""
    parts = ("ct_threshold", "ct_basis", "ct_rate_below", "ct_per_litre", "ct_per_litre_below")
    given = any(values.get(part) not in (None, "") for part in parts)
    if given and values.get("ct_rate") is None:
        return refusals.CONSUMPTION_TAX, "ct_rate"
    measured = any(values.get(p) is not None for p in ("ct_threshold", "ct_per_litre", "ct_per_litre_below"))
    if measured and not values.get("ct_basis"):
        return refusals.CONSUMPTION_TAX, "ct_basis"
    return None


CODE_TABLES = (
    _code_table("currencies", gettext_noop("Currencies"), pattern=r"\d{3}", form="142"),
    _code_table("units", gettext_noop("Units of measure"), pattern=r"\d{3}", form="035"),
    _code_table("countries", gettext_noop("Countries and regions"), pattern=r"\d{3}", form="116"),
    _code_table("transport_modes", gettext_noop("Transport modes"), pattern=r"[0-9A-Z]", form="5"),
    _code_table("supervision_modes", gettext_noop("Supervision modes"), pattern=r"[0-9A-Z]{4}", form="1210"),
    _code_table("package_types", gettext_noop("Package types"), pattern=r"[0-9A-Z]{1,2}", form="2"),
    _code_table("statuses", gettext_noop("Statuses of receipts"), pattern=r"-?\d{1,6}", form="800"),
    _code_table("reasons", gettext_noop("Reasons of receipts"), pattern=r"\d{1,8}", form="2600"),
    _code_table("errors", gettext_noop("Processing errors"), pattern=r"-\d{1,8}", form="-10102"),
)

OFFICES = Table(
    "offices",
    gettext_noop("Customs offices"),
    (
        Column("code", cells.code(r"\d{4}", form="4908"), True, True),
        *_NAMES,
        Column("parent_code", cells.code(r"\d{4}", form="4900")),
        *_RANGE,
        *_MARKS,
    ),
    ("code",),
    aliases=_ALIASES,
)

GOODS = Table(
    "goods",
    gettext_noop("Goods and rates"),
    (
        Column("hs_code", _HS, True, True),
        *_NAMES,
        Column("unit1", cells.code(r"\d{3}", form="035"), True, True),
        Column("unit2", cells.code(r"\d{3}", form="035")),
        Column("mfn_rate", cells.rate),
        Column("vat_rate", cells.rate),
        Column("ct_rate", cells.rate),
        Column("ct_threshold", cells.number(19, places=7)),
        Column("ct_basis", cells.choice("kg", "litre", "piece")),
        Column("ct_rate_below", cells.rate),
        Column("ct_per_litre", cells.number(12, places=6)),
        Column("ct_per_litre_below", cells.number(12, places=6)),
        Column("licence_codes", cells.codes(r"[0-9A-Za-z]", form="A B")),
        *_RANGE,
        Column("source", cells.text(300)),
    ),
    ("hs_code",),
    aliases={**_ALIASES, "code": "hs_code"},
    check=_consumption_tax,
)

POSITIVE_LIST = Table(
    "positive_list",
    gettext_noop("Positive list"),
    (
        Column("hs_code", _HS, True, True),
        Column("modes", cells.codes(r"[0-9A-Z]{4}", form="1210 9610"), True, True),
        Column("name_limit", cells.text(100)),
        Column("kg_per_year", cells.number(12, places=5)),
        *_RANGE,
        *_MARKS,
    ),
    ("hs_code",),
    aliases={"code": "hs_code"},
)

EXCHANGE_RATES = Table(
    "exchange_rates",
    gettext_noop("Exchange rates"),
    (
        Column("currency", cells.code(r"\d{3}", form="502"), True, True),
        Column("rate", cells.number(18, places=8), True, True),
        Column("valid_from", cells.day, True, True),
        Column("valid_to", cells.day),
        Column("source", cells.text(300)),
    ),
    ("currency",),
    aliases={"code": "currency", "date": "valid_from"},
)

PARAMETERS = Table(
    "parameters",
    gettext_noop("Parameters"),
    (
        Column("key", cells.code(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+", form="limit.single"), True, True),
        Column("scope", cells.text(60)),
        Column("value", cells.text(2000), True),
        Column("name_zh", cells.text(200)),
        Column("name_en", cells.text(200)),
        Column("valid_from", cells.day, True, True),
        Column("valid_to", cells.day),
        *_MARKS,
    ),
    ("key", "scope"),
    fixed=frozenset({"value"}),
)

CALENDAR = Table(
    "calendar",
    gettext_noop("Working days"),
    (
        Column("first", cells.day, True, True),
        Column("last", cells.day, True, True),
        Column("kind", cells.choice("year", "work", "rest", "holiday", "makeup"), True, True),
        Column("name_zh", cells.text(200)),
        Column("name_en", cells.text(200)),
        Column("source", cells.text(300)),
    ),
    ("first", "last", "kind"),
    dated=False,
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (*CODE_TABLES, OFFICES, GOODS, POSITIVE_LIST, EXCHANGE_RATES, PARAMETERS, CALENDAR)
}
