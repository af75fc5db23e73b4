"""Reading messages of the zone system: the official envelope, one head and its lines, all faults at once."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from lxml import etree

from bonded.messages.definitions import REQUESTS, RequestDef
from bonded.rules.message_rules import (
    BAD_DAY,
    NO_FLAG,
    NO_HEAD,
    NO_PACKAGE,
    NOT_SERVED,
    TOO_MANY_MESSAGES,
    WRONG_DCL_TYPE,
)
from kernel.clock import FIRST_DAY, LAST_DAY
from kernel.refusal import Violation
from kernel.xml.rules import MISSING, REPEATED, TOO_MANY
from kernel.xml.shape import Element, Entity, Kind
from kernel.xml.source import Unreadable as Unreadable
from kernel.xml.source import read_tree
from kernel.xml.values import fault, judge_value, shown_name

MAX_DEPTH = 16
MOST_FAULTS = 200
_WRAPPERS = ("Signature", "Object")

Row = dict[str, str]


class ZoneRequest(NamedTuple):
    """One request as it was sent: values are stripped texts by element name, absent ones have no key.

    ``code`` is empty where the type is none of ours; ``declares`` False: keep as a draft. Paths of
    violations: ``invtType`` in the head, ``lines[2].dclQty`` in the second line. ``raw`` is the
    message alone.
    """

    code: str
    message_id: str
    declares: bool
    head: Row
    lines: tuple[Row, ...]
    violations: tuple[Violation, ...]
    raw: bytes

    @property
    def own_no(self) -> str:
        """The firm's own number of the paper; empty where the message says none."""
        return self.head.get(REQUESTS[self.code].own_no, "") if self.code else ""

    @property
    def number(self) -> str:
        """The public number that the message names; empty for a new paper."""
        return self.head.get(REQUESTS[self.code].number, "") if self.code else ""

    @property
    def pre_no(self) -> str:
        """The pre-entry number that the message names; empty for a new paper."""
        return self.head.get("seqNo", "")

    @property
    def dcl_type(self) -> str:
        """1 new, 2 change, 3 void, delete or close."""
        return self.head.get("dclTypecd", "")


def read_requests(
    raw: bytes, *, max_bytes: int, max_messages: int, max_lines: int
) -> tuple[ZoneRequest, ...]:
    """The requests of one body: a Package, one inside a Signature, or several inside Packages.

    Raises:
        Unreadable: no XML that is read here, no Package, or more messages than are read at once.
    """
    root, _ = read_tree(raw, tolerant=True, max_bytes=max_bytes, max_depth=MAX_DEPTH)
    nodes = list(root) if _name(root) == "Packages" else [root]
    if len(nodes) > max_messages:
        args = (("count", str(len(nodes))), ("most", str(max_messages)))
        raise Unreadable(Violation(TOO_MANY_MESSAGES, args=args), root=_name(root))
    return tuple(_request(node, max_lines=max_lines) for node in nodes)


def day(text: str) -> date | None:
    """The day of our time that eight digits name; None for none: at the calendar's ends no day follows."""
    try:
        found = date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
    except ValueError:
        return None
    return found if found is not None and FIRST_DAY <= found <= LAST_DAY else None


def _request(node: etree._Element, *, max_lines: int) -> ZoneRequest:
    package = _package(node)
    if package is None:
        args = (("element", shown_name(str(node.tag))),)
        raise Unreadable(Violation(NO_PACKAGE, args=args), root=_name(node))
    raw = etree.tostring(node, encoding="utf-8")
    envelope = _children(_first(package, "EnvelopInfo"))
    code = envelope.get("message_type", "").strip().upper()
    message_id = envelope.get("message_id", "").strip()[:64]
    kind = REQUESTS.get(code)
    if kind is None:
        found = Violation(NOT_SERVED, "message_type", args=(("type", code[:12] or "-"),))
        return ZoneRequest("", message_id, False, {}, (), (found,), raw)
    info = _first(package, "DataInfo")
    data = _first(info, "BussinessData") if info is not None else None
    return _body(data, kind=kind, message_id=message_id, max_lines=max_lines, raw=raw)


