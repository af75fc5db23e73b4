"""The barrier: let a vehicle through or hold it, send it away, enter later what happened off the network."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from bonded.models import Gate, GateChange, GateHold, GatePass, Ledger, Outcome, Passage
from bonded.permissions import check_may_decide_gate, check_may_work_gate
from bonded.rules import flow, numbers
from bonded.rules import gates as law
from bonded.rules.gates import Arrival, Verdict
from bonded.rules.passages import BOOKED_LATER, NO_GROUND, judge_time, judge_words
from bonded.rules.vehicles import plate_of
from bonded.selectors import gates as selectors
from bonded.selectors.gate_passes import approved_at
from bonded.services.numbering import next_no
from bonded.services.passages import (
    NewPassage,
    enter_passage,
    go_through,
    lock_pass,
    move_pass,
)
from bonded.services.standing import GATE_HOLD_TRAIL
from bonded.services.telling import tell_about
from codelists.selectors import parameter
from enterprises.facts import Actor, News, ToPosts
from enterprises.services.steps import notify
from kernel.clock import SHANGHAI, business_date
from kernel.money import plain
from kernel.orm.ids import reserve
from kernel.orm.trail import Entry, enter_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_DECIDERS = frozenset({"officer", "chief"})


class AtBarrier(NamedTuple):
    """What the gate sees: the pass's number, the plate that stands there ("" as on the pass), the lane.

    ``weight_read``: by the scales, not typed. ``token`` is the number of the form: entered twice with the
    same one it counts once.
    """

    number: str
    plate: str = ""
    lane: str = ""
    weighed_kg: Decimal | None = None
    weight_read: bool = False
    token: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Arrived:
    """What came of a vehicle at the barrier; ``hold_no`` when it is held."""

    passage: Passage
    hold_no: str = ""


def arrive(*, actor: Actor, gate_code: str, seen: AtBarrier, at: datetime) -> Arrived:
    """A vehicle stands at the barrier: it goes through (or to the second barrier), or it is held.

    All counters of its papers move in this one transaction.

    Raises:
        Refused: not a post of that gate, or why nothing happens here: no such pass, the wrong gate or
            direction, closed, through already, not weighed.
        Conflict: the pass or its papers were busy.
    """
    with intention():
        gate = _gate(actor, code=gate_code)
        one = lock_pass(_pass_id(seen.number))
        twice = _replay(seen.token)
        if twice is not None:
            return twice
        plate = plate_of(seen.plate) or one.plate
        arrival = Arrival(plate, seen.lane, seen.weighed_kg, None, business_date(at))
        verdict = selectors.judge_pass(one, gate=gate, arrival=arrival, at=at)
        if verdict.turned_off:
            raise Refused(*verdict.turned_off)
        new = _new(gate, seen=seen, plate=plate, actor=actor, at=at)
        if verdict.holds:
            return _hold(one, new=new, verdict=verdict, at=at)
        return _open(one, gate=gate, new=new, at=at)


def send_away(*, actor: Actor, gate_code: str, seen: AtBarrier, ground: str, at: datetime) -> Passage:
    """Turn an approved pass back at the barrier, with the ground; it can be voided and filed again.

    Raises:
        Refused: not a post of that gate, no such pass of its office, or no ground.
        Conflict: the pass is not ready to go through.
    """
    _check_ground(ground)
    with intention():
        gate = _gate(actor, code=gate_code)
        one = lock_pass(_pass_id(seen.number))
        twice = _replay(seen.token)
        if twice is not None:
            return twice.passage
        if one.office != gate.office:
            raise Refused(Violation(law.OTHER_OFFICE, args=(("office", one.office),)))
        note = ground.strip()
        move_pass(one, verb="turn_back", at=at, actor_id=actor.user_id, note=note)
        new = _new(gate, seen=seen, plate=plate_of(seen.plate) or one.plate, actor=actor, at=at)
        passage = enter_passage(one, new=new._replace(outcome=Outcome.TURNED_BACK, note=note))
        tell_about(one, kind="gate_turned_back", at=at)
        return passage


def enter_later(*, actor: Actor, gate_code: str, seen: AtBarrier, when: datetime, at: datetime) -> Passage:
    """Enter a passage that happened at ``when``, while the network was down; it says so on every page.

    The vehicle is through: what would have held it is written down and told to the officers. The passage
    keeps its time; what it moves is booked on the day it is entered, so that a period that was written off
    meanwhile stays as it was reconciled, which is written down and told as well.

    Raises:
        Refused: not a post of that gate, no such pass of its office, not ready to go through, or a time
            in the future, before the approval or too long ago.
        Conflict: the pass or its papers were busy.
    """
    with intention():
        gate = _gate(actor, code=gate_code)
        one = lock_pass(_pass_id(seen.number))
        twice = _replay(seen.token)
        if twice is not None:
            return twice.passage
        plate = plate_of(seen.plate) or one.plate
        arrival = Arrival(plate, "", seen.weighed_kg, None, business_date(when))
        verdict = selectors.judge_pass(one, gate=gate, arrival=arrival, at=when, weigh=False)
        _check_later(one, verdict=verdict, when=when, at=at)
        new = _new(gate, seen=seen, plate=plate, actor=actor, at=at)
        found = (*verdict.holds, *_booked_later(one, when=when))
        new = new._replace(at=when, was_offline=True, reasons=_codes(found), stage=_stage(one))
        values: dict[str, object] = {"passed_at": when}
        move_pass(one, verb="let_through", values=values, at=when, actor_id=actor.user_id, note=seen.note)
        go_through(one, at=at, actor_id=actor.user_id, note=one.number)
        passage = enter_passage(one, new=new)
        if found:
            notify([News("gate_later_reasons", one.number, ToPosts(one.office, _DECIDERS))], at=at)
        return passage


def set_gate(*, actor: Actor, code: str, settings: "GateSettings", at: datetime) -> None:
    """Change what a gate weighs, by how much a weight may differ there, and whether it is open.

    Raises:
        Refused: not an officer or chief of its office, or a tolerance below zero.
        Conflict: somebody else changed it meanwhile.
    """
    with intention():
        gate = selectors.gate_by_code(actor, code=code)
        if gate is None:
            raise Refused(Violation(law.NO_GATE))
        check_may_decide_gate(actor, office=gate.office)
        kg, percent = settings.tolerance_kg, settings.tolerance_percent
        if (kg is not None and kg < 0) or (percent is not None and not 0 <= percent <= 100):
            raise Refused(Violation(law.BAD_GATE, "tolerance"))
        was, becomes = {name: getattr(gate, name) for name in settings._fields}, settings._asdict()
        if not Gate.objects.filter(pk=gate.pk, **was).update(**becomes):
            raise Conflict(Violation(MOVED_ON))
        changes = {n: [said(was[n]), said(becomes[n])] for n in was if was[n] != becomes[n]}
        if changes:
            GateChange.objects.create(gate=gate, at=at, by_id=actor.user_id, changes=changes)


def said(value: bool | Decimal | None) -> str:
    """A setting as the history of its gate keeps it; empty: none is set."""
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(int(value))


class GateSettings(NamedTuple):
    """What an officer may change of a gate; both tolerances None: it does not compare."""

    weighs: bool
    tolerance_kg: Decimal | None
    tolerance_percent: Decimal | None
    is_open: bool


def _gate(actor: Actor, *, code: str) -> Gate:
    """The gate, after the actor's right to work it has been checked."""
    gate = selectors.gate_by_code(actor, code=code)
    if gate is None:
        raise Refused(Violation(law.NO_GATE))
    check_may_work_gate(actor, office=gate.office)
    return gate


