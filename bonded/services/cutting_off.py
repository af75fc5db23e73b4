"""Closing an in/out document with what has left: what has not goes back to stock and to the application.

A document belongs to one period, that of its first goods, and the deadline of the period counts for what
has left. So a document that is partly through the gate when its period is gathered is closed by the portal:
what passed is gathered whole, the rest is free again and leaves on a new document. Goods on a gate pass that
has not gone through are on their way: such a document waits, and is listed with the reason. The firm (or an
officer, with a reason) may close a document earlier. The guarantee stays drawn until all is paid or back.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from bonded.facts import Part
from bonded.models import ApplicationLine, PassUse, StockDoc, StockDocLine
from bonded.permissions import check_may_decide_deliveries, check_may_deliver
from bonded.rules import applications as applications_law
from bonded.rules import flow
from bonded.rules import stock_docs as law
from bonded.selectors import stock_docs as selectors
from bonded.services import booking, deliveries
from bonded.services.standing import STOCK_DOC_TRAIL
from bonded.services.stock_docs import locked
from bonded.services.telling import tell_about
from enterprises.facts import Actor
from kernel.money import plain
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_COLUMNS = ("gate_axis", "pass_use", "said")


def cut_off_document(*, actor: Actor, at: datetime, number: str, reason: str = "") -> None:
    """Close a document with what has left; a suspended firm may, too.

    Raises:
        StockDoc.DoesNotExist: none that the actor may see.
        Refused: not theirs, nothing or all of it has left, goods on their way; an officer says why.
        Conflict: it is not approved, or moved meanwhile.
    """
    with intention():
        row = locked(actor, number=number, at=at)
        if actor.is_officer:
            check_may_decide_deliveries(actor, office=row.office)
            _refuse(applications_law.judge_reason(reason))
        else:
            check_may_deliver(actor, firm_id=row.firm_id, at=at)
        if row.status != flow.APPROVED:
            raise Conflict(Violation(MOVED_ON))
        lines = selectors.lines_by_document([row.pk])[row.pk]
        _refuse(law.judge_cut([selectors.moved_of(line) for line in lines], number=row.number))
        cut_off([row], said=reason.strip(), at=at, actor_id=actor.user_id)
        if actor.is_officer:
            tell_about(row, kind="stock_doc_decided", at=at)


def closable(rows: Sequence[StockDoc]) -> list[StockDoc]:
    """Those that may be closed with what has left."""
    lines = selectors.lines_by_document([row.pk for row in rows])
    return [row for row in rows if selectors.may_be_cut(row, lines=lines[row.pk])]


def cut_off(rows: Sequence[StockDoc], *, said: str = "", at: datetime, actor_id: int | None) -> None:
    """Close these locked documents, that ``closable`` named; their applications are locked, too. A step.

    Raises:
        Conflict: one moved meanwhile.
    """
    require_transaction()
    lines = selectors.lines_by_document([row.pk for row in rows])
    steps: list[Step] = []
    parts: list[Part] = []
    for row in rows:
        rest = [line for line in lines[row.pk] if line.passed_qty < line.qty]
        values = (flow.GATE_ALL, PassUse.ALL.value, said)
        steps.append(Step(row.pk, "cut_off", row.status, values, _note(rest)))
        if row.returns_id is None:
            parts += [Part(row.pk, line.seq, line.qty - line.passed_qty) for line in rest]
            _free_application(rest)
        for line in rest:
            selectors.cut_off(line)
        StockDocLine.objects.bulk_update(rest, ["qty", "total", "gross_kg", "net_kg"])
    if len(move_many(STOCK_DOC_TRAIL, steps, columns=_COLUMNS, at=at, actor_id=actor_id)) != len(steps):
        raise Conflict(Violation(MOVED_ON))
    if parts:
        booking.give_back_parts(parts, at=at, actor_id=actor_id)
    # Where all that left is back by now, its term is over and its guarantee comes back.
    deliveries.after_passage([row.pk for row in rows], at=at, actor_id=actor_id)


def _note(rest: Sequence[StockDocLine]) -> str:
    """From what to what each line was cut, kept with the move."""
    return "; ".join(f"{line.seq}: {plain(line.qty)} → {plain(line.passed_qty)}" for line in rest)[:500]


def _free_application(rest: Sequence[StockDocLine]) -> None:
    for line in rest:
        of = ApplicationLine.objects.filter(pk=line.application_line_id)
        of.update(claimed_qty=F("claimed_qty") - (line.qty - line.passed_qty))


def _refuse(violations: Sequence[Violation]) -> None:
    if violations:
        raise Refused(*violations)
