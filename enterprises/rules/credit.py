"""Credit grades: which the law of a day knows, what an older one counts as, and who may give another."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

ADVANCED, CERTIFIED, GENERAL = "advanced_certified", "certified", "general_certified"
DEFAULT, DISHONEST, SERIOUS = "default", "dishonest", "seriously_dishonest"


class Grade(NamedTuple):
    """One grade as the law of a time calls it; of two grades the one with the smaller ``rank`` is lower."""

    code: str
    rank: int
    name_zh: str
    name_en: str


class Regime(NamedTuple):
    """One law with its grades; ``instead`` says what grades of other laws count as while it is in force.

    ``valid_to`` is the first day after.
    """

    code: str
    valid_from: date
    valid_to: date | None
    grades: tuple[Grade, ...]
    instead: dict[str, str]
    source: str

    @property
    def last_day(self) -> date | None:
        """The last day of the law, None: still in force."""
        return None if self.valid_to is None else self.valid_to - timedelta(days=1)

    def grade(self, code: str) -> Grade:
        """The grade with this code, or what it counts as under this law."""
        wanted = self.instead.get(code, code)
        return next(one for one in self.grades if one.code == wanted)


REGIMES = (
    Regime(
        "decree-237",
        date(2018, 5, 1),
        date(2021, 11, 1),
        (
            Grade(ADVANCED, 4, "高级认证企业", "Advanced certified"),
            Grade(GENERAL, 3, "一般认证企业", "General certified"),
            Grade(DEFAULT, 2, "一般信用企业", "General credit"),
            Grade(DISHONEST, 1, "失信企业", "Dishonest"),
        ),
        {CERTIFIED: DEFAULT, SERIOUS: DISHONEST},
        "GACC Decree 237 (2018-05-01 to 2021-10-31)",
    ),
    Regime(
        "decree-251",
        date(2021, 11, 1),
        date(2026, 4, 1),
        (
            Grade(ADVANCED, 4, "高级认证企业", "Advanced certified"),
            Grade(DEFAULT, 2, "常规管理企业", "Regular management"),
            Grade(DISHONEST, 1, "失信企业", "Dishonest"),
        ),
        {GENERAL: DEFAULT, CERTIFIED: DEFAULT, SERIOUS: DISHONEST},
        "GACC Decree 251 (2021-11-01 to 2026-03-31)",
    ),
    Regime(
        "decree-282",
        date(2026, 4, 1),
        None,
        (
            Grade(ADVANCED, 4, "高级认证企业", "Advanced certified"),
            Grade(CERTIFIED, 3, "认证企业", "Certified"),
            Grade(DEFAULT, 2, "常规企业", "Regular"),
            Grade(DISHONEST, 1, "失信企业", "Dishonest"),
            Grade(SERIOUS, 0, "严重失信企业", "Seriously dishonest"),
        ),
        {GENERAL: DEFAULT},
        "GACC Decree 282 (from 2026-04-01); UNVERIFIED: known from two reports",
    ),
)


def regime_on(day: date) -> Regime:
    """The law whose grades count on the day; days before the first table are read by it."""
    return next((one for one in reversed(REGIMES) if one.valid_from <= day), REGIMES[0])


def grade(code: str, *, on: date) -> Grade:
    """The grade under the law of the day; one of an older law is its successor."""
    return regime_on(on).grade(code)


class GradeRow(NamedTuple):
    """A grade that somebody gave a firm; ``valid_to`` is the first day after, None: still."""

    grade: str
    valid_from: date
    valid_to: date | None

    def counts_on(self, day: date) -> bool:
        """Whether the row is in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def grade_on(rows: Iterable[GradeRow], *, on: date, resting: bool = False) -> str:
    """The grade that counts on the day: the lowest that anybody gave, as the law of that day calls it.

    ``resting``: the privileges of a certified firm rest, it counts as one without a special grade.

    Source: Decree 237, Article 27 (investigation) and the rule that on conflict the lower grade counts.
    """
    law = regime_on(on)
    given = [law.grade(row.grade) for row in rows if row.counts_on(on)]
    usual = law.grade(DEFAULT)
    lowest = min(given, key=lambda one: one.rank, default=usual)
    return min(lowest, usual, key=lambda one: one.rank).code if resting else lowest.code


def is_certified(code: str, *, on: date) -> bool:
    """Whether the grade stands above that of firms without a special one."""
    law = regime_on(on)
    return law.grade(code).rank > law.grade(DEFAULT).rank


_HOUSE = "Rule of this portal: a grade is changed by two officers, with a ground"
_LAW = "GACC Decree 237, 251 and 282: the grades of their times"
_WAIT = "GACC Decree 237: no certification within a year of a downgrade; UNVERIFIED for later decrees"

NO_SUCH_GRADE = Rule(
    "CRE-01", Severity.REFUSE, gettext_noop("On that day the law knows no such grade."), _LAW
)
SAME_GRADE = Rule(
    "CRE-02", Severity.REFUSE, gettext_noop("The firm has this grade on that day already."), _HOUSE
)
NO_GROUND = Rule("CRE-03", Severity.REFUSE, gettext_noop("Choose a ground that fits the grade."), _HOUSE)
NO_TEXT = Rule(
    "CRE-04",
    Severity.REFUSE,
    gettext_noop("Say in five to 500 characters why the grade changes: the firm reads it."),
    _HOUSE,
)
TOO_SOON = Rule(
    "CRE-05",
    Severity.REFUSE,
    gettext_noop("The firm lost its certification on %(day)s: it may be certified again from %(from)s on."),
    _WAIT,
)
WAITING_ALREADY = Rule(
    "CRE-06",
    Severity.REFUSE,
    gettext_noop("A change of this firm's grade waits for the second officer already: %(number)s."),
    _HOUSE,
)
LATER_ROW = Rule(
    "CRE-07",
    Severity.REFUSE,
    gettext_noop("A grade was given from %(day)s on; the change must begin later."),
    _HOUSE,
)
INVESTIGATED = Rule(
    "CRE-08",
    Severity.REFUSE,
    gettext_noop("The firm is under investigation: it cannot be certified now."),
    "GACC Decree 237, Article 17: an application under a smuggling investigation is terminated",
)
UNKNOWN = Rule("CRE-09", Severity.REFUSE, gettext_noop("There is no such change of grade."), _HOUSE)
NOT_YOURS = Rule("CRE-10", Severity.REFUSE, gettext_noop("Only whoever proposed it may withdraw it."), _HOUSE)

