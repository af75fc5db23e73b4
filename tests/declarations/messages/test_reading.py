"""Strict reading: one violation for each fault, all at once, each with its path and without values."""

from collections.abc import Callable

import pytest

from declarations.messages.definitions import MESSAGES
from declarations.messages.reading import ParsedMessage, read_message
from declarations.messages.writing import write_message
from tests.declarations.messages.samples import CODES, SIGNATURE, document_of, envelope_of

Found = list[tuple[str, str]]
HINT = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a b"'
CEB = "http://www.chinaport.gov.cn/ceb"


def message_of(code: str, *, lines: int = 1, **changes: str) -> str:
    """A valid message, ``changes`` in its head."""
    return write_message(
        code, documents=[document_of(code, lines=lines, **changes)], **envelope_of(code)
    ).decode()


def strictly(text: str, **limits: int) -> ParsedMessage:
    """``text`` read strictly."""
    return read_message(text.encode(), tolerant=False, **limits)


def found(message: ParsedMessage) -> Found:
    """Rule and path of the envelope's and all documents' violations."""
    everything = [*message.violations, *(v for d in message.documents for v in d.violations)]
    for violation in everything:
        assert "%(" not in violation.sentence()
    return [(v.rule.code, v.path) for v in everything]


def without(text: str, name: str) -> str:
    """``text`` without the first element ``name``."""
    start = text.index(f"<ceb:{name}>")
    end = text.index(f"</ceb:{name}>") + len(f"</ceb:{name}>")
    return text[:start] + text[end:]


def with_value(text: str, name: str, value: str) -> str:
    """``text`` with another content of the first element ``name``."""
    start = text.index(f"<ceb:{name}>") + len(f"<ceb:{name}>")
    return text[:start] + value + text[text.index(f"</ceb:{name}>") :]


@pytest.mark.parametrize("code", CODES)
def test_valid_message(code: str) -> None:
    """No violation, and everything that was written is there again."""
    message = strictly(message_of(code, lines=2))
    assert found(message) == []
    head, lines = document_of(code, lines=2)
    (document,) = message.documents
    assert (document.code, document.index, document.head, list(document.lines)) == (code, 1, head, lines)
    assert (message.code, message.version, message.refused) == (code, "1.0", False)
    assert message.signed is (MESSAGES[code].signing == "required")


@pytest.mark.parametrize("code", CODES)
def test_every_required_element_is_missed(code: str) -> None:
    """Leave out each in turn: exactly one violation at its path."""
    text = message_of(code)
    message = MESSAGES[code]
    for element in message.head.elements:
        if element.required:
            assert found(strictly(without(text, element.name))) == [("MSG-01", element.name)]
    for element in message.lines.elements if message.lines else ():
        if element.required:
            document, rest = document_of(code), envelope_of(code)
            del document[1][0][element.name]
            raw = write_message(code, documents=[document], **rest)
            assert found(read_message(raw, tolerant=False)) == [("MSG-01", f"lines[1].{element.name}")]


