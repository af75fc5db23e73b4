"""Gate passes: apply for one, decide about it, void it; never amended, only voided and filed again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError

from bonded.facts import Ride
from bonded.models import DocKind, GatePass, GatePassDoc, GatePassLine, StockDoc
from bonded.permissions import check_may_decide_gate, check_may_file_for, check_may_report_for, holders_of
from bonded.rules import flow, numbers
from bonded.rules import gate_pass_rules as rules
from bonded.rules import gate_passes as law
from bonded.rules.gate_passes import Paper, PassDraft, Weights
from bonded.rules.gates import UNKNOWN
from bonded.rules.ledger import SUSPENDED
from bonded.rules.passages import NO_GROUND, judge_words
from bonded.rules.vehicles import judge_record, plate_of
from bonded.selectors import gate_passes as selectors
from bonded.selectors.drawing import is_drawn
from bonded.selectors.stops import live_stops
from bonded.selectors.vehicles import records_of
from bonded.services.carried_lines import hold_documents, put_on_pass, take_off_pass
from bonded.services.numbering import next_no
from bonded.services.passages import lock_pass, move_pass
from bonded.services.standing import GATE_PASS_TRAIL
from bonded.services.telling import tell_about
from enterprises.facts import Actor, News, ToPosts
from enterprises.models import Firm
from enterprises.selectors import grades_of, suspensions_of
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import note_lock
from kernel.orm.trail import Entry, enter_many
from kernel.orm.tx import intention, savepoint
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_COLUMNS = (
    "number", "own_no", "kind", "bind", "direction", "firm_id", "office", "plate", "vehicle_kg", "frame_no",
    "frame_kg", "container_no", "container_kg", "gross_kg", "net_kg", "total_kg", "bill_no", "goods_note",
    "replaces_id", "created_by_id", "created_at", "said",
)  # fmt: skip
_DECIDERS = frozenset({"officer", "chief"})


@dataclass(frozen=True)
class Applied:
    """A gate pass just applied for; not ``approved``: an officer decides about it."""

    number: str
    approved: bool


@dataclass(frozen=True)
class _Case:
    """An application with all that it was judged by."""

    draft: PassDraft
    firm: Firm
    office: str
    papers: Mapping[str, Paper]
    weights: Weights
    replaces_id: int | None


def apply_for_pass(*, actor: Actor, draft: PassDraft, at: datetime) -> Applied:
    """Apply for a gate pass of the actor's firm, or of the firm it is the agent of.

    Approved at once where all its papers are; of firms below general credit, and where the day's share
    draws it, an officer decides.

    Raises:
        Refused: every fault of the application (``lines[n].qty``), its papers, vehicle or weights;
            something on it is stopped; a suspended firm.
        Conflict: the papers were busy.
    """
    draft = _tidy(draft)
    with intention():
        on = business_date(at)
        _hold(draft, actor=actor, at=at)
        papers = _papers(draft, actor=actor, at=at)
        firm = _firm(papers, actor=actor)
        # To bring goods back in time is a duty, also of a suspended firm.
        duty = bool(papers) and all(paper.is_return for paper in papers.values())
        (check_may_report_for if duty else check_may_file_for)(actor, firm_id=firm.pk, at=at)
        case = _judged(draft, papers=papers, firm=firm, at=at)
        note_lock("bonded_gatepass")
        one = _enter(case, actor=actor, at=at)
        put_on_pass(_rides(case), at=at, actor_id=actor.user_id, note=one.number)
        why = law.judge_passing(
            good=grades_of([firm.pk], on=on)[firm.pk] not in law.LOW_GRADES,
            routed=is_drawn(one.number, paper="gate_pass", on=on),
        )
        if why:
            notify([News("gate_pass_waiting", one.number, ToPosts(one.office, _DECIDERS))], at=at)
        else:
            move_pass(one, verb="pass", at=at, actor_id=None)
    return Applied(one.number, not why)


def decide_pass(*, actor: Actor, number: str, approve: bool, reason: str = "", at: datetime) -> None:
    """Approve a gate pass that waits for an officer, or refuse it with a reason.

    Raises:
        Refused: not an officer of the office, no such pass, a suspended firm, or a refusal without a reason.
        Conflict: it does not wait for a decision any more.
    """
    with intention():
        one = _locked(actor, number=number, at=at)
        check_may_decide_gate(actor, office=one.office)
        values: dict[str, object] = {"decided_by_id": actor.user_id, "said": reason.strip()}
        if approve:
            if not _brings_back(one) and suspensions_of([one.firm_id], at=at):
                raise Refused(Violation(SUSPENDED))
            move_pass(one, verb="approve", values=values, at=at, actor_id=actor.user_id)
        else:
            _check_reason(reason)
            note = reason.strip()
            move_pass(one, verb="refuse", values=values, at=at, actor_id=actor.user_id, note=note)
            _off(one, at=at, actor_id=actor.user_id)
        tell_about(one, kind="gate_pass_decided", at=at)


def void_pass(*, actor: Actor, number: str, reason: str, at: datetime) -> None:
    """Void a gate pass: its firm or agent, or an officer of its office. What rode on it is free again.

    Raises:
        Refused: neither, no such pass, no reason, or the vehicle has passed on it.
        Conflict: it is held, at the second barrier, or void already.
    """
    with intention():
        one = _locked(actor, number=number, at=at)
        if actor.is_officer:
            check_may_decide_gate(actor, office=one.office)
        elif one.firm_id not in holders_of(actor, on=business_date(at)):
            raise Refused(Violation(rules.NOT_YOURS))
        _check_reason(reason)
        if one.status == flow.PASSED:
            raise Refused(Violation(rules.PASSED_STAYS))
        if actor.is_officer and one.status == flow.APPLIED:
            raise Conflict(Violation(MOVED_ON))
        note = reason.strip()
        move_pass(one, verb="void", values={"said": note}, at=at, actor_id=actor.user_id, note=note)
        _off(one, at=at, actor_id=actor.user_id)
        if actor.is_officer:
            tell_about(one, kind="gate_pass_decided", at=at)


def _brings_back(one: GatePass) -> bool:
    """Whether all that rides on the pass comes back: a duty of the firm."""
    ids = list(one.documents.filter(kind=DocKind.STOCK_DOC).values_list("doc_id", flat=True))
    returns = StockDoc.objects.filter(pk__in=ids, returns__isnull=False).count()
    return bool(ids) and returns == one.documents.count()


def _tidy(draft: PassDraft) -> PassDraft:
    """The draft as it is compared and stored: no spaces around, plate and container in capitals."""
    return draft._replace(
        own_no=draft.own_no.strip(),
        plate=plate_of(draft.plate),
        frame_no=draft.frame_no.strip().upper(),
        container_no=draft.container_no.replace(" ", "").upper(),
        bill_no=draft.bill_no.strip().upper(),
        goods_note=draft.goods_note.strip(),
        replaces=draft.replaces.strip(),
        bind=draft.bind if law.REQUIRED.get(draft.kind) or draft.lines else "",
    )


def _hold(draft: PassDraft, *, actor: Actor, at: datetime) -> None:
    """Lock the papers of the draft, so that they are judged as they stand."""
    seen = _papers(draft, actor=actor, at=at)
    hold_documents((paper.kind, paper.doc_id) for paper in seen.values())


def _papers(draft: PassDraft, *, actor: Actor, at: datetime) -> dict[str, Paper]:
    """The papers of the draft that the actor may put on a pass, by number."""
    wanted = {line.paper_no for line in draft.lines}
    if not wanted:
        return {}
    return selectors.papers(wanted, firm_ids=holders_of(actor, on=business_date(at)))


def _firm(papers: Mapping[str, Paper], *, actor: Actor) -> Firm:
    """Whose pass it is: the firm of the papers, else the actor's own."""
    firm_id = next((paper.firm_id for paper in papers.values()), actor.firm_id)
    firm = Firm.objects.filter(pk=firm_id or 0).first()
    if firm is None:
        raise Refused(Violation(rules.NOT_YOURS))
    return firm


