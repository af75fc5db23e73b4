"""The job that ends suspensions whose day has come, and those that nobody confirmed in time."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from enterprises.models import Firm, Suspension
from enterprises.rules import flow
from enterprises.services.suspension_news import tell_over
from enterprises.services.suspensions import SUSPENSION_TRAIL
from kernel.models.jobs import JobRun
from kernel.orm.jobs import Item, advance, hold_day_run
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention

JOB = "enterprises.end_suspensions"
_AT_ONCE = 200
_WORDS = {"end": "ended", "lapse": "lapsed"}


def end_suspensions(*, at: datetime, limit: int = _AT_ONCE) -> int:
    """End what is over at the moment and say so, set by set; how many ended. A second run ends nothing.

    Reading goes by the times themselves: nothing rests longer because this runs late. A minute in
    which nothing is over leaves no job run.
    """
    total = 0
    while _over(at).exists():
        ended = _end_some(at=at, limit=limit)
        total += ended
        if not ended:
            break
    return total


def _over(at: datetime) -> QuerySet[Suspension]:
    """Suspensions in force whose end has come, or that nobody confirmed in time."""
    unconfirmed = Q(status=flow.SUSPENSION_PROVISIONAL, confirm_by__lte=at)
    return Suspension.objects.filter(unconfirmed | Q(status__in=flow.SUSPENSION_LIVE, to_at__lte=at))


def _end_some(*, at: datetime, limit: int) -> int:
    """One set, remembered in the job run of the day."""
    due = _over(at)
    with intention():
        run = hold_day_run(JOB, at=at)
        found = list(due.order_by("subject_id").values_list("subject_id", "firm_id")[:limit])
        if run is None or not found:
            return 0
        lock_rows(Firm, keys={firm_id for _, firm_id in found})
        rows = lock_rows(due.select_related("firm"), keys=[subject_id for subject_id, _ in found])
        steps = {row.subject_id: _step(row) for row in rows}
        moved = move_many(
            SUSPENSION_TRAIL, list(steps.values()), columns=("to_at",), at=at, actor_id=None, run_id=run.pk
        )
        done = [row for row in rows if row.subject_id in moved]
        tell_over(done, at=at)
        if done:
            _remember(run, done, steps=steps)
    return len(moved)


def _remember(run: JobRun, done: list[Suspension], *, steps: Mapping[int, Step]) -> None:
    """What ended and what lapsed, each with an item for its office."""
    words = [_WORDS[steps[row.subject_id].verb] for row in done]
    items = [
        Item("suspension", row.number, word, args={"office": row.office})
        for row, word in zip(done, words, strict=True)
    ]
    advance(run, cursor=str(done[-1].subject_id), counts=Counter(words), items=items)


def _step(row: Suspension) -> Step:
    """Its end, or the lapse of what was not confirmed, whichever came first."""
    unconfirmed = row.confirm_by if row.status == flow.SUSPENSION_PROVISIONAL else None
    if unconfirmed is not None and (row.to_at is None or unconfirmed <= row.to_at):
        return Step(row.subject_id, "lapse", row.status, (unconfirmed,))
    return Step(row.subject_id, "end", row.status, (row.to_at,))
