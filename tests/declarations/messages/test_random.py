"""Random documents survive the way out and in; random damage never crashes; our verdict is the schema's."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from declarations.messages.definitions import MESSAGES
from declarations.messages.reading import ParsedMessage, Unreadable, read_message
from declarations.messages.typing import typed_head, typed_lines
from declarations.messages.writing import write_message
from kernel.refusal import Severity, Violation
from tests.declarations.messages.samples import CODES, document_of, documents, envelope_of
from tests.shared_data import SHARED

FILED = ("311", "411", "511", "513", "621", "623", "625", "711")
MARKUP = "<>/=\"' &;#x0CEB31Mesag!D-[]?"
# Where strict reading demands more than the schema: blank texts, numbers that no column holds,
# negative numbers, impossible dates, allowed values.
BEYOND = {"MSG-05", "MSG-06", "MSG-10", "MSG-12", "MSG-13", "MSG-14"}


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_written_and_read_again_is_equal(code: str, data: st.DataObject) -> None:
    """Strictly without a violation, tolerantly with the same values."""
    message = MESSAGES[code]
    most = min(3, message.max_documents or 3)
    sent = data.draw(st.lists(documents(message), min_size=1, max_size=most))
    raw = write_message(code, documents=sent, **envelope_of(code))
    read = read_message(raw, tolerant=False)
    assert read.violations == ()
    assert [v for d in read.documents for v in d.violations] == []
    assert [(without_empty(d.head), [without_empty(line) for line in d.lines]) for d in read.documents] == [
        (without_empty(head), [without_empty(line) for line in lines]) for head, lines in sent
    ]
    for document in read.documents:
        assert None not in [typed_head(document)[key] for key in ("guid",)]
        assert len(typed_lines(document)) == len(document.lines)
    tolerant = read_message(raw, tolerant=True)
    assert all(v.rule.severity is Severity.WARN for d in tolerant.documents for v in d.violations)
    assert [without_guid(d.head) for d in tolerant.documents] == [
        without_guid(d.head) for d in read.documents
    ]


def without_empty(values: dict[str, str]) -> dict[str, str]:
    """An empty element says as much as none."""
    return {name: value for name, value in values.items() if value}


def without_guid(values: dict[str, str]) -> dict[str, str]:
    """The guid aside, whose case tolerance changes."""
    return {name: value for name, value in values.items() if name != "guid"}


def survives(raw: bytes, *, tolerant: bool) -> ParsedMessage | None:
    """Read whatever it is: a message whose sentences can all be spoken, or unreadable."""
    said: list[Violation] = []
    message = None
    try:
        message = read_message(raw, tolerant=tolerant)
    except Unreadable as problem:
        said.append(problem.violation)
    if message is not None:
        said += [*message.violations, *(v for d in message.documents for v in d.violations)]
    assert all(violation.sentence() for violation in said)
    if message is None:
        assert said
        return None
    for document in message.documents:
        typed_head(document)
        typed_lines(document)
    return message


@settings(max_examples=200, deadline=None)
@given(
    code=st.sampled_from(FILED),
    tolerant=st.booleans(),
    cuts=st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 8), st.binary(max_size=6)), min_size=1, max_size=6
    ),
)
def test_damaged_bytes_never_crash(code: str, tolerant: bool, cuts: list[tuple[int, int, bytes]]) -> None:
    """Bytes replaced, removed, put in."""
    raw = write_message(code, documents=[document_of(code, lines=2)], **envelope_of(code))
    for at, length, put in cuts:
        place = at % len(raw)
        raw = raw[:place] + put + raw[place + length :]
    survives(raw, tolerant=tolerant)


@settings(max_examples=200, deadline=None)
@given(
    raw=st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="<>/=\"' &;#x0CEB31Mesag!D-[]?", max_size=200).map(str.encode),
    )
)
def test_noise_never_crashes(raw: bytes) -> None:
    """Not even a message."""
    for tolerant in (False, True):
        survives(raw, tolerant=tolerant)


CEB = "{http://www.chinaport.gov.cn/ceb}"
ODD = (
    "", " ", "1", " 1", "-1", "+1.50", "1e3", "0.0000001", "9" * 15, "9" * 20, "x" * 37, "x" * 1001,
    "A B", "142", "１", "\n", "4921", "2", "I", "20260301", "20260230", "20260301010101", "00.5", "5.",
    ".5", "1.", "S", "2147483648",
)  # fmt: skip


def put_text(node: etree._Element, text: str) -> None:
    """Another content, where there are no children."""
    if not len(node):
        node.text = text


def remove(node: etree._Element, _: str) -> None:
    """Gone."""
    node.getparent().remove(node)


def double(node: etree._Element, _: str) -> None:
    """A copy before it."""
    node.addprevious(etree.fromstring(etree.tostring(node, with_tail=False)))


def swap(node: etree._Element, _: str) -> None:
    """Behind its neighbour."""
    if node.getnext() is not None:
        node.getnext().addnext(node)


def rename(node: etree._Element, _: str) -> None:
    """Another element's name."""
    node.tag = f"{CEB}note"