@pytest.mark.parametrize("code", CODES)
def test_every_length_is_judged(code: str) -> None:
    """One character too many (or too few, where the length is exact) in each text of the head."""
    for element in MESSAGES[code].head.elements:
        if element.kind not in ("code", "text") or element.values or element.max_length > 10000:
            continue
        head, lines = document_of(code, **{element.name: "x" * (element.max_length + 1)})
        raw = write_message(code, documents=[(head, lines)], **envelope_of(code))
        wanted = "MSG-08" if element.exact else "MSG-07"
        assert found(read_message(raw, tolerant=False)) == [(wanted, element.name)], element.name
        head[element.name] = "x" * element.max_length
        raw = write_message(code, documents=[(head, lines)], **envelope_of(code))
        assert found(read_message(raw, tolerant=False)) == [], element.name


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("freight", "12.5", ""),
        ("freight", "+12.50000000", ""),
        ("freight", " 12.5\n", ""),
        ("freight", ".5", ""),
        ("freight", "5.", ""),
        ("freight", "00000000000000000000012", ""),
        ("freight", "12345678901234.12345", ""),
        ("freight", "123456789012345", "MSG-10"),
        ("freight", "1.123456", "MSG-10"),
        ("freight", "1,5", "MSG-09"),
        ("freight", "1e5", "MSG-09"),
        ("freight", "NaN", "MSG-09"),
        ("freight", "1 2", "MSG-09"),
        ("freight", "١٢", "MSG-09"),
        ("freight", "1" * 5000, "MSG-09"),
        ("freight", "-1", "MSG-12"),
        ("freight", "", "MSG-05"),
        ("packNo", "999999999", ""),
        ("packNo", "007", ""),
        ("packNo", "1000000000", "MSG-11"),
        ("packNo", "1.0", "MSG-11"),
        ("packNo", "-1", "MSG-12"),
        ("packNo", "", "MSG-05"),
        ("appTime", "20240229235959", ""),
        ("appTime", "20230229235959", "MSG-13"),
        ("appTime", "20260301240000", "MSG-13"),
        ("appTime", "2026030112304", "MSG-13"),
        ("appTime", "２０２６０３０１１２３０４５", "MSG-13"),
        ("declTime", "20000229", ""),
        ("declTime", "19000229", "MSG-13"),
        ("declTime", "20261301", "MSG-13"),
        ("declTime", "20260431", "MSG-13"),
        ("appType", "4", "MSG-14"),
        ("appType", " 1", "MSG-14"),
        ("currency", "502", "MSG-14"),
        ("customsCode", " 4921", "MSG-08"),
        ("ebpName", "   ", "MSG-05"),
        ("ebpName", "长" * 100, ""),
        ("ebpName", "长" * 101, "MSG-07"),
    ],
)
def test_values(name: str, value: str, rule: str) -> None:
    """Numbers, dates, allowed values and lengths, at their edges."""
    assert found(strictly(with_value(message_of("621"), name, value))) == ([(rule, name)] if rule else [])


def test_numbers_in_odd_but_lawful_writing_are_kept_plain() -> None:
    """What the schema allows and a table would not: signs, leading and trailing zeros, space."""
    text = with_value(with_value(message_of("621"), "freight", " +012.50000000\n"), "packNo", "+007")
    head = strictly(text).documents[0].head
    assert (head["freight"], head["packNo"]) == ("12.5", "7")


def test_optional_elements() -> None:
    """Empty where the schema lets them be, refused where a length is demanded."""
    for name, rule in (("copNo", ""), ("emsNo", ""), ("ieDate", "MSG-06"), ("wrapType", "MSG-06")):
        head, lines = document_of("621", **{name: "X"})
        raw = write_message("621", documents=[(head, lines)], **envelope_of("621")).decode()
        wanted = [(rule, name)] if rule else []
        assert found(strictly(with_value(raw, name, ""))) == wanted


def test_all_faults_of_a_message_at_once() -> None:
    """Three documents, faults in two of them, in the head, in a line and in the envelope."""
    documents = [document_of("621", lines=2) for _ in range(3)]
    documents[0][0]["customsCode"] = "49210"
    documents[0][1][1]["qty"] = "viele"
    del documents[2][0]["ebpCode"]
    envelope = envelope_of("621") | {"signature": b"", "transfer": {"copCode": "1" * 19, "copName": "A"}}
    message = read_message(write_message("621", documents=documents, **envelope), tolerant=False)
    assert found(message) == [
        ("MSG-07", "BaseTransfer.copCode"),
        ("MSG-01", "BaseTransfer.dxpMode"),
        ("MSG-01", "BaseTransfer.dxpId"),
        ("MSG-20", "Signature"),
        ("MSG-08", "customsCode"),
        ("MSG-09", "lines[2].qty"),
        ("MSG-01", "ebpCode"),
    ]
    assert [len(d.violations) for d in message.documents] == [2, 0, 1]
    assert message.documents[0].lines[1]["qty"] == "viele"


