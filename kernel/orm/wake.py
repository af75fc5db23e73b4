"""Waking a worker after the commit; a queue that is down loses nothing, because sweeps repair."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

# The browser waits for this commit: one quick second try, then the sweep does it.
_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}


def wake(task: str, *args: str | int, queue: str = "interactive") -> None:
    """Send ``task`` with ids as arguments once the transaction has committed; never raises afterwards."""
    transaction.on_commit(partial(_send, task, args, queue))


def _send(task: str, args: tuple[str | int, ...], queue: str) -> None:
    try:
        current_app.send_task(task, args=args, queue=queue, ignore_result=True, retry_policy=_RETRY)
    except Exception:
        # Whatever the broker's client raises: the commit has happened and must be answered for.
        log.warning("task %s was not sent; a sweep will find its work", task, exc_info=True)