def _pass_id(number: str) -> int:
    pk = GatePass.objects.filter(number=number.strip().upper()).values_list("pk", flat=True).first()
    if pk is None:
        raise Refused(Violation(law.UNKNOWN))
    return pk


def _replay(token: int | None) -> Arrived | None:
    """What the same form has entered before; asked for only under the lock of the pass."""
    if token is None:
        return None
    found = Passage.objects.filter(token=token).select_related("gate", "gate_pass").first()
    if found is None:
        return None
    hold = GateHold.objects.filter(passage=found).first()
    return Arrived(found, hold.number if hold else "")


def _new(gate: Gate, *, seen: AtBarrier, plate: str, actor: Actor, at: datetime) -> NewPassage:
    """The passage as it goes through; the others replace what differs."""
    return NewPassage(
        gate=gate,
        plate=plate,
        outcome=Outcome.PASSED,
        at=at,
        recorded_at=at,
        by_id=actor.user_id,
        weighed_kg=seen.weighed_kg if gate.weighs else None,
        weight_read=seen.weight_read and gate.weighs,
        note=seen.note.strip()[:300],
        token=seen.token,
    )


def _stage(one: GatePass) -> int:
    return 2 if one.status == flow.FIRST_GATE else 1


def _open(one: GatePass, *, gate: Gate, new: NewPassage, at: datetime) -> Arrived:
    """The barrier opens: to the second one where there are two, else all the way."""
    stage = _stage(one)
    if stage < gate.stages:
        move_pass(one, verb="let_in", at=at, actor_id=new.by_id)
        return Arrived(enter_passage(one, new=new))
    move_pass(one, verb="let_through", values={"passed_at": at}, at=at, actor_id=new.by_id)
    go_through(one, at=at, actor_id=new.by_id, note=one.number)
    return Arrived(enter_passage(one, new=new._replace(stage=stage)))


