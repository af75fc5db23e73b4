"""Tolerant reading: what has one sensible meaning is read so, and every repair is a finding."""

from collections.abc import Callable

import pytest

from declarations.messages.reading import ParsedMessage, read_message
from declarations.messages.writing import write_message
from kernel.refusal import Severity
from tests.declarations.messages.samples import CODES, GUID, TRANSFER, document_of, envelope_of
from tests.declarations.messages.test_reading import (
    Found,
    found,
    message_of,
    swapped,
    unprefixed,
    with_value,
    without,
)


def tolerantly(text: str) -> ParsedMessage:
    """``text`` read tolerantly."""
    return read_message(text.encode(), tolerant=True)


@pytest.mark.parametrize("code", CODES)
def test_valid_message_needs_no_repair(code: str) -> None:
    """The same values as strictly read, no finding."""
    text = message_of(code, lines=2)
    assert found(tolerantly(text)) == []
    assert tolerantly(text) == read_message(text.encode(), tolerant=False)


@pytest.mark.parametrize(
    ("name", "sent", "read", "rule"),
    [
        ("declTime", "20260301123045", "20260301", "REP-03"),
        ("declTime", "2026-03-01", "20260301", "REP-03"),
        ("declTime", "2026/3/1 8:05:09", "20260301", "REP-03"),
        ("declTime", " 20260301\n", "20260301", "REP-10"),
        ("appTime", "Mon Aug 13 09:25:17 CST 2018", "20180813092517", "REP-03"),
        ("appTime", "20260301123045678", "20260301123045", "REP-03"),
        ("appTime", "2026-03-01T12:30:45+08:00", "20260301123045", "REP-03"),
        ("appTime", "2026-03-01T04:30:45Z", "20260301123045", "REP-03"),
        ("appTime", "２０２６０３０１１２３０４５", "20260301123045", "REP-11"),
        ("freight", "1,234.50", "1234.5", "REP-12"),
        ("freight", "1.0E-4", "0.0001", "REP-12"),
        ("freight", "１２．５", "12.5", "REP-11"),
        ("freight", "99.90000000000001", "99.9", "REP-13"),
        ("freight", "0.000005", "0.00001", "REP-13"),
        ("packNo", "1.00", "1", "REP-12"),
        ("packNo", "１", "1", "REP-11"),
        ("ieFlag", "i", "I", "REP-25"),
        ("customsCode", "49 21", "4921", "REP-10"),
        ("customsCode", "４９２１", "4921", "REP-11"),
        ("orderNo", "A\nB", "A B", "REP-10"),
        ("orderNo", "Ａ１", "A1", "REP-11"),
        ("guid", GUID.lower(), GUID, "REP-04"),
        ("guid", "CEB621_HNZB_FXJK_20220103", "CEB621_HNZB_FXJK_20220103", "REP-05"),
        ("guid", "ceb621" + "9" * 40, "CEB621" + "9" * 40, "REP-04 REP-05"),
        ("buyerName", " 王小明 ", "王小明", ""),
        ("buyerName", "Ｗang", "Ｗang", ""),
        ("freight", "  7  ", "7", ""),
    ],
)
def test_values_of_the_head(name: str, sent: str, read: str, rule: str) -> None:
    """Each repaired value with its finding; strictly it would be refused or kept as sent."""
    message = tolerantly(with_value(message_of("621"), name, sent))
    assert message.documents[0].head[name] == read
    assert [v for v in found(message) if v[1] == name] == [(code, name) for code in rule.split()]
    assert not message.documents[0].violations or all(
        v.rule.severity is Severity.WARN for v in message.documents[0].violations
    )


@pytest.mark.parametrize(
    ("name", "sent", "rule"),
    [
        ("declTime", "soon", "MSG-13"),
        ("declTime", "20260230", "MSG-13"),
        ("appTime", "20260301", "MSG-13"),
        ("appTime", "Mon Feb 30 09:25:17 CST 2018", "MSG-13"),
        ("freight", "1,5", "MSG-09"),
        ("freight", "1 000", "MSG-09"),
        ("freight", "-5", "MSG-12"),
        ("freight", "1E99", "MSG-09"),
        ("freight", "99999999999999.999999", "MSG-10"),
        ("packNo", "1.5", "MSG-11"),
        ("currency", "502", "MSG-14"),
        ("customsCode", "49211", "MSG-08"),
        ("guid", "X" * 65, "MSG-08"),
        ("agentCode", "1" * 19, "MSG-07"),
    ],
)
def test_what_has_no_sensible_meaning_is_refused(name: str, sent: str, rule: str) -> None:
    """Tolerance does not guess."""
    message = tolerantly(with_value(message_of("621"), name, sent))
    refused = [(v.rule.code, v.path) for v in message.documents[0].violations if v.refuses]
    assert refused == [(rule, name)]


