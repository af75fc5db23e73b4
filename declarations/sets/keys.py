"""SQL for business keys: lock them, point them at live revisions, find the lists they touch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from kernel.orm.locks import note_lock

Key = tuple[int, str, str]


class Live(NamedTuple):
    """The live document of a key; ``document_id`` None while it is only expected."""

    kind: int
    code: str
    number: str
    document_id: int | None
    revision: int
    reuse: int
    firm_id: int | None
    digest: bytes | None
    received_at: datetime | None

    @property
    def key(self) -> Key:
        """The business key this row stands for."""
        return self.kind, self.code, self.number


class Pointers(NamedTuple):
    """Which live documents belong to one list; None where there is none yet."""

    list_id: int
    order_id: int | None
    payment_id: int | None
    waybill_id: int | None


NOTHING = Pointers(0, None, None, None)


def _live(row: tuple[Any, ...]) -> Live:
    kind, code, number, document_id, revision, reuse, firm_id, digest, received_at = row
    kept = None if digest is None else bytes(digest)
    return Live(kind, code, number, document_id, revision, reuse, firm_id, kept, received_at)


def claim_keys(keys: Sequence[Key]) -> dict[Key, Live]:
    """Lock the rows of ``keys`` in key order, making those that do not exist yet."""
    note_lock("declarations_current")
    wanted = sorted(set(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO declarations_current AS c (kind, code, number, revision, reuse)"
            " SELECT kind, code, number, 0, 0"
            " FROM unnest(%s::smallint[], %s::text[], %s::text[]) AS k(kind, code, number)"
            ' ORDER BY kind, code COLLATE "C", number COLLATE "C"'
            " ON CONFLICT (kind, code, number) DO UPDATE SET kind = excluded.kind"
            " RETURNING kind, code, number, document_id, revision, reuse, firm_id, digest, received_at",
            [[k[0] for k in wanted], [k[1] for k in wanted], [k[2] for k in wanted]],
        )
        rows = [_live(row) for row in cursor.fetchall()]
    return {row.key: row for row in rows}


def point_current(rows: Sequence[Live]) -> None:
    """Point each key at its new live document; the rows are locked by ``claim_keys``."""
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE declarations_current AS c SET document_id = n.document_id, revision = n.revision,"
            " reuse = n.reuse, firm_id = n.firm_id, digest = n.digest, received_at = n.received_at"
            " FROM unnest(%s::smallint[], %s::text[], %s::text[], %s::bigint[], %s::smallint[],"
            " %s::smallint[],"
            " %s::bigint[], %s::bytea[], %s::timestamptz[])"
            " AS n(kind, code, number, document_id, revision, reuse, firm_id, digest, received_at)"
            " WHERE (c.kind, c.code, c.number) = (n.kind, n.code, n.number)",
            [list(column) for column in columns],
        )


def lists_of_orders(orders: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Id of the live list of each of these orders (platform code, order number), where there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.code, c.number, c.document_id FROM declarations_current c"
            " JOIN unnest(%s::text[], %s::text[]) AS k(code, number) ON (c.code, c.number) = (k.code,"
            " k.number)"
            " WHERE c.kind = 621 AND c.document_id IS NOT NULL",
            [[code for code, _ in orders], [number for _, number in orders]],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def lists_of_waybills(waybills: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """Ids of the live lists that name each of these waybills (carrier code, waybill number)."""
    found: dict[tuple[str, str], list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.logistics_code, l.logistics_no, l.id FROM declarations_importlist l"
            " JOIN unnest(%s::text[], %s::text[]) AS k(code, number)"
            " ON (l.logistics_code, l.logistics_no) = (k.code, k.number)"
            " JOIN declarations_current c ON c.kind = 621 AND c.code = l.ebp_code AND c.number = l.order_no"
            " AND c.document_id = l.id ORDER BY l.id",
            [[code for code, _ in waybills], [number for _, number in waybills]],
        )
        for code, number, list_id in cursor.fetchall():
            found.setdefault((code, number), []).append(list_id)
    return found


def pointers_of(list_ids: Sequence[int]) -> dict[int, Pointers]:
    """The documents of each list: those it was judged with, or the live ones while it waits.

    Documents that are only stored (appStatus 1) do not count. A payment counts for an order only from
    the payment firm that the order names; of several the one with the order's transaction, else the
    last one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id,"
            " CASE WHEN s.order_id IS NULL THEN d.id ELSE s.order_id END,"
            " CASE WHEN s.order_id IS NULL THEN p.id ELSE s.payment_id END,"
            " CASE WHEN s.order_id IS NULL THEN b.id ELSE s.waybill_id END"
            " FROM declarations_importlist l"
            " LEFT JOIN declarations_liststate s ON s.subject_id = l.id"
            " LEFT JOIN declarations_current o ON o.kind = 311 AND o.code = l.ebp_code"
            " AND o.number = l.order_no"
            " LEFT JOIN declarations_order d ON d.id = o.document_id AND d.app_status <> '1'"
            " LEFT JOIN declarations_current w ON w.kind = 511 AND w.code = l.logistics_code"
            " AND w.number = l.logistics_no"
            " LEFT JOIN declarations_waybill b ON b.id = w.document_id AND b.app_status <> '1'"
            " LEFT JOIN LATERAL (SELECT p.id FROM declarations_payment p"
            " JOIN declarations_current c ON c.kind = 411 AND c.code = p.pay_code"
            " AND c.number = p.pay_transaction_id AND c.document_id = p.id"
            " WHERE p.ebp_code = l.ebp_code AND p.order_no = l.order_no AND p.app_status <> '1'"
            " AND (coalesce(d.pay_code, '') = '' OR p.pay_code = d.pay_code)"
            " ORDER BY (p.pay_transaction_id = d.pay_transaction_id) DESC NULLS LAST,"
            " p.id DESC LIMIT 1) p ON true"
            " WHERE l.id = ANY(%s)",
            [list(list_ids)],
        )
        return {row[0]: Pointers(*row) for row in cursor.fetchall()}


