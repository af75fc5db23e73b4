"""The facts of hours that the rules judge."""

from datetime import date, time
from typing import NamedTuple


class WindowFact(NamedTuple):
    """Hours on days of one kind (``any``: all days); half-open, closing before opening: past midnight.

    Opening and closing at the same time: around the clock. ``valid_to`` is the first day after.
    """

    day_kind: str
    opens_at: time
    closes_at: time
    valid_from: date
    valid_to: date | None = None
