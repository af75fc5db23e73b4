"""COPY writes every value exactly."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from django.db import DataError, IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.orm.copying import copy_rows, escape
from tests.kernel.toys import ToyRow

COLUMNS = ("id", "words", "amount", "number", "yes", "on", "at", "raw", "data")
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.text(CHARACTERS) | st.text(st.sampled_from("\\\t\n\r.Nbx \u2028\u0085'\"{},王🜚"), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
ROW = st.tuples(
    st.none() | WORDS,
    st.none() | st.decimals(-(10**13), 10**13, places=5),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.booleans(),
    st.none() | st.dates(),
    st.none() | st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)),
    st.none() | st.binary(max_size=40),
    st.none() | st.dictionaries(WORDS, JSON, max_size=3) | st.lists(JSON, max_size=3),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=5))
def test_every_value_reads_back(toys: None, rows: list[tuple[Any, ...]]) -> None:
    ToyRow.objects.all().delete()
    copy_rows(ToyRow, (*COLUMNS, "short"), [(number, *row, "") for number, row in enumerate(rows)])
    stored = ToyRow.objects.order_by("id").values_list(*COLUMNS[1:])
    got = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in stored]
    assert got == rows


@given(WORDS)
def test_an_escaped_value_stays_on_its_line(text: str) -> None:
    written = escape(text)
    assert not set("\t\n\r").intersection(written)
    plain = written.replace("\\\\", "\0").replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r")
    assert plain.replace("\0", "\\") == text


def test_the_marks_of_copy_itself_are_plain_text(toys: None) -> None:
    for number, text in enumerate(["\\.", "\\N", "", "\\", "a\\", "\\t"]):
        copy_rows(ToyRow, ("id", "words", "short"), [(number, text, "")])
        assert ToyRow.objects.get(pk=number).words == text


def test_columns_go_by_name_attname_or_column(toys: None) -> None:
    copy_rows(ToyRow, ("id", "on_day", "short"), [(1, date(2026, 1, 2), "")])
    copy_rows(ToyRow, ("id", "on", "short"), [(2, date(2026, 1, 2), "")])
    assert ToyRow.objects.filter(on=date(2026, 1, 2)).count() == 2
    with pytest.raises(ValueError, match="no nothing"):
        copy_rows(ToyRow, ("id", "nothing"), [(3, "")])


def test_enumerations_and_other_zones(toys: None) -> None:
    class Colour(StrEnum):
        RED = "r\te"

    class Size(IntEnum):
        BIG = 7

    at = datetime(2026, 1, 2, 8, tzinfo=timezone(timedelta(hours=8)))
    copy_rows(ToyRow, ("id", "words", "number", "at", "short"), [(1, Colour.RED, Size.BIG, at, "")])
    row = ToyRow.objects.get(pk=1)
    assert (row.words, row.number, row.at) == ("r\te", 7, datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("words", "a\0b", ValueError),
        ("words", object(), TypeError),
        ("words", 1.5, TypeError),
        ("words", ("a",), TypeError),
        ("amount", Decimal("1.000001"), ValueError),
        ("amount", Decimal("NaN"), ValueError),
        ("at", datetime(2026, 1, 1), ValueError),
        ("data", {"a": 1.5, "b": float("nan")}, ValueError),
    ],
)
def test_what_cannot_be_written_exactly_is_refused(
    toys: None, column: str, value: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        copy_rows(ToyRow, ("id", column, "short"), [(1, None, ""), (2, value, "")])
    assert not ToyRow.objects.exists()


def test_a_zero_sixth_place_is_no_sixth_place(toys: None) -> None:
    copy_rows(ToyRow, ("id", "amount", "short"), [(1, Decimal("1.500000"), "")])
    assert ToyRow.objects.get(pk=1).amount == Decimal("1.5")


def test_the_field_refuses_a_sixth_place_too(toys: None) -> None:
    with pytest.raises(ValueError, match="decimal places"):
        ToyRow.objects.create(id=1, amount=Decimal("0.000001"))


def test_a_row_of_another_length_is_refused(toys: None) -> None:
    with pytest.raises(ValueError):
        copy_rows(ToyRow, ("id", "short"), [(1, ""), (2,)])


def test_no_rows_write_nothing(toys: None) -> None:
    copy_rows(ToyRow, ("id", "short"), [])
    assert not ToyRow.objects.exists()


def test_a_broken_constraint_is_djangos_error(transactional_db: None, real_toys: None) -> None:
    with pytest.raises(IntegrityError):
        copy_rows(ToyRow, ("id", "short"), [(1, ""), (1, "")])
    with pytest.raises(DataError):
        copy_rows(ToyRow, ("id", "short"), [(1, "longer than ten")])
    assert not ToyRow.objects.exists()
