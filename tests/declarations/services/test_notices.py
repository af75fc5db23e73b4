"""Firms are told what became of their lists: tens of notices for 20,000 lists, each list counted once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.models import ImportList, ListEvent, ListState
from declarations.rules import flow
from declarations.services import notices
from declarations.services.notices import tell_firms
from declarations.services.uploads import Given, receive_upload, take_upload
from declarations.tasks import tell_firms as tell_task
from enterprises.models import Notice, NoticeCopy, NoticeFeed
from kernel.orm.copying import copy_rows
from kernel.orm.ids import reserve
from tests.office import AT, purchase, raw, send
from tests.races.threads import at_once

DAY = datetime.fromisoformat("2026-05-11T16:00:00+00:00")  # midnight in Shanghai
COUNT = 20_000
TARGETS = {flow.RELEASED: "lists_released", flow.REJECTED: "lists_rejected", flow.WAITING: "lists_waiting"}


def target_of(serial: int) -> int:
    """Most are released; every tenth is rejected, every fiftieth waits, ten are inspected."""
    if serial % 2000 == 7:
        return flow.INSPECTION
    return flow.WAITING if serial % 50 == 3 else flow.REJECTED if serial % 10 == 1 else flow.RELEASED


def a_day_of_lists(*, firm_id: int, count: int = COUNT) -> Counter[int]:
    """Lists of one firm and an event for each, spread over the day; how many there are of each target."""
    ids = reserve(count)
    common = {"since": DAY, "office": "4921", "trade_mode": "1210", "firm_id": firm_id}
    states = [ListState(subject_id=pk, status=target_of(n), **common) for n, pk in enumerate(ids)]
    ListState.objects.bulk_create(states, batch_size=2000)
    step = timedelta(days=1) / count
    events = [
        (pk, "x", flow.ACCEPTED, target_of(n), DAY + n * step, None, None, "") for n, pk in enumerate(ids)
    ]
    columns = ("subject_id", "verb", "source", "target", "at", "actor_id", "run_id", "note")
    copy_rows(ListEvent, columns, events)
    return Counter(map(target_of, range(count)))


def counted() -> Counter[str]:
    """How many lists the notices of each kind count."""
    found: Counter[str] = Counter()
    for kind, count in Notice.objects.values_list("kind", "count"):
        found[kind] += count
    return found


def expected(targets: Counter[int]) -> Counter[str]:
    names = TARGETS | {flow.INSPECTION: "list_to_inspect"}
    return Counter({names[target]: count for target, count in targets.items()})


def test_twenty_thousand_lists_a_day_are_tens_of_notices(committed_office):
    targets = a_day_of_lists(firm_id=committed_office.broker.firm_id)
    told = tell_firms(at=AT)
    assert Counter(told) == expected(targets) == counted()
    assert Notice.objects.count() == 24 + 24 + 1 + 10 <= 60
    assert NoticeCopy.objects.count() == 2 * Notice.objects.count()  # two people read for the broker
    assert set(Notice.objects.values_list("firm_id", flat=True)) == {committed_office.broker.firm_id}
    assert tell_firms(at=AT) == {}
    assert counted() == expected(targets)


def test_later_lists_of_the_same_hour_count_on(committed_office):
    targets = a_day_of_lists(firm_id=committed_office.broker.firm_id, count=200)
    tell_firms(at=AT)
    before = Notice.objects.filter(kind="lists_released").count()
    targets += a_day_of_lists(firm_id=committed_office.broker.firm_id, count=200)
    tell_firms(at=AT + timedelta(minutes=1))
    assert counted() == expected(targets)
    assert Notice.objects.filter(kind="lists_released").count() == before


def test_two_workers_at_once_tell_everything_once(committed_office):
    targets = a_day_of_lists(firm_id=committed_office.broker.firm_id, count=3000)
    told = at_once([lambda: tell_firms(at=AT, limit=250) for _ in range(4)])
    assert all(isinstance(one, dict) for one in told)
    tell_firms(at=AT, limit=250)  # what the others left to the first
    assert counted() == expected(targets)


@pytest.mark.parametrize("dies_after", [1, 3])
def test_killed_in_the_middle_nothing_is_lost_or_told_twice(committed_office, monkeypatch, dies_after):
    targets = a_day_of_lists(firm_id=committed_office.broker.firm_id, count=2000)
    real, calls = notices.move_feed, []

    def dies(name, *, cursor):
        calls.append(cursor)
        if len(calls) == dies_after:
            raise SystemExit("killed")
        real(name, cursor=cursor)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "move_feed", dies)
        with pytest.raises(SystemExit):
            tell_firms(at=AT, limit=500)
    assert sum(counted().values()) == 500 * (dies_after - 1)
    tell_firms(at=AT, limit=500)
    assert counted() == expected(targets)


def test_a_chunk_takes_the_same_queries_however_many_lists(committed_office):
    def queries(count):
        a_day_of_lists(firm_id=committed_office.broker.firm_id, count=count)
        with CaptureQueriesContext(connection) as captured:
            tell_firms(at=AT, limit=5000)
        return len(captured)

    queries(500)
    assert queries(500) == queries(4000)


def test_declarant_and_merchant_are_told_of_a_real_list(committed_office):
    send(committed_office, purchase(1))
    lst = ImportList.objects.get()
    ListState.objects.filter(subject_id=lst.pk).update(principal_id=committed_office.shop.firm_id)
    columns = ("subject_id", "verb", "source", "target", "at", "note")
    copy_rows(
        ListEvent,
        columns,
        [
            (lst.pk, "inspect", flow.ACCEPTED, flow.INSPECTION, AT, ""),
            (lst.pk, "release", flow.INSPECTION, flow.RELEASED, AT, ""),
        ],
    )
    tell_task()
    both = {committed_office.broker.firm_id, committed_office.shop.firm_id}
    single = Notice.objects.filter(kind="list_to_inspect")
    assert set(single.values_list("firm_id", "subject_no")) == {(firm, lst.pre_no) for firm in both}
    counting = Notice.objects.filter(kind="lists_released")
    assert set(counting.values_list("firm_id", flat=True)) == both
    assert {row.args["last"] for row in counting} == {lst.pre_no}
    assert NoticeFeed.objects.get(name=notices.FEED).cursor != ""


def test_an_upload_is_told_once_with_what_became_of_it(office):
    given = [Given("a.xml", raw("311", purchase(1))), Given("b.xml", b"no message at all")]
    upload = take_upload(given, actor=office.shop, at=AT)
    receive_upload(upload.pk, at=AT)
    receive_upload(upload.pk, at=AT)
    notice = Notice.objects.get(kind="upload_done")
    assert notice.subject_no == upload.number
    assert notice.args == {"parts": "2", "failed": "1"}
    assert list(notice.copies.values_list("user_id", flat=True)) == [office.shop.user_id]
