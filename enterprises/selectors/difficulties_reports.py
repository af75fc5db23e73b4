"""The reports on difficulties: their ages as of a day, and which came back without anything being changed."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from enterprises.facts import Actor
from enterprises.models import Difficulty, DifficultyChange, DifficultyClass, DifficultyEvent
from enterprises.rules import difficulties as law
from enterprises.rules import difficulties_clock as clockwork
from enterprises.rules.difficulties_report import (
    AgingRow,
    Case,
    Past,
    aging_row,
    aging_rows,
    repetitions,
)
from enterprises.rules.flow import (
    DIFFICULTY_CLOSED,
    DIFFICULTY_IN_HAND,
    DIFFICULTY_OPEN,
    DIFFICULTY_RAISED,
    DIFFICULTY_WITHDRAWN,
)
from enterprises.selectors.difficulties import visible, without_recused, working_calendar
from enterprises.selectors.difficulties_words import category_name
from kernel.clock import SHANGHAI, business_date

_CUSTOMS_BALL = (DIFFICULTY_RAISED, DIFFICULTY_IN_HAND)


class Aging(NamedTuple):
    """The report of a day: all together, and by class, owner and department."""

    total: AgingRow
    by_class: list[AgingRow]
    by_owner: list[AgingRow]
    by_team: list[AgingRow]


class Repeated(NamedTuple):
    """Difficulties that are the same one, with what was changed because of them."""

    difficulties: list[Difficulty]
    changes: list[DifficultyChange]
    unchanged: bool
    category: str


def aging(actor: Actor, *, on: date, at: datetime) -> Aging:
    """How old the difficulties of the actor's offices were at the end of ``on``, and how that year went.

    Statuses are those of that day, deadlines those of today. Three queries however many there are.
    """
    end = end_of(on, at=at)
    rows = without_recused(visible(actor), actor=actor, at=at).filter(raised_at__lt=end)
    found = list(rows.select_related("owner", "team").order_by("subject_id"))
    cases = cases_of(found, on=on, end=end)
    return Aging(
        aging_row(cases, name=_("All")),
        _in_words(aging_rows(cases, key=_class_place)),
        aging_rows(cases, key=lambda case: case.owner or _("Nobody yet")),
        aging_rows(cases, key=lambda case: case.team or _("No department yet")),
    )


def repeated(actor: Actor, *, at: datetime) -> list[Repeated]:
    """Which difficulties came back, those without a change first. Two queries however many there are."""
    rows = without_recused(visible(actor), actor=actor, at=at).exclude(status=DIFFICULTY_WITHDRAWN)
    found = list(rows.select_related("firm").annotate(made=Count("changes")).order_by("subject_id"))
    by_id = {one.pk: one for one in found}
    groups = repetitions(
        Past(
            one.pk,
            one.same_as_id,
            law.theme(one.category, title=one.title),
            business_date(one.raised_at),
            one.made,
        )
        for one in found
    )
    changes = _changes(pk for group in groups for pk in group.ids)
    return [
        Repeated(
            [by_id[pk] for pk in group.ids],
            [change for pk in group.ids for change in changes.get(pk, ())],
            group.unchanged,
            category_name(by_id[group.ids[0]].category),
        )
        for group in groups
    ]


def changes_of(one: Difficulty) -> QuerySet[DifficultyChange]:
    """What was changed because of one difficulty, oldest first."""
    return DifficultyChange.objects.filter(difficulty_id=one.pk).select_related("by").order_by("id")


def _changes(ids: Iterable[int]) -> dict[int, list[DifficultyChange]]:
    """What was changed because of these difficulties."""
    found: dict[int, list[DifficultyChange]] = {}
    for change in DifficultyChange.objects.filter(difficulty_id__in=set(ids)).order_by("id"):
        found.setdefault(change.difficulty_id, []).append(change)
    return found


def end_of(on: date, *, at: datetime) -> datetime:
    """The moment that the report of a day is about: its end, or now while it lasts."""
    return min(datetime.combine(on + timedelta(days=1), time(), SHANGHAI), at)


def cases_of(found: list[Difficulty], *, on: date, end: datetime) -> list[Case]:
    """The difficulties (with owner and team fetched) as they stood at ``end``; two queries."""
    if not found:
        return []
    last = DifficultyEvent.objects.filter(subject_id__in=[one.pk for one in found], at__lt=end)
    stood = dict(
        last.order_by("subject_id", "-id").distinct("subject_id").values_list("subject_id", "target")
    )
    working = working_calendar(min(business_date(one.raised_at) for one in found), last=on)
    return [_case(one, stood.get(one.pk, one.status), on=on, end=end, working=working) for one in found]


def _case(one: Difficulty, stood: int, *, on: date, end: datetime, working: clockwork.Working) -> Case:
    """One difficulty as it stood at ``end``."""
    solved = stood == DIFFICULTY_CLOSED
    done_at = min(one.closed_at or end, end)
    return Case(
        triage=one.triage,
        owner=one.owner.name if one.owner else "",
        team=one.team.name if one.team else "",
        is_open=stood in DIFFICULTY_OPEN,
        overdue=stood in _CUSTOMS_BALL and one.due_at <= end,
        age=clockwork.age_days(one.raised_at, to_at=end - timedelta(microseconds=1), working=working),
        accepted=stood != DIFFICULTY_WITHDRAWN and business_date(one.raised_at).year == on.year,
        solved=solved,
        took=clockwork.age_days(one.raised_at, to_at=done_at, working=working) if solved else None,
        mark=one.mark if solved else None,
    )


def _class_place(case: Case) -> str:
    """The class with its place, so that the report keeps the order of the classes."""
    return f"{clockwork.CLASSES.index(case.triage) if case.triage else len(clockwork.CLASSES)}{case.triage}"


def _in_words(rows: list[AgingRow]) -> list[AgingRow]:
    """The lines of classes with their names."""
    return [
        row._replace(name=str(DifficultyClass(row.name[1:]).label) if row.name[1:] else _("Not triaged yet"))
        for row in rows
    ]
