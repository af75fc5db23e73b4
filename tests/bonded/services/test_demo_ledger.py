"""The demo's ledger files are made once, and leave the ledger in order."""

from bonded.models import Disposal, LedgerFiling, StockTake, WriteOff
from bonded.selectors.ledgers import audit_bonded
from bonded.services.demo_ledger import make
from tests.office import AT, open_office


def test_the_ledger_files_of_the_demo_are_made_once(db):
    open_office()
    assert make(at=AT) == 4
    assert make(at=AT) == 0
    assert sorted(LedgerFiling.objects.values_list("status", flat=True)) == [10, 20, 30, 30]
    assert (StockTake.objects.count(), Disposal.objects.count(), WriteOff.objects.count()) == (1, 2, 6)
    assert audit_bonded() == []
