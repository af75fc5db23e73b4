"""Getting at the tree: encodings, byte order marks, bombs, depth, size."""

import pytest

from declarations.messages.reading import ParsedMessage, Unreadable, read_message
from declarations.messages.writing import write_message
from tests.declarations.messages.samples import document_of, envelope_of

NAMED = write_message("311", documents=[document_of("311", buyerName="欧阳小明")], **envelope_of("311"))
TEXT = NAMED.decode()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<CEB311Message>&d;</CEB311Message>"""
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><CEB311Message>&e;</CEB311Message>'


def unreadable(raw: bytes, *, tolerant: bool = False, **limits: int) -> str:
    """The code of the rule by which ``raw`` cannot be read."""
    with pytest.raises(Unreadable) as caught:
        read_message(raw, tolerant=tolerant, **limits)
    assert caught.value.violation.refuses
    assert caught.value.violation.sentence()
    return caught.value.violation.rule.code


def buyer(message: ParsedMessage) -> str:
    """The buyer's name of the first document."""
    return message.documents[0].head["buyerName"]


@pytest.mark.parametrize("tolerant", [False, True])
@pytest.mark.parametrize(
    "raw",
    [
        NAMED,
        b"\xef\xbb\xbf" + NAMED,
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.replace("UTF-8", "UTF-16").encode("utf-16-be"),
        TEXT.replace("UTF-8", "GBK").encode("gbk"),
        TEXT.replace("UTF-8", "gb2312").encode("gb2312"),
        TEXT.replace('"UTF-8"', "'GB18030'").encode("gb18030"),
        NAMED.partition(b"?>\n")[2],
    ],
)
def test_encodings(raw: bytes, tolerant: bool) -> None:
    """UTF-8 with and without mark or declaration, UTF-16, GBK and its kin read the same."""
    message = read_message(raw, tolerant=tolerant)
    assert buyer(message) == "欧阳小明"
    assert message.violations == ()


def test_wrongly_declared_encoding_is_refused_or_guessed() -> None:
    """GBK bytes under a UTF-8 declaration."""
    raw = TEXT.encode("gbk")
    assert unreadable(raw) == "XML-06"
    message = read_message(raw, tolerant=True)
    assert buyer(message) == "欧阳小明"
    assert [v.rule.code for v in message.violations] == ["REP-20"]


@pytest.mark.parametrize("tolerant", [False, True])
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "XML-02"),
        (b" \r\n\t ", "XML-02"),
        (b"hello", "XML-01"),
        (b"<CEB311Message>", "XML-01"),
        (NAMED + b"<more/>", "XML-01"),
        (NAMED.replace(b"A1A1", b"A\x00A1"), "XML-06"),
        (NAMED.replace(b"A1A1", b"&nothing;"), "XML-01"),
        (NAMED.replace(b"A1A1", b"&#1;"), "XML-01"),
        (NAMED.replace(b"UTF-8", b"EBCDIC-CP-US"), "XML-06"),
        (NAMED.replace(b"UTF-8", b"UTF-16"), "XML-06"),
        (TEXT.encode("utf-32"), "XML-06"),
        (TEXT.encode("utf-16-le"), "XML-06"),
        (b"\xff\xfe\x00", "XML-06"),
        (BOMB, "XML-04"),
        (BOMB.decode().encode("utf-16"), "XML-04"),
        (OUTSIDE, "XML-04"),
        (b"<html/>", "XML-07"),
        (b"<CEB312/>", "XML-07"),
        (b'<a:CEB603Message xmlns:a="http://www.chinaport.gov.cn/ceb"/>', "XML-08"),
    ],
)
def test_unreadable(raw: bytes, code: str, tolerant: bool) -> None:
    """Each gets its own sentence, in either mode."""
    assert unreadable(raw, tolerant=tolerant) == code


def test_ebcdic_cannot_smuggle_a_document_type_in() -> None:
    """An encoding that hides ``<!DOCTYPE`` from the byte search is not read."""
    assert unreadable(OUTSIDE.decode().encode("cp037")) in ("XML-01", "XML-04", "XML-06")


def test_size_limit() -> None:
    """At the limit it is read, one byte above it is not."""
    assert read_message(NAMED, tolerant=False, max_bytes=len(NAMED)).code == "311"
    assert unreadable(NAMED, max_bytes=len(NAMED) - 1) == "XML-03"


def test_depth_limit() -> None:
    """Deep nesting is refused by our limit and, far above it, by the parser's."""
    for depth, code in ((16, "XML-05"), (5000, "XML-01")):
        inner = b"<x>" * depth + b"</x>" * depth
        assert unreadable(b"<CEB311Message>" + inner + b"</CEB311Message>") == code
    assert read_message(NAMED, tolerant=False, max_depth=4).code == "311"
    assert unreadable(NAMED, max_depth=3) == "XML-05"


def test_place_of_the_fault_and_name_of_the_root() -> None:
    """Line and column are told, and the root's name for the receipt; nothing of the content is."""
    raw = NAMED.replace(b"</ceb:Order>", b"</ceb:Odrer>")
    with pytest.raises(Unreadable) as caught:
        read_message(raw, tolerant=False)
    assert caught.value.root == "CEB311Message"
    args = dict(caught.value.violation.args)
    assert int(args["line"]) == raw.partition(b"</ceb:Odrer>")[0].count(b"\n") + 1
    assert "欧阳" not in caught.value.violation.sentence()


def test_space_before_the_declaration() -> None:
    """Not XML; tolerance reads it."""
    assert unreadable(b"\n " + NAMED) == "XML-01"
    message = read_message(b"\n " + NAMED, tolerant=True)
    assert [v.rule.code for v in message.violations] == ["REP-21"]


def test_undeclared_prefix() -> None:
    """A prefix without its declaration is not XML; tolerance knows what was meant."""
    raw = NAMED.replace(b' xmlns:ceb="http://www.chinaport.gov.cn/ceb"', b"")
    assert unreadable(raw) == "XML-01"
    message = read_message(raw, tolerant=True)
    assert [(v.rule.code, dict(v.args)["element"]) for v in message.violations] == [("REP-19", "ceb")]
    assert buyer(message) == "欧阳小明"
    assert message.documents[0].violations == ()


def test_undeclared_prefixes_one_after_the_other() -> None:
    """Two of them, as when the root tag was written by hand."""
    raw = NAMED.replace(b' xmlns:ceb="http://www.chinaport.gov.cn/ceb"', b"")
    raw = raw.replace(
        b"</ceb:CEB311Message>",
        b"<ds:Signature><ds:SignedInfo/><ds:SignatureValue/></ds:Signature></ceb:CEB311Message>",
    )
    message = read_message(raw, tolerant=True)
    assert message.signed
    assert [v.rule.code for v in message.violations] == ["REP-19", "REP-19"]
