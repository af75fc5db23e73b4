"""Twin doors of the zone: a paper by form, REST, message and sheet leaves the same rows and reasons."""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal as D
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client

from bonded.demo import EMS_NO, ITEMS
from bonded.models import (
    Application,
    ApplicationLine,
    BulkPaper,
    BulkUpload,
    Inventory,
    InventoryEvent,
    InventoryLine,
    LedgerEntry,
    LedgerItem,
    Lot,
    LotEntry,
    StockDoc,
    StockDocEvent,
    StockDocLine,
    ZoneMessage,
)
from bonded.rules.stock_docs import DocLine, NewDocument
from bonded.services.bulk import check_file, take_bulk, take_over
from bonded.services.inventories import draft_inventory, submit_inventory
from bonded.services.stock_docs import file_document
from enterprises.services.tokens import make_token
from kernel.refusal import Refused
from tests.bonded import bulk_sheets as sheets
from tests.bonded.delivering import apply_for
from tests.bonded.inventory_world import goods, head
from tests.bonded.messages import zone_samples as samples
from tests.office import AT, Office

TABLES: tuple[type[Model], ...] = (
    Inventory, InventoryEvent, InventoryLine, Application, ApplicationLine, StockDoc, StockDocEvent,
    StockDocLine, LedgerItem, LedgerEntry, Lot, LotEntry,
)  # fmt: skip
_NAMED = (Inventory, StockDoc, Application, LedgerItem, Lot)
_LEFT_OUT = {"id", "xid", "actor_id", "created_by_id", "recorded_at"}
ITEM = ITEMS[0]


class InventoryCase(NamedTuple):
    """An inventory and what must come of it."""

    qty: str
    rules: set[str]
    said: dict[str, object] = {}
    line: dict[str, object] = {}


class DocumentCase(NamedTuple):
    """A document of one line under an application for 100, and what must come of it."""

    qty: str
    rules: set[str]
    of_line: str = "1"
    gross: str = "6"


INVENTORIES = {
    "good in": InventoryCase("10", set()),
    "good out": InventoryCase("3", set(), {"direction": "E"}),
    "with a lot": InventoryCase("10", set(), {}, {"lot_no": "L-77"}),
    "more than there is": InventoryCase("99999999", {"STK-08"}, {"direction": "E"}),
    "unknown item": InventoryCase("1", {"INV-10"}, {}, {"no": "NOT-THERE"}),
}
DOCUMENTS = {
    "good": DocumentCase("5", set()),
    "more than is left": DocumentCase("101", {"DOC-08"}),
    "no such line": DocumentCase("5", {"DOC-07"}, of_line="7"),
    "net above gross": DocumentCase("5", {"DOC-10"}, gross="1"),
}


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """The rows of every table; ids by what they stand for, moments left out."""
    names: dict[int, str] = {}
    for model in _NAMED:
        for n, pk in enumerate(model._default_manager.order_by("pk").values_list("pk", flat=True), start=1):
            names[pk] = f"{model.__name__} {n}"
    return {model.__name__: _rows(model, names) for model in TABLES}


def _rows(model: type[Model], names: dict[int, str]) -> list[dict[str, Any]]:
    rows = []
    for row in model._default_manager.all():
        said = {}
        for field in row._meta.concrete_fields:
            name, value = field.attname, getattr(row, field.attname)
            if name in _LEFT_OUT or isinstance(value, datetime):
                continue
            is_id = name.endswith("_id") and isinstance(value, int)
            said[name] = names.get(value, value) if is_id else value
        rows.append(said)
    return sorted(rows, key=repr)


