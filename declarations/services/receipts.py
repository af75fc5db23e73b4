"""Receipts: what the sender of each document is told, in the official codes, as rows of a feed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.utils.translation import gettext, override

from declarations.messages.definitions import MESSAGES
from declarations.messages.reading import ParsedMessage
from declarations.models import ImportList, ListState, Receipt
from declarations.rules import flow, receipts
from declarations.rules.kinds import KIND_OF_MESSAGE
from declarations.rules.receipts import Answer
from declarations.services.filing import NOT_SERVED, REFUSED, STORED, Filing
from kernel.orm.copying import copy_rows
from kernel.refusal import Violation

_COLUMNS = ("firm_id", "code", "document_id", "status", "elements", "at")
_SPACE = UUID("6f0d8a52-6c1e-5d0e-9c3a-5b8f7a1e2d40")
_SAID = frozenset({"guid", "returnStatus", "returnTime", "returnInfo"})
_Row = tuple[int, str, int, str, dict[str, str], datetime]


class ListReceipt(NamedTuple):
    """One move of a list to be told: the verb, where it came from, reasons and a public note."""

    list_id: int
    verb: str
    source: int | None
    invt_no: str = ""
    violations: Sequence[Violation] = ()
    note: str = ""


def send_list_receipts(told: Sequence[ListReceipt], *, at: datetime) -> None:
    """One CEB622 for each move that the firm is told of."""
    if not told:
        return
    heads = {
        head.id: head
        for head in ImportList.objects.filter(id__in=[t.list_id for t in told]).only(
            "id", "guid", "firm_id", "customs_code", "ebp_code", "ebc_code", "agent_code", "cop_no", "pre_no"
        )
    }
    numbers = _numbers([t for t in told if not t.invt_no])
    rows = []
    for one in told:
        answer = _list_answer(one)
        if answer is not None:
            head = heads[one.list_id]
            elements = _list_elements(head, one.invt_no or numbers.get(one.list_id, ""))
            rows.append(_row(head.firm_id, "622", one.list_id, elements, answer, at=at))
    copy_rows(Receipt, _COLUMNS, rows)


def send_document_receipts(filings: Sequence[Filing], *, at: datetime) -> None:
    """Answers to documents: 120 for orders, payments and waybills taken, negative for what is refused.

    A repeated document was answered when it came first. A list that was taken is answered by its
    moves.
    """
    rows = []
    for filing in filings:
        answer = _document_answer(filing)
        code = MESSAGES[filing.document.code].receipt
        if answer is not None and code:
            rows.append(_row(filing.firm_id, code, filing.id, _elements(filing, code), answer, at=at))
    copy_rows(Receipt, _COLUMNS, rows)


def send_format_receipt(
    inbox_id: int,
    *,
    parsed: ParsedMessage | None,
    violations: Sequence[Violation],
    firm_id: int,
    at: datetime,
) -> None:
    """CEB900 for a message that was not read or not taken as a whole; its content is not sent back."""
    elements = {
        "oriCopMsgId": parsed.guid if parsed else str(inbox_id),
        "oriMessageType": f"CEB{parsed.code}Message" if parsed else "",
        "oriBizMessage": "",
    }
    answer = receipts.unreadable(violations, describe=in_chinese)
    copy_rows(Receipt, _COLUMNS, [_row(firm_id, "900", inbox_id, elements, answer, at=at)])


def in_chinese(violation: Violation) -> str:
    """The sentence of a violation in the language of official receipts."""
    with override("zh-hans"):
        return violation.sentence(gettext(violation.rule.text))


def _row(
    firm_id: int, code: str, document_id: int, elements: dict[str, str], answer: Answer, *, at: datetime
) -> _Row:
    told = elements | {
        "returnStatus": answer.status,
        "returnTime": receipts.return_time(at),
        "returnInfo": answer.info,
    }
    if not told.get("guid"):
        told["guid"] = str(
            uuid5(_SPACE, f"{code} {document_id} {answer.status} {told['returnTime']}")
        ).upper()
    return firm_id, code, document_id, answer.status, told, at


def _numbers(told: Sequence[ListReceipt]) -> dict[int, str]:
    """List numbers that lists already have."""
    ids = [t.list_id for t in told]
    return dict(ListState.objects.filter(subject_id__in=ids).values_list("subject_id", "invt_no"))


def _list_answer(one: ListReceipt) -> Answer | None:
    if one.verb == "reject" and one.violations:
        return receipts.rejected(one.violations, describe=in_chinese)
    move = next(m for m in flow.LIST_FLOW.moves if (m.verb, m.source) == (one.verb, one.source))
    return receipts.moved(move, note=one.note)


def _list_elements(head: ImportList, invt_no: str) -> dict[str, str]:
    elements = {
        "guid": head.guid.upper() if len(head.guid) == 36 else "",
        "customsCode": head.customs_code,
        "ebpCode": head.ebp_code,
        "ebcCode": head.ebc_code,
        "agentCode": head.agent_code,
        "copNo": head.cop_no or head.pre_no,
        "preNo": head.pre_no,
        "invtNo": invt_no,
    }
    return {name: value for name, value in elements.items() if value}


def _document_answer(filing: Filing) -> Answer | None:
    kind = KIND_OF_MESSAGE.get(filing.document.code)
    if kind is None:
        return None
    answers: dict[str, Callable[[], Answer]] = {
        REFUSED: lambda: receipts.refused(kind, violations=filing.violations, describe=in_chinese),
        NOT_SERVED: lambda: receipts.not_served(kind),
    }
    if filing.outcome == STORED and filing.document.code != "621":
        return receipts.kept() if filing.head.get("app_status") == "1" else receipts.taken()
    return answers[filing.outcome]() if filing.outcome in answers else None


def _elements(filing: Filing, code: str) -> dict[str, str]:
    """The receipt's elements that the document itself gives, by their common names."""
    head = filing.document.head
    given = {
        e.name: head[e.name] for e in MESSAGES[code].head.elements if e.name not in _SAID and head.get(e.name)
    }
    if filing.pre_no:
        given["preNo"] = filing.pre_no
        given.setdefault("copNo", filing.pre_no)
    guid = head.get("guid", "").upper()
    return given | ({"guid": guid} if len(guid) == 36 else {})
