"""Ledgers: may a ledger be opened so, and may this opening quantity be booked on an item."""

from collections.abc import Container
from decimal import Decimal
from re import compile as compile_pattern

from bonded.facts import Intake, LotLabel, NewLedger, Position
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_NUMBER = compile_pattern(r"T([0-9]{4})W[0-9A-Z]{6}")
_GOODS_CODE = compile_pattern(r"[0-9]{10}")
_RECORD_NO = compile_pattern(r"[0-9A-Za-z][0-9A-Za-z._-]{0,29}")
_MOST = Decimal(10) ** 14
_STEP = Decimal("0.00001")

_SHAPE = "Logistics ledger numbers (bwsNo): T, customs office, W, serial of six; seen in live messages"
_LEDGER = "GACC announcement 2019-26: zone firms file their ledgers; BWS ledger head"
_ITEM = "BWS ledger line (gdsMtno, gdecd, gdsNm, unit; quantities decimal 19,5); CEB621 itemRecordNo C..30"
_OFFICER = (
    "Rule of this portal: an opening quantity is booked by an officer of the ledger's office, with ground"
)

BAD_NUMBER = Rule(
    "LDG-01",
    Severity.REFUSE,
    gettext_noop("A logistics ledger number is T, the four digits of its customs office, W and six more."),
    _SHAPE,
)
OTHER_OFFICE = Rule(
    "LDG-02",
    Severity.REFUSE,
    gettext_noop("The ledger number names customs office %(named)s, the ledger belongs to %(office)s."),
    _SHAPE,
)
TAKEN = Rule("LDG-03", Severity.REFUSE, gettext_noop("Ledger %(ems_no)s exists already."), _LEDGER)
NOT_OPERATOR = Rule(
    "LDG-04",
    Severity.REFUSE,
    gettext_noop("Only a zone operator that is a firm of that kind on the day can hold a ledger."),
    _LEDGER,
)
UNKNOWN_OFFICE = Rule(
    "LDG-05", Severity.REFUSE, gettext_noop("There is no customs office %(office)s on that day."), _LEDGER
)
NO_SPAN = Rule(
    "LDG-06", Severity.REFUSE, gettext_noop("The last day of validity must come after the first."), _LEDGER
)
UNKNOWN_FIRM = Rule(
    "LDG-07", Severity.REFUSE, gettext_noop("There is no firm with the code %(code)s."), _LEDGER
)
BAD_RECORD_NO = Rule(
    "LDG-11",
    Severity.REFUSE,
    gettext_noop(
        "The record number is one to thirty letters, digits or the signs . _ -, a letter or digit first."
    ),
    _ITEM,
)
BAD_GOODS_CODE = Rule("LDG-12", Severity.REFUSE, gettext_noop("A goods code has ten digits."), _ITEM)
NO_NAME = Rule(
    "LDG-13",
    Severity.REFUSE,
    gettext_noop("Give the name of the goods, in at most 512 characters."),
    _ITEM,
)
BAD_UNIT = Rule("LDG-14", Severity.REFUSE, gettext_noop("%(unit)s is not a unit of the code list."), _ITEM)
BAD_QUANTITY = Rule(
    "LDG-15",
    Severity.REFUSE,
    gettext_noop("The quantity must be above zero, with at most 14 digits before and 5 after the point."),
    _ITEM,
)
NO_REASON = Rule(
    "LDG-16",
    Severity.REFUSE,
    gettext_noop("Say on what ground the quantity is booked, in at most 200 characters."),
    _OFFICER,
)
OTHER_ITEM = Rule(
    "LDG-17",
    Severity.REFUSE,
    gettext_noop("Item %(item)s is already on this ledger with goods code %(gcode)s and unit %(unit)s."),
    _ITEM,
)
UNKNOWN_GOODS = Rule(
    "LDG-18", Severity.REFUSE, gettext_noop("Goods code %(gcode)s is not in force on that day."), _ITEM
)
TOO_MUCH = Rule(
    "LDG-19",
    Severity.REFUSE,
    gettext_noop("The quantity would make the item larger than a ledger can hold."),
    _ITEM,
)
NOT_OFFICER = Rule(
    "LDG-21",
    Severity.REFUSE,
    gettext_noop("Only an officer of customs office %(office)s may do this."),
    _OFFICER,
)
BOOKED_ALREADY = Rule(
    "LDG-22",
    Severity.REFUSE,
    gettext_noop("This quantity has been booked already; look at the movements of the item."),
    _OFFICER,
)

SUSPENDED = Rule(
    "LDG-23",
    Severity.REFUSE,
    gettext_noop("Customs have suspended this firm: nothing new is booked for it."),
    "Rule of this portal: while a firm is suspended it may start nothing new",
)

BAD_LOT = Rule(
    "LDG-24",
    Severity.REFUSE,
    gettext_noop("A lot number has at most 40 characters."),
    _ITEM,
)
BAD_KEEPING = Rule(
    "LDG-25",
    Severity.REFUSE,
    gettext_noop("The best-before date lies before the day of production."),
    _ITEM,
)

