"""Deliveries, gate passes, the barrier and stop orders on a walk."""

from datetime import timedelta
from decimal import Decimal as D

from bonded.facts import StopTarget
from bonded.models import (
    Application,
    BatchPeriod,
    GateHold,
    GatePass,
    Inventory,
    Lot,
    Outcome,
    Parcel,
    Passage,
    StockDoc,
    StopOrder,
    UndoProposal,
)
from bonded.rules import flow
from bonded.rules.applications import BATCH, MOULD, REPAIR, NewApplication, Wanted
from bonded.rules.gate_passes import PassDraft, WantedLine
from bonded.rules.stock_docs import DocLine, NewDocument
from bonded.services import (
    application_office,
    applications,
    batch_gathering,
    gate_holds,
    gate_passes,
    gates,
    reminding,
    stock_docs,
    stops,
    undoing,
)
from bonded.services.cutting_off import cut_off_document
from bonded.services.gates import AtBarrier
from kernel.clock import business_date
from tests.bonded.walking.walk import ACTS as ACTS
from tests.bonded.walking.walk import EMS, GROUND, OTHER_PLATE, PLATE, P, Q, Walk, act, one, own

TARE = D(8000)


# --- Deliveries -------------------------------------------------------------------------------------


@act
def apply(walk, i, j):
    """An application: batches out, repair out, moulds in or out."""
    first = business_date(walk.at)
    business, way = ((BATCH, "E"), (REPAIR, "E"), (MOULD, "E"), (BATCH, "I"))[i % 4]
    wanted = NewApplication(
        own_no=own(), business=business, direction=way, partner_code="91430100MA4L16JQ9B",
        partner_name="长沙收货有限公司", valid_from=first, valid_to=first + timedelta(days=60),
        place="长沙", purpose="检测", guarantor_code="430168A004",
        lines=(Wanted(P, D(9), D(50)), Wanted(Q, D(5), D(20))),
    )  # fmt: skip
    filed = walk.do(applications.file_application, actor=walk.firm, ems_no=EMS, wanted=wanted)
    if filed:
        walk.do(application_office.approve_application, actor=walk.first, number=filed.number)
        deliver(walk, -1, j)


@act
def deliver(walk, i, j):
    """A document under an application; often taken to the gate at once."""
    of = one(Application.objects.all(), i)
    if of is None:
        return
    line = DocLine(1 + j % 2, D(1 + j % 4), gross_kg=D(10), net_kg=D(10))
    lot = one(Lot.objects.filter(item__item_record_no=(P, Q)[j % 2], item__ledger__ems_no=EMS), i)
    if i % 5 == 0 and lot is not None:
        line = line._replace(lot_no=lot.lot_no, best_before=lot.best_before)
    call = {"actor": walk.firm, "application_no": of.number, "wanted": NewDocument(own(), (line,))}
    filed = walk.do(stock_docs.file_document, submit=j != 5, **call)
    if filed and i % 3:
        _take_along(walk, StockDoc.objects.get(number=filed.number))


@act
def bring_back(walk, i, j):
    """Goods of a document come back, in part or all; often through the gate at once."""
    out = one(StockDoc.objects.exclude(due_on=None), i)
    if out is None:
        return
    line = out.lines.get()
    qty = max(D(1), line.passed_qty - line.back_qty) if j % 2 else D(1)
    wanted = NewDocument(own(), (DocLine(1, qty, gross_kg=D(10), net_kg=D(10)),), out.number)
    call = {"actor": walk.firm, "application_no": out.application.number, "wanted": wanted}
    filed = walk.do(stock_docs.file_document, **call)
    if filed and i % 3:
        _take_along(walk, StockDoc.objects.get(number=filed.number))


def _take_along(walk: Walk, row: StockDoc) -> None:
    """Approved where that is still due, then through the gate."""
    if row.status == flow.SUBMITTED:
        walk.do(stock_docs.approve_document, actor=walk.first, number=row.number)
    if StockDoc.objects.filter(pk=row.pk, status=flow.APPROVED).exists():
        _ride(walk, row)


@act
def decide_document(walk, i, j):
    row = one(StockDoc.objects.filter(status__in=(flow.DRAFT, flow.SUBMITTED, flow.REFUSED)), i)
    if row is None:
        return
    if row.status != flow.SUBMITTED:
        walk.do(stock_docs.submit_document, actor=walk.firm, number=row.number)
    elif j == 0:
        walk.do(stock_docs.refuse_document, actor=walk.first, number=row.number, reason=GROUND)
    else:
        walk.do(stock_docs.approve_document, actor=walk.first, number=row.number)


@act
def change_document(walk, i, j):
    row = one(StockDoc.objects.filter(status__in=(flow.DRAFT, flow.REFUSED)), i)
    if row is not None:
        line = DocLine(1, D(1 + j), gross_kg=D(10), net_kg=D(10))
        wanted = NewDocument(row.own_no, (line,), row.returns.number if row.returns else "")
        walk.do(stock_docs.change_document, actor=walk.firm, number=row.number, wanted=wanted)


