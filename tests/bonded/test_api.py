"""The machine doors of the zone: messages and answers as XML, papers as JSON, each for its own firm only."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from bonded.demo import EMS_NO, ITEMS
from bonded.models import GatePass, Inventory, LedgerItem, StockDoc, Vehicle, ZoneMessage
from bonded.rules import flow
from bonded.services.zone_answers import answer_firms
from enterprises.models import Firm
from enterprises.services.tokens import make_token
from kernel.web.machines import TokenThrottle
from tests.bonded.delivering import MILK, apply_for, deliver
from tests.bonded.inventory_world import filed, goods, head, released
from tests.bonded.messages import zone_samples as samples
from tests.office import AT, open_office

BASE = "/api/v1/bonded"
ITEM = ITEMS[0]


@pytest.fixture
def office(office_stage, db, monkeypatch):
    monkeypatch.setattr("kernel.clock.now", lambda: AT)
    return office_stage()


def bearer(actor) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token(actor=actor, name='test', at=AT).raw}"}


def inventory(**said: object) -> dict[str, object]:
    line = {"item_record_no": ITEM.item_record_no, "gcode": ITEM.gcode, "unit": ITEM.unit, "qty": "10",
            "unit_price": "2.5", "total": "25", "origin": "601", "gross_kg": "10", "net_kg": "9"}  # fmt: skip
    return {
        "ems_no": EMS_NO, "own_no": "API-1", "inv_type": "0", "direction": "I", "supv_mode": "5000",
        "traf_mode": "5", "port": "4908", "country": "601", "lines": [line], **said,
    }  # fmt: skip


def post(client, path: str, body: dict[str, object], headers) -> object:
    return client.post(f"{BASE}/{path}", body, content_type="application/json", headers=headers)


def test_a_token_is_wanted_everywhere(client, office):
    lists = ("messages", "answers", "ledgers", "inventories", "documents", "gate-passes", "parcels")
    for path in (*lists, f"ledgers/{EMS_NO}/items", "inventories/x", "documents/x", "gate-passes/x"):
        assert client.get(f"{BASE}/{path}").status_code == 401, path
    assert client.post(f"{BASE}/messages", b"<x/>", content_type="text/xml").status_code == 401


def test_messages_are_answered_at_once(client, office):
    """One as itself, several in their order; the door counts what a token sends."""
    raw = samples.signed(samples.package("INV101", samples.inventory(), [samples.goods()]))
    mine = bearer(office.broker)
    answer = client.post(f"{BASE}/messages", raw, content_type="text/xml", headers=mine)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/xml")
    assert etree.fromstring(answer.content).findtext("DealFlag") == "0"
    row = Inventory.objects.get()
    assert (row.status, row.firm_id) == (flow.APPROVED, office.broker.firm_id)
    kept = ZoneMessage.objects.get()
    assert kept.channel == "api" and kept.token_id is not None
    again = client.post(
        f"{BASE}/messages", samples.several(*[samples.package("INV101", samples.inventory())] * 2),
        content_type="text/xml", headers=mine,
    )  # fmt: skip
    assert [e.findtext("DealFlag") for e in etree.fromstring(again.content)] == ["-1", "-1"]


def test_a_token_that_sends_too_much_is_told(client, office, monkeypatch):
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "1/minute"})
    cache.clear()
    mine = bearer(office.broker)
    codes = [
        client.post(f"{BASE}/messages", b"<x/>", content_type="text/xml", headers=mine).status_code
        for _ in range(2)
    ]
    assert codes == [200, 429]
    cache.clear()


def test_too_large_a_body_is_not_read(client, office, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    raw = b"<Package>" + b" " * 20
    answer = client.post(f"{BASE}/messages", raw, content_type="text/xml", headers=bearer(office.broker))
    assert answer.status_code == 413 and not ZoneMessage.objects.exists()


def test_an_inventory_is_filed_read_and_refused(client, office):
    """201 with its number; 422 with every reason; a draft that customs refuse keeps its number."""
    mine = bearer(office.broker)
    made = post(client, "inventories", inventory(), mine)
    assert made.status_code == 201 and made.json()["status"] == flow.APPROVED, made.content
    number = made.json()["number"]
    one = client.get(f"{BASE}/inventories/{number}", headers=mine).json()
    assert (one["booking"], one["ems_no"], one["lines"][0]["qty"]) == (flow.PRE_BOOKED, EMS_NO, "10.00000")
    twice = post(client, "inventories", inventory(), mine)
    assert twice.status_code == 422 and twice.json()["number"] == ""
    have = LedgerItem.objects.get(item_record_no=ITEM.item_record_no).usable_qty
    total = str((have + 1) * 5 / 2)
    lines = [{**inventory()["lines"][0], "qty": str(have + 1), "total": total}]
    short = post(client, "inventories", inventory(own_no="API-2", direction="E", lines=lines), mine)
    assert short.status_code == 422 and short.json()["status"] == flow.DRAFT
    assert short.json()["findings"][0]["code"] == "STK-08"
    draft = post(client, "inventories", inventory(own_no="API-3", submit=False), mine)
    assert (draft.status_code, draft.json()["status"]) == (201, flow.DRAFT)
    assert post(client, "inventories", {"own_no": "x"}, mine).status_code == 400
    other = bearer(office.shop)
    assert client.get(f"{BASE}/inventories/{number}", headers=other).status_code == 404
    assert post(client, "inventories", inventory(own_no="X"), other).status_code == 422


def test_lists_page_by_key_and_ask_as_often_for_many(client, office):
    """The cursor leads on to the end; neither thirty nor three rows ask more."""
    for n in range(5):
        filed(office.broker, head(own_no=f"L-{n}"), goods())
    mine = bearer(office.broker)
    url = f"{BASE}/inventories?limit=2"
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(url, {"after": cursor}, headers=mine).json()
        seen += [row["own_no"] for row in page["results"]]
        cursor = page["next"]
    assert seen == ["L-4", "L-3", "L-2", "L-1", "L-0"]
    counts = []
    for limit in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{BASE}/inventories?limit={limit}", headers=mine)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_documents_passes_ledgers_and_parcels(client, office):
    """A delivery from application to gate pass, and what stands beside it."""
    mine, other = bearer(office.broker), bearer(office.shop)
    row = apply_for(office, lines=((MILK, "100", "50"),))
    made = post(client, "documents", {
        "application": row.number, "own_no": "DOC-1",
        "lines": [{"of_line": 1, "qty": "4", "gross_kg": "5", "net_kg": "4"}],
    }, mine)  # fmt: skip
    assert made.status_code == 201, made.content
    doc = StockDoc.objects.get()
    one = client.get(f"{BASE}/documents/{doc.number}", headers=mine).json()
    assert (one["application"], one["returns"], one["lines"][0]["item_record_no"]) == (row.number, None, MILK)
    assert client.get(f"{BASE}/documents/{doc.number}", headers=other).status_code == 404
    firm = Firm.objects.get(pk=office.broker.firm_id)
    Vehicle.objects.create(
        plate="湘A12345", firm=firm, office="4921", tare_kg=8000, valid_from=AT.date(),
        valid_to=AT.date() + timedelta(days=9), recorded_at=AT,
    )  # fmt: skip
    wanted = {
        "own_no": "HF-1", "kind": "4", "direction": "E", "plate": "湘A12345", "bind": "2",
        "lines": [{"paper_no": doc.number, "seq": 1, "qty": "4", "gross_kg": "5", "net_kg": "4"}],
    }  # fmt: skip
    made = post(client, "gate-passes", wanted, mine)
    assert made.status_code == 201 and made.json()["status"] == flow.PASS_APPROVED, made.content
    one = client.get(f"{BASE}/gate-passes/{GatePass.objects.get().number}", headers=mine).json()
    assert (one["papers"], one["total_kg"], one["bind"]) == ([doc.number], "8005.00000", "2")
    assert client.get(f"{BASE}/gate-passes", headers=other).json()["results"] == []
    (ledger,) = client.get(f"{BASE}/ledgers", headers=mine).json()["results"]
    assert ledger["ems_no"] == EMS_NO and ledger["item_count"] == len(ITEMS)
    items = client.get(f"{BASE}/ledgers/{EMS_NO}/items", {"search": MILK}, headers=mine).json()["results"]
    assert [i["item_record_no"] for i in items] == [MILK] and "usable_qty" in items[0]
    assert client.get(f"{BASE}/ledgers/{EMS_NO}/items", headers=other).status_code == 404
    parcel = released()
    (waiting,) = client.get(f"{BASE}/parcels", headers=mine).json()["results"]
    assert waiting["pre_no"] == parcel.pre_no
    assert client.get(f"{BASE}/parcels", headers=other).json()["results"] == []


def test_the_description_of_the_doors_holds_them(client, office):
    """OpenAPI: every address with its answers, and nothing that spectacular could not name."""
    text = client.get("/api/schema/").content.decode()
    for path in ("messages", "answers", "inventories", "gate-passes/{number}", "parcels"):
        assert f"{BASE}/{path}:" in text, path


@pytest.mark.django_db(transaction=True)
def test_answers_are_a_feed_of_ones_own(transactional_db, client, monkeypatch):
    """Read on from ``next``; others see nothing of it; a cursor that is none is refused."""
    monkeypatch.setattr("kernel.clock.now", lambda: AT)
    office = open_office()
    doc = deliver(office, apply_for(office))
    answer_firms(at=AT)
    mine, other = bearer(office.broker), bearer(office.shop)
    tree = etree.fromstring(client.get(f"{BASE}/answers", {"limit": "3"}, headers=mine).content)
    rest = etree.fromstring(client.get(f"{BASE}/answers", {"after": tree.get("next")}, headers=mine).content)
    types = [p.findtext("EnvelopInfo/message_type") for p in (*tree, *rest)]
    assert types == ["SAS201", "SAS201", "SAS211", "SAS211"]
    body = rest[0].find("DataInfo/BussinessData/SAS211")
    assert body.findtext("SasStockBsc/sasStockNo") == doc.number
    assert body.findtext("SasStockDt/gdsMtno") == MILK
    assert rest[0].findtext("EnvelopInfo/receiver_id") == "430168A004"
    assert len(etree.fromstring(client.get(f"{BASE}/answers", headers=other).content)) == 0
    assert client.get(f"{BASE}/answers", {"after": "x"}, headers=mine).status_code == 400
