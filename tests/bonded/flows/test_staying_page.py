"""The button on the page of a document whose goods are outside, and what the pages name of its lots."""

from django.test import Client
from django.urls import reverse

from bonded.models import Inventory, StockDoc
from enterprises.models import User
from tests.bonded.delivering import apply_for, deliver
from tests.bonded.flows.walking import carry
from tests.office import Office

RICE = "RICE-250"


def test_what_stays_outside_is_drafted_with_one_button(client: Client, office: Office) -> None:
    """Shown while goods are outside, gone once they are in a declaration; the draft opens for its prices."""
    row = apply_for(office, "E", days=61, lines=((RICE, "100", "50"),))
    out = deliver(office, row, (1, "10"))
    page = reverse("bonded:stock_doc", args=[out.number])
    act = reverse("bonded:stock_doc_act", args=[out.number, "stay"])
    client.force_login(User.objects.get(email="broker@demo.example"))
    before = client.get(page).content.decode()
    assert act not in before
    # The lot that the line took is named before it leaves: 10, not stated.
    assert reverse("bonded:item", args=["T4921W000001", RICE]) in before
    assert client.get(page).context["lots_taken"] == [(1, RICE, "", None, 10)]
    carry(office.broker, out, kind="4")
    assert act in client.get(page).content.decode()

    answer = client.post(act)
    inventory = Inventory.objects.get()
    assert answer.headers["Location"] == reverse("bonded:batch_confirm", args=[inventory.number])
    assert client.get(answer.headers["Location"]).status_code == 200
    after = client.get(page).content.decode()
    assert act not in after and inventory.number in after
    refused = client.post(act)
    assert refused.status_code == 422 and Inventory.objects.count() == 1
    assert StockDoc.objects.get().inventory_id == inventory.pk
    assert client.get(reverse("bonded:inventory", args=[inventory.number])).status_code == 200

    client.force_login(User.objects.get(email="shop@demo.example"))
    assert client.post(act).status_code == 404
