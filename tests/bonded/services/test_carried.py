"""Any sequence of passes, passages, voids and counter-entries keeps passed <= on passes <= quantity."""

from contextlib import contextmanager, suppress
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonded.facts import Ride
from bonded.models import Inventory, InventoryLine, LedgerItem
from bonded.rules.gate_passes import WantedLine
from bonded.selectors.ledgers import audit_bonded
from bonded.services import carried, gate_passes, gates, undoing
from bonded.services.gates import AtBarrier
from kernel.orm.tx import intention, savepoint
from kernel.refusal import Conflict, Refused
from tests.bonded.conftest import AT
from tests.bonded.gate_world import draft_of, make_inventory, make_yard

LATER = AT + timedelta(hours=1)
ACTS = st.lists(
    st.tuples(st.sampled_from(["file", "pass", "void", "undo"]), st.integers(0, 5), st.integers(1, 4)),
    min_size=3,
    max_size=10,
)


@pytest.fixture
def yard(shelf):
    return make_yard(shelf)


class Yard:
    """What a random walk does at the gate, with the numbers it has got so far."""

    def __init__(self, yard, shelf):
        self.yard, self.shelf = yard, shelf
        self.paper = make_inventory(shelf, lines=((shelf.a, "4"), (shelf.b, "3")))
        self.passes, self.passages = [], []

    def file(self, pick, qty):
        seq = pick % 2 + 1
        lines = (WantedLine(self.paper.number, seq, D(qty), D(qty), D(qty)),)
        draft = draft_of(self.paper, bind="3", lines=lines)
        self.passes.append(gate_passes.apply_for_pass(actor=self.yard.firm, draft=draft, at=AT).number)

    def pass_(self, pick, _):
        seen = AtBarrier(self.passes[pick % len(self.passes)])
        done = gates.arrive(actor=self.yard.gate, gate_code="SIDE", seen=seen, at=LATER)
        self.passages.append(done.passage.number)

    def void(self, pick, _):
        number = self.passes[pick % len(self.passes)]
        gate_passes.void_pass(actor=self.yard.firm, number=number, reason="客户取消提货", at=LATER)

    def undo(self, pick, _):
        number = self.passages[pick % len(self.passages)]
        call = {"actor": self.yard.first, "passage_no": number, "ground": "误点过卡，车在区内", "at": LATER}
        undoing.confirm_undo(actor=self.yard.second, number=undoing.propose_undo(**call), at=LATER)

    def check(self):
        lines = list(InventoryLine.objects.filter(inventory=self.paper).order_by("seq"))
        assert all(0 <= line.passed_qty <= line.on_pass_qty <= line.qty for line in lines)
        paper = Inventory.objects.get(pk=self.paper.pk)
        is_all = all(line.passed_qty == line.qty for line in lines)
        assert (paper.gate_axis == 3) == (paper.booking == 2) == is_all
        item = LedgerItem.objects.get(pk=self.shelf.a.pk)
        booked = D(4) if is_all else D(0)
        assert (item.actl_redc_qty, item.prevd_redc_qty) == (booked, D(4) - booked)
        assert audit_bonded() == []


@contextmanager
def undone():
    """A transaction that never commits, and in which durable ones may run."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_sequence_keeps_the_counters_in_order(shelf, yard, acts):
    with undone():
        walk = Yard(yard, shelf)
        for verb, pick, qty in acts:
            if (verb in ("pass", "void") and not walk.passes) or (verb == "undo" and not walk.passages):
                continue
            with suppress(Refused, Conflict):
                getattr(walk, {"pass": "pass_"}.get(verb, verb))(pick, qty)
            walk.check()


def test_rides_beyond_a_line_are_refused_together(shelf, yard):
    paper = make_inventory(shelf, lines=((shelf.a, "4"),))
    line = paper.lines.get()
    too_much = [Ride("1", paper.pk, line.pk, D(3)), Ride("1", paper.pk, line.pk, D(2))]
    with pytest.raises(Refused) as no, intention():
        carried.put_on_pass(too_much, at=AT, actor_id=None)
    assert [one.path for one in no.value.violations] == ["lines[2].qty"]
    with pytest.raises(Refused), intention(), savepoint():
        carried.pass_gate(too_much[:1], at=AT, actor_id=None)
    line.refresh_from_db()
    assert (line.on_pass_qty, line.passed_qty) == (D(0), D(0))
