"""The switches of a tailored supervision plan: what each takes, and which named rule gives way to it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from re import compile as compile_pattern
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Rule of this portal: a tailored supervision plan is data that switches named rules"
_LICENCE = "Customs Law Article 66: no guarantee and no later hand-in where a licence is required"

NO_SWITCH = Rule(
    "PLN-08",
    Severity.REFUSE,
    gettext_noop("Turn at least one switch: a plan that changes no rule is no plan."),
    _HOUSE,
)
UNKNOWN_SWITCH = Rule("PLN-09", Severity.REFUSE, gettext_noop("There is no such switch."), _HOUSE)
BAD_CHOICE = Rule("PLN-10", Severity.REFUSE, gettext_noop("Choose one of the values offered."), _HOUSE)
OUT_OF_BOUNDS = Rule(
    "PLN-11", Severity.REFUSE, gettext_noop("Give a number from %(low)s to %(high)s."), _HOUSE
)
BAD_DOCUMENTS = Rule(
    "PLN-12",
    Severity.REFUSE,
    gettext_noop(
        "Choose the documents owed later, and within 1 to %(high)s days; a licence is never owed later."
    ),
    _LICENCE,
)
NO_ADDRESS = Rule(
    "PLN-13",
    Severity.REFUSE,
    gettext_noop("Inspection at the firm's premises needs their address (5 to 200 characters)."),
    "GACC Decree 138, rules for inspection: outside the supervised place only on written request",
)
ADDRESS_UNUSED = Rule(
    "PLN-18",
    Severity.REFUSE,
    gettext_noop(
        "An address belongs to inspection at the firm's premises: turn that switch, or leave it out."
    ),
    _HOUSE,
)

RULES = (
    NO_SWITCH,
    UNKNOWN_SWITCH,
    BAD_CHOICE,
    OUT_OF_BOUNDS,
    BAD_DOCUMENTS,
    NO_ADDRESS,
    ADDRESS_UNUSED,
)

# What may be handed in later. A licence is not among them (Customs Law, Article 66).
DOCUMENTS = {
    "contract": gettext_noop("Contract"),
    "invoice": gettext_noop("Invoice"),
    "packing_list": gettext_noop("Packing list"),
    "transport": gettext_noop("Transport document"),
    "origin": gettext_noop("Certificate of origin"),
    "test_report": gettext_noop("Test report"),
    "donation": gettext_noop("Certificate of donation"),
}


class Switch(NamedTuple):
    """One thing a plan may switch.

    ``kind``: ``choice``, ``integer``, ``decimal`` or ``documents`` (``15:invoice,contract``: within 15
    days). ``low`` and ``high`` bound numbers and days; ``rule`` names the rule that gives way; ``said``
    is the effect in words with a place for the value.
    """

    name: str
    kind: str
    label: str
    rule: str
    said: str
    choices: Mapping[str, str] = {}
    low: str = ""
    high: str = ""


LANE, RATE, DEADLINE = "selection.lane", "selection.rate_factor", "case.deadline_hours"
LEAD, PLACE, OWED = "reservation.lead_hours", "inspection.place", "documents.owed"
PREMISES = "premises"

SWITCHES = (
    Switch(
        LANE,
        "choice",
        gettext_noop("Lane"),
        gettext_noop("Selection: the lane that SEL-04 to SEL-08 would choose"),
        gettext_noop("Lists of these goods: %(value)s."),
        {
            "release": gettext_noop("released without review, unless a watch list demands inspection"),
            "review": gettext_noop("reviewed by an officer first"),
            "inspect": gettext_noop("inspected"),
            "normal": gettext_noop("routed as usual"),
        },
    ),
    Switch(
        RATE,
        "decimal",
        gettext_noop("Share of the inspection rate"),
        gettext_noop("Selection: the rate of SEL-01 by credit grade"),
        gettext_noop("The random inspection rate of the firm's grade is multiplied by %(value)s."),
        low="0",
        high="1",
    ),
    Switch(
        DEADLINE,
        "integer",
        gettext_noop("Hours for a case"),
        gettext_noop("Cases: the hours for a review and for an inspection"),
        gettext_noop("A review or an inspection is finished within %(value)s hours."),
        low="1",
        high="48",
    ),
    Switch(
        LEAD,
        "integer",
        gettext_noop("Hours before a reservation"),
        gettext_noop("Reservation: the shortest lead time by credit grade"),
        gettext_noop("A reservation is made at least %(value)s hours before."),
        low="0",
        high="24",
    ),
    Switch(
        PLACE,
        "choice",
        gettext_noop("Place of inspection"),
        gettext_noop("Inspection: at the supervised place (GACC Decree 138)"),
        gettext_noop("Goods are inspected %(value)s."),
        {
            "site": gettext_noop("at the supervised place"),
            PREMISES: gettext_noop("at the firm's premises"),
        },
    ),
    Switch(
        OWED,
        "documents",
        gettext_noop("Documents owed later"),
        gettext_noop("Acceptance: documents handed over with the declaration"),
        gettext_noop("May be handed in within %(days)s days after release: %(value)s."),
        low="1",
        high="30",
    ),
)
BY_NAME = {one.name: one for one in SWITCHES}

_WHOLE, _DECIMAL = compile_pattern(r"[0-9]{1,3}\Z"), compile_pattern(r"[0-9]{1,3}(\.[0-9]{1,2})?\Z")


def judge_switches(switches: tuple[tuple[str, str], ...], *, address: str = "") -> tuple[Violation, ...]:
    """Whether at least one switch is turned, and each to a value that it takes."""
    if not switches:
        return (Violation(NO_SWITCH, "switches"),)
    found: list[Violation] = []
    for name, value in switches:
        known = BY_NAME.get(name)
        path = f"switches.{name}"
        found += (
            [Violation(UNKNOWN_SWITCH, path)] if known is None else _JUDGES[known.kind](known, value, path)
        )
    at_premises = dict(switches).get(PLACE) == PREMISES
    if at_premises:
        found += [] if 5 <= len(address.strip()) <= 200 else [Violation(NO_ADDRESS, "address")]
    elif address.strip():
        found.append(Violation(ADDRESS_UNUSED, "address"))
    return tuple(found)


def _judge_choice(one: Switch, value: str, path: str) -> list[Violation]:
    return [] if value in one.choices else [Violation(BAD_CHOICE, path)]


def _judge_number(one: Switch, value: str, path: str) -> list[Violation]:
    """A plain number within the bounds: whole, or with at most two places."""
    plain = (_DECIMAL if one.kind == "decimal" else _WHOLE).match(value)
    if plain and Decimal(one.low) <= Decimal(value) <= Decimal(one.high):
        return []
    return [Violation(OUT_OF_BOUNDS, path, args=(("low", one.low), ("high", one.high)))]


def _judge_documents(one: Switch, value: str, path: str) -> list[Violation]:
    days, kinds = owed_documents(value)
    if kinds and set(kinds) <= set(DOCUMENTS) and int(one.low) <= days <= int(one.high):
        return []
    return [Violation(BAD_DOCUMENTS, path, args=(("high", one.high),))]


_JUDGES = {
    "choice": _judge_choice,
    "integer": _judge_number,
    "decimal": _judge_number,
    "documents": _judge_documents,
}


def owed_documents(value: str) -> tuple[int, tuple[str, ...]]:
    """The days and the kinds that the value of ``documents.owed`` says; 0 days when malformed."""
    days, _colon, kinds = value.partition(":")
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    return number, tuple(kind for kind in kinds.split(",") if kind)


def owed_value(days: int, *, kinds: Iterable[str]) -> str:
    """The value of ``documents.owed`` for these documents, in the order of the table."""
    chosen = set(kinds)
    ordered = [kind for kind in DOCUMENTS if kind in chosen] + sorted(chosen - set(DOCUMENTS))
    return f"{days}:{','.join(ordered)}"
