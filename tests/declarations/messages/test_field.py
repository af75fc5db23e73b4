"""Messages that a running system wrote: each is read tolerantly, with a located finding for every oddity."""

from pathlib import Path

import pytest

from declarations.messages.definitions import element_at
from declarations.messages.reading import ParsedMessage, read_message
from declarations.messages.typing import (
    list_facts,
    order_facts,
    payment_facts,
    typed_head,
    typed_lines,
    waybill_facts,
)
from kernel.refusal import Severity, Violation
from tests.shared_data import SHARED

pytestmark = pytest.mark.skipif(SHARED is None, reason="the field messages (../shared) are not here")
FIELD = sorted((Path(SHARED) / "data/ceb/field_2018").glob("*.xml")) if SHARED else []
FACTS = {"311": order_facts, "411": payment_facts, "511": waybill_facts, "621": list_facts}


def read(name: str, *, tolerant: bool = True) -> ParsedMessage:
    """One of the field messages."""
    return read_message(next(path for path in FIELD if path.stem == name).read_bytes(), tolerant=tolerant)


def codes(violations: tuple[Violation, ...]) -> list[tuple[str, str]]:
    """Rule and path, in order."""
    return [(v.rule.code, v.path) for v in violations]


@pytest.mark.parametrize("path", FIELD, ids=lambda path: path.stem)
def test_tolerant_reading_takes_it_with_located_findings(path: Path) -> None:
    """Only warnings are left, each at an element of the definitions; the facts can be made."""
    message = read_message(path.read_bytes(), tolerant=True)
    assert codes(message.violations) == ([("REP-07", "Signature")] if message.code == "621" else [])
    assert message.documents
    for document in message.documents:
        for violation in document.violations:
            assert violation.rule.severity is Severity.WARN
            assert element_at(message.code, path=violation.path) is not None
        assert None not in [v for k, v in typed_head(document).items() if k.endswith("_time")]
        typed_lines(document)
        if message.code in FACTS:
            FACTS[message.code](document, id=7)


@pytest.mark.parametrize("path", FIELD, ids=lambda path: path.stem)
def test_strict_reading_finds_all_its_faults(path: Path) -> None:
    """Strictly each but the status messages and one payment is refused, never with a crash."""
    message = read_message(path.read_bytes(), tolerant=False)
    refused = message.refused or any(v.refuses for d in message.documents for v in d.violations)
    assert refused is (message.code != "513")


def test_payment_times_of_a_java_system() -> None:
    """``Mon Aug 13 09:25:17 CST 2018`` is China's time."""
    message = read("CEB411_20180813_02")
    assert message.documents[0].head["appTime"] == "20180813092517"
    assert message.documents[0].head["payTime"] == "20180808080808"
    assert codes(message.documents[1].violations) == [("REP-03", "appTime"), ("REP-03", "payTime")]


def test_list_with_empty_elements_and_a_long_date() -> None:
    """The date is cut, empty elements are left out, the price is computed."""
    document = read("CEB621_20180809_01").documents[0]
    assert document.head["ieDate"] == "20180809"
    assert "wrapType" not in document.head
    assert [line["price"] for line in document.lines] == ["0", "999.12346", "1001.32696"]
    assert codes(document.violations)[:5] == [
        ("REP-03", "ieDate"),
        ("REP-01", "wrapType"),
        ("REP-01", "lines[1].qty2"),
        ("REP-01", "lines[1].unit2"),
        ("REP-09", "lines[1].price"),
    ]


def test_the_same_list_strictly() -> None:
    """All faults at once, none of them twice."""
    message = read("CEB621_20180809_02", tolerant=False)
    assert codes(message.violations) == [("MSG-20", "Signature")]
    assert codes(message.documents[0].violations) == [
        ("MSG-13", "ieDate"),
        ("MSG-06", "wrapType"),
        ("MSG-06", "lines[1].qty2"),
        ("MSG-06", "lines[1].unit2"),
        ("MSG-05", "lines[1].price"),
    ]


def test_waybill_without_order_number() -> None:
    """Required by the schema, absent from the printed tables: taken without."""
    for document in read("CEB511_20180810_03").documents:
        assert codes(document.violations) == [("REP-08", "orderNo")]
        assert waybill_facts(document, id=1).order_no == ""
