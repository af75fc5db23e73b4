"""Bundling documents into centralised inventories, and where a period stands, by example and property."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonded.rules import flow
from bonded.rules.batches import (
    MOST_ENTRY_LINES,
    Counts,
    Delivered,
    Document,
    bundle,
    judge_document,
    standing,
    verb_to,
)


def delivered(doc, line, item, *, qty="1", total="10", origin="601"):
    return Delivered(
        doc, line, item, f"{item:010d}", f"G{item}", "", "011", origin, "142", D(qty), D(total), D(2), D(1)
    )


def document(doc, items, *, through=True):
    lines = tuple(delivered(doc, n, item) for n, item in enumerate(items, start=1))
    return Document(doc, f"CK{doc}", through, lines)


def test_lines_of_one_item_are_summed_and_priced_on_average():
    first = Document(1, "CK1", True, (delivered(1, 1, 7, qty="2", total="20"),))
    second = Document(2, "CK2", True, (delivered(2, 1, 7, qty="1", total="16"), delivered(2, 2, 8)))
    (made,) = bundle([first, second])
    assert made.doc_ids == (1, 2)
    sums = [(line.seq, line.qty, line.total, line.unit_price, line.sources) for line in made.lines]
    assert sums == [
        (1, D(3), D(36), D(12), ((1, 1), (2, 1))),
        (2, D(1), D(10), D(10), ((2, 2),)),
    ]


def test_another_origin_is_another_line():
    doc = Document(1, "CK1", True, (delivered(1, 1, 7), delivered(1, 2, 7, origin="502")))
    (made,) = bundle([doc])
    assert [line.entry_line for line in made.lines] == [1, 2]


def test_more_than_fifty_merged_lines_make_several_and_no_document_is_divided():
    documents = [document(1, range(1, 31)), document(2, range(31, 61)), document(3, range(1, 5))]
    made = bundle(documents)
    assert [one.doc_ids for one in made] == [(1, 3), (2,)]


def test_why_a_document_is_left():
    assert [v.rule.code for v in judge_document(document(1, [1], through=False))] == ["BAT-01"]
    assert [v.rule.code for v in judge_document(document(1, range(51)))] == ["BAT-02"]
    assert judge_document(document(1, range(50))) == ()


@given(st.lists(st.lists(st.integers(1, 80), min_size=1, max_size=50, unique=True), max_size=12))
def test_bundles_hold_each_document_once_and_lose_nothing(items):
    documents = [document(n, one) for n, one in enumerate(items, start=1)]
    made = bundle(documents)
    assert sorted(doc for one in made for doc in one.doc_ids) == [doc.doc_id for doc in documents]
    sources = sorted(source for one in made for line in one.lines for source in line.sources)
    assert sources == sorted((line.doc_id, line.line) for doc in documents for line in doc.lines)
    for one in made:
        assert max(line.entry_line for line in one.lines) <= MOST_ENTRY_LINES
    assert sum(line.qty for one in made for line in one.lines) == sum(len(one) for one in items)


@pytest.mark.parametrize(
    ("counts", "over", "late", "stands"),
    [
        ((0, 0, 0, 0), False, False, flow.COLLECTING),
        ((2, 0, 0, 0), False, False, flow.COLLECTING),
        ((2, 0, 0, 0), True, False, flow.COLLECTING),
        ((1, 3, 0, 0), True, False, flow.COLLECTING),
        ((0, 3, 0, 0), True, False, flow.DRAFTED),
        ((0, 3, 1, 0), True, True, flow.LATE),
        ((1, 0, 0, 5), True, True, flow.LATE),
        ((0, 0, 3, 2), True, True, flow.DECLARED),
        ((0, 0, 0, 5), True, False, flow.PAID),
        ((0, 0, 0, 5), False, False, flow.PAID),  # the period still runs, all that left is paid
        ((1, 0, 0, 5), False, False, flow.COLLECTING),
    ],
)
def test_where_a_period_stands(counts, over, late, stands):
    assert standing(Counts(*counts), over=over, late=late) == stands


def test_every_move_that_is_asked_for_stands_in_the_flow():
    # A deadline does not come back, and what is paid is drafted again before it is declared.
    impossible = {(flow.PAID, flow.DECLARED), (flow.LATE, flow.DRAFTED)}
    for source in flow.PERIOD_FLOW.names:
        for target in flow.PERIOD_FLOW.names:
            verb = verb_to(target, source=source)
            if verb is not None and (source, target) not in impossible:
                assert flow.PERIOD_FLOW.target(verb, source) == target, (source, target, verb)
