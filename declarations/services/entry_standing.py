"""Entry declarations under their lock: moving them, and writing their lines and taxes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from declarations.facts import EntryGoods
from declarations.models import EntryDeclaration, EntryEvent, EntryLine, EntryLineTax
from declarations.rules.entry_flow import ENTRY_FLOW
from declarations.rules.entry_tax import EntryLineTax as LineTax
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, Trail, move_many
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Violation
from kernel.rules import MOVED_ON

ENTRY_TRAIL = Trail(EntryDeclaration, EntryEvent, ENTRY_FLOW)


def locked_entry(entry_id: int) -> EntryDeclaration:
    """The declaration, locked; a step.

    Raises:
        Conflict: it is gone.
    """
    rows = lock_rows(EntryDeclaration, keys=[entry_id])
    if not rows:
        raise Conflict(Violation(MOVED_ON))
    return rows[0]


def move_one(
    entry_id: int,
    *,
    verb: str,
    source: int,
    values: Mapping[str, object],
    at: datetime,
    actor_id: int | None,
    note: str = "",
) -> None:
    """Move one declaration with new values of its columns; a step.

    Raises:
        Conflict: it does not stand at ``source`` any more, or nothing leads from there with this verb.
    """
    step = Step(entry_id, verb, source, tuple(values.values()), note)
    moved = move_many(ENTRY_TRAIL, [step], columns=tuple(values), at=at, actor_id=actor_id)
    if not moved:
        raise Conflict(Violation(MOVED_ON))


def write_lines(entry_id: int, *, goods: Sequence[EntryGoods]) -> None:
    """Put these lines in place of those that stand there; a step."""
    require_transaction()
    EntryLine.objects.filter(entry=entry_id).delete()
    EntryLine.objects.bulk_create(
        EntryLine(entry_id=entry_id, **one._replace(inventory_lines=list(one.inventory_lines))._asdict())  # type: ignore[arg-type]
        for one in goods
    )


def write_taxes(entry_id: int, *, taxes: Sequence[LineTax]) -> None:
    """Put these taxes in place of those that stand there; a step."""
    require_transaction()
    EntryLineTax.objects.filter(entry=entry_id).delete()
    EntryLineTax.objects.bulk_create(EntryLineTax(entry_id=entry_id, **one._asdict()) for one in taxes)
