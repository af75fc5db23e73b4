"""Checking documents alone, before any table is asked: sender, structure, content."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from codelists.facts import CodeBook
from declarations.facts import Facts, Sender
from declarations.messages.definitions import MESSAGES
from declarations.messages.reading import ParsedDocument, ParsedMessage
from declarations.messages.rules import SIGNATURE_ABSENT, UNSIGNED
from declarations.messages.typing import (
    list_facts,
    order_facts,
    payment_facts,
    typed_head,
    typed_lines,
    waybill_facts,
)
from declarations.rules.agency import Party, judge_agency
from declarations.rules.change import CHG_19
from declarations.rules.content import judge_order, judge_payment, judge_submission, judge_waybill
from declarations.rules.content_list import judge_list
from declarations.rules.kinds import KIND_OF_MESSAGE
from declarations.rules.sender import judge_sender, judge_transfer
from declarations.services.filing import NOT_SERVED, Filing
from declarations.services.storing import digest_of
from declarations.sets.shapes import SHAPES
from enterprises.facts import FirmFact
from enterprises.selectors import agent_suspensions, authorities_between, firms_by_code, suspensions_of
from kernel.clock import business_date
from kernel.refusal import Violation, refusing

_FACTS: dict[str, Callable[..., Facts]] = {
    "311": order_facts,
    "411": payment_facts,
    "511": waybill_facts,
    "621": list_facts,
}
_JUDGES: dict[str, Callable[..., tuple[Violation, ...]]] = {
    "311": judge_order,
    "411": judge_payment,
    "511": judge_waybill,
    "621": judge_list,
}


def check_message(parsed: ParsedMessage, *, firm: FirmFact) -> tuple[Violation, ...]:
    """What stops the whole message: its structure, its envelope, its sender.

    A missing signature does not: until firms register certificates the token authenticates, and
    every list of the message says so.
    """
    found = [v for v in parsed.violations if v.refuses and v.rule is not UNSIGNED]
    if MESSAGES[parsed.code].receipt:
        found += judge_transfer(parsed.transfer, sender=_sender(firm))
    else:  # itself a receipt: it names no sender, and nothing but a CEB900 can answer it
        found.append(_not_served(parsed.code))
    return tuple(found)


def _not_served(code: str) -> Violation:
    return Violation(CHG_19, args=(("message", f"CEB{code}"),))


def parties_of(messages: Iterable[ParsedMessage], *, firm: FirmFact, at: datetime) -> dict[str, Party]:
    """The merchants that lists among the messages name, as far as the portal knows them, by code."""
    codes = {d.head.get("ebcCode", "") for m in messages for d in m.documents if d.code == "621"}
    own = dict.fromkeys(firm.codes & codes, Party(firm.id, firm.suspended, True))
    on = business_date(at)
    known = firms_by_code(codes - firm.codes, on=on)
    if not known:
        return own
    others = {fact.id for fact in known.values()}
    authorised = authorities_between({(other, firm.id) for other in others}, scope="declare", on=on)
    suspended = suspensions_of(others, at=at)
    barred = bool(agent_suspensions([firm.id], at=at))
    return own | {
        code: Party(f.id, f.id in suspended, (f.id, firm.id) in authorised, barred)
        for code, f in known.items()
    }


def filings_of(
    parsed: ParsedMessage,
    *,
    inbox_id: int,
    firm: FirmFact,
    parties: Mapping[str, Party],
    book: CodeBook,
    at: datetime,
) -> list[Filing]:
    """Every document of a message, checked alone: sender, structure, content; all reasons at once."""
    warnings = tuple(v for v in parsed.violations if not v.refuses)
    if any(v.rule is UNSIGNED for v in parsed.violations):
        warnings += (Violation(SIGNATURE_ABSENT, "Signature"),)
    return [
        _filing(
            document,
            signed=parsed.signed,
            inbox_id=inbox_id,
            firm=firm,
            parties=parties,
            book=book,
            at=at,
            warnings=warnings,
        )
        for document in parsed.documents
    ]


def _filing(
    document: ParsedDocument,
    *,
    signed: bool,
    inbox_id: int,
    firm: FirmFact,
    parties: Mapping[str, Party],
    book: CodeBook,
    at: datetime,
    warnings: tuple[Violation, ...],
) -> Filing:
    shape = SHAPES.get(document.code)
    filing = Filing(inbox_id, firm.id, document, shape, signed)
    kind = KIND_OF_MESSAGE.get(document.code)
    if kind is not None:
        filing.refuse(judge_sender(kind, head=document.head, sender=_sender(firm)))
    if document.code == "621":
        _name_principal(filing, parties, book=book)
    filing.refuse((*document.violations, *warnings))
    if shape is None:
        filing.violations += (_not_served(document.code),)
        filing.outcome = NOT_SERVED
    elif not refusing(document.violations):
        _type(filing)
        filing.refuse(_content(filing, book=book, at=at))
    return filing


def _name_principal(filing: Filing, parties: Mapping[str, Party], *, book: CodeBook) -> None:
    """Note for whom the list is filed, and refuse it where the declarant may not."""
    head = filing.document.head
    required = book.parameters["agent.authority_required"] == "1"
    filing.refuse(judge_agency(head, sender_id=filing.firm_id, parties=parties, required=required))
    party = parties.get(head.get("ebcCode", ""))
    filing.principal_id = party.firm_id if party else None


def _type(filing: Filing) -> None:
    document = filing.document
    filing.head = typed_head(document)
    filing.lines = typed_lines(document)
    filing.digest = digest_of(document.head, lines=document.lines)
    filing.facts = _FACTS[document.code](document, id=0)


def _content(filing: Filing, *, book: CodeBook, at: datetime) -> tuple[Violation, ...]:
    code = filing.document.code
    submission = judge_submission(KIND_OF_MESSAGE[code], head=filing.document.head)
    return (*submission, *_JUDGES[code](filing.facts, at=at, book=book))


def _sender(firm: FirmFact) -> Sender:
    return Sender(firm.codes, firm.kinds)
