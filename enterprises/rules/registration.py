"""What a registration must say before it is submitted, what an officer may decide, how firm data change."""

from collections.abc import Mapping
from datetime import date
from re import compile as compile_pattern
from typing import NamedTuple

from enterprises.rules.identifiers import judge_credit_code, judge_customs_code, looks_official
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_GACC = (
    "GACC order 253 (filing of customs declaration units, from 2022-01-01) Articles 4 and 6: market entity,"
    " credit code, data true and complete"
)
_HOUSE = "Rule of this portal: one firm, one registration, one decision with its reason"
_PHONE = compile_pattern(r"\+?[0-9][0-9 -]{5,18}[0-9]")
_DXP = compile_pattern(r"[0-9A-Z]{1,30}")
_PLATFORM = compile_pattern(r"[0-9A-Za-z]{1,20}")

LICENCE = "business_licence"
KINDS = ("platform", "merchant", "payment", "logistics", "declarant", "zone_operator")
PERSONAL = ("legal_representative", "contact_name", "contact_phone")
# What stands in an address: province, city, legal form; the rest is what a firm is called by.
_FORMS = ("有限责任公司", "股份有限公司", "有限公司", "公司")
_PLACES = ("湖南省", "湖南", "长沙市", "长沙", "（", "）", "(", ")")

MISSING = Rule("REG-01", Severity.REFUSE, gettext_noop("Needed before the registration is submitted."), _GACC)
KNOWN_FIRM = Rule(
    "REG-02",
    Severity.REFUSE,
    gettext_noop("A firm with this credit code is registered already; its administrator can invite you."),
    _HOUSE,
)
KNOWN_CUSTOMS_CODE = Rule(
    "REG-03", Severity.REFUSE, gettext_noop("A firm with this customs code is registered already."), _HOUSE
)
OPEN_ELSEWHERE = Rule(
    "REG-04",
    Severity.REFUSE,
    gettext_noop("A registration with this credit code is being examined already; ask the customs office."),
    _HOUSE,
)
UNKNOWN_OFFICE = Rule(
    "REG-05", Severity.REFUSE, gettext_noop("There is no customs office with this code."), _GACC
)
UNKNOWN_KIND = Rule("REG-06", Severity.REFUSE, gettext_noop("There is no such kind of firm."), _HOUSE)
NO_LICENCE = Rule("REG-07", Severity.REFUSE, gettext_noop("Attach a copy of the business licence."), _GACC)
NOT_UNDERTAKEN = Rule(
    "REG-08",
    Severity.REFUSE,
    gettext_noop("Confirm that what is said is true and that the firm answers for it."),
    _GACC,
)
PHONE_SHAPE = Rule(
    "REG-09", Severity.REFUSE, gettext_noop("A phone number has seven to twenty digits."), _HOUSE
)
DXP_SHAPE = Rule(
    "REG-10",
    Severity.REFUSE,
    gettext_noop("A DXP number has at most 30 digits or capital letters."),
    "CEB message specification: dxpId C..30",
)
KNOWN_PLATFORM_CODE = Rule(
    "REG-11", Severity.REFUSE, gettext_noop("Another firm has this platform code."), _HOUSE
)
PLATFORM_SHAPE = Rule(
    "REG-12",
    Severity.REFUSE,
    gettext_noop("A platform code has at most 20 digits or letters."),
    "CEB message specification: ebpCode C..50, this portal keeps 20",
)
AREAS_DIFFER = Rule(
    "REG-13",
    Severity.WARN,
    gettext_noop("The credit code was issued in area %(credit)s, the customs code in area %(customs)s."),
    "GB 32100-2015, 5.3 (area of registration) and GB/T 2260; customs codes begin with the same areas",
)
PLATFORM_OFFICIAL = Rule(
    "REG-14",
    Severity.REFUSE,
    gettext_noop("A platform code must not look like a customs code or a credit code."),
    "Rule of this portal: a code names one firm, whichever of its codes it is",
)
TOO_MANY_DRAFTS = Rule(
    "REG-15",
    Severity.REFUSE,
    gettext_noop("One person keeps at most %(limit)s drafts; submit or withdraw one of yours first."),
    "Rule of this portal: parameter registration.max_drafts",
)
TOO_MANY_TODAY = Rule(
    "REG-16",
    Severity.REFUSE,
    gettext_noop("One person begins at most %(limit)s registrations a day."),
    "Rule of this portal: parameter registration.per_day",
)
NO_REASON = Rule(
    "REG-21",
    Severity.REFUSE,
    gettext_noop("Say in at least five characters (at most 500) what is asked or why."),
    _HOUSE,
)
NOT_WITH_FIRM = Rule(
    "REG-22", Severity.REFUSE, gettext_noop("This registration is not with you any more."), _HOUSE
)
NOT_SUBMITTED = Rule(
    "REG-23", Severity.REFUSE, gettext_noop("This registration does not wait for a decision."), _HOUSE
)
UNKNOWN_REGISTRATION = Rule("REG-24", Severity.REFUSE, gettext_noop("There is no such registration."), _HOUSE)
TAKEN = Rule(
    "REG-25",
    Severity.REFUSE,
    gettext_noop("Another registration with one of these codes was approved a moment ago."),
    _HOUSE,
)
NOT_A_FIRM_PERSON = Rule(
    "REG-26", Severity.REFUSE, gettext_noop("Only a person who works for firms can register one."), _HOUSE
)
UNPROVEN_PERSON = Rule(
    "REG-27", Severity.REFUSE, gettext_noop("The person with this address has not confirmed it yet."), _HOUSE
)
NOTHING_CHANGED = Rule("REG-31", Severity.REFUSE, gettext_noop("Nothing was changed."), _HOUSE)
NO_NAME = Rule("REG-32", Severity.REFUSE, gettext_noop("A firm needs its Chinese name."), _GACC)
KIND_SPAN = Rule(
    "REG-33",
    Severity.REFUSE,
    gettext_noop("%(kind)s begins on %(day)s and cannot end on that day or before."),
    _HOUSE,
)
NO_KIND = Rule("REG-34", Severity.REFUSE, gettext_noop("A firm acts as at least one kind."), _HOUSE)

