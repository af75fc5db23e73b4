"""SQL for the inbox: a message of the same firm and bytes is taken once."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def insert_inbox(rows: Sequence[tuple[Any, ...]], *, columns: Sequence[str]) -> set[int]:
    """Insert inbox rows; ids of those that are no repetition of a complete message of the same firm."""
    names = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    taken: set[int] = set()
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                f"INSERT INTO declarations_inboxmessage ({names}) VALUES ({places})"  # noqa: S608 - own column names
                " ON CONFLICT (firm_id, digest) WHERE complete DO NOTHING RETURNING id",
                list(row),
            )
            taken.update(found[0] for found in cursor.fetchall())
    return taken
