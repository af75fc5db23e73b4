"""Several things at once: threads that start together, each with its own connection."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from kernel.refusal import Conflict, Refused


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each returned, or the refusal it raised, in order; all start at the same moment."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return work()
        except (Conflict, Refused) as no:
            return no
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [job.result(timeout=60) for job in [pool.submit(run, work) for work in works]]
