"""What pages write: money, amounts, times, masked values and the reasons beside a field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template

from kernel.web.findings import Finding

AT = datetime(2026, 10, 1, 16, 30, 5, tzinfo=UTC)


def shown(text: str, **context: Any) -> str:
    return Template("{% load portal %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0.00"), (5, "0.05"), (123456789, "1,234,567.89"), (-150, "-1.50"), (None, "")]
)
def test_fen(value: int | None, text: str) -> None:
    assert shown("{{ value|fen }}", value=value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1234.5", "1,234.50"),
        ("1234.56789", "1,234.56789"),
        ("7", "7.00"),
        ("0.10000", "0.10"),
        ("1E+3", "1,000.00"),
    ],
)
def test_amounts(value: str, text: str) -> None:
    assert shown("{{ value|amount }}", value=Decimal(value)) == text
    assert shown("{{ value|amount }}", value=None) == ""


@pytest.mark.parametrize(("value", "text"), [("2.00000", "2"), ("1000.5", "1,000.5"), ("100", "100")])
def test_quantities(value: str, text: str) -> None:
    assert shown("{{ value|quantity }}", value=Decimal(value)) == text
    assert shown("{{ value|quantity }}", value=None) == ""


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("", "2026-10-02 00:30"),
        (':"second"', "2026-10-02 00:30:05"),
        (':"date"', "2026-10-02"),
        (':"time"', "00:30"),
    ],
)
def test_times_are_those_of_shanghai(style: str, text: str) -> None:
    assert shown("{{ value|shanghai" + style + " }}", value=AT) == text


def test_a_day_and_no_time() -> None:
    assert shown("{{ value|shanghai }}", value=date(2026, 1, 2)) == "2026-01-02"
    assert shown("{{ value|shanghai }}", value=None) == ""


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("name", "王小明", "王**"),
        ("id_number", "430102199001011234", "430102********1234"),
        ("phone", "13812345678", "138****5678"),
        ("address", "湖南省长沙市岳麓区", "湖南省长沙市****"),
        ("name", None, ""),
    ],
)
def test_personal_values_are_masked(kind: str, value: str | None, text: str) -> None:
    assert shown("{{ value|masked:kind }}", value=value, kind=kind) == text


def test_an_unknown_mask_never_shows_the_value() -> None:
    with pytest.raises(KeyError):
        shown('{{ value|masked:"nmae" }}', value="王小明")


def test_reasons_stand_beside_their_field_and_are_escaped() -> None:
    said = {
        "lines[2].gcode": [
            Finding("MAT-04", "refuse", "lines[2].gcode", "", "a < b"),
            Finding("X-1", "ask", "", "", "c"),
        ]
    }
    html = shown('{% field_errors said "lines[2].gcode" %}', said=said)
    assert html == (
        '<div class="invalid-feedback d-block" id="error-lines-2--gcode">'
        '<div data-rule="MAT-04">a &lt; b</div><div data-rule="X-1">c</div></div>'
    )
    assert shown('{{ "lines[2].gcode"|error_id }}') == "error-lines-2--gcode"


def test_a_field_without_reasons_has_nothing() -> None:
    assert shown('{% field_errors said "x" %}', said={}) == ""
    assert shown('{% field_errors said "x" %}', said=None) == ""


def test_a_code_is_named_and_one_unknown_stands_for_itself() -> None:
    """A table shows CNY where the list says "Chinese yuan renminbi (CNY)"; Chinese names have no brackets."""
    names = {"142": "Chinese yuan renminbi (CNY)", "035": "千克"}
    assert shown('{{ "142"|named:names|bracketed }}', names=names) == "CNY"
    assert shown('{{ "035"|named:names|bracketed }}', names=names) == "千克"
    assert shown('{{ "999"|named:names|bracketed }}', names=names) == "999"
