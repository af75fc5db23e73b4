"""Work that belongs to no room: the nightly audit, the end of old sessions, what leaves the portal."""

from logging import getLogger

from celery import shared_task
from django.core.management import call_command

from clearance.audit import problems
from clearance.outbox import deliver_waiting
from kernel import clock

_log = getLogger("portal.audit")


@shared_task
def audit() -> int:
    """Ask every room for its contradictions, log each, and return how many there are."""
    found = problems()
    for line in found:
        _log.error("audit: %s", line)
    return len(found)


@shared_task
def forget_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")


@shared_task
def deliver_outbox() -> int:
    """Send what is due; how many letters went out."""
    return deliver_waiting(wall=clock.now)
