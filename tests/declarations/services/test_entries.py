"""Entry declarations of a firm: drafted in one step, written on, accepted with tax and number, taken back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from bonded.models import Inventory
from bonded.services.inventories import void_inventory
from declarations.facts import EntryState as S
from declarations.models import EntryDeclaration, EntryEvent, EntryLineTax
from declarations.selectors import entries_for, entry_for
from declarations.selectors.entries import goods_of, head_of, inventories_to_declare
from declarations.services import entry_jobs
from declarations.services.entry_declaring import (
    ask_entry,
    declare_entry,
    due_day,
    withdraw_entry,
)
from declarations.services.entry_drafts import LineEdit, draft_entry, save_draft
from enterprises.models import GuaranteeAccount
from kernel.refusal import Conflict, Refused
from tests.bonded.inventory_world import filed, goods, head
from tests.declarations.entries import RICE, arrival, declared, drafted, fresh, home_sale, officer_of
from tests.office import AT, rule_codes, stranger

pytestmark = pytest.mark.django_db


def refused(call, **arguments) -> list[str]:
    """The codes with which a call is refused."""
    with pytest.raises(Refused) as no:
        call(**arguments)
    return rule_codes(no.value.violations)


def used(code: str = "430168A004") -> tuple[int, int]:
    """Held and used on the guarantee account of a firm, in fen."""
    rows = GuaranteeAccount.objects.filter(firm__customs_code=code)
    return sum(row.held_fen for row in rows), sum(row.used_fen for row in rows)


def test_a_draft_is_made_from_the_inventory_in_one_step(office) -> None:
    row = home_sale(office)
    pre_no = draft_entry(actor=office.broker, inventory_no=row.number, at=AT)
    entry = EntryDeclaration.objects.get(pre_no=pre_no)
    assert (entry.kind, entry.status, entry.number, entry.firm_id) == ("1", S.DRAFT, "", row.firm_id)
    assert pre_no.startswith("I20260512") and len(pre_no) == 18
    (line,) = goods_of(entry)
    assert (line.gcode, line.qty, line.total, line.unit1) == ("1901109000", D(10), D(1000), "035")
    assert line.qty1 == D(10)  # the net weight, the legal unit is the kilogram


def test_an_inventory_is_declared_once(office) -> None:
    row = home_sale(office)
    draft_entry(actor=office.broker, inventory_no=row.number, at=AT)
    assert refused(draft_entry, actor=office.broker, inventory_no=row.number, at=AT) == ["ENT-03"]
    assert not inventories_to_declare(office.broker, on=date(2026, 5, 12)).exists()
    assert EntryDeclaration.objects.count() == 1


def test_nobody_else_drafts_or_sees_it(office) -> None:
    row = home_sale(office)
    other = stranger(7, kind="declarant", code="621").actor
    assert refused(draft_entry, actor=other, inventory_no=row.number, at=AT) == ["ENT-16"]
    entry = declared(office, row)
    assert entry_for(other, pre_no=entry.pre_no) is None
    assert entry_for(office.officer, pre_no=entry.pre_no) == entry
    assert entry_for(officer_of(office.officer, "4916"), pre_no=entry.pre_no) is None
    assert not entries_for(other).exists()


def test_a_draft_nobody_declared_is_the_firms_own(office) -> None:
    entry = drafted(office, home_sale(office))
    assert entry_for(office.officer, pre_no=entry.pre_no) is None
    assert entry_for(office.broker, pre_no=entry.pre_no) == entry


def test_an_incomplete_draft_survives_and_is_refused_with_every_reason(office) -> None:
    row = arrival(office)
    pre_no = draft_entry(actor=office.broker, inventory_no=row.number, at=AT)
    entry = EntryDeclaration.objects.get(pre_no=pre_no)
    assert entry.kind == "3"
    changed = head_of(entry)._replace(marks="N/M", consignee_name="")
    edits = {1: LineEdit(D(4), None, D(99), "601")}
    save_draft(actor=office.broker, entry_id=entry.pk, head=changed, edits=edits, at=AT)
    codes = refused(declare_entry, actor=office.broker, entry_id=entry.pk, at=AT)
    assert set(codes) == {"ENT-09", "ENT-11"}
    entry = fresh(entry)
    assert (entry.marks, entry.status, entry.number) == ("N/M", S.DRAFT, "")
    assert (goods_of(entry)[0].qty1, goods_of(entry)[0].total, goods_of(entry)[0].qty) == (4, 99, 10)


def test_acceptance_gives_number_tax_and_the_day_for_paying(office) -> None:
    """1,000 CNY: duty 15 % = 150.00; VAT 13 % of 1,150 = 149.50. 12 May + 15 days = 27 May."""
    entry = declared(office)
    assert entry.status == S.DECLARED
    assert entry.number == "492120261000000001"
    assert (entry.duty_fen, entry.consumption_tax_fen, entry.vat_fen) == (15000, 0, 14950)
    assert (entry.accepted_on, entry.due_on) == (date(2026, 5, 12), date(2026, 5, 27))
    tax = EntryLineTax.objects.get(entry=entry)
    assert (tax.exchange_rate, tax.duty_rate, tax.vat_rate) == (D(1), D("0.15"), D("0.13"))
    assert Inventory.objects.get(pk=entry.inventory_id).entry_no == entry.number


def test_a_record_list_bears_no_tax_and_exports_have_their_own_series(office) -> None:
    entry = declared(office, arrival(office), overseas_name="Milk Ltd", transport_name="CZ1", bill_no="B1")
    assert (entry.kind, entry.tax_fen, entry.due_on) == ("3", 0, None)
    assert entry.number == "492120261000000001"
    back = head(direction="E", country="601", supv_mode="5000")
    other = declared(
        office,
        filed(office.broker, back, goods(RICE, "1")),
        overseas_name="Milk Ltd",
        transport_name="CZ1",
        bill_no="B1",
    )
    assert (other.kind, other.number) == ("4", "492120260000000001")


def test_a_guarantee_is_held_and_given_back(office) -> None:
    before = used()
    entry = declared(office, pay_mode="guarantee", assure_code="430168A004")
    assert used() == (before[0] + 29950, before[1])
    withdraw_entry(actor=office.broker, entry_id=entry.pk, reason="买方取消订单", at=AT)
    assert used() == before
    assert fresh(entry).status == S.WITHDRAWN
    assert Inventory.objects.get(pk=entry.inventory_id).entry_no == ""
    assert inventories_to_declare(office.broker, on=date(2026, 5, 12)).count() == 1


def test_without_room_in_the_guarantee_nothing_is_accepted(office) -> None:
    GuaranteeAccount.objects.filter(firm__customs_code="430168A004").update(
        limit_fen=0, held_fen=0, used_fen=0
    )
    entry = drafted(office, home_sale(office), pay_mode="guarantee", assure_code="430168A004")
    with pytest.raises(Refused) as no:
        declare_entry(actor=office.broker, entry_id=entry.pk, at=AT)
    assert [(v.rule.code, v.path) for v in no.value.violations] == [("GUA-02", "assure_code")]
    assert fresh(entry).status == S.DRAFT
    assert not EntryLineTax.objects.exists()
    assert Inventory.objects.get(pk=entry.inventory_id).entry_no == ""


def test_a_deleted_inventory_is_not_declared_any_more(office) -> None:
    row = home_sale(office)
    entry = drafted(office, row)
    void_inventory(actor=office.broker, number=row.number, reason="订单取消", at=AT)
    assert refused(declare_entry, actor=office.broker, entry_id=entry.pk, at=AT) == ["ENT-01"]


def test_declaring_twice_is_a_conflict(office) -> None:
    entry = declared(office)
    with pytest.raises(Conflict):
        declare_entry(actor=office.broker, entry_id=entry.pk, at=AT)
    with pytest.raises(Conflict):
        save_draft(actor=office.broker, entry_id=entry.pk, head=head_of(entry), edits={}, at=AT)
    assert EntryEvent.objects.filter(subject_id=entry.pk, verb="declare").count() == 1


def test_a_suspended_firm_declares_nothing_new(office) -> None:
    entry = drafted(office, home_sale(office))
    halted = replace(office.broker, suspension="SU1")
    assert refused(declare_entry, actor=halted, entry_id=entry.pk, at=AT) == ["SUS-01"]
    assert refused(draft_entry, actor=halted, inventory_no="QD", at=AT) == ["SUS-01"]


def test_asking_waits_for_the_officer_and_is_said_once(office) -> None:
    entry = declared(office)
    said = {"actor": office.broker, "entry_id": entry.pk, "at": AT}
    assert refused(ask_entry, wish="correct", reason=" ", **said) == ["ENT-30"]
    ask_entry(wish="correct", reason="净重填写有误", **said)
    assert (fresh(entry).asked, fresh(entry).status) == ("correct", S.DECLARED)
    assert refused(ask_entry, wish="withdraw", reason="订单取消了", **said) == ["ENT-31"]


def test_a_declared_paper_is_withdrawn_only_with_a_reason(office) -> None:
    entry = declared(office)
    assert refused(withdraw_entry, actor=office.broker, entry_id=entry.pk, reason="", at=AT) == ["ENT-30"]
    draft = drafted(office, home_sale(office))
    withdraw_entry(actor=office.broker, entry_id=draft.pk, reason="", at=AT)
    assert fresh(draft).status == S.WITHDRAWN


def test_the_day_for_paying(office) -> None:
    """15 days from 12 June end on Saturday 27 June, so Monday; aggregated: the 5th working day of July."""
    assert due_day("first", accepted_on=date(2026, 6, 12)) == date(2026, 6, 29)
    assert due_day("aggregated", accepted_on=date(2026, 6, 12)) == date(2026, 7, 7)


def test_the_job_drafts_nothing_that_is_not_centralised(office) -> None:
    home_sale(office)
    assert entry_jobs.draft_entries(at=AT) == []
    assert entry_jobs.finish_entries(at=AT + timedelta(days=1)) == 0
