"""Ledger filings: may a ledger, its head or its items be filed so, and may that pass without an officer."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bonded.rules.ledger import judge_item
from kernel.clock import day_of
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FILED = "GACC announcement 2019-26: zone firms file their ledgers and goods themselves; BWS ledger head"
_CYCLE = "GACC announcement 2019-26: the firm chooses its write-off cycle, at most a year"
_ITEM = "BWS ledger line (gdsMtno, gdecd, gdsNm, natcd, price, currency)"
_AUTO = (
    "GACC announcement 2019-26: filings of firms of general credit or better pass by themselves unless they "
    "are routed to an officer"
)
_HOUSE = "Rule of this portal: what must be looked at before a ledger is changed"

NO_HOUSE = Rule("LGF-01", Severity.REFUSE, gettext_noop("Give the name of the warehouse."), _FILED)
NO_ADDRESS = Rule("LGF-02", Severity.REFUSE, gettext_noop("Give the address of the warehouse."), _FILED)
BAD_AREA = Rule(
    "LGF-03", Severity.REFUSE, gettext_noop("The area is a whole number of square metres above zero."), _FILED
)
BAD_DATE = Rule("LGF-04", Severity.REFUSE, gettext_noop("Give a day, as 2026-05-31."), _FILED)
NO_SPAN = Rule(
    "LGF-05", Severity.REFUSE, gettext_noop("The last day of validity must come after the first."), _FILED
)
OVER = Rule("LGF-06", Severity.REFUSE, gettext_noop("The last day of validity is over already."), _FILED)
BAD_CYCLE = Rule(
    "LGF-07", Severity.REFUSE, gettext_noop("The write-off cycle is one to twelve months."), _CYCLE
)
UNKNOWN_OFFICE = Rule(
    "LGF-08", Severity.REFUSE, gettext_noop("There is no customs office %(office)s on that day."), _FILED
)
NOT_OPERATOR = Rule(
    "LGF-09",
    Severity.REFUSE,
    gettext_noop("Only a zone operator that is a firm of that kind on the day can file a ledger."),
    _FILED,
)
NOTHING_FILED = Rule(
    "LGF-10", Severity.REFUSE, gettext_noop("Nothing is filed yet: add an item, or change something."), _FILED
)
TWICE = Rule("LGF-11", Severity.REFUSE, gettext_noop("Item %(item)s stands twice in this filing."), _ITEM)
GOODS_CODE_MOVED = Rule(
    "LGF-12",
    Severity.REFUSE,
    gettext_noop("Item %(item)s has movements: its goods code %(was)s can no longer be changed."),
    _ITEM,
)
UNIT_MOVED = Rule(
    "LGF-13",
    Severity.REFUSE,
    gettext_noop("Item %(item)s has movements: its unit %(was)s can no longer be changed."),
    _ITEM,
)
BAD_COUNTRY = Rule(
    "LGF-14", Severity.REFUSE, gettext_noop("%(country)s is not a country of the code list."), _ITEM
)
BAD_CURRENCY = Rule(
    "LGF-15", Severity.REFUSE, gettext_noop("%(currency)s is not a currency of the code list."), _ITEM
)
BAD_PRICE = Rule(
    "LGF-16",
    Severity.REFUSE,
    gettext_noop("The price is zero or more, with at most 14 digits before and 5 after the point."),
    _ITEM,
)
TOO_MANY = Rule(
    "LGF-17",
    Severity.REFUSE,
    gettext_noop("A filing has at most %(most)s items; file the others next."),
    _FILED,
)
NO_SUCH_LINE = Rule("LGF-18", Severity.REFUSE, gettext_noop("The filing has no line %(line)s."), _FILED)
TOO_LONG = Rule(
    "LGF-19", Severity.REFUSE, gettext_noop("This is longer than the %(most)s characters allowed."), _FILED
)

LOW_GRADE = Rule(
    "LGF-21",
    Severity.ASK,
    gettext_noop("The credit grade of the firm is below general credit: an officer looks at its filings."),
    _AUTO,
)
ROUTED = Rule("LGF-22", Severity.ASK, gettext_noop("This filing was drawn for an officer."), _AUTO)
SECOND_LEDGER = Rule(
    "LGF-23",
    Severity.ASK,
    gettext_noop("The firm holds ledger %(ems_no)s at this office already: an officer looks at another one."),
    _HOUSE,
)
OTHER_WORDS = Rule(
    "LGF-24",
    Severity.ASK,
    gettext_noop("Item %(item)s has movements and gets another name: an officer looks at it."),
    _HOUSE,
)
PAUSED = Rule(
    "LGF-25",
    Severity.ASK,
    gettext_noop("Ledger %(ems_no)s is paused: an officer looks at what is filed for it."),
    _HOUSE,
)

NOT_YOURS = Rule(
    "LGF-31",
    Severity.REFUSE,
    gettext_noop("Only the zone operator that holds the ledger, or its agent for bonded goods, may do this."),
    _FILED,
)
NO_WORDS = Rule("LGF-32", Severity.REFUSE, gettext_noop("Say why, in at most 500 characters."), _HOUSE)
CLOSED = Rule(
    "LGF-33", Severity.REFUSE, gettext_noop("Ledger %(ems_no)s is closed; nothing is filed for it."), _FILED
)
NO_LEDGER = Rule(
    "LGF-34", Severity.REFUSE, gettext_noop("There is no ledger %(ems_no)s that you may file for."), _FILED
)
BAD_KIND = Rule("LGF-35", Severity.REFUSE, gettext_noop("Say what you file."), _FILED)

RULES = (
    NO_HOUSE,
    NO_ADDRESS,
    BAD_AREA,
    BAD_DATE,
    NO_SPAN,
    OVER,
    BAD_CYCLE,
    UNKNOWN_OFFICE,
    NOT_OPERATOR,
    NOTHING_FILED,
    TWICE,
    GOODS_CODE_MOVED,
    UNIT_MOVED,
    BAD_COUNTRY,
    BAD_CURRENCY,
    BAD_PRICE,
    TOO_MANY,
    NO_SUCH_LINE,
    TOO_LONG,
    LOW_GRADE,
    ROUTED,
    SECOND_LEDGER,
    OTHER_WORDS,
    PAUSED,
    NOT_YOURS,
    NO_WORDS,
    CLOSED,
    NO_LEDGER,
    BAD_KIND,
)

# Grades below general credit (一般信用, 常规), as the credit table names them.
_LOW = frozenset({"dishonest", "seriously_dishonest"})
_MOST_AREA = 10_000_000
_LENGTHS = {"house_name": 120, "house_address": 240}
# The fields of a ledger that a firm files, in the order of the page; those of a change.
HEAD_FIELDS = ("office", "house_name", "house_address", "area_m2", "valid_from", "valid_to", "cycle_months")
CHANGED_FIELDS = ("house_name", "house_address", "area_m2", "valid_to", "cycle_months")


class Head(NamedTuple):
    """The wanted head of a ledger, read from what was typed; ``valid_to`` is the first day after."""

    office: str
    house_name: str
    house_address: str
    area_m2: int | None
    valid_from: date | None
    valid_to: date | None
    cycle_months: int


class ItemDraft(NamedTuple):
    """One item as typed: what a filing adds or changes."""

    item_record_no: str
    gcode: str
    gname: str
    spec: str = ""
    unit: str = ""
    origin: str = ""
    currency: str = "142"
    unit_price: Decimal = Decimal(0)


class KnownItem(NamedTuple):
    """An item that stands on the ledger already; ``moved``: it has entries."""

    gcode: str
    gname: str
    unit: str
    moved: bool


class Codes(NamedTuple):
    """The code lists of the day that items are checked against."""

    units: Container[str]
    goods: Container[str]
    countries: Container[str]
    currencies: Container[str]
    offices: Container[str]


def read_head(typed: Mapping[str, str], *, new: bool) -> tuple[Head, tuple[Violation, ...]]:
    """The head as typed, and what of it cannot be read; ``new``: of a ledger that is not there yet."""
    found: list[Violation] = []
    words = {name: str(typed.get(name) or "").strip() for name in HEAD_FIELDS}
    area, months = _whole(words["area_m2"]), _whole(words["cycle_months"])
    if words["area_m2"] and (area is None or not 0 < area <= _MOST_AREA):
        found.append(Violation(BAD_AREA, "area_m2"))
    if months is None or not 1 <= months <= 12:
        found.append(Violation(BAD_CYCLE, "cycle_months"))
    days: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        days[name] = day_of(words[name])
        if days[name] is None and (words[name] or (new and name == "valid_from")):
            found.append(Violation(BAD_DATE, name))
    found += [
        Violation(TOO_LONG, name, args=(("most", str(most)),))
        for name, most in _LENGTHS.items()
        if len(words[name]) > most
    ]
    head = Head(
        office=words["office"],
        house_name=words["house_name"],
        house_address=words["house_address"],
        area_m2=area,
        valid_from=days["valid_from"],
        valid_to=days["valid_to"],
        cycle_months=months or 12,
    )
    return head, tuple(found)


def judge_head(
    head: Head, *, new: bool, begins: date | None, today: date, offices: Container[str], operator: bool
) -> tuple[Violation, ...]:
    """Whether a ledger may stand so; ``begins`` is its first day where it is there already."""
    found = []
    if new and head.office not in offices:
        found.append(Violation(UNKNOWN_OFFICE, "office", args=(("office", head.office),)))
    if not operator:
        found.append(Violation(NOT_OPERATOR))
    if not head.house_name:
        found.append(Violation(NO_HOUSE, "house_name"))
    if not head.house_address:
        found.append(Violation(NO_ADDRESS, "house_address"))
    first = head.valid_from if new else begins
    if first is not None and head.valid_to is not None and head.valid_to <= first:
        found.append(Violation(NO_SPAN, "valid_to"))
    elif head.valid_to is not None and head.valid_to <= today:
        found.append(Violation(OVER, "valid_to"))
    return tuple(found)


def judge_line(
    item: ItemDraft, *, codes: Codes, known: KnownItem | None, path: str = ""
) -> tuple[Violation, ...]:
    """Whether one item may be added or changed so; ``path`` goes before the fields (``lines[2].``)."""
    found = list(
        judge_item(
            item.item_record_no,
            gcode=item.gcode,
            gname=item.gname,
            unit=item.unit,
            units=codes.units,
            goods=codes.goods,
            path=path,
        )
    )
    if item.origin and item.origin not in codes.countries:
        found.append(Violation(BAD_COUNTRY, f"{path}origin", args=(("country", item.origin),)))
    if item.currency not in codes.currencies:
        found.append(Violation(BAD_CURRENCY, f"{path}currency", args=(("currency", item.currency),)))
    if not _is_price(item.unit_price):
        found.append(Violation(BAD_PRICE, f"{path}unit_price"))
    if len(item.spec) > 512:
        found.append(Violation(TOO_LONG, f"{path}spec", args=(("most", "512"),)))
    if known is not None and known.moved:
        found += _judge_moved(item, known=known, path=path)
    return tuple(found)


def judge_lines(
    items: Sequence[ItemDraft], *, codes: Codes, known: Mapping[str, KnownItem], most: int
) -> tuple[Violation, ...]:
    """Every reason against the items of one filing, at ``lines[n]``; each record number stands once."""
    if len(items) > most:
        return (Violation(TOO_MANY, args=(("most", str(most)),)),)
    found: list[Violation] = []
    seen: set[str] = set()
    for place, item in enumerate(items, start=1):
        path = f"lines[{place}]."
        if item.item_record_no in seen:
            found.append(Violation(TWICE, f"{path}itemRecordNo", args=(("item", item.item_record_no),)))
        seen.add(item.item_record_no)
        found += judge_line(item, codes=codes, known=known.get(item.item_record_no), path=path)
    return tuple(found)


def judge_manual(
    *, grade: str, drawn: bool = False, ledgers: Sequence[str] = (), paused: str = ""
) -> tuple[Violation, ...]:
    """Why an officer must look at a filing: the grade, the draw, a second ledger, a paused one.

    ``ledgers`` are those that the firm holds at the office where it files a new one; ``paused`` is the
    number of the ledger where it is paused. Nothing found: it passes by itself.

    Source: GACC announcement 2019-26; the grounds are this portal's.
    """
    found = []
    if grade in _LOW:
        found.append(Violation(LOW_GRADE))
    if drawn:
        found.append(Violation(ROUTED))
    if ledgers:
        found.append(Violation(SECOND_LEDGER, args=(("ems_no", ledgers[0]),)))
    if paused:
        found.append(Violation(PAUSED, args=(("ems_no", paused),)))
    return tuple(found)


def judge_words(items: Iterable[ItemDraft], *, known: Mapping[str, KnownItem]) -> tuple[Violation, ...]:
    """Items with movements that get another name: what lies there must still be what is written."""
    return tuple(
        Violation(OTHER_WORDS, args=(("item", item.item_record_no),))
        for item in items
        if (was := known.get(item.item_record_no)) is not None
        and was.moved
        and was.gname != item.gname.strip()
    )


def judge_said(said: str) -> tuple[Violation, ...]:
    """Whoever asks back or refuses says why."""
    return () if 0 < len(said.strip()) <= 500 else (Violation(NO_WORDS, "said"),)


def _judge_moved(item: ItemDraft, *, known: KnownItem, path: str) -> list[Violation]:
    """Goods code and unit stay what they are once there are movements."""
    found, number = [], ("item", item.item_record_no)
    if item.gcode != known.gcode:
        found.append(Violation(GOODS_CODE_MOVED, f"{path}gcode", args=(number, ("was", known.gcode))))
    if item.unit != known.unit:
        found.append(Violation(UNIT_MOVED, f"{path}unit", args=(number, ("was", known.unit))))
    return found


def _is_price(price: Decimal) -> bool:
    return (
        price.is_finite() and 0 <= price < Decimal(10) ** 14 and price == price.quantize(Decimal("0.00001"))
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
