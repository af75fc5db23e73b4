"""Valid documents of every message, made from the definitions, and strategies that make random ones."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from declarations.messages.definitions import MESSAGES, Element, Entity, Kind, MessageDef, Signing

GUID = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94"
TRANSFER = {"copCode": "4301364765", "copName": "长沙测试企业", "dxpMode": "DXP", "dxpId": "DXPENT0000458763"}
SIGNATURE = (
    b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>'
    b'<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>'
    b'<ds:SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>'
    b'<ds:Reference URI=""><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>'
    b"<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    b"<ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>"
)
CODES = sorted(MESSAGES)
Document = tuple[dict[str, str], list[dict[str, str]]]

_STAMPS = {8: "20260301", 14: "20260301123045", 17: "20260301123045678"}
_EPOCH = datetime(1992, 1, 1)


def value_of(element: Element) -> str:
    """A plain valid value of ``element``."""
    if element.values:
        return element.values[0]
    if element.name == "guid":
        return GUID
    if element.kind in (Kind.DATE, Kind.TIME):
        return _STAMPS[element.max_length]
    if element.kind in (Kind.DECIMAL, Kind.INT):
        return "1"
    return ("A1" * 18)[: element.min_length if element.exact else min(element.max_length, 4)]


def entity_of(entity: Entity, **changes: str) -> dict[str, str]:
    """An entity with all its required elements, ``changes`` on top."""
    values = {e.name: value_of(e) for e in entity.elements if e.required} | changes
    order = [e.name for e in entity.elements]
    return {name: values[name] for name in order if name in values}


def document_of(code: str, *, lines: int = 1, **changes: str) -> Document:
    """A document of the message ``code`` with only what is required."""
    message = MESSAGES[code]
    rows = [entity_of(message.lines, gnum=str(n + 1)) for n in range(lines)] if message.lines else []
    return entity_of(message.head, **changes), rows


def envelope_of(code: str) -> dict[str, object]:
    """The keyword arguments of ``write_message`` that make the envelope of ``code`` complete."""
    message = MESSAGES[code]
    signature = SIGNATURE if message.signing is Signing.REQUIRED else b""
    return {"guid": GUID, "transfer": TRANSFER if message.has_transfer else None, "signature": signature}


_LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("Cs", "Cn"))
_CJK = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
_ASCII = st.characters(min_codepoint=0x21, max_codepoint=0x7E)


def values(element: Element) -> st.SearchStrategy[str]:
    """Any valid value of ``element`` that reading keeps as it is (no outer space, plain numbers)."""
    if element.values:
        return st.sampled_from(element.values)
    if element.kind in (Kind.DATE, Kind.TIME):
        return st.builds(_stamp, st.integers(0, 10**12), st.just(element.max_length))
    if element.kind is Kind.INT:
        return st.integers(0, min(10**element.digits - 1, 2**31 - 1)).map(str)
    if element.kind is Kind.DECIMAL:
        return st.builds(_decimal, st.integers(0, 10**19 - 1), st.integers(0, 5))
    letters = _ASCII if element.kind is Kind.CODE else st.one_of(_LETTERS, _CJK, _ASCII)
    least, most = element.min_length, min(element.max_length, 80)
    text = st.text(letters, min_size=least, max_size=most)
    return text.filter(lambda value: value == value.strip() and len(value) >= least)


def _stamp(milliseconds: int, digits: int) -> str:
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03d}"[:digits]


def _decimal(units: int, places: int) -> str:
    value = Decimal(units).scaleb(-5)
    return f"{value:.{places}f}" if value < 10**13 else f"{value:f}"[:14]


@st.composite
def entities(draw: st.DrawFn, entity: Entity) -> dict[str, str]:
    """A random valid entity: required elements, and some of the others."""
    return {e.name: draw(values(e)) for e in entity.elements if e.required or draw(st.integers(0, 2)) == 0}


@st.composite
def documents(draw: st.DrawFn, message: MessageDef) -> Document:
    """A random valid document with one to three lines."""
    head = draw(entities(message.head))
    lines = draw(st.lists(entities(message.lines), min_size=1, max_size=3)) if message.lines else []
    return head, lines
