"""What the night does with grants and plans: those whose days are over expire, firms are reminded before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from codelists.selectors import parameter
from enterprises.facts import News, ToFirm
from enterprises.models import Grant, Plan
from enterprises.rules import flow
from enterprises.services.green_channel import GRANT_TRAIL
from enterprises.services.notices import notify
from enterprises.services.plans import PLAN_TRAIL
from kernel.clock import business_date
from kernel.orm.jobs import Item, advance, hold_day_run
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, Trail, move_many
from kernel.orm.tx import intention

JOB = "enterprises.end_measures"
CHUNK = 500


class Ended(NamedTuple):
    """How many grants and plans expired, and how many firms were reminded."""

    expired: int
    reminded: int


def end_measures(*, at: datetime, limit: int = CHUNK) -> Ended:
    """Expire grants and plans whose days are over, remind firms of those that end soon, each once.

    What it did stands in the job run of the day.
    """
    on = business_date(at)
    until = on + timedelta(days=int(parameter("measure.reminder_days", on=on)))
    grants = Grant.objects.filter(status=flow.GRANT_IN_FORCE)
    plans = Plan.objects.filter(status=flow.PLAN_IN_FORCE)
    expired = _expire(GRANT_TRAIL, grants.filter(valid_to__lte=on), at=at, limit=limit)
    expired += _expire(PLAN_TRAIL, plans.filter(valid_to__lte=on), at=at, limit=limit)
    reminded = _remind(grants, kind="grant_ending", until=until, at=at, limit=limit)
    reminded += _remind(plans, kind="plan_ending", until=until, at=at, limit=limit)
    return Ended(expired, reminded)


def _expire(trail: Trail, over: QuerySet[Grant] | QuerySet[Plan], *, at: datetime, limit: int) -> int:
    """A set at a time, compared and set: two workers at once expire each row once."""
    total = 0
    while True:
        with intention():
            run = hold_day_run(JOB, at=at)
            rows: list[Grant | Plan] = list(over.order_by("subject_id")[:limit])
            if run is None or not rows:
                return total
            steps = [Step(row.pk, "expire", row.status, (at,)) for row in rows]
            moved = move_many(trail, steps, columns=("ended_at",), at=at, actor_id=None, run_id=run.pk)
            kind = trail.state.__name__.lower()
            items = [
                Item(kind, row.number, "expired", args={"office": row.office})
                for row in rows
                if row.pk in moved
            ]
            advance(run, cursor=str(rows[-1].pk), counts={"expired": len(moved)}, items=items)
            total += len(moved)
        if len(rows) < limit:
            return total


def _remind(
    live: QuerySet[Grant] | QuerySet[Plan], *, kind: str, until: date, at: datetime, limit: int
) -> int:
    """Tell each firm once of what ends on or before ``until`` (its last day is the day before)."""
    on, total = business_date(at), 0
    while True:
        with intention():
            run = hold_day_run(JOB, at=at)
            due = live.filter(reminded_on__isnull=True, valid_to__gt=on, valid_to__lte=until)
            keys = list(due.order_by("subject_id").values_list("subject_id", flat=True)[:limit])
            if run is None or not keys:
                return total
            rows: Sequence[Grant | Plan] = lock_rows(due, keys=keys)
            due.filter(pk__in=[row.pk for row in rows]).update(reminded_on=on)
            notify([_news(row, kind=kind) for row in rows], at=at)
            advance(run, cursor=str(keys[-1]), counts={"reminded": len(rows)})
            total += len(rows)
        if len(keys) < limit:
            return total


def _news(row: Grant | Plan, *, kind: str) -> News:
    return News(kind, row.number, ToFirm(row.firm_id), (("until", row.last_on.isoformat()),))