def _hold(one: GatePass, *, new: NewPassage, verdict: Verdict, at: datetime) -> Arrived:
    """The vehicle is held: the firm explains, an officer decides."""
    stage = _stage(one)
    move_pass(one, verb="hold", at=at, actor_id=new.by_id)
    held = new._replace(outcome=Outcome.HELD, reasons=_codes(verdict.holds), stage=stage)
    passage = enter_passage(one, new=held)
    number = next_no(numbers.HOLD, office=one.office, at=at)
    (pk,) = reserve(1)
    entry = Entry(pk, "hold", (number, one.pk, passage.pk, one.office, "", ""))
    columns = ("number", "gate_pass_id", "passage_id", "office", "explanation", "ground")
    enter_many(GATE_HOLD_TRAIL, [entry], columns=columns, at=at, actor_id=new.by_id)
    tell_about(one, kind="gate_held", number=number, at=at)
    notify([News("gate_held_here", number, ToPosts(one.office, _DECIDERS))], at=at)
    return Arrived(passage, number)


def _check_later(one: GatePass, *, verdict: Verdict, when: datetime, at: datetime) -> None:
    """Whether a passage may be entered afterwards: ready to go, of this office, at a possible time."""
    hours = int(parameter("gate.later_hours", on=business_date(at)))
    since = approved_at(one)
    # Closed or not: it did happen.
    found = [one for one in verdict.turned_off if one.rule not in (law.CLOSED, law.SHUT)]
    if since is not None:
        show = since.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        found += judge_time(when, now=at, approved_at=since, hours=hours, show=show)
    if found:
        raise Refused(*found)


def _booked_later(one: GatePass, *, when: datetime) -> tuple[Violation, ...]:
    """Whether a ledger of what rides on the pass was written off beyond the day of its passage."""
    ledgers = Ledger.objects.filter(pk__in=one.lines.values("item__ledger"))
    over = ledgers.filter(written_off_on__gte=business_date(when)).exists()
    return (Violation(BOOKED_LATER),) if over else ()


def _codes(violations: tuple[Violation, ...]) -> tuple[str, ...]:
    """The codes of the rules, each once."""
    return tuple(dict.fromkeys(one.rule.code for one in violations))


def _check_ground(ground: str) -> None:
    found = judge_words(ground, rule=NO_GROUND, most=300, path="ground")
    if found:
        raise Refused(*found)
