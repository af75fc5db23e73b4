"""The official specimens read strictly without a fault, and written again they satisfy the schema."""

from functools import cache
from pathlib import Path
from re import DOTALL, search

import pytest
from lxml import etree

from declarations.messages.definitions import MESSAGES
from declarations.messages.reading import read_message
from declarations.messages.typing import snake, typed_head, typed_lines
from declarations.messages.writing import write_message, write_receipts
from tests.declarations.messages.samples import CODES, GUID, document_of, entity_of, envelope_of
from tests.shared_data import SHARED

pytestmark = pytest.mark.skipif(SHARED is None, reason="the official specimens (../shared) are not here")
SPECIMENS = sorted((Path(SHARED) / "data/ceb/official_2018/import").glob("*.xml")) if SHARED else []
RECEIPTS = [code for code in CODES if "returnStatus" in MESSAGES[code].head.by_name]


@cache
def schema() -> etree.XMLSchema:
    """The official schema of 2018."""
    assert SHARED is not None
    return etree.XMLSchema(etree.parse(str(Path(SHARED) / "data/ceb/xsd_2018/import_business_node.xsd")))


def assert_valid(raw: bytes) -> None:
    """``raw`` satisfies the official schema."""
    official = schema()
    assert official.validate(etree.fromstring(raw)), official.error_log


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
@pytest.mark.parametrize("tolerant", [False, True])
def test_specimen_has_no_fault(path: Path, tolerant: bool) -> None:
    """Not one violation (one root has a lower-case guid); every value that was sent is typed."""
    message = read_message(path.read_bytes(), tolerant=tolerant)
    assert [v.rule.code for v in message.violations] == (
        ["REP-04"] if tolerant and message.code == "626" else []
    )
    assert [v for d in message.documents for v in d.violations] == []
    assert f"CEB{message.code}Message" == path.stem
    assert message.documents
    for document in message.documents:
        head = typed_head(document)
        told = {snake(name) for name, text in document.head.items() if text}
        assert told == {name for name, value in head.items() if value is not None and value != ""}
        assert len(typed_lines(document)) == len(document.lines)


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_specimen_written_again_is_valid_and_the_same(path: Path) -> None:
    """Read, write, validate, read: nothing lost."""
    raw = path.read_bytes()
    message = read_message(raw, tolerant=False)
    signature = search(rb"<ds:Signature .*</ds:Signature>", raw, DOTALL)
    written = write_message(
        message.code,
        guid=message.guid,
        documents=[(document.head, document.lines) for document in message.documents],
        transfer=message.transfer or None,
        signature=signature[0] if signature else b"",
    )
    assert_valid(written)
    again = read_message(written, tolerant=False)
    assert again.violations == ()
    assert again.signed == message.signed
    assert [without_empty(d.head) for d in again.documents] == [
        without_empty(d.head) for d in message.documents
    ]
    assert [[without_empty(line) for line in d.lines] for d in again.documents] == [
        [without_empty(line) for line in d.lines] for d in message.documents
    ]


def without_empty(values: dict[str, str]) -> dict[str, str]:
    """An empty element says as much as none."""
    return {name: value for name, value in values.items() if value}


@pytest.mark.parametrize("code", CODES)
def test_every_message_can_be_written_validly(code: str) -> None:
    """Also those that have no specimen: 816, 818, 900."""
    assert_valid(write_message(code, documents=[document_of(code)], **envelope_of(code)))


@pytest.mark.parametrize("code", RECEIPTS)
def test_receipt_is_valid_whatever_the_refused_document_lacked(code: str) -> None:
    """Missing, short and overlong values: the receipt still satisfies the schema."""
    head = MESSAGES[code].head
    status = {"returnStatus": "-301010", "returnInfo": "[Code:-301010;Desc:订单编号为空]"}
    poor = status | {"guid": GUID, "returnTime": "20260301123045678"}
    long = {e.name: "长" * 6000 for e in head.elements if e.name not in poor} | poor
    short = {e.name: "1" for e in head.elements if e.name not in poor} | poor
    for receipt in (poor, long, short, entity_of(head)):
        assert_valid(write_receipts(code, guid=GUID, receipts=[receipt]))
