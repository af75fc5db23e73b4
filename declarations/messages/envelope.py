"""Reading what stands around the documents: root attributes, transmitting company, signature."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from lxml import etree

from declarations.messages.definitions import DSIG, Signing
from declarations.messages.documents import MOST_CHILDREN, Reading, read_entity
from declarations.messages.judging import XML_SPACE, fault, shown_name
from declarations.messages.plans import envelope_plan, qualified
from declarations.messages.repairing import GUID_LONGEST, given_guid, meant
from declarations.messages.rules import (
    ATTRIBUTE,
    ATTRIBUTE_IGNORED,
    GUID_GIVEN,
    GUID_HOME_MADE,
    GUID_UPPER,
    HOLLOW_SIGNATURE,
    IGNORED,
    LENGTH,
    MISSING,
    MISSPELT,
    ORDER,
    REORDERED,
    REPEATED,
    SIGNATURE_ABSENT,
    STRAY_TEXT,
    TEXT_IGNORED,
    TOO_LONG,
    TOO_MANY,
    UNKNOWN,
    UNSIGNED,
)
from kernel.refusal import Violation

GUID_LENGTH = 36
VERSION_LONGEST = 10
MOST_SUBSCRIBES = 5

_PARTS = ("BaseTransfer", "BaseSubscribe", "ExtendMessage", "Signature")
_SIGNATURE = f"{{{DSIG}}}Signature"
_STAGES = {**{qualified(name): stage for stage, name in enumerate(_PARTS[:3], start=1)}, _SIGNATURE: 4}
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_ROOT_ATTRIBUTES = frozenset(
    {"guid", "version", f"{_INSTANCE}schemaLocation", f"{_INSTANCE}noNamespaceSchemaLocation"}
)


class Envelope(NamedTuple):
    """The children of the root, sorted out."""

    documents: list[etree._Element]
    transfer: dict[str, str]
    subscribes: tuple[dict[str, str], ...]
    signed: bool
    violations: list[Violation]


def root_guid(root: etree._Element, *, raw: bytes, tolerant: bool) -> tuple[str, list[Violation]]:
    """The message's guid, and what is wrong with the root's attributes (paths ``@guid``, ``@version``)."""
    found: list[Violation] = []
    for name in islice(root.attrib, MOST_CHILDREN):
        if name not in _ROOT_ATTRIBUTES:
            found.append(
                fault(ATTRIBUTE_IGNORED if tolerant else ATTRIBUTE, path="@" + shown_name(str(name)))
            )
    version = root.get("version", "")
    if not version and not tolerant:
        found.append(fault(MISSING, path="@version"))
    if len(version) > VERSION_LONGEST:
        found.append(fault(TOO_LONG, path="@version", length=len(version), most=VERSION_LONGEST))
    guid = root.get("guid", "")
    if tolerant:
        guid, repaired = _tolerated_guid(guid.strip(), raw)
        return guid, found + repaired
    if not guid:
        found.append(fault(MISSING, path="@guid"))
    elif len(guid) != GUID_LENGTH:
        found.append(fault(LENGTH, path="@guid", length=len(guid), exact=GUID_LENGTH))
    return guid, found


def _tolerated_guid(guid: str, raw: bytes) -> tuple[str, list[Violation]]:
    if not guid:
        return given_guid(sha256(raw).hexdigest(), position=0), [fault(GUID_GIVEN, path="@guid")]
    found: list[Violation] = []
    if guid != guid.upper():
        found.append(fault(GUID_UPPER, path="@guid"))
    if len(guid) > GUID_LONGEST:
        found.append(fault(LENGTH, path="@guid", length=len(guid), exact=GUID_LENGTH))
    elif len(guid) != GUID_LENGTH:
        found.append(fault(GUID_HOME_MADE, path="@guid", length=len(guid)))
    return guid.upper(), found


def read_envelope(root: etree._Element, *, reading: Reading) -> Envelope:
    """The documents and the parts after them, with the faults of the parts and of their order."""
    message = reading.plan.message
    found: list[Violation] = []
    nodes: dict[int, list[etree._Element]] = {stage: [] for stage in range(5)}
    misplaced: set[str] = set()
    highest = 0
    stray = bool(root.text and root.text.strip(XML_SPACE))
    for child in root:
        stage = _stage(child.tag, reading, found)
        stray = stray or bool(child.tail and child.tail.strip(XML_SPACE))
        if stage is None or (stage and not message.has_transfer):
            if len(found) < MOST_CHILDREN:
                unknown = IGNORED if reading.tolerant else UNKNOWN
                found.append(fault(unknown, path=shown_name(child.tag), entity=message.root))
            continue
        if stage < highest:
            misplaced.add(shown_name(child.tag) if stage else _PARTS[highest - 1])
        highest = max(highest, stage)
        nodes[stage].append(child)
    rule = REORDERED if reading.tolerant else ORDER
    found += (fault(rule, path=name, after=message.document) for name in sorted(misplaced))
    if stray:
        found.append(fault(TEXT_IGNORED if reading.tolerant else STRAY_TEXT, path=message.root))
    if not message.has_transfer:
        return Envelope(nodes[0], {}, (), False, found)
    transfer, subscribes, broken = _entities(nodes, reading)
    signed, unsigned = _signature(nodes[4], reading)
    return Envelope(nodes[0], transfer, subscribes, signed, found + broken + unsigned)


def _stage(tag: str, reading: Reading, found: list[Violation]) -> int | None:
    """0 for a document, 1 to 4 for the parts that follow, None for a stranger."""
    if tag == reading.plan.document:
        return 0
    if reading.tolerant and tag not in _STAGES and qualified(meant(tag)) == reading.plan.document:
        if len(found) < MOST_CHILDREN:
            found.append(fault(MISSPELT, path=reading.plan.message.document, written=shown_name(tag)))
        return 0
    return _STAGES.get(tag)


def _entities(
    nodes: dict[int, list[etree._Element]], reading: Reading
) -> tuple[dict[str, str], tuple[dict[str, str], ...], list[Violation]]:
    """Transmitting company and subscriptions; the custom extension is judged, not kept."""
    found = _once(nodes[1], "BaseTransfer") + _once(nodes[3], "ExtendMessage")
    transfer: dict[str, str] = {}
    if not nodes[1]:
        found.append(fault(MISSING, path="BaseTransfer"))
    for node in nodes[1][:1]:
        judged = read_entity(
            node, plan=envelope_plan("BaseTransfer"), reading=reading, prefix="BaseTransfer."
        )
        transfer = judged.values
        found += judged.violations
    if len(nodes[2]) > MOST_SUBSCRIBES:
        found.append(fault(TOO_MANY, path="BaseSubscribe", count=len(nodes[2]), most=MOST_SUBSCRIBES))
    subscribes = []
    for place, node in enumerate(islice(nodes[2], MOST_SUBSCRIBES), start=1):
        judged = read_entity(
            node, plan=envelope_plan("BaseSubscribe"), reading=reading, prefix=f"BaseSubscribe[{place}]."
        )
        subscribes.append(judged.values)
        found += judged.violations
    for node in nodes[3][:1]:
        found += read_entity(
            node, plan=envelope_plan("ExtendMessage"), reading=reading, prefix="ExtendMessage."
        ).violations
    return transfer, tuple(subscribes), found


def _once(nodes: Sequence[etree._Element], name: str) -> list[Violation]:
    return [fault(REPEATED, path=name)] if len(nodes) > 1 else []


def _signature(nodes: Sequence[etree._Element], reading: Reading) -> tuple[bool, list[Violation]]:
    """Whether the message is signed; whether the signature is true is not judged here."""
    required = reading.plan.message.signing is Signing.REQUIRED
    if not nodes:
        rule = SIGNATURE_ABSENT if reading.tolerant else UNSIGNED
        return False, [fault(rule, path="Signature")] if required else []
    parts = [shown_name(child.tag) for child in islice(nodes[0], 2)]
    if parts != ["SignedInfo", "SignatureValue"]:
        return False, [fault(HOLLOW_SIGNATURE, path="Signature")]
    return True, _once(nodes, "Signature")
