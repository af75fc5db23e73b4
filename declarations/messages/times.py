"""Dates and times as running systems write them, read as the digits that the specification wants."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from re import compile as compile_pattern

_CHINA = timezone(timedelta(hours=8))
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
    "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
# What a Java system prints for a date; CST can only be China's here.
_JAVA = compile_pattern(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{1,2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r" (CST|GMT\+08:00|UTC|GMT) ([0-9]{4})\Z"
)
_SPLIT = compile_pattern(
    r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
    r"(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?(Z|\+[0-9]{2}:?[0-9]{2})?)?\Z"
)
_DIGITS = compile_pattern(r"[0-9]{8}(?:[0-9]{6}(?:[0-9]{3})?)?\Z")


def read_loose_time(text: str, *, digits: int) -> str:
    """``text`` as ``digits`` (8, 14 or 17) digits of Beijing time; ``""`` where that is not certain.

    Read are ``Mon Aug 13 09:25:17 CST 2018``, ``2018-08-13 09:25:17``, ``2018/8/13``, ISO 8601 with an
    offset, and more digits than wanted. A date alone never becomes a time.
    """
    if _DIGITS.match(text):
        return _fitted(text, digits)
    try:
        return _fitted(_java(text) or _split(text), digits)
    except (ValueError, OverflowError):
        return ""


def _fitted(read: str, digits: int) -> str:
    if digits == 17 and len(read) == 14:
        return read + "000"
    return read[:digits] if len(read) >= digits else ""


def _java(text: str) -> str:
    found = _JAVA.match(text)
    if found is None or found[1] not in _MONTHS:
        return ""
    day, hour, minute, second, year = (int(found[group]) for group in (2, 3, 4, 5, 7))
    zone = _CHINA if found[6] in ("CST", "GMT+08:00") else UTC
    return _written(datetime(year, _MONTHS[found[1]], day, hour, minute, second, tzinfo=zone))


def _split(text: str) -> str:
    found = _SPLIT.match(text)
    if found is None:
        return ""
    year, month, day, hour, minute, second = (int(group or 0) for group in found.groups()[:6])
    moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7]))
    return _written(moment)[: None if found[4] else 8]


def _zone(written: str | None) -> tzinfo:
    """The zone of a written time; Beijing's where nothing is said."""
    if written is None:
        return _CHINA
    if written == "Z":
        return UTC
    return timezone(timedelta(hours=int(written[1:3]), minutes=int(written[-2:])))


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(_CHINA):%Y%m%d%H%M%S}"
