"""Which papers are drawn for an officer although the portal could pass them."""

from datetime import date
from decimal import Decimal

from codelists.selectors import code_book
from kernel.orm.keys import personal_hash

_SHARES = 10**9


def is_drawn(number: str, *, paper: str, on: date) -> bool:
    """Whether the paper with this number belongs to the share of its kind that officers look at."""
    return draw_of(number) < share_of(paper, on=on)


def draw_of(number: str) -> Decimal:
    """The number in [0, 1) that a paper draws: always the same, and without the key nobody foretells it."""
    return Decimal(int.from_bytes(personal_hash(f"bonded/{number}"), "big") % _SHARES).scaleb(-9)


def share_of(paper: str, *, on: date) -> Decimal:
    """The share of papers of this kind that is drawn for an officer."""
    return code_book(on=on).number(f"bonded.manual_share.{paper}")
