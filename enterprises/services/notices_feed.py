"""How far a feed has been told to people: one reader at a time, moved in the transaction that tells."""

from enterprises.models import NoticeFeed
from kernel.orm.feeds import Cursor
from kernel.orm.locks import note_lock
from kernel.orm.tx import require_transaction


def take_feed(name: str) -> Cursor | None:
    """How far the feed was told, held to the end of the transaction; None while another worker has it.

    Raises:
        RuntimeError: no intention is open, or something that ranks after feeds is locked already.
    """
    require_transaction()
    note_lock("enterprises_noticefeed")
    NoticeFeed.objects.bulk_create([NoticeFeed(name=name)], ignore_conflicts=True)
    feed = NoticeFeed.objects.filter(name=name).select_for_update(skip_locked=True).first()
    return None if feed is None else Cursor.decode(feed.cursor)


def move_feed(name: str, *, cursor: Cursor) -> None:
    """Remember that everything up to the cursor was told; ``take_feed`` comes first."""
    require_transaction()
    NoticeFeed.objects.filter(name=name).update(cursor=cursor.encode())
