"""Lists and one list: who sees what of them, masked, polled, with the reasons; and how much they ask."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bonded.demo import EMS_NO
from bonded.services.gathering_parcels import gather_parcels
from declarations.facts import ListMove
from declarations.models import ImportList, ListState, Receipt
from declarations.rules import flow
from declarations.selectors.overview import Awaited, waits_of
from declarations.services.steps import move_lists
from enterprises.models import PersonalDataView
from kernel.orm.tx import intention
from tests.office import AT, changed, purchase, send

LISTS = reverse("declarations:lists")


def text(response):
    return response.content.decode()


def url_of(lst, name="list"):
    return reverse(f"declarations:{name}", args=[lst.pre_no])


def only_list():
    return ImportList.objects.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Filed by us", "Rejected by customs")), ("zh-hans", ("本企业申报", "海关退单"))],
)
def test_the_firm_sees_its_lists_in_both_languages(office, browser, language, words):
    send(office, changed(purchase(1), "621", freight="99"))
    page = text(browser("broker", language=language).get(LISTS))
    assert only_list().pre_no in page
    for word in words:
        assert word in page


def test_an_empty_page_says_what_to_do(office, browser):
    page = text(browser("broker").get(LISTS))
    assert "No import lists yet" in page and reverse("declarations:new") in page
    assert "No lists over your documents yet" in text(browser("pay").get(LISTS))
    assert "Nothing found" in text(browser("broker").get(LISTS, {"q": "no such number"}))


def test_filters_narrow_and_nonsense_does_not_break(office, browser):
    send(office, purchase(1))
    send(office, changed(purchase(2, mode="9610"), "621", freight="99"))
    first, second = ImportList.objects.order_by("id")
    client = browser("broker")
    for query, found in (
        ({"status": "100"}, [second]),
        ({"status": "120"}, [first]),
        ({"mode": "9610"}, [second]),
        ({"q": first.order_no}, [first]),
        ({"q": second.pre_no}, [second]),
        ({"q": first.logistics_no, "status": "100"}, []),
        ({"status": "no status", "mode": "0", "q": "\0", "after": "%%"}, [first, second]),
    ):
        page = text(client.get(LISTS, query))
        assert [lst for lst in (first, second) if url_of(lst) in page] == found, query


def test_a_waiting_list_says_what_is_missing_from_whom_and_until_when(office, browser):
    send(office, purchase(1), codes=["621", "311"])
    lst, client = only_list(), browser("broker")
    for page in (text(client.get(LISTS)), text(client.get(url_of(lst)))):
        assert "湘江速运有限公司" in page
        assert "星沙支付有限公司" not in page, "which payment firm the shop uses stands in the shop's order"
        assert "2026-05-13 10:30" in page, "24 hours after it came, in Shanghai"
    assert "Waiting for documents" in text(client.get(url_of(lst)))
    assert "from the payment firm named in the order" in text(client.get(url_of(lst)))


def test_the_payment_firm_is_named_to_whoever_may_read_the_order(office):
    send(office, purchase(1), codes=["621", "511", "311"])
    states = list(ListState.objects.all())
    named = Awaited("payment", "星沙支付有限公司", "430166A002")
    for actor in (office.shop, office.officer):
        assert waits_of(states, actor=actor)[states[0].pk].documents == (named,)
    assert waits_of(states, actor=office.broker)[states[0].pk].documents == (
        Awaited("payment", "", "", is_named=True),
    )


def test_pages_have_fifty_rows_and_ask_as_much_for_sixty_as_for_one(office, browser):
    client = browser("broker")
    send(office, purchase(1), codes=["621"])
    counts = []
    for more in (0, 60):
        for serial in range(100, 100 + more):
            send(office, purchase(serial), codes=["621"])
        client.get(LISTS)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(LISTS)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert text(page).count("row-link") == 50
    after = page.context["page"].next_cursor
    assert text(client.get(LISTS, {"after": after})).count("row-link") == 11


def test_a_stranger_does_not_learn_that_a_list_exists(office, browser):
    """The carrier has nothing to do with a list whose waybill is somebody else's."""
    one = changed(purchase(1), "621", logisticsCode="430166A099")
    send(office, one, codes=["311", "411", "621"])
    lst, client = only_list(), browser("express")
    for response in (
        client.get(url_of(lst)),
        client.post(url_of(lst, "list_reveal"), {"document": "list", "reason": "because I am curious"}),
        client.post(url_of(lst, "correct")),
    ):
        assert response.status_code in (403, 404) and lst.order_no not in text(response)
    assert client.get(url_of(lst)).status_code == 404
    assert lst.pre_no not in text(client.get(LISTS))
    assert PersonalDataView.objects.count() == 0
    assert browser("officer").get(url_of(lst)).status_code == 200


