"""Texts become values by definition, and facts get every field from its element."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from declarations.facts import ImportList, ListLine, Order, OrderLine
from declarations.messages.definitions import MESSAGES
from declarations.messages.documents import ParsedDocument
from declarations.messages.reading import read_message
from declarations.messages.typing import (
    list_facts,
    order_facts,
    payment_facts,
    snake,
    typed_head,
    typed_lines,
    waybill_facts,
)
from declarations.messages.writing import write_message
from tests.declarations.messages.samples import CODES, document_of, envelope_of


def document(code: str, *, lines: int = 1, **changes: str) -> ParsedDocument:
    """A document that was written and read."""
    raw = write_message(code, documents=[document_of(code, lines=lines, **changes)], **envelope_of(code))
    (parsed,) = read_message(raw, tolerant=False).documents
    assert parsed.violations == ()
    return parsed


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("orderNo", "order_no"),
        ("acturalPaid", "actural_paid"),
        ("gcode", "gcode"),
        ("qty1", "qty1"),
        ("itemRecordNo", "item_record_no"),
        ("payTransactionId", "pay_transaction_id"),
        ("ieFlag", "ie_flag"),
        ("oriCopMsgId", "ori_cop_msg_id"),
    ],
)
def test_snake(name: str, key: str) -> None:
    """Humps become underscores."""
    assert snake(name) == key


@pytest.mark.parametrize("code", CODES)
def test_head_has_every_element(code: str) -> None:
    """Present or not, in the definition's order; the names are unique."""
    head = typed_head(document(code))
    assert list(head) == [snake(element.name) for element in MESSAGES[code].head.elements]


def test_values_of_a_list() -> None:
    """Decimal, int, date, moment in UTC; absent text and absent number."""
    parsed = document(
        "621", lines=2, freight="12.50", packNo="1", ieDate="20260228", appTime="20260301003045"
    )
    head = typed_head(parsed)
    assert head["freight"] == Decimal("12.50")
    assert head["pack_no"] == 1
    assert head["ie_date"] == date(2026, 2, 28)
    assert head["decl_time"] == date(2026, 3, 1)
    assert head["app_time"] == datetime(2026, 2, 28, 16, 30, 45, tzinfo=UTC)
    assert head["app_time"].tzinfo is UTC
    assert head["cop_no"] == ""
    lines = typed_lines(parsed)
    assert [line["gnum"] for line in lines] == [1, 2]
    assert lines[0]["qty2"] is None
    assert lines[0]["unit2"] == ""
    assert typed_head(document("621"))["ie_date"] is None


def test_receipt_time_has_milliseconds() -> None:
    """17 digits."""
    head = typed_head(document("622", returnTime="20260301083045678"))
    assert head["return_time"] == datetime(2026, 3, 1, 0, 30, 45, 678000, tzinfo=UTC)


def test_refused_values_become_none() -> None:
    """A refused document is typed without a crash."""
    head = {"freight": "viele", "packNo": "eins", "declTime": "morgen", "appTime": "gestern", "orderNo": "A"}
    typed = typed_head(ParsedDocument("621", 1, head, (), ()))
    assert [typed[key] for key in ("freight", "pack_no", "decl_time", "app_time")] == [None] * 4
    assert typed["order_no"] == "A"
    assert typed_lines(ParsedDocument("621", 1, head, (), ())) == []


def test_list_facts() -> None:
    """Every fact equals the typed element of its name."""
    parsed = document("621", lines=3, emsNo="T4921W000001", freight="1.5")
    facts = list_facts(parsed, id=42)
    head = typed_head(parsed)
    assert facts.id == 42
    assert {name: getattr(facts, name) for name in ImportList._fields if name not in ("id", "lines")} == {
        name: head[name] for name in ImportList._fields if name not in ("id", "lines")
    }
    rows = typed_lines(parsed)
    assert [line._asdict() for line in facts.lines] == [{k: row[k] for k in ListLine._fields} for row in rows]


def test_order_facts() -> None:
    """Head and lines of an order."""
    parsed = document("311", lines=2, acturalPaid="99.9", payCode="P1")
    facts = order_facts(parsed, id=1)
    head = typed_head(parsed)
    assert facts._asdict() == {
        "id": 1,
        **{name: head[name] for name in Order._fields if name not in ("id", "lines")},
        "lines": tuple(OrderLine(*(row[k] for k in OrderLine._fields)) for row in typed_lines(parsed)),
    }
    assert facts.actural_paid == Decimal("99.9")


def test_payment_and_waybill_facts() -> None:
    """Heads without lines; the waybill's charges may be absent."""
    payment = payment_facts(document("411", amountPaid="100.12345"), id=2)
    assert (payment.id, payment.amount_paid, payment.currency) == (2, Decimal("100.12345"), "142")
    assert payment.pay_time == datetime(2026, 3, 1, 4, 30, 45, tzinfo=UTC)
    waybill = waybill_facts(document("511", weight="1.2"), id=3)
    assert (waybill.id, waybill.weight, waybill.freight, waybill.insured_fee) == (
        3,
        Decimal("1.2"),
        None,
        None,
    )
    assert waybill.pack_no == 1
