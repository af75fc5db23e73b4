"""Changes, repetitions, parcel numbers that come back, lists that are only stored or replaced."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bonded.facts import Intake
from bonded.services.ledgers import take_in
from declarations.facts import ListMove
from declarations.models import (
    BuyerYear,
    Current,
    Finding,
    ImportList,
    LineTax,
    ListEvent,
    ListState,
    Receipt,
    Waybill,
)
from declarations.rules import flow
from declarations.samples import Goods
from declarations.selectors import audit_declarations, list_by_pre_no
from declarations.selectors.lists import lists_with_documents_of
from declarations.services import accept
from declarations.services.receive import receive_messages
from declarations.services.steps import move_lists
from declarations.sets.keys import pointers_of
from enterprises.facts import SYSTEM
from kernel.clock import stamp14
from kernel.orm.tx import intention
from tests.office import AT, PARTIES, changed, purchase, raw, rule_codes, send


def live(kind: int, *key: str) -> Current:
    """The live document of a business key."""
    return Current.objects.get(kind=kind, code=key[0], number=key[1])


def state_of(declaration) -> ListState:
    """The state of the live list of a declaration."""
    head = declaration.lst[0]
    return ListState.objects.get(pk=live(621, head["ebpCode"], head["orderNo"]).document_id)


def outcome(office, declaration, code, *, at=AT):
    """Send one document; its outcome and refusing rule codes."""
    result = send(office, declaration, codes=[code], at=at)[0].documents[0]
    return result.outcome, rule_codes([v for v in result.violations if v.refuses])


def test_a_change_is_a_new_version_and_the_old_one_stays(office):
    """appType 2 stores revision 2; both rows stay, the live one is the second."""
    one = purchase(1)
    send(office, one, codes=["511"])
    later = changed(one, "511", appType="2", weight="3.2", appTime=stamp14(AT + timedelta(minutes=1)))
    assert outcome(office, later, "511") == ("stored", [])
    assert list(Waybill.objects.order_by("revision").values_list("revision", flat=True)) == [1, 2]
    assert live(511, one.waybill[0]["logisticsCode"], one.waybill[0]["logisticsNo"]).revision == 2


def test_an_older_change_is_refused(office):
    """A change written before the live version changes nothing."""
    one = purchase(2)
    send(office, one, codes=["411"])
    older = changed(one, "411", appType="2", amountPaid="9", appTime=stamp14(AT - timedelta(days=1)))
    assert outcome(office, older, "411") == ("refused", ["CHG-15"])


def test_a_change_of_nothing_is_refused(office):
    """appType 2 without an earlier document is told to send appType 1."""
    assert outcome(office, changed(purchase(3), "311", appType="2"), "311") == ("refused", ["CHG-05"])


def test_deleting_is_told_where_to_go(office):
    """appType 3 is refused and names CEB623."""
    one = purchase(4)
    send(office, one, codes=["621"])
    assert outcome(office, changed(one, "621", appType="3"), "621") == ("refused", ["CHG-13"])


def test_a_waybill_number_returns_after_six_months(office):
    """Within six months another parcel under the number is refused, afterwards it is a new use."""
    one, other = purchase(5), purchase(6)
    send(office, one, codes=["511"])
    again = changed(other, "511", logisticsNo=one.waybill[0]["logisticsNo"])
    early, late = datetime(2026, 11, 11, 15, 59, tzinfo=UTC), datetime(2026, 11, 11, 16, 0, tzinfo=UTC)
    assert outcome(office, again, "511", at=early)[0] == "refused"
    assert outcome(office, again, "511", at=late) == ("stored", [])
    assert sorted(Waybill.objects.values_list("reuse", "revision")) == [(0, 1), (1, 1)]


def test_a_stored_list_is_not_judged_until_it_is_declared(office):
    """appStatus 1 stores; the change with appStatus 2 replaces and declares it."""
    one = purchase(7)
    send(office, one, codes=["311", "411", "511"])
    assert outcome(office, changed(one, "621", appStatus="1"), "621") == ("stored", [])
    stored = state_of(one)
    assert stored.status == flow.STORED and not LineTax.objects.exists()
    assert Receipt.objects.get(code="622").status == "1"
    assert outcome(office, changed(one, "621", appType="2"), "621") == ("stored", [])
    stored.refresh_from_db()
    assert stored.status == flow.SUPERSEDED and state_of(one).status == flow.ACCEPTED


def test_a_waiting_list_is_replaced_by_its_change(office):
    """The older revision is closed, the newer one waits and is accepted when the rest comes."""
    one = purchase(8)
    send(office, one, codes=["621"])
    first = state_of(one)
    second = changed(one, "621", appType="2", copNo="L-CHANGED-8")
    assert outcome(office, second, "621") == ("stored", [])
    send(office, second, codes=["511", "411", "311"])
    first.refresh_from_db()
    assert (first.status, state_of(one).status) == (flow.SUPERSEDED, flow.ACCEPTED)
    assert ImportList.objects.get(pk=state_of(one).pk).cop_no == "L-CHANGED-8"


def test_an_accepted_list_does_not_change(office):
    """In the customs database a list is changed by nobody."""
    one = purchase(9)
    send(office, one)
    assert outcome(office, changed(one, "621", appType="2", copNo="X"), "621") == ("refused", ["CHG-12"])
    assert outcome(office, changed(one, "621", copNo="X"), "621") == ("refused", ["CHG-04"])


def test_two_documents_of_one_key_in_one_message(office):
    """The same twice is a repetition; different ones are told to come apart."""
    one = purchase(10)
    twice = receive_messages([raw("311", one, one)], actor=office.shop, channel="api", at=AT)[0]
    assert [d.outcome for d in twice.documents] == ["stored", "repeated"]
    two = purchase(11)
    other = changed(two, "311", ebpName="别的名字")
    apart = receive_messages([raw("311", two, other)], actor=office.shop, channel="api", at=AT)[0]
    assert [d.outcome for d in apart.documents] == ["stored", "refused"]
    assert rule_codes(apart.documents[1].violations) == ["CHG-18"]


def test_a_second_payment_of_an_order_counts_when_the_order_names_it(office):
    """Of two payments the one that the order names is compared."""
    one = purchase(12)
    stray = changed(one, "411", payTransactionId="STRAY-12", amountPaid="1")
    send(office, one, codes=["411"])
    send(office, stray, codes=["411"])
    send(office, one, codes=["311", "511", "621"])
    assert state_of(one).status == flow.ACCEPTED


RICE = Goods(
    "RICE", "1006302001", "长粒米精米 5千克", "品牌Siam，5千克/袋", "136", Decimal(60), Decimal(5), "136"
)


def test_rice_above_twenty_kilograms_a_year_is_rejected(office):
    """The positive list allows 20 kg of rice per person and year: four bags pass, the fifth does not."""
    intake = Intake(
        RICE.record, RICE.hs_code, RICE.name, RICE.unit, qty=Decimal(1000), reason="Opening stock"
    )
    take_in(actor=SYSTEM, at=AT, ems_no=PARTIES.ems_no, intake=intake)
    ones = [purchase(20 + n, buyer=1, goods=[RICE]) for n in range(6)]
    statuses = []
    for one in ones:
        send(office, one)
        statuses.append((one.lst[1][0]["qty1"], state_of(one).status))
    used, expected = 0, []
    for kg, _ in statuses:
        fits = used + int(kg) <= 20
        used += int(kg) if fits else 0
        expected.append((kg, flow.ACCEPTED if fits else flow.REJECTED))
    assert statuses == expected
    assert BuyerYear.objects.get(goods=RICE.hs_code).used == used
    assert set(Finding.objects.filter(severity="refuse").values_list("rule_code", flat=True)) == {"LIM-04"}


def test_sending_back_gives_back(office):
    """A list sent back abroad returns what it held; its events tell the way."""
    one = purchase(30)
    send(office, one)
    pk = state_of(one).pk
    with intention():
        move_lists([ListMove(pk, "inspect", flow.ACCEPTED)], at=AT, actor_id=None)
        move_lists([ListMove(pk, "send_back", flow.INSPECTION)], at=AT, actor_id=None)
    assert list(ListEvent.objects.order_by("id").values_list("verb", flat=True)) == [
        "accept",
        "inspect",
        "send_back",
    ]
    assert BuyerYear.objects.get().used == 0 and audit_declarations() == []


def test_a_verified_buyer_may_be_paid_for_by_another(office, monkeypatch):
    """With a checker that verifies, another payer is allowed; without one the payer is the orderer."""
    from declarations.samples import identity_number

    other = {"payerName": "李娜", "payerIdNumber": identity_number(999)}
    one = changed(purchase(31), "411", **other)
    send(office, one)
    assert state_of(one).status == flow.REJECTED
    assert "MAT-04" in Finding.objects.values_list("rule_code", flat=True)

    class Everybody:
        def verified(self, *, name: str, id_number: str) -> bool:
            return True

    monkeypatch.setattr(accept, "identity_checker", Everybody)
    two = changed(purchase(32), "411", **other)
    send(office, two)
    assert state_of(two).status == flow.ACCEPTED


@pytest.mark.parametrize(("used", "accepted"), [("25803.00", True), ("25802.99", True), ("25803.01", False)])
def test_the_yearly_limit_to_the_fen(office, used, accepted):
    """26,000 exactly is within the year, one fen over is not (purchase 33 is worth 197.00)."""
    from declarations.sets.shapes import person_key

    one = purchase(33, lines=1)
    value = Decimal(one.order[0]["acturalPaid"])
    key = person_key(one.lst[0]["buyerIdNumber"])
    start = Decimal(26000) - value + (Decimal(used) - Decimal("25803.00"))
    BuyerYear.objects.create(buyer_key=key, year=2026, goods="", used=start)
    send(office, one)
    assert state_of(one).status == (flow.ACCEPTED if accepted else flow.REJECTED)


def test_a_number_that_comes_back_leaves_the_old_case_alone(office):
    """The released list keeps its own waybill; the new parcel can still be corrected."""
    one, other = purchase(40), purchase(41)
    send(office, one)
    old = state_of(one)
    with intention():
        move_lists([ListMove(old.pk, "release", flow.ACCEPTED)], at=AT, actor_id=None)
    mine = pointers_of([old.pk])[old.pk]
    late = AT + timedelta(days=200)
    again = changed(other, "511", logisticsNo=one.waybill[0]["logisticsNo"], appTime=stamp14(late))
    assert outcome(office, again, "511", at=late) == ("stored", [])
    assert pointers_of([old.pk])[old.pk] == mine
    fixed = changed(again, "511", appType="2", weight="4", appTime=stamp14(late + timedelta(minutes=1)))
    assert outcome(office, fixed, "511", at=late + timedelta(hours=1)) == ("stored", [])


def test_a_second_payment_does_not_touch_a_list_that_is_decided_on(office):
    """An order that names no transaction: a later payment of the same firm changes nothing any more."""
    one = purchase(42)
    head = {k: v for k, v in one.order[0].items() if k != "payTransactionId"}
    one = one._replace(order=(head, one.order[1]))
    send(office, one)
    state = state_of(one)
    before = pointers_of([state.pk])
    assert outcome(office, changed(one, "411", payTransactionId="P2", amountPaid="1"), "411")[0] == "stored"
    assert pointers_of([state.pk]) == before and state_of(one).status == flow.ACCEPTED


def test_a_payment_of_another_firm_is_not_this_orders_payment(office, second_payment_firm):
    """A stranger's payment for a guessed order number neither rejects the list nor opens it."""
    one = purchase(43)
    send(office, one, codes=["311", "511", "621"])
    stray = changed(one, "411", payCode=second_payment_firm.code, payTransactionId="X", amountPaid="1")
    assert second_payment_firm.send(stray).documents[0].outcome == "stored"
    state = state_of(one)
    assert (state.status, state.missing) == (flow.WAITING, 2)
    pre_no = ImportList.objects.get(pk=state.pk).pre_no
    assert list_by_pre_no(pre_no, actor=second_payment_firm.actor) is None
    assert list(lists_with_documents_of(second_payment_firm.actor)) == []
    send(office, one, codes=["411"])
    assert state_of(one).status == flow.ACCEPTED