def _package(node: etree._Element) -> etree._Element | None:
    """The package that the node is, or holds inside its signature."""
    here: etree._Element | None = node
    for name in _WRAPPERS:
        if here is not None and _name(here) == name:
            here = next((child for child in here if _name(child) in ("Object", "Package")), None)
    return here if here is not None and _name(here) == "Package" else None


def _body(
    data: etree._Element | None, *, kind: RequestDef, message_id: str, max_lines: int, raw: bytes
) -> ZoneRequest:
    found: list[Violation] = []
    flag = (_text(_first(data, "DelcareFlag")) if data is not None else "").strip()
    if flag not in ("0", "1"):
        found.append(Violation(NO_FLAG, "DelcareFlag"))
    heads, rows = _parts(data, kind)
    if len(heads) != 1:
        args = (("type", kind.code), ("element", kind.head.name))
        found.append(Violation(NO_HEAD, kind.head.name, args=args))
    head, broken = _entity(heads[0], kind.head, prefix="") if heads else ({}, [])
    found += broken
    if head.get("dclTypecd") and head["dclTypecd"] not in kind.dcl_types:
        args = (("type", kind.code), ("value", head["dclTypecd"]))
        found.append(Violation(WRONG_DCL_TYPE, "dclTypecd", args=args))
    if len(rows) > max_lines:
        counted = (("element", kind.line.name), ("count", str(len(rows))), ("most", str(max_lines)))
        found.append(Violation(TOO_MANY, "lines", args=counted))
    lines = []
    for position, row in enumerate(islice(rows, max_lines), start=1):
        values, broken = _entity(row, kind.line, prefix=f"lines[{position}].")
        lines.append(values)
        found += broken
    return ZoneRequest(
        kind.code, message_id, flag == "1", head, tuple(lines), tuple(found[:MOST_FAULTS]), raw
    )


def _parts(
    data: etree._Element | None, kind: RequestDef
) -> tuple[list[etree._Element], list[etree._Element]]:
    """Heads and lines, which stand inside a wrapper of the message or directly in the business data."""
    if data is None:
        return [], []
    places = [data, *(child for child in data if len(child))]
    heads = [c for place in places for c in place if _name(c).lower() in kind.head_names]
    lines = [c for place in places for c in place if _name(c).lower() in kind.line_names]
    return heads, lines


def _entity(node: etree._Element, entity: Entity, *, prefix: str) -> tuple[Row, list[Violation]]:
    """The values of one head or line; elements that the table does not know are not read."""
    known = {element.name.lower(): element for element in entity.elements}
    values: Row = {}
    found: list[Violation] = []
    for child in node:
        element = known.get(_name(child).lower())
        if element is None:
            continue
        if element.name in values:
            found.append(fault(REPEATED, path=prefix + element.name))
            continue
        values[element.name], broken = _value(element, _text(child), prefix)
        found += broken
    missing = [e for e in entity.elements if e.required and e.name not in values]
    found += [fault(MISSING, path=prefix + e.name) for e in missing]
    return {name: value for name, value in values.items() if value}, found


def _value(element: Element, text: str, prefix: str) -> tuple[str, Sequence[Violation]]:
    """The value in plain writing: an optional one that stands empty counts as absent."""
    value = text.strip()
    if not value and not element.required:
        return "", ()
    if element.kind is Kind.DATE:
        digits = "".join(c for c in value.partition("T")[0].partition(" ")[0] if c.isdigit())[:8]
        if day(digits) is None:
            return "", (fault(BAD_DAY, path=prefix + element.name),)
        return digits, ()
    return judge_value(element, text=value, prefix=prefix)


def _first(node: etree._Element | None, name: str) -> etree._Element | None:
    if node is None:
        return None
    return next((child for child in node if _name(child) == name), None)


def _children(node: etree._Element | None) -> Row:
    return {} if node is None else {_name(child): _text(child) for child in node}


def _text(node: etree._Element | None) -> str:
    return "" if node is None else node.text or ""


def _name(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]
