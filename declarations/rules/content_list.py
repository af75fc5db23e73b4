"""The content of an import list alone: codes, weights, legal units, and what each mode asks for."""

from collections.abc import Iterator
from datetime import datetime

from codelists.facts import CodeBook, GoodsRate
from declarations.facts import ImportList, ListLine
from declarations.rules.elements import (
    CON_08,
    CON_09,
    Priced,
    judge_amounts,
    judge_code,
    judge_currency,
    judge_day,
    judge_numbering,
    judge_parcel,
    judge_person,
    judge_priced,
    judge_quantities,
    named,
)
from kernel.clock import business_date
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FORMAT = "GACC notice 113/2018, enterprise interface specification of the unified system: "
_FAILED = "-621001"

BONDED, DIRECT = "1210", "9610"

LIS_01 = Rule(
    "LIS-01",
    Severity.REFUSE,
    gettext_noop("The list has no lines; it needs at least one."),
    _FORMAT + "621 InventoryList",
    "-621000",
)
LIS_02 = Rule(
    "LIS-02",
    Severity.REFUSE,
    gettext_noop("gnum of line %(line)s stands twice in the list; each line needs its own."),
    _FORMAT + "621 gnum",
    "-621027",
)
LIS_03 = Rule(
    "LIS-03",
    Severity.REFUSE,
    gettext_noop("ieFlag must be I (import)."),
    _FORMAT + "621 ieFlag",
    _FAILED,
)
LIS_04 = Rule(
    "LIS-04",
    Severity.REFUSE,
    gettext_noop("tradeMode must be 1210 (bonded) or 9610 (direct purchase); no other mode is served here."),
    _FORMAT + "621 tradeMode",
    _FAILED,
)
LIS_05 = Rule(
    "LIS-05",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s: %(code)s is not a customs office of this district in force on %(on)s; give its four "
        "digits."
    ),
    _FORMAT + "621 customsCode and portCode (JGS/T 18)",
    _FAILED,
)
LIS_06 = Rule(
    "LIS-06",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s: %(code)s is not a mode of transport in force on %(on)s; give a one-character customs "
        "code."
    ),
    _FORMAT + "621 trafMode",
    _FAILED,
)
LIS_07 = Rule(
    "LIS-07",
    Severity.REFUSE,
    gettext_noop("netWeight must not be above grossWeight."),
    _FORMAT + "621 grossWeight and netWeight",
    _FAILED,
)
LIS_08 = Rule(
    "LIS-08",
    Severity.REFUSE,
    gettext_noop(
        "assureCode (the guarantor) must be agentCode, ebcCode, ebpCode or logisticsCode of this list."
    ),
    _FORMAT + "621 assureCode: declarant, merchant (or platform) or logistics company only",
    _FAILED,
)
LIS_09 = Rule(
    "LIS-09",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s is missing: bonded import (1210) needs emsNo, areaCode and itemRecordNo on each line."
    ),
    _FORMAT + "621 emsNo, areaCode and itemRecordNo, required for bonded",
    _FAILED,
)
LIS_10 = Rule(
    "LIS-10",
    Severity.REFUSE,
    gettext_noop("country of the list must be 142 in bonded import (1210): the goods come from the zone."),
    _FORMAT + "621 country: 142 for bonded",
    _FAILED,
)
LIS_11 = Rule(
    "LIS-11",
    Severity.REFUSE,
    gettext_noop("%(field)s must be left empty in bonded import (1210)."),
    _FORMAT + "621 trafNo, voyageNo and billNo, blank for bonded",
    _FAILED,
)
LIS_12 = Rule(
    "LIS-12",
    Severity.REFUSE,
    gettext_noop("%(field)s is missing: direct purchase import (9610) needs trafNo, voyageNo and billNo."),
    _FORMAT + "621 trafNo, voyageNo and billNo, required for direct purchase",
    _FAILED,
)
LIS_13 = Rule(
    "LIS-13",
    Severity.REFUSE,
    gettext_noop(
        "%(field)s must be left empty in direct purchase import (9610): it belongs to bonded ledgers."
    ),
    _FORMAT + "621 emsNo, areaCode and itemRecordNo are of bonded import",
    _FAILED,
)
LIS_14 = Rule(
    "LIS-14",
    Severity.REFUSE,
    gettext_noop(
        "gcode of line %(line)s: %(code)s is not a commodity code in force on %(on)s; give ten digits of "
        "the tariff."
    ),
    _FORMAT + "621 gcode; customs tariff of the day",
    _FAILED,
)
LIS_15 = Rule(
    "LIS-15",
    Severity.REFUSE,
    gettext_noop("%(field)s of line %(line)s must be %(unit)s, the legal unit of %(code)s."),
    _FORMAT + "621 unit1 and unit2; customs tariff of the day",
    _FAILED,
)
LIS_16 = Rule(
    "LIS-16",
    Severity.REFUSE,
    gettext_noop("unit2 and qty2 of line %(line)s must be left empty: %(code)s has one legal unit."),
    _FORMAT + "621 unit2; customs tariff of the day",
    _FAILED,
)
LIS_17 = Rule(
    "LIS-17",
    Severity.REFUSE,
    gettext_noop("qty2 of line %(line)s must be given with unit2, and left empty without it."),
    _FORMAT + "621 qty2 and unit2; the same rule in words as -625009",
    _FAILED,
)
LIS_18 = Rule(
    "LIS-18",
    Severity.WARN,
    gettext_noop(
        "%(field)s of line %(line)s is not qty, though both are in the same unit; one of them is wrong."
    ),
    "Rule of this portal: one quantity of one line in one unit",
    _FAILED,
)
RULES = (
    LIS_01, LIS_02, LIS_03, LIS_04, LIS_05, LIS_06, LIS_07, LIS_08, LIS_09,
    LIS_10, LIS_11, LIS_12, LIS_13, LIS_14, LIS_15, LIS_16, LIS_17, LIS_18,
)  # fmt: skip


