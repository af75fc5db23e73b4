"""Public numbers of this room's files: what it is, the office, the year, a serial."""

from datetime import date

REGISTRATION = "RG"
GRADE_CHANGE = "GR"
SUSPENSION = "SU"
GRANT = "MG"
PLAN = "PL"
GUARANTEE_FILE = "GF"
GUARANTEE_CLAIM = "GC"
GUARANTEE_ACCOUNT = "DB"
DIFFICULTY = "DF"
VISIT = "VS"
BROADCAST = "BC"
AUTHORITY = "AU"
ABSENCE = "AB"
THREAD = "TH"
RESUMPTION = "RW"
STANDING_DOCUMENT = "SD"


def scope(office: str, *, on: date) -> str:
    """The series within which serials run: an office and a year."""
    return f"{office}{on.year}"


def public_no(prefix: str, *, office: str, on: date, serial: int) -> str:
    """A number like ``DF4921260000012``: prefix, office, two digits of the year, serial of seven."""
    return f"{prefix}{office}{on.year % 100:02d}{serial:07d}"
