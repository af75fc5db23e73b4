"""The way of one declaration: four documents in any order, one judgement, one outcome."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from bonded.models import LedgerItem
from declarations.facts import ListMove
from declarations.models import (
    BuyerYear,
    Current,
    Finding,
    ImportList,
    InboxMessage,
    LineTax,
    ListEvent,
    ListState,
    Order,
    Outcome,
    Receipt,
)
from declarations.rules import flow
from declarations.selectors import audit_declarations
from declarations.services.receive import receive_messages
from declarations.services.steps import move_lists, reject_overdue
from enterprises.models import GuaranteeAccount
from kernel.orm.tx import intention
from tests.office import AT, CODES, changed, purchase, raw, rule_codes, send


def state_of(declaration):
    """The state of the live list of a declaration."""
    head = declaration.lst[0]
    current = Current.objects.get(kind=621, code=head["ebpCode"], number=head["orderNo"])
    return ListState.objects.get(pk=current.document_id)


@pytest.mark.parametrize("codes", list(permutations(CODES)), ids="-".join)
def test_every_order_of_arrival_ends_accepted(office, codes):
    """All 24 orders of arrival end in the same state, tax, receipts' last status and accounts."""
    one = purchase(1, lines=2)
    results = send(office, one, codes=codes)
    assert [
        (d.outcome, rule_codes([v for v in d.violations if v.refuses])) for r in results for d in r.documents
    ] == [("stored", [])] * 4
    state = state_of(one)
    assert (state.status, state.missing) == (flow.ACCEPTED, 0)
    assert state.invt_no == "49212026I000000001"
    assert state.value_fen == 76600 and state.vat_fen == 6971
    assert LineTax.objects.count() == 2
    assert [r.status for r in Receipt.objects.filter(code="622").order_by("id")][-1] == "120"
    assert BuyerYear.objects.get().used == Decimal("766.00000")
    assert GuaranteeAccount.objects.get().held_fen == 6971
    assert LedgerItem.objects.filter(prevd_redc_qty__gt=0).count() == 2
    assert audit_declarations() == []


def test_a_list_waits_and_says_for_what(office):
    """A list alone waits for three documents; each arrival clears its bit."""
    one = purchase(2)
    send(office, one, codes=["621"])
    assert (state_of(one).status, state_of(one).missing) == (flow.WAITING, 7)
    send(office, one, codes=["511"])
    assert state_of(one).missing == 3
    send(office, one, codes=["411"])
    assert state_of(one).missing == 1
    assert [e.verb for e in ListEvent.objects.all()] == ["wait"]


def test_waiting_too_long_is_rejected(office):
    """After the hours of the parameter the list is rejected, with the reasons, and stays so."""
    one = purchase(3)
    send(office, one, codes=["621", "311"])
    with intention():
        assert reject_overdue(at=AT + timedelta(hours=23, minutes=59), limit=10) == []
    with intention():
        assert len(reject_overdue(at=AT + timedelta(hours=24), limit=10)) == 1
    assert state_of(one).status == flow.REJECTED
    assert sorted(Finding.objects.filter(severity="refuse").values_list("rule_code", flat=True)) == [
        "WAI-02",
        "WAI-03",
    ]
    receipt = Receipt.objects.get(code="622", status="100")
    assert receipt.elements["returnInfo"].startswith("[Code:-401001;Desc:")


def test_a_payment_that_differs_rejects_and_a_correction_is_refiled(office):
    """The differing field is named; the payment is corrected, the list filed again and accepted."""
    one = purchase(4)
    wrong = changed(one, "411", amountPaid="1.00")
    send(office, wrong, codes=["311", "411", "511", "621"])
    rejected = state_of(one)
    assert rejected.status == flow.REJECTED
    finding = Finding.objects.get(subject_id=rejected.pk, severity="refuse")
    assert (finding.rule_code, finding.path, finding.against) == (
        "MAT-01",
        "order.acturalPaid",
        "payment.amountPaid",
    )
    assert BuyerYear.objects.count() == 0 and GuaranteeAccount.objects.get().held_fen == 0

    right = changed(one, "411", appType="2", guid="A1" + one.payment[0]["guid"][2:])
    assert send(office, right, codes=["411"])[0].documents[0].outcome == "stored"
    again = changed(one, "621", guid="A1" + one.lst[0]["guid"][2:])
    assert send(office, again, codes=["621"])[0].documents[0].outcome == "stored"
    state = state_of(one)
    assert state.status == flow.ACCEPTED and state.pk != rejected.pk
    assert ImportList.objects.get(pk=state.pk).revision == 2


