"""What each credit grade gives and takes: one table of rights, with the law that says so."""

from typing import NamedTuple

from enterprises.rules.credit import ADVANCED, CERTIFIED, DEFAULT, DISHONEST, GENERAL, SERIOUS
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_RESERVATION = "GACC announcement 2018-109 (from 2018-10-30): reservation clearance"
_CENTRAL = "GACC Decree 169, on centralised declaration: stopped when the grade falls to dishonest"
_TOTAL = "GACC announcement 2021-100: total guarantee, not for dishonest firms"
_EXEMPT = "Decree 581, Article 10; GACC Decree 237: exemption from guarantee for advanced certified firms"
_BATCHES = "GACC announcement 2023-148 (from 2023-10-27): certified firms of the zone may ask"
_D237 = "GACC Decree 237 (from 2018-05-01)"
_LATER = "; UNVERIFIED for the grades of Decree 282"
_COORDINATOR = "GACC announcement 2018-181 (from 2019-01-01); each firm of the zone by the measures of 2020"
_BOND = "GACC announcement 2018-155 (from 2018-11-01): general credit or better"

NO_RESERVATION = Rule(
    "RIG-01",
    Severity.REFUSE,
    gettext_noop("A dishonest firm cannot reserve clearance outside the working hours."),
    _RESERVATION,
)
NO_TOTAL_GUARANTEE = Rule(
    "RIG-02", Severity.REFUSE, gettext_noop("A dishonest firm cannot use a total guarantee."), _TOTAL
)
NO_CENTRAL = Rule(
    "RIG-03",
    Severity.REFUSE,
    gettext_noop("A dishonest firm cannot deliver in batches and declare later."),
    _CENTRAL,
)
NO_EXEMPTION = Rule(
    "RIG-04",
    Severity.REFUSE,
    gettext_noop("Only a firm of the highest trust may be exempted from a guarantee."),
    _EXEMPT,
)
NO_BOND = Rule(
    "RIG-05", Severity.REFUSE, gettext_noop("A dishonest firm cannot secure tax by bond insurance."), _BOND
)
NO_MONTHLY_TAX = Rule(
    "RIG-06", Severity.REFUSE, gettext_noop("A dishonest firm cannot pay its taxes by the month."), _D237
)
NO_GREEN_CHANNEL = Rule(
    "RIG-07",
    Severity.REFUSE,
    gettext_noop("A dishonest firm has no green channel."),
    "Criterion of this portal: general credit or better; UNVERIFIED, no national text was found",
)

RULES = (
    NO_RESERVATION,
    NO_TOTAL_GUARANTEE,
    NO_CENTRAL,
    NO_EXEMPTION,
    NO_BOND,
    NO_MONTHLY_TAX,
    NO_GREEN_CHANNEL,
)

RESERVATION, LEAD, TOTAL_GUARANTEE = "reservation", "lead_hours", "total_guarantee"
INSPECTION, EXEMPTION, CENTRAL, BOND = "inspection", "guarantee_exemption", "centralised", "bond_insurance"
MONTHLY_TAX, COORDINATOR, GREEN_CHANNEL = "monthly_tax", "coordinator", "green_channel"
FIRST, CERTIFY, REVIEW = "first_in_crisis", "certify", "review"


class Answer(NamedTuple):
    """What one right is to one grade; ``number`` fills ``%(number)s`` of the text."""

    given: bool
    text: str
    number: str = ""


class Right(NamedTuple):
    """One right with its answer for each grade; ``rule`` is what a refusal says where it is not given."""

    code: str
    name: str
    answers: dict[str, Answer]
    source: str
    rule: Rule | None = None


_YES, _NO = Answer(True, gettext_noop("Open")), Answer(False, gettext_noop("Not open"))
_ASK = Answer(True, gettext_noop("May be granted on application"))
_ALL = (ADVANCED, CERTIFIED, GENERAL, DEFAULT, DISHONEST, SERIOUS)
_HONEST, _OTHERS = (ADVANCED, CERTIFIED, GENERAL, DEFAULT), (DISHONEST, SERIOUS)


def _each(answer: Answer, *, grades: tuple[str, ...] = _ALL) -> dict[str, Answer]:
    return dict.fromkeys(grades, answer)


_OPEN_TO_HONEST = _each(_YES, grades=_HONEST) | _each(_NO, grades=_OTHERS)
_HOURS = gettext_noop("%(number)s hours before")
_AT_MOST = gettext_noop("At most %(number)s %% of the usual rate")
_AT_LEAST = Answer(False, gettext_noop("At least %(number)s %% of all lists"), "80")
_EVERY_THREE = Answer(True, gettext_noop("Every three years"))
_NEVER = Answer(False, gettext_noop("Not applicable"))

