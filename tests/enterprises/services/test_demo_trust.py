"""The demo of trust: made once, through the real services, and nobody of it is suspended."""

import pytest
from django.test.utils import override_settings

from enterprises.models import GradeChange, Suspension
from enterprises.selectors import suspended_firms
from enterprises.services.demo_trust import make


def test_made_once_and_nobody_is_suspended(office, at):
    with override_settings(PORTAL_DEMO=True):
        assert make(at=at) == 2
        assert make(at=at) == 0
    assert GradeChange.objects.get().status == 10
    assert Suspension.objects.get().status == 90
    assert suspended_firms(at=at) == frozenset()


def test_only_in_the_demo(office, at):
    with override_settings(PORTAL_DEMO=False), pytest.raises(PermissionError):
        make(at=at)
