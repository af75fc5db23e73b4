"""Selection (布控): which accepted lists are released by themselves, which are looked at, and why."""

from decimal import Decimal

from declarations.facts import SelectionFacts
from kernel.refusal import Rule, Severity, gettext_noop
from supervision.facts import Agreed, Routing, SelectionParameters

# Written beside every choice: raise it whenever a rule below changes what it finds.
VERSION = "2026-3"

RELEASE, REVIEW, INSPECT = "release", "review", "inspect"
# CEB622 returnStatus: handed over and waiting for documents; accepted.
WAITING, ACCEPTED = 3, 120

_LAW = (
    "GACC announcement 2018-194 (supervision of cross-border e-commerce retail; the watch lists are "
    "dated parameters), in force 2019-01-01"
)
_RATE = (
    "Rules for inspection of imports and exports (GACC decree 138): inspection may be by sample; the rate by "
    "credit grade is a dated parameter, UNVERIFIED"
)
_PORTAL = "Rule of this portal, its values are dated parameters proposed and approved by officers"

_PLAN = "Tailored supervision plan (一企一策), approved on two levels; its switch selection.lane"

RANDOM = Rule("SEL-01", Severity.ASK, gettext_noop("Drawn at random for inspection."), _RATE)
INSPECT_GOODS = Rule(
    "SEL-02", Severity.ASK, gettext_noop("A commodity code is on the inspection watch list."), _LAW
)
INSPECT_COUNTRY = Rule(
    "SEL-03", Severity.ASK, gettext_noop("A country of origin is on the inspection watch list."), _LAW
)
REVIEW_GOODS = Rule(
    "SEL-04", Severity.ASK, gettext_noop("A commodity code is on the review watch list."), _LAW
)
REVIEW_COUNTRY = Rule(
    "SEL-05", Severity.ASK, gettext_noop("A country of origin is on the review watch list."), _LAW
)
HIGH_VALUE = Rule(
    "SEL-06", Severity.ASK, gettext_noop("The value is at or above the review threshold."), _PORTAL
)
FULL_TAX = Rule(
    "SEL-07",
    Severity.ASK,
    gettext_noop("One indivisible item above the limit is taxed in full."),
    "MoF, GACC and STA notice 2018-49, article 2: one item above 5,000 within the year pays full duty and "
    "taxes, in force 2019-01-01; that a person looks at it is a rule of this portal",
)
WARNINGS = Rule("SEL-08", Severity.ASK, gettext_noop("The checks left warnings."), _PORTAL)
OFFICER = Rule(
    "SEL-09",
    Severity.ASK,
    gettext_noop("An officer sent it from review to inspection."),
    "Rules for inspection of imports and exports (GACC decree 138)",
)
PLAN_REVIEW = Rule(
    "SEL-10",
    Severity.ASK,
    gettext_noop("Its tailored supervision plan sends it to review."),
    _PLAN,
)
PLAN_INSPECT = Rule(
    "SEL-11",
    Severity.ASK,
    gettext_noop("Its tailored supervision plan sends it to inspection."),
    _PLAN,
)
UNSECURED = Rule(
    "SEL-12",
    Severity.ASK,
    gettext_noop("The guarantee behind it cannot be drawn now: it is frozen or has ended."),
    "Regulation on customs guarantees (Decree 581): released goods need security in force",
)
STOPPED = Rule(
    "SEL-13",
    Severity.ASK,
    gettext_noop("A stop order is in force for it, its goods or a firm of it."),
    "Customs Law of the PRC, Article 6; rule of this portal: what is stopped is not released",
)
UNJUDGED = Rule(
    "SEL-99", Severity.ASK, gettext_noop("Selection could not judge this list; a person must."), _PORTAL
)

RULES = (
    RANDOM,
    INSPECT_GOODS,
    INSPECT_COUNTRY,
    REVIEW_GOODS,
    REVIEW_COUNTRY,
    HIGH_VALUE,
    FULL_TAX,
    WARNINGS,
    OFFICER,
    PLAN_REVIEW,
    PLAN_INSPECT,
    UNSECURED,
    STOPPED,
    UNJUDGED,
)

_INSPECTS = frozenset({RANDOM, INSPECT_GOODS, INSPECT_COUNTRY, PLAN_INSPECT})
NOTHING_AGREED = Agreed()
_PLACES = 9


def draw_from(digest: bytes) -> Decimal:
    """The number in [0, 1) with nine places that a keyed hash of the list draws.

    The same list and key always draw the same number, so that a choice can be replayed; without
    the key nobody can foretell it.
    """
    return Decimal(int.from_bytes(digest, "big") % 10**_PLACES).scaleb(-_PLACES)


def judge_selection(
    facts: SelectionFacts,
    *,
    grade_rate: Decimal,
    draw: Decimal,
    parameters: SelectionParameters,
    agreed: Agreed = NOTHING_AGREED,
) -> Routing:
    """Where this accepted list goes: inspected if any inspection rule finds it, else reviewed, else released.

    ``grade_rate`` is the share of lists to inspect at random (0 none, 1 all), ``draw`` the list's own
    number in [0, 1). ``agreed`` is what its tailored plan says: a lane ``release`` spares it the review,
    never an inspection that a watch list or the draw wants.
    """
    # A straight list of the named rules: one line each.
    found = (
        (RANDOM, draw < grade_rate * agreed.rate_factor),
        (INSPECT_GOODS, _watched(facts.hs_codes, parameters.inspect_goods)),
        (INSPECT_COUNTRY, not parameters.inspect_countries.isdisjoint(facts.countries)),
        (REVIEW_GOODS, _watched(facts.hs_codes, parameters.review_goods)),
        (REVIEW_COUNTRY, not parameters.review_countries.isdisjoint(facts.countries)),
        (HIGH_VALUE, _at_least(facts.value_fen, parameters.review_value_fen)),
        (FULL_TAX, facts.full_tax),
        (WARNINGS, _at_least(facts.warnings, parameters.review_warnings or None)),
        (PLAN_REVIEW, agreed.lane == REVIEW),
        (PLAN_INSPECT, agreed.lane == INSPECT),
    )
    reasons = tuple(rule for rule, holds in found if holds)
    if agreed.lane == RELEASE:
        reasons = tuple(rule for rule in reasons if rule in _INSPECTS)
    if not _INSPECTS.isdisjoint(reasons):
        return Routing(INSPECT, reasons)
    return Routing(REVIEW if reasons else RELEASE, reasons)


def _watched(codes: tuple[str, ...], beginnings: tuple[str, ...]) -> bool:
    return any(code.startswith(beginnings) for code in codes)


def _at_least(value: int, threshold: int | None) -> bool:
    return threshold is not None and value >= threshold
