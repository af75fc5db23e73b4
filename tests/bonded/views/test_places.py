"""Findings name the field as its form does, never the path of the machine."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from bonded.forms.inventories import FIELDS
from bonded.views.places import placed, told
from kernel.web.findings import Finding


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def _found(path: str) -> Finding:
    return Finding("INV-03", "refuse", path, "", "This is needed here.")


def test_a_path_becomes_line_and_label() -> None:
    """A line is counted, a field is named; what no field answers to is left out."""
    said = [_found(path) for path in ("lines[2].qty", "head.country", "lines[3]", "lines", "")]
    assert [one.path for one in placed(said, fields=FIELDS)] == [
        "Line 2 · Quantity",
        "Country or region of departure or destination",
        "Line 3",
        "",
        "",
    ]


def test_a_sentence_says_where() -> None:
    """In the summary above a page there is no field beside it."""
    said = told([_found("lines[2].qty"), _found("")], fields=FIELDS)
    assert [one.sentence for one in said] == [
        "Line 2 · Quantity: This is needed here.",
        "This is needed here.",
    ]
