"""Pre-entry numbers, reserved before the transaction so that no lock is held for them."""

from collections.abc import Sequence
from datetime import datetime

from declarations.rules import numbers
from declarations.services.filing import Filing
from kernel.clock import business_date
from kernel.orm.series import next_numbers
from kernel.orm.tx import intention

_LETTERS = {
    "621": numbers.LIST_LETTER,
    "623": numbers.CANCEL_LETTER,
    "625": numbers.RETURN_LETTER,
    "711": numbers.ARRIVAL_LETTER,
}


def reserve_pre_numbers(filings: Sequence[Filing], *, at: datetime) -> None:
    """Give every list (and every application not served yet) its pre-entry number; gaps are allowed."""
    on = business_date(at)
    for code, letter in sorted(_LETTERS.items()):
        wanted = [f for f in filings if f.document.code == code]
        if not wanted:
            continue
        with intention():
            serials = next_numbers("pre_entry", scope=f"{letter}{on:%Y%m%d}", count=len(wanted))
        for filing, serial in zip(wanted, serials, strict=True):
            filing.pre_no = numbers.pre_no(letter, on=on, serial=serial)
