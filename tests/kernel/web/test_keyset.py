"""Keyset pages show every row once, forwards and backwards."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.models import JobItem, JobRun
from kernel.web.keyset import Page, capped_count, page
from tests.kernel.toys import ToyRow

AT = datetime(2026, 10, 1, tzinfo=UTC)
ORDERS = [
    ("id",),
    ("-id",),
    ("pk",),
    ("words", "id"),
    ("-at", "-id"),
    ("-number", "words", "id"),
    ("amount", "-at", "id"),
]


def fill(keys: list[tuple[int, int]]) -> None:
    ToyRow.objects.all().delete()
    ToyRow.objects.bulk_create(
        ToyRow(id=i, words=f"w\\{a}", number=b, amount=Decimal(a) / 8, at=AT + timedelta(microseconds=b))
        for i, (a, b) in enumerate(keys)
    )


def ids(shown: Page[ToyRow]) -> list[int]:
    return [row.pk for row in shown.rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12),
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 5),
)
def test_every_row_is_shown_once(
    toys: None, keys: list[tuple[int, int]], order: tuple[str, ...], size: int
) -> None:
    fill(keys)
    expected = list(ToyRow.objects.order_by(*order).values_list("pk", flat=True))
    pages = [page(ToyRow.objects.all(), order=order, after=None, size=size)]
    assert pages[0].prev_cursor is None
    while pages[-1].next_cursor:
        pages.append(page(ToyRow.objects.all(), order=order, after=pages[-1].next_cursor, size=size))
    assert [pk for shown in pages for pk in ids(shown)] == expected
    assert all(len(shown.rows) == size for shown in pages[:-1])
    back = pages[-1]
    for earlier in reversed(pages[:-1]):
        assert back.prev_cursor
        back = page(ToyRow.objects.all(), order=order, after=back.prev_cursor, size=size)
        assert ids(back) == ids(earlier)
        assert back.next_cursor
    assert back.prev_cursor is None


def test_new_rows_do_not_shift_pages(toys: None) -> None:
    fill([(0, 0)] * 6)
    first = page(ToyRow.objects.all(), order=("-id",), after=None, size=2)
    ToyRow.objects.create(id=99)
    assert ids(page(ToyRow.objects.all(), order=("-id",), after=first.next_cursor, size=2)) == [3, 2]


def test_rows_may_be_dicts_and_orders_may_follow_a_reference(db: None) -> None:
    runs = [
        JobRun.objects.create(name=name, key="k", business_on=AT.date(), started_at=AT)
        for name in ("b", "a", "c")
    ]
    for run in runs:
        JobItem.objects.create(run=run, subject_kind="list", subject_no=run.name, outcome="refused")
    rows = JobItem.objects.values("subject_no", "run__name", "id")
    first = page(rows, order=("run__name", "id"), after=None, size=2)
    second = page(rows, order=("run__name", "id"), after=first.next_cursor, size=2)
    assert [row["subject_no"] for row in [*first.rows, *second.rows]] == ["a", "b", "c"]
    by_run = page(JobItem.objects.all(), order=("run", "id"), after=None, size=1)
    rest = page(JobItem.objects.all(), order=("run", "id"), after=by_run.next_cursor)
    assert [row.subject_no for row in rest.rows] == ["a", "c"]


@pytest.mark.parametrize("order", [(), ("words",), ("id", "words")])
def test_an_order_must_end_in_a_key(toys: None, order: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="end in a key"):
        page(ToyRow.objects.all(), order=order, after=None)


def test_an_empty_value_in_the_order_is_said(toys: None) -> None:
    ToyRow.objects.create(id=1)
    ToyRow.objects.create(id=2)
    with pytest.raises(ValueError, match="words may be empty"):
        page(ToyRow.objects.all(), order=("words", "id"), after=None, size=1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x",
        b"[]",
        b"[0]",
        b'[0,"a"]',
        b'[2,"1"]',
        b'[0,"1","2"]',
        b"[0,null]",
        b'[0,"9%s"]' % (b"9" * 30),
        b"{}",
    ],
)
def test_an_altered_cursor_shows_the_first_page(toys: None, raw: bytes) -> None:
    fill([(0, 0)] * 3)
    cursor = urlsafe_b64encode(raw).decode()
    assert ids(page(ToyRow.objects.all(), order=("id",), after=cursor)) == [0, 1, 2]


@pytest.mark.parametrize("cursor", ["!", "é", "a", "\0", "=" * 9])
def test_what_is_no_cursor_shows_the_first_page(toys: None, cursor: str) -> None:
    fill([(0, 0)] * 3)
    assert ids(page(ToyRow.objects.all(), order=("id",), after=cursor)) == [0, 1, 2]


def test_counts_stop_at_the_cap(toys: None) -> None:
    fill([(0, 0)] * 6)
    assert capped_count(ToyRow.objects.all(), cap=5) == (5, True)
    assert capped_count(ToyRow.objects.all(), cap=6) == (6, False)
