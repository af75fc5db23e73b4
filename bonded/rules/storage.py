"""Days of a lot that come near: the end of its storage, its best-before date; and pauses of what moves."""

from datetime import date, timedelta

from kernel.refusal import Rule, Severity, Violation, gettext_noop

_PAUSE = "BWS ledger head and line (pauseChgMarkcd, cusmExeMarkcd 1, 4, 5, 6); ground: rule of this portal"

NO_GROUND = Rule(
    "LOT-11",
    Severity.REFUSE,
    gettext_noop("Say on what ground it is paused or moves again, in at most 300 characters."),
    _PAUSE,
)
SAME_MARK = Rule("LOT-12", Severity.REFUSE, gettext_noop("It stands so already."), _PAUSE)
BAD_MARK = Rule("LOT-13", Severity.REFUSE, gettext_noop("Say what is paused."), _PAUSE)
UNKNOWN_ITEM = Rule("LOT-14", Severity.REFUSE, gettext_noop("The ledger has no item %(item)s."), _PAUSE)

RULES = (NO_GROUND, SAME_MARK, BAD_MARK, UNKNOWN_ITEM)

MARKS = (1, 4, 5, 6)


def threshold(due: date, *, today: date, days: tuple[int, ...]) -> int | None:
    """The warning that is due now for a day that comes near: of ``days`` before it the smallest reached.

    None: it is further away than all of them. What is over already counts for the last one.
    """
    left = (due - today).days
    reached = [one for one in days if left <= one]
    return min(reached) if reached else None


def horizon(today: date, *, days: tuple[int, ...]) -> date:
    """The last day of which anything is said today."""
    return today + timedelta(days=max(days))


def judge_mark(mark: int, *, was: int, ground: str) -> tuple[Violation, ...]:
    """Whether an officer may set this mark, coming from another, with this ground."""
    found = []
    if mark not in MARKS:
        found.append(Violation(BAD_MARK, "mark"))
    elif mark == was:
        found.append(Violation(SAME_MARK, "mark"))
    if not 0 < len(ground.strip()) <= 300:
        found.append(Violation(NO_GROUND, "ground"))
    return tuple(found)
