"""Job runs and their items as officers see them."""

from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from enterprises.facts import Actor
from kernel.models.jobs import JobItem, JobRun
from kernel.refusal import gettext_noop
from supervision.selectors.words import reason

SELECT, OVERDUE = "supervision.select_accepted", "supervision.reject_overdue_lists"
RESUME = "declarations.resume_waiting"
SUSPENSIONS, MEASURES = "enterprises.end_suspensions", "enterprises.end_measures"
GUARANTEES = "enterprises.prove_guarantees"
BATCHES, DELIVERIES = "bonded.gather_batches", "bonded.watch_deliveries"
LOTS = "bonded.warn_of_lots"
# The jobs that work in runs of a day, closed when the day is over.
JOBS = (SELECT, OVERDUE, RESUME, SUSPENSIONS, MEASURES, GUARANTEES, BATCHES, DELIVERIES, LOTS)
_NAMES = {
    SELECT: gettext_noop("Selection of accepted lists"),
    OVERDUE: gettext_noop("Rejection of overdue lists"),
    RESUME: gettext_noop("Lists that waited, judged again"),
    SUSPENSIONS: gettext_noop("End of suspensions"),
    MEASURES: gettext_noop("End of grants and plans"),
    GUARANTEES: gettext_noop("Proof of guarantees"),
    BATCHES: gettext_noop("Gathering of batch deliveries"),
    f"{BATCHES}.dry": gettext_noop("Gathering of batch deliveries, dry run"),
    DELIVERIES: gettext_noop("Deadlines of batch deliveries and returns"),
    LOTS: gettext_noop("Lots that fall due"),
    "bonded.gather_parcels": gettext_noop("Gathering of released lists"),
    "bonded.late_parcels": gettext_noop("Released lists that have not left"),
    "enterprises.check_coordinators": gettext_noop("Zone firms without a coordinator"),
    "enterprises.check_green_channel": gettext_noop("Criteria of the green channel"),
    "enterprises.escalate_difficulties": gettext_noop("Escalation of difficulties"),
    "enterprises.close_silent_difficulties": gettext_noop("Difficulties closed by silence"),
}
_SLUGS = {
    "selection": SELECT,
    "overdue": OVERDUE,
    "resumed": RESUME,
    "suspensions": SUSPENSIONS,
    "measures": MEASURES,
    "guarantees": GUARANTEES,
    "batches": BATCHES,
    "batches-dry": f"{BATCHES}.dry",
    "deliveries": DELIVERIES,
    "lots": LOTS,
    "parcels": "bonded.gather_parcels",
    "late-parcels": "bonded.late_parcels",
    "coordinators": "enterprises.check_coordinators",
    "green-channel": "enterprises.check_green_channel",
    "escalation": "enterprises.escalate_difficulties",
    "silence": "enterprises.close_silent_difficulties",
}
_JOB_SLUGS = {name: slug for slug, name in _SLUGS.items()}
_COUNTS = {
    "released": gettext_noop("released"),
    "review": gettext_noop("to review"),
    "inspect": gettext_noop("to inspection"),
    "failed": gettext_noop("not judged"),
    "rejected": gettext_noop("rejected"),
    "accepted": gettext_noop("accepted"),
    "waiting": gettext_noop("still waiting"),
    "ended": gettext_noop("ended"),
    "lapsed": gettext_noop("not confirmed in time"),
    "expired": gettext_noop("expired"),
    "reminded": gettext_noop("firms reminded"),
    "proven": gettext_noop("accounts proven"),
    "contradictions": gettext_noop("contradictions"),
    "checked": gettext_noop("firms checked"),
    "missing": gettext_noop("without a coordinator"),
    "judged": gettext_noop("judged"),
    "taken_away": gettext_noop("taken away"),
    "escalated": gettext_noop("escalated"),
    "closed": gettext_noop("closed"),
    "gathered": gettext_noop("gathered"),
    "left": gettext_noop("left out"),
    "left_out": gettext_noop("left out"),
    "would_gather": gettext_noop("would be gathered"),
    "would_close": gettext_noop("would be closed"),
    "late": gettext_noop("late"),
    "overdue": gettext_noop("overdue"),
    "lists": gettext_noop("lists"),
    "storage": gettext_noop("storage deadlines"),
    "best_before": gettext_noop("best-before dates"),
    "warned": gettext_noop("warned"),
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
    """The runs of jobs that decide; they hold numbers only, so every officer of the desk may see them."""
    return JobRun.objects.filter(name__in=_NAMES)


def run_of(job: str, *, day: str, part: int) -> JobRun | None:
    """One run by the words of its address; part 0 is the run of a job that has no parts."""
    return JobRun.objects.filter(name=_SLUGS.get(job, ""), key=f"{day}/{part}" if part else day).first()


def items_of(run: JobRun, *, actor: Actor) -> QuerySet[JobItem]:
    """What the run refused or could not judge, of the actor's offices."""
    return JobItem.objects.filter(Q(args__office__in=sorted(actor.offices)), run=run)


def taken_up(item: JobItem) -> str:
    """Why an item stands in a run: the sentence of its rule, else what became of it."""
    if item.rule_code:
        return reason(item.rule_code, args=item.args)
    return _(_COUNTS[item.outcome]) if item.outcome in _COUNTS else item.outcome


def counted(run: JobRun) -> RunRow:
    """The run with its counts in words; zeros are left out."""
    counts = [
        (key, _(label), f"{run.counts[key]:,}") for key, label in _COUNTS.items() if run.counts.get(key)
    ]
    day, _slash, part = run.key.partition("/")
    done = run.status == JobRun.Status.DONE
    return RunRow(run, _(_NAMES[run.name]), _JOB_SLUGS[run.name], day, part or "0", counts, done)
