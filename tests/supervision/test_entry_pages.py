"""The desk's pages of entry declarations: tabs, buttons for who may, refusals beside their fields."""

import pytest
from django.test import Client

from declarations.facts import EntryState as S
from enterprises.models import User
from kernel import clock
from supervision.selectors.entries import tab_of
from tests.declarations.entries import arrival, declared, fresh, person
from tests.office import AT

pytestmark = pytest.mark.django_db
ACROSS = {"overseas_name": "Milk Ltd", "transport_name": "CZ1", "bill_no": "B1"}


@pytest.fixture(autouse=True)
def _demo(settings, monkeypatch) -> None:
    """Officers without a second factor; the clock of the demo office."""
    settings.PORTAL_DEMO = True
    monkeypatch.setattr(clock, "now", lambda: AT)


def signed_in(name: str) -> Client:
    """An officer in English."""
    user = User.objects.get(email=f"{name}@demo.example")
    User.objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user)
    return client


def test_from_the_queue_to_the_release(office) -> None:
    entry, client = declared(office, arrival(office), **ACROSS), signed_in("officer")
    home = f"/supervision/entries/{entry.pre_no}/"
    assert entry.number in client.get("/supervision/entries/").content.decode()
    assert "Take it under review" in client.get(home).content.decode()
    client.post(f"{home}review/")
    assert tab_of(office.officer, tab="mine").get() == entry
    assert "Release it" in client.get(home).content.decode()
    assert "Release it" not in signed_in("officer2").get(home).content.decode()
    nothing_said = client.post(f"{home}return/", {"reason": ""})
    assert nothing_said.status_code == 422
    assert "id_reason_error" in nothing_said.content.decode()
    assert client.post(f"{home}release/").status_code == 302
    assert fresh(entry).status == S.FINISHED
    late = client.post(f"{home}release/", follow=True)
    assert "status has changed" in late.content.decode()
    assert client.post(f"{home}nonsense/").status_code == 404


def test_payment_and_its_tab(office) -> None:
    entry, client = declared(office), signed_in("officer")
    home = f"/supervision/entries/{entry.pre_no}/"
    client.post(f"{home}review/")
    client.post(f"{home}pass/")
    assert tab_of(office.officer, tab="payment").get() == entry
    refused = client.post(f"{home}pay/", {"receipt_no": "", "paid_on": "2026-05-13"})
    text = refused.content.decode()
    assert refused.status_code == 422 and "id_receipt_no_error" in text and "id_paid_on_error" in text
    assert client.post(f"{home}pay/", {"receipt_no": "R1", "paid_on": "2026-05-12"}).status_code == 302
    assert fresh(entry).status == S.PAID


def test_only_the_desk_of_the_office(office) -> None:
    entry = declared(office)
    home = f"/supervision/entries/{entry.pre_no}/"
    assert signed_in("airport").get(home).status_code == 200  # 4908 lies above 4921
    assert signed_in("gate").get(home).status_code == 403
    assert signed_in("broker").get(home).status_code == 403
    inspector = signed_in("inspector").post(f"{home}review/")
    assert inspector.status_code == 422
    assert fresh(entry).status == S.DECLARED
    assert tab_of(person("officer"), tab="waiting").get() == entry