def test_of_another_firms_document_only_the_names_of_what_differs_are_shown(office, browser):
    """A payment and a telephone differ: each firm sees its own value, never the other's."""
    one = changed(purchase(4), "411", amountPaid="7.77")
    one = changed(one, "621", buyerTelephone="13999998888")
    send(office, one)
    lst = only_list()
    paid, phone = one.order[0]["acturalPaid"], one.order[0]["buyerTelephone"]
    pages = {who: text(browser(who).get(url_of(lst))) for who in ("shop", "pay", "broker", "express")}

    assert "7.77" in pages["pay"] and "acturalPaid" in pages["pay"] and "amountPaid" in pages["pay"]
    assert f">{paid}<" not in pages["pay"] and paid + ".00" not in pages["pay"]
    assert f">{paid}<" in pages["shop"] and "amountPaid" in pages["shop"]
    assert "7.77" not in pages["shop"] and "7.77" not in pages["broker"]
    assert "buyerTelephone" in pages["broker"] and phone not in pages["broker"]
    for who in ("shop", "pay", "express"):
        assert "13999998888" not in pages[who] and "139****8888" not in pages[who], who
        assert lst.cop_no not in pages[who] and lst.ems_no not in pages[who], who
    assert "MAT-01" in pages["broker"] and "MAT-01" in pages["shop"] and "MAT-01" in pages["pay"]
    assert "MAT-" not in pages["express"], "the carrier's waybill agrees; it learns the status only"
    assert "Rejected by customs" in pages["express"]
    assert "MAT-08" not in pages["pay"], (
        "what differs between order and list is not the payment firm's business"
    )


def test_numbers_of_the_list_do_not_leak_through_sentences(office, browser):
    """The order has one line, the list two: the shop learns that it differs, not how many the list has."""
    one, two = purchase(4), purchase(4, lines=2)
    one = one._replace(lst=(one.lst[0], two.lst[1]))
    send(office, one)
    page = text(browser("shop").get(url_of(only_list())))
    assert "MAT-05" in page and "has 2 lines" not in page
    assert "has 2 lines" in text(browser("broker").get(url_of(only_list())))


def test_lists_over_our_documents_tell_number_and_status_only(office, browser):
    send(office, purchase(1))
    lst, client = only_list(), browser("pay")
    page = text(client.get(LISTS, {"tab": "others"}))
    assert lst.pre_no in page and lst.order_no in page and "120" in page
    value = f"{Decimal(ListState.objects.get().value_fen) / 100:,.2f}"
    for hidden in (value, lst.logistics_no, "营养米粉", "维生素"):
        assert hidden not in page
    assert lst.pre_no not in text(client.get(LISTS, {"tab": "mine"}))
    assert lst.pre_no in text(
        client.get(LISTS, {"tab": "others", "q": lst.order_no, "status": "120", "mode": "1210"})
    )
    assert lst.pre_no not in text(client.get(LISTS, {"tab": "others", "q": lst.cop_no}))
    assert lst.pre_no not in text(client.get(LISTS, {"tab": "others", "status": "100"}))


def test_personal_values_are_masked_and_shown_once_for_a_recorded_reason(office, browser):
    one = purchase(1)
    send(office, one)
    lst, head, client = only_list(), one.lst[0], browser("broker")
    personal = [head[name] for name in ("buyerName", "buyerIdNumber", "buyerTelephone", "consigneeAddress")]
    masked = text(client.get(url_of(lst)))
    assert not [value for value in personal if value in masked]
    assert f"{head['buyerIdNumber'][:6]}********{head['buyerIdNumber'][-4:]}" in masked

    url = url_of(lst, "list_reveal")
    refused = client.post(url, {"document": "list", "reason": "x"})
    assert refused.status_code == 422 and "at least five characters" in text(refused)
    assert (
        not [value for value in personal if value in text(refused)] and PersonalDataView.objects.count() == 0
    )

    shown = client.post(url, {"document": "list", "reason": "the buyer asked us to check"})
    assert [value for value in personal if value not in text(shown)] == []
    assert "no-store" in shown.headers["Cache-Control"]
    view = PersonalDataView.objects.get()
    assert (view.subject, view.reason) == (f"list {lst.pre_no}", "the buyer asked us to check")
    assert not [value for value in personal if value in text(client.get(url_of(lst)))], "once"


@pytest.mark.parametrize("document", ["order", "payment", "waybill", "nothing", ""])
def test_another_firms_document_is_never_revealed(office, browser, document):
    send(office, purchase(1))
    answer = browser("broker").post(
        url_of(only_list(), "list_reveal"), {"document": document, "reason": "let me see"}
    )
    assert answer.status_code == 404 and PersonalDataView.objects.count() == 0


