"""The demo declarations: a spread of outcomes around now, sent once however often it is asked for."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from declarations.models import Finding, ImportList, InboxMessage, ListState, Outcome
from declarations.selectors import audit_declarations
from declarations.services.demo import load
from tests.office import AT


@pytest.fixture
def lists(db, settings):
    """Only the code lists; the demo makes the rest."""
    call_command("load_codelists", verbosity=0)
    settings.PORTAL_DEMO = True


def test_a_believable_spread_sent_once(lists):
    assert load(at=AT).sent == 235
    statuses = Counter(ListState.objects.values_list("status", flat=True))
    assert statuses == {120: 43, 100: 9, 3: 7, 1: 1}
    why = set(Finding.objects.filter(severity="refuse").values_list("rule_code", flat=True))
    assert why >= {"MAT-01", "MAT-04", "MAT-08", "MAT-12", "LIM-01", "POS-01", "STK-04"}
    repairs = Finding.objects.filter(severity="warn", rule_code__startswith="REP-").exclude(path="Signature")
    assert repairs.exists()
    assert Counter(ImportList.objects.values_list("trade_mode", flat=True)).keys() == {"1210", "9610"}
    assert {
        bin(m).count("1") for m in ListState.objects.filter(status=3).values_list("missing", flat=True)
    } == {1}
    received = sorted(InboxMessage.objects.values_list("received_at", flat=True))
    assert AT - timedelta(days=3) <= received[0] < AT - timedelta(days=2, hours=20)
    assert AT - timedelta(minutes=5) < received[-1] <= AT
    assert sum(at > AT - timedelta(hours=1) for at in received) > 15
    assert Outcome.objects.count() == 1 and audit_declarations() == []

    before = (InboxMessage.objects.count(), ListState.objects.count(), Outcome.objects.count())
    assert load(at=AT + timedelta(hours=3)).sent == 0
    assert (InboxMessage.objects.count(), ListState.objects.count(), Outcome.objects.count()) == before
    assert load(at=AT + timedelta(days=1), count=5).sent == 20, "another day has its own batch"


def test_only_in_the_demo_and_in_measure(lists, settings):
    with pytest.raises(CommandError, match="--count"):
        call_command("demo_data", count=-1)
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("demo_data")
    with pytest.raises(PermissionError):
        load(at=AT)
    assert not InboxMessage.objects.exists()


def test_the_command_says_what_it_did(lists, capsys):
    call_command("demo_data", count=3)
    assert "demo data: 3 purchases, 12 messages are new" in capsys.readouterr().out