def unprefixed(text: str, name: str) -> str:
    """``text`` with the part ``name`` and all below it without a namespace."""
    start, end = text.index(f"<ceb:{name}>"), text.index(f"</ceb:{name}>") + len(f"</ceb:{name}>")
    return text[:start] + text[start:end].replace("ceb:", "") + text[end:]


def swapped(text: str, first: str, second: str) -> str:
    """``text`` with two neighbouring elements exchanged."""
    a = text[text.index(f"<ceb:{first}>") : text.index(f"</ceb:{first}>") + len(f"</ceb:{first}>")]
    b = text[text.index(f"<ceb:{second}>") : text.index(f"</ceb:{second}>") + len(f"</ceb:{second}>")]
    assert a + b in text
    return text.replace(a + b, b + a, 1)


def test_order_of_elements() -> None:
    """One element out of its place is one fault."""
    text = message_of("311")
    message = strictly(swapped(text, "ebpCode", "ebpName"))
    assert len(found(message)) == 1
    assert found(message)[0][0] == "MSG-04"
    last = "<ceb:consigneeAddress>A1A1</ceb:consigneeAddress>"
    early = without(text, "consigneeAddress").replace("<ceb:OrderHead>", f"<ceb:OrderHead>{last}")
    message = strictly(early)
    assert found(message) == [("MSG-04", "consigneeAddress")]
    assert dict(message.documents[0].violations[0].args)["after"] == "consigneeTelephone"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda t: t.replace("<ceb:guid>", "<ceb:colour>red</ceb:colour><ceb:guid>"), [("MSG-02", "colour")]),
        (
            lambda t: t.replace("<ceb:ebpCode>", "<ceb:ebpCode>B</ceb:ebpCode><ceb:ebpCode>"),
            [("MSG-03", "ebpCode")],
        ),
        (lambda t: t.replace("<ceb:ebpCode>", '<ceb:ebpCode lang="zh">'), [("MSG-17", "ebpCode")]),
        (lambda t: t.replace("<ceb:OrderHead>", '<ceb:OrderHead a="1">'), [("MSG-17", "OrderHead")]),
        (lambda t: t.replace("<ceb:Order>", '<ceb:Order a="1">'), [("MSG-17", "Order")]),
        (lambda t: t.replace("<ceb:OrderList>", '<ceb:OrderList a="1">'), [("MSG-17", "lines[1]")]),
        (lambda t: with_value(t, "ebpCode", "<ceb:x/>"), [("MSG-18", "ebpCode")]),
        (lambda t: t.replace("<ceb:ebpCode>", "so<ceb:ebpCode>"), [("MSG-19", "orderNo")]),
        (lambda t: t.replace("<ceb:guid>", "so<ceb:guid>"), [("MSG-19", "OrderHead")]),
        (lambda t: t.replace("<ceb:Order>", "so<ceb:Order>"), [("MSG-19", "CEB311Message")]),
        (lambda t: t.replace("<ceb:OrderHead>", "so<ceb:OrderHead>"), [("MSG-19", "Order")]),
        (lambda t: t.replace("</ceb:Order>", "so</ceb:Order>"), [("MSG-19", "Order")]),
        (lambda t: t.replace("<ceb:Order>", "<ceb:Order><ceb:Extra/>"), [("MSG-02", "Extra")]),
        (lambda t: t.replace("<ceb:Order>", "<ceb:Extra/><ceb:Order>"), [("MSG-02", "Extra")]),
        (lambda t: without(t, "BaseTransfer"), [("MSG-01", "BaseTransfer")]),
        (lambda t: without(t, "Order"), [("MSG-01", "Order")]),
        (lambda t: without(t, "OrderHead"), [("MSG-01", "OrderHead")]),
        (lambda t: without(t, "OrderList"), [("MSG-01", "lines")]),
        (lambda t: t.replace(' version="1.0">', ">"), [("MSG-01", "@version")]),
        (lambda t: t.replace(' version="1.0">', ' version="12345678901">'), [("MSG-07", "@version")]),
        (lambda t: t.replace(' version="1.0">', ' version="1.0" x="1">'), [("MSG-17", "@x")]),
        (lambda t: t.replace(' guid="4CDE', ' guid="'), [("MSG-08", "@guid")]),
        (lambda t: t.replace(' guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94"', ""), [("MSG-01", "@guid")]),
        (
            lambda t: t.replace("<ceb:ebpCode>A1A1</ceb:ebpCode>", "<ebpCode>A1A1</ebpCode>"),
            [("MSG-16", "ebpCode")],
        ),
        (lambda t: unprefixed(t, "OrderHead"), [("MSG-16", "OrderHead")]),
        (lambda t: unprefixed(t, "OrderList"), [("MSG-16", "OrderList")]),
        (lambda t: t.replace(CEB, CEB + "2"), [("MSG-16", "CEB311Message")]),
        (
            lambda t: t.replace("ceb:", "").replace("xmlns:ceb", "x"),
            [("MSG-16", "CEB311Message"), ("MSG-17", "@x")],
        ),
        (
            lambda t: t.replace("<ceb:Order>", '<Order xmlns="">').replace("</ceb:Order>", "</Order>"),
            [("MSG-16", "Order")],
        ),
    ],
)
def test_structure(change: Callable[[str], str], wanted: Found) -> None:
    """Each fault of structure is one violation at its place."""
    text = message_of("311")
    changed = change(text)
    assert changed != text
    message = strictly(changed)
    assert found(message) == wanted


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("ceb:", "q:").replace("xmlns:ceb", "xmlns:q"),
        lambda t: t.replace("ceb:", "").replace("xmlns:ceb", "xmlns"),
        lambda t: t.replace("<ceb:guid>", "<!-- first --><ceb:guid>"),
        lambda t: t.replace("<ceb:guid>", "<?pi?>\n\t <ceb:guid>"),
        lambda t: with_value(t, "ebpCode", "A<!-- x -->1"),
        lambda t: with_value(t, "ebpCode", "<![CDATA[A1]]>"),
        lambda t: t.replace(' version="1.0">', f' version="1.0" {HINT}>'),
    ],
)  # fmt: skip
def test_what_says_the_same(change: Callable[[str], str]) -> None:
    """Prefixes, default namespace, comments, CDATA, schema hints make no difference."""
    text = message_of("311")
    assert change(text) != text
    message = strictly(change(text))
    assert found(message) == []
    assert message.documents[0].head["ebpCode"] in ("A1A1", "A1")


