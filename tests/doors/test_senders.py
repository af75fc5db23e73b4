"""Who may send what: each message by each wrong sender is refused with the official code, nothing stored."""

import pytest

from declarations.demo import PARTIES
from declarations.models import (
    Current,
    Finding,
    ImportList,
    ListState,
    Order,
    Outcome,
    Payment,
    Receipt,
    Waybill,
)
from declarations.samples import message
from declarations.services.receive import receive_messages
from enterprises.models import Firm, FirmKind
from kernel.refusal import Refused
from tests.office import AT, CODES, changed, purchase, raw, send

FIRMS = {
    "shop": PARTIES.merchant, "pay": PARTIES.payment, "express": PARTIES.carrier, "broker": PARTIES.declarant,
}  # fmt: skip
RIGHT = {"311": "shop", "411": "pay", "511": "express", "621": "broker"}
NAMES = {"311": "ebcCode", "411": "payCode", "511": "logisticsCode", "621": "agentCode"}
KINDS = {"311": ("platform", "merchant"), "411": ("payment",), "511": ("logistics",), "621": ("declarant",)}
OTHERS = [(code, who) for code in CODES for who in FIRMS if who != RIGHT[code]]


def official(result) -> set[str]:
    """The official codes in the receipts of this message."""
    ids = [result.inbox_id, *Outcome.objects.filter(inbox_id=result.inbox_id).values_list("id", flat=True)]
    told = Receipt.objects.filter(document_id__in=ids).values_list("elements", flat=True)
    return {part.split(";")[0] for one in told for part in one["returnInfo"].split("[Code:")[1:]}


def assert_nothing_stored() -> None:
    """No document, no claimed number, no status."""
    for model in (Order, Payment, Waybill, ImportList, Current, ListState):
        assert not model.objects.exists(), model


@pytest.mark.parametrize(("code", "who"), OTHERS, ids="-".join)
def test_a_message_of_another_firm_is_refused_with_10102(office, code, who):
    """The envelope is honest, the document is another firm's."""
    sheet = purchase(1).sheet(code)
    honest = message(code, sheets=[sheet], sender=FIRMS[who], dxp_id=PARTIES.dxp_id)
    result = receive_messages([honest], actor=getattr(office, who), channel="api", at=AT)[0]
    assert [d.outcome for d in result.documents] == ["refused"]
    assert "-10102" in official(result)
    assert Receipt.objects.get().code == str(int(code) + 1)
    assert_nothing_stored()


@pytest.mark.parametrize(("code", "who"), OTHERS, ids="-".join)
def test_an_envelope_of_another_firm_stops_the_whole_message_with_10102(office, code, who):
    """The very message of the right firm, sent with another firm's token."""
    result = receive_messages([raw(code, purchase(1))], actor=getattr(office, who), channel="api", at=AT)[0]
    assert result.documents == () and [v.rule.code for v in result.violations] == ["SEN-06"]
    assert official(result) == {"-10102"}
    assert Receipt.objects.get().code == "900"
    assert_nothing_stored()


@pytest.mark.parametrize("code", CODES)
def test_a_firm_that_lost_its_kind_is_refused_with_10101(office, code):
    """The code is the firm's own, but it is no longer registered as what it acts as."""
    firm = Firm.objects.get(customs_code=FIRMS[RIGHT[code]][0])
    FirmKind.objects.filter(firm=firm, kind__in=KINDS[code]).update(valid_to=AT.date())
    result = receive_messages([raw(code, purchase(1))], actor=office.sender(code), channel="api", at=AT)[0]
    assert [d.outcome for d in result.documents] == ["refused"]
    assert official(result) == {"-10101"}
    assert_nothing_stored()


def test_the_right_firms_are_taken(office):
    """The same documents from their own firms; without this the others would prove nothing."""
    results = send(office, purchase(1))
    assert [d.outcome for r in results for d in r.documents] == ["stored"] * 4
    assert not Finding.objects.filter(severity="refuse").exists()


def test_a_merchant_may_declare_for_itself_and_for_nobody_else(office):
    """agentCode is the merchant's own code; then the list is its own."""
    code, name = PARTIES.merchant
    own = changed(purchase(2), "621", agentCode=code, agentName=name, assureCode=code)
    sent = message("621", sheets=[own.lst], sender=PARTIES.merchant, dxp_id=PARTIES.dxp_id)
    result = receive_messages([sent], actor=office.shop, channel="api", at=AT)[0]
    assert [d.outcome for d in result.documents] == ["stored"]
    strange = changed(own, "621", ebcCode="430166Z999", orderNo="X1")
    sent = message("621", sheets=[strange.lst], sender=PARTIES.merchant, dxp_id=PARTIES.dxp_id)
    result = receive_messages([sent], actor=office.shop, channel="api", at=AT)[0]
    assert [d.outcome for d in result.documents] == ["refused"] and "-10101" in official(result)


@pytest.mark.parametrize("code", CODES)
def test_officers_send_nothing_at_all(office, code):
    """An officer's message is not even kept."""
    with pytest.raises(Refused):
        receive_messages([raw(code, purchase(1))], actor=office.officer, channel="api", at=AT)
    assert_nothing_stored()
    assert not Receipt.objects.exists()
