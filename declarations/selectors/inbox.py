"""Messages as received, what became of each document, and the receipts feed."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from declarations.models import Finding, ImportList, InboxMessage, Order, Outcome, Payment, Receipt, Waybill
from enterprises.facts import Actor
from kernel.orm.feeds import Cursor, read_after


class DocumentRow(NamedTuple):
    """One document of a message: what it was, its business key and what became of it."""

    position: int
    code: str
    key: str
    outcome: str
    document_id: int | None
    pre_no: str
    findings: tuple[Finding, ...]


def messages_of(actor: Actor) -> QuerySet[InboxMessage]:
    """Messages the actor's firm sent, newest first, without their sealed bytes; officers see none."""
    firm_id = actor.firm_id if actor.kind == "firm" else None
    return InboxMessage.objects.filter(firm_id=firm_id or 0).defer("raw").order_by("-id")


def message_results(message: InboxMessage) -> tuple[DocumentRow, ...]:
    """Every document of one message in its order, with its findings."""
    rows: list[DocumentRow] = []
    for model, code, names in (
        (Order, "311", ("ebp_code", "order_no")),
        (Payment, "411", ("pay_code", "pay_transaction_id")),
        (Waybill, "511", ("logistics_code", "logistics_no")),
        (ImportList, "621", ("ebp_code", "order_no")),
    ):
        if message.code == code:
            rows += _stored(model, code, names, message.id)
    rows += [
        DocumentRow(o.position, o.code, o.key, o.outcome, o.document_id, "", ())
        for o in Outcome.objects.filter(inbox_id=message.id)
    ]
    return _with_findings(sorted(rows), message.id)


def _stored(model: type, code: str, names: tuple[str, str], inbox_id: int) -> list[DocumentRow]:
    number = ("pre_no",) if code == "621" else ()
    found = model.objects.filter(inbox_id=inbox_id).values_list("position", "id", *names, *number)  # type: ignore[attr-defined]
    return [
        DocumentRow(row[0], code, f"{row[2]} {row[3]}", "stored", row[1], row[4] if number else "", ())
        for row in found
    ]


def _with_findings(rows: Sequence[DocumentRow], inbox_id: int) -> tuple[DocumentRow, ...]:
    outcomes = dict(Outcome.objects.filter(inbox_id=inbox_id).values_list("position", "id"))
    subjects = {row.position: outcomes.get(row.position, row.document_id) for row in rows}
    found: dict[int, list[Finding]] = {}
    for finding in Finding.objects.filter(subject_id__in=[s for s in subjects.values() if s]).order_by("id"):
        found.setdefault(finding.subject_id, []).append(finding)
    return tuple(row._replace(findings=tuple(found.get(subjects[row.position] or 0, ()))) for row in rows)


def receipts_after(firm_id: int, *, cursor: Cursor, limit: int) -> tuple[list[Receipt], Cursor]:
    """Receipts of one firm after ``cursor`` in the order they became visible, and the next cursor."""
    return read_after(Receipt.objects.filter(firm_id=firm_id), cursor=cursor, limit=limit)