def part(entity: str, /, **values: str) -> str:
    """One part of an envelope."""
    inner = "".join(f"<ceb:{key}>{value}</ceb:{key}>" for key, value in values.items())
    return f"<ceb:{entity}>{inner}</ceb:{entity}>"


def test_envelope_parts() -> None:
    """Too many, repeated, misplaced parts; a hollow signature is none."""
    text = message_of("621")
    start, end = (
        text.index("<ceb:BaseTransfer>"),
        text.index("</ceb:BaseTransfer>") + len("</ceb:BaseTransfer>"),
    )
    transfer = text[start:end]
    subscribe = part("BaseSubscribe", status="ALL", dxpMode="DXP", dxpAddress="D")
    extend = part("ExtendMessage", name="n", version="1", Message="<any/>")
    signature = SIGNATURE.decode()
    whole = strictly(text.replace(transfer, transfer + subscribe * 5 + extend))
    assert found(whole) == []
    assert len(whole.subscribes) == 5
    assert found(strictly(text.replace(transfer, transfer + subscribe * 6))) == [("MSG-15", "BaseSubscribe")]
    assert found(strictly(text.replace(transfer, transfer + subscribe.replace("ALL", "SOME")))) == [
        ("MSG-14", "BaseSubscribe[1].status")
    ]
    assert found(strictly(text.replace(transfer, transfer * 2))) == [("MSG-03", "BaseTransfer")]
    assert found(strictly(text.replace(transfer, transfer + extend * 2))) == [("MSG-03", "ExtendMessage")]
    assert found(strictly(text.replace(signature, signature * 2))) == [("MSG-03", "Signature")]
    assert found(strictly(text.replace(transfer, extend + transfer))) == [("MSG-04", "BaseTransfer")]
    early = text.replace(transfer, "").replace("<ceb:Inventory>", transfer + "<ceb:Inventory>")
    assert found(strictly(early)) == [("MSG-04", "BaseTransfer")]
    hollow = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'
    message = strictly(text.replace(signature, hollow))
    assert found(message) == [("MSG-21", "Signature")]
    assert not message.signed
    missing = strictly(text.replace(transfer, transfer + extend.replace("<ceb:name>n</ceb:name>", "")))
    assert found(missing) == [("MSG-01", "ExtendMessage.name")]