def _after(send: Callable[[], set[str]]) -> tuple[dict[str, list[dict[str, Any]]], set[str]]:
    """The rows after ``send`` and what it was told; then all is undone."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined] # the doors open durable ones inside
    with block:
        said = send()
        rows = snapshot()
        transaction.set_rollback(True)
    return rows, said


def _refusal(act: Callable[[], object]) -> set[str]:
    try:
        act()
    except Refused as refusal:
        return {violation.rule.code for violation in refusal.violations}
    return set()


def _token(office: Office) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token(actor=office.broker, name='twin', at=AT).raw}"}


def _rest(office: Office, path: str, body: dict[str, object]) -> set[str]:
    answer = Client().post(
        f"/api/v1/bonded/{path}", json.dumps(body), content_type="application/json", headers=_token(office)
    )
    assert answer.status_code in (201, 422), answer.content
    return {finding["code"] for finding in answer.json()["findings"]}


def _xml(office: Office, package: str) -> set[str]:
    answer = Client().post(
        "/api/v1/bonded/messages", package.encode(), content_type="text/xml", headers=_token(office)
    )
    assert answer.status_code == 200, answer.content
    findings = ZoneMessage.objects.order_by("-id")[0].findings
    return {code for _path, code, _args in findings}


# --- Inventories ------------------------------------------------------------------------------------


def inventory_by_form(office: Office, case: InventoryCase) -> set[str]:
    """What the page calls: drafted, then handed in."""
    said = {k: v for k, v in case.line.items() if k != "no"}
    line = goods(str(case.line.get("no", ITEM.item_record_no)), case.qty, **said)
    line = line._replace(gcode=ITEM.gcode, unit=ITEM.unit)
    first = head(own_no="TWIN-1", **case.said)

    def act() -> None:
        number = draft_inventory(actor=office.broker, head=first, lines=[line], at=AT)
        submit_inventory(actor=office.broker, number=number, at=AT)

    return _refusal(act)


def inventory_by_rest(office: Office, case: InventoryCase) -> set[str]:
    line = {
        "item_record_no": case.line.get("no", ITEM.item_record_no), "gcode": ITEM.gcode, "unit": ITEM.unit,
        "qty": case.qty, "unit_price": "2.5", "total": str(D(case.qty) * D("2.5")), "origin": "601",
        "gross_kg": case.qty, "net_kg": case.qty, "lot_no": case.line.get("lot_no", ""),
    }  # fmt: skip
    return _rest(office, "inventories", {
        "ems_no": EMS_NO, "own_no": "TWIN-1", "inv_type": "0", "direction": "I", "supv_mode": "5000",
        "traf_mode": "5", "port": "4908", "country": "601", "lines": [line], **case.said,
    })  # fmt: skip


def inventory_by_xml(office: Office, case: InventoryCase) -> set[str]:
    line = samples.goods(
        gdsMtno=str(case.line.get("no", ITEM.item_record_no)), gdecd=ITEM.gcode, dclUnitcd=ITEM.unit,
        dclQty=case.qty, dclTotalAmt=str(D(case.qty) * D("2.5")), grossWt=case.qty, netWt=case.qty,
    )  # fmt: skip
    if "lot_no" in case.line:
        line["lotNo"] = str(case.line["lot_no"])
    said = {"impexpMarkcd": str(case.said.get("direction", "I"))}
    first = samples.inventory(etpsInnerInvtNo="TWIN-1", **said)
    return _xml(office, samples.package("INV101", first, [line]))


@pytest.mark.parametrize("name", INVENTORIES)
def test_an_inventory_leaves_the_same_through_every_door(office, name):
    """Form, REST, INV101."""
    case = INVENTORIES[name]
    rows, said = _after(lambda: inventory_by_form(office, case))
    assert said == case.rules
    for door in (inventory_by_rest, inventory_by_xml):
        door_rows, door_said = _after(lambda door=door: door(office, case))
        assert door_said == said, door.__name__
        for table in rows:
            assert door_rows[table] == rows[table], (door.__name__, table)


# --- In/out documents -------------------------------------------------------------------------------


def document_by_form(office: Office, application: str, case: DocumentCase) -> set[str]:
    line = DocLine(int(case.of_line), D(case.qty), gross_kg=D(case.gross), net_kg=D(5))
    wanted = NewDocument("TWIN-D", (line,))
    return _refusal(
        lambda: file_document(actor=office.broker, at=AT, application_no=application, wanted=wanted)
    )


def document_by_rest(office: Office, application: str, case: DocumentCase) -> set[str]:
    line = {"of_line": int(case.of_line), "qty": case.qty, "gross_kg": case.gross, "net_kg": "5"}
    body = {"application": application, "own_no": "TWIN-D", "lines": [line]}
    return _rest(office, "documents", body)


def document_by_xml(office: Office, application: str, case: DocumentCase) -> set[str]:
    first = {"etpsPreentNo": "TWIN-D", "dclTypecd": "1", "sasDclNo": application}
    line = {"sasStockSeqno": "1", "sasDclSeqno": case.of_line, "dclQty": case.qty}
    line |= {"grossWt": case.gross, "netWt": "5"}
    return _xml(office, samples.package("SAS111", first, [line]))


def document_by_sheet(office: Office, application: str, case: DocumentCase) -> set[str]:
    """Checked first, which writes no paper; then taken over where nothing was found."""
    data = sheets.documents(sheets.line("TWIN-D", case.of_line, case.qty, gross=case.gross))
    number = check_file(
        actor=office.broker, at=AT, kind="documents", target_no=application, name="t.xlsx", data=data
    )
    assert not StockDoc.objects.exists()
    upload = BulkUpload.objects.get(number=number)
    paper = BulkPaper.objects.get(upload=upload)
    if paper.outcome == "good":
        take_over(actor=office.broker, at=AT, number=number, leave_out=False)
        take_bulk(upload.pk, at=AT)
        paper.refresh_from_db()
    return {row[2] for row in paper.findings}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_leaves_the_same_through_every_door(office, name):
    """Form, REST, SAS111, XLSX."""
    case = DOCUMENTS[name]
    application = apply_for(office, lines=((ITEM.item_record_no, "100", "50"),), own_no="TWIN-A").number
    rows, said = _after(lambda: document_by_form(office, application, case))
    assert said == case.rules and bool(rows["StockDoc"]) is not bool(case.rules)
    for door in (document_by_rest, document_by_xml, document_by_sheet):
        door_rows, door_said = _after(lambda door=door: door(office, application, case))
        assert door_said == said, door.__name__
        for table in rows:
            assert door_rows[table] == rows[table], (door.__name__, table)
