"""Business applications through their life: filed, asked back, decided, changed, suspended, closed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from bonded import demo
from bonded.models import Application, StockDoc
from bonded.rules import flow
from bonded.rules.applications import Change, Wanted
from bonded.services import application_office, applications
from bonded.services.demo_deliveries import make
from enterprises.models import FirmGrade
from kernel.refusal import Conflict, Refused
from tests.bonded.delivering import AT, MILK, apply_for, deliver, gone, through, wanted
from tests.office import Office, open_office
from tests.races.threads import at_once


@pytest.fixture
def office(office_stage, db) -> Office:
    return office_stage()


def codes(caught):
    return {(v.rule.code, v.path) for v in caught.value.violations}


def file(office, asked, *, actor=None, at=AT):
    return applications.file_application(
        actor=actor or office.broker, at=at, ems_no=demo.EMS_NO, wanted=asked
    )


def low_grade(row):
    FirmGrade.objects.filter(firm_id=row).update(grade="dishonest")


def test_one_is_filed_and_passes(office):
    row = apply_for(office)
    assert (row.status, row.number[:8]) == (flow.APPROVED, "SB492126")
    assert list(row.lines.values_list("gcode", "unit", "qty", "claimed_qty")) == [
        ("1901101000", "122", D(100), D(0))
    ]


def test_every_reason_is_told_at_once(office):
    bad = wanted("C", direction="I", place="", guarantor_code="", partner_name=" ", days=400)
    bad = bad._replace(
        lines=(Wanted("NONE", D(0), D(-1)), Wanted(MILK, D("0.000001"), D(1)), Wanted(MILK, D(1), D(1)))
    )
    with pytest.raises(Refused) as caught:
        file(office, bad)
    assert codes(caught) == {
        ("APP-04", "direction"), ("APP-05", "valid_to"), ("APP-06", "partner_name"), ("APP-06", "place"),
        ("APP-10", "lines[1].item"), ("APP-09", "lines[1].qty"), ("APP-12", "lines[1].unit_price"),
        ("APP-09", "lines[2].qty"), ("APP-11", "lines[3].item"),
    }  # fmt: skip
    assert not Application.objects.exists()


def test_security_or_a_live_exemption(office):
    with pytest.raises(Refused) as caught:
        file(office, wanted(guarantor_code=""))
    assert codes(caught) == {("APP-13", "guarantor_code")}
    with pytest.raises(Refused) as caught:
        file(office, wanted(exempt=True))
    assert codes(caught) == {("APP-14", "exempt")}
    assert file(office, wanted(direction="I", guarantor_code="")).status == flow.APPROVED


def test_a_stranger_files_on_no_ledger_of_others(office):
    with pytest.raises(Refused) as caught:
        file(office, wanted(), actor=office.shop)
    assert codes(caught) == {("APP-01", "ems_no")}
    row = apply_for(office)
    with pytest.raises(Application.DoesNotExist):
        applications.close_application(actor=office.shop, at=AT, number=row.number)


def test_a_suspended_firm_files_nothing(office):
    with pytest.raises(Refused) as caught:
        file(office, wanted(), actor=replace(office.broker, suspension="SU1"))
    assert {code[:3] for code, _ in codes(caught)} == {"SUS"}


def test_an_officer_asks_and_decides_where_one_is_needed(office):
    low_grade(office.broker.firm_id)
    with pytest.raises(Refused) as caught:
        apply_for(office)
    assert ("APP-15", "business") in codes(caught)
    row = apply_for(office, "F")
    assert row.status == flow.SUBMITTED
    with pytest.raises(Refused):
        application_office.ask_back(actor=office.officer, at=AT, number=row.number, reason=" ")
    application_office.ask_back(actor=office.officer, at=AT, number=row.number, reason="请补充合同")
    applications.change_application(
        actor=office.broker, at=AT, number=row.number, wanted=wanted("F", lines=((MILK, "40", "50"),))
    )
    applications.submit_application(actor=office.broker, at=AT, number=row.number)
    application_office.approve_application(actor=office.officer, at=AT, number=row.number)
    with pytest.raises(Conflict):
        application_office.refuse_application(actor=office.officer2, at=AT, number=row.number, reason="不符")
    row.refresh_from_db()
    assert (row.status, row.lines.get().qty) == (flow.APPROVED, 40)
    gate = replace(office.officer, roles=frozenset({"gate"}))
    with pytest.raises(Refused) as caught:
        application_office.suspend_application(actor=gate, at=AT, number=row.number, reason="核查")
    assert codes(caught) == {("APP-23", "")}


def change(row, *, days=0, qty=None, why="维修延迟"):
    until = row.valid_to + timedelta(days=days) if days else None
    return Change(until, {1: D(qty)} if qty else {}, why)


def test_repair_is_extended_once_by_a_month_asked_in_time(office):
    row = apply_for(office, "E", days=61)
    out = gone(office, row)
    ask = applications.ask_for_change
    with pytest.raises(Refused) as caught:
        ask(actor=office.broker, at=AT, number=row.number, change=change(row, days=32))
    assert codes(caught) == {("APP-19", "valid_to")}
    late = AT + timedelta(days=55)  # six days before the end
    with pytest.raises(Refused) as caught:
        ask(actor=office.broker, at=late, number=row.number, change=change(row, days=31))
    assert codes(caught) == {("APP-18", "valid_to")}
    in_time = AT + timedelta(days=54)
    ask(actor=office.broker, at=in_time, number=row.number, change=change(row, days=31))
    # The office answers after the last day to ask: what was asked in time counts.
    application_office.approve_change(actor=office.officer, at=late, number=row.number)
    row.refresh_from_db()
    out.refresh_from_db()
    assert (row.extended, row.wanted_at, row.valid_to) == (True, None, date(2026, 8, 12))
    assert out.due_on == date(2026, 8, 11)
    with pytest.raises(Refused) as caught:
        ask(actor=office.broker, at=late, number=row.number, change=change(row, days=10))
    assert codes(caught) == {("APP-17", "valid_to")}


def test_quantities_never_fall_below_what_is_claimed(office):
    row = apply_for(office)
    deliver(office, row, (1, "60"))
    ask = applications.ask_for_change
    with pytest.raises(Refused) as caught:
        ask(actor=office.broker, at=AT, number=row.number, change=change(row, qty="59"))
    assert codes(caught) == {("APP-20", "lines[1].qty")}
    ask(actor=office.broker, at=AT, number=row.number, change=change(row, qty="60"))
    with pytest.raises(Refused) as caught:
        application_office.refuse_change(actor=office.officer, at=AT, number=row.number, reason="")
    assert codes(caught) == {("APP-16", "reason")}
    deliver(office, row, (1, "10"))  # meanwhile
    with pytest.raises(Refused) as caught:
        application_office.approve_change(actor=office.officer, at=AT, number=row.number)
    assert codes(caught) == {("APP-20", "lines[1].qty")}
    application_office.refuse_change(actor=office.officer, at=AT, number=row.number, reason="数量不足")
    assert row.lines.get().qty == 100


def test_a_case_is_closed_when_all_is_back(office):
    row = apply_for(office, "D", days=61)
    out = gone(office, row)
    with pytest.raises(Refused) as caught:
        applications.close_application(actor=office.broker, at=AT, number=row.number)
    assert codes(caught) == {("APP-22", "")}
    through(deliver(office, row, (1, "10"), returns=out.number))
    applications.close_application(actor=office.broker, at=AT, number=row.number)
    row.refresh_from_db()
    assert row.status == flow.CLOSED
    with pytest.raises(Refused) as caught:
        deliver(office, row)
    assert codes(caught) == {("DOC-02", "application")}


def test_two_decisions_at_once_are_one(transactional_db):
    office = open_office()
    low_grade(office.broker.firm_id)
    row = apply_for(office, "F")

    def approve():
        return application_office.approve_application(actor=office.officer, at=AT, number=row.number)

    said = at_once([approve] * 4)
    assert sum(one is None for one in said) == 1
    assert sum(isinstance(one, Conflict) for one in said) == 3


def test_the_demo_shows_something_and_is_made_once(office, settings):
    settings.PORTAL_DEMO = True
    assert make(at=AT) == 10
    assert make(at=AT) == 0
    assert StockDoc.objects.filter(gathered=2).count() == 2
    assert set(Application.objects.values_list("status", flat=True)) == {flow.DRAFT, flow.APPROVED}
    settings.PORTAL_DEMO = False
    with pytest.raises(PermissionError):
        make(at=AT)