RULES = (
    MISSING,
    KNOWN_FIRM,
    KNOWN_CUSTOMS_CODE,
    OPEN_ELSEWHERE,
    UNKNOWN_OFFICE,
    UNKNOWN_KIND,
    NO_LICENCE,
    NOT_UNDERTAKEN,
    PHONE_SHAPE,
    DXP_SHAPE,
    KNOWN_PLATFORM_CODE,
    PLATFORM_SHAPE,
    AREAS_DIFFER,
    PLATFORM_OFFICIAL,
    TOO_MANY_DRAFTS,
    TOO_MANY_TODAY,
    NO_REASON,
    NOT_WITH_FIRM,
    NOT_SUBMITTED,
    UNKNOWN_REGISTRATION,
    TAKEN,
    NOT_A_FIRM_PERSON,
    UNPROVEN_PERSON,
    NOTHING_CHANGED,
    NO_NAME,
    KIND_SPAN,
    NO_KIND,
)

_NEEDED = (
    "credit_code",
    "customs_code",
    "name_zh",
    "kinds",
    "office",
    "address",
    "legal_representative",
    "contact_name",
    "contact_phone",
)


class Typed(NamedTuple):
    """What stands in the form, as typed; the three last texts are personal."""

    credit_code: str = ""
    customs_code: str = ""
    name_zh: str = ""
    name_en: str = ""
    kinds: tuple[str, ...] = ()
    platform_code: str = ""
    dxp_id: str = ""
    office: str = ""
    zone: str = ""
    address: str = ""
    legal_representative: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    undertaken: bool = False


class Known(NamedTuple):
    """What is known beside the form: codes in use elsewhere, the offices, what is attached.

    ``taken`` holds the fields among credit_code, customs_code and platform_code whose value names a
    firm already, as whichever of its codes.
    """

    offices: frozenset[str]
    taken: frozenset[str] = frozenset()
    open_elsewhere: bool = False
    labels: frozenset[str] = frozenset()


def judge_typed(typed: Typed, *, known: Known) -> tuple[Violation, ...]:
    """What is wrong with the fields that are filled; an empty field is not wrong yet.

    Source: GB 32100-2015 for the credit code.
    """
    found: list[Violation] = []
    if typed.credit_code:
        found += judge_credit_code(typed.credit_code, path="credit_code")
    if typed.customs_code:
        found += judge_customs_code(typed.customs_code, path="customs_code")
    found += _judge_known(known)
    found += _judge_choices(typed, known=known)
    found += _judge_shapes(typed)
    return tuple(found) + judge_areas(typed)


def judge_submission(typed: Typed, *, known: Known) -> tuple[Violation, ...]:
    """Everything that keeps the registration from being submitted, and the notes that do not."""
    missing = tuple(Violation(MISSING, name) for name in _NEEDED if not getattr(typed, name))
    found = missing + judge_typed(typed, known=known)
    if LICENCE not in known.labels:
        found += (Violation(NO_LICENCE, "attachments"),)
    if not typed.undertaken:
        found += (Violation(NOT_UNDERTAKEN, "undertaken"),)
    return found


