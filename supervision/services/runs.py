"""The job runs of this room: one a day for each worker at work, so that workers do not wait in line."""

from datetime import datetime

from kernel.clock import business_date
from kernel.models.jobs import JobRun
from kernel.orm.jobs import close, hold, open_run
from kernel.orm.tx import require_transaction
from supervision.selectors.runs import JOBS, OVERDUE, SELECT

__all__ = ["OVERDUE", "SELECT", "close_past_runs", "held_run"]

# More workers than this on one job take turns instead of sharing it.
_PLACES = 8


def held_run(name: str, *, at: datetime) -> JobRun | None:
    """Today's first run of job ``name`` that no other worker holds, locked; a step.

    None when every place is taken: the workers there do the work.
    """
    require_transaction()
    day = business_date(at)
    for place in range(1, _PLACES + 1):
        run = open_run(name, key=f"{day.isoformat()}/{place}", business_on=day, at=at)
        held = hold(run) if run is not None else None
        if held is not None:
            return held
    return None


def close_past_runs(*, at: datetime) -> int:
    """Mark the runs of days that are over as done; how many there were."""
    past = JobRun.objects.filter(
        name__in=JOBS, status=JobRun.Status.RUNNING, business_on__lt=business_date(at)
    )
    return sum(close(run, at=at) for run in past.order_by("id"))