RULES = (
    BAD_LOT,
    BAD_KEEPING,
    SUSPENDED,
    BAD_NUMBER,
    OTHER_OFFICE,
    TAKEN,
    NOT_OPERATOR,
    UNKNOWN_OFFICE,
    NO_SPAN,
    UNKNOWN_FIRM,
    BAD_RECORD_NO,
    BAD_GOODS_CODE,
    NO_NAME,
    BAD_UNIT,
    BAD_QUANTITY,
    NO_REASON,
    OTHER_ITEM,
    UNKNOWN_GOODS,
    TOO_MUCH,
    NOT_OFFICER,
    BOOKED_ALREADY,
)


def judge_opening(ledger: NewLedger) -> tuple[Violation, ...]:
    """Whether a ledger may be opened so: number, office, operator and validity."""
    found = []
    shape = _NUMBER.fullmatch(ledger.ems_no)
    if shape is None:
        found.append(Violation(BAD_NUMBER, "emsNo"))
    elif shape[1] != ledger.office:
        args = (("named", shape[1]), ("office", ledger.office))
        found.append(Violation(OTHER_OFFICE, "emsNo", args=args))
    if not ledger.office_known:
        found.append(Violation(UNKNOWN_OFFICE, "office", args=(("office", ledger.office),)))
    if not ledger.operator:
        found.append(Violation(NOT_OPERATOR, "firm"))
    if ledger.valid_to is not None and ledger.valid_to <= ledger.valid_from:
        found.append(Violation(NO_SPAN, "validTo"))
    return tuple(found)


def judge_intake(
    intake: Intake, *, units: frozenset[str], goods: frozenset[str], position: Position | None
) -> tuple[Violation, ...]:
    """Whether an opening quantity may be booked: a well described item, the same one as before."""
    found = list(
        judge_item(
            intake.item_record_no,
            gcode=intake.gcode,
            gname=intake.gname,
            unit=intake.unit,
            units=units,
            goods=goods,
        )
    )
    if not is_quantity(intake.qty):
        found.append(Violation(BAD_QUANTITY, "qty"))
    if not 0 < len(intake.reason.strip()) <= 200:
        found.append(Violation(NO_REASON, "reason"))
    found += _judge_lot(intake.lot)
    if position is not None:
        found += _judge_against(position, intake=intake)
    return tuple(found)


def judge_item(
    item_record_no: str,
    *,
    gcode: str,
    gname: str,
    unit: str,
    units: Container[str],
    goods: Container[str],
    path: str = "",
) -> tuple[Violation, ...]:
    """Whether an item is well described; ``path`` goes before the fields (``lines[2].``)."""
    found = []
    if not _RECORD_NO.fullmatch(item_record_no):
        found.append(Violation(BAD_RECORD_NO, f"{path}itemRecordNo"))
    found += _judge_goods_code(gcode, goods=goods, path=path)
    if not 0 < len(gname.strip()) <= 512:
        found.append(Violation(NO_NAME, f"{path}gname"))
    if unit not in units:
        found.append(Violation(BAD_UNIT, f"{path}unit", args=(("unit", unit),)))
    return tuple(found)


def is_quantity(qty: Decimal) -> bool:
    """Above zero and within the 19 digits, five of them decimals, that ledgers hold."""
    return qty.is_finite() and 0 < qty < _MOST and qty == qty.quantize(_STEP)


def _judge_goods_code(gcode: str, *, goods: Container[str], path: str = "") -> list[Violation]:
    """Ten digits, and in force on the day."""
    if not _GOODS_CODE.fullmatch(gcode):
        return [Violation(BAD_GOODS_CODE, f"{path}gcode")]
    if gcode not in goods:
        return [Violation(UNKNOWN_GOODS, f"{path}gcode", args=(("gcode", gcode),))]
    return []


def _judge_lot(lot: LotLabel) -> list[Violation]:
    """A lot as it can be kept."""
    found = []
    if len(lot.lot_no) > 40:
        found.append(Violation(BAD_LOT, "lotNo"))
    if lot.best_before is not None and lot.produced_on is not None and lot.best_before < lot.produced_on:
        found.append(Violation(BAD_KEEPING, "bestBefore"))
    return found


def _judge_against(position: Position, *, intake: Intake) -> list[Violation]:
    """The item that stands already: the same goods and unit, and room for the quantity."""
    found = []
    if (position.gcode, position.unit) != (intake.gcode, intake.unit):
        args = (("item", intake.item_record_no), ("gcode", position.gcode), ("unit", position.unit))
        found.append(Violation(OTHER_ITEM, "itemRecordNo", args=args))
    if is_quantity(intake.qty) and not is_quantity(position.actl_inc + intake.qty):
        found.append(Violation(TOO_MUCH, "qty"))
    return found
