"""Primary keys reserved in blocks, so that rows know their ids before they are written by COPY."""

import os
from threading import Lock

from django.db import connection

BLOCK = 1000  # the INCREMENT of the sequence kernel_ids; its migration says the same


class _Blocks:
    """The unused ids of the blocks that this process owns."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.lock = Lock()
        self.left: list[range] = []


_own = _Blocks()


def _forget() -> None:
    """Start empty: a forked child must not hand out its parent's ids."""
    global _own
    _own = _Blocks()


os.register_at_fork(after_in_child=_forget)


def _fetch(blocks: int) -> list[range]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('kernel_ids') FROM generate_series(1, %s)", [blocks])
        return [range(start, start + BLOCK) for (start,) in cursor.fetchall()]


def reserve(count: int) -> list[int]:
    """``count`` fresh ids, ascending, never given out twice by any process; unused ones are simply lost."""
    if count < 0:
        raise ValueError(count)
    if _own.pid != os.getpid():
        _forget()
    own = _own
    with own.lock:
        missing = count - sum(map(len, own.left))
        if missing > 0:
            own.left += _fetch(-(-missing // BLOCK))
            own.left.sort(key=lambda block: block.start)
        ids: list[int] = []
        while len(ids) < count:
            block = own.left[0]
            taken = block[: count - len(ids)]
            ids.extend(taken)
            rest = block[len(taken) :]
            own.left[:1] = [rest] if rest else []
        return ids
