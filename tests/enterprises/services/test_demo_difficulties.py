"""The demo's difficulties: every state, made once, and only in the demo."""

import pytest
from django.test.utils import override_settings

from enterprises.models import Difficulty, DifficultyStatus
from enterprises.services.demo_difficulties import make
from tests.enterprises.conftest import AT


def test_they_stand_in_every_state_and_are_made_once(office):
    with override_settings(PORTAL_DEMO=True):
        assert make(at=AT) == 9
        assert make(at=AT) == 0
    found = set(Difficulty.objects.values_list("status", flat=True))
    assert found == set(DifficultyStatus.values) - {DifficultyStatus.WITHDRAWN}
    assert set(Difficulty.objects.values_list("closed_how", flat=True)) == {"", "confirmed", "silence"}
    assert Difficulty.objects.filter(due_at__lte=AT, status__lte=2).exists()


def test_not_outside_the_demo(office):
    with override_settings(PORTAL_DEMO=False), pytest.raises(PermissionError):
        make(at=AT)
