"""Writing CEB messages: elements in the order of the schema, the same input always to the same bytes."""

from collections.abc import Mapping, Sequence

from declarations.messages.definitions import CEB, ENVELOPE, MESSAGES, Element, Entity, Kind, MessageDef
from kernel.xml.writing import escaped as escaped

VERSION = "1.0"

Values = Mapping[str, str]


def write_message(
    code: str,
    *,
    guid: str,
    documents: Sequence[tuple[Values, Sequence[Values]]],
    transfer: Values | None = None,
    subscribes: Sequence[Values] = (),
    signature: bytes = b"",
    version: str = VERSION,
) -> bytes:
    """The message ``code`` with its documents, each a head and its lines by element name.

    Empty values are left out where the element may be absent; what is missing stays missing, for
    reading to say so. ``signature`` is a ds:Signature element, put in as it is.

    Raises:
        ValueError: a name that is no element of its entity.
    """
    message = MESSAGES[code]
    parts = [_document(message, head, lines) for head, lines in documents]
    if transfer is not None:
        parts.append(_entity(ENVELOPE["BaseTransfer"], transfer))
    parts.extend(_entity(ENVELOPE["BaseSubscribe"], subscribe) for subscribe in subscribes)
    return _wrapped(message, guid, version, parts, signature)


def write_receipts(code: str, *, guid: str, receipts: Sequence[Values]) -> bytes:
    """The receipt message ``code`` (312 to 712, or 900 with its one receipt), always valid by the schema.

    A refused document may lack what its receipt must carry: a required value that is missing or too
    short is filled with dashes, one that is too long is cut, an optional one that does not fit is
    left out.

    Raises:
        ValueError: no receipt message, a name that is no element, none or too many receipts.
    """
    message = MESSAGES[code]
    most = message.max_documents
    if "returnStatus" not in message.head.by_name or not receipts or (most and len(receipts) > most):
        raise ValueError(f"CEB{code} cannot carry {len(receipts)} receipts")
    parts = [_entity(message.head, _fitted(message.head, receipt)) for receipt in receipts]
    return _wrapped(message, guid, VERSION, parts, b"")


def _wrapped(message: MessageDef, guid: str, version: str, parts: Sequence[str], signature: bytes) -> bytes:
    root = f"ceb:{message.root}"
    opening = f'<{root} xmlns:ceb="{CEB}" guid="{_attribute(guid)}" version="{_attribute(version)}">'
    text = "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', opening, *parts, ""))
    return text.encode() + signature + f"</{root}>\n".encode()


def _document(message: MessageDef, head: Values, lines: Sequence[Values]) -> str:
    if message.flat:
        return _entity(message.head, head)
    if lines and message.lines is None:
        raise ValueError(f"CEB{message.code} has no lines")
    rows = [_entity(message.lines, line) for line in lines] if message.lines else []
    return "\n".join(
        (f"<ceb:{message.document}>", _entity(message.head, head), *rows, f"</ceb:{message.document}>")
    )


def _entity(entity: Entity, values: Values) -> str:
    unknown = values.keys() - entity.by_name.keys()
    if unknown:
        raise ValueError(f"{entity.name} has no element {', '.join(sorted(unknown))}")
    rows = [
        f"<ceb:{element.name}>{escaped(values[element.name])}</ceb:{element.name}>"
        for element in entity.elements
        if values.get(element.name) or (element.name in values and element.required and element.may_be_empty)
    ]
    return "".join((f"<ceb:{entity.name}>", *rows, f"</ceb:{entity.name}>"))


def _fitted(entity: Entity, values: Values) -> dict[str, str]:
    """The values as the schema lets them be written, and any stranger untouched for ``_entity`` to refuse."""
    fitted = {name: value for name, value in values.items() if name not in entity.by_name}
    for element in entity.elements:
        value = _fitting(element, values.get(element.name, ""))
        if value or element.required:
            fitted[element.name] = value
    return fitted


def _fitting(element: Element, value: str) -> str:
    if element.kind is Kind.INT or element.kind is Kind.DECIMAL:
        return value
    fits = element.min_length <= len(value) <= element.max_length
    if fits or (not value and not element.required):
        return value
    if not element.required and element.exact:
        return ""
    return value[: element.max_length].ljust(element.min_length, "-")


def _attribute(text: str) -> str:
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
