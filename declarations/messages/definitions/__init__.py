"""The definitions of all import messages, CEB311 to CEB900, as tables that reading and writing obey.

Source: interface specification of the unified import system (GACC notice 113/2018), schema of 2018; the
revision of May 2022 differs in two facets only (``itemNo`` to 20, ``tradeCountry`` 1 to 3 characters).
"""

from collections.abc import Mapping
from re import compile as compile_pattern
from types import MappingProxyType

from declarations.messages.definitions import arrivals, lists, notices, orders, payments, requests, waybills
from declarations.messages.definitions.envelope import EXTEND, SUBSCRIBE, TRANSFER
from declarations.messages.definitions.shape import Element, Entity, Kind, MessageDef, Signing

CEB = "http://www.chinaport.gov.cn/ceb"
DSIG = "http://www.w3.org/2000/09/xmldsig#"

_FAMILIES = (orders, payments, waybills, lists, requests, arrivals, notices)
MESSAGES: Mapping[str, MessageDef] = MappingProxyType(
    {message.code: message for family in _FAMILIES for message in family.MESSAGES}
)
BY_ROOT: Mapping[str, MessageDef] = MappingProxyType({message.root: message for message in MESSAGES.values()})
ENVELOPE: Mapping[str, Entity] = MappingProxyType({part.name: part for part in (TRANSFER, SUBSCRIBE, EXTEND)})

_LINE = compile_pattern(r"lines\[\d+\]\.(\w+)\Z")

__all__ = [
    "BY_ROOT",
    "CEB",
    "DSIG",
    "ENVELOPE",
    "EXTEND",
    "MESSAGES",
    "SUBSCRIBE",
    "TRANSFER",
    "Element",
    "Entity",
    "Kind",
    "MessageDef",
    "Signing",
    "element_at",
    "personal_names",
]


def element_at(code: str, *, path: str) -> Element | None:
    """The element that a violation's ``path`` points at, None for a path that names no single element."""
    message = MESSAGES[code]
    line = _LINE.match(path)
    if line is not None:
        return message.lines.by_name.get(line[1]) if message.lines else None
    part, dot, name = path.partition(".")
    if dot:
        entity = ENVELOPE.get(part.partition("[")[0])
        return entity.by_name.get(name) if entity else None
    return message.head.by_name.get(path)


def personal_names(code: str) -> tuple[str, ...]:
    """The names of the head's elements that hold personal data (no line has any)."""
    return tuple(element.name for element in MESSAGES[code].head.elements if element.personal)
