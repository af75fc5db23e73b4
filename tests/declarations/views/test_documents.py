"""Documents, messages and receipts of a firm: its own only, masked, with the list they belong to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations.models import ImportList, InboxMessage, Order, Payment, Receipt
from declarations.services.receive import receive_messages
from enterprises.models import PersonalDataView
from tests.office import AT, changed, purchase, raw, send


def text(response):
    return response.content.decode()


def payment_url(one):
    head = one.payment[0]
    return reverse("declarations:payment", args=[head["payCode"], head["payTransactionId"]])


def test_each_firm_is_led_to_what_it_sends(office, browser):
    for who, page in (("shop", "orders"), ("pay", "payments"), ("express", "waybills"), ("broker", "orders")):
        assert browser(who).get(reverse("declarations:documents")).url == reverse(f"declarations:{page}")


@pytest.mark.parametrize(
    ("who", "page", "column"),
    [
        ("shop", "orders", "order_no"),
        ("pay", "payments", "pay_transaction_id"),
        ("express", "waybills", "logistics_no"),
    ],
)
def test_documents_stand_with_the_list_they_belong_to(office, browser, who, page, column):
    send(office, purchase(1))
    send(office, purchase(2), codes=["311", "411", "511"])
    shown = text(browser(who).get(reverse(f"declarations:{page}")))
    assert ImportList.objects.get().pre_no in shown and "not filed yet" in shown
    for other in {"shop", "pay", "express"} - {who}:
        assert ImportList.objects.get().pre_no not in text(
            browser(other).get(reverse(f"declarations:{page}"))
        )


def test_search_and_nothing_found(office, browser):
    one, two = purchase(1), purchase(2)
    send(office, one), send(office, two)
    client, url = browser("pay"), reverse("declarations:payments")
    found = text(client.get(url, {"q": one.payment[0]["orderNo"]}))
    assert payment_url(one) in found and payment_url(two) not in found
    assert "Nothing found" in text(client.get(url, {"q": "nothing"}))
    assert "No documents yet" in text(client.get(reverse("declarations:orders")))


def test_a_document_page_is_masked_and_shows_what_its_list_found(office, browser):
    one = changed(purchase(4), "411", amountPaid="7.77")
    send(office, one)
    page = text(browser("pay").get(payment_url(one)))
    head = one.payment[0]
    assert "MAT-01" in page and "7.77" in page and "Rejected by customs" in page
    assert head["payerName"] not in page and head["payerIdNumber"] not in page
    assert f">{one.order[0]['acturalPaid']}<" not in page
    for who in ("shop", "broker", "officer"):
        assert browser(who).get(payment_url(one)).status_code == 404, who


def test_showing_a_document_in_full_is_recorded(office, browser):
    one, client = purchase(1), browser("pay")
    send(office, one)
    head = one.payment[0]
    no = client.post(payment_url(one), {"reason": "  "})
    assert (
        no.status_code == 422 and head["payerName"] not in text(no) and PersonalDataView.objects.count() == 0
    )
    page = text(client.post(payment_url(one), {"reason": "the payer asked"}))
    assert head["payerName"] in page and head["payerIdNumber"] in page
    assert PersonalDataView.objects.get().subject == f"payment {head['payCode']} {head['payTransactionId']}"


def test_a_number_with_slashes_has_a_page_too(office, browser):
    one = changed(purchase(1), "411", payTransactionId="A/B?c#d")
    send(office, one, codes=["411"])
    assert Payment.objects.get().pay_transaction_id == "A/B?c#d"
    assert browser("pay").get(payment_url(one)).status_code == 200


def test_a_corrected_document_shows_its_newest_version(office, browser):
    one = purchase(1)
    send(office, one, codes=["311"])
    send(office, changed(one, "311", appType="2", ebpName="新名字"), codes=["311"])
    assert Order.objects.count() == 2
    client = browser("shop")
    page = text(
        client.get(reverse("declarations:order", args=[one.order[0]["ebpCode"], one.order[0]["orderNo"]]))
    )
    assert "新名字" in page and "version 1" in page
    assert text(client.get(reverse("declarations:orders"))).count("replaced") == 1


@pytest.mark.parametrize("page", ["orders", "messages", "receipts"])
def test_pages_ask_as_much_for_sixty_rows_as_for_one(office, browser, page):
    client, counts = browser("shop"), []
    for serials in ((1,), range(100, 160)):
        for serial in serials:
            send(office, purchase(serial), codes=["311"])
        client.get(reverse(f"declarations:{page}"))
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(reverse(f"declarations:{page}"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert text(shown).count("row-link") == 50


def test_a_message_says_what_became_of_each_document(office, browser):
    good, bad = purchase(1), changed(purchase(2), "411", amountPaid="-1")
    receive_messages([raw("411", good, bad)], actor=office.pay, channel="file", at=AT)
    receive_messages([b"<not xml"], actor=office.pay, channel="api", at=AT)
    client = browser("pay")
    listed = text(client.get(reverse("declarations:messages")))
    assert "not readable" in listed and "CEB411" in listed
    first, broken = InboxMessage.objects.order_by("id")
    page = text(client.get(reverse("declarations:message", args=[first.pk])))
    assert "taken" in page and "refused" in page and "MSG-12" in page
    assert good.payment[0]["payerName"] not in page
    assert "XML-01" in text(client.get(reverse("declarations:message", args=[broken.pk])))
    for who in ("shop", "officer"):
        assert browser(who).get(reverse("declarations:message", args=[first.pk])).status_code == 404


def test_the_raw_message_is_shown_only_for_a_recorded_reason(office, browser):
    one = purchase(1)
    send(office, one, codes=["411"])
    message, client = InboxMessage.objects.get(), browser("pay")
    url = reverse("declarations:message_raw", args=[message.pk])
    assert client.get(url).status_code == 405
    no = client.post(url, {"reason": ""})
    assert no.status_code == 422 and one.payment[0]["payerName"] not in text(no)
    assert browser("shop").post(url, {"reason": "let me look"}).status_code == 404
    assert PersonalDataView.objects.count() == 0
    page = text(client.post(url, {"reason": "our auditor asks"}))
    assert one.payment[0]["payerName"] in page and "&lt;ceb:PaymentHead&gt;" in page
    file = client.post(url, {"reason": "our auditor asks", "as": "file"})
    assert file.content == raw("411", one) and "attachment" in file.headers["Content-Disposition"]
    assert [view.subject for view in PersonalDataView.objects.all()] == [f"message {message.pk}"] * 2


def test_receipts_are_filtered_and_the_firms_own(office, browser):
    send(office, purchase(1))
    client, url = browser("broker"), reverse("declarations:receipts")
    lst = ImportList.objects.get()
    every = text(client.get(url))
    assert every.count("row-link") == Receipt.objects.filter(firm_id=office.broker.firm_id).count() > 0
    for query, found in (
        ({"q": lst.pre_no}, True),
        ({"q": lst.cop_no}, True),
        ({"code": "622", "status": "120"}, True),
        ({"code": "312"}, False),
        ({"status": "100"}, False),
        ({"q": "nothing"}, False),
    ):
        assert (lst.pre_no in text(client.get(url, query)).split("<tbody>")[-1]) is found, query
    assert lst.pre_no not in text(browser("pay").get(url))


@pytest.mark.parametrize("name", ["orders", "messages", "receipts", "drafts", "lists", "new"])
def test_pages_in_chinese(office, browser, name):
    send(office, purchase(1))
    page = text(browser("broker", language="zh-hans").get(reverse(f"declarations:{name}")))
    assert 'lang="zh-hans"' in page
    words = {
        "orders": "单证",
        "messages": "报文",
        "receipts": "回执",
        "drafts": "草稿",
        "lists": "进口清单",
        "new": "订购人姓名",
    }
    assert words[name] in page