def attribute(node: etree._Element, _: str) -> None:
    """An attribute that nobody asked for."""
    node.set("lang", "zh")


def tail(node: etree._Element, text: str) -> None:
    """Text after it; blank text is lawful."""
    node.tail = text


def nest(node: etree._Element, _: str) -> None:
    """An element inside a text."""
    if not len(node):
        etree.SubElement(node, f"{CEB}guid")


def comment(node: etree._Element, _: str) -> None:
    """Says nothing."""
    node.addnext(etree.Comment("x"))


DAMAGES = (put_text, put_text, put_text, remove, double, swap, rename, attribute, tail, nest, comment)
Step = tuple[Callable[[etree._Element, str], None], int, str]
STEPS = st.lists(
    st.tuples(st.sampled_from(DAMAGES), st.integers(0, 10**6), st.sampled_from(ODD)), min_size=1, max_size=3
)


def damage(root: etree._Element, step: Step) -> None:
    """One change of a tree that leaves it well-formed; the signature stays whole."""
    act, number, text = step
    inside = [node for node in root.iter() if isinstance(node.tag, str) and node.tag.startswith(CEB)][1:]
    if inside:
        act(inside[number % len(inside)], text)


@pytest.mark.skipif(SHARED is None, reason="the official schema (../shared) is not here")
@settings(max_examples=120, deadline=None)
@given(
    code=st.sampled_from(FILED),
    filled=st.data(),
    steps=STEPS,
)
def test_strict_verdict_is_the_schemas(code: str, filled: st.DataObject, steps: list[Step]) -> None:
    """What we pass the schema passes; what the schema passes we pass, but for what is stricter by intent."""
    sent = filled.draw(documents(MESSAGES[code]))
    root = etree.fromstring(write_message(code, documents=[sent], **envelope_of(code)))
    for step in steps:
        damage(root, step)
    valid = official().validate(etree.fromstring(etree.tostring(root)))
    message = survives(etree.tostring(root), tolerant=False)
    assert message is not None
    rules = {v.rule.code for v in message.violations} | {
        v.rule.code for d in message.documents for v in d.violations
    }
    if not rules:
        assert valid, official().error_log
    elif valid:
        assert rules <= BEYOND
    survives(etree.tostring(root), tolerant=True)


def official() -> etree.XMLSchema:
    """The official schema, loaded once."""
    if not _LOADED:
        assert SHARED is not None
        path = Path(SHARED) / "data/ceb/xsd_2018/import_business_node.xsd"
        _LOADED.append(etree.XMLSchema(etree.parse(str(path))))
    return _LOADED[0]


_LOADED: list[etree.XMLSchema] = []
