"""Resumption of work: what a report must say, and how the reports of many firms become a trend."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_HOUSE = "Changsha Customs, February and March 2020: each firm of the district says how it works"

BAD_SHARE = Rule(
    "WRK-01",
    Severity.REFUSE,
    gettext_noop("A stopped firm works 0 percent, a firm that works fully 100, any other 1 to 99."),
    _HOUSE,
)
NO_BLOCKER = Rule(
    "WRK-02",
    Severity.REFUSE,
    gettext_noop("Choose at least one thing that keeps the firm from working fully."),
    _HOUSE,
)
SAY_WHAT = Rule("WRK-03", Severity.REFUSE, gettext_noop("Say in words what the other obstacle is."), _HOUSE)
LONG_TEXT = Rule("WRK-04", Severity.REFUSE, gettext_noop("Write at most 1,000 characters."), _HOUSE)
CHECKED = Rule("WRK-05", Severity.REFUSE, gettext_noop("This report was confirmed already."), _HOUSE)
NO_STATE = Rule("WRK-06", Severity.REFUSE, gettext_noop("Choose how far the firm works again."), _HOUSE)
NOT_NEWEST = Rule(
    "WRK-07", Severity.REFUSE, gettext_noop("The firm has sent a newer report: confirm that one."), _HOUSE
)

RULES = (BAD_SHARE, NO_BLOCKER, SAY_WHAT, LONG_TEXT, CHECKED, NO_STATE, NOT_NEWEST)

STATES = ("stopped", "partly", "full")
BLOCKERS = ("workers", "logistics", "raw_material", "orders", "funds", "customs", "epidemic", "other")
_SHARES = {"stopped": range(1), "partly": range(1, 100), "full": range(100, 101)}


class ReportFact(NamedTuple):
    """One report: the firm, the day it was given, and what it says."""

    firm_id: int
    on: date
    state: str
    share: int
    blockers: tuple[str, ...]


class TrendDay(NamedTuple):
    """How the firms stood at the end of one day; ``silent`` never reported until then."""

    on: date
    stopped: int
    partly: int
    full: int
    silent: int


def judge_report(state: str, *, share: int, blockers: Sequence[str], text: str) -> tuple[Violation, ...]:
    """Why the report cannot be taken; all reasons."""
    if state not in STATES:
        return (Violation(NO_STATE, "state"),)
    known = bool(blockers) and set(blockers) <= set(BLOCKERS)
    found = (
        (share not in _SHARES[state], BAD_SHARE, "share"),
        (state != "full" and not known, NO_BLOCKER, "blockers"),
        ("other" in blockers and not text.strip(), SAY_WHAT, "text"),
        (len(text.strip()) > 1000, LONG_TEXT, "text"),
    )
    return tuple(Violation(rule, path) for wrong, rule, path in found if wrong)


def share_of(state: str, *, said: int | None) -> int:
    """The share that follows from the state; what was said counts where the firm works partly."""
    return {"stopped": 0, "full": 100}.get(state, said if said is not None else -1)


def fold_trend(days: Sequence[date], reports: Iterable[ReportFact], *, firms: int) -> list[TrendDay]:
    """The state of all firms at the end of each day: of each firm its newest report until then.

    ``reports`` in the order in which they were given; those before the first day count from it on.
    """
    by_day: dict[date, list[ReportFact]] = defaultdict(list)
    for report in reports:
        by_day[max(report.on, days[0])].append(report)
    states: dict[int, str] = {}
    trend = []
    for day in days:
        states.update((report.firm_id, report.state) for report in by_day[day])
        counts = Counter(states.values())
        trend.append(_day(day, counts=counts, silent=max(firms - len(states), 0)))
    return trend


def _day(on: date, *, counts: Counter[str], silent: int) -> TrendDay:
    """The counts of one day by name."""
    return TrendDay(on, counts["stopped"], counts["partly"], counts["full"], silent)


def count_blockers(newest: Iterable[ReportFact]) -> list[tuple[str, int]]:
    """How many firms each obstacle keeps from working, most first; of each firm its newest report."""
    counts = Counter(kind for report in newest if report.state != "full" for kind in set(report.blockers))
    return sorted(counts.items(), key=lambda pair: (-pair[1], BLOCKERS.index(pair[0])))
