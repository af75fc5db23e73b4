"""Job runs and their items as officers see them."""

from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from enterprises.facts import Actor
from kernel.models.jobs import JobItem, JobRun
from kernel.refusal import gettext_noop

SELECT, OVERDUE = "supervision.select_accepted", "supervision.reject_overdue_lists"
JOBS = (SELECT, OVERDUE)
_NAMES = {
    SELECT: gettext_noop("Selection of accepted lists"),
    OVERDUE: gettext_noop("Rejection of overdue lists"),
}
_SLUGS = {"selection": SELECT, "overdue": OVERDUE}
_JOB_SLUGS = {name: slug for slug, name in _SLUGS.items()}
_COUNTS = {
    "released": gettext_noop("released"),
    "review": gettext_noop("to review"),
    "inspect": gettext_noop("to inspection"),
    "failed": gettext_noop("not judged"),
    "rejected": gettext_noop("rejected"),
}


class RunRow(NamedTuple):
    """One run in words; ``counts`` are (name, label, number written out)."""

    run: JobRun
    name: str
    job: str
    day: str
    part: str
    counts: list[tuple[str, str, str]]
    is_done: bool


def runs_of_room() -> QuerySet[JobRun]:
    """The runs of this room's jobs; they hold numbers only, so every officer of the desk may see them."""
    return JobRun.objects.filter(name__in=JOBS)


def run_of(job: str, *, day: str, part: int) -> JobRun | None:
    """One run by the words of its address."""
    return JobRun.objects.filter(name=_SLUGS.get(job, ""), key=f"{day}/{part}").first()


def items_of(run: JobRun, *, actor: Actor) -> QuerySet[JobItem]:
    """What the run refused or could not judge, of the actor's offices."""
    return JobItem.objects.filter(Q(args__office__in=sorted(actor.offices)), run=run)


def counted(run: JobRun) -> RunRow:
    """The run with its counts in words; zeros are left out."""
    counts = [
        (key, _(label), f"{run.counts[key]:,}") for key, label in _COUNTS.items() if run.counts.get(key)
    ]
    day, _slash, part = run.key.partition("/")
    done = run.status == JobRun.Status.DONE
    return RunRow(run, _(_NAMES[run.name]), _JOB_SLUGS[run.name], day, part, counts, done)
