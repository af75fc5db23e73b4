"""What a passage does to the papers of its goods: how much of each stands on passes and has gone through."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from bonded.rules import flow
from kernel.flow import Flow
from kernel.refusal import Rule, Severity, Violation, gettext_noop

_ONCE = "GACC announcement 2018-23 and the zone system: goods pass the gate once, on an approved gate pass"
_LATER = "Rule of this portal: what happened while the network was down is entered with its real time"
_COUNTER = "Rule of this portal: a wrong passage is taken back by a counter-entry that two officers stand for"

TOO_MUCH = Rule(
    "GAT-01",
    Severity.REFUSE,
    gettext_noop("Only %(left)s of line %(line)s of %(document)s are not on a gate pass yet."),
    _ONCE,
)
NOT_APPROVED = Rule(
    "GAT-02",
    Severity.REFUSE,
    gettext_noop("%(document)s is not approved: nothing of it may go through the gate."),
    _ONCE,
)
UNKNOWN_LINE = Rule("GAT-03", Severity.REFUSE, gettext_noop("%(document)s has no such line."), _ONCE)
NOT_THAT_MUCH = Rule(
    "GAT-04",
    Severity.REFUSE,
    gettext_noop("Line %(line)s of %(document)s has no such quantity to move at the gate."),
    _ONCE,
)
WRITTEN_OFF = Rule(
    "GAT-05",
    Severity.REFUSE,
    gettext_noop("%(document)s is written off with its period: its passages stand for good."),
    _COUNTER,
)
TOO_EARLY = Rule(
    "GAT-06",
    Severity.REFUSE,
    gettext_noop("A passage cannot lie before the approval of its gate pass (%(since)s)."),
    _LATER,
)
IN_FUTURE = Rule("GAT-07", Severity.REFUSE, gettext_noop("A passage cannot lie in the future."), _LATER)
TOO_LATE = Rule(
    "GAT-08",
    Severity.REFUSE,
    gettext_noop("A passage during a network failure is entered within %(hours)s hours."),
    _LATER,
)
NO_GROUND = Rule(
    "GAT-09",
    Severity.REFUSE,
    gettext_noop("Say in five to 300 characters why."),
    "House rule: a decision says why",
)
NOT_UNDOABLE = Rule(
    "GAT-10",
    Severity.REFUSE,
    gettext_noop("Only the passage with which a gate pass went through can be taken back."),
    _COUNTER,
)
PROPOSED_ALREADY = Rule(
    "GAT-11",
    Severity.REFUSE,
    gettext_noop("A counter-entry for this passage waits for a second officer already: %(number)s."),
    _COUNTER,
)
NO_EXPLANATION = Rule(
    "GAT-12",
    Severity.REFUSE,
    gettext_noop("Explain in five to 500 characters."),
    "GACC announcement 2025-19: the enterprise explains an anomaly at the gate",
)

BOOKED_LATER = Rule(
    "GAT-13",
    Severity.WARN,
    gettext_noop("The period of that day is written off: what passed is booked on the day it was entered."),
    _LATER,
)

RULES = (
    TOO_MUCH, NOT_APPROVED, UNKNOWN_LINE, NOT_THAT_MUCH, WRITTEN_OFF, TOO_EARLY, IN_FUTURE, TOO_LATE,
    NO_GROUND, NOT_UNDOABLE, PROPOSED_ALREADY, NO_EXPLANATION,
    BOOKED_LATER,
)  # fmt: skip

NONE, PART, ALL = flow.GATE_NONE, flow.GATE_PART, flow.GATE_ALL
_PASSING = {NONE: "", PART: "some pass", ALL: "the last pass"}
_UNDOING = {NONE: "undo all", PART: "undo some", ALL: ""}
_ZERO = Decimal(0)


class Carried(NamedTuple):
    """How much of one line there is, stands on live gate passes, and has gone through the gate."""

    qty: Decimal
    on_pass: Decimal
    passed: Decimal


def gate_axis(lines: Iterable[Carried]) -> int:
    """How much of a paper has gone through the gate: none, part or all; a paper of nothing: none.

    Source: invtIochkptStucd 1, 2, 3.
    """
    return _axis((line.qty, line.passed) for line in lines)


def pass_use(lines: Iterable[Carried]) -> int:
    """How much of a paper stands on gate passes: none, part or all.

    Source: passportUsedTypecd 1, 2, 3.
    """
    return _axis((line.qty, line.on_pass) for line in lines)


def _axis(pairs: Iterable[tuple[Decimal, Decimal]]) -> int:
    """Where ``done`` stands between nothing and all of ``qty``, over all lines."""
    known = [(qty, done) for qty, done in pairs if qty > _ZERO]
    if not any(done > _ZERO for _, done in known):
        return NONE
    return ALL if all(done == qty for qty, done in known) else PART


def check_axis(source: int, *, target: int, undo: bool, axis: Flow = flow.GATE_AXIS) -> None:
    """Assert that the gate axis may go from ``source`` to ``target``; staying where it is may always.

    Raises:
        ValueError: the flow of the axis knows no such move.
    """
    if source == target:
        return
    verb = (_UNDOING if undo else _PASSING)[target]
    if axis.target(verb, source) != target:
        raise ValueError(f"{axis.name}: {source} to {target} is no move")


def judge_ride(line: Carried, *, qty: Decimal, change: str) -> bool:
    """Whether ``qty`` of a line may ``put_on``, ``take_off``, ``pass`` or ``undo``.

    Always kept: passed <= on passes <= the line's quantity.
    """
    room = {
        "put_on": line.qty - line.on_pass,
        "take_off": line.on_pass - line.passed,
        "pass": line.on_pass - line.passed,
        "undo": line.passed,
    }[change]
    return _ZERO <= qty <= room


def moved(line: Carried, *, qty: Decimal, change: str) -> Carried:
    """The line after ``qty`` of it changed place (``judge_ride`` said that it may)."""
    on_pass = {"put_on": qty, "take_off": -qty}.get(change, _ZERO)
    passed = {"pass": qty, "undo": -qty}.get(change, _ZERO)
    return line._replace(on_pass=line.on_pass + on_pass, passed=line.passed + passed)


def judge_time(
    when: datetime, *, now: datetime, approved_at: datetime, hours: int, show: str
) -> tuple[Violation, ...]:
    """What speaks against entering now a passage that happened at ``when``; ``show`` is the approval's time.

    ``hours``: how long after a passage it may still be entered.
    """
    if when > now:
        return (Violation(IN_FUTURE, "at"),)
    if when < approved_at:
        return (Violation(TOO_EARLY, "at", args=(("since", show),)),)
    if now - when > timedelta(hours=hours):
        return (Violation(TOO_LATE, "at", args=(("hours", str(hours)),)),)
    return ()


def judge_words(text: str, *, rule: Rule, most: int, path: str) -> tuple[Violation, ...]:
    """Whether what a person says is long enough to mean something and short enough to keep."""
    return () if 5 <= len(text.strip()) <= most else (Violation(rule, path),)


def totals(rides: Sequence[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """The quantity of each line over all rides."""
    sums: dict[int, Decimal] = {}
    for line_id, qty in rides:
        sums[line_id] = sums.get(line_id, _ZERO) + qty
    return sums
