"""Definitions compiled for speed: one pattern per entity passes a faultless one in a single match.

The tags and texts of an entity's children, joined by a character that XML cannot contain, are matched
against one pattern: order, required elements, unknown and repeated ones, lengths, digits, dates and
allowed values at once. The pattern may be stricter than the schema (it wants plain ASCII codes and
plain numbers), never laxer: what it does not pass is judged element by element.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from re import Pattern, escape
from re import compile as compile_pattern

from declarations.messages.definitions import CEB, ENVELOPE, MESSAGES, Element, Entity, Kind, MessageDef
from declarations.messages.definitions.shape import UNBOUNDED
from kernel.xml.values import FORMS as FORMS

SEPARATOR = "\x1f"

_LEAP = r"(?:(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000)0229"
_DAY = (
    r"(?:(?:19|20)[0-9][0-9](?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
    rf"|02(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP})"
)
_SECOND = r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"
STAMPS = {8: _DAY, 14: _DAY + _SECOND, 17: _DAY + _SECOND + r"[0-9]{3}"}


@dataclass(frozen=True, slots=True)
class Plan:
    """One entity ready for reading: tags to names and back, places in order, and the patterns."""

    entity: Entity
    names: dict[str, str]
    places: dict[str, int]
    gate: Pattern[str]
    gates: dict[str, Pattern[str]]
    tags: dict[str, str]

    def passed(self, flat: Sequence[str]) -> dict[str, str] | None:
        """The values of tags and texts in turn, if they are faultless in every respect; None if unsure."""
        if not self.gate.fullmatch(SEPARATOR.join(flat) + SEPARATOR):
            return None
        names, pairs = self.names, iter(flat)
        return {names[tag]: text.strip() for tag, text in zip(pairs, pairs, strict=True)}


@dataclass(frozen=True, slots=True)
class MessagePlan:
    """The plans of one message; ``document`` and the head's and line's tags are qualified."""

    message: MessageDef
    head: Plan
    lines: Plan | None
    document: str
    head_tag: str
    line_tag: str


def qualified(name: str) -> str:
    """The tag of ``name`` in the namespace of the messages, as lxml writes it."""
    return f"{{{CEB}}}{name}"


@cache
def plan_of(code: str) -> MessagePlan:
    """The plan of the message ``code``, compiled at its first use."""
    message = MESSAGES[code]
    lines = message.lines
    return MessagePlan(
        message,
        compiled(message.head),
        compiled(lines) if lines else None,
        qualified(message.document),
        qualified(message.head.name),
        qualified(lines.name) if lines else "",
    )


@cache
def envelope_plan(name: str) -> Plan:
    """The plan of one part of the envelope."""
    return compiled(ENVELOPE[name])


def compiled(entity: Entity) -> Plan:
    """The plan of ``entity``."""
    gates = {element.name: compile_pattern(_value(element)) for element in entity.elements}
    return Plan(
        entity,
        {qualified(element.name): element.name for element in entity.elements},
        {element.name: place for place, element in enumerate(entity.elements)},
        compile_pattern("".join(_slot(element) for element in entity.elements)),
        gates,
        {element.name: qualified(element.name) for element in entity.elements},
    )


def _slot(element: Element) -> str:
    slot = f"{escape(qualified(element.name))}{SEPARATOR}{_value(element)}{SEPARATOR}"
    return slot if element.required else f"(?:{slot})?"


def _value(element: Element) -> str:
    """The pattern of a value that needs no second look."""
    if element.values:
        return "(?:" + "|".join(escape(value) for value in element.values) + ")"
    if element.kind is Kind.DECIMAL:
        return rf"[0-9]{{1,{element.digits - element.fraction}}}(?:\.[0-9]{{1,{element.fraction}}})?"
    if element.kind is Kind.INT:
        return r"[0-9]{1,9}"
    if element.kind in (Kind.DATE, Kind.TIME):
        return STAMPS[element.max_length]
    return _characters(element)


def _characters(element: Element) -> str:
    if element.kind is Kind.CODE:
        return f"[!-~]{_times(element.min_length, element.max_length)}"
    first, rest = r"[^\x1f\s]", r"[^\x1f]"
    some = first + rest + _times(max(element.min_length - 1, 0), element.max_length - 1)
    return some if element.min_length else f"(?:{some})?"


def _times(least: int, most: int) -> str:
    return f"{{{least},}}" if most >= UNBOUNDED - 1 else f"{{{least},{most}}}"
