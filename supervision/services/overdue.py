"""Waiting lists whose documents did not come in time are rejected, in sets."""

from datetime import datetime
from logging import getLogger

from declarations.services import steps
from kernel.orm.jobs import advance
from kernel.orm.tx import intention
from kernel.refusal import Conflict
from supervision.selectors.waiting import lists_overdue
from supervision.services.runs import OVERDUE, held_run

log = getLogger(__name__)

CHUNK = 1000


def reject_overdue(*, at: datetime, limit: int = CHUNK) -> int:
    """Reject every waiting list whose time is over, chunk by chunk; how many there were.

    When somebody holds a row too long the rest is left to the next run.
    """
    total = 0
    while lists_overdue(at=at):
        try:
            done = _reject_chunk(at=at, limit=limit)
        except Conflict as busy:
            log.warning("rejection of overdue lists stops until the next run: %s", busy)
            break
        total += done
        if not done:
            break
    return total


def _reject_chunk(*, at: datetime, limit: int) -> int:
    with intention():
        run = held_run(OVERDUE, at=at)
        if run is None:
            return 0
        rejected = steps.reject_overdue(at=at, limit=limit, run_id=run.pk)
        if rejected:
            advance(run, cursor=str(rejected[-1]), counts={"rejected": len(rejected)})
    return len(rejected)