def judge_areas(typed: Typed) -> tuple[Violation, ...]:
    """A note where the two codes name different areas; nothing while one of them is not whole."""
    if judge_credit_code(typed.credit_code) or judge_customs_code(typed.customs_code):
        return ()
    credit, customs = typed.credit_code[2:6], typed.customs_code[:4]
    if credit == customs:
        return ()
    return (Violation(AREAS_DIFFER, "customs_code", args=(("credit", credit), ("customs", customs))),)


def _judge_known(known: Known) -> tuple[Violation, ...]:
    rules = (
        ("credit_code", KNOWN_FIRM),
        ("customs_code", KNOWN_CUSTOMS_CODE),
        ("platform_code", KNOWN_PLATFORM_CODE),
    )
    found = tuple(Violation(rule, field) for field, rule in rules if field in known.taken)
    return (*found, Violation(OPEN_ELSEWHERE, "credit_code")) if known.open_elsewhere else found


def _judge_choices(typed: Typed, *, known: Known) -> tuple[Violation, ...]:
    found = [Violation(UNKNOWN_KIND, "kinds") for kind in typed.kinds if kind not in KINDS][:1]
    for field in ("office", "zone"):
        code = getattr(typed, field)
        if code and code not in known.offices:
            found.append(Violation(UNKNOWN_OFFICE, field))
    return tuple(found)


def _judge_shapes(typed: Typed) -> tuple[Violation, ...]:
    shapes = (
        ("contact_phone", _PHONE, PHONE_SHAPE),
        ("dxp_id", _DXP, DXP_SHAPE),
        ("platform_code", _PLATFORM, PLATFORM_SHAPE),
    )
    found = tuple(
        Violation(rule, field)
        for field, shape, rule in shapes
        if getattr(typed, field) and not shape.fullmatch(getattr(typed, field))
    )
    if looks_official(typed.platform_code):
        return (*found, Violation(PLATFORM_OFFICIAL, "platform_code"))
    return found


def judge_start(*, drafts: int, today: int, most: int, per_day: int) -> tuple[Violation, ...]:
    """Whether a person with so many drafts, who began so many registrations today, may begin another."""
    if drafts >= most:
        return (Violation(TOO_MANY_DRAFTS, args=(("limit", str(most)),)),)
    return (Violation(TOO_MANY_TODAY, args=(("limit", str(per_day)),)),) if today >= per_day else ()


def judge_said(text: str, *, path: str = "reason") -> tuple[Violation, ...]:
    """Whether a question, answer or reason says something: five to 500 characters."""
    return () if 5 <= len(text.strip()) <= 500 else (Violation(NO_REASON, path),)


def name_core(name: str) -> str:
    """What a firm is called without place and legal form: ``长沙湘品优选有限公司`` becomes ``湘品优选``."""
    core = name.strip()
    for form in _FORMS:
        core = core.removesuffix(form)
    for place in _PLACES:
        core = core.replace(place, "")
    return core


class Span(NamedTuple):
    """One kind of a firm from a day on; ``ends`` is the first day after, None while it is open."""

    kind: str
    begins: date
    ends: date | None


class KindPlan(NamedTuple):
    """Which kinds begin on the day, and which end on it."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


def plan_kinds(spans: tuple[Span, ...], *, wanted: frozenset[str], on: date) -> KindPlan:
    """What must change so that the firm acts as ``wanted`` from ``on`` on; what runs stays as it is."""
    there = {span.kind for span in spans if span.ends is None or (span.begins <= on < span.ends)}
    endless = {span.kind for span in spans if span.ends is None}
    begin = tuple(kind for kind in KINDS if kind in wanted - there)
    return KindPlan(begin, tuple(kind for kind in KINDS if kind in endless - wanted))


def judge_kinds(
    spans: tuple[Span, ...], *, wanted: frozenset[str], on: date, labels: Mapping[str, str]
) -> tuple[Violation, ...]:
    """Whether the kinds can change on that day: one is left, and none ends before it has begun."""
    if not wanted:
        return (Violation(NO_KIND, "kinds"),)
    ending = plan_kinds(spans, wanted=wanted, on=on).end
    return tuple(
        Violation(KIND_SPAN, "kinds", args=(("kind", labels[span.kind]), ("day", span.begins.isoformat())))
        for span in spans
        if span.ends is None and span.kind in ending and span.begins >= on
    )
