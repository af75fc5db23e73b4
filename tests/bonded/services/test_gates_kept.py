"""Gates: what officers change of them is kept; what passed in a period written off is booked later."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

import pytest

from bonded.models import GateChange, Ledger, LedgerEntry
from bonded.services import gates
from bonded.services.gates import AtBarrier
from kernel.clock import business_date
from kernel.refusal import Refused
from tests.bonded.conftest import AT
from tests.bonded.gate_world import filed, make_inventory, make_yard
from tests.office import rule_codes


@pytest.fixture
def yard(shelf):
    return make_yard(shelf)


@pytest.fixture
def paper(shelf, yard):
    return make_inventory(shelf, lines=((shelf.a, "4"), (shelf.b, "2")))


def refused(call):
    with pytest.raises(Refused) as no:
        call()
    return rule_codes(no.value.violations)


def test_officers_change_what_a_gate_allows(yard):
    settings = gates.GateSettings(True, D(10), None, True)
    gates.set_gate(actor=yard.first, code="MAIN", settings=settings, at=AT)
    yard.gates.main.refresh_from_db()
    assert (yard.gates.main.tolerance_kg, yard.gates.main.tolerance_percent) == (D(10), None)
    kept = GateChange.objects.get(gate=yard.gates.main)
    assert (kept.at, kept.by_id) == (AT, yard.first.user_id)
    assert kept.changes["tolerance_kg"][1] == "10" and "weighs" not in kept.changes
    gates.set_gate(actor=yard.first, code="MAIN", settings=settings, at=AT)  # nothing new, nothing kept
    assert GateChange.objects.count() == 1
    wrong = settings._replace(tolerance_kg=D(-1))
    assert refused(lambda: gates.set_gate(actor=yard.first, code="MAIN", settings=wrong, at=AT)) == ["GAT-37"]
    nobody = replace(yard.gate)
    assert refused(lambda: gates.set_gate(actor=nobody, code="MAIN", settings=settings, at=AT)) == ["PAS-32"]


def test_what_passed_in_a_period_written_off_since_is_booked_on_the_day_of_its_entry(shelf, yard, paper):
    number = filed(shelf, paper)
    day = business_date(AT)
    Ledger.objects.filter(pk=paper.ledger_id).update(written_off_on=day)
    next_day = AT + timedelta(days=1)
    call = {"actor": yard.gate, "gate_code": "MAIN", "seen": AtBarrier(number), "at": next_day}
    passage = gates.enter_later(**call, when=AT)
    assert (passage.at, passage.reasons) == (AT, ["GAT-13"])
    booked = LedgerEntry.objects.filter(subject_id=paper.pk, kind="booked")
    assert {business_date(entry.at) for entry in booked} == {business_date(next_day)}
