"""What of a paper may ride and pass: beyond its lines nothing, and nothing of it in part."""

from decimal import Decimal as D

import pytest

from bonded.facts import Ride
from bonded.services import carried
from kernel.orm.tx import intention, savepoint
from kernel.refusal import Refused
from tests.bonded.conftest import AT
from tests.bonded.gate_world import make_inventory, make_yard


@pytest.fixture
def yard(shelf):
    return make_yard(shelf)


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
