"""Filling the demo ledger through the services, idempotently: what is there already stays as it is."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from bonded import demo
from bonded.facts import Intake
from bonded.models import Ledger, LedgerItem
from bonded.services.ledgers import open_ledger, take_in
from enterprises.demo import FIRMS
from enterprises.facts import SYSTEM


@dataclass(frozen=True)
class DemoStock:
    """How much is new."""

    ledgers: int
    items: int


def load(*, at: datetime) -> DemoStock:
    """Open the demo ledger and book its opening stock, where they are missing.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
        Refused: the demo office or the code lists were not loaded before.
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo ledger exists only with PORTAL_DEMO=1")
    missing = not Ledger.objects.filter(ems_no=demo.EMS_NO).exists()
    if missing:
        operator = next(firm for firm in FIRMS if firm.key == demo.OPERATOR)
        open_ledger(
            actor=SYSTEM,
            at=at,
            ems_no=demo.EMS_NO,
            firm_code=operator.customs_code,
            office=demo.OFFICE,
            valid_from=demo.VALID_FROM,
        )
    known = set(
        LedgerItem.objects.filter(ledger__ems_no=demo.EMS_NO).values_list("item_record_no", flat=True)
    )
    new = [item for item in demo.ITEMS if item.item_record_no not in known]
    for item in new:
        intake = Intake(*item, qty=demo.QTY, reason=demo.REASON)
        take_in(actor=SYSTEM, at=at, ems_no=demo.EMS_NO, intake=intake)
    return DemoStock(int(missing), len(new))
