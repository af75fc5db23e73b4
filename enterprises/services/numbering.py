"""Public numbers for the files of this room."""

from datetime import datetime

from enterprises.rules import numbers
from kernel.clock import business_date
from kernel.orm.series import next_numbers


def next_no(prefix: str, *, office: str, at: datetime) -> str:
    """The next public number of this kind at the office; a step. Serials may have gaps.

    The series is locked last of all tables: take the number after every other lock.
    """
    on = business_date(at)
    (serial,) = next_numbers(prefix, scope=numbers.scope(office, on=on), count=1)
    return numbers.public_no(prefix, office=office, on=on, serial=serial)
