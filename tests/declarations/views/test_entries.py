"""Pages of entry declarations: the firm's list, form, notice; strangers; what was typed; query counts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations.facts import EntryState as S
from declarations.models import EntryDeclaration
from kernel import clock
from tests.declarations.entries import arrival, declared, drafted, fresh, home_sale
from tests.office import AT, stranger

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "1", "supv_mode": "0110", "traf_mode": "Y", "port": "4921", "country": "142",
    "trade_country": "142", "consignee_code": "430168A004", "consignee_name": "买方", "owner_name": "买方",
    "terms": "1", "packages": "2", "gross_kg": "12", "net_kg": "10", "pay_mode": "first",
    "line-1-total": "1000", "line-1-qty1": "10", "line-1-origin": "601",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    """The pages' clock stands at the time of the demo office."""
    monkeypatch.setattr(clock, "now", lambda: AT)


def page(client, name: str, status: int = 200) -> str:
    """A page as text."""
    answer = client.get(name)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_from_the_inventory_to_an_accepted_declaration(office, browser) -> None:
    row, client = home_sale(office), browser("broker")
    assert row.number in page(client, "/declarations/entries/")
    made = client.post(f"/declarations/entries/from/{row.number}/")
    entry = EntryDeclaration.objects.get()
    assert made.url == f"/declarations/entries/{entry.pre_no}/edit/"
    assert "1901109000" in page(client, made.url)
    answer = client.post(made.url, {**TYPED, "act": "declare"})
    assert answer.url == f"/declarations/entries/{entry.pre_no}/"
    entry = fresh(entry)
    assert (entry.status, entry.tax_fen) == (S.DECLARED, 29950)
    shown = page(client, answer.url)
    assert entry.number in shown and "150.00" in shown and "149.50" in shown
    assert "2026-05-27" in page(client, f"/declarations/entries/{entry.pre_no}/notice/")


def test_what_was_typed_survives_and_each_field_says_what_is_wrong(office, browser) -> None:
    row, client = home_sale(office), browser("broker")
    client.post(f"/declarations/entries/from/{row.number}/")
    entry = EntryDeclaration.objects.get()
    edit = f"/declarations/entries/{entry.pre_no}/edit/"
    answer = client.post(
        edit, {**TYPED, "packages": "", "marks": "N/M 17", "line-1-qty1": "", "act": "declare"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "id_packages_error" in text and "id_line-1-qty1_error" in text
    assert "N/M 17" in text
    assert (fresh(entry).marks, fresh(entry).status) == ("N/M 17", S.DRAFT)
    spoilt = client.post(edit, {**TYPED, "gross_kg": "many", "act": "save"})
    assert spoilt.status_code == 422 and "many" in spoilt.content.decode()
    assert client.post(edit, {**TYPED, "act": "save"}).status_code == 302


def test_a_declared_one_is_no_form_any_more(office, browser) -> None:
    entry, client = declared(office), browser("broker")
    answer = client.get(f"/declarations/entries/{entry.pre_no}/edit/")
    assert answer.url == f"/declarations/entries/{entry.pre_no}/"
    assert (
        client.post(
            f"/declarations/entries/{entry.pre_no}/ask/", {"wish": "correct", "reason": ""}
        ).status_code
        == 422
    )
    asked = client.post(
        f"/declarations/entries/{entry.pre_no}/ask/", {"wish": "correct", "reason": "件数有误"}
    )
    assert asked.status_code == 302
    assert fresh(entry).asked == "correct"
    gone = client.post(f"/declarations/entries/{entry.pre_no}/withdraw/", {"reason": "不再进口"})
    assert gone.status_code == 302 and fresh(entry).status == S.WITHDRAWN


def test_strangers_find_nothing(office, browser) -> None:
    entry, row = declared(office), arrival(office)
    stranger(7, kind="declarant", code="621")
    client = browser("pay")
    assert client.get(f"/declarations/entries/{entry.pre_no}/").status_code == 404
    assert client.get(f"/declarations/entries/{entry.pre_no}/notice/").status_code == 404
    assert (
        client.post(f"/declarations/entries/{entry.pre_no}/withdraw/", {"reason": "四个字啊"}).status_code
        == 404
    )
    assert client.post(f"/declarations/entries/from/{row.number}/").status_code == 404
    assert fresh(entry).status == S.DECLARED


def test_filters_and_empty_states(office, browser) -> None:
    client = browser("broker")
    assert "No entry declarations yet" in page(client, "/declarations/entries/")
    entry = drafted(office, home_sale(office))
    assert entry.pre_no in page(client, f"/declarations/entries/?q={entry.inventory_no}&status=10&kind=1")
    assert "Nothing found" in page(client, "/declarations/entries/?status=70")


@pytest.mark.parametrize("path", ["/declarations/entries/", "/supervision/entries/?tab=all"])
def test_the_lists_cost_the_same_for_any_number(office, browser, path: str) -> None:
    """At three rows and at thirty."""
    client = browser("officer" if "supervision" in path else "broker")
    counts = []
    for many in (3, 27):
        for _ in range(many):
            entry = drafted(office, home_sale(office, qty="1", total="100"))
            EntryDeclaration.objects.filter(pk=entry.pk).update(round=1, reviewer_id=office.officer.user_id)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
