"""SQL of the nightly proof: orphans of the hot tables and totals against their entries."""

from django.db import connection

_REFERENCES = (
    ("declarations_orderline", "order_id", "declarations_order", "id"),
    ("declarations_listline", "list_id", "declarations_importlist", "id"),
    ("declarations_liststate", "subject_id", "declarations_importlist", "id"),
    ("declarations_importlist", "id", "declarations_liststate", "subject_id"),
    ("declarations_listevent", "subject_id", "declarations_importlist", "id"),
    ("declarations_linetax", "list_id", "declarations_importlist", "id"),
    ("declarations_buyerentry", "subject_id", "declarations_importlist", "id"),
    ("declarations_order", "inbox_id", "declarations_inboxmessage", "id"),
    ("declarations_payment", "inbox_id", "declarations_inboxmessage", "id"),
    ("declarations_waybill", "inbox_id", "declarations_inboxmessage", "id"),
    ("declarations_importlist", "inbox_id", "declarations_inboxmessage", "id"),
    ("declarations_outcome", "inbox_id", "declarations_inboxmessage", "id"),
    ("declarations_inboxmessage", "firm_id", "enterprises_firm", "id"),
)


def orphans() -> list[tuple[str, str, int]]:
    """How many rows of each hot table point at nothing: (table, parent table, count)."""
    found = []
    with connection.cursor() as cursor:
        for table, column, parent, key in _REFERENCES:
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE NOT EXISTS"  # noqa: S608 - own names
                f" (SELECT 1 FROM {parent} p WHERE p.{key} = t.{column})"
            )
            found.append((table, parent, cursor.fetchone()[0]))
    return found


def account_differences() -> list[tuple[int, str, object, object]]:
    """Buyers' years whose running total is not the sum of their entries: (year, goods, total, sum)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(b.year, e.year), coalesce(b.goods, e.goods), b.used, e.booked"
            " FROM declarations_buyeryear b FULL JOIN (SELECT buyer_key, year, goods, sum(quantity) AS booked"
            " FROM declarations_buyerentry GROUP BY 1, 2, 3) e USING (buyer_key, year, goods)"
            " WHERE coalesce(b.used, 0) <> coalesce(e.booked, 0)"
        )
        rows: list[tuple[int, str, object, object]] = cursor.fetchall()
        return rows
