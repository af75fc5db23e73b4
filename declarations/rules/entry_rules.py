"""What an entry declaration must say: its kind, its merged lines, its head, and how its tax is paid."""

from collections.abc import Sequence

from codelists.facts import CodeBook
from declarations.facts import EntryGoods, EntryHead
from declarations.rules.entry_tax import bears_tax
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_FILLING = "GACC announcement 2019-18 on filling in declarations"
_BONDED = "GACC announcement 2018-23: the declaration is generated from the bonded inventory"
_LICENCE = "Customs Law Article 66: no guarantee opens a door that a licence closes"
_AMEND = "GACC Decree 220 on amending and withdrawing declarations"
_PORTAL = "Rule of this portal"

NOT_READY = Rule(
    "ENT-01",
    Severity.REFUSE,
    gettext_noop("The inventory %(no)s is not approved, so nothing can be declared from it yet."),
    _BONDED,
)
NOT_NEEDED = Rule(
    "ENT-02",
    Severity.REFUSE,
    gettext_noop("The inventory %(no)s needs no entry declaration."),
    _BONDED,
)
DECLARED_ALREADY = Rule(
    "ENT-03",
    Severity.REFUSE,
    gettext_noop("The inventory %(no)s has a declaration already: %(entry)s."),
    _BONDED,
)
WRONG_KIND = Rule(
    "ENT-06",
    Severity.REFUSE,
    gettext_noop("This kind of declaration does not fit goods that move this way through the zone."),
    _BONDED,
)
NOT_FIRST_LINE = Rule(
    "ENT-07",
    Severity.REFUSE,
    gettext_noop(
        "A record list is for goods that cross the border: it needs a means of transport across it and a "
        "country other than China."
    ),
    _FILLING,
)
NOT_SECOND_LINE = Rule(
    "ENT-08",
    Severity.REFUSE,
    gettext_noop(
        "Between the zone and the home market the means of transport is none that crosses the border."
    ),
    _FILLING,
)
MISSING = Rule(
    "ENT-09",
    Severity.REFUSE,
    gettext_noop("Fill this in: customs need it on this kind of declaration."),
    _FILLING,
)
UNKNOWN_CODE = Rule(
    "ENT-10",
    Severity.REFUSE,
    gettext_noop("The code %(code)s is not known on %(on)s."),
    _FILLING,
)
NOT_POSITIVE = Rule(
    "ENT-11",
    Severity.REFUSE,
    gettext_noop("This must be above zero."),
    _FILLING,
)
NET_ABOVE_GROSS = Rule(
    "ENT-12",
    Severity.REFUSE,
    gettext_noop("The net weight is above the gross weight."),
    _FILLING,
)
NO_GUARANTOR = Rule(
    "ENT-13",
    Severity.REFUSE,
    gettext_noop("Release before payment needs a guarantee: name the firm whose guarantee covers the tax."),
    "Customs Law Articles 60 and 66; GACC announcement 2021-100",
)
LICENCE_AND_GUARANTEE = Rule(
    "ENT-14",
    Severity.REFUSE,
    gettext_noop(
        "Line %(line)s needs a licence and none is named, so the goods cannot be released on a guarantee."
    ),
    _LICENCE,
)
LICENCE_MISSING = Rule(
    "ENT-15",
    Severity.WARN,
    gettext_noop("Line %(line)s seems to need a licence and none is named; the officer will ask for it."),
    "Codes of supervision conditions; UNVERIFIED for single goods",
)
NOT_YOURS = Rule(
    "ENT-16",
    Severity.REFUSE,
    gettext_noop("Your firm may not declare for the firm that has to declare this inventory."),
    "Rule of this portal: the firm itself, or an agent with its authority to declare",
)
NO_DECLARANT = Rule(
    "ENT-17",
    Severity.REFUSE,
    gettext_noop("The firm that has to declare this inventory is not registered with this portal."),
    _PORTAL,
)
STOPPED = Rule(
    "ENT-18",
    Severity.REFUSE,
    gettext_noop("Customs have stopped goods or a firm of this declaration (order %(stop)s)."),
    "Rule of this portal: a stop order is honoured at once by acceptance and release",
)
FIRM_SUSPENDED = Rule(
    "ENT-19",
    Severity.REFUSE,
    gettext_noop("The firm that declares is suspended (%(number)s): nothing new is accepted from it."),
    "Rule of this portal: a suspended firm starts nothing new, nor does anybody for it",
)
NO_REASON = Rule("ENT-30", Severity.REFUSE, gettext_noop("Say why, in at least four characters."), _AMEND)
ASKED_ALREADY = Rule(
    "ENT-31", Severity.REFUSE, gettext_noop("You asked already; the office has not answered yet."), _AMEND
)
NOT_ASKABLE = Rule(
    "ENT-32",
    Severity.REFUSE,
    gettext_noop("At this stage a declaration can no longer be corrected; ask to withdraw it."),
    _AMEND,
)
UNDER_INSPECTION = Rule(
    "ENT-33",
    Severity.REFUSE,
    gettext_noop(
        "Goods that customs inspects, or found not to match, cannot be withdrawn by the firm itself."
    ),
    _AMEND,
)
SETTLED = Rule(
    "ENT-34",
    Severity.REFUSE,
    gettext_noop("The deliveries of this centralised declaration are settled, so it cannot be recalled."),
    "Rule of this portal: guarantees of deliveries were given back when it was finished",
)
RULES = (
    NOT_READY,
    NOT_NEEDED,
    DECLARED_ALREADY,
    WRONG_KIND,
    NOT_FIRST_LINE,
    NOT_SECOND_LINE,
    MISSING,
    UNKNOWN_CODE,
    NOT_POSITIVE,
    NET_ABOVE_GROSS,
    NO_GUARANTOR,
    LICENCE_AND_GUARANTEE,
    LICENCE_MISSING,
    NOT_YOURS,
    NO_DECLARANT,
    STOPPED,
    FIRM_SUSPENDED,
    NO_REASON,
    ASKED_ALREADY,
    NOT_ASKABLE,
    UNDER_INSPECTION,
    SETTLED,
)

