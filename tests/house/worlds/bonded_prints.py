"""A gate pass and an in/out document of the firm, as they are printed."""

from datetime import date

from bonded.models import Application, GatePass, Ledger, StockDoc
from bonded.rules import flow
from tests.office import AT, Office


def things(office: Office) -> dict[str, object]:
    """Their numbers."""
    ledger = Ledger.objects.get(ems_no="T4921W000001")
    ours = {"firm_id": office.broker.firm_id, "office": "4921", "created_at": AT, "since": AT}
    frame = Application.objects.create(
        subject_id=990_000_001, status=flow.APPROVED, number="SB492126A900000001", own_no="PRINT",
        ledger=ledger, business="A", direction="E", partner_code="4301960001", partner_name="长沙门店",
        valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1), **ours,
    )  # fmt: skip
    doc = StockDoc.objects.create(
        subject_id=990_000_002, status=flow.APPROVED, number="CK492126E900000001", own_no="PRINT",
        application=frame, ledger=ledger, direction="E", submitted_at=AT, **ours,
    )  # fmt: skip
    gate_pass = GatePass.objects.create(
        subject_id=990_000_003, status=flow.PASS_APPROVED, number="Z4921E260512900000000001", own_no="PRINT",
        kind="6", direction="E", plate="湘A0PRINT", vehicle_kg=9000, total_kg=9000, **ours,
    )  # fmt: skip
    return {
        "bonded:gate_pass_pdf.number": gate_pass.number,
        "bonded:stock_doc_pdf.number": doc.number,
    }
