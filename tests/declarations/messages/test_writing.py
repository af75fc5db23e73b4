"""Writing: the schema's order whatever the input's, the same bytes always, nothing that XML cannot hold."""

import pytest

from declarations.messages.definitions import MESSAGES
from declarations.messages.reading import read_message
from declarations.messages.writing import escaped, write_message, write_receipts
from tests.declarations.messages.samples import CODES, GUID, TRANSFER, document_of, envelope_of

RECEIPT = {
    "guid": GUID,
    "ebpCode": "P",
    "ebcCode": "M",
    "orderNo": "O1",
    "returnStatus": "120",
    "returnTime": "20260301083045678",
    "returnInfo": "[Code:1800;Desc:逻辑校验通过]",
}


@pytest.mark.parametrize("code", CODES)
def test_order_of_the_input_does_not_matter(code: str) -> None:
    """Elements come in the schema's order; twice the same bytes."""
    head, lines = document_of(code, lines=2)
    backwards = dict(reversed(head.items())), [dict(reversed(line.items())) for line in lines]
    once = write_message(code, documents=[(head, lines)], **envelope_of(code))
    assert once == write_message(code, documents=[backwards], **envelope_of(code))
    assert once == write_message(code, documents=[(head, lines)], **envelope_of(code))


def test_shape_of_a_small_message() -> None:
    """The whole of it, to the byte."""
    head = {"guid": GUID, "returnStatus": "2", "returnTime": "20260301083045678", "returnInfo": "a<b&c"}
    written = write_message("312", guid=GUID, documents=[(head, [])])
    assert written.decode().splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<ceb:CEB312Message xmlns:ceb="http://www.chinaport.gov.cn/ceb" guid="{GUID}" version="1.0">',
        f"<ceb:OrderReturn><ceb:guid>{GUID}</ceb:guid><ceb:returnStatus>2</ceb:returnStatus>"
        "<ceb:returnTime>20260301083045678</ceb:returnTime><ceb:returnInfo>a&lt;b&amp;c</ceb:returnInfo>"
        "</ceb:OrderReturn>",
        "</ceb:CEB312Message>",
    ]


def test_empty_values() -> None:
    """Left out where the element may be absent, and where emptiness is not lawful; kept where it is."""
    head, lines = document_of("621", copNo="", ieDate="", orderNo="")
    text = write_message("621", documents=[(head, lines)], **envelope_of("621")).decode()
    assert "copNo" not in text
    assert "ieDate" not in text
    assert "orderNo" not in text
    transfer = TRANSFER | {"copName": "", "note": ""}
    text = write_message("411", guid=GUID, documents=[document_of("411")], transfer=transfer).decode()
    assert "<ceb:copName></ceb:copName>" in text
    assert read_message(text.encode(), tolerant=False).violations == ()


@pytest.mark.parametrize("tolerant", [False, True])
def test_characters_survive(tolerant: bool) -> None:
    """Markup, quotes, line ends, astral characters; what XML cannot hold becomes U+FFFD."""
    note = "a<b>&\"'\r\n\t]]>𠮷😀\u00a0é"
    head, lines = document_of("411", note=note)
    raw = write_message("411", documents=[(head, lines)], **envelope_of("411"))
    assert read_message(raw, tolerant=tolerant).documents[0].head["note"] == note
    assert escaped("a\x00b\x1f\ud800c\uffff") == "a\ufffdb\ufffd\ufffdc\ufffd"


def test_guid_with_markup_is_escaped() -> None:
    """A home-made guid cannot break out of its attribute."""
    raw = write_message("411", guid='"><x a="', documents=[document_of("411")], transfer=TRANSFER)
    assert read_message(raw, tolerant=True).guid == '"><X A="'


def test_subscriptions_stand_after_the_transmitting_company() -> None:
    """Read again they are the same."""
    subscribe = {"status": "RET", "dxpMode": "DXP", "dxpAddress": "DXPENT0000000001"}
    documents = [document_of("411")]
    raw = write_message("411", guid=GUID, documents=documents, transfer=TRANSFER, subscribes=[subscribe] * 2)
    message = read_message(raw, tolerant=False)
    assert message.violations == ()
    assert message.subscribes == (subscribe, subscribe)
    assert message.transfer == TRANSFER


def test_strange_names_are_a_mistake_of_ours() -> None:
    """An element that the entity does not have, lines where there are none."""
    with pytest.raises(ValueError, match="OrderHead has no element colour"):
        write_message("311", guid=GUID, documents=[({"colour": "red"}, [])])
    with pytest.raises(ValueError, match="CEB818 has no lines"):
        write_message("818", guid=GUID, documents=[({}, [{"gnum": "1"}])])
    with pytest.raises(ValueError, match="OrderReturn has no element colour"):
        write_receipts("312", guid=GUID, receipts=[RECEIPT | {"colour": "red"}])


def test_receipts() -> None:
    """Several in one message, read again as they were."""
    others = RECEIPT | {"orderNo": "O2"}
    message = read_message(write_receipts("312", guid=GUID, receipts=[RECEIPT, others]), tolerant=False)
    assert message.violations == ()
    assert [document.head for document in message.documents] == [RECEIPT, others]


def test_receipt_for_a_poor_document() -> None:
    """What the refused document lacked is dashes, what was too long is cut."""
    poor = {"guid": GUID, "returnStatus": "-301010", "returnTime": RECEIPT["returnTime"], "orderNo": "9" * 70}
    message = read_message(write_receipts("312", guid=GUID, receipts=[poor]), tolerant=False)
    assert message.documents[0].violations == ()
    head = message.documents[0].head
    assert (head["ebpCode"], head["orderNo"], head["returnInfo"]) == ("-", "9" * 60, "-")
    poor = {
        "guid": GUID,
        "returnStatus": "-1",
        "returnTime": RECEIPT["returnTime"],
        "customsCode": "49",
        "preNo": "B1",
    }
    head = read_message(write_receipts("622", guid=GUID, receipts=[poor]), tolerant=False).documents[0].head
    assert "customsCode" not in head
    assert head["preNo"] == "B1----------------"


def test_format_receipt_carries_the_original() -> None:
    """CEB900 has one entity; its original message may hold anything."""
    receipt = {
        "guid": GUID,
        "returnStatus": "-2",
        "returnInfo": "",
        "returnTime": RECEIPT["returnTime"],
        "oriCopMsgId": "",
        "oriMessageType": "Unknown",
        "oriBizMessage": "<!DOCTYPE x>\x00",
    }
    raw = write_receipts("900", guid=GUID, receipts=[receipt])
    message = read_message(raw, tolerant=False)
    assert message.documents[0].violations == ()
    assert message.documents[0].head["oriBizMessage"] == "<!DOCTYPE x>\ufffd"


@pytest.mark.parametrize(("code", "count"), [("312", 0), ("312", 101), ("900", 2), ("311", 1), ("816", 1)])
def test_what_is_no_receipt_message(code: str, count: int) -> None:
    """Too few, too many, or not a receipt at all."""
    with pytest.raises(ValueError, match=f"CEB{code} cannot carry {count} receipts"):
        write_receipts(code, guid=GUID, receipts=[RECEIPT] * count)


def test_every_business_message_names_a_receipt_that_can_be_written() -> None:
    """The even number, with a status."""
    for message in MESSAGES.values():
        if message.receipt:
            assert "returnStatus" in MESSAGES[message.receipt].head.by_name
