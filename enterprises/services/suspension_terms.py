"""The times of suspensions: by when one begun at once must be confirmed."""

from datetime import datetime, time, timedelta

from codelists.selectors import next_working_day, parameter
from kernel.clock import SHANGHAI, business_date


def confirm_until(at: datetime) -> datetime:
    """The midnight that ends the last working day for a second officer's word.

    Source: the parameter ``suspension.confirm_days``, in working days after the day of ``at``.
    """
    on = business_date(at)
    last = next_working_day(on, count=int(parameter("suspension.confirm_days", on=on)))
    return datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
