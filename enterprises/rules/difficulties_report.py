"""What the reports on difficulties count: ages, deadlines kept, marks, and which ones come back unchanged."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

# The last working day of each bucket of ages; what is older falls into one more.
BUCKETS = (2, 5, 10)
_TENTH = Decimal("0.1")


class Case(NamedTuple):
    """One difficulty as it stood on the day of the report; ages and ``took`` in working days.

    ``accepted``: raised in the year of the report and not withdrawn. ``took`` is set when it is closed.
    """

    triage: str
    owner: str
    team: str
    is_open: bool
    overdue: bool
    age: int
    accepted: bool
    solved: bool
    took: int | None
    mark: int | None


class AgingRow(NamedTuple):
    """One line of the report: open ones by age, overdue ones, and how those of the year went.

    ``solved_rate`` is in per cent, ``days`` working days on average, ``mark`` the mean of 1 to 5; None
    where there is nothing to divide.
    """

    name: str
    buckets: tuple[int, ...]
    open: int
    overdue: int
    accepted: int
    solved: int
    solved_rate: Decimal | None
    days: Decimal | None
    mark: Decimal | None


class Past(NamedTuple):
    """A difficulty as the report on repetitions sees it; ``root`` is the one that it is the same as."""

    id: int
    root: int | None
    theme: tuple[str, str]
    raised_on: date
    changes: int


class Repetition(NamedTuple):
    """Difficulties that are the same one, oldest first, and how many changes were made because of them."""

    ids: tuple[int, ...]
    changes: int

    @property
    def unchanged(self) -> bool:
        """Whether it came back and nothing was changed."""
        return len(self.ids) > 1 and not self.changes


def aging_rows(cases: Iterable[Case], *, key: Callable[[Case], str]) -> list[AgingRow]:
    """One line for each value of ``key``, in the order of the values."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return [aging_row(groups[name], name=name) for name in sorted(groups)]


def aging_row(cases: Sequence[Case], *, name: str) -> AgingRow:
    """The line of these difficulties."""
    waiting = [case for case in cases if case.is_open]
    accepted = [case for case in cases if case.accepted]
    solved = [case for case in accepted if case.solved]
    marks = [case.mark for case in solved if case.mark is not None]
    return AgingRow(
        name,
        tuple(sum(_bucket(case.age) == place for case in waiting) for place in range(len(BUCKETS) + 1)),
        len(waiting),
        sum(case.overdue for case in waiting),
        len(accepted),
        len(solved),
        _ratio(100 * len(solved), len(accepted)),
        _ratio(sum(case.took or 0 for case in solved), len(solved)),
        _ratio(sum(marks), len(marks)),
    )


def repetitions(pasts: Iterable[Past]) -> list[Repetition]:
    """Which difficulties are the same, by an officer's word or by category and title.

    Those that came back without a change come first, the most frequent ahead; single ones are shown
    only when something was changed because of them.
    """
    ordered = sorted(pasts, key=lambda past: (past.raised_on, past.id))
    leader: dict[object, int] = {}
    groups: dict[int, list[Past]] = {}
    for past in ordered:
        names: tuple[object, ...] = (past.id, past.root or past.id, past.theme)
        known = {leader[name] for name in names if name in leader}
        first = min(known, default=past.id)
        members = [one for number in sorted(known) for one in groups.pop(number)]
        groups[first] = [*members, past]
        leader.update(dict.fromkeys(names, first))
        if len(known) > 1:
            leader.update({name: first for name, number in leader.items() if number in known})
    found = [_repetition(members) for members in groups.values()]
    shown = [one for one in found if len(one.ids) > 1 or one.changes]
    return sorted(shown, key=lambda one: (not one.unchanged, -len(one.ids), one.ids[0]))


def _repetition(members: Iterable[Past]) -> Repetition:
    """A group, oldest first."""
    ordered = sorted(members, key=lambda past: (past.raised_on, past.id))
    return Repetition(tuple(past.id for past in ordered), sum(past.changes for past in ordered))


def _bucket(age: int) -> int:
    """The place of an age among the buckets."""
    return sum(age > last for last in BUCKETS)


def _ratio(above: int, below: int) -> Decimal | None:
    """A quotient with one place, None where there is nothing to divide by."""
    return (Decimal(above) / below).quantize(_TENTH, ROUND_HALF_UP) if below else None
