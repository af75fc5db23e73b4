"""What the workers and the timetable call: each task calls one service and may run twice."""

from celery import shared_task

from kernel import clock
from supervision import services


@shared_task(name="supervision.select_accepted")
def select_accepted(limit: int = services.CHUNK) -> int:
    """Route every accepted list, ``limit`` in a transaction; how many there were."""
    return services.select_all(at=clock.now(), limit=limit).taken


@shared_task(name="supervision.reject_overdue_lists")
def reject_overdue_lists() -> int:
    """Reject waiting lists whose documents did not come in time."""
    return services.reject_overdue(at=clock.now())


@shared_task(name="supervision.expire_leases")
def expire_leases() -> int:
    """End claims whose time is over, and tidy what they leave."""
    return services.expire_leases(at=clock.now())


@shared_task(name="supervision.move_claims")
def move_claims() -> int:
    """Hand the claims of officers who are away to their deputies."""
    return services.move_claims(at=clock.now())
