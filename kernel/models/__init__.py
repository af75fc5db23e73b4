"""Tables of the foundation, and the abstract bases of statuses, events and entries."""

from kernel.models.base import Entry, Event, State
from kernel.models.files import File, FileChunk
from kernel.models.jobs import JobItem, JobRun
from kernel.models.numbers import DataKey, HashKey, Series
from kernel.models.outbox import Outbox

__all__ = [
    "DataKey",
    "Entry",
    "Event",
    "File",
    "FileChunk",
    "HashKey",
    "JobItem",
    "JobRun",
    "Outbox",
    "Series",
    "State",
]
