"""How long a guarantee lasts: about how many more like the last ones, and when to warn."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

SAMPLE = 200  # holds that are looked at
DAYS = 7  # where today has none
LOW, EXHAUSTED, ENDING = "low", "exhausted", "ending"
ENDING_DAYS = (30, 10, 1)


def usual_fen(holds: Sequence[int]) -> int | None:
    """The median of the last holds in fen (the lower of the two middle ones); None without any."""
    paid = sorted(fen for fen in holds if fen > 0)
    return paid[(len(paid) - 1) // 2] if paid else None


def about_more(free_fen: int, *, holds: Sequence[int]) -> int | None:
    """About how many more documents like ``holds`` fit into ``free_fen``; None where nothing is known."""
    usual = usual_fen(holds)
    return None if usual is None else max(free_fen, 0) // usual


def crossed(*, taken_fen: int, limit_fen: int, warn_share: Decimal) -> str:
    """``exhausted``, ``low`` or nothing: how full the account is against the share to warn at."""
    if limit_fen <= 0:
        return ""
    if taken_fen >= limit_fen:
        return EXHAUSTED
    return LOW if Decimal(taken_fen) >= warn_share * limit_fen else ""


def ending_mark(valid_to: date | None, *, on: date) -> str:
    """The warning due for an end that comes near, like ``30:2026-06-01``; empty while it is far or over.

    Each step of ``ENDING_DAYS`` is said once; a day missed by the portal is said on the next one.
    """
    if valid_to is None or on >= valid_to:
        return ""
    left = (valid_to - on).days
    due = [days for days in ENDING_DAYS if left <= days]
    return f"{min(due)}:{valid_to.isoformat()}" if due else ""
