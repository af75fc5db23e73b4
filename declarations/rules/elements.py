"""Checks that several documents share: one element, one sentence, wherever the element stands."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from declarations.rules.identity import is_identity_number
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FORMAT = "GACC notice 113/2018, enterprise interface specification of the unified system: "

# No official code of their own: receipts carry the "content check failed" code of the document's
# kind (-301008, -401009, -504011, -621001).
CON_01 = Rule(
    "CON-01",
    Severity.REFUSE,
    gettext_noop("%(field)s must be 142 (CNY); the channel knows no other currency."),
    _FORMAT + "currency is 142 only",
)
CON_02 = Rule(
    "CON-02",
    Severity.REFUSE,
    gettext_noop("%(field)s must be 1 (resident identity card)."),
    _FORMAT + "buyerIdType and payerIdType are 1 only",
)
CON_03 = Rule(
    "CON-03",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s must be a resident identity number: 18 characters with a real date of birth and a "
        "correct check digit (a final X is a capital)."
    ),
    "GB 11643-1999",
)
CON_04 = Rule(
    "CON-04",
    Severity.REFUSE,
    gettext_noop(
        "gnum of line %(line)s must lie between 1 and %(count)s: lines are numbered from 1 without gaps."
    ),
    _FORMAT + "gnum from 1, contiguous",
)
CON_05 = Rule(
    "CON-05",
    Severity.REFUSE,
    gettext_noop("totalPrice of line %(line)s must be price times qty."),
    _FORMAT + "totalPrice = price × qty; tolerance UNVERIFIED",
)
CON_06 = Rule(
    "CON-06",
    Severity.REFUSE,
    gettext_noop("%(field)s must be above zero."),
    _FORMAT + "quantities and weights",
)
CON_07 = Rule(
    "CON-07",
    Severity.REFUSE,
    gettext_noop("%(field)s must not be below zero."),
    _FORMAT + "amounts, 0 where there is none",
)
CON_08 = Rule(
    "CON-08",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s: %(code)s is not a unit of measure in force on %(on)s; give a three-digit customs code."
    ),
    _FORMAT + "unit, unit1 and unit2 are customs codes",
)
CON_09 = Rule(
    "CON-09",
    Severity.REFUSE,
    gettext_noop("%(field)s: %(code)s is not a country in force on %(on)s; give a three-digit customs code."),
    _FORMAT + "country is a customs code",
)
CON_10 = Rule(
    "CON-10",
    Severity.REFUSE,
    gettext_noop("packNo must be 1: one parcel, one waybill, one list."),
    _FORMAT + "packNo is 1 only",
)
CON_11 = Rule(
    "CON-11",
    Severity.REFUSE,
    gettext_noop("%(field)s must not be later than %(on)s, the day the document came."),
    _FORMAT + "declTime and payTime are times that have been",
)

RULES = (
    CON_01, CON_02, CON_03, CON_04, CON_05, CON_06, CON_07, CON_08, CON_09, CON_10, CON_11,
)  # fmt: skip

# Half a unit of the fifth place: what rounding the price to five places may hide, per piece.
_HALF = Decimal("0.000005")


class Priced(NamedTuple):
    """What a line of an order and one of a list have in common."""

    path: str
    qty: Decimal
    price: Decimal
    total_price: Decimal
    currency: str
    country: str
    unit: str


def named(rule: Rule, *, path: str, **args: str) -> Violation:
    """A violation whose ``field`` is the element its path ends in."""
    return Violation(rule, path, args=(("field", path.rsplit(".", 1)[-1]), *args.items()))


def judge_currency(code: str, *, path: str) -> Iterator[Violation]:
    """The currency is CNY.

    Source: interface specification, currency 142 only.
    """
    if code != "142":
        yield named(CON_01, path=path)


def judge_person(id_type: str, *, number: str, prefix: str) -> Iterator[Violation]:
    """Identity card and its number; ``prefix`` is ``buyer`` or ``payer``.

    Source: interface specification (type 1 only); GB 11643-1999.
    """
    if id_type != "1":
        yield named(CON_02, path=f"{prefix}IdType")
    if not is_identity_number(number):
        yield named(CON_03, path=f"{prefix}IdNumber")


def judge_numbering(gnums: Sequence[int], *, empty: Rule, double: Rule) -> Iterator[Violation]:
    """Lines exist and are numbered from 1 without gaps or doubles, in any order.

    Source: interface specification, gnum.
    """
    if not gnums:
        yield Violation(empty, "lines")
    seen: set[int] = set()
    for position, gnum in enumerate(gnums, start=1):
        path, line = f"lines[{position}].gnum", ("line", str(position))
        if gnum in seen:
            yield Violation(double, path, args=(line,))
        elif not 1 <= gnum <= len(gnums):
            yield Violation(CON_04, path, args=(line, ("count", str(len(gnums)))))
        seen.add(gnum)


def judge_amounts(amounts: Sequence[tuple[str, Decimal | None]]) -> Iterator[Violation]:
    """No amount (path, CNY) is below zero.

    Source: interface specification, 0 where there is none.
    """
    for path, amount in amounts:
        if amount is not None and amount < 0:
            yield named(CON_07, path=path)


def judge_quantities(quantities: Sequence[tuple[str, Decimal | None]]) -> Iterator[Violation]:
    """Every quantity (path, amount) is above zero.

    Source: interface specification.
    """
    for path, quantity in quantities:
        if quantity is not None and quantity <= 0:
            yield named(CON_06, path=path)


def judge_code(code: str, *, path: str, known: Collection[str], rule: Rule, on: date) -> Iterator[Violation]:
    """The code stands in its list on that day.

    Source: customs parameter tables.
    """
    if code not in known:
        yield named(rule, path=path, code=code or "-", on=on.isoformat())


def judge_priced(
    line: Priced,
    *,
    position: int,
    tolerance: Decimal,
    units: Collection[str],
    countries: Collection[str],
    on: date,
) -> Iterator[Violation]:
    """Price, quantity, currency, country and unit of one line of an order or a list.

    The total may differ from price times quantity by what rounding the price to five places
    explains, and by ``tolerance`` CNY.

    Source: interface specification, OrderList and InventoryList.
    """
    path = line.path
    if abs(line.total_price - line.price * line.qty) > _HALF * (abs(line.qty) + 1) + tolerance:
        yield Violation(CON_05, f"{path}.totalPrice", args=(("line", str(position)),))
    yield from judge_quantities(((f"{path}.qty", line.qty),))
    yield from judge_amounts(((f"{path}.price", line.price), (f"{path}.totalPrice", line.total_price)))
    yield from judge_currency(line.currency, path=f"{path}.currency")
    yield from judge_code(line.country, path=f"{path}.country", known=countries, rule=CON_09, on=on)
    yield from judge_code(line.unit, path=f"{path}.unit", known=units, rule=CON_08, on=on)


def judge_parcel(pack_no: int) -> Iterator[Violation]:
    """One parcel.

    Source: interface specification, packNo 1 only.
    """
    if pack_no != 1:
        yield Violation(CON_10, "packNo")


def judge_day(day: date, *, path: str, today: date) -> Iterator[Violation]:
    """A day that must have come.

    Source: interface specification, declTime and payTime.
    """
    if day > today:
        yield named(CON_11, path=path, on=today.isoformat())
