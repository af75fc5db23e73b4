"""A wrong passage: a counter-entry that one officer proposes and another confirms or refuses."""

from datetime import datetime

from bonded.models import GatePass, Outcome, Passage, UndoProposal
from bonded.permissions import check_may_decide_gate
from bonded.rules import flow, numbers
from bonded.rules.gates import UNKNOWN
from bonded.rules.passages import NO_GROUND, NOT_UNDOABLE, PROPOSED_ALREADY, judge_words
from bonded.selectors import gates as selectors
from bonded.services.numbering import next_no
from bonded.services.passages import NewPassage, come_back, enter_passage, lock_pass, move_pass
from bonded.services.standing import UNDO_TRAIL
from bonded.services.telling import tell_about
from enterprises.facts import Actor, News, ToPosts, ToUsers
from enterprises.services.second_officer import check_second
from enterprises.services.steps import notify
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_DECIDERS = frozenset({"officer", "chief"})
_COLUMNS = ("number", "passage_id", "office", "ground", "proposed_by_id")


def propose_undo(*, actor: Actor, passage_no: str, ground: str, at: datetime) -> str:
    """Propose to take back the passage with which a pass went through; the number of the proposal.

    Raises:
        Refused: not an officer of the office, no ground, not the last passage of a pass that is through,
            or a proposal about it waits already.
    """
    found = judge_words(ground, rule=NO_GROUND, most=300, path="ground")
    if found:
        raise Refused(*found)
    with intention():
        passage, one = _locked(actor, passage_no=passage_no)
        _check_undoable(passage, one=one)
        waiting = selectors.undo_of(passage)
        if waiting is not None:
            raise Refused(Violation(PROPOSED_ALREADY, args=(("number", waiting.number),)))
        (pk,) = reserve(1)
        number = next_no(numbers.UNDO, office=one.office, at=at)
        entry = Entry(pk, "propose", (number, passage.pk, one.office, ground.strip(), actor.user_id))
        enter_many(UNDO_TRAIL, [entry], columns=_COLUMNS, at=at, actor_id=actor.user_id)
        to = ToPosts(one.office, _DECIDERS, but=actor.user_id)
        notify([News("gate_undo_proposed", number, to)], at=at)
    return number


def confirm_undo(*, actor: Actor, number: str, at: datetime) -> None:
    """Confirm a counter-entry: the goods stand before the gate again, formal bookings are taken back.

    Raises:
        Refused: not an officer of the office, the proposer or their deputy, the pass has moved on, or a
            paper can no longer come back (written off, declared centrally, used since).
        Conflict: it is decided already.
    """
    with intention():
        seen = _proposal(actor, number=number)
        passage, one = _locked(actor, passage_no=seen.passage.number)
        proposal = _decided(seen, verb="confirm", actor=actor, at=at)
        _check_undoable(passage, one=one)
        note = proposal.ground
        values: dict[str, object] = {"passed_at": None}
        move_pass(one, verb="undo", values=values, at=at, actor_id=actor.user_id, note=note)
        come_back(one, at=at, actor_id=actor.user_id, note=note)
        new = NewPassage(
            gate=passage.gate,
            plate=passage.plate,
            outcome=Outcome.UNDONE,
            at=at,
            recorded_at=at,
            by_id=proposal.proposed_by_id,
            stage=passage.stage,
            undoes=passage,
            second_by_id=actor.user_id,
            note=note,
        )
        enter_passage(one, new=new)
        tell_about(one, kind="gate_undone", at=at)


def refuse_undo(*, actor: Actor, number: str, at: datetime) -> None:
    """Refuse a proposed counter-entry: the passage stands.

    Raises:
        Refused: not an officer of the office, the proposer or their deputy.
        Conflict: it is decided already.
    """
    with intention():
        seen = _proposal(actor, number=number)
        proposal = _decided(seen, verb="refuse", actor=actor, at=at)
        to = ToUsers(frozenset({proposal.proposed_by_id}))
        notify([News("gate_undo_refused", number, to)], at=at)


def _proposal(actor: Actor, *, number: str) -> UndoProposal:
    found = selectors.undo_by_number(actor, number=number)
    if found is None:
        raise Refused(Violation(UNKNOWN))
    check_may_decide_gate(actor, office=found.office)
    return found


def _locked(actor: Actor, *, passage_no: str) -> tuple[Passage, GatePass]:
    """A passage and its pass, locked, of an office where the actor decides."""
    passage = selectors.passage_by_number(actor, number=passage_no)
    if passage is None or passage.gate_pass_id is None:
        raise Refused(Violation(UNKNOWN))
    check_may_decide_gate(actor, office=passage.gate.office)
    return passage, lock_pass(passage.gate_pass_id)


def _check_undoable(passage: Passage, *, one: GatePass) -> None:
    last = selectors.last_through(one)
    if one.status != flow.PASSED or last is None or last.pk != passage.pk:
        raise Refused(Violation(NOT_UNDOABLE))


def _decided(seen: UndoProposal, *, verb: str, actor: Actor, at: datetime) -> UndoProposal:
    """The proposal after the second officer has said yes or no."""
    (proposal,) = lock_rows(UndoProposal, keys=[seen.pk])
    check_second(actor, first_id=proposal.proposed_by_id, at=at)
    step = Step(proposal.pk, verb, proposal.status, (actor.user_id,))
    columns = ("decided_by_id",)
    moved = move_many(UNDO_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id)
    if proposal.pk not in moved:
        raise Conflict(Violation(MOVED_ON))
    return proposal
