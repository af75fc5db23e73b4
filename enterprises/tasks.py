"""What the timetable runs in this room; each task calls one service and is safe to run twice."""

from celery import shared_task

from enterprises.services import absences as absence_services
from enterprises.services import (
    difficulties_jobs,
    difficulties_weeks,
    green_channel,
    guarantee_watch,
    measures_nightly,
    notices_upkeep,
    reassignment,
)
from enterprises.services.authorities import warn_of_ending
from enterprises.services.standing import remind_of_documents
from enterprises.services.suspension_job import end_suspensions as end_suspensions_now
from kernel import clock


@shared_task(name="enterprises.warn_ending_authorities")
def warn_ending_authorities() -> int:
    """Remind both sides of authorities that end soon."""
    return warn_of_ending(at=clock.now())


@shared_task(name="enterprises.forget_notices")
def forget_notices() -> dict[str, int]:
    """Delete notices long read and letters long sent; how many rows of what."""
    return notices_upkeep.forget_old(at=clock.now())


@shared_task(name="enterprises.check_coordinators")
def check_coordinators() -> int:
    """Alarm the chiefs about firms of the zones that nobody looks after."""
    return reassignment.check_coordinators(at=clock.now())


@shared_task(name="enterprises.begin_absences")
def begin_absences() -> int:
    """Hand the claims of officers over whose absence has begun."""
    return absence_services.begin_absences(at=clock.now())


@shared_task(name="enterprises.end_suspensions")
def end_suspensions() -> int:
    """End suspensions whose day has come and those that nobody confirmed in time."""
    return end_suspensions_now(at=clock.now())


@shared_task(name="enterprises.escalate_difficulties")
def escalate_difficulties() -> int:
    """Bring overdue difficulties and untriaged critical ones before the chief; how many."""
    return difficulties_jobs.escalate_late(at=clock.now())


@shared_task(name="enterprises.close_silent_difficulties")
def close_silent_difficulties() -> int:
    """Close answered difficulties whose firm kept silent; how many."""
    return difficulties_jobs.close_silent(at=clock.now())


@shared_task(name="enterprises.remind_documents")
def remind_documents() -> int:
    """Remind firms of standing documents that run out."""
    return remind_of_documents(at=clock.now())


@shared_task(name="enterprises.end_measures")
def end_measures() -> tuple[int, int]:
    """Expire grants and plans whose days are over, remind firms of those that end soon."""
    return measures_nightly.end_measures(at=clock.now())


@shared_task(name="enterprises.check_green_channel")
def check_green_channel() -> tuple[int, int]:
    """Judge every listing of the green channel with the facts of the day."""
    return green_channel.check_green_channel(at=clock.now())


@shared_task(name="enterprises.recheck_firm")
def recheck_firm(firm_id: int) -> int:
    """Judge one firm's listing of the green channel now: something was written into its record."""
    return green_channel.recheck_firm(firm_id, at=clock.now())


@shared_task(name="enterprises.warn_guarantees")
def warn_guarantees() -> int:
    """Warn firms whose guarantee is nearly used up or ends soon."""
    return guarantee_watch.warn_guarantees(at=clock.now())


@shared_task(name="enterprises.prove_guarantees")
def prove_guarantees() -> int:
    """Prove that the entries of every guarantee sum to its balances."""
    return guarantee_watch.prove_guarantees(at=clock.now())


@shared_task(name="enterprises.weekly_ageing")
def weekly_ageing() -> int:
    """Keep every office's ageing report of the week and tell its chiefs; how many offices."""
    return difficulties_weeks.keep_week(at=clock.now())
