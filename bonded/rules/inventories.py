"""The law of bonded inventories: what a filing must say, who decides it, and when it may be deleted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from bonded.facts import InventoryGoods, InventoryHead
from bonded.rules import amounts
from kernel.money import plain
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FILED = "GACC announcement 2018-23: an inventory is filed for every movement on a bonded ledger"
_FIELDS = "INV101 messages of the zone system (fields and their codes)"
_MERGE = "INV101: lines with the same declaration line agree on what is merged; a declaration has 50 lines"
_TWICE = "Zone system: the same internal number of the same firm is refused as a duplicate (live answer)"
_HOUSE = "Rule of this portal"

UNKNOWN_LEDGER = Rule(
    "INV-01",
    Severity.REFUSE,
    gettext_noop("There is no ledger %(ems_no)s for which you may file."),
    _FILED,
)
OWN_NO_TAKEN = Rule(
    "INV-02",
    Severity.REFUSE,
    gettext_noop("An inventory with the internal number %(own_no)s stands already: %(number)s."),
    _TWICE,
)
NEEDED = Rule("INV-03", Severity.REFUSE, gettext_noop("This is needed here."), _FIELDS)
UNKNOWN_CODE = Rule(
    "INV-04", Severity.REFUSE, gettext_noop("%(code)s does not stand in the code list."), _FIELDS
)
OTHER_WAY = Rule(
    "INV-05", Severity.REFUSE, gettext_noop("An inventory of this type goes the other way."), _FIELDS
)
MADE_BY_GATHERING = Rule(
    "INV-06",
    Severity.REFUSE,
    gettext_noop("An inventory of this type is made by gathering, not filed by hand."),
    _FIELDS,
)
TOO_LONG = Rule("INV-08", Severity.REFUSE, gettext_noop("At most %(most)s characters fit here."), _FIELDS)
NO_LINES = Rule("INV-07", Severity.REFUSE, gettext_noop("At least one line is needed."), _FIELDS)
UNKNOWN_ITEM = Rule(
    "INV-10",
    Severity.REFUSE,
    gettext_noop("The ledger has no item %(item)s."),
    _FILED,
)
OTHER_GOODS = Rule(
    "INV-11",
    Severity.REFUSE,
    gettext_noop("The ledger item %(item)s has the goods code %(gcode)s."),
    _FILED,
)
OTHER_UNIT = Rule(
    "INV-12", Severity.REFUSE, gettext_noop("Use the unit of the ledger item, %(unit)s."), _FILED
)
NO_QUANTITY = Rule(
    "INV-13",
    Severity.REFUSE,
    gettext_noop("The quantity must be above zero, with at most five decimals."),
    _FIELDS,
)
PRICE_PLACES = Rule(
    "INV-14", Severity.REFUSE, gettext_noop("A price is not negative and has at most four decimals."), _FIELDS
)
TOTAL_PLACES = Rule(
    "INV-15", Severity.REFUSE, gettext_noop("A total is not negative and has at most two decimals."), _FIELDS
)
OTHER_TOTAL = Rule(
    "INV-16",
    Severity.REFUSE,
    gettext_noop("Quantity times price is %(product)s, not %(total)s."),
    "INV101 fields; UNVERIFIED: the tolerance is what rounding a price to four decimals makes",
)
ENTRY_LINE = Rule(
    "INV-17",
    Severity.REFUSE,
    gettext_noop(
        "The line of the declaration is a number from 1 to 50; without a declaration there is none."
    ),
    _MERGE,
)
NOT_ONE_LINE = Rule(
    "INV-18",
    Severity.REFUSE,
    gettext_noop(
        "Lines %(first)s and %(second)s make one line of the declaration, but differ in goods code, name, "
        "unit, currency or origin."
    ),
    _MERGE,
)
TOO_MANY_MERGED = Rule(
    "INV-19",
    Severity.REFUSE,
    gettext_noop(
        "These goods make %(count)s lines of the declaration; it has at most 50. File two inventories."
    ),
    _MERGE,
)
KEEPS = Rule(
    "INV-20",
    Severity.REFUSE,
    gettext_noop("Goods cannot expire before they were produced."),
    _HOUSE,
)
WEIGHTS = Rule(
    "INV-21",
    Severity.REFUSE,
    gettext_noop("Weights are not negative, and the net weight is at most the gross weight."),
    _FIELDS,
)
QUANTITY_FIXED = Rule(
    "INV-22",
    Severity.REFUSE,
    gettext_noop(
        "Goods and quantities of a gathered inventory are those of its documents; only prices change."
    ),
    "Zone system: lines of type 1 come from attached documents, quantity locked, price editable",
)

RULES = (
    UNKNOWN_LEDGER, OWN_NO_TAKEN, NEEDED, UNKNOWN_CODE, OTHER_WAY, MADE_BY_GATHERING, TOO_LONG, NO_LINES,
    UNKNOWN_ITEM,
    OTHER_GOODS, OTHER_UNIT, NO_QUANTITY, PRICE_PLACES, TOTAL_PLACES, OTHER_TOTAL, ENTRY_LINE, NOT_ONE_LINE,
    TOO_MANY_MERGED, KEEPS, WEIGHTS, QUANTITY_FIXED,
)  # fmt: skip

ORDINARY, CENTRALISED, ENTER_FIRST, INSIDE, CBEC = "0", "1", "3", "6", "8"
FILED_BY_HAND = (ORDINARY, ENTER_FIRST, INSIDE)
GATHERED_TYPES = frozenset({CENTRALISED, CBEC})
_UNDECLARED = frozenset({INSIDE, CBEC})
IN, OUT = "I", "E"
MERGED_LINES = 50
_HEAD_PLACES = {
    "own_no": 64, "supv_mode": 4, "traf_mode": 1, "port": 4, "country": 3, "partner_code": 18,
    "partner_name": 100, "bill_no": 37, "related_no": 18, "related_ems_no": 12,
}  # fmt: skip
_LINE_PLACES = {"gname": 512, "spec": 512, "currency": 3, "origin": 3, "lot_no": 40}
# Without these in order not even a draft can be kept.
KEEPS_NO_DRAFT = frozenset(
    {
        "INV-01", "INV-02", "INV-05", "INV-06", "INV-08", "INV-10", "INV-13", "INV-14", "INV-15", "INV-17",
        "INV-20", "INV-21", "INV-22",
    }
)  # fmt: skip
FIRST_LINE = frozenset("23456GL")
_CENT = Decimal("0.01")
_HALF_PRICE_STEP = Decimal("0.00005")


class ItemFact(NamedTuple):
    """A ledger item as a line may claim it."""

    item_id: int
    gcode: str
    gname: str
    unit: str


class Codes(NamedTuple):
    """The codes that are known on the day."""

    modes: frozenset[str]
    transports: frozenset[str]
    countries: frozenset[str]
    currencies: frozenset[str]
    offices: frozenset[str]


def declares(inv_type: str) -> bool:
    """Whether an inventory of this type needs an entry declaration (dclcusFlag 1).

    Source: transfers inside the zone and CBEC inventories are not declared.
    """
    return inv_type not in _UNDECLARED


def is_first_line(traf_mode: str) -> bool:
    """Whether goods cross the border line of the zone by this means of transport, not the inner line."""
    return traf_mode in FIRST_LINE


def judge(
    head: InventoryHead,
    *,
    lines: Sequence[InventoryGoods],
    items: Mapping[str, ItemFact],
    codes: Codes,
    made: bool = False,
) -> tuple[Violation, ...]:
    """Every reason why this filing cannot be taken; paths are ``head.<field>`` and ``lines[n].<field>``.

    ``made``: it was gathered from documents or parcels.
    """
    found = [*judge_lengths(head, lines=lines), *_judge_head(head, codes=codes, made=made)]
    if not lines:
        found.append(Violation(NO_LINES, "lines"))
    for number, line in enumerate(lines, start=1):
        path = f"lines[{number}]"
        found += _judge_item(line, items=items, path=path)
        found += _judge_amounts(line, path=path)
        found += _judge_codes(line, codes=codes, path=path)
    found += judge_merging(head.inv_type, lines=lines, items=items)
    return tuple(found)


def merged(lines: Sequence[InventoryGoods], *, items: Mapping[str, ItemFact]) -> list[InventoryGoods]:
    """The lines, each with its line of the declaration: where none is said, lines that agree are merged."""
    taken: dict[tuple[str, ...], int] = {}
    for line in lines:
        if line.entry_line is not None:
            taken.setdefault(_merge_key(line, items=items), line.entry_line)
    used = {line.entry_line for line in lines if line.entry_line is not None}
    found = []
    for line in lines:
        key = _merge_key(line, items=items)
        if line.entry_line is None and key not in taken:
            taken[key] = next(n for n in range(1, len(lines) + len(used) + 2) if n not in used)
            used.add(taken[key])
        found.append(line if line.entry_line is not None else line._replace(entry_line=taken[key]))
    return found


def judge_lengths(head: InventoryHead, *, lines: Sequence[InventoryGoods]) -> list[Violation]:
    """Whether every word fits the field that keeps it."""
    found = [
        Violation(TOO_LONG, f"head.{name}", args=(("most", str(most)),))
        for name, most in _HEAD_PLACES.items()
        if len(getattr(head, name)) > most
    ]
    return found + [
        Violation(TOO_LONG, f"lines[{number}].{name}", args=(("most", str(most)),))
        for number, line in enumerate(lines, start=1)
        for name, most in _LINE_PLACES.items()
        if len(getattr(line, name)) > most
    ]


def blocks_draft(violation: Violation) -> bool:
    """Whether a filing with this fault cannot even be kept as a draft."""
    return (
        violation.rule is amounts.TOO_LARGE
        or violation.rule.code in KEEPS_NO_DRAFT
        or violation.path == "head.own_no"
    )


def judge_merging(
    inv_type: str, *, lines: Sequence[InventoryGoods], items: Mapping[str, ItemFact]
) -> list[Violation]:
    """Whether the lines of the declaration are numbered well, agree within each, and are not too many."""
    if not declares(inv_type):
        return [
            Violation(ENTRY_LINE, f"lines[{n}].entry_line")
            for n, line in enumerate(lines, start=1)
            if line.entry_line is not None
        ]
    found: list[Violation] = []
    first: dict[int, tuple[int, tuple[str, ...]]] = {}
    whole = merged(lines, items=items)
    for number, line in enumerate(lines, start=1):
        if line.entry_line is None:
            continue
        if not 1 <= line.entry_line <= MERGED_LINES:
            found.append(Violation(ENTRY_LINE, f"lines[{number}].entry_line"))
            continue
        key = _merge_key(line, items=items)
        began, agreed = first.setdefault(line.entry_line, (number, key))
        if key != agreed:
            args = (("first", str(began)), ("second", str(number)))
            found.append(Violation(NOT_ONE_LINE, f"lines[{number}].entry_line", args=args))
    count = len({line.entry_line for line in whole})
    if count > MERGED_LINES:
        found.append(Violation(TOO_MANY_MERGED, "lines", args=(("count", str(count)),)))
    return found


def _judge_head(head: InventoryHead, *, codes: Codes, made: bool) -> list[Violation]:
    found = []
    if (head.inv_type in GATHERED_TYPES) != made or head.inv_type not in (*FILED_BY_HAND, *GATHERED_TYPES):
        found.append(Violation(MADE_BY_GATHERING, "head.inv_type"))
    if head.inv_type == ENTER_FIRST and head.direction != IN:
        found.append(Violation(OTHER_WAY, "head.direction"))
    needed = {"own_no": head.own_no, "supv_mode": head.supv_mode}
    if head.inv_type == ENTER_FIRST:
        needed["bill_no"] = head.bill_no
    if head.inv_type == INSIDE:
        needed["related_ems_no"] = head.related_ems_no
    else:
        needed["traf_mode"] = head.traf_mode
    if is_first_line(head.traf_mode):
        needed |= {"port": head.port, "country": head.country}
    if head.by_partner:
        needed |= {"partner_code": head.partner_code, "partner_name": head.partner_name}
    found += [Violation(NEEDED, f"head.{name}") for name, said in needed.items() if not said.strip()]
    known = (
        ("supv_mode", head.supv_mode, codes.modes),
        ("traf_mode", head.traf_mode, codes.transports),
        ("port", head.port, codes.offices),
        ("country", head.country, codes.countries),
    )
    found += [
        Violation(UNKNOWN_CODE, f"head.{name}", args=(("code", said),))
        for name, said, among in known
        if said and said not in among
    ]
    return found


def _judge_item(line: InventoryGoods, *, items: Mapping[str, ItemFact], path: str) -> list[Violation]:
    item = items.get(line.item_record_no)
    if item is None:
        return [Violation(UNKNOWN_ITEM, f"{path}.item_record_no", args=(("item", line.item_record_no),))]
    found = []
    if line.gcode and line.gcode != item.gcode:
        args = (("item", line.item_record_no), ("gcode", item.gcode))
        found.append(Violation(OTHER_GOODS, f"{path}.gcode", args=args))
    if line.unit and line.unit != item.unit:
        found.append(Violation(OTHER_UNIT, f"{path}.unit", args=(("unit", item.unit),)))
    return found


def _judge_amounts(line: InventoryGoods, *, path: str) -> list[Violation]:
    found = []
    if line.qty <= 0 or _places(line.qty) > 5:
        found.append(Violation(NO_QUANTITY, f"{path}.qty"))
    if line.unit_price < 0 or _places(line.unit_price) > 4:
        found.append(Violation(PRICE_PLACES, f"{path}.unit_price"))
    if line.total < 0 or _places(line.total) > 2:
        found.append(Violation(TOTAL_PLACES, f"{path}.total"))
    if not found:
        found += _judge_total(line, path=path)
    if line.gross_kg < 0 or line.net_kg < 0 or line.net_kg > line.gross_kg:
        found.append(Violation(WEIGHTS, f"{path}.net_kg"))
    if line.best_before and line.produced_on and line.best_before < line.produced_on:
        found.append(Violation(KEEPS, f"{path}.best_before"))
    return found


def _judge_total(line: InventoryGoods, *, path: str) -> list[Violation]:
    if amounts.is_too_large(line.qty, price=line.unit_price) or line.total >= amounts.LIMIT:
        return [Violation(amounts.TOO_LARGE, f"{path}.total")]
    product = line.qty * line.unit_price
    if abs(product - line.total) <= _CENT + line.qty * _HALF_PRICE_STEP:
        return []
    args = (("product", plain(product.quantize(_CENT))), ("total", plain(line.total)))
    return [Violation(OTHER_TOTAL, f"{path}.total", args=args)]


def _judge_codes(line: InventoryGoods, *, codes: Codes, path: str) -> list[Violation]:
    found = []
    if line.currency not in codes.currencies:
        found.append(Violation(UNKNOWN_CODE, f"{path}.currency", args=(("code", line.currency),)))
    if not line.origin:
        found.append(Violation(NEEDED, f"{path}.origin"))
    elif line.origin not in codes.countries:
        found.append(Violation(UNKNOWN_CODE, f"{path}.origin", args=(("code", line.origin),)))
    return found


def _merge_key(line: InventoryGoods, *, items: Mapping[str, ItemFact]) -> tuple[str, ...]:
    """What lines of one declaration line agree on."""
    item = items.get(line.item_record_no)
    name = line.gname or (item.gname if item else "")
    gcode = line.gcode or (item.gcode if item else "")
    unit = line.unit or (item.unit if item else "")
    return gcode, name, unit, line.currency, line.origin


def _places(value: Decimal) -> int:
    """How many decimals a number really has."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)
