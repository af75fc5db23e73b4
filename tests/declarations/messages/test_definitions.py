"""The definitions against the official schema, element by element, and against the house's own demands."""

from pathlib import Path

import pytest
from lxml import etree

from declarations.messages.definitions import (
    BY_ROOT,
    ENVELOPE,
    MESSAGES,
    Element,
    Entity,
    Kind,
    MessageDef,
    Signing,
    element_at,
    personal_names,
)
from declarations.messages.definitions.shape import UNBOUNDED, entity
from tests.shared_data import SHARED

XS = "{http://www.w3.org/2001/XMLSchema}"
ENTITIES = {
    part.name: part
    for part in (
        *ENVELOPE.values(),
        *(m.head for m in MESSAGES.values()),
        *(m.lines for m in MESSAGES.values() if m.lines),
    )
}
needs_shared = pytest.mark.skipif(SHARED is None, reason="the official schema (../shared) is not here")


@pytest.fixture(scope="module")
def schema() -> dict[str, etree._Element]:
    """The schema's global elements by name."""
    assert SHARED is not None
    path = Path(SHARED) / "data/ceb/xsd_2018/import_business_node.xsd"
    root = etree.parse(str(path)).getroot()
    return {node.get("name"): node for node in root.findall(f"{XS}element")}


def sequence_of(node: etree._Element) -> list[etree._Element]:
    """The element declarations of a complex type, in order."""
    return node.findall(f"{XS}complexType/{XS}sequence/{XS}element")


def declared(node: etree._Element) -> tuple[str, bool, str, dict[str, str]]:
    """Name, required, base type and facets of one element declaration."""
    restriction = node.find(f"{XS}simpleType/{XS}restriction")
    base = node.get("type") or (restriction.get("base") if restriction is not None else "")
    facets = {f.tag.removeprefix(XS): f.get("value") for f in restriction} if restriction is not None else {}
    return node.get("name"), node.get("minOccurs", "1") == "1", base, facets


def defined(element: Element) -> tuple[str, bool, str, dict[str, str]]:
    """What the definition says, in the schema's words."""
    if element.kind is Kind.XML:
        return element.name, element.required, "ceb:XMLElement", {}
    if element.kind is Kind.DECIMAL:
        facets = {"totalDigits": str(element.digits), "fractionDigits": str(element.fraction)}
        return element.name, element.required, "xs:decimal", facets
    if element.kind is Kind.INT:
        facets = {"totalDigits": str(element.digits)} if element.digits < 10 else {}
        return element.name, element.required, "xs:int", facets
    if element.exact:
        return element.name, element.required, "xs:string", {"length": str(element.min_length)}
    facets = {"minLength": str(element.min_length)} if element.min_length else {}
    if element.max_length < UNBOUNDED:
        facets["maxLength"] = str(element.max_length)
    return element.name, element.required, "xs:string", facets


def without_zero(facets: dict[str, str]) -> dict[str, str]:
    """A minimum length of 0 says nothing."""
    return {name: value for name, value in facets.items() if (name, value) != ("minLength", "0")}


@needs_shared
@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_entity_equals_the_schema(schema: dict[str, etree._Element], name: str) -> None:
    """Order, required, base type and every facet: no difference."""
    wanted = [declared(node) for node in sequence_of(schema[name])]
    wanted = [(n, required, base, without_zero(facets)) for n, required, base, facets in wanted]
    assert [defined(element) for element in ENTITIES[name].elements] == wanted


@needs_shared
@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_message_equals_the_schema(schema: dict[str, etree._Element], code: str) -> None:
    """Documents, lines and envelope of each message in the schema's order and numbers."""
    message = MESSAGES[code]
    assert [occurs(node) for node in sequence_of(schema[message.root])] == envelope(message)
    if not message.flat:
        wrapper = sequence_of(schema[message.root])[0]
        wanted = [(message.head.name, 1, 1)]
        if message.lines:
            wanted.append((message.lines.name, 1, message.max_lines))
        assert [occurs(node) for node in sequence_of(wrapper)] == wanted


def occurs(node: etree._Element) -> tuple[str, int, int | None]:
    """Name and numbers of one part; None is unbounded."""
    name = (node.get("name") or node.get("ref")).rpartition(":")[2]
    most = node.get("maxOccurs", "1")
    return name, int(node.get("minOccurs", "1")), None if most == "unbounded" else int(most)


def envelope(message: MessageDef) -> list[tuple[str, int, int | None]]:
    """The parts of the message as the definition says."""
    parts: list[tuple[str, int, int | None]] = [(message.document, 1, message.max_documents)]
    if message.has_transfer:
        parts += [("BaseTransfer", 1, 1), ("BaseSubscribe", 0, 5), ("ExtendMessage", 0, 1)]
        parts.append(("Signature", int(message.signing is Signing.REQUIRED), 1))
    return parts


