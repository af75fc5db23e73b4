"""Public running numbers: one row per kind and scope, gaps allowed."""

from django.db import connection

from kernel.orm.locks import note_lock
from kernel.orm.tx import require_transaction

_TAKE = """
INSERT INTO kernel_series AS s (kind, scope, last) VALUES (%s, %s, %s)
ON CONFLICT (kind, scope) DO UPDATE SET last = s.last + excluded.last RETURNING last
"""


def next_numbers(kind: str, *, scope: str, count: int) -> list[int]:
    """The next ``count`` numbers of (kind, scope), ascending from 1; two transactions never get the same.

    The row stays locked to the end of the transaction: it ranks last, take numbers after all locks.

    Raises:
        RuntimeError: no intention is open.
    """
    require_transaction()
    if count < 0:
        raise ValueError(count)
    if count == 0:
        return []
    note_lock("kernel_series")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [kind, scope, count])
        last: int = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))
