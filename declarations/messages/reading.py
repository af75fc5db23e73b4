"""Reading a CEB message: its documents as plain texts by element name, with everything that is wrong."""

from itertools import islice
from re import compile as compile_pattern
from typing import NamedTuple

from lxml import etree

from declarations.messages.definitions import BY_ROOT, CEB, DSIG, ENVELOPE, MessageDef
from declarations.messages.documents import ParsedDocument, Reading, into_namespace, read_document
from declarations.messages.envelope import Envelope, read_envelope, root_guid
from declarations.messages.judging import fault, shown_name
from declarations.messages.plans import plan_of, qualified
from declarations.messages.repairing import meant
from declarations.messages.rules import EXPORT, MISSING, NAMESPACE, NAMESPACE_TAKEN, TOO_MANY, UNKNOWN_ROOT
from kernel.refusal import Violation, refusing
from kernel.xml.source import Unreadable, read_tree

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 16
MAX_DOCUMENTS = 100
MAX_LINES = 99

_EXPORT = compile_pattern(r"CEB(?:21[3-6]|30[34]|40[34]|50[5-9]|510|60[3-8]|70[12]|792)Message\Z")
_IN_CEB = f"{{{CEB}}}"
_IN_DSIG = f"{{{DSIG}}}"
# Attributes anywhere but on the root and inside signatures: there are none in a proper message.
_ATTRIBUTES = etree.XPath("boolean(/*/c:*/@* | /*/c:*/*/@* | /*/c:*/*/*/@*)", namespaces={"c": CEB})

__all__ = ["ParsedDocument", "ParsedMessage", "Unreadable", "read_message"]


class ParsedMessage(NamedTuple):
    """One message: ``violations`` are those of the envelope (``BaseTransfer.copCode``, ``@guid``).

    ``signed``: a signature is there (whether it is good is another question). ``transfer`` and
    ``subscribes`` hold the envelope's parts by element name.
    """

    code: str
    guid: str
    version: str
    transfer: dict[str, str]
    signed: bool
    documents: tuple[ParsedDocument, ...]
    violations: tuple[Violation, ...]
    subscribes: tuple[dict[str, str], ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the envelope alone stops the whole message."""
        return refusing(self.violations)


def read_message(
    raw: bytes,
    *,
    tolerant: bool,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_documents: int = MAX_DOCUMENTS,
    max_lines: int = MAX_LINES,
) -> ParsedMessage:
    """Read one message with all its faults at once; ``tolerant`` repairs what real systems get wrong.

    Strict reading demands what the schema demands, order of elements included, and beyond it: plain
    dates, allowed values, no negative numbers, 14 digits before the point. A message with more
    documents or lines than allowed is refused by a violation and read up to the limit.

    Raises:
        Unreadable: no well-formed import message; the answer is a CEB900.
    """
    root, repairs = read_tree(raw, tolerant=tolerant, max_bytes=max_bytes, max_depth=max_depth, namespace=CEB)
    message = _definition(root)
    found = [*repairs, *_namespaces(root, message, tolerant=tolerant)]
    guid, broken = root_guid(root, raw=raw, tolerant=tolerant)
    found += broken
    lines = None if message.max_lines is None else max_lines
    reading = Reading(plan_of(message.code), tolerant, bool(_ATTRIBUTES(root)), lines, guid)
    envelope = read_envelope(root, reading=reading)
    found += envelope.violations
    documents = _documents(envelope, reading, found, most=max_documents)
    version, violations = root.get("version", ""), tuple(found)
    return ParsedMessage(
        message.code,
        guid,
        version,
        envelope.transfer,
        envelope.signed,
        documents,
        violations,
        envelope.subscribes,
    )


def _documents(
    envelope: Envelope, reading: Reading, found: list[Violation], *, most: int
) -> tuple[ParsedDocument, ...]:
    message = reading.plan.message
    nodes = envelope.documents
    limit = None if message.max_documents is None else min(message.max_documents, most)
    if not nodes:
        found.append(fault(MISSING, path=message.document))
    elif limit is not None and len(nodes) > limit:
        found.append(fault(TOO_MANY, path=message.document, count=len(nodes), most=limit))
    taken = islice(nodes, limit)
    return tuple(
        read_document(node, reading=reading, index=index) for index, node in enumerate(taken, start=1)
    )


def _definition(root: etree._Element) -> MessageDef:
    """The definition that the root element names.

    Raises:
        Unreadable: it names none, or an export message.
    """
    name = shown_name(root.tag)
    message = BY_ROOT.get(name)
    if message is None:
        rule = EXPORT if _EXPORT.match(name) else UNKNOWN_ROOT
        raise Unreadable(fault(rule, path=name), root=name)
    return message


def _namespaces(root: etree._Element, message: MessageDef, *, tolerant: bool) -> list[Violation]:
    """Put every element into the namespace of messages: one finding where it was not there."""
    known = {message.document, *ENVELOPE}
    strangers = any(
        not child.tag.startswith((_IN_CEB, _IN_DSIG)) and meant(child.tag) in known for child in root
    )
    right = root.tag == qualified(message.root)
    if right and not strangers:
        return []
    into_namespace(root)
    rule = NAMESPACE_TAKEN if tolerant else NAMESPACE
    return [fault(rule, path=message.document if right else message.root)]