@pytest.mark.parametrize(
    ("sent", "rules"),
    [
        ("0101 210010", ["REP-10"]),
        ("01012100\r\n10", ["REP-10"]),
        ("0101.21.0010", ["REP-10"]),
        ("０１０１２１００１０", ["REP-11"]),
    ],
)
def test_commodity_codes_as_people_paste_them(sent: str, rules: list[str]) -> None:
    """Blanks, line breaks, dots and full-width digits."""
    message = tolerantly(with_value(message_of("621"), "gcode", sent))
    assert message.documents[0].lines[0]["gcode"] == "0101210010"
    assert found(message) == [(rule, "lines[1].gcode") for rule in rules]


def twice(text: str, value: str) -> str:
    """``text`` with another platform code before the first."""
    return text.replace("<ceb:ebpCode>", f"<ceb:ebpCode>{value}</ceb:ebpCode><ceb:ebpCode>")


def line_text(text: str, **changes: str | None) -> str:
    """``text`` with other contents of the first line's elements; None leaves one out."""
    at = text.index("<ceb:InventoryList>")
    line = text[at:]
    for name, value in changes.items():
        line = without(line, name) if value is None else with_value(line, name, value)
    return text[:at] + line


@pytest.mark.parametrize(
    ("total", "qty", "price"),
    [("10", "4", "2.5"), ("10", "3", "3.33333"), ("20", "3", "6.66667"), ("0", "3", "0")],
)
@pytest.mark.parametrize("sent", [None, "", "  "])
def test_price_is_computed(total: str, qty: str, price: str, sent: str | None) -> None:
    """Total by quantity, half up at the fifth place."""
    message = tolerantly(line_text(message_of("621"), totalPrice=total, qty=qty, price=sent))
    assert message.documents[0].lines[0]["price"] == price
    assert found(message) == [("REP-09", "lines[1].price")]


@pytest.mark.parametrize(("total", "qty"), [("10", "0"), ("x", "1"), ("10", ""), ("10", "0.00")])
def test_price_is_not_invented(total: str, qty: str) -> None:
    """Without a good total and quantity the price stays missing."""
    message = tolerantly(line_text(message_of("621"), totalPrice=total, qty=qty, price=None))
    assert ("MSG-01", "lines[1].price") in found(message)


def test_missing_elements_that_can_be_supplied() -> None:
    """Line number by position, submission type by default, charges that did not arise, a guid."""
    text = message_of("621", lines=2)
    assert found(tolerantly(line_text(text, gnum=None))) == [("REP-26", "lines[1].gnum")]
    for name, value in (("appType", "1"), ("freight", "0"), ("insuredFee", "0")):
        message = tolerantly(without(text, name))
        assert found(message) == [("REP-14", name)]
        assert message.documents[0].head[name] == value
    assert found(tolerantly(without(text, "appStatus"))) == [("MSG-01", "appStatus")]
    assert found(tolerantly(without(message_of("411"), "appStatus"))) == [("REP-14", "appStatus")]
    message = tolerantly(without(text, "guid"))
    assert found(message) == [("REP-06", "guid")]
    assert len(message.documents[0].head["guid"]) == 36
    assert message == tolerantly(without(text, "guid"))


def test_given_guids_differ_by_place_and_message() -> None:
    """Two documents without a guid are not taken for one."""
    documents = [document_of("411"), document_of("411")]
    for head, _ in documents:
        del head["guid"]
    given = set()
    for guid in (GUID, GUID[:-1] + "5"):
        raw = write_message("411", documents=documents, guid=guid, transfer=TRANSFER)
        given |= {d.head["guid"] for d in read_message(raw, tolerant=True).documents}
    assert len(given) == 4


