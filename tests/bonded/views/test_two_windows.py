"""Two people change one draft: the second is told, nothing is overwritten, nothing typed is lost."""

import pytest
from django.urls import reverse

from bonded.models import Application, Inventory, StockDoc
from bonded.rules import flow
from enterprises.models import User
from kernel import clock
from tests.bonded.delivering import apply_for, deliver
from tests.bonded.inventory_world import EMS, FIRST
from tests.office import AT

INVENTORY = {
    "do": "keep", "rows": "1", "ems_no": EMS, "own_no": "WEB-1", "inv_type": "0", "direction": "I",
    "supv_mode": "5000", "traf_mode": "5", "port": "4908", "country": "601", "bill_no": "FIRST",
    "lines-0-item_record_no": FIRST.item_record_no, "lines-0-qty": "10", "lines-0-unit_price": "2.5",
    "lines-0-origin": "601", "lines-0-best_before": "2027-05-01", "lines-0-lot_no": "L9",
}  # fmt: skip


@pytest.fixture
def office(office_stage, db):
    return office_stage()


@pytest.fixture
def signed_in(office, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    client.force_login(User.objects.get(email="broker@demo.example"))
    return client


def told(answer, *, words: str) -> None:
    """The page shows what was typed and why it is not kept."""
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text and "他人作了修改" in text


def test_an_inventory(signed_in):
    signed_in.post(reverse("bonded:inventory_new"), INVENTORY)
    number = Inventory.objects.get(own_no="WEB-1").number
    url = reverse("bonded:inventory_edit", args=[number])
    seen = signed_in.get(url).context["filing"].head_form["seen"].value()
    assert signed_in.post(url, {**INVENTORY, "seen": seen, "bill_no": "MINE"}).status_code == 302
    late = signed_in.post(url, {**INVENTORY, "seen": seen, "bill_no": "THEIRS"})
    told(late, words="THEIRS")
    assert Inventory.objects.get(number=number).bill_no == "MINE"
    knowing = late.context["filing"].head_form["seen"].value()
    assert signed_in.post(url, {**INVENTORY, "seen": knowing, "bill_no": "THEIRS"}).status_code == 302
    assert Inventory.objects.get(number=number).bill_no == "THEIRS"


def test_an_application(office, signed_in):
    row = apply_for(office, at=AT, submit=False)
    url = reverse("bonded:application_edit", args=[row.number])
    form = signed_in.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert signed_in.post(url, {**shown, "partner_name": "MINE"}).status_code == 302
    late = signed_in.post(url, {**shown, "partner_name": "THEIRS"})
    told(late, words="THEIRS")
    assert Application.objects.get(pk=row.pk).partner_name == "MINE"
    knowing = late.context["form"]["seen"].value()
    assert signed_in.post(url, {**shown, "partner_name": "THEIRS", "seen": knowing}).status_code == 302


def test_a_document(office, signed_in):
    doc = deliver(office, apply_for(office, at=AT), at=AT, submit=False)
    url = reverse("bonded:stock_doc_edit", args=[doc.number])
    seen = signed_in.get(url).context["form"]["seen"].value()
    typed = {"own_no": doc.own_no, "seen": seen}
    assert signed_in.post(url, {**typed, "qty_1": "7"}).status_code == 302
    told(signed_in.post(url, {**typed, "qty_1": "8"}), words='value="8"')
    row = StockDoc.objects.get(pk=doc.pk)
    assert (row.lines.get().qty, row.status) == (7, flow.DRAFT)
    assert row.lines.get().application_line.claimed_qty == 7