RIGHTS = (
    Right(
        INSPECTION,
        gettext_noop("Inspection rate"),
        {
            ADVANCED: Answer(True, _AT_MOST, "20"),
            CERTIFIED: Answer(True, _AT_MOST, "50"),
            GENERAL: Answer(True, _AT_MOST, "50"),
            DEFAULT: Answer(True, gettext_noop("The usual rate")),
            DISHONEST: _AT_LEAST,
            SERIOUS: _AT_LEAST,
        },
        _D237 + _LATER,
    ),
    Right(
        RESERVATION,
        gettext_noop("Reservation of clearance outside the working hours"),
        _OPEN_TO_HONEST,
        _RESERVATION,
        NO_RESERVATION,
    ),
    Right(
        LEAD,
        gettext_noop("Lead time of a reservation"),
        {
            ADVANCED: Answer(True, _HOURS, "8"),
            CERTIFIED: Answer(True, _HOURS, "8"),
            GENERAL: Answer(True, _HOURS, "24"),
            DEFAULT: Answer(True, _HOURS, "24"),
            DISHONEST: _NO,
            SERIOUS: _NO,
        },
        _RESERVATION + _LATER,
        NO_RESERVATION,
    ),
    Right(
        EXEMPTION,
        gettext_noop("Exemption from guarantee"),
        _each(_NO) | {ADVANCED: _ASK, CERTIFIED: _ASK, GENERAL: Answer(False, gettext_noop("A reduced one"))},
        _EXEMPT + "; " + _BATCHES + _LATER,
        NO_EXEMPTION,
    ),
    Right(TOTAL_GUARANTEE, gettext_noop("Total guarantee"), _OPEN_TO_HONEST, _TOTAL, NO_TOTAL_GUARANTEE),
    Right(BOND, gettext_noop("Tariff bond insurance"), _OPEN_TO_HONEST, _BOND, NO_BOND),
    Right(MONTHLY_TAX, gettext_noop("Taxes paid by the month"), _OPEN_TO_HONEST, _D237, NO_MONTHLY_TAX),
    Right(
        CENTRAL,
        gettext_noop("Delivery in batches, declared later"),
        _OPEN_TO_HONEST,
        _CENTRAL,
        NO_CENTRAL,
    ),
    Right(
        COORDINATOR,
        gettext_noop("An officer as coordinator"),
        _each(Answer(True, gettext_noop("If the firm stands in the zone")))
        | {ADVANCED: Answer(True, gettext_noop("By right"))},
        _COORDINATOR,
    ),
    Right(
        GREEN_CHANNEL,
        gettext_noop("Green channel"),
        _each(_ASK, grades=_HONEST) | _each(_NO, grades=_OTHERS),
        NO_GREEN_CHANNEL.source,
        NO_GREEN_CHANNEL,
    ),
    Right(
        FIRST,
        gettext_noop("First to be cleared when trade resumes after a disruption"),
        _each(_NO) | {ADVANCED: _YES},
        _D237,
    ),
    Right(
        CERTIFY,
        gettext_noop("Waiting time before it may be certified (again)"),
        _each(_NEVER, grades=(ADVANCED, CERTIFIED, GENERAL))
        | {DEFAULT: Answer(True, gettext_noop("One year after a refusal or a downgrade"))}
        | _each(Answer(False, gettext_noop("Two years until it counts as honest again")), grades=_OTHERS),
        _D237 + "; UNVERIFIED for later decrees, which have a repair of credit",
    ),
    Right(
        REVIEW,
        gettext_noop("Re-examination"),
        _each(_EVERY_THREE, grades=(ADVANCED, CERTIFIED, GENERAL))
        | _each(_NEVER, grades=(DEFAULT, *_OTHERS)),
        _D237 + _LATER,
    ),
)
_BY_CODE = {right.code: right for right in RIGHTS}


def answer(code: str, *, grade: str) -> Answer:
    """What the right is to a firm of the grade."""
    return _BY_CODE[code].answers[grade]


def judge_right(code: str, *, grade: str, path: str = "") -> tuple[Violation, ...]:
    """Whether a firm of the grade may use the right; only rights with a rule can refuse.

    Source: see the table.
    """
    right = _BY_CODE[code]
    if right.rule is None or right.answers[grade].given:
        return ()
    return (Violation(right.rule, path),)


def lead_hours(grade: str) -> int | None:
    """Hours that a reservation must be made before, None where the grade may not reserve at all.

    Source: GACC announcement 2018-109.
    """
    number = answer(LEAD, grade=grade).number
    return int(number) if number else None
