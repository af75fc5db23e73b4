"""From bytes to a tree, safely: no document type, no entities, no network, bounded size and depth."""

from functools import cache
from re import compile as compile_pattern

from lxml import etree

from kernel.refusal import Rule, Violation
from kernel.xml.rules import (
    DOCTYPE,
    EMPTY,
    ENCODING,
    ENCODING_GUESSED,
    LEADING_SPACE,
    NOT_XML,
    PREFIX_TAKEN,
    TOO_DEEP,
    TOO_LARGE,
)

_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)
_DECLARED = compile_pattern(rb"<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_PREFIX = compile_pattern(r"Namespace prefix ([A-Za-z_][\w.-]{0,20}) ")
_ROOT = compile_pattern(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]{0,39})[^<>]*>")
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CHINESE = frozenset({"gbk", "gb2312", "gb18030", "cp936", "ms936", "euc-cn"})
_PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
DSIG = "http://www.w3.org/2000/09/xmldsig#"
_PREFIXES = {"ds": DSIG, "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
_SPACE = b" \t\r\n"


class Unreadable(Exception):
    """The message cannot be read; ``violation`` says why and ``root`` is its root's name, if seen."""

    def __init__(self, violation: Violation, *, root: str = "") -> None:
        self.violation = violation
        self.root = root
        super().__init__(violation.sentence())


def read_tree(
    raw: bytes, *, tolerant: bool, max_bytes: int, max_depth: int, namespace: str = ""
) -> tuple[etree._Element, tuple[Violation, ...]]:
    """The root of the message and the repairs that were needed to get at it.

    Tolerant: white space before the declaration, a wrong encoding and prefixes without a declaration
    (they mean ``namespace``) are read all the same.

    Raises:
        Unreadable: empty, too large, not well-formed, with a document type, or in another encoding.
    """
    if len(raw) > max_bytes:
        raise _unreadable(raw[:4096], TOO_LARGE, bytes=len(raw), most=max_bytes)
    if not raw.strip(_SPACE):
        raise _unreadable(b"", EMPTY)
    repairs: list[Violation] = []
    data = _utf8(raw, repairs, tolerant=tolerant)
    if tolerant and data[:1] in (b" ", b"\t", b"\r", b"\n"):
        data = data.lstrip(_SPACE)
        if data.startswith(b"<?xml"):
            repairs.append(Violation(LEADING_SPACE))
    if b"<!DOCTYPE" in data:
        raise _unreadable(data, DOCTYPE)
    root = _parse(data, repairs, tolerant=tolerant, namespace=namespace)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable(data, DOCTYPE)
    if _deeper(max_depth)(root):
        raise _unreadable(data, TOO_DEEP, most=max_depth)
    return root, tuple(repairs)


def _utf8(raw: bytes, repairs: list[Violation], *, tolerant: bool) -> bytes:
    """The message as UTF-8 without a byte order mark, whatever its declaration says."""
    if raw.startswith(_UTF16_BOMS):
        return _decoded(raw, "utf-16").encode()
    if b"\x00" in raw:
        raise _unreadable(raw, ENCODING, encoding="UTF-8")
    marked = raw.startswith(_UTF8_BOM)
    data = raw[3:] if marked else raw
    declared = None if marked else _DECLARED.search(data, 0, 300)
    name = declared[1].decode().lower() if declared else "utf-8"
    if name in _CHINESE:
        return _decoded(raw, "gb18030").encode()
    if name not in _PLAIN:
        raise _unreadable(raw, ENCODING, encoding=name)
    if not tolerant or _decodes(data):
        return data
    repairs.append(Violation(ENCODING_GUESSED, args=(("encoding", name.upper()),)))
    return _decoded(data, "gb18030").encode()


def _decodes(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise _unreadable(raw, ENCODING, encoding=encoding.upper()) from None
    if "\x00" in text:
        raise _unreadable(b"", ENCODING, encoding=encoding.upper())
    return text


def _parse(data: bytes, repairs: list[Violation], *, tolerant: bool, namespace: str) -> etree._Element:
    for _ in range(len(_PREFIXES) + 1):
        try:
            return etree.fromstring(data, _PARSER)
        except etree.XMLSyntaxError as fault:
            prefix = _PREFIX.match(fault.msg or "")
            if not tolerant or prefix is None:
                raise _not_xml(data, fault) from None
            data = _declare(data, prefix[1], namespace)
            repairs.append(Violation(PREFIX_TAKEN, args=(("element", prefix[1]),)))
    raise _unreadable(data, NOT_XML, line=1, column=1)


def _declare(data: bytes, prefix: str, namespace: str) -> bytes:
    """``data`` with ``prefix`` declared on its root element."""
    found = _ROOT.search(data)
    if found is None:
        return data
    at = data.index(b"/>" if found[0].endswith(b"/>") else b">", found.start())
    return data[:at] + f' xmlns:{prefix}="{_PREFIXES.get(prefix, namespace)}"'.encode() + data[at:]


def _not_xml(data: bytes, fault: etree.XMLSyntaxError) -> Unreadable:
    if not _decodes(data):
        return _unreadable(data, ENCODING, encoding="UTF-8")
    line, column = fault.position
    return _unreadable(data, NOT_XML, line=line or 1, column=column or 1)


def _unreadable(data: bytes, rule: Rule, **args: object) -> Unreadable:
    found = _ROOT.search(data, 0, 4096)
    root = found[1].decode() if found else ""
    return Unreadable(
        Violation(rule, args=tuple((key, str(value)) for key, value in args.items())), root=root
    )


@cache
def _deeper(levels: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (levels + 1) + ")")
