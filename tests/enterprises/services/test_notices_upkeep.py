"""What is deleted every night, and what is not."""

from datetime import timedelta

import pytest

from enterprises.facts import News, ToUsers
from enterprises.models import Notice, NoticeCopy
from enterprises.services import notices_upkeep
from enterprises.services.notices import notify
from enterprises.services.notices_reading import mark_read
from kernel.models import Outbox
from kernel.orm.tx import intention
from tests.enterprises.conftest import AT

DAY = timedelta(days=1)


@pytest.fixture
def told(actor):
    """Three notices to two readers; the first is read by both, the second by one, the third by nobody."""
    both = [actor("broker"), actor("shop")]
    with intention():
        to = ToUsers(frozenset(one.user_id for one in both))
        notify([News("list_to_inspect", f"L{n}", to) for n in range(3)], at=AT)
    numbers = dict(Notice.objects.values_list("subject_no", "number"))
    for one, subject in [(both[0], "L0"), (both[1], "L0"), (both[0], "L1")]:
        mark_read(actor=one, number=numbers[subject], at=AT)
    Outbox.objects.update(sent_at=AT)


def test_read_notices_and_sent_letters_go_after_their_time(told):
    assert notices_upkeep.forget_old(at=AT + 30 * DAY) == {"copies": 0, "notices": 0, "letters": 0}
    assert notices_upkeep.forget_old(at=AT + 31 * DAY)["letters"] == 6
    assert notices_upkeep.forget_old(at=AT + 181 * DAY) == {"copies": 3, "notices": 1, "letters": 0}
    assert sorted(Notice.objects.values_list("subject_no", flat=True)) == ["L1", "L2"]
    assert NoticeCopy.objects.filter(read_at=None).count() == 3


def test_unread_ones_stay_much_longer_but_not_for_ever(told):
    assert notices_upkeep.forget_old(at=AT + 730 * DAY)["copies"] == 3
    assert notices_upkeep.forget_old(at=AT + 731 * DAY) == {"copies": 3, "notices": 2, "letters": 0}
    assert not Notice.objects.exists()


def test_it_goes_on_chunk_after_chunk(told, monkeypatch):
    monkeypatch.setattr(notices_upkeep, "_AT_ONCE", 2)
    assert notices_upkeep.forget_old(at=AT + 731 * DAY) == {"copies": 6, "notices": 3, "letters": 6}
