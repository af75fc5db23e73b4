"""The only writer of a status: first statuses, moves along a flow, and the event of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field

from kernel.flow import Flow
from kernel.models.base import Event, State
from kernel.orm.copying import as_text, copy_rows, fields_of
from kernel.orm.fields import AmountField, refuse_sixth_place
from kernel.orm.locks import RANK, is_noted, note_lock
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Violation
from kernel.rules import CHANGED, MOVED_ON

_EVENT_COLUMNS = ("subject_id", "verb", "source", "target", "at", "actor_id", "run_id", "note")


@dataclass(frozen=True)
class Trail:
    """A flow together with the tables that hold its statuses and its events."""

    state: type[State]
    event: type[Event]
    flow: Flow


class Entry(NamedTuple):
    """A new subject: the entering verb, and the values of the state's extra columns."""

    subject_id: int
    verb: str
    values: Sequence[object] = ()
    note: str = ""


class Step(NamedTuple):
    """One move: the verb, the status it was decided from, and new values of the extra columns."""

    subject_id: int
    verb: str
    source: int
    values: Sequence[object] = ()
    note: str = ""


def enter_many(
    trail: Trail,
    entries: Sequence[Entry],
    *,
    columns: Sequence[str] = (),
    at: datetime,
    actor_id: int | None,
    run_id: int | None = None,
) -> None:
    """Give each new subject its first status and its first event; ``columns`` names the extra values.

    Raises:
        ValueError: a verb that is no entry of the flow.
        django.db.IntegrityError: a subject that has a status already.
        RuntimeError: no intention is open.
    """
    require_transaction()
    targets = [_entry_target(trail.flow, entry.verb) for entry in entries]
    copy_rows(
        trail.state,
        ("subject_id", "status", "since", "version", *columns),
        [
            (entry.subject_id, target, at, 1, *entry.values)
            for entry, target in zip(entries, targets, strict=True)
        ],
    )
    copy_rows(
        trail.event,
        _EVENT_COLUMNS,
        [
            (entry.subject_id, entry.verb, None, target, at, actor_id, run_id, entry.note)
            for entry, target in zip(entries, targets, strict=True)
        ],
    )


def move_many(
    trail: Trail,
    steps: Sequence[Step],
    *,
    columns: Sequence[str] = (),
    at: datetime,
    actor_id: int | None,
    run_id: int | None = None,
) -> frozenset[int]:
    """Move each subject that still stands where its step was decided from; the ids that really moved.

    One statement for the whole set: rows are locked in the order of their ids, compared, and set,
    together with the extra ``columns``; one event follows for each row that moved.

    Raises:
        Conflict: a verb that the flow knows, but not from that status.
        ValueError: an unknown verb, or a subject that stands twice in ``steps``.
        RuntimeError: no intention is open, or the state is locked out of rank.
    """
    require_transaction()
    if not steps:
        return frozenset()
    if len({step.subject_id for step in steps}) != len(steps):
        raise ValueError("a subject may move only once in a call")
    targets = [_step_target(trail.flow, step) for step in steps]
    table = trail.state._meta.db_table
    if table in RANK and not is_noted(table):
        note_lock(table)
    moved = _compare_and_set(trail.state, steps, targets=targets, columns=columns, at=at)
    copy_rows(
        trail.event,
        _EVENT_COLUMNS,
        [
            (step.subject_id, step.verb, step.source, target, at, actor_id, run_id, step.note)
            for step, target in zip(steps, targets, strict=True)
            if step.subject_id in moved
        ],
    )
    return moved


def check_unchanged(row: State, *, seen: int | None) -> None:
    """Whether a locked draft is still at the version that its form was opened on; None: no form was.

    Raises:
        Conflict: somebody has changed it since.
    """
    if seen is not None and row.version != seen:
        raise Conflict(Violation(CHANGED))


def _entry_target(flow: Flow, verb: str) -> int:
    target = flow.target(verb, None)
    if target is None:
        raise ValueError(f"{flow.name}: {verb} is no entry")
    return target


def _step_target(flow: Flow, step: Step) -> int:
    target = flow.target(step.verb, step.source)
    if target is not None:
        return target
    if not flow.sources(step.verb):
        raise ValueError(f"{flow.name}: {step.verb} is no verb of this flow")
    raise Conflict(Violation(MOVED_ON))


def _int_array(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _value_arrays(steps: Sequence[Step], *, amounts: Sequence[bool]) -> list[list[str | None]]:
    """The extra values column by column, as text."""
    arrays: list[list[str | None]] = [[] for _ in amounts]
    for step in steps:
        for array, value, is_amount in zip(arrays, step.values, amounts, strict=True):
            if is_amount and isinstance(value, Decimal):
                array.append(refuse_sixth_place(value))
            else:
                array.append(as_text(value))
    return arrays


def _statement(state: type[State], *, fields: "Sequence[Field[Any, Any]]") -> str:
    """Lock in order of ids, compare, set. Extra values arrive as text arrays, cast to the column's type.

    Locking apart from setting keeps the order, so that overlapping sets cannot deadlock. The cast
    leaves the length out: an explicit cast to varchar(10) would cut, an assignment refuses.
    """
    quote = connection.ops.quote_name
    table = quote(state._meta.db_table)
    names = [f"c{number}" for number in range(len(fields))]
    kinds = [str(field.cast_db_type(connection)).partition("(")[0] for field in fields]
    sets = [
        f", {quote(str(field.column))} = locked.{name}::{kind}"
        for field, name, kind in zip(fields, names, kinds, strict=True)
    ]
    return f"""
    WITH wanted AS (
        SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::smallint[]{", %s::text[]" * len(fields)})
            AS w ({", ".join(["id", "source", "target", *names])})
    ), locked AS (
        SELECT wanted.* FROM {table} s JOIN wanted ON s.subject_id = wanted.id AND s.status = wanted.source
        ORDER BY s.subject_id FOR NO KEY UPDATE OF s
    )
    UPDATE {table} s SET status = locked.target, since = %s, version = s.version + 1{"".join(sets)}
    FROM locked WHERE s.subject_id = locked.id RETURNING s.subject_id
    """  # noqa: S608 - our own table and column names


def _compare_and_set(
    state: type[State],
    steps: Sequence[Step],
    *,
    targets: Sequence[int],
    columns: Sequence[str],
    at: datetime,
) -> frozenset[int]:
    fields = fields_of(state, names=columns)
    arrays = _value_arrays(steps, amounts=[isinstance(field, AmountField) for field in fields])
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(state, fields=fields),
            [
                _int_array(step.subject_id for step in steps),
                _int_array(step.source for step in steps),
                _int_array(targets),
                *arrays,
                at,
            ],
        )
        return frozenset(row[0] for row in cursor.fetchall())
