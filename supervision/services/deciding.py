"""Decisions on cases: the browser's one and the set of a thousand go the same way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from logging import getLogger

from bonded.selectors import ListGoods, stopped_lists
from codelists.selectors import code_book
from declarations.facts import ListMove
from declarations.selectors import firms_of_lists
from declarations.services.steps import lock_lists, move_lists
from enterprises.facts import Actor
from enterprises.selectors import suspensions_of
from enterprises.services.steps import judge_deductions
from kernel.clock import business_date
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from supervision.facts import CaseFact, Decider, Decision, DecisionResult, Routing
from supervision.models import Case
from supervision.rules.decision import (
    BY_REASON,
    FAILED,
    LANE_STATUS,
    LATE,
    MOVED_ON,
    TWICE,
    clean_note,
    judge_decision,
)
from supervision.rules.queue import due_at
from supervision.rules.selection import INSPECT, OFFICER, RELEASE
from supervision.selectors.parameters import deadlines
from supervision.services.opening import Chosen, write_selections

log = getLogger(__name__)


def decide(decision: Decision, *, actor: Actor, at: datetime) -> DecisionResult:
    """Decide one case: a set of one, whose refusal is raised.

    Raises:
        Refused: not allowed as it stands, with every reason.
        Conflict: somebody else was first.
    """
    (result,) = decide_many([decision], actor=actor, at=at)
    if result.late:
        raise Conflict(result.violations[0])
    if result.violations:
        raise Refused(*result.violations)
    return result


def decide_many(
    decisions: Sequence[Decision], *, actor: Actor, at: datetime, run_id: int | None = None
) -> tuple[DecisionResult, ...]:
    """Decide cases; one result for each decision, in order. A refused one stops no other.

    Nobody decides a case that another has claimed, the portal itself (``SYSTEM``) neither. A list
    that stands twice in the set is decided once, by the first decision that may be taken.

    Raises:
        Conflict: BUSY, when a row is held too long by somebody else.
    """
    with intention():
        facts = lock_cases([d.list_id for d in decisions], at=at)
        results = _judge(decisions, facts, decider=decider_of(actor), at=at)
        wanted = [d for d, result in zip(decisions, results, strict=True) if result.moved]
        # Read, not locked: the accounts come after year and stock in the rank of the house.
        releases = [d.list_id for d in wanted if d.verb == RELEASE]
        unsecured = judge_deductions(releases, on=business_date(at), lock=False)
        secured = [d for d in wanted if d.list_id not in unsecured]
        moved = _move(secured, facts=facts, at=at, actor_id=actor.user_id, run_id=run_id)
        _write([d for d in wanted if d.list_id in moved], actor=actor, at=at, run_id=run_id)
    return tuple(_honest(result, facts, moved=moved, unsecured=unsecured) for result in results)


def _move(
    wanted: Sequence[Decision],
    *,
    facts: Mapping[int, CaseFact],
    at: datetime,
    actor_id: int | None,
    run_id: int | None,
) -> frozenset[int]:
    """Move the lists of these decisions; the ids that really moved.

    Raises:
        Conflict: a guarantee was frozen after it was looked at; the same decision again says so.
    """
    moves = [ListMove(d.list_id, d.verb, LANE_STATUS[facts[d.list_id].lane], public_note(d)) for d in wanted]
    try:
        return move_lists(moves, at=at, actor_id=actor_id, run_id=run_id)
    except Refused as frozen:
        raise Conflict(frozen.violations[0]) from frozen


def lock_cases(list_ids: Sequence[int], *, at: datetime) -> dict[int, CaseFact]:
    """The cases of these lists with their lists' status, both locked in rank; a step."""
    statuses = lock_lists(list_ids)
    cases: list[Case] = lock_rows(Case, keys=list_ids)
    firms = firms_of_lists(list_ids)
    suspended = suspensions_of({firm for theirs in firms.values() for firm in theirs}, at=at).keys()
    held = {list_id for list_id, theirs in firms.items() if not theirs.isdisjoint(suspended)}
    goods = {c.subject_id: ListGoods(c.pre_no, firms.get(c.subject_id, frozenset())) for c in cases}
    stops = stopped_lists(goods)
    return {
        case.subject_id: _fact(
            case,
            statuses.get(case.subject_id, 0),
            held=case.subject_id in held,
            stop=stops.get(case.subject_id, ""),
        )
        for case in cases
    }