RULES = (
    NO_SUCH_GRADE,
    SAME_GRADE,
    NO_GROUND,
    NO_TEXT,
    TOO_SOON,
    WAITING_ALREADY,
    LATER_ROW,
    INVESTIGATED,
    UNKNOWN,
    NOT_YOURS,
)


class Ground(NamedTuple):
    """One ground of a grade change; ``up`` and ``down``: which way it may lead."""

    code: str
    text: str
    up: bool
    down: bool
    source: str


_DECREE = "GACC Decree 237, Articles 12 to 17; later decrees keep the ground, UNVERIFIED in detail"
GROUNDS = (
    Ground("certified", gettext_noop("Certified after an examination"), True, False, _DECREE),
    Ground(
        "repaired", gettext_noop("Credit repaired, or the time of dishonesty is over"), True, False, _DECREE
    ),
    Ground("objection", gettext_noop("The firm's objection was upheld"), True, False, _DECREE),
    Ground("failed", gettext_noop("Failed a re-examination"), False, True, _DECREE),
    Ground("renounced", gettext_noop("The firm gave its certification up"), False, True, _DECREE),
    Ground("smuggling", gettext_noop("Smuggling crime or act"), False, True, _DECREE),
    Ground("violations", gettext_noop("Violations above the limits"), False, True, _DECREE),
    Ground("arrears", gettext_noop("Taxes, fees or fines are overdue"), False, True, _DECREE),
    Ground("unreachable", gettext_noop("The firm cannot be reached"), False, True, _DECREE),
    Ground("false", gettext_noop("False information was given to customs"), False, True, _DECREE),
    Ground("other", gettext_noop("Another ground, named in the text"), True, True, _HOUSE),
)
_BY_CODE = {ground.code: ground for ground in GROUNDS}
_SHORTEST, _LONGEST = 5, 500


class Standing(NamedTuple):
    """What the portal knows of the firm's grade when another is proposed.

    ``current`` is the decided grade on the day the change begins, ``latest_from`` the first day of the
    latest decided row, ``lost_on`` when it last lost a certification, ``wait_to`` the first day on
    which it may be certified again.
    """

    current: str
    latest_from: date | None
    lost_on: date | None
    wait_to: date | None
    investigated: bool = False


def lost_on(rows: Iterable[GradeRow], *, before: date) -> date | None:
    """The last day before ``before`` on which a certification ended and a grade without one began.

    A grade that a later law no longer knows was not lost.
    """
    known = [row for row in rows if row.valid_from < before]
    ends = [(row.grade, row.valid_to) for row in known if row.valid_to is not None and row.valid_to <= before]
    return max(
        (
            day
            for grade_before, day in ends
            if is_certified(grade_before, on=day) and not is_certified(grade_on(known, on=day), on=day)
        ),
        default=None,
    )


def ground_text(code: str) -> str:
    """The ground as a sentence, the code itself where nobody knows it any more."""
    return _BY_CODE[code].text if code in _BY_CODE else code


def judge_change(
    new: str, *, valid_from: date, ground: str, text: str, standing: Standing
) -> tuple[Violation, ...]:
    """Whether a change to the grade ``new`` from the day on may be proposed, or still be countersigned.

    Source: Decree 237, Articles 12 to 17 and 27.
    """
    law = regime_on(valid_from)
    if new not in {one.code for one in law.grades}:
        return (Violation(NO_SUCH_GRADE, "grade"), *_judge_text(text))
    return (
        *_judge_ground(law.grade(new).rank - law.grade(standing.current).rank, ground=ground),
        *_judge_day(valid_from, standing=standing),
        *(_judge_certifying(valid_from, standing=standing) if is_certified(new, on=valid_from) else ()),
        *_judge_text(text),
    )


def _judge_text(text: str) -> tuple[Violation, ...]:
    return () if _SHORTEST <= len(text.strip()) <= _LONGEST else (Violation(NO_TEXT, "text"),)


def _judge_ground(up: int, *, ground: str) -> tuple[Violation, ...]:
    """``up`` is how far the change leads upwards, negative downwards."""
    if up == 0:
        return (Violation(SAME_GRADE, "grade"),)
    found = _BY_CODE.get(ground)
    fits = found is not None and (found.up if up > 0 else found.down)
    return () if fits else (Violation(NO_GROUND, "ground"),)


def _judge_day(valid_from: date, *, standing: Standing) -> tuple[Violation, ...]:
    latest = standing.latest_from
    if latest is None or valid_from > latest:
        return ()
    return (Violation(LATER_ROW, "valid_from", args=(("day", latest.isoformat()),)),)


def _judge_certifying(valid_from: date, *, standing: Standing) -> tuple[Violation, ...]:
    found = [Violation(INVESTIGATED, "grade")] if standing.investigated else []
    if standing.lost_on and standing.wait_to and valid_from < standing.wait_to:
        days = (("day", standing.lost_on.isoformat()), ("from", standing.wait_to.isoformat()))
        found.append(Violation(TOO_SOON, "grade", args=days))
    return tuple(found)