@act
def void_document(walk, i, j):
    row = one(StockDoc.objects.exclude(status=flow.VOID), i)
    if row is not None:
        who = walk.first if j == 0 else walk.firm
        walk.do(stock_docs.void_document, actor=who, number=row.number, reason=GROUND)


@act
def close_document(walk, i, j):
    """A document is closed with what has left of it."""
    row = one(StockDoc.objects.filter(gate_axis=flow.GATE_PART), i)
    if row is not None:
        call = {"actor": walk.firm if j else walk.first, "number": row.number, "reason": GROUND}
        walk.do(cut_off_document, **call)


@act
def gather_period(walk, i, j):
    """What waits of a period is gathered early, and often handed in."""
    row = one(BatchPeriod.objects.select_related("application"), i)
    if row is not None:
        call = {"application_no": row.application.number, "first": row.period_from}
        walk.do(batch_gathering.gather_now, actor=walk.firm if j else walk.first, **call)


@act
def gather_when_due(walk, i, j):
    """The quarter is over for the job (the walk stays where it is)."""
    now, walk.at = walk.at, walk.at + timedelta(days=50)
    walk.do(batch_gathering.gather_due)
    if j == 0:
        walk.do(reminding.watch_deliveries)
    walk.at = now


@act
def take_apart(walk, i, j):
    row = one(Inventory.objects.filter(inv_type="1").exclude(status=flow.VOID), i)
    if row is not None:
        walk.do(batch_gathering.take_apart, actor=walk.firm, number=row.number, reason=GROUND)


@act
def suspend(walk, i, j):
    """An application is suspended, goes on, or is closed."""
    row = one(Application.objects.all(), i)
    if row is None:
        return
    call = {"actor": walk.first, "number": row.number}
    if row.status == flow.SUSPENDED:
        walk.do(application_office.resume_application, **call)
    elif j == 0:
        walk.do(applications.close_application, actor=walk.firm, number=row.number)
    else:
        walk.do(application_office.suspend_application, reason=GROUND, **call)


# --- Gate passes --------------------------------------------------------------------------------------


def _free(paper, share: D) -> tuple[WantedLine, ...]:
    """A share of what of each line stands on no pass yet."""
    found = []
    for line in paper.lines.order_by("seq"):
        qty = (line.qty - line.on_pass_qty) * share
        if qty > 0:
            found.append(WantedLine(paper.number, line.seq, qty, D(10), D(10)))
    return tuple(found)


def _kind(paper) -> str:
    return "4" if isinstance(paper, StockDoc) else ("2", "3")[paper.direction == "E"]


def _ride(walk: Walk, *papers, share: D = D(1), go: bool = True) -> None:
    """A pass for these papers; then through the gate."""
    bind = "1" if len(papers) > 1 else ("2" if share == 1 else "3")
    draft = PassDraft(
        own(), _kind(papers[0]), papers[0].direction, PLATE, bind,
        lines=tuple(line for paper in papers for line in _free(paper, share)),
    )  # fmt: skip
    made = walk.do(gate_passes.apply_for_pass, actor=walk.firm, draft=draft)
    if made and not made.approved:
        walk.do(gate_passes.decide_pass, actor=walk.first, number=made.number, approve=True)
    if made and go:
        _arrive(walk, GatePass.objects.get(number=made.number), "SIDE")


def _paper(i: int):
    papers = [
        *Inventory.objects.filter(status=flow.APPROVED, pass_use__lt=3).order_by("pk"),
        *StockDoc.objects.filter(status=flow.APPROVED, pass_use__lt=3).order_by("pk"),
    ]
    return papers[i % len(papers)] if papers else None


@act
def ride(walk, i, j):
    """All that is left of a paper on one vehicle, or a share of it; sometimes two papers."""
    paper = _paper(i)
    if paper is None:
        return
    share = (D(1), D("0.5"), D("0.25"), D(1), D("0.5"), D(1))[j]
    second = _paper(i + 1) if j == 5 else None
    both = [paper] if second is None or second.pk == paper.pk else [paper, second]
    _ride(walk, *both, share=share, go=i % 3 > 0)


@act
def ride_on_bill(walk, i, j):
    """Goods enter on their bill of lading before they are declared."""
    draft = PassDraft(own(), "1", "I", PLATE, "2", bill_no=f"BL{i % 2}", gross_kg=D(100), net_kg=D(90))
    made = walk.do(gate_passes.apply_for_pass, actor=walk.firm, draft=draft)
    if made and j:
        _arrive(walk, GatePass.objects.get(number=made.number), "SIDE")


@act
def decide_pass(walk, i, j):
    row = one(GatePass.objects.filter(status=flow.APPLIED), i)
    if row is not None:
        call = {"actor": walk.first, "number": row.number, "approve": j > 0, "reason": GROUND}
        walk.do(gate_passes.decide_pass, **call)


@act
def void_pass(walk, i, j):
    row = one(GatePass.objects.exclude(status__in=(flow.PASS_VOID, flow.REFUSED)), i)
    if row is not None:
        who = walk.first if j == 0 else walk.firm
        walk.do(gate_passes.void_pass, actor=who, number=row.number, reason=GROUND)


