"""Pages of released lists: where they stand, gathering with a dry run, taking out, what has not left."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bonded.models import Inventory, Parcel
from bonded.rules import flow
from enterprises.models import User
from kernel import clock
from tests.bonded.inventory_world import EMS, fresh, released

URL = "/bonded/parcels/"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.PORTAL_DEMO = True  # officers without a second factor


@pytest.fixture
def office(office_stage, db):
    return office_stage()


@pytest.fixture
def sign_in(office, client):
    def as_(name: str):
        client.force_login(User.objects.get(email=f"{name}@demo.example"))
        return client

    return as_


def test_looking_first_changes_nothing_and_gathering_makes_the_inventory(office, sign_in):
    one, two = released(), released()
    client = sign_in("broker")
    assert client.get(f"{URL}gather/").status_code == 200
    seen = client.post(f"{URL}gather/", {"do": "look", "ems_no": EMS, "pre_nos": ""})
    assert seen.status_code == 200
    assert not Inventory.objects.exists()
    answer = client.post(
        f"{URL}gather/", {"do": "gather", "ems_no": EMS, "pre_nos": one.pre_no, "own_no": ""}
    )
    row = Inventory.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/bonded/inventories/{row.number}/")
    assert Parcel.objects.get(pk=two.list_id).status == flow.WAITING
    page = client.get(answer.url).content.decode()
    assert f"/bonded/passes/new/?paper={row.number}" in page and "/entries/from/" not in page
    again = client.post(f"{URL}gather/", {"do": "gather", "ems_no": EMS, "pre_nos": one.pre_no})
    assert again.status_code == 422
    assert one.pre_no in again.content.decode()


def test_a_list_is_taken_out_on_its_page(office, sign_in):
    one, two = released(), released()
    client = sign_in("broker")
    client.post(f"{URL}gather/", {"do": "gather", "ems_no": EMS})
    row = Inventory.objects.get()
    page = f"/bonded/inventories/{row.number}/take-out/"
    assert one.pre_no in client.get(page).content.decode()
    bad = client.post(page, {"pre_nos": one.pre_no, "reason": ""})
    assert bad.status_code == 422
    assert one.pre_no in bad.content.decode()
    assert client.post(page, {"pre_nos": one.pre_no, "reason": "damaged"}).status_code == 302
    assert Parcel.objects.get(pk=one.list_id).status == flow.BACK
    assert Parcel.objects.get(pk=two.list_id).status == flow.GATHERED
    assert fresh(row).status == flow.APPROVED
    assert sign_in("shop").get(page).status_code == 404


def test_what_has_not_left_is_counted_and_listed(office, sign_in):
    young, old = released(), released()
    Parcel.objects.update(released_at=clock.now())
    Parcel.objects.filter(pk=old.list_id).update(released_at=clock.now() - timedelta(days=9))
    for name in ("broker", "officer"):
        page = sign_in(name).get(f"{URL}not-gone/").content.decode()
        assert old.pre_no in page
        assert young.pre_no not in page
    assert old.pre_no not in sign_in("shop").get(f"{URL}not-gone/").content.decode()
    assert young.pre_no in sign_in("broker").get(URL, {"q": young.waybill_no}).content.decode()


def test_the_list_asks_the_same_number_of_queries_for_three_and_thirty(office, sign_in):
    client = sign_in("officer")
    counts = []
    for many in (3, 27):
        for _n in range(many):
            released()
        client.get(URL)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(URL).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
