"""What the timetable runs in this room; each task calls one service and is safe to run twice."""

from celery import shared_task

from bonded.services import (
    batch_gathering,
    bulk,
    gathering_parcels,
    late_parcels,
    reminding,
    storage,
    zone_answers,
)
from kernel import clock


@shared_task(name="bonded.warn_of_lots")
def warn_of_lots() -> tuple[int, int]:
    """Warn firms of lots whose storage deadline or best-before date comes near."""
    return storage.warn_of_lots(at=clock.now())


@shared_task(name="bonded.answer")
def answer() -> dict[str, int]:
    """Answer firms in messages of the zone system; how many answers of which feed."""
    return zone_answers.answer_firms(at=clock.now())


@shared_task(name="bonded.take_bulk")
def take_bulk(upload_id: int) -> int:
    """File the next papers of a bulk file; how many were finished."""
    return bulk.take_bulk(upload_id, at=clock.now())


@shared_task(name="bonded.sweep_bulk")
def sweep_bulk() -> int:
    """Find bulk files that a lost task left behind, and have them taken over; how many."""
    return bulk.sweep_bulk(at=clock.now())


@shared_task(name="bonded.gather_parcels")
def gather_parcels() -> int:
    """Gather released lists that have waited long enough into CBEC inventories; how many."""
    return gathering_parcels.gather_waiting(at=clock.now())


@shared_task(name="bonded.late_parcels")
def tell_late_parcels() -> int:
    """Tell firms of released lists that have not left the zone in time; how many ledgers."""
    return late_parcels.tell_late_parcels(at=clock.now())


@shared_task(name="bonded.gather_batches")
def gather_batches() -> int:
    """Gather the batch deliveries of every period that has ended; how many documents."""
    return batch_gathering.gather_due(at=clock.now())


@shared_task(name="bonded.watch_deliveries")
def watch_deliveries() -> int:
    """Remind of deadlines of deliveries and returns, and do what a missed one asks for."""
    return reminding.watch_deliveries(at=clock.now())
