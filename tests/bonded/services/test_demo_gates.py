"""The demo of the gate goes through the real services, once."""

import pytest

from bonded.models import GateHold, GatePass, Passage, UndoProposal
from bonded.services import demo_gates
from tests.office import AT, open_office


@pytest.mark.django_db
def test_the_demo_shows_every_kind_of_passage_and_is_made_once():
    open_office()
    made = demo_gates.make(at=AT)
    assert made == GatePass.objects.count() >= 9
    assert set(Passage.objects.values_list("outcome", flat=True)) == {"passed", "held", "turned_back"}
    assert Passage.objects.filter(was_offline=True).exists()
    assert set(GateHold.objects.values_list("status", flat=True)) == {20, 30, 40}
    assert UndoProposal.objects.count() == 1
    assert demo_gates.make(at=AT) == 0
