"""Every receipt the portal really sends is valid by the official schema."""

from pathlib import Path

import pytest
from lxml import etree

from declarations.facts import ListMove
from declarations.messages.receipts import receipts_document
from declarations.models import ListState, Receipt
from declarations.rules import flow
from declarations.services.receive import receive_messages
from declarations.services.steps import move_lists
from kernel.orm.tx import intention
from tests.office import AT, changed, purchase, send
from tests.shared_data import SHARED

pytestmark = pytest.mark.skipif(SHARED is None, reason="the official schema (../shared) is not here")


def schema() -> etree.XMLSchema:
    """The official import schema of 2018."""
    return etree.XMLSchema(etree.parse(str(Path(SHARED) / "data/ceb/xsd_2018/import_business_node.xsd")))


def test_receipts_of_every_kind_validate(office):
    """Taken, waiting, accepted, rejected, released, refused, not served and unreadable."""
    one = purchase(1)
    head = {name: value for name, value in one.lst[0].items() if name != "copNo"}
    send(office, one._replace(lst=(head, one.lst[1])), codes=["621", "311", "411", "511"])
    send(office, changed(purchase(2), "411", amountPaid="1"))
    send(office, changed(purchase(3), "311", acturalPaid="1"), codes=["311"])
    receive_messages([b"<broken", b""], actor=office.shop, channel="api", at=AT)
    accepted = ListState.objects.get(status=flow.ACCEPTED).pk
    with intention():
        move_lists([ListMove(accepted, "review", flow.ACCEPTED)], at=AT, actor_id=None)
        move_lists([ListMove(accepted, "reject", flow.REVIEW, "单证不符" * 300)], at=AT, actor_id=None)
    rows = [(row.code, row.elements) for row in Receipt.objects.order_by("id")]
    assert {code for code, _ in rows} == {"312", "412", "512", "622", "900"}
    official = schema()
    for child in etree.fromstring(receipts_document(rows, after="")):
        official.assertValid(etree.fromstring(etree.tostring(child)))
