"""Held vehicles: the firm explains, an officer lets go under conditions or turns back."""

from collections.abc import Mapping
from datetime import datetime

from bonded.models import GateHold, GatePass, Outcome
from bonded.permissions import check_may_decide_gate, holders_of
from bonded.rules import gates as law
from bonded.rules.gate_pass_rules import NOT_YOURS
from bonded.rules.gates import Arrival
from bonded.rules.passages import NO_EXPLANATION, NO_GROUND, judge_words
from bonded.selectors import gates as selectors
from bonded.services.passages import NewPassage, enter_passage, go_through, lock_pass, move_pass
from bonded.services.standing import GATE_HOLD_TRAIL
from bonded.services.telling import tell_about
from enterprises.facts import Actor, News, ToPosts
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_DECIDERS = frozenset({"officer", "chief"})


def explain(*, actor: Actor, number: str, explanation: str, at: datetime) -> None:
    """Explain for the firm why the vehicle differs from its pass; again until an officer has decided.

    Raises:
        Refused: not the firm or its agent, no such hold, or nothing said.
        Conflict: an officer has decided already.
    """
    found = judge_words(explanation, rule=NO_EXPLANATION, most=500, path="explanation")
    if found:
        raise Refused(*found)
    with intention():
        hold = _hold(actor, number=number, at=at)
        if hold.gate_pass.firm_id not in holders_of(actor, on=business_date(at)):
            raise Refused(Violation(NOT_YOURS))
        (locked,) = lock_rows(GateHold, keys=[hold.pk])
        values = {"explanation": explanation.strip(), "explained_by_id": actor.user_id}
        _move(locked, verb="explain", values=values, at=at, actor=actor, note=explanation.strip())
        notify([News("gate_explained", number, ToPosts(hold.office, _DECIDERS))], at=at)


def let_go(*, actor: Actor, number: str, ground: str, at: datetime) -> None:
    """Let a held vehicle go, with the conditions: it passes now, and all counters move.

    Raises:
        Refused: not an officer of the office, no ground, or a reason that nobody can wave aside stands: a
            stop order, a declaration that is not released, a paper that is no longer approved.
        Conflict: the firm has not explained yet, or somebody has decided.
    """
    _check(ground)
    with intention():
        hold, one = _locked(actor, number=number, at=at)
        _check_may_go(hold, one=one, at=at)
        note = ground.strip()
        _decide(hold, verb="let_go", ground=note, actor=actor, at=at)
        values: dict[str, object] = {"passed_at": at}
        move_pass(one, verb="let_go", values=values, at=at, actor_id=actor.user_id, note=note)
        go_through(one, at=at, actor_id=actor.user_id, note=one.number)
        _enter(hold, one=one, outcome=Outcome.PASSED, note=note, actor=actor, at=at)
        tell_about(one, kind="gate_hold_decided", number=number, at=at)


def turn_back(*, actor: Actor, number: str, ground: str, at: datetime) -> None:
    """Turn a held vehicle back; its pass can be voided and filed again.

    Raises:
        Refused: not an officer of the office, or no ground.
        Conflict: somebody has decided already.
    """
    _check(ground)
    with intention():
        hold, one = _locked(actor, number=number, at=at)
        note = ground.strip()
        _decide(hold, verb="turn_back", ground=note, actor=actor, at=at)
        move_pass(one, verb="turn_back", at=at, actor_id=actor.user_id, note=note)
        _enter(hold, one=one, outcome=Outcome.TURNED_BACK, note=note, actor=actor, at=at)
        tell_about(one, kind="gate_hold_decided", number=number, at=at)


def _hold(actor: Actor, *, number: str, at: datetime) -> GateHold:
    hold = selectors.hold_by_number(actor, number=number, at=at)
    if hold is None:
        raise Refused(Violation(law.UNKNOWN))
    return hold


def _locked(actor: Actor, *, number: str, at: datetime) -> tuple[GateHold, GatePass]:
    """The hold and its pass, locked, after the actor's right to decide has been checked."""
    seen = _hold(actor, number=number, at=at)
    check_may_decide_gate(actor, office=seen.office)
    one = lock_pass(seen.gate_pass_id)
    (hold,) = lock_rows(GateHold.objects.select_related("passage__gate"), keys=[seen.pk])
    return hold, one


def _check_may_go(hold: GateHold, *, one: GatePass, at: datetime) -> None:
    """Refuse what no officer can wave aside, as it stands now."""
    passage = hold.passage
    arrival = Arrival(passage.plate, "", passage.weighed_kg, None, business_date(at))
    verdict = selectors.judge_pass(one, gate=passage.gate, arrival=arrival, at=at, weigh=False)
    left = law.unforgivable(verdict.holds)
    if left:
        raise Refused(Violation(law.STILL_STOPPED), *left)


def _decide(hold: GateHold, *, verb: str, ground: str, actor: Actor, at: datetime) -> None:
    values = {"ground": ground, "decided_by_id": actor.user_id}
    _move(hold, verb=verb, values=values, at=at, actor=actor, note=ground)


def _move(
    hold: GateHold, *, verb: str, values: Mapping[str, object], at: datetime, actor: Actor, note: str
) -> None:
    step = Step(hold.pk, verb, hold.status, tuple(values.values()), note)
    moved = move_many(GATE_HOLD_TRAIL, [step], columns=tuple(values), at=at, actor_id=actor.user_id)
    if hold.pk not in moved:
        raise Conflict(Violation(MOVED_ON))


def _enter(hold: GateHold, *, one: GatePass, outcome: Outcome, note: str, actor: Actor, at: datetime) -> None:
    """The passage that the decision makes, at the gate and with the weight of the hold."""
    held = hold.passage
    enter_passage(
        one,
        new=NewPassage(
            gate=held.gate,
            plate=held.plate,
            outcome=outcome,
            at=at,
            recorded_at=at,
            by_id=actor.user_id,
            reasons=held.reasons,
            weighed_kg=held.weighed_kg,
            weight_read=held.weight_read,
            stage=held.stage,
            note=note,
        ),
    )


def _check(ground: str) -> None:
    found = judge_words(ground, rule=NO_GROUND, most=300, path="ground")
    if found:
        raise Refused(*found)