IMPORT, EXPORT, RECORD_IN, RECORD_OUT = "1", "2", "3", "4"
REASON_LENGTH = 4
CHINA = "142"
# Means of transport across the border: water, rail, road, air, post.
ACROSS_BORDER = frozenset("23456")
_KINDS = {"I": frozenset({EXPORT, RECORD_IN}), "E": frozenset({IMPORT, RECORD_OUT})}
_RECORD_LISTS = frozenset({RECORD_IN, RECORD_OUT})
# Supervision conditions that ask for a licence: import licence, automatic import licence, export licence.
_LICENCES = {IMPORT: frozenset("17"), EXPORT: frozenset("4")}

# The names of the columns in sentences; the forms use the same.
FIELDS: dict[str, str] = {
    "supv_mode": gettext_noop("Supervision mode"),
    "traf_mode": gettext_noop("Means of transport"),
    "port": gettext_noop("Customs office of entry or exit"),
    "country": gettext_noop("Country of departure or destination"),
    "trade_country": gettext_noop("Trading country"),
    "consignee_code": gettext_noop("Code of the domestic party"),
    "consignee_name": gettext_noop("Name of the domestic party"),
    "owner_name": gettext_noop("Name of the user or producer"),
    "overseas_name": gettext_noop("Party abroad"),
    "transport_name": gettext_noop("Vessel, flight or vehicle"),
    "bill_no": gettext_noop("Bill of lading or waybill"),
    "packages": gettext_noop("Packages"),
    "gross_kg": gettext_noop("Gross weight (kg)"),
    "net_kg": gettext_noop("Net weight (kg)"),
    "qty1": gettext_noop("First legal quantity"),
    "total": gettext_noop("Total price"),
    "origin": gettext_noop("Country of origin"),
}
_ALWAYS = (
    "supv_mode",
    "traf_mode",
    "port",
    "country",
    "trade_country",
    "consignee_code",
    "consignee_name",
    "owner_name",
)
_ACROSS = ("overseas_name", "transport_name", "bill_no")


def kind_for(
    direction: str, *, traf_mode: str, country: str, centralised: bool, transfer: bool = False
) -> str:
    """The kind that goods moving this way get: record lists at the first line, declarations at the second.

    ``direction`` is that of the inventory: what leaves the zone for the home market is imported. What goes
    to another bonded ledger (``transfer``) is imported by nobody: record lists on both sides.

    Source: GACC announcement 2018-52: bonded goods stay bonded when they pass between zones (mode 1200).
    """
    if transfer:
        return RECORD_IN if direction == "I" else RECORD_OUT
    across = traf_mode in ACROSS_BORDER and country != CHINA and not centralised
    if direction == "I":
        return RECORD_IN if across else EXPORT
    return RECORD_OUT if across else IMPORT


def kinds_of(direction: str) -> tuple[str, ...]:
    """The kinds that goods moving this way may be declared with."""
    return tuple(sorted(_KINDS[direction]))


