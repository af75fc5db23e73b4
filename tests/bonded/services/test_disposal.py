"""Disposals: pre-booked when reported, booked out before two witnesses, given back otherwise."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.facts import Claim, LotLabel
from bonded.models import Counter, Disposal, DisposalEvent, Kind, LedgerEntry, LedgerItem, Lot, StopOrder
from bonded.rules import flow
from bonded.rules.disposal import Goods
from bonded.selectors.ledgers import audit_bonded
from bonded.services import disposal as services
from bonded.services import stops
from bonded.services.booking import pre_book
from bonded.services.settling import settle_many
from enterprises.selectors import audit_enterprises
from enterprises.selectors.attachments import attachments_of
from enterprises.selectors.viewers import attachment_for
from enterprises.services.attachments import Upload
from kernel.orm.ids import reserve
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from tests.office import AT, rule_codes

EMS = "T4921W000001"
GOODS = [Goods("MILK-800", D(12))]


@pytest.fixture
def office(office_stage, db):
    return office_stage()


def report(office, **changed) -> str:
    wanted = {
        "actor": office.broker,
        "at": AT,
        "ems_no": EMS,
        "kind": "destruction",
        "found_on": date(2026, 5, 10),
        "place": "Incinerator of the zone",
        "reason": "Expired",
        "goods": GOODS,
    } | changed
    return services.report_disposal(**wanted)


def milk() -> LedgerItem:
    return LedgerItem.objects.get(item_record_no="MILK-800")


def numbers() -> tuple[D, D]:
    return milk().actl_redc_qty, milk().prevd_redc_qty


def test_two_officers_witness_and_the_goods_are_booked_out(office):
    number = report(office)
    assert numbers() == (0, 12)
    services.approve_disposal(actor=office.officer, number=number, at=AT)
    with pytest.raises(Refused, match="first officer"):
        services.carry_out(actor=office.officer, number=number, at=AT)
    services.witness_disposal(actor=office.officer, number=number, at=AT)
    with pytest.raises(Refused) as no:
        services.carry_out(actor=office.officer, number=number, at=AT)
    assert rule_codes(no.value.violations) == ["EYE-01"]
    with pytest.raises(Refused, match="has signed"):
        services.witness_disposal(actor=office.officer2, number=number, at=AT)
    services.carry_out(actor=office.officer2, number=number, at=AT)
    assert numbers() == (12, 0)
    row = Disposal.objects.get(number=number)
    assert (row.status, row.witness_id, row.second_witness_id) == (
        flow.CARRIED_OUT,
        office.officer.user_id,
        office.officer2.user_id,
    )
    out = LedgerEntry.objects.get(item=milk(), counter=Counter.ACTL_REDC)
    assert (out.kind, out.qty, out.subject_no) == (Kind.DISPOSED, D(12), number)
    assert audit_bonded() == []
    with pytest.raises(Conflict):
        services.withdraw_disposal(actor=office.broker, number=number, at=AT)


@pytest.mark.parametrize("how", ["withdraw", "refuse", "withdraw approved"])
def test_what_is_not_carried_out_is_free_again(office, how):
    number = report(office)
    if how == "refuse":
        services.refuse_disposal(actor=office.officer, number=number, said="Not yet", at=AT)
    else:
        if how == "withdraw approved":
            services.approve_disposal(actor=office.officer, number=number, at=AT)
        services.withdraw_disposal(actor=office.broker, number=number, at=AT)
    assert numbers() == (0, 0)
    assert all(lot.taken_qty == 0 for lot in Lot.objects.filter(item=milk()))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "theft", "reason": " "}, ["DIS-01", "DIS-03"]),
        ({"found_on": None}, ["DIS-02"]),
        ({"found_on": date(2026, 5, 13)}, ["DIS-02"]),
        ({"place": ""}, ["DIS-07"]),
        ({"goods": []}, ["DIS-04"]),
        ({"goods": [Goods("NONE", D(1))]}, ["DIS-05"]),
        ({"goods": [Goods("MILK-800", D(0))]}, ["STK-07"]),
        ({"goods": [Goods("MILK-800", D(9_999_999))]}, ["STK-08"]),
    ],
)
def test_a_report_with_faults_books_nothing(office, changed, said):
    with pytest.raises(Refused) as no:
        report(office, **changed)
    assert rule_codes(no.value.violations) == said
    assert numbers() == (0, 0)
    assert not Disposal.objects.exists()


def test_force_majeure_is_reported_within_ten_days_and_late_is_kept(office):
    number = report(office, kind="force_majeure", place="", found_on=date(2026, 5, 2))
    late = report(office, kind="force_majeure", place="", found_on=date(2026, 5, 1))
    notes = {
        one.number: DisposalEvent.objects.get(subject_id=one.pk, verb="submit").note
        for one in Disposal.objects.all()
    }
    assert notes == {number: "", late: "DIS-06"}


def test_only_the_holder_reports_and_only_officers_decide(office):
    with pytest.raises(Refused):
        report(office, actor=office.shop)
    number = report(office)
    with pytest.raises(Refused):
        services.approve_disposal(actor=office.broker, number=number, at=AT)
    with pytest.raises(Refused):
        services.refuse_disposal(actor=office.officer, number=number, said="", at=AT)
    assert Disposal.objects.get(number=number).status == flow.SUBMITTED


# --- Goods that customs have stopped ----------------------------------------------------------------


def stop(office, by, **what) -> str:
    wanted = {"kind": "item", "number": "MILK-800", "ems_no": EMS, "ground": "待检"} | what
    return stops.order(actor=by, at=AT, **wanted)


def test_stopped_goods_are_disposed_of_under_the_stop_by_other_officers(office):
    order = stop(office, office.officer)
    number = report(office)
    with pytest.raises(Refused) as no:
        services.approve_disposal(actor=office.officer, number=number, at=AT)
    assert rule_codes(no.value.violations) == ["DIS-12"]
    assert Disposal.objects.get(number=number).status == flow.SUBMITTED
    services.approve_disposal(actor=office.officer2, number=number, at=AT)
    services.witness_disposal(actor=office.officer, number=number, at=AT)
    services.carry_out(actor=office.officer2, number=number, at=AT)
    assert numbers() == (12, 0)
    assert StopOrder.objects.get(number=order).status == flow.STOPPED
    assert audit_bonded() == []


def test_a_stopped_lot_is_named_and_nothing_else_of_it_moves(office):
    with intention():
        claim = Claim(reserve(1)[0], "IN", 1, milk().pk, D(5), LotLabel("L7", date(2027, 1, 1)))
        settle_many([(claim, "arrived")], kind=Kind.OPENING, at=AT, actor_id=None)
    lot = Lot.objects.get(lot_no="L7")
    stop(office, office.officer, kind="lot", lot_no="L7")
    with pytest.raises(Refused), intention():
        pre_book([claim._replace(subject_id=7)], direction="E", at=AT, actor_id=None)
    with pytest.raises(Refused):
        report(office, goods=[Goods("MILK-800", D(6), "L7", date(2027, 1, 1))])
    number = report(office, goods=[Goods("MILK-800", D(5), "L7", date(2027, 1, 1))])
    lot.refresh_from_db()
    assert lot.taken_qty == 5
    services.withdraw_disposal(actor=office.broker, number=number, at=AT)
    lot.refresh_from_db()
    assert lot.taken_qty == 0
    assert audit_bonded() == []


def test_a_report_brings_its_proof_and_who_may_see_it_opens_it(office):
    proof = Upload("照片.png", "image/png", [b"\x89PNG\r\n\x1a\n" + b"0" * 64])
    number = report(office, uploads=[proof])
    (one,) = attachments_of("disposal", subject_ids=[Disposal.objects.get(number=number).pk]).popitem()[1]
    assert (one.name, one.subject_no) == ("照片.png", number)
    assert attachment_for(office.officer, number=one.number, at=AT) == one
    assert attachment_for(office.broker, number=one.number, at=AT) == one
    assert attachment_for(office.shop, number=one.number, at=AT) is None
    with pytest.raises(Refused):
        report(office, uploads=[Upload("a.exe", "application/pdf", [b"MZ\x90\x00" + bytes(range(256))])])
    assert Disposal.objects.count() == 1
    assert audit_enterprises() == []
