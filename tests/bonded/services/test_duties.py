"""Duties do not rest: what a suspended firm may still do about its bonded goods, and what it may not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from bonded.models import Disposal, Inventory, Ledger, LedgerItem
from bonded.rules import flow
from bonded.rules.disposal import Goods
from bonded.rules.stocktaking import CountRow
from bonded.services import (
    applications,
    batch_gathering,
    disposal,
    inventories,
    stock_docs,
    stocktaking,
    writeoff,
)
from enterprises.facts import SuspensionFact
from enterprises.rules.open_states import OPEN_STATES
from kernel.refusal import Refused
from tests.bonded.delivering import AT, apply_for, document, gone, through, wanted
from tests.office import rule_codes

EMS = "T4921W000001"
AFTER = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def office(office_stage, db):
    made = office_stage()
    Ledger.objects.filter(ems_no=EMS).update(valid_from=date(2026, 1, 1))
    LedgerItem.objects.update(origin="601")
    return made


def suspended(monkeypatch, office):
    """The broker, suspended in the facts of the actor and of whoever asks about the firm."""
    fact = SuspensionFact("SU1", "firm", "acts", office.broker.firm_id, "", "arrears", AT)
    found = {office.broker.firm_id: fact}
    for room in ("bonded.permissions", "bonded.services.applications", "bonded.services.gate_passes"):
        monkeypatch.setattr(f"{room}.suspensions_of", lambda ids, *, at: found)
    monkeypatch.setattr("bonded.services.inventory_deciding.suspensions_of", lambda ids, *, at: found)
    return replace(office.broker, suspension="SU1")


def report(actor, kind):
    return disposal.report_disposal(
        actor=actor, at=AT, ems_no=EMS, kind=kind, found_on=date(2026, 5, 10), place="区内焚烧厂",
        reason="仓库进水", goods=[Goods("MILK-800", D(12))],
    )  # fmt: skip


def test_what_customs_are_owed_is_done_while_suspended(office, monkeypatch):
    held = suspended(monkeypatch, office)
    assert writeoff.submit_write_off(actor=held, at=AT, ems_no=EMS, period_to=date(2026, 5, 11), stated=True)
    number = report(held, "force_majeure")
    assert Disposal.objects.get(number=number).status == flow.SUBMITTED
    assert report(held, "damage")
    made = stocktaking.file_count(
        actor=held, at=AT, ems_no=EMS, counted_on=date(2026, 5, 12), rows=[CountRow(1, "RICE-250", D(5))]
    )  # fmt: skip
    stocktaking.withdraw_count(actor=held, number=made.number, at=AT)


def test_nothing_new_begins_while_suspended(office, monkeypatch):
    row = apply_for(office)
    held = suspended(monkeypatch, office)
    for call in (
        lambda: report(held, "destruction"),
        lambda: applications.file_application(actor=held, at=AT, ems_no=EMS, wanted=wanted()),
        lambda: stock_docs.file_document(
            actor=held, at=AT, application_no=row.number, wanted=document((1, "1"))
        ),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert {code[:3] for code in rule_codes(caught.value.violations)} == {"SUS"}
    assert not Disposal.objects.exists()


def test_goods_come_back_while_suspended(office, monkeypatch):
    row = apply_for(office, "E", days=61)
    out = gone(office, row)
    held = suspended(monkeypatch, office)
    filed = stock_docs.file_document(
        actor=held, at=AT, application_no=row.number, wanted=document((1, "10"), returns=out.number)
    )
    assert filed.status == flow.APPROVED
    back = through(out.return_documents.get())
    assert back.gate_axis == flow.GATE_ALL
    out.refresh_from_db()
    assert out.due_on is None


def test_what_has_left_is_declared_centrally_while_suspended(office, monkeypatch):
    row = apply_for(office)
    gone(office, row)
    batch_gathering.gather_due(at=AFTER)
    number = Inventory.objects.get().number
    held = suspended(monkeypatch, office)
    assert inventories.submit_inventory(actor=held, number=number, at=AFTER) == flow.APPROVED


def test_a_suspended_agent_performs_no_duty_for_others(office):
    agent = replace(office.broker, firm_id=office.shop.firm_id, suspension="SU2")
    with pytest.raises(Refused):
        report(agent, "force_majeure")


def test_the_table_of_open_states_says_the_same():
    goes_on = {(row.kind, row.status): row.goes_on for row in OPEN_STATES}
    for state in (
        ("write-off", "with customs"),
        ("stock-taking", "compared with the ledger"),
        ("disposal", "with customs"),
        ("collection period", "deadline missed"),
    ):
        assert goes_on[state]
    assert not goes_on["in/out document", "draft"]
    assert not goes_on["business application", "draft"]
