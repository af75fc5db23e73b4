"""Disposals: pre-booked when reported, booked out before two witnesses, given back otherwise."""

from datetime import date
from decimal import Decimal as D

import pytest

from bonded.models import Counter, Disposal, DisposalEvent, Kind, LedgerEntry, LedgerItem, Lot
from bonded.rules import flow
from bonded.rules.disposal import Goods
from bonded.selectors.ledgers import audit_bonded
from bonded.services import disposal as services
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
