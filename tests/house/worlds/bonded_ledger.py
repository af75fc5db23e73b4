"""Ledger files of the firm ``broker``, each waiting for an officer."""

from datetime import date
from decimal import Decimal

from bonded.rules.disposal import Goods
from bonded.rules.stocktaking import CountRow
from bonded.services.disposal import report_disposal
from bonded.services.filing import draft_filing, submit_filing
from bonded.services.stocktaking import explain, file_count
from bonded.services.writeoff import submit_write_off
from tests.office import AT, Office

EMS = "T4921W000001"
_HEAD = {
    "house_name": "二号库",
    "house_address": "黄花综合保税区一路 8 号",
    "valid_from": "2026-06-01",
    "cycle_months": "6",
}


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take."""
    who = {"actor": office.broker, "at": AT}
    filing = draft_filing(**who, kind="ledger", office="4921", head=_HEAD)
    submit_filing(**who, number=filing)
    write_off = submit_write_off(**who, ems_no=EMS, period_to=date(2020, 12, 31), stated=True)
    rows = [CountRow(1, "MILK-800", Decimal(999_000))]
    count = file_count(**who, ems_no=EMS, counted_on=date(2026, 5, 12), rows=rows)
    explain(**who, number=count.number, explanations={1: "A pallet fell"})
    loss = report_disposal(
        **who,
        ems_no=EMS,
        kind="damage",
        found_on=date(2026, 5, 10),
        reason="Broken",
        goods=[Goods("MILK-800", Decimal(2))],
    )
    return {
        "bonded:file.number": filing,
        "bonded:filing.number": filing,
        "bonded:stock_taking.number": count.number,
        "bonded:write_off.number": write_off,
        "bonded:disposal.number": loss,
    }
