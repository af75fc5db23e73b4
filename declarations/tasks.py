"""What the workers and the timetable call: each task calls one service and may run twice."""

from celery import shared_task

from declarations.services import entry_jobs, notices, resuming, uploads
from kernel import clock


@shared_task(name="declarations.receive_upload")
def receive_upload(upload_id: int) -> int:
    """Receive the next files of an upload; how many were finished."""
    return uploads.receive_upload(upload_id, at=clock.now())


@shared_task(name="declarations.sweep_uploads")
def sweep_uploads() -> int:
    """Find uploads that a lost task left behind, and have them received; how many."""
    return uploads.sweep_uploads(at=clock.now())


@shared_task(name="declarations.resume_waiting")
def resume_waiting() -> int:
    """Judge again the lists that wait for a guarantee or for the end of a suspension."""
    return resuming.resume_waiting(at=clock.now())


@shared_task(name="declarations.tell_firms")
def tell_firms() -> dict[str, int]:
    """Tell firms what became of their lists since the last run; how many of which kind."""
    return notices.tell_firms(at=clock.now())


@shared_task(name="declarations.draft_entries")
def draft_entries() -> int:
    """Draft the declarations of centralised inventories that have none; how many were looked at."""
    return len(entry_jobs.draft_entries(at=clock.now()))


@shared_task(name="declarations.finish_entries")
def finish_entries() -> int:
    """Finish released declarations without tax that were left behind; how many."""
    return entry_jobs.finish_entries(at=clock.now())
