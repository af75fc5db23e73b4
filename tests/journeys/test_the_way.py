"""The way of a declaration, in a real browser: filed, matched, refused, corrected, reviewed, released."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from declarations.samples import Declaration, guid_of
from tests.journeys.listform import becomes, fill_list, lands_on_list
from tests.journeys.person import Person
from tests.journeys.portal import Portal, Program, eventually
from tests.journeys.purchases import (
    CODES,
    archive,
    dear_purchase,
    inspected_purchase,
    purchase,
    with_elements,
    xml,
)
from tests.journeys.uploading import outcomes, upload
from tests.journeys.words import says

pytestmark = pytest.mark.browser
Programs = Callable[[str], Program]
Visit = Callable[..., Person]
SENDERS = dict(zip(CODES, ("shop", "pay", "express", "broker"), strict=True))
RELEASED, REJECTED, WAITING, REVIEW, INSPECTION, REPLACED = 800, 100, 3, 300, 500, 90


def send(programs: Programs, bought: Declaration, *codes: str) -> str:
    """Each document from its own firm's program; the list's number, when the list is among them."""
    number = ""
    for code in codes:
        number = programs(SENDERS[code]).send(xml(code, bought))["pre_no"]
    return number


def decide_release(officer: Person, *, note: str) -> None:
    """The decision in its two steps: chosen, then confirmed with the consequence in sight."""
    page = officer.page
    page.get_by_role("radio", name=says("Release", whole=False)).check()
    page.locator("#id_note").fill(note)
    officer.button("Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(says("Confirm: %(verb)s"))
    officer.button("Release").click()
    expect(page.get_by_text(says("%(no)s is released. The declarant has the receipt."))).to_be_visible()


def test_a_list_filed_by_form_is_released(visit: Visit, programs: Programs) -> None:
    bought = purchase(lines=2)
    send(programs, bought, "311", "411")
    carrier = visit("express")
    upload(carrier, "waybill.xml", xml("511", bought))
    assert outcomes(carrier) == ["taken"]
    carrier.shoot("upload-taken")

    filer = visit("filer")
    filer.shoot_in_both("home")
    filer.link("New import list").first.click()
    filer.shoot("form-new")
    fill_list(filer, bought.lst)
    preview = filer.page.locator("#preview")
    expect(preview.get_by_text(says("Nothing to correct in the list itself. Match, stock, guarantee and the buyer's year are judged when it is filed."))).to_be_visible()  # fmt: skip # noqa: E501
    filer.shoot("form-filled")
    filer.button("File the list").click()
    number = lands_on_list(filer)
    becomes(filer, RELEASED)
    filer.shoot_in_both("list-released")

    order = bought.order[0]["orderNo"]
    for name in ("shop", "pay", "express"):
        told = visit(name)
        told.open("/declarations/lists/?tab=others&q=" + order)
        row = told.page.get_by_role("row").filter(has_text=number)
        expect(row).to_contain_text(str(RELEASED))
        row.get_by_role("link", name=number).click()
        becomes(told, RELEASED)
        feed = programs(name).receipts()
        assert "<ceb:returnStatus>120<" in feed or "<ceb:returnStatus>" in feed
    assert f"<ceb:preNo>{number}</ceb:preNo>" in programs("broker").receipts()
    receipts = visit("broker")
    receipts.open(f"/declarations/receipts/?q={number}")
    expect(receipts.page.get_by_role("row").filter(has_text=str(RELEASED)).first).to_contain_text("CEB622")
    receipts.shoot_in_both("receipts")


def test_four_uploaded_files_become_a_released_list(visit: Visit, programs: Programs) -> None:
    """The list comes first, in an archive, and waits for each of the others by name."""
    bought = purchase(lines=1)
    declarant = visit("broker")
    upload(declarant, "lists.zip", archive(("list.xml", xml("621", bought))), kind="application/zip")
    assert outcomes(declarant) == ["taken"]
    declarant.open("/declarations/lists/?q=" + bought.lst[0]["orderNo"])
    declarant.page.locator("a.row-link").click()
    number = lands_on_list(declarant)
    becomes(declarant, WAITING)
    waits = declarant.page.locator(".wait-list li")
    expect(waits).to_have_count(3)
    declarant.shoot_in_both("list-waiting")
    for left, code in ((2, "511"), (1, "311"), (0, "411")):
        sender = visit(SENDERS[code])
        upload(sender, f"CEB{code}.xml", xml(code, bought))
        assert outcomes(sender) == ["taken"]
        if left:
            expect(waits).to_have_count(left, timeout=20_000)
    becomes(declarant, RELEASED)
    assert programs("broker").status(number) == RELEASED

    # Sent twice, nothing changes and the page says so.
    upload(declarant, "again.xml", xml("621", bought))
    assert outcomes(declarant) == ["repeated"]


def test_a_payment_that_differs_is_named_corrected_and_filed_again(visit: Visit, programs: Programs) -> None:
    bought = purchase(lines=2)
    right = bought.payment[0]["amountPaid"]
    wrong = with_elements(bought, "411", amountPaid="7654.32")
    number = send(programs, wrong, *CODES)
    eventually(lambda: programs("broker").status(number) == REJECTED, what="the rejection")

    # The declarant reads which field differs from which, and neither firm's value.
    declarant = visit("broker", language="en")
    declarant.open(f"/declarations/lists/{number}/")
    becomes(declarant, REJECTED)
    finding = declarant.page.locator("[data-rule=MAT-01]")
    expect(finding).to_contain_text("amountPaid")
    expect(finding).to_contain_text("acturalPaid")
    differing = declarant.page.locator(".doc-differs li")
    assert sorted(differing.locator("code").all_inner_texts()) == ["acturalPaid", "amountPaid"]
    assert "7654.32" not in declarant.page.content().replace(",", "")
    declarant.shoot_in_both("list-rejected")

    # The payment firm sees its own value and which field it was held against, not the shop's value.
    payer = visit("pay", language="en")
    payer.open("/declarations/payments/?q=" + wrong.payment[0]["payTransactionId"])
    payer.page.locator("a.row-link").first.click()
    expect(payer.page.locator("[data-rule=MAT-01]")).to_contain_text("acturalPaid")
    seen = payer.page.get_by_role("main").inner_text().replace(",", "")
    assert "7654.32" in seen
    assert right not in seen
    payer.shoot_in_both("payment-differs")

    # Its correction, by its own program; then the declarant files the same list again.
    again = {"guid": guid_of("411", number, "again"), "appType": "2", "amountPaid": right}
    corrected = with_elements(wrong, "411", **again)
    assert programs("pay").send(xml("411", corrected))["outcome"] == "stored"
    declarant.button("Correct and file again").click()
    expect(declarant.page.locator("#id_orderNo")).to_have_value(bought.lst[0]["orderNo"])
    declarant.shoot("form-correct")
    declarant.button("File the list").click()
    second = lands_on_list(declarant)
    assert second != number
    becomes(declarant, RELEASED)
    expect(declarant.page.get_by_role("link", name=number)).to_be_visible()
    assert programs("broker").status(number) in (REPLACED, REJECTED)
    assert programs("broker").status(second) == RELEASED


def test_an_officer_claims_reviews_and_releases(visit: Visit, programs: Programs, portal: Portal) -> None:
    number = send(programs, dear_purchase(), *CODES)
    eventually(lambda: programs("broker").status(number) == REVIEW, what="the review")
    officer, second = visit("officer"), visit("officer2", language="en")
    officer.link("Queue").first.click()
    row = officer.page.get_by_role("row").filter(has_text=number)
    expect(row.locator("[data-rule=SEL-06]")).to_be_visible()
    officer.shoot_in_both("queue")
    # The second one has the queue open and has not heard of the claim yet.
    second.open("/supervision/")
    row.get_by_role("button").click()
    expect(row.get_by_text(says("Yours"))).to_be_visible()
    late = second.page.get_by_role("row").filter(has_text=number)
    late.get_by_role("button").click()
    expect(late.get_by_role("alert")).to_be_visible()
    expect(late.get_by_role("button")).to_have_count(0)
    late.get_by_role("link").first.click()
    expect(second.page.get_by_text(says("Another officer works on it; you can read along."))).to_be_visible()
    expect(second.page.get_by_role("radio")).to_have_count(0)
    second.shoot("case-held-by-another")
    assert not forged_release(second, number)
    assert programs("broker").status(number) == REVIEW

    row.get_by_role("link").first.click()
    officer.shoot_in_both("case")
    decide_release(officer, note="价格资料已核对")
    officer.shoot("case-released")
    assert programs("broker").status(number) == RELEASED
    declarant = visit("broker")
    declarant.open(f"/declarations/lists/{number}/")
    becomes(declarant, RELEASED)
    expect(declarant.page.get_by_text("价格资料已核对").first).to_be_visible()
    assert "价格资料已核对" in programs("broker").receipts()


def forged_release(person: Person, number: str) -> bool:
    """A release without the page's leave, as somebody would send it who knows the address."""
    token = person.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = person.context.request.post(
        f"/supervision/cases/{number}/decide/",
        form={"csrfmiddlewaretoken": token, "verb": "release", "confirmed": "1", "note": "x"},
        headers={"Referer": person.page.url},
    )
    return bool(
        answer.ok and says("%(no)s is released. The declarant has the receipt.").search(answer.text())
    )


def test_an_inspected_list_waits_for_its_result(visit: Visit, programs: Programs) -> None:
    number = send(programs, inspected_purchase(), *CODES)
    eventually(lambda: programs("broker").status(number) == INSPECTION, what="the inspection")
    officer = visit("inspector", language="en")
    officer.open(f"/supervision/cases/{number}/")
    officer.button("Claim this case").click()
    # Without a result the release is refused, and the summary leads to the field.
    page = officer.page
    page.get_by_role("radio", name=says("Release", whole=False)).check()
    officer.button("Continue").click()
    summary = page.get_by_role("alert").filter(
        has=page.get_by_role("heading", name=says("There is a problem"))
    )
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.locator("#id_note")).to_be_focused()
    officer.shoot("case-error")
    decide_release(officer, note="货物与申报一致")
    assert programs("broker").status(number) == RELEASED
