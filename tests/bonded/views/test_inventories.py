"""Pages of inventories: filing with the form, the page with its axes, deciding, filters, fixed queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bonded.models import Inventory
from bonded.rules import flow
from bonded.services import inventories as services
from enterprises.models import User
from tests.bonded.inventory_world import EMS, FIRST, SECOND, dishonest, filed, fresh, goods, head, ride
from tests.office import AT

URL = "/bonded/inventories/"


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


def typed(**said: str) -> dict[str, str]:
    values = {
        "do": "keep", "rows": "3", "ems_no": EMS, "own_no": "WEB-1", "inv_type": "0", "direction": "I",
        "supv_mode": "5000", "traf_mode": "5", "port": "4908", "country": "601",
        "lines-0-item_record_no": FIRST.item_record_no, "lines-0-qty": "10", "lines-0-unit_price": "2.5",
        "lines-0-origin": "601", "lines-0-best_before": "2027-05-01", "lines-0-lot_no": "L9",
        "lines-2-item_record_no": SECOND.item_record_no, "lines-2-qty": "4", "lines-2-unit_price": "1.25",
        "lines-2-origin": "601",
    }  # fmt: skip
    return values | said


def test_a_firm_files_with_the_form_and_empty_rows_are_left_out(office, sign_in):
    client = sign_in("broker")
    assert client.get(f"{URL}new/").status_code == 200
    answer = client.post(f"{URL}new/", typed(do="submit"))
    row = Inventory.objects.get(own_no="WEB-1")
    assert (answer.status_code, answer.url) == (302, f"{URL}{row.number}/")
    assert row.status == flow.APPROVED
    lines = list(row.lines.values_list("seq", "qty", "total", "lot_no", "best_before", "entry_line"))
    assert lines == [(1, 10, 25, "L9", date(2027, 5, 1), 1), (2, 4, 5, "", None, 2)]
    page = client.get(answer.url).content.decode()
    assert "WEB-1" in page
    assert "axes-row" in page


def test_what_cannot_be_read_or_kept_is_said_at_its_field_and_nothing_is_lost(office, sign_in):
    client = sign_in("broker")
    answer = client.post(f"{URL}new/", typed(**{"lines-0-qty": "many", "lines-2-qty": ""}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="many"' in text
    assert 'href="#id_lines-0-qty"' in text
    assert 'href="#id_lines-2-qty"' in text
    answer = client.post(f"{URL}new/", typed(**{"lines-2-item_record_no": "NO-SUCH"}))
    assert answer.status_code == 422
    assert 'href="#id_lines-2-item_record_no"' in answer.content.decode()
    assert not Inventory.objects.exists()


def test_more_rows_keep_what_was_typed(office, sign_in):
    answer = sign_in("broker").post(f"{URL}new/", typed(do="more", **{"lines-0-qty": "many"}))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="rows" value="8"' in text
    assert 'value="many"' in text


def test_a_draft_that_cannot_be_handed_in_is_kept_and_says_why(office, sign_in):
    client = sign_in("broker")
    answer = client.post(f"{URL}new/", typed(do="submit", country=""))
    row = Inventory.objects.get(own_no="WEB-1")
    assert (answer.status_code, row.status) == (422, flow.DRAFT)
    assert row.number in answer.content.decode()
    assert client.get(f"{URL}{row.number}/edit/").status_code == 200
    answer = client.post(f"{URL}{row.number}/edit/", typed(do="submit"))
    assert answer.status_code == 302
    assert fresh(row).status == flow.APPROVED
    assert client.get(f"{URL}{row.number}/edit/").status_code == 302


def test_the_firm_deletes_with_a_reason(office, sign_in):
    row = filed(office.broker, head())
    client = sign_in("broker")
    assert client.post(f"{URL}{row.number}/void/", {"reason": ""}).status_code == 422
    assert client.post(f"{URL}{row.number}/void/", {"reason": "客户取消"}).status_code == 302
    assert fresh(row).status == flow.VOID
    assert client.post(f"{URL}{row.number}/void/", {"reason": "客户取消"}).status_code == 422


def test_an_officer_decides_what_waits(office, sign_in):
    dishonest(office.broker.firm_id)
    row, other = filed(office.broker, head()), filed(office.broker, head())
    client = sign_in("officer")
    assert row.number in client.get(URL, {"status": str(flow.SUBMITTED)}).content.decode()
    assert client.post(f"{URL}{row.number}/approve/").status_code == 302
    assert client.post(f"{URL}{row.number}/approve/").status_code == 422
    assert client.post(f"{URL}{other.number}/refuse/", {"reason": "规格不完整"}).status_code == 302
    assert (fresh(row).status, fresh(other).status) == (flow.APPROVED, flow.REFUSED)
    assert sign_in("broker").post(f"{URL}{row.number}/approve/").status_code == 422


def test_strangers_and_other_offices_find_nothing(office, sign_in):
    row = filed(office.broker, head())
    client = sign_in("shop")
    assert client.get(f"{URL}{row.number}/").status_code == 404
    assert row.number not in client.get(URL).content.decode()
    Inventory.objects.update(office="4916")
    assert sign_in("officer").get(f"{URL}{row.number}/").status_code == 404


def test_the_list_is_narrowed_by_axes_and_words(office, sign_in):
    one, two = filed(office.broker, head(own_no="ALPHA")), filed(office.broker, head(own_no="BETA"))
    ride(one)
    client = sign_in("officer")

    def found(**query: str) -> set[str]:
        page = client.get(URL, query).content.decode()
        return {row.own_no for row in (one, two) if row.number in page}

    assert found() == {"ALPHA", "BETA"}
    assert found(gate="3") == {"ALPHA"}
    assert found(booking="1") == {"ALPHA", "BETA"}
    assert found(entry="1") == set()
    assert found(q="BETA") == {"BETA"}
    assert found(direction="E") == set()


def test_the_list_asks_the_same_number_of_queries_for_three_and_thirty(office, sign_in):
    client = sign_in("broker")
    counts = []
    for many in (3, 27):
        for _n in range(many):
            services.draft_inventory(actor=office.broker, head=head(), lines=[goods()], at=AT)
        client.get(URL)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(URL).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_approved_inventory_leads_to_its_declaration_and_its_gate_pass(office, sign_in):
    row, client = filed(office.broker, head()), sign_in("broker")
    page, declare = f"{URL}{row.number}/", f"/declarations/entries/from/{row.number}/"
    apply = f"/bonded/passes/new/?paper={row.number}"
    text = client.get(page).content.decode()
    assert declare in text and apply in text
    # From abroad the pass is one of the first line.
    assert '<option value="2" selected' in client.get(apply).content.decode()
    made = client.post(declare)
    assert made.url.endswith("/edit/")
    assert f"{client.post(declare).url}edit/" == made.url
    ride(row, share="0.5")
    assert apply in client.get(page).content.decode()
    ride(row, share="0.5")
    assert apply not in client.get(page).content.decode()
    text = sign_in("officer").get(page).content.decode()
    assert declare not in text and apply not in text


def test_what_is_not_declared_and_not_approved_leads_nowhere(office, sign_in):
    first = head(
        direction="E", by_partner=True, partner_code="430166A001", partner_name="买方", traf_mode="9"
    )
    theirs, client = filed(office.broker, first), sign_in("broker")
    assert "/entries/from/" not in client.get(f"{URL}{theirs.number}/").content.decode()
    client.post(f"{URL}new/", typed(own_no="DRAFT-1"))
    draft = Inventory.objects.get(own_no="DRAFT-1")
    text = client.get(f"{URL}{draft.number}/").content.decode()
    assert "/entries/from/" not in text and "/passes/new/" not in text
