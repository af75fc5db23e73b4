"""What the timetable does with difficulties: bring late ones before the chief, close silent ones."""

from collections.abc import Iterable
from datetime import datetime

from codelists.selectors import parameter
from enterprises.facts import SYSTEM, Audience, ToPosts, ToUsers
from enterprises.models import Difficulty, DifficultyClosing, DifficultyEscalation, DifficultyStatus
from enterprises.rules import difficulties as law
from enterprises.rules import difficulties_clock as clockwork
from enterprises.selectors.difficulties import working_calendar
from enterprises.services.difficulties_file import TRAIL, customs_side, firm_side, tell
from kernel.clock import SHANGHAI, business_date
from kernel.models.jobs import JobRun
from kernel.orm.jobs import Item, advance, close, hold, open_run
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention

ESCALATE, SILENCE = "enterprises.escalate_difficulties", "enterprises.close_silent_difficulties"
_SLOT = 15  # minutes between two escalations
_CHUNK = 500


def escalate_late(*, at: datetime, limit: int = _CHUNK) -> int:
    """Bring overdue difficulties, and critical ones that nobody took in hand, before the chief: each once.

    One run in every quarter of an hour; a second start in it does nothing. How many were brought.
    """
    local = at.astimezone(SHANGHAI)
    slot = local.replace(minute=local.minute - local.minute % _SLOT)
    run = open_run(ESCALATE, key=f"{slot:%Y-%m-%dT%H:%M}", business_on=business_date(at), at=at)
    if run is None:
        return 0
    hours = int(parameter("difficulty.triage_hours", on=business_date(at)))
    done = 0
    while True:
        with intention():
            held = hold(run)
            if held is None:
                return done
            ids = _waiting(after=held.cursor)[:limit]
            done += _escalate(held, ids, hours=hours, at=at)
        if len(ids) < limit:
            close(run, at=at)
            return done


def _waiting(*, after: str) -> list[int]:
    """Difficulties with customs, in the order of their ids."""
    with_customs = (DifficultyStatus.RAISED, DifficultyStatus.IN_HAND)
    rows = Difficulty.objects.filter(status__in=with_customs, subject_id__gt=int(after or 0))
    return list(rows.order_by("subject_id").values_list("subject_id", flat=True))


def _escalate(run: JobRun, ids: list[int], *, hours: int, at: datetime) -> int:
    """One chunk of a run: judge, remember each level once, tell."""
    rows: dict[int, Difficulty] = {row.pk: row for row in lock_rows(Difficulty, keys=ids)}
    due = [
        (row, level)
        for row in rows.values()
        for level in law.escalations(
            law.Standing(row.pk, row.status, row.urgency, row.clock_from, row.due_at),
            at=at,
            triage_hours=hours,
        )
    ]
    known = set(
        DifficultyEscalation.objects.filter(difficulty_id__in=rows).values_list(
            "difficulty_id", "round", "level"
        )
    )
    fresh = [(row, level) for row, level in due if (row.pk, row.round, level) not in known]
    DifficultyEscalation.objects.bulk_create(
        [
            DifficultyEscalation(difficulty_id=row.pk, round=row.round, level=level, at=at)
            for row, level in fresh
        ]
    )
    for row, level in fresh:
        day = clockwork.last_day(row.due_at).isoformat()
        kind = "difficulty_overdue" if level == "overdue" else "difficulty_untriaged"
        tell(kind, number=row.number, to=_chief_and_owner(row), at=at, args=(("day", day),))
    items = [
        Item("difficulty", row.number, "escalated", args={"level": level, "office": row.office})
        for row, level in fresh
    ]
    cursor = str(ids[-1]) if ids else run.cursor
    advance(run, cursor=cursor, counts={"taken": len(ids), "escalated": len(fresh)}, items=items)
    return len(fresh)


def _chief_and_owner(row: Difficulty) -> list[Audience]:
    """The chief of the office, and the owner if there is one."""
    chief: Audience = ToPosts(row.office, frozenset({"chief"}))
    return [chief] if row.owner_id is None else [chief, ToUsers(frozenset({row.owner_id}))]


def close_silent(*, at: datetime, limit: int = _CHUNK) -> int:
    """Close the difficulties whose firm has said nothing for the working days of ``difficulty.silence_days``.

    One run a day; how many were closed.
    """
    on = business_date(at)
    run = open_run(SILENCE, key=on.isoformat(), business_on=on, at=at)
    if run is None:
        return 0
    days = int(parameter("difficulty.silence_days", on=on))
    done = 0
    while True:
        with intention():
            held = hold(run)
            if held is None:
                return done
            ids = _answered(after=held.cursor)[:limit]
            done += _close(held, ids, days=days, at=at)
        if len(ids) < limit:
            close(run, at=at)
            return done


def _answered(*, after: str) -> list[int]:
    """Answered difficulties, in the order of their ids."""
    rows = Difficulty.objects.filter(status=DifficultyStatus.ANSWERED, subject_id__gt=int(after or 0))
    return list(rows.order_by("subject_id").values_list("subject_id", flat=True))


def _close(run: JobRun, ids: list[int], *, days: int, at: datetime) -> int:
    """One chunk of a run: close those that were met with silence, and tell both sides."""
    rows: list[Difficulty] = lock_rows(Difficulty, keys=ids)
    silent = _silent(rows, days=days, at=at)
    steps = [Step(row.pk, "silence", row.status, (at, DifficultyClosing.SILENCE.value)) for row in silent]
    moved = move_many(TRAIL, steps, columns=("closed_at", "closed_how"), at=at, actor_id=SYSTEM.user_id)
    for row in silent:
        if row.pk in moved:
            tell("difficulty_closed", number=row.number, to=[*firm_side(row), *customs_side(row)], at=at)
    items = [
        Item("difficulty", row.number, "closed", args={"office": row.office})
        for row in silent
        if row.pk in moved
    ]
    cursor = str(ids[-1]) if ids else run.cursor
    advance(run, cursor=cursor, counts={"taken": len(ids), "closed": len(moved)}, items=items)
    return len(moved)


def _silent(rows: Iterable[Difficulty], *, days: int, at: datetime) -> list[Difficulty]:
    """Those whose answer the firm has left alone long enough."""
    answered = [row for row in rows if row.status == DifficultyStatus.ANSWERED and row.answered_at]
    if not answered:
        return []
    first = min(business_date(row.answered_at) for row in answered if row.answered_at)
    working = working_calendar(first, last=business_date(at))
    return [
        row
        for row in answered
        if row.answered_at and clockwork.is_silent(row.answered_at, days=days, at=at, working=working)
    ]
