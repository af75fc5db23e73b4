"""Two gates and the same vehicle at the same moment: it passes once, and every counter moves once."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from bonded.models import GatePass, InventoryLine, LedgerItem, Passage
from bonded.rules import flow
from bonded.services import gate_passes, gates
from bonded.services.gates import AtBarrier
from kernel.refusal import Conflict, Refused
from tests.bonded.conftest import AT, make_shelf
from tests.bonded.gate_world import draft_of, filed, make_inventory, make_yard
from tests.races.threads import at_once

LATER = AT + timedelta(hours=1)


@pytest.fixture
def shelf(transactional_db):
    return make_shelf()


@pytest.fixture
def yard(shelf):
    return make_yard(shelf)


def arriving(yard, number, gate, token=None):
    return lambda: gates.arrive(
        actor=yard.gate, gate_code=gate, seen=AtBarrier(number, token=token), at=LATER
    )


def test_two_gates_let_the_same_pass_through_once(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "4"), (shelf.b, "2")))
    number = filed(shelf, paper)
    yard.gates.main.weighs = False
    yard.gates.main.save()
    done = at_once([arriving(yard, number, gate) for gate in ("MAIN", "SIDE", "MAIN", "SIDE")])
    assert sum(not isinstance(one, Refused | Conflict) for one in done) == 1
    assert Passage.objects.filter(outcome="passed").count() == 1
    item = LedgerItem.objects.get(pk=shelf.a.pk)
    assert (item.actl_redc_qty, item.prevd_redc_qty) == (D(4), D(0))


def test_a_double_enter_is_answered_the_same(shelf, yard):
    number = filed(shelf, make_inventory(shelf, lines=((shelf.a, "4"),)))
    one, two = at_once([arriving(yard, number, "SIDE", token=9)] * 2)
    assert one.passage == two.passage
    assert Passage.objects.count() == 1


def test_two_passes_for_the_same_goods_at_once_put_them_on_one(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "4"),))
    drafts = [draft_of(paper, bind="3") for _ in range(4)]
    works = [
        lambda draft=draft: gate_passes.apply_for_pass(actor=yard.firm, draft=draft, at=AT)
        for draft in drafts
    ]
    done = at_once(works)
    assert sum(not isinstance(one, Refused | Conflict) for one in done) == 1
    assert InventoryLine.objects.get(inventory=paper).on_pass_qty == D(4)
    assert GatePass.objects.filter(status__in=flow.LIVE_PASS).count() == 1


def test_different_papers_on_many_gates_do_not_block_each_other(shelf, yard):
    papers = [make_inventory(shelf, lines=((shelf.a, "1"), (shelf.b, "1"))) for _ in range(4)]
    numbers = [filed(shelf, paper) for paper in papers]
    done = at_once([arriving(yard, number, "SIDE") for number in numbers])
    assert not [one for one in done if isinstance(one, Refused | Conflict)]
    assert LedgerItem.objects.get(pk=shelf.a.pk).actl_redc_qty == D(4)