def decider_of(actor: Actor) -> Decider:
    """The actor as the rules see it; the portal is bound to no office, everybody else to theirs."""
    return Decider(actor.user_id, actor.offices, actor.roles, is_portal=actor.is_system)


def public_note(decision: Decision) -> str:
    """What the declarant reads: the code of the reason and the officer's words."""
    note = clean_note(decision.note)
    reason = BY_REASON.get(decision.reason_code)
    return ": ".join(filter(None, (reason.zh if reason else "", note)))


def _fact(case: Case, status: int, *, held: bool, stop: str) -> CaseFact:
    return CaseFact(
        list_id=case.subject_id,
        status=status,
        office=case.office,
        lane=case.lane,
        owner_id=case.owner_id,
        lease_until=case.lease_until,
        decided=case.decided_at is not None,
        held=held,
        stop=stop,
    )


def _judge(
    decisions: Sequence[Decision], facts: Mapping[int, CaseFact], *, decider: Decider, at: datetime
) -> list[DecisionResult]:
    taken: set[int] = set()
    results = []
    for decision in decisions:
        case = facts.get(decision.list_id)
        found = _judge_safely(case, decision, decider=decider, at=at)
        if not found and decision.list_id in taken:
            found = (Violation(TWICE),)
        if not found:
            taken.add(decision.list_id)
        late = any(v.rule in LATE for v in found)
        results.append(DecisionResult(decision.list_id, not found, found, late))
    return results


def _judge_safely(
    case: CaseFact | None, decision: Decision, *, decider: Decider, at: datetime
) -> tuple[Violation, ...]:
    """A rule that crashes refuses its own row, not the set."""
    try:
        return judge_decision(case, decision=decision, decider=decider, at=at)
    except Exception:
        log.exception("decision on list %s could not be judged", decision.list_id)
        return (Violation(FAILED),)


def _honest(
    result: DecisionResult,
    facts: Mapping[int, CaseFact],
    *,
    moved: frozenset[int],
    unsecured: Mapping[int, tuple[Violation, ...]],
) -> DecisionResult:
    """The result after the compare-and-set: what was allowed but did not move was too late.

    Except for a release whose guarantee cannot be drawn: that is said as it is.
    """
    if not result.moved or result.list_id in moved:
        return result
    if result.list_id in unsecured:
        return DecisionResult(result.list_id, False, unsecured[result.list_id])
    status = str(facts[result.list_id].status)
    return DecisionResult(result.list_id, False, (Violation(MOVED_ON, args=(("status", status),)),), True)


def _write(done: Sequence[Decision], *, actor: Actor, at: datetime, run_id: int | None) -> None:
    """Close what is decided; what goes to inspection stays open, in its new lane."""
    for verb in {d.verb for d in done} - {INSPECT}:
        ids = [d.list_id for d in done if d.verb == verb]
        Case.objects.filter(pk__in=ids).update(decided_at=at, decided_by=actor.user_id, outcome=verb)
    inspected = [d.list_id for d in done if d.verb == INSPECT]
    if inspected:
        _to_inspection(inspected, actor=actor, at=at, run_id=run_id)


def _to_inspection(list_ids: Sequence[int], *, actor: Actor, at: datetime, run_id: int | None) -> None:
    due = due_at(INSPECT, at=at, deadlines=deadlines(code_book(on=business_date(at))))
    cases = list(Case.objects.filter(pk__in=list_ids))
    for case in cases:
        case.lane, case.due_at, case.reasons = INSPECT, due, [*case.reasons, OFFICER.code]
        case.owner_id = case.claimed_at = case.lease_until = None
    columns = ["lane", "due_at", "reasons", "owner", "claimed_at", "lease_until"]
    Case.objects.bulk_update(cases, columns)
    routing = Routing(INSPECT, (OFFICER,))
    write_selections(
        [Chosen(list_id, routing) for list_id in sorted(list_ids)],
        at=at,
        actor_id=actor.user_id,
        run_id=run_id,
    )
