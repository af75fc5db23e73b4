"""Pages of stop orders: who reads what, the filters, lifting one, ordering one of each kind, query counts."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bonded.models import Lot, StopOrder
from bonded.services.stops import order
from tests.bonded.conftest import AT, EMS, OFFICER, make_firm
from tests.bonded.views.test_ledgers import _demo, codes, officer, person  # noqa: F401

pytestmark = pytest.mark.django_db

GROUND = "线人举报"


def stop(shelf, *, number="A", kind="item", user_id=990):
    who = replace(OFFICER, user_id=user_id)
    ems_no = EMS if kind == "item" else ""
    return order(actor=who, at=AT, kind=kind, number=number, ems_no=ems_no, ground=GROUND)


def test_the_firm_reads_what_is_stopped_and_never_why(client, shelf):
    number = stop(shelf)
    client.force_login(person(shelf.owner))
    for url in (reverse("bonded:stops"), reverse("bonded:stop", args=[number])):
        page = client.get(url).content.decode()
        assert number in page and f"{EMS}/A" in page and GROUND not in page
        assert "<textarea" not in page


def test_a_stranger_finds_nothing(client, shelf):
    number = stop(shelf)
    client.force_login(person(shelf.stranger))
    assert number not in client.get(reverse("bonded:stops")).content.decode()
    assert client.get(reverse("bonded:stop", args=[number])).status_code == 404
    assert client.post(reverse("bonded:stop", args=[number]), {"ground": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "reads"), [("officer", True), ("inspector", True), ("gate", False), ("operator", False)]
)
def test_the_ground_is_for_the_desk(client, shelf, role, reads):
    """The gate must know that something is stopped, the desk also why."""
    number = stop(shelf)
    client.force_login(officer(role=role))
    page = client.get(reverse("bonded:stop", args=[number])).content.decode()
    assert number in page and (GROUND in page) is reads
    assert ("<textarea" in page) is (role == "officer")


def test_lifting_it(client, shelf):
    """No ground: 422 and the field says so. With one: back to the page. Again: it has moved on."""
    number = stop(shelf)
    url = reverse("bonded:stop", args=[number])
    client.force_login(officer())
    empty = client.post(url, {"ground": " "})
    assert empty.status_code == 422 and "Write the ground." in empty.content.decode()
    assert client.post(url, {"ground": "检验合格"}).status_code == 302
    assert StopOrder.objects.get().status == 2
    page = client.get(url).content.decode()
    assert "检验合格" in page and "<textarea" not in page
    assert client.post(url, {"ground": "again"}).status_code == 409


def test_one_does_not_lift_what_one_ordered_oneself(client, shelf):
    who = officer()
    number = stop(shelf, user_id=who.pk)
    client.force_login(who)
    url = reverse("bonded:stop", args=[number])
    assert "another officer lifts it" in client.get(url).content.decode()
    said = client.post(url, {"ground": "kept as typed"})
    assert said.status_code == 422 and StopOrder.objects.get().status == 1


def test_the_list_is_filtered(client, shelf):
    item, plate = stop(shelf), stop(shelf, kind="vehicle", number="湘A12345")
    client.force_login(officer())
    url = reverse("bonded:stops")
    for query, shown, hidden in (
        ({"kind": "vehicle"}, plate, item),
        ({"q": "湘A1"}, plate, item),
        ({"q": item}, item, plate),
    ):
        page = client.get(url, query).content.decode()
        assert shown in page and hidden not in page
    assert "No stop that you may see" in client.get(url, {"state": "lifted"}).content.decode()
    assert plate in client.get(url, {"kind": "no such kind"}).content.decode()


def test_an_empty_list_says_so(client, shelf):
    client.force_login(officer())
    assert "Nothing is stopped" in client.get(reverse("bonded:stops")).content.decode()


def test_the_list_costs_the_same_for_three_and_thirty(client, shelf):
    client.force_login(officer())
    counts = []
    for start, end in ((0, 3), (3, 30)):
        for n in range(start, end):
            stop(shelf, kind="firm", number=make_firm(100 + n).customs_code)
        client.get(reverse("bonded:stops"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("bonded:stops"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ({"kind": "item", "ems_no": EMS, "number": "A"}, f"{EMS}/A"),
        ({"kind": "lot", "ems_no": EMS, "number": "A", "lot_no": "L1"}, f"{EMS}/A/L1"),
        ({"kind": "vehicle", "number": "湘a 12345"}, "湘A12345"),
        ({"kind": "firm", "number": "4301600001"}, "4301600001"),
    ],
)
def test_ordering_one_of_each_kind(client, shelf, typed, target):
    Lot.objects.create(item=shelf.a, lot_no="L1", in_on=AT.date(), in_qty=4)
    client.force_login(officer())
    said = client.post(reverse("supervision:stop_new"), {**typed, "ground": GROUND})
    assert said.status_code == 302
    row = StopOrder.objects.get()
    assert (row.target_no, row.ground, said["Location"]) == (
        target if typed["kind"] != "firm" else row.target_no,
        GROUND,
        reverse("bonded:stop", args=[row.number]),
    )


@pytest.mark.parametrize("kind", ["list", "lot", "item", "vehicle", "firm"])
def test_the_form_asks_for_what_names_the_thing_and_keeps_what_was_typed(client, shelf, kind):
    """Nothing of the number: 422, its field says so, and the ground stands there still."""
    client.force_login(officer())
    url = reverse("supervision:stop_new")
    form = client.get(url, {"kind": kind, "number": "PREFILLED"}).content.decode()
    assert 'value="PREFILLED"' in form
    assert ('name="ems_no"' in form) is (kind in ("lot", "item"))
    assert ('name="lot_no"' in form) is (kind == "lot")
    numbers = {"ems_no": EMS, "number": "NO-SUCH", "lot_no": "L9"}
    if kind == "vehicle":
        numbers["number"] = "···"
    said = client.post(url, {"kind": kind, "ground": GROUND, **numbers})
    page = said.content.decode()
    assert said.status_code == 422 and "nothing was stopped" in page and GROUND in page
    assert not StopOrder.objects.exists()


@pytest.mark.parametrize("role", ["gate", "operator", "inspector", "coordinator"])
def test_only_officers_and_chiefs_order(client, shelf, role):
    client.force_login(officer(role=role))
    typed = {"kind": "item", "ems_no": EMS, "number": "A", "ground": GROUND}
    assert client.get(reverse("supervision:stop_new")).status_code == 403
    assert client.post(reverse("supervision:stop_new"), typed).status_code == 403
    assert not StopOrder.objects.exists()
