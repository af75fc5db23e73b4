"""A stretch of the receipts feed as one XML document: whole receipt messages in their order."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from declarations.messages.writing import write_receipts

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def receipts_document(receipts: Sequence[tuple[str, Mapping[str, str]]], *, after: str) -> bytes:
    """``<Receipts next="cursor">`` around one receipt message for each (code, elements)."""
    parts = [_DECLARATION, f"<Receipts next={quoteattr(after)}>\n".encode()]
    for code, elements in receipts:
        guid = elements.get("guid", "")
        parts.append(write_receipts(code, guid=guid, receipts=[dict(elements)]).removeprefix(_DECLARATION))
    return b"".join((*parts, b"</Receipts>\n"))
