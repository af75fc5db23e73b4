"""Difficulties that an actor may see: scope, lists for pages, what is open of some firms."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from codelists.models import WorkingDay
from enterprises.facts import Actor
from enterprises.models import Difficulty, DifficultyHelp, Post, Team, User
from enterprises.permissions import may_see_own_firm, may_work_difficulties
from enterprises.rules import difficulties_clock as clockwork
from enterprises.rules.flow import DIFFICULTY_IN_HAND, DIFFICULTY_OPEN, DIFFICULTY_RAISED
from enterprises.selectors.coordination import is_recused, recusals_now, recused_firms, stands_in_for
from kernel.clock import business_date

# Posts whose holders own difficulties, help with them and are mentioned in notes.
WORKERS = ("officer", "inspector", "coordinator", "chief")
_WORKING = ("work", "makeup")
_CUSTOMS_BALL = (DIFFICULTY_RAISED, DIFFICULTY_IN_HAND)


class DifficultyRow(NamedTuple):
    """A difficulty on a list; ``left``: working days to its last day, negative when overdue.

    ``age`` is in working days; ``overdue`` only while the ball is with customs.
    """

    id: int
    number: str
    firm_id: int
    firm: str
    title: str
    category: str
    urgency: str
    status: int
    ball: str
    triage: str
    owner_id: int | None
    owner: str
    team: str
    raised_at: datetime
    due_at: datetime
    overdue: bool
    left: int
    age: int
    paused_days: int


def working_calendar(first: date, *, last: date) -> clockwork.Working:
    """Whether customs works on a day between ``first`` and ``last``; one query. Unknown days rest."""
    days = WorkingDay.objects.filter(date__range=(first, last), kind__in=_WORKING)
    return frozenset(days.values_list("date", flat=True)).__contains__


def owners(actor: Actor, *, at: datetime) -> frozenset[int]:
    """Whose difficulties the officer works on as the own: the own, and of whom it stands in for now."""
    if not actor.is_officer or actor.user_id is None:
        return frozenset()
    return stands_in_for(actor.user_id, at=at) | {actor.user_id}


def visible(actor: Actor, *, at: datetime | None = None) -> QuerySet[Difficulty]:
    """The difficulties that the actor may see, recusals left aside: the own firm's, or those of the offices.

    A department that owns one or helps with it sees it wherever it lies, and so do the owner and,
    where ``at`` is given, whoever stands in for the owner then. Programs see none.
    """
    if may_see_own_firm(actor):
        return Difficulty.objects.filter(firm_id=actor.firm_id or 0)
    if not may_work_difficulties(actor):
        return Difficulty.objects.none()
    helps = DifficultyHelp.objects.filter(team_id=actor.team_id or 0).values("difficulty_id")
    people = owners(actor, at=at) if at is not None else {actor.user_id}
    return Difficulty.objects.filter(
        Q(office__in=actor.offices) | Q(team_id=actor.team_id) | Q(pk__in=helps) | Q(owner_id__in=people)
    )


def difficulty_of(actor: Actor, *, number: str, at: datetime) -> Difficulty | None:
    """One difficulty with its firm, owner and department, or None where the actor may know of none."""
    rows = visible(actor, at=at).select_related("firm", "owner", "team", "raised_by", "closed_by", "same_as")
    return rows.filter(number=number).first()


def is_kept_away(actor: Actor, *, firm_id: int, at: datetime) -> bool:
    """Whether the actor is an officer who is recused from the firm now."""
    return (
        actor.is_officer and actor.user_id is not None and is_recused(actor.user_id, firm_id=firm_id, at=at)
    )


def may_see(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may see this difficulty and so its public attachments; a recused officer may not."""
    rows = without_recused(visible(actor), actor=actor, at=at)
    return bool(rows.filter(pk=subject_id).exists())


def without_recused(rows: QuerySet[Difficulty], *, actor: Actor, at: datetime) -> QuerySet[Difficulty]:
    """The rows without those of firms that the officer must keep away from now."""
    if not actor.is_officer or actor.user_id is None:
        return rows
    return rows.exclude(firm_id__in=recused_firms(actor.user_id, at=at))


def rows_of(found: Iterable[Difficulty], *, at: datetime) -> list[DifficultyRow]:
    """The difficulties (with firm, owner and team fetched) as rows of a list; one query for the calendar."""
    difficulties = list(found)
    if not difficulties:
        return []
    ends = [business_date(at), *(clockwork.last_day(d.due_at) for d in difficulties)]
    starts = [business_date(d.raised_at) for d in difficulties]
    working = working_calendar(min(*starts, *ends), last=max(ends) + timedelta(days=1))
    return [_row(one, at=at, working=working) for one in difficulties]


def _row(one: Difficulty, *, at: datetime, working: clockwork.Working) -> DifficultyRow:
    """One row with its clock as it stands at the moment."""
    return DifficultyRow(
        id=one.pk,
        number=one.number,
        firm_id=one.firm_id,
        firm=one.firm.name_zh,
        title=one.title,
        category=one.category,
        urgency=one.urgency,
        status=one.status,
        ball=one.ball,
        triage=one.triage,
        owner_id=one.owner_id,
        owner=one.owner.name if one.owner else "",
        team=one.team.name if one.team else "",
        raised_at=one.raised_at,
        due_at=one.due_at,
        overdue=one.status in _CUSTOMS_BALL and at >= one.due_at,
        left=clockwork.days_left(one.due_at, at=at, working=working),
        age=clockwork.age_days(one.raised_at, to_at=one.closed_at or at, working=working),
        paused_days=one.paused_days,
    )


def open_difficulties(firm_ids: Iterable[int], *, at: datetime) -> dict[int, list[DifficultyRow]]:
    """What is open of each firm, the nearest deadline first; firms without any are left out. Two queries."""
    rows = Difficulty.objects.filter(firm_id__in=set(firm_ids), status__in=DIFFICULTY_OPEN)
    found: dict[int, list[DifficultyRow]] = {}
    for row in rows_of(rows.select_related("firm", "owner", "team").order_by("due_at", "subject_id"), at=at):
        found.setdefault(row.firm_id, []).append(row)
    return found


def posts_now(at: datetime) -> QuerySet[Post]:
    """Posts in force on the day of ``at`` of those who work on difficulties."""
    day = business_date(at)
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Post.objects.filter(open_end, valid_from__lte=day, role__in=WORKERS)


def colleagues(one: Difficulty, *, at: datetime) -> QuerySet[User]:
    """Officers of the office, the owner's department and the helping ones, without those who are recused."""
    teams = Q(team__office=one.office) | Q(team_id=one.team_id)
    helping = DifficultyHelp.objects.filter(difficulty_id=one.pk).values("team_id")
    people = posts_now(at).filter(teams | Q(team_id__in=helping)).values("officer_id")
    kept = recusals_now(at).filter(firm_id=one.firm_id).values("officer_id")
    return User.objects.filter(pk__in=people, is_active=True).exclude(pk__in=kept).order_by("name", "id")


def departments(one: Difficulty, *, actor: Actor) -> QuerySet[Team]:
    """The departments that may own the difficulty or help: of its office, and of the officer's offices."""
    return Team.objects.filter(office__in=actor.offices | {one.office}).order_by("office", "name", "id")


def team_of(user_id: int, *, at: datetime) -> int | None:
    """The department of an officer: that of the latest post in force."""
    posts = posts_now(at).filter(officer_id=user_id).order_by("-valid_from", "-id")
    return posts.values_list("team_id", flat=True).first()