@pytest.mark.parametrize(("code", "name"), [("511", "orderNo"), ("311", "buyerTelephone"), ("311", "gmodel")])
@pytest.mark.parametrize("blank", [False, True])
def test_missing_in_practice(code: str, name: str, blank: bool) -> None:
    """Required by the schema, absent from what was printed: taken without, noted."""
    text = message_of(code)
    message = tolerantly(with_value(text, name, "") if blank else without(text, name))
    path = f"lines[1].{name}" if name == "gmodel" else name
    assert found(message) == [("REP-08", path)]
    assert name not in (message.documents[0].lines[0] if name == "gmodel" else message.documents[0].head)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda t: swapped(t, "ebpCode", "ebpName"), [("REP-02", "ebpName")]),
        (lambda t: t.replace("<ceb:guid>", "<ceb:colour>red</ceb:colour><ceb:guid>"), [("REP-16", "colour")]),
        (lambda t: twice(t, "A1A1"), [("REP-17", "ebpCode")]),
        (lambda t: twice(t, "B"), [("MSG-03", "ebpCode")]),
        (lambda t: t.replace("ebpCode>", "EbpCode>"), [("REP-15", "ebpCode")]),
        (lambda t: t.replace("acturalPaid>", "actualPaid>"), [("REP-15", "acturalPaid")]),
        (lambda t: t.replace("<ceb:ebpCode>", '<ceb:ebpCode lang="zh">'), [("REP-23", "ebpCode")]),
        (lambda t: t.replace("<ceb:ebpCode>", "so<ceb:ebpCode>"), [("REP-24", "orderNo")]),
        (lambda t: t.replace("<ceb:Order>", "<ceb:Order><ceb:Extra/>"), [("REP-16", "Extra")]),
        (lambda t: t.replace("<ceb:Order>", "so<ceb:Order>"), [("REP-24", "CEB311Message")]),
        (
            lambda t: t.replace("<ceb:ebpCode>A1A1</ceb:ebpCode>", "<ebpCode>A1A1</ebpCode>"),
            [("REP-18", "ebpCode")],
        ),
        (lambda t: t.replace("ceb:", "").replace("xmlns:ceb", "xmlns:q"), [("REP-18", "CEB311Message")]),
        (
            lambda t: t.replace("<ceb:Order>", '<Order xmlns="">').replace("</ceb:Order>", "</Order>"),
            [("REP-18", "Order")],
        ),
        (lambda t: unprefixed(t, "OrderHead"), [("REP-18", "OrderHead")]),
        (lambda t: t.replace(' version="1.0">', ">"), []),
        (lambda t: t.replace(f' guid="{GUID}"', f' guid="{GUID.lower()}"'), [("REP-04", "@guid")]),
        (lambda t: t.replace(f' guid="{GUID}"', ' guid="MY-1"'), [("REP-05", "@guid")]),
        (lambda t: t.replace(f' guid="{GUID}"', ""), [("REP-06", "@guid")]),
        (lambda t: t.replace(f' guid="{GUID}"', f' guid="{"A" * 65}"'), [("MSG-08", "@guid")]),
    ],
)
def test_structure(change: Callable[[str], str], wanted: Found) -> None:
    """Each oddity is one finding, and the values are as they should be."""
    text = message_of("311")
    changed = change(text)
    assert changed != text
    message = tolerantly(changed)
    assert found(message) == wanted
    assert message.documents[0].head == tolerantly(text).documents[0].head or wanted[0][0] == "MSG-03"


def test_printed_misspellings() -> None:
    """The printed tables spell the consignee and the return entities in their own way."""
    text = message_of("511").replace("consignee", "consingee")
    assert [rule for rule, _ in found(tolerantly(text))] == ["REP-15"] * 3
    text = message_of("625").replace("InvtRefund", "InvtRefound")
    message = tolerantly(text)
    assert found(message) == [
        ("REP-15", "InvtRefund"),
        ("REP-15", "InvtRefundHead"),
        ("REP-15", "InvtRefundList"),
    ]
    assert len(message.documents[0].lines) == 1


def test_unsigned_list() -> None:
    """The token stands for the signature; a warning says so."""
    raw = write_message("621", documents=[document_of("621")], guid=GUID, transfer=TRANSFER)
    message = read_message(raw, tolerant=True)
    assert found(message) == [("REP-07", "Signature")]
    assert not message.refused
    assert not message.signed


def test_decorative_codes_in_a_wrong_form_are_left_out() -> None:
    """No rule asks for them, so they do not stop a document."""
    for code, name in (("311", "consigneeDistrict"), ("621", "wrapType")):
        message = tolerantly(
            write_message(
                code, documents=[document_of(code, **{name: "12345"})], **envelope_of(code)
            ).decode()
        )
        assert found(message) == [("REP-22", name)]
        assert name not in message.documents[0].head


def test_line_limit_holds_in_tolerance_too() -> None:
    """Tolerance repairs writing, not quantity."""
    message = tolerantly(message_of("621", lines=100))
    assert found(message) == [("MSG-15", "lines")]
