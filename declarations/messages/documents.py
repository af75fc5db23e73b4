"""Reading one document of a message: its head and its lines, the faultless ones in a single match each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree

from declarations.messages.definitions import CEB, DSIG
from declarations.messages.judging import XML_SPACE, Child, Judged, fault, judge_entity, shown_name
from declarations.messages.plans import MessagePlan, Plan, qualified
from declarations.messages.repairing import Repair, given_guid, meant
from declarations.messages.rules import (
    ATTRIBUTE,
    ATTRIBUTE_IGNORED,
    GUID_UPPER,
    IGNORED,
    MISSING,
    MISSPELT,
    MORE_FAULTS,
    MORE_REPAIRS,
    NAMESPACE,
    NAMESPACE_TAKEN,
    ORDER,
    REORDERED,
    REPEATED,
    STRAY_TEXT,
    TEXT_IGNORED,
    TOO_MANY,
    UNKNOWN,
)
from kernel.refusal import Violation

MOST_CHILDREN = 200
MOST_FAULTS = 200
MOST_REPAIRS = 3000


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document: values are stripped texts by element name, an absent element has no key.

    ``index`` counts from 1. Paths of violations: ``orderNo`` in the head, ``lines[2].gcode`` in the
    second line by position.
    """

    code: str
    index: int
    head: dict[str, str]
    lines: tuple[dict[str, str], ...]
    violations: tuple[Violation, ...]


class Reading(NamedTuple):
    """How a message is read: ``careful`` where attributes were seen, so that no short cut may be taken."""

    plan: MessagePlan
    tolerant: bool
    careful: bool
    max_lines: int | None
    guid: str


def read_document(node: etree._Element, *, reading: Reading, index: int) -> ParsedDocument:
    """The document at ``node``, the ``index``-th of its message counted from 1."""
    plan = reading.plan
    guid = given_guid(reading.guid, position=index) if reading.tolerant else ""
    if plan.message.flat:
        head = read_entity(node, plan=plan.head, reading=reading, guid=guid)
        return ParsedDocument(plan.message.code, index, head.values, (), _capped(head.violations))
    found = wrapper_faults(node, reading=reading, name=plan.message.document)
    heads, lines, broken = _parts(node, reading)
    found += broken
    values: dict[str, str] = {}
    for entity in heads[:1]:
        head = read_entity(entity, plan=plan.head, reading=reading, guid=guid)
        values = head.values
        found += head.violations
    rows = []
    for position, entity in enumerate(lines[: reading.max_lines], start=1):
        line = read_entity(
            entity,
            plan=plan.lines or plan.head,
            reading=reading,
            prefix=f"lines[{position}].",
            position=position,
        )
        rows.append(line.values)
        found += line.violations
    return ParsedDocument(plan.message.code, index, values, tuple(rows), _capped(found))


def _parts(
    node: etree._Element, reading: Reading
) -> tuple[list[etree._Element], list[etree._Element], list[Violation]]:
    """The heads and lines of a document, and what is wrong with their number and order."""
    plan = reading.plan
    heads: list[etree._Element] = []
    lines: list[etree._Element] = []
    found: list[Violation] = []
    stray = False
    for child in node:
        tag, tail = child.tag, child.tail
        stray = stray or bool(tail and tail.strip(XML_SPACE))
        if tag == plan.line_tag:
            lines.append(child)
        elif tag == plan.head_tag:
            heads.append(child)
            if lines and len(heads) == 1:
                rule = REORDERED if reading.tolerant else ORDER
                found.append(fault(rule, path=plan.message.head.name, after=plan.message.document))
        elif len(found) < MOST_CHILDREN:
            found += _stranger(child, reading, heads, lines)
    if stray:
        found.append(fault(TEXT_IGNORED if reading.tolerant else STRAY_TEXT, path=plan.message.document))
    return heads, lines, found + _counted(heads, lines, reading)


def _stranger(
    child: etree._Element, reading: Reading, heads: list[etree._Element], lines: list[etree._Element]
) -> list[Violation]:
    """A part of another name or namespace: taken for what it is meant to be, where that is certain."""
    plan, name, right = reading.plan, shown_name(child.tag), meant(child.tag)
    places = {plan.head_tag: heads, plan.line_tag: lines}
    here = places.get(qualified(name if name == right or not reading.tolerant else right))
    if here is None:
        rule = IGNORED if reading.tolerant else UNKNOWN
        return [fault(rule, path=name, entity=plan.message.document)]
    here.append(child)
    if name != right:
        return [fault(MISSPELT, path=right, written=name)]
    into_namespace(child)
    return [fault(NAMESPACE_TAKEN if reading.tolerant else NAMESPACE, path=name)]


