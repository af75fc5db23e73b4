"""Amounts that no table and no message can hold are refused, not tried."""

from decimal import Decimal as D

import pytest

from bonded.facts import InventoryGoods
from bonded.rules import inventories
from bonded.rules.amounts import LIMIT, TOO_LARGE, is_too_large, total_of
from bonded.rules.stock_docs import DocLine, Room, judge_lines

MOST = D("99999999999999.99999")


def test_a_total_in_cents():
    assert total_of(D("3"), price=D("0.335")) == D("1.01")
    assert not is_too_large(D(1), price=LIMIT - 1)


@pytest.mark.parametrize(("qty", "price"), [(MOST, MOST), (D(10), LIMIT / 10), (D("0.1"), LIMIT)])
def test_what_does_not_fit_is_left_for_the_rules_to_refuse(qty, price):
    """29 digits would break the rounding to cents."""
    assert is_too_large(qty, price=price)
    assert total_of(qty, price=price) == qty * price


def test_an_inventory_is_not_even_kept_as_a_draft():
    line = InventoryGoods("A", "", "", MOST, D("99999999999999.9999"), D("1.00"), "142", "601")
    found = inventories._judge_amounts(line, path="lines[1]")
    assert [(one.rule, one.path) for one in found] == [(TOO_LARGE, "lines[1].total")]
    assert inventories.blocks_draft(found[0])


def test_a_document_says_which_price():
    (found,) = judge_lines([DocLine(1, D(1000), LIMIT / 100)], rooms=[Room(1, D(1000))])
    assert (found.rule, found.path) == (TOO_LARGE, "lines[1].unit_price")
