"""SQL for sets of lists: take the accepted and the overdue, gather what selection looks at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from declarations.messages.rules import SIGNATURE_ABSENT
from kernel.orm.locks import note_lock


def accepted_ids(limit: int) -> list[int]:
    """Accepted lists nobody holds, oldest first, locked; others' locked rows are skipped."""
    note_lock("declarations_liststate")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id FROM declarations_liststate WHERE status = 120"
            " ORDER BY subject_id LIMIT %s FOR UPDATE SKIP LOCKED",
            [limit],
        )
        return [row[0] for row in cursor.fetchall()]


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
            " AND f.severity = 'warn' AND f.round IN (0, s.round) AND f.rule_code <> %s), s.accepted_at"
            " FROM declarations_liststate s JOIN declarations_importlist l ON l.id = s.subject_id"
            " JOIN LATERAL (SELECT array_agg(gcode ORDER BY gnum) AS codes,"
            " array_agg(DISTINCT country ORDER BY country) AS countries FROM declarations_listline"
            " WHERE list_id = s.subject_id) g ON true"
            " WHERE s.subject_id = ANY(%s) ORDER BY s.subject_id",
            [SIGNATURE_ABSENT.code, list(list_ids)],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def set_missing(rows: Sequence[tuple[int, int]]) -> None:
    """Note which documents waiting lists still miss: (list id, bits); the rows are locked already."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE declarations_liststate s SET missing = n.missing"
            " FROM unnest(%s::bigint[], %s::smallint[]) AS n(id, missing)"
            " WHERE s.subject_id = n.id AND s.status = 3 AND s.missing <> n.missing",
            [[row[0] for row in rows], [row[1] for row in rows]],
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