def judge_list(lst: ImportList, *, at: datetime, book: CodeBook) -> tuple[Violation, ...]:
    """Everything an import list must be by itself, on the day of the book.

    Source: interface specification, InventoryHead and InventoryList.
    """
    found = [
        *judge_numbering([line.gnum for line in lst.lines], empty=LIS_01, double=LIS_02),
        *_head(lst, at=at, book=book),
        *_weights(lst),
        *_mode(lst),
    ]
    for position, line in enumerate(lst.lines, start=1):
        found += _line(line, position=position, book=book)
    return tuple(found)


def _head(lst: ImportList, *, at: datetime, book: CodeBook) -> Iterator[Violation]:
    """The head: flags, dates, person, money and codes."""
    if lst.ie_flag != "I":
        yield Violation(LIS_03, "ieFlag")
    yield from judge_day(lst.decl_time, path="declTime", today=business_date(at))
    yield from judge_person(lst.buyer_id_type, number=lst.buyer_id_number, prefix="buyer")
    yield from judge_currency(lst.currency, path="currency")
    yield from judge_amounts((("freight", lst.freight), ("insuredFee", lst.insured_fee)))
    for path, code in (("customsCode", lst.customs_code), ("portCode", lst.port_code)):
        yield from judge_code(code, path=path, known=book.offices, rule=LIS_05, on=book.on)
    yield from judge_code(lst.traf_mode, path="trafMode", known=book.transport_modes, rule=LIS_06, on=book.on)
    yield from judge_code(lst.country, path="country", known=book.countries, rule=CON_09, on=book.on)
    if lst.assure_code not in (lst.agent_code, lst.ebc_code, lst.ebp_code, lst.logistics_code):
        yield Violation(LIS_08, "assureCode")


def _weights(lst: ImportList) -> Iterator[Violation]:
    """One parcel, and its weights."""
    yield from judge_parcel(lst.pack_no)
    yield from judge_quantities((("grossWeight", lst.gross_weight), ("netWeight", lst.net_weight)))
    if lst.net_weight > lst.gross_weight:
        yield Violation(LIS_07, "netWeight", "list.grossWeight")


def _mode(lst: ImportList) -> Iterator[Violation]:
    """What the supervision mode asks for and forbids."""
    leg = (("trafNo", lst.traf_no), ("voyageNo", lst.voyage_no), ("billNo", lst.bill_no))
    records = [(f"lines[{n}].itemRecordNo", line.item_record_no) for n, line in enumerate(lst.lines, start=1)]
    ledger = (("emsNo", lst.ems_no), ("areaCode", lst.area_code), *records)
    if lst.trade_mode == BONDED:
        yield from (named(LIS_09, path=path) for path, value in ledger if not value)
        yield from (named(LIS_11, path=path) for path, value in leg if value)
        if lst.country != "142":
            yield Violation(LIS_10, "country")
    elif lst.trade_mode == DIRECT:
        yield from (named(LIS_12, path=path) for path, value in leg if not value)
        yield from (named(LIS_13, path=path) for path, value in ledger if value)
    else:
        yield Violation(LIS_04, "tradeMode")


def _line(line: ListLine, *, position: int, book: CodeBook) -> Iterator[Violation]:
    """One line: prices and codes, then its commodity and the legal units."""
    path = f"lines[{position}]"
    priced = Priced(path, line.qty, line.price, line.total_price, line.currency, line.country, line.unit)
    yield from judge_priced(
        priced,
        position=position,
        tolerance=book.number("match.tolerance"),
        units=book.units,
        countries=book.countries,
        on=book.on,
    )
    yield from judge_quantities(((f"{path}.qty1", line.qty1), (f"{path}.qty2", line.qty2)))
    goods = book.goods.get(line.gcode)
    if goods is None:
        args = (("line", str(position)), ("code", line.gcode), ("on", book.on.isoformat()))
        yield Violation(LIS_14, f"{path}.gcode", args=args)
        yield from judge_code(line.unit1, path=f"{path}.unit1", known=book.units, rule=CON_08, on=book.on)
        if line.unit2:
            yield from judge_code(line.unit2, path=f"{path}.unit2", known=book.units, rule=CON_08, on=book.on)
    else:
        yield from _legal_units(line, position=position, goods=goods)
    yield from _same_unit(line, position=position)


def _legal_units(line: ListLine, *, position: int, goods: GoodsRate) -> Iterator[Violation]:
    """The legal units are those of the tariff; a commodity with one has no second quantity."""
    path, number = f"lines[{position}]", str(position)
    if line.unit1 != goods.unit1:
        yield named(LIS_15, path=f"{path}.unit1", line=number, unit=goods.unit1, code=line.gcode)
    if not goods.unit2:
        if line.unit2 or line.qty2 is not None:
            yield Violation(LIS_16, f"{path}.unit2", args=(("line", number), ("code", line.gcode)))
        return
    if line.unit2 != goods.unit2:
        yield named(LIS_15, path=f"{path}.unit2", line=number, unit=goods.unit2, code=line.gcode)
    if (line.qty2 is None) != (not line.unit2):
        yield Violation(LIS_17, f"{path}.qty2", args=(("line", number),))


def _same_unit(line: ListLine, *, position: int) -> Iterator[Violation]:
    """A legal quantity in the declared unit is the declared quantity."""
    for name, qty, unit in (("qty1", line.qty1, line.unit1), ("qty2", line.qty2, line.unit2)):
        if unit == line.unit and qty is not None and qty != line.qty:
            yield named(LIS_18, path=f"lines[{position}].{name}", line=str(position))