def test_a_correction_judges_an_accepted_list_again_and_gives_back(office):
    """A payment changed after acceptance rejects the list; what it held is given back exactly."""
    one = purchase(5)
    send(office, one)
    assert state_of(one).status == flow.ACCEPTED
    wrong = changed(one, "411", amountPaid="2.00", appType="2")
    send(office, wrong, codes=["411"])
    assert state_of(one).status == flow.REJECTED
    assert BuyerYear.objects.get().used == 0
    assert GuaranteeAccount.objects.get().held_fen == 0
    assert not LedgerItem.objects.filter(prevd_redc_qty__gt=0).exists()
    assert audit_declarations() == []


def test_the_same_message_twice_changes_nothing(office):
    """Same bytes: answered with the first answer; same content in another message: repeated."""
    one = purchase(6)
    first = send(office, one)
    second = send(office, one)
    assert [r.repeated for r in second] == [True] * 4
    assert [r.inbox_id for r in second] == [r.inbox_id for r in first]
    assert InboxMessage.objects.count() == 4
    elsewhere = changed(one, "311", guid="B2" + one.order[0]["guid"][2:])
    result = send(office, elsewhere, codes=["311"])[0]
    assert [d.outcome for d in result.documents] == ["repeated"]
    assert Order.objects.count() == 1


def test_other_content_under_the_same_number_is_refused(office):
    """appType 1 with other content is told to send appType 2; nothing is stored."""
    one = purchase(7)
    send(office, one, codes=["311"])
    other = changed(one, "311", ebpName="另一个名字")
    result = send(office, other, codes=["311"])[0].documents[0]
    assert result.outcome == "refused" and "CHG-01" in rule_codes(result.violations)
    assert Order.objects.count() == 1 and Outcome.objects.get().outcome == "refused"
    assert Receipt.objects.filter(code="312", status="-301010").count() == 1


@pytest.mark.parametrize(
    ("code", "wrong"), [("311", "pay"), ("411", "express"), ("511", "shop"), ("621", "pay")]
)
def test_documents_of_others_are_refused(office, code, wrong):
    """Each message comes only from its own firm; the receipt carries -10102."""
    result = receive_messages([raw(code, purchase(8))], actor=getattr(office, wrong), channel="api", at=AT)[0]
    assert result.documents == () or {d.outcome for d in result.documents} == {"refused"}
    assert Receipt.objects.count() >= 1
    assert Order.objects.count() == ImportList.objects.count() == 0


def test_a_released_list_closes_its_documents(office):
    """After release its payment can no longer change, and nothing happens."""
    one = purchase(9)
    send(office, one)
    with intention():
        moved = move_lists([ListMove(state_of(one).pk, "release", flow.ACCEPTED)], at=AT, actor_id=None)
    assert len(moved) == 1
    result = send(office, changed(one, "411", amountPaid="3", appType="2"), codes=["411"])[0].documents[0]
    assert result.outcome == "refused" and rule_codes(result.violations) == ["CHG-10"]
    assert state_of(one).status == flow.RELEASED
    assert LedgerItem.objects.filter(prevd_redc_qty__gt=0).count() == 1, "stays pre-booked until the gate"


def test_unreadable_bytes_get_a_900(office):
    """What cannot be read ends in CEB900 with the reason, and is kept."""
    result = receive_messages([b"<not xml"], actor=office.shop, channel="api", at=AT)[0]
    assert result.documents == () and rule_codes(result.violations) == ["XML-01"]
    assert Receipt.objects.get().code == "900"
    assert InboxMessage.objects.get().complete is False