def test_receipts_have_no_envelope() -> None:
    """A signature or a transmitting company does not belong on a receipt."""
    text = message_of("622").replace("</ceb:CEB622Message>", SIGNATURE.decode() + "</ceb:CEB622Message>")
    assert found(strictly(text)) == [("MSG-02", "Signature")]


def test_numbers_of_documents_and_lines() -> None:
    """100 documents and 99 lines pass; one more is one violation, and no more are read."""
    many = write_message("411", documents=[document_of("411")] * 101, **envelope_of("411"))
    message = read_message(many, tolerant=False)
    assert found(message) == [("MSG-15", "Payment")]
    assert dict(message.violations[0].args) == {"element": "Payment", "count": "101", "most": "100"}
    assert len(message.documents) == 100
    assert found(strictly(message_of("621", lines=99))) == []
    message = strictly(message_of("621", lines=100))
    assert found(message) == [("MSG-15", "lines")]
    assert len(message.documents[0].lines) == 99
    assert found(strictly(message_of("711", lines=500))) == []
    two = write_message("711", documents=[document_of("711")] * 2, **envelope_of("711"))
    assert found(read_message(two, tolerant=False)) == [("MSG-15", "Delivery")]
    assert found(read_message(many, tolerant=False, max_documents=3)) == [("MSG-15", "Payment")]
    assert found(strictly(message_of("621", lines=3), max_lines=2)) == [("MSG-15", "lines")]


def test_repeated_and_late_heads() -> None:
    """One head, before the lines."""
    text = message_of("311")
    start, end = text.index("<ceb:OrderHead>"), text.index("</ceb:OrderHead>") + len("</ceb:OrderHead>")
    head = text[start:end]
    assert found(strictly(text.replace(head, head * 2))) == [("MSG-03", "OrderHead")]
    late = text.replace(head, "").replace("</ceb:OrderList>", "</ceb:OrderList>" + head)
    assert found(strictly(late)) == [("MSG-04", "OrderHead")]


def test_faults_are_counted_beyond_a_bearable_number() -> None:
    """A hostile message does not become a million rows."""
    text = message_of("621", lines=99).replace("<ceb:gcode>", "<ceb:a/><ceb:b/><ceb:c/><ceb:gcode>")
    violations = strictly(text).documents[0].violations
    assert len(violations) == 201
    assert violations[-1].sentence() == "There are 97 more faults in this document than are listed here."
    wide = text.replace("<ceb:guid>", "<ceb:z/>" * 5000 + "<ceb:guid>")
    assert len(strictly(wide).documents[0].violations) == 201


@pytest.mark.parametrize("tolerant", [False, True])
@pytest.mark.parametrize("code", ["311", "411", "511", "621", "623", "625"])
def test_no_sentence_holds_a_personal_value(code: str, tolerant: bool) -> None:
    """Whatever is wrong with a personal element, its value is in no argument."""
    for element in MESSAGES[code].head.elements:
        if not element.personal:
            continue
        for secret in ("Geheim" * 60, " Geheim ", "Ｇｅｈｅｉｍ Geheim"):
            head, lines = document_of(code, **{element.name: secret})
            text = write_message(code, documents=[(head, lines)], **envelope_of(code)).decode()
            text = text.replace(f"<ceb:{element.name}>", f'<ceb:{element.name} a="1">')
            message = read_message(text.encode(), tolerant=tolerant)
            violations = message.documents[0].violations
            assert violations
            assert "eheim" not in "".join(v.sentence() + v.path for v in violations)
