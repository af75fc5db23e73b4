"""SQL for sets of lists: take the accepted and the overdue, gather what selection looks at."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from declarations.messages.rules import SIGNATURE_ABSENT
from kernel.orm.locks import note_lock


def accepted_ids(limit: int, *, held_firms: Collection[int] = ()) -> list[int]:
    """Accepted lists nobody holds, oldest first, locked; others' locked rows are skipped.

    Lists that the firms in ``held_firms`` filed, or that were filed for them, are left where they are.
    """
    note_lock("declarations_liststate")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id FROM declarations_liststate WHERE status = 120"
            " AND firm_id <> ALL(%s) AND coalesce(principal_id, 0) <> ALL(%s)"
            " ORDER BY subject_id LIMIT %s FOR UPDATE SKIP LOCKED",
            [list(held_firms), list(held_firms), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def held_ids(limit: int, *, after: int) -> list[int]:
    """Waiting lists that miss no document but room or an end of suspension, from ``after`` on, locked."""
    note_lock("declarations_liststate")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id FROM declarations_liststate WHERE status = 3 AND missing >= 8"
            " AND subject_id > %s ORDER BY subject_id LIMIT %s FOR UPDATE SKIP LOCKED",
            [after, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def renew_overdue(held_firms: Collection[int], *, at: datetime, until: datetime) -> int:
    """Give waiting lists of suspended firms whose time is over another term; how many."""
    if not held_firms:
        return 0
    note_lock("declarations_liststate")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH late AS (SELECT subject_id FROM declarations_liststate WHERE status = 3 AND due_at <= %s"
            " AND (firm_id = ANY(%s) OR principal_id = ANY(%s)) ORDER BY subject_id FOR UPDATE SKIP LOCKED)"
            " UPDATE declarations_liststate s SET due_at = %s FROM late WHERE s.subject_id = late.subject_id",
            [at, list(held_firms), list(held_firms), until],
        )
        return int(cursor.rowcount)


def overdue_ids(limit: int, *, at: datetime) -> list[int]:
    """Waiting lists whose time is over, locked; others' locked rows are skipped."""
    note_lock("declarations_liststate")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id FROM declarations_liststate WHERE status = 3 AND due_at <= %s"
            " ORDER BY subject_id LIMIT %s FOR UPDATE SKIP LOCKED",
            [at, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def selection_rows(list_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """The columns of ``SelectionFacts`` for these lists, in id order.

    A missing signature is no warning: until firms register certificates every list lacks one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.subject_id, l.pre_no, s.office, s.trade_mode, s.firm_id, l.agent_code, l.ebc_code,"
            " l.ebp_code,"
            " s.value_fen, s.full_tax, g.codes, g.countries,"
            " (SELECT count(*) FROM declarations_finding f WHERE f.subject_id = s.subject_id"
            " AND f.severity = 'warn' AND f.round IN (0, s.round) AND f.rule_code <> %s), s.accepted_at,"
            " s.principal_id, s.plan_no"
            " FROM declarations_liststate s JOIN declarations_importlist l ON l.id = s.subject_id"
            " JOIN LATERAL (SELECT array_agg(gcode ORDER BY gnum) AS codes,"
            " array_agg(DISTINCT country ORDER BY country) AS countries FROM declarations_listline"
            " WHERE list_id = s.subject_id) g ON true"
            " WHERE s.subject_id = ANY(%s) ORDER BY s.subject_id",
            [SIGNATURE_ABSENT.code, list(list_ids)],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def set_missing(rows: Sequence[tuple[int, int, datetime | None]]) -> None:
    """Note what waiting lists still miss, and until when: (list id, bits, end); rows are locked already."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE declarations_liststate s SET missing = n.missing, due_at = n.due_at"
            " FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[]) AS n(id, missing, due_at)"
            " WHERE s.subject_id = n.id AND s.status = 3 AND s.missing <> n.missing",
            [list(column) for column in zip(*rows, strict=True)],
        )


def bind_documents(rows: Sequence[tuple[int, int | None, int | None, int | None]]) -> None:
    """Note the documents that lists stand on: (list, order, payment, waybill); rows are locked already."""
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE declarations_liststate s SET order_id = n.o, payment_id = n.p, waybill_id = n.w"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS n(id, o, p, w)"
            " WHERE s.subject_id = n.id",
            columns,
        )