def _judged(draft: PassDraft, *, papers: Mapping[str, Paper], firm: Firm, at: datetime) -> _Case:
    """The case, or Refused with every reason against it."""
    record = records_of([draft.plate]).get(draft.plate)
    tare, frame = (record.tare_kg, record.frame_kg) if record is not None else (Decimal(0), Decimal(0))
    weights = law.weights_of(draft, tare_kg=tare, frame_kg=frame)
    found = [*law.judge_form(draft), *law.judge_papers(draft, papers=papers)]
    found += judge_record(draft.plate, fact=record, on=business_date(at))
    if record is not None:
        found += law.judge_weights(draft, weights=weights, tare_kg=tare, frame_kg=frame)
    office = next((paper.office for paper in papers.values()), firm.zone or firm.office)
    if not office:
        found.append(Violation(rules.NO_OFFICE))
    replaced = _replaced(draft, firm=firm)
    if draft.replaces and replaced is None:
        found.append(Violation(rules.NOT_REPLACED, "replaces", args=(("number", draft.replaces),)))
    found += _stopped(draft, papers=papers, firm=firm)
    if found:
        raise Refused(*dict.fromkeys(found))
    if record is not None:
        draft = draft._replace(frame_no=draft.frame_no or record.frame_no)
    return _Case(draft, firm, office, papers, weights, replaced)