def test_nobody_takes_over_a_list_or_an_order_of_another_firm(office, second_declarant):
    """The same numbers from another firm are refused without a word about the first one's status."""
    one = purchase(44)
    send(office, one, codes=["621"])
    mine = changed(one, "621", agentCode=second_declarant.code, assureCode=second_declarant.code)
    for app_type in ("1", "2"):
        result = second_declarant.send(changed(mine, "621", appType=app_type)).documents[0]
        assert result.outcome == "refused"
        assert rule_codes([v for v in result.violations if v.refuses]) == ["CHG-20"]
    assert state_of(one).status == flow.WAITING and ImportList.objects.count() == 1


def test_a_payment_keeps_its_order(office):
    """A change cannot carry a payment to another order, not even before a list stands on it."""
    one, other = purchase(45), purchase(46)
    send(office, one)
    moved = changed(one, "411", appType="2", orderNo=other.order[0]["orderNo"])
    assert outcome(office, moved, "411") == ("refused", ["CHG-21"])
    assert state_of(one).status == flow.ACCEPTED


def test_stored_documents_do_not_count_until_they_are_declared(office):
    """appStatus 1 on an order keeps it; the list waits until the order is declared as new."""
    one = purchase(47)
    send(office, changed(one, "311", appStatus="1"), codes=["311"])
    assert Receipt.objects.get(code="312").status == "1"
    send(office, one, codes=["411", "511", "621"])
    assert (state_of(one).status, state_of(one).missing) == (flow.WAITING, 1)
    assert outcome(office, one, "311") == ("stored", [])
    assert state_of(one).status == flow.ACCEPTED


def test_a_stored_list_may_be_declared_as_new(office):
    """appType 1 with appStatus 2 declares a list that was only stored."""
    one = purchase(48)
    send(office, one, codes=["311", "411", "511"])
    send(office, changed(one, "621", appStatus="1"), codes=["621"])
    assert outcome(office, one, "621") == ("stored", [])
    assert state_of(one).status == flow.ACCEPTED


def test_the_wait_ends_also_without_the_sweep(office):
    """A document that comes after the time does not save the list; a change does not start it anew."""
    one = purchase(49)
    send(office, one, codes=["621", "311", "411"])
    due = state_of(one).due_at
    later = AT + timedelta(hours=20)
    renewed = changed(one, "621", appType="2", copNo="L-NEW-49")
    assert outcome(office, renewed, "621", at=later) == ("stored", [])
    assert state_of(one).due_at == due == AT + timedelta(hours=24)
    send(office, one, codes=["511"], at=AT + timedelta(hours=24))
    assert state_of(one).status == flow.REJECTED
    assert "WAI-03" in Finding.objects.values_list("rule_code", flat=True)
