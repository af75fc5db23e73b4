"""Steps at the barrier: lock a pass with its papers, enter a passage, take goods through or back."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from bonded.models import DocKind, Gate, GatePass, Inventory, Outcome, Passage, PassKind
from bonded.rules import flow, numbers
from bonded.rules.gates import UNKNOWN
from bonded.selectors.gate_passes import rides_of
from bonded.selectors.gates import of_bill
from bonded.services import carried
from bonded.services.numbering import next_no
from bonded.services.standing import GATE_PASS_TRAIL
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import require_transaction
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON


class NewPassage(NamedTuple):
    """What happened at a barrier; ``at`` when, ``recorded_at`` when it was entered; weights in kg."""

    gate: Gate
    plate: str
    outcome: Outcome
    at: datetime
    recorded_at: datetime
    by_id: int | None
    reasons: Sequence[str] = ()
    weighed_kg: Decimal | None = None
    weight_read: bool = False
    stage: int = 1
    was_offline: bool = False
    undoes: Passage | None = None
    second_by_id: int | None = None
    note: str = ""
    token: int | None = None


def lock_pass(pk: int) -> GatePass:
    """The pass, locked after the papers whose goods ride on it, and after those of its bill of lading.

    Raises:
        Refused: there is no such pass.
        Conflict: they were busy for longer than a caller should wait.
    """
    require_transaction()
    seen = GatePass.objects.filter(pk=pk).first()
    if seen is None:
        raise Refused(Violation(UNKNOWN))
    keys = set(seen.documents.exclude(kind=DocKind.BILL).values_list("kind", "doc_id"))
    carried.hold_documents(keys | {(DocKind.INVENTORY.value, pk) for pk in _first_entered(seen)})
    (locked,) = lock_rows(GatePass.objects.select_related("firm"), keys=[pk])
    return locked


def move_pass(
    one: GatePass,
    *,
    verb: str,
    at: datetime,
    actor_id: int | None,
    values: dict[str, object] | None = None,
    note: str = "",
) -> None:
    """Move a pass along its flow.

    Raises:
        Conflict: it does not stand where that begins.
    """
    values = values or {}
    step = Step(one.pk, verb, one.status, tuple(values.values()), note)
    moved = move_many(GATE_PASS_TRAIL, [step], columns=tuple(values), at=at, actor_id=actor_id)
    if one.pk not in moved:
        raise Conflict(Violation(MOVED_ON))


def go_through(one: GatePass, *, at: datetime, actor_id: int | None, note: str = "") -> None:
    """Take what rides on a locked pass through the gate; goods that entered first follow their bill."""
    carried.pass_gate(rides_of(one), at=at, actor_id=actor_id, note=note)
    approved = Inventory.objects.filter(pk__in=_first_entered(one), status=flow.APPROVED)
    ids = list(approved.order_by("pk").values_list("pk", flat=True))
    if ids:
        carried.enter_first(ids, at=at, actor_id=actor_id)


def come_back(one: GatePass, *, at: datetime, actor_id: int | None, note: str = "") -> None:
    """Take what rode on a locked pass back to where it stood before it went through."""
    carried.undo_gate(rides_of(one), at=at, actor_id=actor_id, note=note)
    gone = Inventory.objects.filter(pk__in=_first_entered(one), gate_axis=flow.GATE_ALL)
    ids = list(gone.order_by("pk").values_list("pk", flat=True))
    if ids:
        carried.leave_again(ids, at=at, actor_id=actor_id, note=note)


def enter_passage(one: GatePass, *, new: NewPassage) -> Passage:
    """Append what happened; its number is taken here, so lock nothing after it."""
    number = next_no(numbers.PASSAGE, office=new.gate.office, at=new.recorded_at)
    return Passage.objects.create(
        number=number,
        gate_pass=one,
        direction=one.direction,
        **(new._asdict() | {"reasons": list(new.reasons)}),
    )


def _first_entered(one: GatePass) -> list[int]:
    """The inventories of goods that entered first on the bill of lading of this pass."""
    return of_bill(one.firm_id, bill_no=one.bill_no) if one.kind == PassKind.ENTER_FIRST else []
