"""The one door of messages: read, accept in one transaction, answer for each document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import compress

from codelists.facts import CodeBook
from codelists.selectors import code_book
from declarations.messages.reading import ParsedMessage, Unreadable, read_message
from declarations.models import InboxMessage
from declarations.permissions import check_may_file
from declarations.selectors.inbox import message_results
from declarations.services.accept import accept_filings
from declarations.services.checking import check_message, filings_of, parties_of
from declarations.services.filing import REFUSED, STORED, DocumentResult, Filing, MessageResult
from declarations.services.numbering import reserve_pre_numbers
from declarations.services.receipts import send_document_receipts, send_format_receipt
from declarations.services.storing import store_findings, store_outcomes
from declarations.sets.inbox import insert_inbox
from enterprises.facts import Actor, FirmFact
from enterprises.permissions import check_may_start
from enterprises.selectors import firms_by_code
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.keys import personal_hash, seal
from kernel.orm.tx import intention
from kernel.orm.wake import wake
from kernel.refusal import Violation

_COLUMNS = (
    "id", "firm_id", "actor_id", "token_id", "channel", "code", "guid", "signed", "tolerant", "documents",
    "size",
    "digest", "complete", "received_at", "raw",
)  # fmt: skip
SELECT_TASK = "supervision.select_accepted"


@dataclass(slots=True)
class Incoming:
    """One message after reading: parsed, or the violation that made it unreadable."""

    inbox_id: int
    raw: bytes
    digest: bytes
    parsed: ParsedMessage | None
    unreadable: Violation | None
    violations: tuple[Violation, ...] = ()


def receive_messages(
    raws: Sequence[bytes],
    *,
    actor: Actor,
    channel: str,
    at: datetime,
    also: Callable[[tuple[MessageResult, ...]], None] | None = None,
) -> tuple[MessageResult, ...]:
    """Read and accept messages of one firm; every one is answered, in order.

    Each message is kept sealed as it came. A message whose very bytes the firm has sent before, and
    all of whose documents were taken, changes nothing and says so. ``channel`` is ``form``,
    ``api``, ``file`` or ``command``. ``also`` is given the results inside the transaction, for a
    door that must remember them together with what was written; what it raises undoes everything.

    Raises:
        Refused: the actor may not file, or customs have suspended its firm.
        Conflict: others hold the same orders; nothing was written, try again.
    """
    check_may_file(actor)
    check_may_start(actor)
    firm = _own_firm(actor, at=at)
    book = code_book(on=business_date(at))
    incoming = [_read(raw, firm=firm, book=book) for raw in raws]
    filings = _checked(incoming, firm=firm, book=book, at=at)
    with intention():
        taken = _keep(incoming, actor=actor, firm=firm, channel=channel, at=at)
        kept = [m for m in incoming if m.inbox_id in taken]
        _accept(kept, filings, firm=firm, actor=actor, book=book, at=at)
        results = tuple(
            _result(m, filings.get(m.inbox_id, []), taken=taken, firm_id=firm.id) for m in incoming
        )
        if also is not None:
            also(results)
    return results


def _checked(
    incoming: Sequence[Incoming], *, firm: FirmFact, book: CodeBook, at: datetime
) -> dict[int, list[Filing]]:
    """The documents of readable messages, checked alone, with their pre-entry numbers."""
    readable = {m.inbox_id: m.parsed for m in incoming if m.parsed is not None and not m.violations}
    parties = parties_of(readable.values(), firm=firm, at=at)
    filings = {
        inbox_id: filings_of(parsed, inbox_id=inbox_id, firm=firm, parties=parties, book=book, at=at)
        for inbox_id, parsed in readable.items()
    }
    reserve_pre_numbers([f for found in filings.values() for f in found], at=at)
    return filings


def _accept(
    kept: Sequence[Incoming],
    filings: dict[int, list[Filing]],
    *,
    firm: FirmFact,
    actor: Actor,
    book: CodeBook,
    at: datetime,
) -> None:
    """Store, judge and answer what came; a wake-up follows when a list was accepted."""
    fresh = [f for m in kept for f in filings.get(m.inbox_id, [])]
    accepted = accept_filings(fresh, book=book, at=at, actor_id=actor.user_id)
    _answer(kept, fresh, firm=firm, at=at)
    _mark_incomplete(kept, fresh)
    if accepted:
        wake(SELECT_TASK)


def _own_firm(actor: Actor, *, at: datetime) -> FirmFact:
    return next(iter(firms_by_code(actor.firm_codes, on=business_date(at)).values()))


def _read(raw: bytes, *, firm: FirmFact, book: CodeBook) -> Incoming:
    number = reserve(1)[0]
    digest = personal_hash(raw.decode("latin-1"))
    try:
        parsed = read_message(
            raw,
            tolerant=firm.tolerant,
            max_bytes=int(book.parameters["message.max_bytes"]),
            max_documents=int(book.parameters["message.max_documents"]),
            max_lines=int(book.parameters["message.max_lines"]),
        )
    except Unreadable as problem:
        return Incoming(number, raw, digest, None, problem.violation)
    return Incoming(number, raw, digest, parsed, None, check_message(parsed, firm=firm))


def _keep(
    incoming: Sequence[Incoming], *, actor: Actor, firm: FirmFact, channel: str, at: datetime
) -> set[int]:
    rows = []
    for m in incoming:
        blob = seal(compress(m.raw), table=InboxMessage._meta.db_table, row_id=m.inbox_id)
        parsed = m.parsed
        rows.append((
            m.inbox_id, firm.id, actor.user_id, actor.token_id, channel, parsed.code if parsed else "",
            parsed.guid[:64] if parsed else "", bool(parsed and parsed.signed), firm.tolerant,
            len(parsed.documents) if parsed else 0, len(m.raw), m.digest, True, at, blob,
        ))  # fmt: skip
    return insert_inbox(rows, columns=_COLUMNS)


def _answer(incoming: Sequence[Incoming], filings: Sequence[Filing], *, firm: FirmFact, at: datetime) -> None:
    """Findings, outcomes and receipts of everything that was not stored, and of what was."""
    store_outcomes(filings, at=at)
    found = [(f.id, 0, v) for f in filings for v in f.violations]
    for message in incoming:
        violations = (message.unreadable,) if message.unreadable else message.violations
        found += [(message.inbox_id, 0, v) for v in violations]
        if violations:
            send_format_receipt(
                message.inbox_id, parsed=message.parsed, violations=violations, firm_id=firm.id, at=at
            )
    store_findings(found, at=at)
    send_document_receipts(filings, at=at)


def _mark_incomplete(incoming: Sequence[Incoming], filings: Sequence[Filing]) -> None:
    """A message that was not taken whole may be sent again."""
    whole = {f.inbox_id for f in filings} - {f.inbox_id for f in filings if f.outcome == REFUSED}
    broken = [m.inbox_id for m in incoming if m.inbox_id not in whole]
    InboxMessage.objects.filter(id__in=broken).update(complete=False)


def _result(message: Incoming, filings: Sequence[Filing], *, taken: set[int], firm_id: int) -> MessageResult:
    parsed = message.parsed
    code, guid = (parsed.code, parsed.guid) if parsed else ("", "")
    violations = (message.unreadable,) if message.unreadable else message.violations
    if message.inbox_id in taken:
        documents = tuple(_document_result(f) for f in filings)
        return MessageResult(message.inbox_id, code, guid, False, documents, violations)
    return _earlier(message, firm_id=firm_id, code=code, guid=guid)


def _document_result(filing: Filing) -> DocumentResult:
    known = filing.id if filing.outcome == STORED else filing.twin_id
    return DocumentResult(
        position=filing.document.index,
        code=filing.document.code,
        key=" ".join(filing.key).strip(),
        outcome=filing.outcome,
        document_id=known,
        public_no=filing.pre_no if filing.outcome == STORED else "",
        violations=filing.violations,
    )


def _earlier(message: Incoming, *, firm_id: int, code: str, guid: str) -> MessageResult:
    """The answer that the same bytes got when they came first."""
    same = InboxMessage.objects.defer("raw").filter(firm_id=firm_id, digest=message.digest)
    first = same.order_by("-complete", "-id")[0]
    documents = tuple(
        DocumentResult(row.position, row.code, row.key, "repeated", row.document_id, row.pre_no, ())
        for row in message_results(first)
    )
    return MessageResult(first.id, code, guid, True, documents, ())