# --- The barrier ---------------------------------------------------------------------------------------


def _arrive(walk: Walk, row: GatePass, gate: str, **seen) -> None:
    """At the barrier: nothing that is stopped goes through."""
    stopped = _stopped(row, plate=seen.get("plate", row.plate))
    call = {"actor": walk.gate, "gate_code": gate, "seen": AtBarrier(row.number, **seen)}
    made = walk.do(gates.arrive, **call)
    assert not (made and stopped and made.passage.outcome == Outcome.PASSED)


def _stopped(row: GatePass, *, plate: str) -> bool:
    live = StopOrder.objects.filter(status=flow.STOPPED)
    items = row.lines.values("item_id")
    return (
        live.filter(kind="vehicle", target_no__in=(row.plate, plate)).exists()
        or live.filter(kind="item", item__in=items).exists()
        or live.filter(kind="firm", firm_id=row.firm_id).exists()
    )


def _at_barrier(i: int) -> GatePass | None:
    waiting = GatePass.objects.filter(status__in=(flow.PASS_APPROVED, flow.FIRST_GATE))
    return one(waiting if i else GatePass.objects.all(), i)


@act
def arrive(walk, i, j):
    """Right weight, too heavy, another vehicle, one of two barriers, or no weight."""
    row = _at_barrier(i)
    if row is not None:
        gate, seen = (
            ("MAIN", {"weighed_kg": row.total_kg}),
            ("MAIN", {"weighed_kg": row.total_kg + 900}),
            ("SIDE", {"plate": OTHER_PLATE}),
            ("TWIN", {}),
            ("SIDE", {}),
            ("MAIN", {}),
        )[j]
        _arrive(walk, row, gate, **seen)


@act
def send_away(walk, i, j):
    row = _at_barrier(i)
    if row is not None:
        call = {"actor": walk.gate, "gate_code": "SIDE", "seen": AtBarrier(row.number), "ground": GROUND}
        walk.do(gates.send_away, **call)


@act
def enter_later(walk, i, j):
    row = _at_barrier(i)
    if row is not None:
        walk.at += timedelta(hours=1)
        call = {"actor": walk.gate, "gate_code": "SIDE", "seen": AtBarrier(row.number)}
        walk.do(gates.enter_later, when=walk.at - timedelta(minutes=5), **call)


@act
def decide_hold(walk, i, j):
    row = one(GateHold.objects.filter(status__in=(flow.HOLD_OPEN, flow.HOLD_EXPLAINED)), i)
    if row is None:
        return
    if j:
        walk.do(gate_holds.explain, actor=walk.firm, number=row.number, explanation=GROUND)
    decide = gate_holds.turn_back if j == 1 else gate_holds.let_go
    walk.do(decide, actor=walk.first, number=row.number, ground=GROUND)


@act
def undo_passage(walk, i, j):
    """A counter-entry, confirmed at once, later or never."""
    passed = Passage.objects.filter(outcome=Outcome.PASSED)
    row = one(passed.filter(gate_pass__status=flow.PASSED, undone=None) if i else passed, i)
    if row is None:
        return
    call = {"actor": walk.first, "passage_no": row.number, "ground": GROUND}
    number = walk.do(undoing.propose_undo, **call)
    if number and j:
        walk.do(undoing.confirm_undo, actor=walk.second if j > 1 else walk.first, number=number)


@act
def decide_undo(walk, i, j):
    row = one(UndoProposal.objects.filter(status=flow.PROPOSED), i)
    if row is not None:
        decide = undoing.confirm_undo if j else undoing.refuse_undo
        walk.do(decide, actor=walk.second, number=row.number)


# --- Stop orders ---------------------------------------------------------------------------------------


@act
def stop(walk, i, j):
    """An item, a lot, a vehicle, the firm or a list."""
    kind = ("item", "lot", "vehicle", "firm", "list", "lot")[j]
    parcel = one(Parcel.objects.all(), i)
    if kind == "list" and parcel is not None:
        target = StopTarget("list", parcel.pre_no, "4921", firm_id=walk.firm.firm_id)
        walk.step(lambda: stops.put_stop(target, ground=GROUND, actor=walk.first, at=walk.at))
        return
    lot = one(Lot.objects.filter(item__ledger__ems_no=EMS), i)
    said = {
        "item": {"number": (P, Q)[i % 2], "ems_no": EMS},
        "lot": {"number": lot.item.item_record_no, "ems_no": EMS, "lot_no": lot.lot_no},
        "vehicle": {"number": PLATE},
        "firm": {"number": "430168A004"},
        "list": {"number": "B0"},
    }[kind]
    walk.do(stops.order, actor=walk.first, kind=kind, ground=GROUND, **said)


@act
def lift(walk, i, j):
    row = one(StopOrder.objects.filter(status=flow.STOPPED), i)
    if row is not None:
        walk.do(stops.lift, actor=walk.second if j else walk.first, number=row.number, ground=GROUND)
