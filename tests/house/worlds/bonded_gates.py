"""A gate, a vehicle, a pass for each act, a held vehicle and a wrong passage of the firm."""

from datetime import date
from decimal import Decimal

from bonded.models import Gate
from bonded.rules.gate_passes import PassDraft
from bonded.rules.vehicles import NewVehicle
from bonded.services import gates, undoing
from bonded.services.gate_passes import apply_for_pass
from bonded.services.gates import AtBarrier
from bonded.services.vehicles import record_vehicle
from tests.office import AT, Office

PLATE = "湘A90001"


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take."""
    gate, _ = Gate.objects.get_or_create(
        code="ACCESS", defaults={"office": "4921", "name_zh": "卡口", "name_en": "Gate", "tolerance_kg": 10}
    )
    lorry = NewVehicle(PLATE, Decimal(8000), date(2026, 1, 1), date(2099, 1, 1))
    record_vehicle(actor=office.broker, vehicle=lorry, at=AT)
    ready, held, through, twice = (_filed(office, number) for number in range(4))
    hold = _arrive(office, gate, number=held, kg="9000").hold_no
    passage = _arrive(office, gate, number=through, kg="8000").passage
    wrong = _arrive(office, gate, number=twice, kg="8000").passage
    ground = "误点过卡，车在区内"
    undo = undoing.propose_undo(actor=office.officer2, passage_no=wrong.number, ground=ground, at=AT)
    return {
        "bonded:gate_pass.number": ready,
        "bonded:gate_pass_void.number": ready,
        "bonded:gate_pass_decide.number": ready,
        "bonded:vehicle_end.plate": PLATE,
        "bonded:gate_passage.number": passage.number,
        "bonded:gate_hold.number": hold,
        "bonded:gate_undo.number": undo,
        "bonded:gate_settings.code": gate.code,
    }


def _filed(office: Office, number: int) -> str:
    """An empty vehicle's pass, approved at once."""
    draft = PassDraft(f"ACCESS-{number}-W", "6", "E", PLATE)
    return apply_for_pass(actor=office.broker, draft=draft, at=AT).number


def _arrive(office: Office, gate: Gate, *, number: str, kg: str) -> gates.Arrived:
    seen = AtBarrier(number, weighed_kg=Decimal(kg))
    return gates.arrive(actor=office.officer, gate_code=gate.code, seen=seen, at=AT)