@needs_shared
def test_no_message_of_the_schema_is_left_out(schema: dict[str, etree._Element]) -> None:
    """Every root of the schema has a definition."""
    assert {name for name in schema if name.endswith("Message") and name.startswith("CEB")} == set(BY_ROOT)


def test_sixteen_import_messages_and_three_notices() -> None:
    """The messages of the channel, each with its receipt."""
    assert (
        " ".join(sorted(MESSAGES))
        == "311 312 411 412 511 512 513 514 621 622 623 624 625 626 711 712 816 818 900"
    )
    answered = {code: m.receipt for code, m in MESSAGES.items() if m.receipt}
    assert answered == {
        code: str(int(code) + 1) for code in ("311", "411", "511", "513", "621", "623", "625", "711")
    }


@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_every_element_has_both_names(name: str) -> None:
    """A Chinese and an English name for each element and entity."""
    part = ENTITIES[name]
    for thing in (part, *part.elements):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in thing.zh), thing
        assert thing.en.isascii(), thing
        assert thing.en[:1].isupper(), thing


def test_personal_elements_are_flagged() -> None:
    """Everything that names a person, and nothing else."""
    flagged = {(code, name) for code in MESSAGES for name in personal_names(code)}
    buyer = {"buyerName", "buyerIdNumber", "buyerTelephone"}
    wanted = {"311": buyer | {"buyerRegNo", "consignee", "consigneeTelephone", "consigneeAddress"}}
    wanted["411"] = {"payerName", "payerIdNumber", "telephone"}
    wanted["511"] = {"consignee", "consigneeTelephone", "consigneeAddress"}
    wanted["621"] = buyer | {"consigneeAddress"}
    wanted["623"] = wanted["625"] = buyer
    assert flagged == {(code, name) for code, names in wanted.items() for name in names}
    assert not any(e.personal for m in MESSAGES.values() if m.lines for e in m.lines.elements)


def test_element_at_follows_the_paths_of_violations() -> None:
    """Head, line and envelope paths find their element; what names none finds none."""
    found = element_at("621", path="lines[2].gcode")
    assert found is not None
    assert (found.zh, found.en) == ("商品编码", "HS code")
    transfer = element_at("311", path="BaseTransfer.copCode")
    assert transfer is not None
    assert transfer.max_length == 18
    subscribe = element_at("311", path="BaseSubscribe[2].status")
    assert subscribe is not None
    order = element_at("621", path="orderNo")
    assert order is not None
    assert order.kind is Kind.CODE
    for path in ("lines", "Signature", "@guid", "nothing", "lines[1].nothing", "Nobody.home", ""):
        assert element_at("621", path=path) is None
    assert element_at("511", path="lines[1].gcode") is None


@pytest.mark.parametrize(
    "row",
    [
        "guid | C36 | R | - | - | Serial",
        "guid | C36 | X | - | - | Serial | 序号",
        "guid | Q36 | R | - | - | Serial | 序号",
        "guid | C36 | R | - | - |  | 序号",
    ],
)
def test_malformed_table_is_refused_at_import(row: str) -> None:
    """A wrong row never becomes a definition."""
    with pytest.raises(ValueError, match="malformed"):
        entity("Thing", zh="物", en="Thing", table=row)


def test_element_named_twice_is_refused() -> None:
    """One name, one element."""
    row = "guid | C36 | R | - | - | Serial | 序号"
    with pytest.raises(ValueError, match="twice"):
        entity("Thing", zh="物", en="Thing", table=f"{row}\n{row}")


def test_types_of_the_tables() -> None:
    """Each notation means what the module says."""
    part: Entity = entity(
        "Thing",
        zh="物",
        en="Thing",
        table="""
        a | C3    | R | 142   | - | A | 甲
        b | T..60 | O | -     | P | B | 乙
        c | C0..  | O | -     | - | C | 丙
        d | N19,5 | R | -     | - | D | 丁
        e | I9    | R | -     | - | E | 戊
        f | D14   | R | -     | - | F | 己
        """,
    )
    a, b, c, d, e, f = part.elements
    assert (a.kind, a.exact, a.values, a.required) == (Kind.CODE, True, ("142",), True)
    assert (b.kind, b.min_length, b.max_length, b.personal, b.required) == (Kind.TEXT, 1, 60, True, False)
    assert (c.may_be_empty, c.max_length) == (True, UNBOUNDED)
    assert (d.digits, d.fraction) == (19, 5)
    assert (e.kind, e.digits) == (Kind.INT, 9)
    assert (f.kind, f.max_length) == (Kind.TIME, 14)
