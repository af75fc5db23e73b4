"""The sorting line in the browser and by API: the four answers, who may ask, and how few queries it takes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bonded.models import Parcel
from bonded.services.stops import order
from declarations.models import ImportList
from enterprises.models import FirmKind, User
from enterprises.selectors import actor_of_user
from enterprises.services.tokens import make_token
from supervision.selectors.sorting import answer_for
from supervision.services import select_all
from supervision.services.stopping import order_stop
from tests.office import AT, purchase, send
from tests.supervision.desk import accept, everybody_inspected, everybody_reviewed, nobody_inspected, person

PAGE = "supervision:sorting"
EMS = "T4921W000001"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.PORTAL_DEMO = True


def waybill(pk: int) -> str:
    return ImportList.objects.get(pk=pk).logistics_no


def released(office, count=1, first=1):
    nobody_inspected()
    ids = accept(office, [purchase(first + n) for n in range(count)])
    select_all(at=AT)
    return ids


def ask(client, name, number, **headers):
    client.force_login(User.objects.get(email=f"{name}@demo.example"))
    return client.get(reverse(PAGE), {"waybill": number}, headers=headers)


def test_released_goes_and_a_stop_ordered_afterwards_holds_it(office):
    (pk,) = released(office)
    actor, number = person("operator"), waybill(pk)
    assert answer_for(actor, waybill_no=number) == ("release", "released", "")
    pre_no = ImportList.objects.get(pk=pk).pre_no
    stop = order_stop(actor=office.officer, at=AT, kind="list", number=pre_no, ground="布控")
    assert answer_for(actor, waybill_no=number) == ("stop", "stopped", stop)


def test_a_stopped_item_holds_its_released_parcels_and_no_others(office):
    """The parcel's own lines say what is in it, also after its pre-booking has passed to an inventory."""
    one, two = released(office, 2)
    line = purchase(1).sheet("621")[1][0]["itemRecordNo"]
    stop = order(actor=office.officer, at=AT, kind="item", number=line, ems_no=EMS, ground="召回")
    other = purchase(2).sheet("621")[1][0]["itemRecordNo"]
    actor = person("gate")
    assert answer_for(actor, waybill_no=waybill(one)).stop == stop
    expected = "release" if other != line else "stop"
    assert answer_for(actor, waybill_no=waybill(two)).lane == expected


def test_a_stop_of_the_warehouse_holds_all_that_lies_in_it(office):
    """The firm that holds the ledger is stopped: also parcels that another declarant filed are held."""
    (pk,) = released(office)
    order(actor=office.officer, at=AT, kind="firm", number="430168A004", ground="调查")
    assert answer_for(person("gate"), waybill_no=waybill(pk)).lane == "stop"


def test_inspection_review_and_unknown(office):
    everybody_inspected()
    (inspected,) = accept(office, [purchase(1)])
    select_all(at=AT)
    assert answer_for(person("gate"), waybill_no=waybill(inspected))[:2] == ("inspect", "inspection")
    for word in ("", "SF000", "x" * 61, "a\0b"):
        assert answer_for(person("gate"), waybill_no=word).lane == "unknown"


def test_not_released_yet_is_a_stop(office):
    everybody_reviewed()
    one = purchase(1)
    send(office, one, codes=("621", "311"))
    assert answer_for(person("gate"), waybill_no=one.sheet("621")[0]["logisticsNo"])[:2] == (
        "stop",
        "not_released",
    )


def test_what_has_left_does_not_go_again(office):
    (pk,) = released(office)
    assert Parcel.objects.filter(pk=pk).update(status=30) == 1
    assert answer_for(person("gate"), waybill_no=waybill(pk))[:2] == ("stop", "gone")


def test_nobody_asks_about_strangers_parcels(office):
    """An officer of another office, a firm that has nothing to do with it: unknown, as if it were not."""
    (pk,) = released(office)
    for name in ("stranger", "pay"):
        assert answer_for(person(name), waybill_no=waybill(pk)).lane == "unknown"
    for name in ("broker", "shop"):  # declarant and warehouse; the merchant it was filed for
        assert answer_for(person(name), waybill_no=waybill(pk)).lane == "release"


@pytest.mark.parametrize("name", ["operator", "gate", "officer", "inspector", "chief"])
def test_the_posts_of_the_line_get_the_big_word(client, office, name):
    (pk,) = released(office)
    page = ask(client, name, waybill(pk)).content.decode()
    assert 'sorting-answer sorting-release"' in page and waybill(pk) in page


@pytest.mark.parametrize("name", ["coordinator", "laboratory", "broker"])
def test_others_are_refused(client, office, name):
    assert ask(client, name, "1").status_code == 403


def test_htmx_gets_the_answer_and_its_line_alone(client, office):
    (pk,) = released(office)
    part = ask(client, "operator", waybill(pk), **{"HX-Request": "true"}).content.decode()
    assert "<html" not in part and 'hx-swap-oob="afterbegin:#sorting-last"' in part
    assert part.count("<li") == 1 and 'data-answer="release"' in part


def test_nothing_personal_is_said(client, office):
    """Neither buyer nor consignee nor any number of theirs stands in the page or the answer."""
    (pk,) = released(office)
    order_head = purchase(1).sheet("311")[0]
    page = ask(client, "operator", waybill(pk)).content.decode()
    for name in ("buyerName", "buyerIdNumber", "buyerTelephone", "consigneeAddress"):
        assert order_head[name] and order_head[name] not in page


@pytest.fixture
def token(office):
    """A program of the zone operator."""
    user = User.objects.get(email="broker@demo.example")
    return make_token(actor=actor_of_user(user, at=AT), name="line", at=AT).raw


def api(client, token, number):
    return client.get(
        reverse("sorting_api:sorting", args=[number]), headers={"Authorization": f"Bearer {token}"}
    )


def test_the_endpoint_answers_the_zone_operators_program(client, office, token):
    (pk,) = released(office)
    number = waybill(pk)
    assert api(client, token, number).json() == {
        "waybill": number, "answer": "release", "reason": "released", "stop_no": "",
    }  # fmt: skip
    stop = order_stop(
        actor=office.officer, at=AT, kind="list", number=ImportList.objects.get(pk=pk).pre_no, ground="x"
    )
    assert api(client, token, number).json()["stop_no"] == stop
    assert api(client, token, "SF999").json()["answer"] == "unknown"
    assert client.get(reverse("sorting_api:sorting", args=["1"])).status_code == 401


def test_a_firm_without_a_warehouse_has_no_line(client, office, token):
    FirmKind.objects.filter(firm__customs_code="430168A004", kind="zone_operator").delete()
    assert api(client, token, "SF1").status_code == 403


def test_it_costs_a_handful_of_queries_however_much_is_stopped(office):
    (pk,) = released(office)
    number, actor = waybill(pk), person("gate")
    with CaptureQueriesContext(connection) as calm:
        answer_for(actor, waybill_no=number)
    order(actor=office.officer, at=AT, kind="item", number="WINE-3000", ems_no=EMS, ground="召回")
    order(actor=office.officer, at=AT, kind="firm", number="430166A005", ground="调查")
    with CaptureQueriesContext(connection) as busy:
        assert answer_for(actor, waybill_no=number).lane == "release"
    assert (len(calm), len(busy)) == (4, 7)


def test_the_index_on_waybills_is_what_answers(office):
    """With sequential scans forbidden the plan uses the index that begins with the number."""
    released(office)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM declarations_importlist WHERE logistics_no = 'SF1'")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert re.search(r"Index (Only )?Scan.* list_waybill|Bitmap Index Scan on list_waybill", plan)