def into_namespace(node: etree._Element) -> None:
    """Put ``node`` and all below it into the namespace of messages, signatures aside."""
    for part in node.iter():
        if not part.tag.startswith((f"{{{CEB}}}", f"{{{DSIG}}}")):
            part.tag = qualified(part.tag.rpartition("}")[2])


def _counted(
    heads: Sequence[etree._Element], lines: Sequence[etree._Element], reading: Reading
) -> list[Violation]:
    message = reading.plan.message
    found: list[Violation] = []
    if len(heads) != 1:
        found.append(fault(REPEATED if heads else MISSING, path=message.head.name))
    if message.lines is None:
        return found
    if not lines:
        found.append(Violation(MISSING, "lines", args=(("element", message.lines.name),)))
    most = reading.max_lines
    if most is not None and len(lines) > most:
        args = (("element", message.lines.name), ("count", str(len(lines))), ("most", str(most)))
        found.append(Violation(TOO_MANY, "lines", args=args))
    return found


def read_entity(
    node: etree._Element, *, plan: Plan, reading: Reading, prefix: str = "", position: int = 0, guid: str = ""
) -> Judged:
    """The values of one entity; whatever the pattern does not pass is judged, or repaired and judged."""
    flat: list[str] = []
    plain = not reading.careful
    for child in node:
        flat.append(child.tag)
        flat.append(child.text or "")
        tail = child.tail
        if len(child) or (tail and tail.strip(XML_SPACE)):
            plain = False
    text = node.text
    if plain and (not text or not text.strip(XML_SPACE)):
        values = plan.passed(flat)
        if values is not None:
            return Judged(values, _upper_guid(values, prefix) if reading.tolerant else [])
    found = wrapper_faults(node, reading=reading, name=plan.entity.name, prefix=prefix)
    children = [_child(child) for child in islice(node, MOST_CHILDREN)]
    if reading.tolerant:
        judged = Repair(plan, prefix=prefix, position=position, guid=guid).run(children)
    else:
        judged = judge_entity(plan, children=children, prefix=prefix)
    return Judged(judged.values, found + judged.violations)


def _child(node: etree._Element) -> Child:
    tail = node.tail
    stray = bool(tail and tail.strip(XML_SPACE))
    return Child(node.tag, node.text or "", len(node) > 0, len(node.attrib) > 0, stray)


def _upper_guid(values: dict[str, str], prefix: str) -> list[Violation]:
    guid = values.get("guid", "")
    if guid == guid.upper():
        return []
    values["guid"] = guid.upper()
    return [fault(GUID_UPPER, path=prefix + "guid")]


def wrapper_faults(node: etree._Element, *, reading: Reading, name: str, prefix: str = "") -> list[Violation]:
    """Attributes of an element that has none, and text before its first child."""
    tolerant = reading.tolerant
    path = prefix.removesuffix(".") or name
    args = (("element", name),)
    found: list[Violation] = []
    if reading.careful and len(node.attrib):
        found.append(Violation(ATTRIBUTE_IGNORED if tolerant else ATTRIBUTE, path, args=args))
    if node.text and node.text.strip(XML_SPACE):
        found.append(Violation(TEXT_IGNORED if tolerant else STRAY_TEXT, path, args=args))
    return found


def _capped(found: list[Violation]) -> tuple[Violation, ...]:
    """Not more findings than a person or a table can bear; what is cut off is counted."""
    if len(found) <= MOST_FAULTS:
        return tuple(found)
    faults = [violation for violation in found if violation.refuses]
    repairs = [violation for violation in found if not violation.refuses]
    kept = faults[:MOST_FAULTS] + repairs[:MOST_REPAIRS]
    for rule, cut in ((MORE_FAULTS, len(faults) - MOST_FAULTS), (MORE_REPAIRS, len(repairs) - MOST_REPAIRS)):
        if cut > 0:
            kept.append(Violation(rule, args=(("count", str(cut)),)))
    return tuple(kept)
