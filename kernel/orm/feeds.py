"""Reading an append-only table to its end and on from there, without losing rows that commit late."""

from typing import Any, NamedTuple, TypeVar

from django.db.models import F, Model, QuerySet

from kernel.orm.fields import SnapshotXmin
from kernel.orm.rows import RowAfter

M = TypeVar("M", bound=Model)


class Cursor(NamedTuple):
    """How far a reader has come: the transaction and the id of the last row it saw."""

    xid: int = 0
    id: int = 0

    def encode(self) -> str:
        """The cursor as the opaque text that readers send back."""
        return f"{self.xid:x}-{self.id:x}"

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """The cursor that ``encode`` wrote; empty text is the beginning.

        Raises:
            ValueError: anything else.
        """
        if not text:
            return cls()
        xid, dash, number = text.partition("-")
        if not dash or not text.isascii() or not xid.isalnum() or not number.isalnum():
            raise ValueError(text)
        cursor = cls(int(xid, 16), int(number, 16))
        if cursor.xid >= 1 << 64 or cursor.id >= 1 << 63:
            raise ValueError(text)
        return cursor


def read_after(queryset: QuerySet[M], *, cursor: Cursor, limit: int) -> tuple[list[M], Cursor]:
    """Up to ``limit`` rows after ``cursor``, oldest transaction first, and the cursor behind them.

    Rows of a transaction appear together, and only when no older transaction is still running
    anywhere on the server: a reader waits a moment instead of passing over a slow writer. The model
    needs ``xid`` (Xid8Field) and ``id``. Inside one's own open transaction own rows are not seen.
    """
    after = RowAfter(F("xid"), F("id"), values=cursor)
    narrowed: QuerySet[Any] = queryset.filter(after, xid__lt=SnapshotXmin()).order_by("xid", "id")
    rows = list(narrowed[:limit])
    return rows, Cursor(rows[-1].xid, rows[-1].id) if rows else cursor
