"""What people do with drafts: save, keep apart, delete, file through the one door of messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from declarations.messages.definitions.lists import LIST_HEAD, LIST_LINE
from declarations.messages.writing import write_message
from declarations.models import Draft, ImportList, ListState
from declarations.permissions import check_may_declare
from declarations.rules.drafts import (
    DRF_02,
    DRF_05,
    is_asked,
    is_draft_number,
    judge_correcting,
    judge_saving,
)
from declarations.selectors.drafts import Content, content_of, content_of_list, guid_of, pack
from declarations.services.filing import DocumentResult, MessageResult
from declarations.services.receive import receive_messages
from enterprises.facts import Actor
from enterprises.models import Firm
from enterprises.selectors import own_firm
from enterprises.services.steps import record_personal_view
from kernel.clock import stamp14
from kernel.orm.keys import seal
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation

_GIVEN = frozenset({"guid", "appTime", "preNo", "invtNo"})


class Saved(NamedTuple):
    """A draft after saving; ``filed_as`` is the list it became, if it did."""

    number: str
    version: int
    saved_at: datetime
    filed_as: str = ""


class Filed(NamedTuple):
    """What came of filing: the list's number, or the reasons why there is none."""

    saved: Saved
    pre_no: str
    repeated: bool = False
    violations: tuple[Violation, ...] = ()


def save_draft(number: str, *, version: int, content: Content, actor: Actor, at: datetime) -> Saved:
    """Save what was typed; the same content again changes nothing.

    ``version`` is the one that was opened, 0 for a draft that was never saved.

    Raises:
        Draft.DoesNotExist: no number of a draft, or one of another firm.
        Refused: the firm does not declare, or the draft was filed.
        Conflict: it was saved elsewhere or deleted meanwhile; nothing was written.
    """
    check_may_declare(actor)
    with intention():
        return _save(number, version=version, content=content, actor=actor, at=at)


def _save(number: str, *, version: int, content: Content, actor: Actor, at: datetime) -> Saved:
    """Inside the intention of the caller."""
    row = _own(number, version=version, actor=actor, at=at)
    if row.version and not row.filed_as and content_of(row) == content:
        return Saved(number, row.version, row.saved_at)
    found = judge_saving(filed_as=row.filed_as, lines=len(content.lines))
    if found:
        raise Refused(*found)
    return _write(row, version=version, content=content, actor=actor, at=at)


def _own(number: str, *, version: int, actor: Actor, at: datetime) -> Draft:
    """The firm's draft of that number, made now when it was never saved."""
    if not is_draft_number(number):
        raise Draft.DoesNotExist(number)
    row = Draft.objects.filter(number=number).first()
    if row is None and version:
        raise Conflict(Violation(DRF_05))
    if row is None:
        fresh = {"firm_id": actor.firm_id, "user_id": actor.user_id, "content": b"", "version": 0}
        row, _ = Draft.objects.get_or_create(
            number=number, defaults=fresh | {"created_at": at, "saved_at": at}
        )
    if row.firm_id != actor.firm_id:
        raise Draft.DoesNotExist(number)
    return row


def _write(row: Draft, *, version: int, content: Content, actor: Actor, at: datetime) -> Saved:
    """Compare and set on the version: the later of two windows learns of the other."""
    sealed = seal(pack(content), table=Draft._meta.db_table, row_id=row.pk)
    moved = Draft.objects.filter(pk=row.pk, version=version, filed_as="").update(
        content=sealed,
        title=content.head.get("orderNo", "")[:80],
        version=version + 1,
        user_id=actor.user_id,
        saved_at=at,
    )
    if not moved:
        raise Conflict(Violation(DRF_02))
    return Saved(row.number, version + 1, at)


def delete_draft(number: str, *, actor: Actor, at: datetime) -> None:
    """Delete a draft of the own firm for good; its list, if it was filed, stays.

    Raises:
        Draft.DoesNotExist: there is none of that number in the firm.
    """
    del at
    check_may_declare(actor)
    with intention():
        deleted, _ = Draft.objects.filter(firm_id=actor.firm_id or 0, number=number).delete()
    if not deleted:
        raise Draft.DoesNotExist(number)


