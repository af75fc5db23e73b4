"""The orders, payments and waybills of a firm: as rows, and one with everything about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from declarations.models import (
    Current,
    Finding,
    ImportList,
    ListState,
    Order,
    Payment,
    Receipt,
    Waybill,
)
from declarations.models.fields import Document
from declarations.permissions import may_see_document
from declarations.selectors.cases import Side, side_of
from declarations.selectors.findings import findings_of_list
from declarations.sets.keys import lists_of_orders, lists_of_waybills
from declarations.sets.shapes import SHAPES, Shape
from enterprises.facts import Actor

CODES = {"order": "311", "payment": "411", "waybill": "511"}
_MODELS: dict[str, type[Document]] = {"order": Order, "payment": Payment, "waybill": Waybill}
_NUMBERS = {
    "order": ("order_no", "pay_transaction_id"),
    "payment": ("pay_transaction_id", "order_no"),
    "waybill": ("logistics_no", "order_no"),
}

_AMOUNTS = {"order": "actural_paid", "payment": "amount_paid", "waybill": "freight"}


class ListMark(NamedTuple):
    """The list that a document belongs to."""

    pre_no: str
    status: int


class DocumentRow(NamedTuple):
    """One document as a table row; ``amount`` is what was paid, or a waybill's freight."""

    code: str
    number: str
    order_no: str
    party: str
    revision: int
    is_live: bool
    received_at: datetime
    amount: Any
    lst: ListMark | None


class OneDocument(NamedTuple):
    """One document of the actor's firm with its findings, earlier revisions, receipts and list."""

    kind: str
    row: Document
    side: Side
    findings: tuple[Finding, ...]
    list_findings: tuple[Finding, ...]
    receipts: tuple[Receipt, ...]
    revisions: tuple[Document, ...]
    lst: ListMark | None


def documents_of(actor: Actor, *, kind: str, search: str = "") -> "QuerySet[Any]":
    """The documents of one kind that the actor's firm sent, newest first, without personal values."""
    found = _MODELS[kind]._default_manager.filter(firm_id=actor.firm_id or 0).defer("personal", "digest")
    word = search.strip()
    if word:
        wanted = Q()
        for name in _NUMBERS[kind]:
            wanted |= Q(**{name: word})
        found = found.filter(wanted)
    return found.order_by("-id")


def document_rows(documents: Sequence[Any], *, kind: str) -> list[DocumentRow]:
    """Rows of these documents (already scoped), each with its list; the same number of queries for any."""
    shape = SHAPES[CODES[kind]]
    live = _live_ids(documents, shape=shape)
    marks = _marks(documents, kind=kind)
    return [
        DocumentRow(
            code=getattr(row, shape.key[0]),
            number=getattr(row, shape.key[1]),
            order_no=row.order_no,
            party=row.ebp_name if kind != "waybill" else row.logistics_name,
            revision=row.revision,
            is_live=row.pk in live,
            received_at=row.received_at,
            amount=getattr(row, _AMOUNTS[kind], None),
            lst=marks.get(row.pk),
        )
        for row in documents
    ]


def document_of(
    actor: Actor, *, kind: str, code: str, number: str, in_full: bool = False
) -> OneDocument | None:
    """The newest revision of one document that the actor's firm sent, or None.

    ``in_full``: with its personal values; the caller has asked the reason and recorded it.
    """
    shape = SHAPES[CODES[kind]]
    key = {shape.key[0]: code, shape.key[1]: number}
    rows = list(_MODELS[kind]._default_manager.filter(firm_id=actor.firm_id or 0, **key).order_by("-id"))
    if not rows or not may_see_document(actor, office="", firm_id=rows[0].firm_id):
        return None
    row = rows[0]
    found, lst, around = _findings(row, kind=kind, actor=actor)
    reveal = frozenset({kind}) if in_full else frozenset()
    side = side_of(
        shape.code, document=row, actor=actor, office="", findings=(*found, *around), reveal=reveal
    )
    receipts = Receipt.objects.filter(document_id=row.pk, firm_id=actor.firm_id or 0).order_by("id")
    return OneDocument(kind, row, side, found, around, tuple(receipts), tuple(rows), lst)


def _findings(
    row: Document, *, kind: str, actor: Actor
) -> tuple[tuple[Finding, ...], ListMark | None, tuple[Finding, ...]]:
    """Findings in the document itself, its list, and the list's findings that point at the document."""
    own = tuple(Finding.objects.filter(subject_id=row.pk).order_by("id"))
    ids = _list_ids([row], kind=kind)
    state = ListState.objects.filter(pk=ids.get(row.pk, 0)).first()
    if state is None:
        return own, None, ()
    pre_no = ImportList.objects.values_list("pre_no", flat=True).get(pk=state.pk)
    read = {kind, "list"} if state.firm_id == actor.firm_id else {kind}
    around = findings_of_list(state, own=read)
    mine = tuple(f for f in around if any(path.startswith(f"{kind}.") for path in (f.path, f.against)))
    return own, ListMark(pre_no, state.status), mine


def _live_ids(documents: Sequence[Any], *, shape: Shape) -> set[int]:
    """Which of these are the live revisions of their keys."""
    numbers = [getattr(row, shape.key[1]) for row in documents]
    codes = {getattr(row, shape.key[0]) for row in documents}
    found = Current.objects.filter(kind=shape.kind, code__in=codes, number__in=numbers)
    return {pk for pk in found.values_list("document_id", flat=True) if pk is not None}


def _marks(documents: Sequence[Any], *, kind: str) -> dict[int, ListMark]:
    ids = _list_ids(documents, kind=kind)
    states = dict(ListState.objects.filter(pk__in=ids.values()).values_list("subject_id", "status"))
    numbers = dict(ImportList.objects.filter(pk__in=ids.values()).values_list("id", "pre_no"))
    return {
        document: ListMark(numbers[lst], states[lst])
        for document, lst in ids.items()
        if lst in states and lst in numbers
    }


def _list_ids(documents: Sequence[Any], *, kind: str) -> dict[int, int]:
    """The live list of each document, where there is one."""
    if kind == "waybill":
        keys = [(row.logistics_code, row.logistics_no) for row in documents]
        by_waybill = lists_of_waybills(keys)
        return {
            row.pk: by_waybill[key][-1] for row, key in zip(documents, keys, strict=True) if key in by_waybill
        }
    by_order = lists_of_orders([(row.ebp_code, row.order_no) for row in documents])
    return {
        row.pk: by_order[(row.ebp_code, row.order_no)]
        for row in documents
        if (row.ebp_code, row.order_no) in by_order
    }
