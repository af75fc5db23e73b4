"""The demo of coordination: made by the real services, once."""

from datetime import timedelta

import pytest
from django.test.utils import override_settings

from enterprises.models import Broadcast, Coordination, Firm, Message, Resumption, Visit
from enterprises.rules import flow
from enterprises.selectors.coordination import coordinators_of
from enterprises.selectors.resumption import trend
from enterprises.selectors.visits import last_and_next_visit
from enterprises.services.demo_coordination import make
from tests.enterprises.conftest import AT


@pytest.mark.usefixtures("office")
def test_every_page_has_something_lifelike_and_a_second_time_nothing_is_made(actor):
    with override_settings(PORTAL_DEMO=True):
        assert make(at=AT) == 3 + 2 + 2 + 1 + 13
        assert make(at=AT) == 0
    zone = {firm.pk: firm.customs_code for firm in Firm.objects.exclude(zone="")}
    cards = coordinators_of(zone, at=AT)
    assert {zone[pk]: card.name for pk, card in cards.items()} == {
        "430166A001": "蒋丽",
        "430168A004": "蒋丽",
        "430166A005": "段文",
    }
    assert sorted(Visit.objects.values_list("status", flat=True)) == [
        flow.VISIT_PLANNED,
        flow.VISIT_CONFIRMED,
    ]
    broker = Firm.objects.get(customs_code="430168A004").pk
    dates = last_and_next_visit([broker], at=AT)[broker]
    assert dates.last_at == AT - timedelta(days=7) and dates.next_at is None
    assert Message.objects.count() == 3 and Broadcast.objects.count() == 1
    last = trend(actor("chief"), days=14, at=AT)[-1]
    assert (last.stopped, last.partly, last.full, last.silent) == (0, 3, 2, 0)
    assert Resumption.objects.filter(check_made__isnull=False).count() == 2


@pytest.mark.usefixtures("office")
def test_there_is_no_demo_outside_the_demo():
    with override_settings(PORTAL_DEMO=False), pytest.raises(PermissionError):
        make(at=AT)
    assert not Coordination.objects.exists()