def correct_list(lst: ImportList, *, number: str, actor: Actor, at: datetime) -> Saved:
    """Start a draft from a list of the own firm that may be corrected, with its own values in full.

    That its personal values are opened is on record together with the draft.

    Raises:
        ImportList.DoesNotExist: it is another firm's.
        Refused: the list is accepted, decided or superseded, or a program asks.
    """
    check_may_declare(actor)
    if lst.firm_id != actor.firm_id:
        raise ImportList.DoesNotExist(lst.pre_no)
    status = ListState.objects.values_list("status", flat=True).get(pk=lst.pk)
    found = judge_correcting(status)
    if found:
        raise Refused(*found)
    with intention():
        reason = f"Correcting list {lst.pre_no}"
        record_personal_view(actor, subject=f"list {lst.pre_no}", reason=reason, at=at)
        content = content_of_list(lst, status=status)
        return _save(number, version=0, content=content, actor=actor, at=at)


def file_draft(number: str, *, version: int, content: Content, actor: Actor, at: datetime) -> Filed:
    """Save the draft, then send it as a message through the one door; a double click files once.

    Three transactions in a row, each of which may be repeated: a draft that was received but not
    yet marked is recognised by its content when it comes again.

    Raises:
        Draft.DoesNotExist, Refused, Conflict: as ``save_draft`` and ``receive_messages``.
    """
    check_may_declare(actor)
    try:
        saved = save_draft(number, version=version, content=content, actor=actor, at=at)
    except Refused:
        known = _filed_before(number, actor=actor)
        if known is None:
            raise
        return Filed(known, known.filed_as, repeated=True)
    raw = message_of(number, content=content, firm=own_firm(actor), at=at)
    result = receive_messages([raw], actor=actor, channel="form", at=at)[0]
    pre_no = _public_number(result)
    if pre_no:
        _mark_filed(number, version=saved.version, filed_as=pre_no, actor=actor)
    document = next(iter(result.documents), None)
    violations = (*result.violations, *(document.violations if document else ()))
    return Filed(saved._replace(filed_as=pre_no), pre_no, _repeated(document), violations)


def _filed_before(number: str, *, actor: Actor) -> Saved | None:
    row = Draft.objects.filter(firm_id=actor.firm_id or 0, number=number).exclude(filed_as="").first()
    return Saved(number, row.version, row.saved_at, row.filed_as) if row is not None else None


def _repeated(document: DocumentResult | None) -> bool:
    return document is not None and document.outcome == "repeated"


def _public_number(result: MessageResult) -> str:
    """The number of the list that was stored now or before; empty when it was refused."""
    for document in result.documents:
        if document.outcome in ("stored", "repeated") and document.document_id is not None:
            known = ImportList.objects.filter(pk=document.document_id).values_list("pre_no", flat=True)
            return document.public_no or known.get()
    return ""


def _mark_filed(number: str, *, version: int, filed_as: str, actor: Actor) -> None:
    """The draft has become a list: its content is not kept twice.

    What another window saved after that version is in no list and stays.
    """
    with intention():
        row = Draft.objects.filter(firm_id=actor.firm_id or 0, number=number)
        if not row.filter(version=version).update(filed_as=filed_as, content=b""):
            row.update(filed_as=filed_as)


def message_of(number: str, *, content: Content, firm: Firm, at: datetime) -> bytes:
    """The CEB621 message that this draft is filed as, sent by the firm itself; lines numbered by place."""
    mode = content.head.get("tradeMode", "")
    head = _elements(content.head, known=LIST_HEAD.by_name, mode=mode)
    head = {"appType": "1", "appStatus": "2"} | head | {"guid": guid_of(number), "appTime": stamp14(at)}
    lines = [
        _elements(line, known=LIST_LINE.by_name, mode=mode) | {"gnum": str(place)}
        for place, line in enumerate(content.lines, start=1)
    ]
    transfer = {
        "copCode": firm.customs_code, "copName": firm.name_zh, "dxpMode": "DXP", "dxpId": firm.dxp_id,
    }  # fmt: skip
    return write_message("621", guid=guid_of(number), documents=[(head, lines)], transfer=transfer)


def _elements(typed: Mapping[str, str], *, known: Mapping[str, object], mode: str) -> dict[str, str]:
    """What was typed and the mode asks for, without empty fields and what only the portal gives."""
    return {
        name: value
        for name, value in typed.items()
        if value and name in known and name not in _GIVEN and is_asked(name, mode=mode)
    }