def test_the_page_looks_again_while_the_status_may_still_change(office, browser):
    one, client = purchase(1), browser("broker")
    send(office, one, codes=["621"])
    lst = only_list()
    page = client.get(url_of(lst))
    assert 'hx-trigger="every 1s"' in text(page)
    token = page.context["token"]
    assert client.get(url_of(lst), {"seen": token}).status_code == 204
    send(office, one, codes=["511"])
    changed_page = client.get(url_of(lst), {"seen": token})
    assert changed_page.status_code == 200 and "data-announce" in text(changed_page)
    send(office, one, codes=["311", "411"])
    assert ListState.objects.get().status == flow.ACCEPTED
    with intention():
        move_lists([ListMove(lst.pk, "release", flow.ACCEPTED)], at=AT + timedelta(minutes=1), actor_id=None)
    final = text(client.get(url_of(lst)))
    assert "every 1s" not in final and "Released" in final


def test_an_accepted_list_shows_tax_receipts_and_that_it_is_not_signed(office, browser):
    send(office, purchase(1, lines=2))
    lst, client = only_list(), browser("broker")
    page = text(client.get(url_of(lst)))
    assert "766.00" in page and "69.706" in page and "not signed: the token or session authenticated" in page
    assert "[Code:1800;Desc:" in page and "Correct and file again" not in page
    receipt = Receipt.objects.filter(code="622").order_by("-id")[0]
    shown = text(client.get(reverse("declarations:receipt", args=[receipt.pk])))
    assert "CEB622Message" in shown and lst.pre_no in shown
    file = client.get(reverse("declarations:receipt", args=[receipt.pk]), {"as": "file"})
    assert (
        file.headers["Content-Type"] == "application/xml"
        and "attachment" in file.headers["Content-Disposition"]
    )
    assert browser("shop").get(reverse("declarations:receipt", args=[receipt.pk])).status_code == 404


def test_a_rejected_list_offers_its_correction_to_its_firm_only(office, browser):
    send(office, changed(purchase(4), "621", freight="99"))
    lst = only_list()
    assert "Correct and file again" in text(browser("broker").get(url_of(lst)))
    for who in ("shop", "officer"):
        assert "Correct and file again" not in text(browser(who).get(url_of(lst))), who


def test_an_older_version_leads_to_the_newer_one_and_is_not_corrected(office, browser):
    one = purchase(4)
    send(office, changed(one, "621", freight="99"))
    send(office, changed(one, "621", guid="A1" + one.lst[0]["guid"][2:]), codes=["621"])
    old, new = ImportList.objects.order_by("id")
    page = text(browser("broker").get(url_of(old)))
    assert url_of(new) in page and "Correct and file again" not in page


def test_findings_lead_to_fields_that_stand_on_the_page(office, browser):
    send(office, changed(purchase(4), "621", freight="99"))
    page = text(browser("broker").get(url_of(only_list())))
    findings = page[page.index('id="findings"') : page.index('id="documents"')]
    targets = [part.split('"')[0] for part in findings.split('href="#')[1:]]
    assert "v-list-freight" in targets
    for target in targets:
        assert f'id="{target}"' in page


def test_the_home_panel_counts_and_puts_first_what_needs_action(office, browser):
    send(office, changed(purchase(1), "621", freight="99"))
    send(office, purchase(2), codes=["621"])
    rejected, waiting = ImportList.objects.order_by("id")
    url = reverse("declarations:home_panel")
    own = text(browser("broker").get(url, {"kind": "declarant"}))
    assert (
        own.index(rejected.pre_no) < own.index(waiting.pre_no) and "status=100" in own and "status=3" in own
    )
    others = text(browser("pay").get(url, {"kind": "payment"}))
    assert (
        "Import lists over your documents" in others and "status=100" in others and "status=3" not in others
    )
    assert "Nothing on its way" in text(browser("pay").get(url, {"kind": "declarant"}))


def test_a_released_list_says_where_its_goods_are(office, browser):
    send(office, purchase(1))
    lst = only_list()
    assert "Where the goods are" not in text(browser("broker").get(url_of(lst)))
    with intention():
        move_lists([ListMove(lst.pk, "release", flow.ACCEPTED)], at=AT, actor_id=None)
    for name in ("broker", "shop"):
        page = text(browser(name).get(url_of(lst)))
        assert "Where the goods are" in page and "Released, in the zone" in page
    made = gather_parcels(actor=office.broker, ems_no=EMS_NO, pre_nos=[lst.pre_no], at=AT)
    page = text(browser("broker").get(url_of(lst)))
    assert "In a CBEC inventory" in page and made.number in page
    # The inventory is the zone operator's and of no other firm.
    page = text(browser("shop").get(url_of(lst)))
    assert "In a CBEC inventory" in page and made.number not in page
