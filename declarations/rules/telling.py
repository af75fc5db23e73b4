"""What a firm is told of its lists: each inspection by itself, all else counted by hour or by day."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from declarations.rules import flow
from kernel.clock import SHANGHAI

INSPECTED = "list_to_inspect"
# The kind of notice that an event's target status is counted in, and whether by the hour.
_COUNTED = {
    flow.RELEASED: ("lists_released", True),
    flow.REJECTED: ("lists_rejected", True),
    flow.SENT_BACK: ("lists_sent_back", False),
    flow.WAITING: ("lists_waiting", False),
}
TOLD = frozenset(_COUNTED) | {flow.INSPECTION}


class Move(NamedTuple):
    """A list came to a status: whose lists it is (declarant, and merchant where it is another firm)."""

    list_id: int
    target: int
    at: datetime
    firms: frozenset[int]


class Tale(NamedTuple):
    """One notice to one firm: how many moves it counts, and the list of the last of them.

    ``fold_key`` is empty where the notice stands by itself.
    """

    kind: str
    firm_id: int
    fold_key: str
    day: str
    hour: str
    moves: int
    last_list_id: int


def tales(moves: Iterable[Move]) -> list[Tale]:
    """What the moves (in their order) are told as."""
    single: list[Tale] = []
    counts: Counter[tuple[str, int, str, str]] = Counter()
    last: dict[tuple[str, int, str, str], int] = {}
    for move in moves:
        local = move.at.astimezone(SHANGHAI)
        day = f"{local:%Y-%m-%d}"
        for firm_id in sorted(move.firms):
            if move.target == flow.INSPECTION:
                single.append(Tale(INSPECTED, firm_id, "", day, "", 1, move.list_id))
            elif move.target in _COUNTED:
                kind, hourly = _COUNTED[move.target]
                key = (kind, firm_id, day, f"{local:%H}" if hourly else "")
                counts[key] += 1
                last[key] = move.list_id
    counted = [
        Tale(key[0], key[1], f"{key[2]}T{key[3]}", key[2], key[3], moves, last[key])
        for key, moves in counts.items()
    ]
    return single + counted
