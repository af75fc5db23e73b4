"""One list with everything around it, as the actor may see it: documents, differences, tax, story."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from declarations.messages.definitions import MESSAGES
from declarations.messages.typing import snake
from declarations.models import (
    Finding,
    ImportList,
    LineTax,
    ListEvent,
    ListState,
    Order,
    Payment,
    Receipt,
    Waybill,
)
from declarations.models.fields import Document
from declarations.permissions import may_see_document, may_see_list
from declarations.selectors.findings import events_of_list, findings_of_list
from declarations.sets.keys import pointers_of
from declarations.sets.loading import personal_of
from declarations.sets.shapes import SHAPES, Shape
from enterprises.facts import Actor
from kernel import mask

_NAMES = {"621": "list", "311": "order", "411": "payment", "511": "waybill"}


class Value(NamedTuple):
    """One element of one document: its message name, its names in both languages, what to show."""

    element: str
    zh: str
    en: str
    value: Any
    personal: bool
    differs: tuple[str, ...]


class Side(NamedTuple):
    """One of the four documents beside each other.

    ``visible`` false: it exists (``document_id``) or not, but its values belong to another firm.
    ``missing``: it has not come. ``lines`` are rows of values in the order of the message.
    """

    name: str
    code: str
    document_id: int | None
    firm_id: int | None
    revision: int
    visible: bool
    missing: bool
    values: tuple[Value, ...]
    lines: tuple[tuple[Value, ...], ...]


class CaseDocuments(NamedTuple):
    """Everything the actor may see about one list.

    ``findings`` and the notes of ``events`` are those the actor may read: a firm that did not file
    the list learns what concerns its own documents, without values of others.
    """

    lst: ImportList
    state: ListState
    sides: tuple[Side, ...]
    findings: tuple[Finding, ...]
    taxes: tuple[LineTax, ...]
    receipts: tuple[Receipt, ...]
    events: tuple[ListEvent, ...]
    revisions: tuple[ImportList, ...]


def list_by_pre_no(pre_no: str, *, actor: Actor) -> ImportList | None:
    """The list with this pre-entry number, or None where there is none that the actor may see."""
    lst = ImportList.objects.filter(pre_no=pre_no).first()
    if lst is None:
        return None
    state = ListState.objects.get(pk=lst.pk)
    if actor.kind == "firm" and lst.firm_id != actor.firm_id:
        firms: set[int | None] = {state.principal_id}
        firms |= {document.firm_id for document in _documents(lst).values() if document is not None}
        return lst if may_see_list(actor, office=state.office, firm_ids=firms) else None
    return lst if may_see_list(actor, office=state.office, firm_ids=(lst.firm_id,)) else None


def case_documents(list_id: int, *, actor: Actor, reveal: frozenset[str] = frozenset()) -> CaseDocuments:
    """The four documents side by side, findings, taxes, receipts and events of one list.

    ``reveal`` names documents (``order``, ``payment``, ``waybill``, ``list``) whose personal values
    are shown in full; the caller has asked the reason and recorded it.
    """
    lst = ImportList.objects.get(pk=list_id)
    state = ListState.objects.get(pk=list_id)
    documents = _documents(lst)
    office = state.office
    own = _read_by(actor, documents, office=office)
    found = findings_of_list(state, own=own)
    sides = tuple(
        side_of(code, document=document, actor=actor, office=office, findings=found, reveal=reveal)
        for code, document in documents.items()
    )
    receipts = Receipt.objects.filter(document_id__in=[d.id for d in documents.values() if d is not None])
    if actor.kind == "firm":
        receipts = receipts.filter(firm_id=actor.firm_id or 0)
    return CaseDocuments(
        lst=lst,
        state=state,
        sides=sides,
        findings=found,
        taxes=tuple(LineTax.objects.filter(list_id=list_id).order_by("gnum")) if "list" in own else (),
        receipts=tuple(receipts.order_by("id")),
        events=events_of_list(list_id, own=own),
        revisions=tuple(
            ImportList.objects.filter(ebp_code=lst.ebp_code, order_no=lst.order_no)
            .only("id", "pre_no", "revision", "received_at")
            .order_by("revision")
        ),
    )


def _read_by(actor: Actor, documents: Mapping[str, Document | None], *, office: str) -> frozenset[str]:
    """The names of those of the four documents that the actor may read."""
    return frozenset(
        _NAMES[code]
        for code, document in documents.items()
        if document is not None and may_see_document(actor, office=office, firm_id=document.firm_id)
    )


def _documents(lst: ImportList) -> dict[str, Document | None]:
    pointers = pointers_of([lst.id])[lst.id]
    return {
        "311": Order.objects.filter(pk=pointers.order_id or 0).first(),
        "411": Payment.objects.filter(pk=pointers.payment_id or 0).first(),
        "511": Waybill.objects.filter(pk=pointers.waybill_id or 0).first(),
        "621": lst,
    }


def side_of(
    code: str,
    *,
    document: Document | None,
    actor: Actor,
    office: str,
    findings: Sequence[Finding],
    reveal: frozenset[str],
) -> Side:
    """One document as the actor may see it; of another firm's only the names of the differing fields."""
    name = _NAMES[code]
    differs = _differs(name, findings)
    firm_id = document.firm_id if document is not None else None
    visible = document is not None and may_see_document(actor, office=office, firm_id=firm_id)
    values: tuple[Value, ...] = ()
    lines: tuple[tuple[Value, ...], ...] = ()
    if document is not None and visible:
        values, lines = _contents(SHAPES[code], document, differs=differs, in_full=name in reveal)
    elif document is not None:
        values = _only_differences(code, differs)
    return Side(
        name=name,
        code=code,
        document_id=document.id if document is not None else None,
        firm_id=firm_id,
        revision=document.revision if document is not None else 0,
        visible=visible,
        missing=document is None,
        values=values,
        lines=lines,
    )