def lists_of_firm_documents(firm_id: int, *, limit: int = 2000) -> list[int]:
    """Ids of lists that stand on orders, payments or waybills of this firm, newest documents first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH mine AS ("
            " (SELECT id, ebp_code AS code, order_no AS number FROM declarations_order"
            " WHERE firm_id = %(firm)s ORDER BY id DESC LIMIT %(limit)s) UNION ALL"
            " (SELECT id, ebp_code, order_no FROM declarations_payment WHERE firm_id = %(firm)s"
            " ORDER BY id DESC LIMIT %(limit)s)), parcels AS ("
            " SELECT id, logistics_code, logistics_no FROM declarations_waybill WHERE firm_id = %(firm)s"
            " ORDER BY id DESC LIMIT %(limit)s)"
            " SELECT c.document_id, array_agg(mine.id) FROM declarations_current c"
            " JOIN mine ON (c.code, c.number) = (mine.code, mine.number)"
            " WHERE c.kind = 621 AND c.document_id IS NOT NULL GROUP BY 1 UNION ALL"
            " SELECT l.id, array_agg(p.id) FROM declarations_importlist l JOIN parcels p"
            " ON (l.logistics_code, l.logistics_no) = (p.logistics_code, p.logistics_no)"
            " JOIN declarations_current c ON c.kind = 621 AND c.code = l.ebp_code"
            " AND c.number = l.order_no AND c.document_id = l.id GROUP BY 1",
            {"firm": firm_id, "limit": limit},
        )
        own: dict[int, set[int]] = {}
        for list_id, documents in cursor.fetchall():
            own.setdefault(list_id, set()).update(documents)
    pointers = pointers_of(list(own))
    return [list_id for list_id, found in pointers.items() if own[list_id].intersection(found[1:])]
