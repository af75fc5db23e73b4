"""How the lines of an inventory become those of its declaration: put together, at most fifty."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from codelists.facts import CodeBook
from declarations.facts import EntryGoods
from kernel.money import ZERO
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FILLING = "GACC announcement 2019-18 on filling in declarations"
_MERGE = "GACC announcement 2018-23; merge elements seen in client code, UNVERIFIED"

TOO_MANY_LINES = Rule(
    "ENT-04",
    Severity.REFUSE,
    gettext_noop("The inventory makes %(count)s lines; a declaration holds at most 50."),
    _FILLING,
)
NOT_ALIKE = Rule(
    "ENT-05",
    Severity.REFUSE,
    gettext_noop(
        "The inventory's lines %(lines)s are to become one line, but do not agree on commodity code, "
        "name, unit, currency and country of origin."
    ),
    _MERGE,
)
RULES = (TOO_MANY_LINES, NOT_ALIKE)

MOST_LINES = 50
_ELEMENTS = ("gcode", "gname", "unit", "currency", "origin")


class InventoryGoods(NamedTuple):
    """One line of an inventory; ``entry_line`` None: the portal finds the line it belongs to."""

    seq: int
    entry_line: int | None
    gcode: str
    gname: str
    spec: str
    unit: str
    qty: Decimal
    total: Decimal
    currency: str
    origin: str
    net_kg: Decimal


def merge(lines: Sequence[InventoryGoods]) -> tuple[tuple[EntryGoods, ...], tuple[Violation, ...]]:
    """The lines of the declaration, renumbered from 1: those with one ``entry_line`` are added up.

    Lines without one join a line that agrees on all elements. Refused: lines put together that differ in
    an element of the merge, and more than fifty lines.
    """
    groups: dict[tuple[object, ...], list[InventoryGoods]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: (one.entry_line or MOST_LINES + 1, one.seq)):
        key = (line.entry_line,) if line.entry_line is not None else tuple(_elements(line))
        groups[key].append(line)
    found = [violation for group in groups.values() for violation in _differences(group)]
    if len(groups) > MOST_LINES:
        found.append(Violation(TOO_MANY_LINES, args=(("count", str(len(groups))),)))
    merged = (_merged(place, group) for place, group in enumerate(groups.values(), start=1))
    return tuple(merged), tuple(found)


def with_legal_units(
    goods: Sequence[EntryGoods], *, book: CodeBook, net_kg: Mapping[int, Decimal]
) -> tuple[EntryGoods, ...]:
    """The goods with the legal units of the tariff, and the quantities that are known in them.

    A legal quantity is taken over when the declared unit is the same, or is the kilogram (``net_kg`` by
    line); else it stays 0 and the firm fills it in.
    """
    filled = []
    for one in goods:
        known = book.goods.get(one.gcode)
        unit1, unit2 = (known.unit1, known.unit2) if known else (one.unit, "")
        first = _known_quantity(one, unit=unit1, net_kg=net_kg.get(one.seq, ZERO))
        second = _known_quantity(one, unit=unit2, net_kg=net_kg.get(one.seq, ZERO)) if unit2 else None
        filled.append(one._replace(qty1=first, unit1=unit1, qty2=second, unit2=unit2))
    return tuple(filled)


def _elements(line: InventoryGoods) -> list[str]:
    return [str(getattr(line, name)) for name in _ELEMENTS]


def _differences(group: Sequence[InventoryGoods]) -> list[Violation]:
    seqs = ", ".join(str(line.seq) for line in group)
    return [
        Violation(NOT_ALIKE, f"lines[{group[0].seq}].{name}", args=(("lines", seqs),))
        for name in _ELEMENTS
        if len({getattr(line, name) for line in group}) > 1
    ][:1]


def _merged(place: int, group: Sequence[InventoryGoods]) -> EntryGoods:
    first = group[0]
    specs = list(dict.fromkeys(line.spec for line in group if line.spec))
    return EntryGoods(
        seq=place,
        gcode=first.gcode,
        gname=first.gname,
        spec="; ".join(specs)[:512],
        qty=sum((line.qty for line in group), ZERO),
        unit=first.unit,
        qty1=ZERO,
        unit1="",
        qty2=None,
        unit2="",
        total=sum((line.total for line in group), ZERO),
        currency=first.currency,
        origin=first.origin,
        inventory_lines=tuple(line.seq for line in group),
    )


def _known_quantity(one: EntryGoods, *, unit: str, net_kg: Decimal) -> Decimal:
    if unit == one.unit:
        return one.qty
    return net_kg if unit == "035" else ZERO
