"""The job runs of a day: workers hold one each, and the runs of days that are over are marked as done."""

from datetime import datetime

from kernel.clock import business_date
from kernel.models.jobs import JobRun
from kernel.orm.jobs import close
from kernel.orm.jobs import hold_day_run as held_run
from supervision.selectors.runs import JOBS, OVERDUE, SELECT

__all__ = ["OVERDUE", "SELECT", "close_past_runs", "held_run"]


def close_past_runs(*, at: datetime) -> int:
    """Mark the runs of days that are over as done; how many there were."""
    past = JobRun.objects.filter(
        name__in=JOBS, status=JobRun.Status.RUNNING, business_on__lt=business_date(at)
    )
    return sum(close(run, at=at) for run in past.order_by("id"))
