"""Lists that were released and have not left: told once a day, kept as a run; the demo makes inventories."""

import pytest
from django.test.utils import override_settings

from bonded.models import Inventory, Parcel
from bonded.rules import flow
from bonded.services import demo_inventories
from bonded.services.gathering_parcels import gather_parcels
from bonded.services.late_parcels import JOB, tell_late_parcels
from enterprises.models import Notice
from kernel.models.jobs import JobItem, JobRun
from tests.bonded.inventory_world import EMS, check_books, released
from tests.office import AT


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def test_the_firm_hears_once_a_day_how_many_lists_are_late(office):
    late = [released(days=4), released(days=4)]
    gather_parcels(actor=office.broker, ems_no=EMS, pre_nos=[late[0].pre_no], at=AT)
    released(days=1)
    assert tell_late_parcels(at=AT) == 1
    assert tell_late_parcels(at=AT) == 0
    notices = Notice.objects.filter(kind="parcels_late")
    assert notices.count() >= 1
    run = JobRun.objects.get(name=JOB)
    assert (run.status, run.counts) == (JobRun.Status.DONE, {"ledgers": 1, "lists": 2})
    (item,) = JobItem.objects.filter(run=run)
    assert (item.subject_no, item.args["lists"]) == (EMS, "2")


def test_without_late_lists_nobody_is_told(office):
    released()
    assert tell_late_parcels(at=AT) == 0
    assert not Notice.objects.filter(kind="parcels_late").exists()


def test_the_demo_is_made_once_through_the_real_services(office):
    for _n in range(5):
        released()
    with override_settings(PORTAL_DEMO=True):
        assert demo_inventories.make(at=AT) == 8
        assert demo_inventories.make(at=AT) == 0
    statuses = dict(Inventory.objects.values_list("own_no", "status"))
    assert statuses == {
        **dict.fromkeys(("DEMO-IN", "DEMO-IN-2", "DEMO-IN-3", "DEMO-IN-4"), flow.APPROVED),
        "DEMO-OUT": flow.APPROVED,
        "DEMO-SALE": flow.APPROVED,
        "DEMO-DRAFT": flow.DRAFT,
        "DEMO-CBEC": flow.APPROVED,
    }
    assert Parcel.objects.filter(status=flow.WAITING).count() == 3
    check_books()


def test_outside_the_demo_nothing_is_made(office):
    with override_settings(PORTAL_DEMO=False), pytest.raises(PermissionError):
        demo_inventories.make(at=AT)