def _differs(name: str, findings: Sequence[Finding]) -> dict[str, tuple[str, ...]]:
    """Rule codes by path inside the document called ``name``."""
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        for path in (finding.path, finding.against):
            inside = path.removeprefix(f"{name}.") if "." in path else path
            mine = path.startswith(f"{name}.") or (name == "list" and not _of_another(path))
            if path and mine:
                found[inside] = (*found.get(inside, ()), finding.rule_code)
    return found


def _of_another(path: str) -> bool:
    return path.split(".", 1)[0] in ("order", "payment", "waybill")


def _contents(
    shape: Shape, document: Document, *, differs: dict[str, tuple[str, ...]], in_full: bool
) -> tuple[tuple[Value, ...], tuple[tuple[Value, ...], ...]]:
    definition = MESSAGES[shape.code]
    personal = personal_of(shape.model, row_id=document.id, blob=bytes(document.personal))
    stored: dict[str, Any] = {column: getattr(document, column) for column in shape.columns} | {
        name: value if in_full else masked(name, value=value) for name, value in personal.items()
    }
    head = tuple(
        Value(e.name, e.zh, e.en, stored.get(snake(e.name), ""), e.personal, differs.get(e.name, ()))
        for e in definition.head.elements
        if stored.get(snake(e.name)) not in ("", None)
    )
    if shape.lines is None or definition.lines is None:
        return head, ()
    rows: Any = shape.lines._default_manager.filter(**{shape.parent: document.id}).order_by("gnum")
    lines = tuple(
        tuple(
            Value(
                e.name, e.zh, e.en, getattr(row, snake(e.name)), e.personal,
                differs.get(f"lines[{row.gnum}].{e.name}", ()),
            )
            for e in definition.lines.elements
        )
        for row in rows
    )  # fmt: skip
    return head, lines


def _only_differences(code: str, differs: dict[str, tuple[str, ...]]) -> tuple[Value, ...]:
    """Names without values: which fields of another firm's document differ."""
    definition = MESSAGES[code]
    return tuple(
        Value(e.name, e.zh, e.en, None, e.personal, differs[e.name])
        for e in definition.head.elements
        if e.name in differs
    )


def masked(name: str, *, value: str) -> str:
    """A personal value as pages show it by default, by the snake-case name of its element."""
    if "id_number" in name:
        return mask.id_number(value)
    if "telephone" in name:
        return mask.phone(value)
    if "address" in name:
        return mask.address(value)
    return mask.name(value)
