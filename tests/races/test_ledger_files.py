"""Ledger files at once: two officers decide one, two firms' clicks hand one in, each thing happens once."""

from datetime import date
from decimal import Decimal as D
from functools import partial

from bonded.models import Disposal, Kind, Ledger, LedgerEntry, LedgerFiling, LedgerItem, StockTake, WriteOff
from bonded.rules.disposal import Goods
from bonded.rules.filing import ItemDraft
from bonded.rules.stocktaking import CountRow
from bonded.selectors.ledgers import audit_bonded
from bonded.services import disposal, filing, stocktaking, writeoff
from kernel.refusal import Conflict, Refused
from tests.office import AT
from tests.races.threads import at_once

EMS = "T4921W000001"


def both(office, act, *, number: str) -> list[object]:
    return at_once(
        [partial(act, actor=who, number=number, at=AT) for who in (office.officer, office.officer2)]
    )


def one_was_first(answers: list[object]) -> None:
    assert len([answer for answer in answers if isinstance(answer, Conflict)]) == 1


def test_two_officers_book_the_same_count_once(committed_office):
    office = committed_office
    rows = [CountRow(1, "MILK-800", D(999_990)), CountRow(2, "RICE-250", D(1_000_010))]
    number = stocktaking.file_count(
        actor=office.broker, at=AT, ems_no=EMS, counted_on=date(2026, 5, 12), rows=rows
    ).number
    stocktaking.explain(actor=office.broker, number=number, explanations={1: "Fell", 2: "Found"}, at=AT)
    one_was_first(both(office, stocktaking.book_count, number=number))
    assert LedgerEntry.objects.filter(kind=Kind.STOCKTAKE).count() == 2
    assert audit_bonded() == []


def test_two_counts_of_one_ledger_at_once_leave_one_open(committed_office):
    office = committed_office
    work = partial(
        stocktaking.file_count, actor=office.broker, at=AT, ems_no=EMS, counted_on=date(2026, 5, 12),
        rows=[CountRow(1, "MILK-800", D(1))],
    )  # fmt: skip
    answers = at_once([work, work])
    assert [type(one) for one in answers].count(Refused) == 1
    assert StockTake.objects.count() == 1


def test_two_officers_write_the_same_period_off_once(committed_office):
    office = committed_office
    Ledger.objects.filter(ems_no=EMS).update(valid_from=date(2026, 1, 1))
    number = writeoff.submit_write_off(
        actor=office.broker, at=AT, ems_no=EMS, period_to=date(2026, 5, 11), stated=True
    )
    one_was_first(both(office, writeoff.approve_write_off, number=number))
    assert WriteOff.objects.get().ledger.written_off_on == date(2026, 5, 11)


def test_a_loss_is_booked_out_once_and_withdrawing_it_at_the_same_time_frees_nothing_twice(committed_office):
    office = committed_office
    number = disposal.report_disposal(
        actor=office.broker, at=AT, ems_no=EMS, kind="damage", found_on=date(2026, 5, 10), reason="Broken",
        goods=[Goods("MILK-800", D(7))],
    )  # fmt: skip
    disposal.approve_disposal(actor=office.officer, number=number, at=AT)
    disposal.witness_disposal(actor=office.officer, number=number, at=AT)
    answers = at_once(
        [
            partial(disposal.carry_out, actor=office.officer2, number=number, at=AT),
            partial(disposal.withdraw_disposal, actor=office.broker, number=number, at=AT),
        ]
    )
    one_was_first(answers)
    milk = LedgerItem.objects.get(item_record_no="MILK-800")
    assert milk.prevd_redc_qty == 0
    assert milk.actl_redc_qty in (0, 7)
    assert (Disposal.objects.get().done_at is None) == (milk.actl_redc_qty == 0)
    assert audit_bonded() == []


def test_handing_a_filing_in_twice_files_it_once(committed_office):
    office = committed_office
    number = filing.draft_filing(actor=office.broker, at=AT, kind="items", ems_no=EMS)
    draft = ItemDraft("NEW-1", "1901109000", "米粉", "", "140")
    filing.save_line(actor=office.broker, number=number, item=draft, at=AT)
    work = partial(filing.submit_filing, actor=office.broker, number=number, at=AT)
    answers = at_once([work, work])
    one_was_first(answers)
    assert LedgerItem.objects.filter(item_record_no="NEW-1").count() == 1
    assert LedgerFiling.objects.get().auto
