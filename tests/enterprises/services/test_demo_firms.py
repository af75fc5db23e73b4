"""The work of the demo's firms and officers: each topic has some, made once, never outside the demo."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test.utils import override_settings

from enterprises.models import (
    Authority,
    Coordination,
    Difficulty,
    GradeChange,
    Grant,
    GuaranteeFile,
    Invitation,
    Plan,
    Registration,
    StandingDocument,
    Suspension,
)

MADE: tuple[type[Model], ...] = (
    Authority, Coordination, Difficulty, GradeChange, Grant, GuaranteeFile, Invitation, Plan, Registration,
    StandingDocument, Suspension,
)  # fmt: skip


def run() -> dict[str, int]:
    """How many things of each topic the command says are new."""
    out = StringIO()
    with override_settings(PORTAL_DEMO=True):
        call_command("demo_firms", stdout=out)
    lines = (line.split(": ") for line in out.getvalue().splitlines())
    return {topic: int(said.removesuffix(" new")) for topic, said in lines}


def test_every_topic_is_made_once(office):
    first = run()
    assert first
    assert all(first.values()), first
    counts = {model.__name__: model._default_manager.count() for model in MADE}
    assert all(counts.values()), counts
    assert not any(run().values())
    assert counts == {model.__name__: model._default_manager.count() for model in MADE}


@pytest.mark.django_db
def test_refused_outside_the_demo():
    with pytest.raises(CommandError):
        call_command("demo_firms")
    assert not Registration.objects.exists()
