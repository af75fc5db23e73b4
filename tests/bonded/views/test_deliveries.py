"""The pages of deliveries: filed, decided and confirmed by hand; who sees what; query counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bonded import demo
from bonded.facts import Claim, LotLabel
from bonded.models import Application, Inventory, Kind, LedgerItem, Lot, StockDoc
from bonded.rules import flow
from bonded.services import batch_gathering
from bonded.services.settling import settle_many
from bonded.services.stock_docs import submit_document
from enterprises.models import FirmGrade, User
from kernel import clock
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from tests.bonded.delivering import MILK, apply_for, deliver, gone, period_of
from tests.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(office_stage, db, settings) -> Office:
    settings.PORTAL_DEMO = True
    office = office_stage()
    LedgerItem.objects.update(origin="601")
    return office


@pytest.fixture
def at():
    return clock.now()


def sign_in(client, name):
    client.force_login(User.objects.get(email=f"{name}@demo.example"))
    return client


def typed(at, **changes):
    today = business_date(at)
    return {
        "ems_no": demo.EMS_NO, "own_no": "WEB-1", "business": "A", "direction": "E", "partner_name": "门店",
        "partner_code": "430196K001", "valid_from": today.isoformat(), "guarantor_code": "430168A004",
        "last_on": (today + timedelta(days=60)).isoformat(), "item_2": MILK, "qty_2": "20", "price_2": "50",
    } | changes  # fmt: skip


def test_a_firm_applies_delivers_and_the_office_sees_it(client, office, at):
    sign_in(client, "broker")
    answer = client.post(reverse("bonded:application_new"), typed(at))
    row = Application.objects.get()
    assert answer.headers["Location"] == reverse("bonded:application", args=[row.number])
    assert row.status == flow.APPROVED
    page = reverse("bonded:stock_doc_new", args=[row.number])
    assert client.get(page).status_code == 200
    answer = client.post(page, {"own_no": "D-1", "qty_1": "5", "gross_1": "6", "net_1": "5"})
    doc = StockDoc.objects.get()
    assert answer.headers["Location"] == reverse("bonded:stock_doc", args=[doc.number])
    sign_in(client, "officer")
    for name, args in (("application", [row.number]), ("stock_doc", [doc.number]), ("applications", [])):
        assert row.number in client.get(reverse(f"bonded:{name}", args=args)).content.decode()
    sign_in(client, "shop")
    assert client.get(reverse("bonded:application", args=[row.number])).status_code == 404
    assert client.get(reverse("bonded:stock_doc", args=[doc.number])).status_code == 404


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client, office, at):
    sign_in(client, "broker")
    answer = client.post(
        reverse("bonded:application_new"), typed(at, item_2="NONE", qty_5="7", guarantor_code="")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Application.objects.exists()
    assert 'value="NONE"' in page and 'value="7"' in page
    for field in ("item_2", "item_5", "guarantor_code"):
        assert f'id="id_{field}_error"' in page


def test_a_double_submit_files_once(client, office, at):
    sign_in(client, "broker")
    client.post(reverse("bonded:application_new"), typed(at))
    answer = client.post(reverse("bonded:application_new"), typed(at))
    assert answer.status_code == 422
    assert Application.objects.count() == 1


def test_an_officer_decides_and_changes_are_asked_for(client, office, at):
    FirmGrade.objects.filter(firm_id=office.broker.firm_id).update(grade="dishonest")
    row = apply_for(office, "C", at=at, days=100)
    FirmGrade.objects.filter(firm_id=office.broker.firm_id).update(grade="default")
    assert row.status == flow.SUBMITTED
    sign_in(client, "officer")
    assert row.number in client.get(reverse("bonded:delivery_queue")).content.decode()
    act = reverse("bonded:application_act", args=[row.number, "ask"])
    assert client.post(act, {"reason": ""}).status_code == 422
    client.post(act, {"reason": "请补充展览合同"})
    row.refresh_from_db()
    assert (row.status, row.said) == (flow.ASKED, "请补充展览合同")
    sign_in(client, "broker")
    client.post(reverse("bonded:application_act", args=[row.number, "submit"]))
    row.refresh_from_db()
    assert row.status == flow.APPROVED
    page = reverse("bonded:application_change", args=[row.number])
    later = (row.valid_to + timedelta(days=20)).isoformat()
    assert client.post(page, {"last_on": later, "why": "", "qty_1": "100"}).status_code == 422
    assert client.post(page, {"last_on": later, "why": "展期延长", "qty_1": "120"}).status_code == 302
    sign_in(client, "officer")
    before = row.valid_to
    client.post(reverse("bonded:application_act", args=[row.number, "approve-change"]))
    row.refresh_from_db()
    assert row.valid_to == before + timedelta(days=21)
    assert row.lines.get().qty == 120


def test_the_firm_confirms_prices_and_hands_the_inventory_in(client, office, at):
    row = apply_for(office, at=at)
    gone(office, row, at=at)
    sign_in(client, "broker")
    first = period_of(row).period_from.isoformat()
    assert client.get(reverse("bonded:batch", args=[row.number, first])).status_code == 200
    answer = client.post(reverse("bonded:batch_gather", args=[row.number, first]))
    inventory = Inventory.objects.get()
    page = reverse("bonded:batch_confirm", args=[inventory.number])
    assert answer.headers["Location"] == page
    assert client.get(page).context["form"]["price_1"].value() == "50"
    answer = client.post(page, {"price_1": "x", "origin_1": "601"})
    assert answer.status_code == 422
    client.post(page, {"price_1": "48.5", "origin_1": "601", "act": "save"})
    line = inventory.lines.get()
    assert (line.qty, line.unit_price, line.total) == (10, 48.5, 485)
    shown = client.get(page).context["form"]
    typed = {name: shown[name].value() or "" for name in shown.fields}
    handed_in = client.post(page, typed | {"act": "submit"})
    assert handed_in.headers["Location"] == reverse("bonded:inventory", args=[inventory.number])
    inventory.refresh_from_db()
    assert inventory.status == flow.APPROVED
    assert client.post(reverse("bonded:batch_take_apart", args=[inventory.number])).status_code == 422
    client.post(reverse("bonded:batch_take_apart", args=[inventory.number]), {"reason": "价格有误"})
    inventory.refresh_from_db()
    assert inventory.status == flow.VOID


def test_a_return_is_filed_from_the_page_of_its_document(client, office, at):
    row = apply_for(office, "E", days=61, at=at)
    out = gone(office, row, at=at)
    sign_in(client, "broker")
    page = reverse("bonded:stock_doc_new", args=[row.number]) + f"?returns={out.number}"
    assert client.get(page).status_code == 200
    assert client.post(page, {"own_no": "R-1", "qty_1": "11"}).status_code == 422
    assert client.post(page, {"own_no": "R-1", "qty_1": "10", "gross_1": "5"}).status_code == 302
    assert StockDoc.objects.filter(returns=out, direction="I").count() == 1


def test_a_draft_is_edited_and_voided(client, office, at):
    row = apply_for(office, at=at)
    doc = deliver(office, row, at=at, submit=False)
    sign_in(client, "broker")
    page = reverse("bonded:stock_doc_edit", args=[doc.number])
    assert client.get(page).context["form"]["qty_1"].value() == "10"
    assert client.post(page, {"own_no": doc.own_no, "qty_1": "101"}).status_code == 422
    row.lines.get().refresh_from_db()
    assert row.lines.get().claimed_qty == 10
    client.post(page, {"own_no": doc.own_no, "qty_1": "100"})
    assert row.lines.get().claimed_qty == 100
    client.post(reverse("bonded:stock_doc_act", args=[doc.number, "void"]))
    assert row.lines.get().claimed_qty == 0


@pytest.mark.parametrize("name", ["applications", "stock_docs", "batches"])
def test_lists_ask_the_same_number_of_queries_at_3_and_at_30_rows(client, office, at, name):
    sign_in(client, "broker")
    url = reverse(f"bonded:{name}")
    counts = []
    for many in (3, 20):
        for _ in range(many):
            gone(office, apply_for(office, at=at), (1, "1"), at=at)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_lists_are_searched_and_empty_ones_say_so(client, office, at):
    sign_in(client, "broker")
    for name in ("applications", "stock_docs", "batches"):
        assert 'class="empty"' in client.get(reverse(f"bonded:{name}")).content.decode()
    row = apply_for(office, at=at)
    doc = gone(office, row, at=at)
    for name, number in (("applications", row.number), ("stock_docs", doc.number), ("batches", row.number)):
        url = reverse(f"bonded:{name}")
        assert number in client.get(url, {"q": row.number}).content.decode()
        assert number not in client.get(url, {"q": "nothing of that name", "tab": "late"}).content.decode()
    assert batch_gathering.preview_due(at=at).counts == {}


def test_a_line_may_name_its_lot_which_is_then_the_one_that_is_taken(client, office, at):
    row, milk = apply_for(office, at=at), LedgerItem.objects.get(item_record_no=MILK)
    first, second = date(2030, 1, 1), date(2031, 1, 1)
    for lot_no, day in (("L1", first), ("L2", second)):
        claim = Claim(reserve(1)[0], "IN", 1, milk.pk, Decimal(9), LotLabel(lot_no, day))
        with intention():
            settle_many([(claim, "arrived")], kind=Kind.OPENING, at=at, actor_id=None)
    sign_in(client, "broker")
    page = reverse("bonded:stock_doc_new", args=[row.number])
    assert "L1 · 2030-01-01 · 9" in client.get(page).content.decode()
    sent = {"own_no": "D-1", "qty_1": "5", "gross_1": "6", "net_1": "5", "lot_1": "2031-01-01|L2"}
    assert client.post(page, sent | {"lot_1": "2031-01-01|L9"}).status_code == 422
    assert client.post(page, sent | {"qty_1": "10"}).status_code == 422  # there are nine of it
    assert client.post(page, sent | {"act": "draft"}).status_code == 302
    doc = StockDoc.objects.get()
    assert (doc.lines.get().lot_no, doc.lines.get().best_before) == ("L2", second)
    edit = client.get(reverse("bonded:stock_doc_edit", args=[doc.number])).content.decode()
    assert 'value="2031-01-01|L2" selected' in edit
    submit_document(actor=office.broker, at=at, number=doc.number)
    assert dict(Lot.objects.exclude(lot_no="").values_list("lot_no", "taken_qty")) == {"L1": 0, "L2": 5}