def judge_entry(
    head: EntryHead,
    *,
    goods: Sequence[EntryGoods],
    direction: str,
    centralised: bool,
    book: CodeBook,
    transfer: bool = False,
) -> tuple[Violation, ...]:
    """All that is wrong with a declaration before it is accepted, and what its officer should look at.

    ``transfer``: its inventory is one half of a transfer between bonded ledgers.
    """
    return (
        *_judge_kind(head, direction=direction, centralised=centralised, transfer=transfer),
        *_judge_missing(head, transfer=transfer),
        *_judge_codes(head, goods=goods, book=book),
        *_judge_amounts(head, goods=goods),
        *_judge_payment(head, goods=goods, book=book),
    )


def judge_reason(text: str, *, path: str = "reason") -> tuple[Violation, ...]:
    """Whether something is said."""
    return () if len(text.strip()) >= REASON_LENGTH else (Violation(NO_REASON, path),)


def _judge_kind(
    head: EntryHead, *, direction: str, centralised: bool, transfer: bool
) -> tuple[Violation, ...]:
    recorded = head.kind in _RECORD_LISTS
    if head.kind not in _KINDS[direction] or (centralised and recorded) or (transfer and not recorded):
        return (Violation(WRONG_KIND, "kind"),)
    across = head.traf_mode in ACROSS_BORDER
    if recorded and not transfer:
        fits = across and head.country != CHINA
        return () if fits or not head.traf_mode else (Violation(NOT_FIRST_LINE, "traf_mode"),)
    return (Violation(NOT_SECOND_LINE, "traf_mode"),) if across else ()


def _judge_missing(head: EntryHead, *, transfer: bool) -> tuple[Violation, ...]:
    names = _ALWAYS + (_ACROSS if head.kind in _RECORD_LISTS and not transfer else ())
    return tuple(_said(MISSING, name) for name in names if not str(getattr(head, name)).strip())


def _judge_codes(head: EntryHead, *, goods: Sequence[EntryGoods], book: CodeBook) -> tuple[Violation, ...]:
    asked = [
        ("supv_mode", head.supv_mode, book.supervision_modes),
        ("traf_mode", head.traf_mode, book.transport_modes),
        ("port", head.port, book.offices.keys()),
        ("country", head.country, book.countries),
        ("trade_country", head.trade_country, book.countries),
        ("freight_currency", head.freight_currency if head.freight else "", book.currencies),
        ("insurance_currency", head.insurance_currency if head.insurance else "", book.currencies),
    ]
    for one in goods:
        asked.append((f"lines[{one.seq}].currency", one.currency, book.currencies))
        asked.append((f"lines[{one.seq}].origin", one.origin, book.countries))
        asked.append((f"lines[{one.seq}].gcode", one.gcode, book.goods.keys()))
    return tuple(
        Violation(UNKNOWN_CODE, path, args=(("code", code), ("on", book.on.isoformat())))
        for path, code, known in asked
        if code and code not in known
    )


def _judge_amounts(head: EntryHead, *, goods: Sequence[EntryGoods]) -> tuple[Violation, ...]:
    found = [
        _said(NOT_POSITIVE, name) for name in ("packages", "gross_kg", "net_kg") if getattr(head, name) <= 0
    ]
    if head.net_kg > head.gross_kg:
        found.append(Violation(NET_ABOVE_GROSS, "net_kg"))
    for one in goods:
        found += [
            _said(NOT_POSITIVE, name, path=f"lines[{one.seq}].{name}")
            for name in ("total", "qty1")
            if getattr(one, name) <= 0
        ]
        if not one.origin:
            found.append(_said(MISSING, "origin", path=f"lines[{one.seq}].origin"))
    return tuple(found)


def _judge_payment(head: EntryHead, *, goods: Sequence[EntryGoods], book: CodeBook) -> tuple[Violation, ...]:
    covered = bears_tax(head.kind) and head.pay_mode != "first"
    found = [Violation(NO_GUARANTOR, "assure_code")] if covered and not head.assure_code.strip() else []
    if head.licence_no.strip():
        return tuple(found)
    rule = LICENCE_AND_GUARANTEE if covered else LICENCE_MISSING
    for one in goods:
        known = book.goods.get(one.gcode)
        if known is not None and _LICENCES.get(head.kind, frozenset()).intersection(known.licence_codes):
            found.append(Violation(rule, f"lines[{one.seq}].gcode", args=(("line", str(one.seq)),)))
    return tuple(found)


def _said(rule: Rule, name: str, *, path: str = "") -> Violation:
    return Violation(rule, path or name)
