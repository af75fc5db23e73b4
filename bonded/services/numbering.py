"""Public numbers for the papers of this room."""

from datetime import datetime

from bonded.rules import numbers
from kernel.clock import business_date
from kernel.orm.series import next_numbers


def next_no(prefix: str, *, office: str, at: datetime, letter: str = "") -> str:
    """The next public number of this kind at the office; a step. Serials may have gaps.

    The series is locked last of all tables: take the number after every other lock.
    """
    on = business_date(at)
    kind = f"bonded.{prefix}"
    (serial,) = next_numbers(kind, scope=numbers.scope(prefix, office=office, on=on, letter=letter), count=1)
    return numbers.public_no(prefix, office=office, on=on, serial=serial, letter=letter)
