"""The declarations of the demo zone: made once, one under review, never outside the demo."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

from declarations.facts import EntryState
from declarations.models import EntryDeclaration
from tests.office import open_office


def run(command: str) -> list[str]:
    out = StringIO()
    with override_settings(PORTAL_DEMO=True):
        call_command(command, stdout=out)
    return out.getvalue().splitlines()


def test_inventories_of_the_zone_are_declared_once(db):
    open_office()
    run("demo_zone")
    made, claimed = run("demo_entries")
    assert made != "declarations: 0 new"
    assert claimed == "reviews: 2 new"
    taken = EntryDeclaration.objects.filter(reviewer_id__isnull=False)
    assert sorted(taken.values_list("status", flat=True)) == [EntryState.REVIEW, EntryState.TAX_DUE]
    assert taken.get(status=EntryState.TAX_DUE).tax_fen > 0
    assert run("demo_entries") == ["declarations: 0 new", "reviews: 0 new"]


def test_outside_the_demo_nothing_is_declared(db):
    with override_settings(PORTAL_DEMO=False), pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("demo_entries")
