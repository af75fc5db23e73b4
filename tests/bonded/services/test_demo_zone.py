"""The work of the demo zone: each topic has some, made once, never outside the demo, and all adds up."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

from bonded.selectors import audit_bonded
from tests.office import open_office


def run() -> dict[str, int]:
    """How many things of each topic the command says are new."""
    out = StringIO()
    with override_settings(PORTAL_DEMO=True):
        call_command("demo_zone", stdout=out)
    lines = (line.split(": ") for line in out.getvalue().splitlines())
    return {topic: int(said.removesuffix(" new")) for topic, said in lines}


def test_every_topic_is_made_once_and_adds_up(db):
    open_office()
    first = run()
    assert all(count for topic, count in first.items() if topic != "stock"), first
    assert audit_bonded() == []
    assert not any(run().values())
    assert audit_bonded() == []


def test_outside_the_demo_nothing_is_made(db):
    with override_settings(PORTAL_DEMO=False), pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("demo_zone")