def _replaced(draft: PassDraft, *, firm: Firm) -> int | None:
    """The void pass of the firm that the new one is filed in place of."""
    if not draft.replaces:
        return None
    rows = GatePass.objects.filter(number=draft.replaces, firm=firm, status=flow.PASS_VOID)
    return rows.values_list("pk", flat=True).first()


def _stopped(draft: PassDraft, *, papers: Mapping[str, Paper], firm: Firm) -> list[Violation]:
    """What of the application customs have stopped: its vehicle, its firm, the goods on its lines."""
    lines = {
        papers[line.paper_no].lines[line.seq].item_id: papers[line.paper_no].lines[line.seq].gname
        for line in draft.lines
        if line.paper_no in papers and line.seq in papers[line.paper_no].lines
    }
    stops = live_stops(plates=[draft.plate], firm_ids=[firm.pk], item_ids=lines)
    named = [(plate, no) for plate, no in stops.plates.items()]
    named += [(firm.customs_code or firm.credit_code, no) for no in stops.firms.values()]
    named += [(lines[item_id], no) for item_id, no in stops.items.items()]
    return [Violation(rules.STOPPED, args=(("what", what), ("number", no))) for what, no in named]


def _enter(case: _Case, *, actor: Actor, at: datetime) -> GatePass:
    """The new pass with its papers and lines."""
    draft, weights = case.draft, case.weights
    taken = GatePass.objects.filter(firm=case.firm, own_no=draft.own_no).first()
    if taken is not None:
        raise Refused(Violation(rules.OWN_NO_TAKEN, "ownNo", args=(("number", taken.number),)))
    (pk,) = reserve(1)
    number = next_no(numbers.GATE, office=case.office, at=at, letter=draft.direction)
    values = (
        number, draft.own_no, draft.kind, draft.bind, draft.direction, case.firm.pk, case.office, draft.plate,
        weights.vehicle, draft.frame_no, weights.frame, draft.container_no, weights.container, weights.gross,
        weights.net, weights.total, draft.bill_no, draft.goods_note, case.replaces_id, actor.user_id, at, "",
    )  # fmt: skip
    entry = Entry(pk, "apply", values)
    try:
        with savepoint():
            enter_many(GATE_PASS_TRAIL, [entry], columns=_COLUMNS, at=at, actor_id=actor.user_id)
    except IntegrityError:
        raise Refused(Violation(rules.OWN_NO_TAKEN, "ownNo", args=(("number", ""),))) from None
    _write_goods(pk, case=case)
    return GatePass.objects.get(pk=pk)


def _write_goods(pk: int, *, case: _Case) -> None:
    """Papers and lines of a pass that has just been entered."""
    GatePassDoc.objects.bulk_create(
        [
            GatePassDoc(gate_pass_id=pk, kind=paper.kind, doc_id=paper.doc_id, doc_no=paper.number)
            for paper in case.papers.values()
        ]
    )
    rows = []
    for seq, line in enumerate(case.draft.lines, 1):
        paper = case.papers[line.paper_no]
        goods = paper.lines[line.seq]
        rows.append(
            GatePassLine(
                gate_pass_id=pk,
                seq=seq,
                kind=paper.kind,
                doc_id=paper.doc_id,
                line_id=goods.line_id,
                item_id=goods.item_id,
                gname=goods.gname,
                unit=goods.unit,
                qty=line.qty,
                gross_kg=line.gross_kg,
                net_kg=line.net_kg,
            )
        )
    GatePassLine.objects.bulk_create(rows)


def _rides(case: _Case) -> list[Ride]:
    """What the application puts on the pass."""
    found = []
    for line in case.draft.lines:
        paper = case.papers[line.paper_no]
        found.append(Ride(paper.kind, paper.doc_id, paper.lines[line.seq].line_id, line.qty))
    return found


def _locked(actor: Actor, *, number: str, at: datetime) -> GatePass:
    """The pass that the actor may see, locked with its papers."""
    seen = selectors.pass_by_number(actor, number=number, at=at)
    if seen is None:
        raise Refused(Violation(UNKNOWN))
    return lock_pass(seen.pk)


def _off(one: GatePass, *, at: datetime, actor_id: int | None) -> None:
    """Take everything off a pass that will not go through."""
    take_off_pass(selectors.rides_of(one), at=at, actor_id=actor_id, note=one.number)


def _check_reason(reason: str) -> None:
    found = judge_words(reason, rule=NO_GROUND, most=300, path="reason")
    if found:
        raise Refused(*found)
