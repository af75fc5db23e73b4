"""The difference of a table: worked examples, and for all tables that no two rows ever hold at once."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from codelists.rules.reading import Row
from codelists.rules.tables import TABLES
from codelists.rules.timeline import Addition, Closing, Difference, Stored, difference

UNITS = TABLES["units"]
KEY = ("035",)


def day(number: int) -> date:
    return date(2019, 1, 1) + timedelta(days=number)


def row(line: int, first: int, last: int | None, name: str) -> Row:
    return Row(line, KEY, day(first), None if last is None else day(last), {"name_zh": name, "source": "t"})


def stored(number: int, first: int, last: int | None, name: str) -> Stored:
    values = {"name_zh": name, "source": "t"}
    return Stored(number, KEY, day(first), None if last is None else day(last), values, False)


def compare(before: list[Stored], rows: list[Row]) -> Difference:
    return difference(before, rows=rows, table=UNITS, file="t.csv", shipped=False)


def apply(before: list[Stored], found: Difference) -> list[Stored]:
    """What is stored after the difference is written."""
    after = {s.id: s for s in before}
    for closing in found.closings:
        after[closing.id] = after[closing.id]._replace(valid_to=closing.valid_to)
    for change in found.changes:
        old = after[change.id]
        after[change.id] = old._replace(values={**old.values, **change.values}, valid_to=change.valid_to)
    for number, (new, first, last) in enumerate(found.additions, start=1000):
        after[number] = Stored(number, new.key, first, last, new.values, False)
    return sorted(after.values(), key=lambda s: s.valid_from)


def test_a_new_row_closes_the_open_one() -> None:
    new = row(2, 100, None, "b")
    found = compare([stored(1, 0, None, "a")], [new])
    assert (found.additions, found.changes) == ([Addition(new, day(100), None)], [])
    assert found.closings == [Closing(1, day(100))]


def test_a_row_without_end_holds_until_the_next_one_of_its_file() -> None:
    first, second = row(2, 0, None, "a"), row(3, 10, None, "b")
    found = compare([], [second, first])
    assert found.additions == [Addition(first, day(0), day(10)), Addition(second, day(10), None)]


def test_a_row_before_all_others_ends_where_they_begin() -> None:
    new = row(2, 0, None, "z")
    found = compare([stored(1, 50, None, "a")], [new])
    assert found.additions == [Addition(new, day(0), day(50))]
    assert found.closings == []


def test_a_gap_stays_a_gap() -> None:
    found = compare([stored(1, 0, 10, "a"), stored(2, 20, None, "b")], [row(2, 0, 10, "a")])
    assert found == Difference()


def test_a_file_that_says_the_same_changes_nothing() -> None:
    before = [stored(1, 0, 10, "a"), stored(2, 10, None, "b")]
    assert compare(before, [row(2, 0, None, "a"), row(3, 10, None, "b")]) == Difference()


spans = st.lists(
    st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(1, 8)), st.sampled_from("abc")), max_size=6
)


def _apart(drawn: list[tuple[int, int | None, str]]) -> list[Stored]:
    """Stored rows as the database allows them: each ends before or where the next one begins."""
    chosen = sorted({first: (first, length, name) for first, length, name in drawn}.values())
    found = []
    for number, (first, length, name) in enumerate(chosen):
        following = chosen[number + 1][0] if number + 1 < len(chosen) else None
        last = None if length is None else first + length
        if following is not None:
            last = following if last is None else min(last, following)
        found.append(stored(number, first, last, name))
    return found


@given(spans, spans)
def test_whatever_is_loaded_no_two_rows_hold_at_once_and_a_second_load_changes_nothing(
    before: list[tuple[int, int | None, str]], rows: list[tuple[int, int | None, str]]
) -> None:
    kept = _apart(before)
    table = [
        row(line, first, None if length is None else first + length, name)
        for line, (first, length, name) in enumerate(rows, start=2)
    ]
    found = compare(kept, table)
    if found.violations:
        return
    after = apply(kept, found)
    for one, other in pairwise(after):
        assert one.valid_to is not None
        assert one.valid_to <= other.valid_from
    assert all(s.valid_to is None or s.valid_to > s.valid_from for s in after)
    assert {(r.valid_from, r.values["name_zh"]) for r in table} <= {
        (s.valid_from, s.values["name_zh"]) for s in after
    }
    assert compare(after, table) == Difference()
