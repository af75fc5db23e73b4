"""A bulk file of the firm that was checked, and papers for the programs to read."""

from datetime import timedelta

from bonded.models import Vehicle
from bonded.rules.gate_passes import PassDraft, WantedLine
from bonded.services.bulk import check_file
from bonded.services.gate_passes import apply_for_pass
from enterprises.models import Firm
from kernel import clock
from kernel.clock import business_date
from tests.bonded import bulk_sheets
from tests.bonded.delivering import apply_for, deliver
from tests.bonded.inventory_world import filed, goods, head
from tests.office import Office

EMS = "T4921W000001"
PLATE = "湘AD0001"


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take; the doors look at the wall clock."""
    at = clock.now()
    rows = bulk_sheets.items(bulk_sheets.item("DOORS-1"))
    upload = check_file(actor=office.broker, at=at, kind="items", target_no=EMS, name="a.xlsx", data=rows)
    inventory = filed(office.broker, head(own_no="DOORS-INV"), goods())
    doc = deliver(office, apply_for(office, at=at), at=at)
    today = business_date(at)
    Vehicle.objects.create(
        plate=PLATE, firm=Firm.objects.get(pk=office.broker.firm_id), office="4921", tare_kg=8000,
        valid_from=today, valid_to=today + timedelta(days=9), recorded_at=at,
    )  # fmt: skip
    line = doc.lines.get()
    draft = PassDraft(
        "DOORS-PASS", "4", "E", PLATE, bind="2",
        lines=(WantedLine(doc.number, 1, line.qty, line.gross_kg, line.net_kg),),
    )  # fmt: skip
    gate_pass = apply_for_pass(actor=office.broker, draft=draft, at=at)
    return {
        **{f"bonded:bulk_{name}.kind": "items" for name in ("new", "template")},
        **{f"bonded:bulk_{name}.target_no": EMS for name in ("new", "template")},
        **{f"bonded:bulk{name}.number": upload for name in ("", "_take", "_errors")},
        "bonded_api:inventory.number": inventory.number,
        "bonded_api:document.number": doc.number,
        "bonded_api:gate_pass.number": gate_pass.number,
        "bonded_api:ledger_items.ems_no": EMS,
    }
