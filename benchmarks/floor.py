"""The floor: client COPY of the same rows into tables of the same shape with the same indexes."""

from io import BytesIO
from typing import Any

from django.db import connection

TABLES = (
    "declarations_inboxmessage", "declarations_current", "declarations_order", "declarations_orderline",
    "declarations_payment", "declarations_waybill", "declarations_importlist", "declarations_listline",
    "declarations_liststate", "declarations_listevent", "declarations_linetax", "declarations_receipt",
    "declarations_finding", "declarations_buyeryear", "declarations_buyerentry", "bonded_ledgerentry",
    "enterprises_guaranteeentry",
)  # fmt: skip


def make_tables() -> None:
    """Empty twins of the hot tables, indexes and checks included."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA floor")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE floor.{table} (LIKE public.{table} INCLUDING ALL)")


def take_rows(known: dict[str, bytes]) -> dict[str, bytes]:
    """The rows of the hot tables as COPY text, without the lines in ``known``."""
    return {table: _new_lines(_copied(table), known.get(table, b"")) for table in TABLES}


def put_rows(rows: dict[str, bytes]) -> None:
    """COPY all rows into the twins in one transaction, as one loader would."""
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, text in rows.items():
            if text:
                cursor.copy_expert(f"COPY floor.{table} FROM STDIN", BytesIO(text))


def empty() -> None:
    """Empty the twins for the next round."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(f"floor.{table}" for table in TABLES))


def _copied(table: str) -> bytes:
    out = BytesIO()
    with connection.cursor() as cursor:
        raw: Any = cursor
        raw.copy_expert(f"COPY public.{table} TO STDOUT", out)
    return out.getvalue()


def _new_lines(text: bytes, known: bytes) -> bytes:
    old = set(known.splitlines())
    return b"".join(line + b"\n" for line in text.splitlines() if line not in old)
