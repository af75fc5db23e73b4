"""Time: stored in UTC, thought in Asia/Shanghai; only doors read the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Days beyond are slips of the keyboard, and at the ends of the calendar no day follows or precedes.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def now() -> datetime:
    """The wall time in UTC. Doors call it once and pass it on as ``at``."""
    return datetime.now(UTC)


def business_date(at: datetime) -> date:
    """The calendar day in Shanghai at the moment ``at`` (aware)."""
    return at.astimezone(SHANGHAI).date()


def day_of(text: str) -> date | None:
    """The day of our time that an ISO date names; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def stamp14(at: datetime) -> str:
    """``YYYYMMDDhhmmss`` in Shanghai time, as messages write times."""
    return at.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S")


def stamp17(at: datetime) -> str:
    """``YYYYMMDDhhmmssSSS`` in Shanghai time, as receipts write times."""
    return stamp14(at) + f"{at.microsecond // 1000:03d}"


def read_stamp(text: str) -> datetime:
    """The moment written as 14 or 17 digits of Shanghai time.

    Raises:
        ValueError: other lengths, or no such moment.
    """
    if len(text) not in (14, 17) or not text.isdigit():
        raise ValueError(text)
    local = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI)
    return local.replace(microsecond=int(text[14:] or 0) * 1000).astimezone(UTC)
