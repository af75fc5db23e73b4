"""A feed never passes over a row that commits late."""

from datetime import UTC, datetime
from threading import Event as Signal
from time import monotonic, sleep

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from kernel.orm.feeds import Cursor, read_after
from kernel.orm.fields import SnapshotXmin
from kernel.orm.rows import RowAfter
from kernel.orm.tx import intention
from tests.kernel.conftest import Apart
from tests.kernel.toys import ToyEvent

AT = datetime(2026, 10, 1, tzinfo=UTC)


def write(subject_id: int, count: int = 1) -> None:
    for _ in range(count):
        ToyEvent.objects.create(subject_id=subject_id, verb="v", target=1, at=AT)


def read(cursor: Cursor, limit: int = 100) -> tuple[list[int], Cursor]:
    rows, after = read_after(ToyEvent.objects.all(), cursor=cursor, limit=limit)
    return [row.subject_id for row in rows], after


def read_until(cursor: Cursor, count: int) -> tuple[list[int], Cursor]:
    """Reads on for a moment: the server's own upkeep may be an older transaction, too."""
    seen: list[int] = []
    end = monotonic() + 20
    while len(seen) < count and monotonic() < end:
        found, cursor = read(cursor)
        seen += found
        sleep(0.01)
    return seen, cursor


def test_a_slow_writer_is_waited_for_and_not_lost(real_toys: None, apart: Apart) -> None:
    written, commit = Signal(), Signal()

    def slow() -> None:
        with intention():
            write(1)
            written.set()
            assert commit.wait(20)

    slow_writer = apart(slow)
    assert written.wait(20)
    with intention():
        write(2)
    fast_id = ToyEvent.objects.get().pk
    assert read(Cursor()) == ([], Cursor()), "the younger commit must not be shown before the older one"
    commit.set()
    slow_writer.result(20)
    seen, cursor = read_until(Cursor(), 2)
    assert seen == [1, 2]
    assert ToyEvent.objects.get(subject_id=1).pk < fast_id
    assert read(cursor) == ([], cursor)


def test_an_older_transaction_with_a_younger_id_is_not_lost(real_toys: None, apart: Apart) -> None:
    """The id alone would be a wrong cursor in both directions."""
    begun, go_on = Signal(), Signal()

    def old_but_late() -> None:
        with intention():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            begun.set()
            assert go_on.wait(20)
            write(1)

    late = apart(old_but_late)
    assert begun.wait(20)
    with intention():
        write(2)
    assert read(Cursor())[0] == []
    go_on.set()
    late.result(20)
    assert read_until(Cursor(), 2)[0] == [1, 2]
    assert list(ToyEvent.objects.order_by("id").values_list("subject_id", flat=True)) == [2, 1]


def test_a_rolled_back_writer_does_not_stop_the_feed(real_toys: None) -> None:
    with pytest.raises(ZeroDivisionError), intention():
        write(1)
        raise ZeroDivisionError
    with intention():
        write(2)
    assert read_until(Cursor(), 1)[0] == [2]


def test_pages_join_without_gap_or_double(real_toys: None) -> None:
    for subject in range(1, 6):
        with intention():
            write(subject, count=3)
    assert len(read_until(Cursor(), 15)[0]) == 15
    seen: list[int] = []
    cursor = Cursor()
    while True:
        found, cursor = read(cursor, limit=4)
        if not found:
            break
        seen += found
        cursor = Cursor.decode(cursor.encode())
    assert seen == [subject for subject in range(1, 6) for _ in range(3)]


def test_the_feed_reads_by_its_index(real_toys: None) -> None:
    queryset = ToyEvent.objects.all()
    with intention():
        write(1, count=3)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        after = RowAfter(F("xid"), F("id"), values=Cursor(1, 1))
        plan = queryset.filter(after, xid__lt=SnapshotXmin()).order_by("xid", "id").explain()
    assert "Index Cond: ((ROW(xid, id) > ROW('1'::xid8, 1)) AND (xid < pg_snapshot_xmin" in plan


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**63 - 1))
def test_a_cursor_reads_back(xid: int, number: int) -> None:
    assert Cursor.decode(Cursor(xid, number).encode()) == Cursor(xid, number)


def test_no_cursor_is_the_beginning() -> None:
    assert Cursor.decode("") == Cursor(0, 0)


@pytest.mark.parametrize(
    "text", ["1", "-", "1-", "x-1", "1-1-1", "-1--1", "1 -1", "１-1", "f" * 17 + "-1", "1_1-1"]
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Cursor.decode(text)
