"""Claims: one officer works on a case at a time, for as long as the claim holds."""

from datetime import datetime

from codelists.selectors import code_book
from declarations.models import ListState
from declarations.selectors import firms_of_lists
from enterprises.facts import Actor
from enterprises.selectors import away_and_deputy, recused_pairs
from kernel.clock import business_date
from kernel.orm.locks import lock_rows, note_lock
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused, Violation
from supervision.facts import CaseFact, Deadlines
from supervision.models import Case
from supervision.rules.decision import LANE_STATUS, LATE, LEFT
from supervision.rules.queue import NOTHING_LEFT, judge_claim, judge_return, lease_until
from supervision.selectors.parameters import deadlines
from supervision.selectors.waiting import moved_on_ids, unclaimed
from supervision.services.deciding import decider_of, lock_cases
from supervision.services.runs import close_past_runs

# The queue is looked through this far for a case whose list still waits.
_LOOK = 20
# At most this many cases in one sweep; the next one goes on.
_SWEEP = 1000


def claim(list_id: int, *, actor: Actor, at: datetime) -> datetime:
    """Take the case: until the moment returned nobody else works on it. One's own claim is renewed.

    Raises:
        Refused: not this officer's case.
        Conflict: another officer has it, or it is decided.
    """
    with intention():
        case = lock_cases([list_id], at=at).get(list_id)
        _raise(judge_claim(case, decider=decider_of(actor), at=at))
        return _take(list_id, actor=actor, at=at, until=_until(at))


def claim_next(*, actor: Actor, at: datetime) -> Case:
    """Take the first unclaimed case of the queue (green channel, then deadline), the own team's first.

    Cases that somebody is claiming at this moment are passed over, so two officers never get one.

    Raises:
        Refused: nothing waits for this officer.
    """
    with intention():
        note_lock("supervision_case")
        case = _first_waiting(actor, at=at)
        if case is None:
            raise Refused(Violation(NOTHING_LEFT))
        _take(case.pk, actor=actor, at=at, until=_until(at))
    return case


def _first_waiting(actor: Actor, *, at: datetime) -> Case | None:
    """The first case, locked, whose list really stands in its lane."""
    for queryset in (unclaimed(actor, at=at).filter(team=actor.team_id or 0), unclaimed(actor, at=at)):
        seen: list[int] = []
        while len(seen) < _LOOK:
            free = queryset.exclude(pk__in=seen).select_for_update(skip_locked=True, of=("self",))
            case = free.first()
            if case is None:
                break
            if ListState.objects.filter(pk=case.pk, status=LANE_STATUS[case.lane]).exists():
                return case
            seen.append(case.pk)
    return None


def release_claim(list_id: int, *, actor: Actor, at: datetime) -> None:
    """Give the case back to the queue.

    Raises:
        Refused: it was not claimed by this officer.
        Conflict: another officer has it by now, or it is decided.
    """
    with intention():
        case = lock_cases([list_id], at=at).get(list_id)
        _raise(judge_return(case, decider=decider_of(actor), at=at))
        Case.objects.filter(pk=list_id).update(owner=None, claimed_at=None, lease_until=None)


def expire_leases(*, at: datetime) -> int:
    """End claims whose time is over, close cases whose list has left them, end runs of past days.

    Returns how many claims ended.
    """
    with intention():
        over = Case.objects.filter(decided_at__isnull=True, lease_until__lte=at)
        locked: list[Case] = lock_rows(over, keys=over.values_list("pk", flat=True)[:_SWEEP])
        mine = Case.objects.filter(pk__in=[case.pk for case in locked])
        ended = mine.update(owner=None, claimed_at=None, lease_until=None)
    _close_moved_on(at=at)
    close_past_runs(at=at)
    return ended


def move_claims(*, at: datetime) -> int:
    """Hand the open claims of officers who are away now to their deputies; how many were handed over.

    The end of the claim stays. A case about a firm that the deputy is recused from goes back to the
    queue. A second call finds nothing more to move.
    """
    deputies = away_and_deputy(at)
    with intention():
        held = Case.objects.filter(decided_at__isnull=True, owner_id__in=deputies, lease_until__gt=at)
        locked: list[Case] = lock_rows(held, keys=held.values_list("pk", flat=True)[:_SWEEP])
        firms = firms_of_lists([case.pk for case in locked])
        kept_away = recused_pairs(deputies.values(), at=at)
        moved = 0
        for case in locked:
            deputy = deputies[case.owner_id or 0]
            if any((deputy, firm) in kept_away for firm in firms.get(case.pk, ())):
                case.owner_id = case.claimed_at = case.lease_until = None
            else:
                case.owner_id, moved = deputy, moved + 1
        Case.objects.bulk_update(locked, ["owner", "claimed_at", "lease_until"])
    return moved


def _take(list_id: int, *, actor: Actor, at: datetime, until: datetime) -> datetime:
    case = Case.objects.get(pk=list_id)
    if case.owner_id != actor.user_id or case.claimed_at is None:
        case.claimed_at = at
    case.owner_id, case.lease_until = actor.user_id, until
    case.save(update_fields=["owner", "claimed_at", "lease_until"])
    return until


def _until(at: datetime) -> datetime:
    known: Deadlines = deadlines(code_book(on=business_date(at)))
    return lease_until(at=at, deadlines=known)


def _raise(found: tuple[Violation, ...]) -> None:
    late = [violation for violation in found if violation.rule in LATE]
    if late:
        raise Conflict(late[0])
    if found:
        raise Refused(*found)


def _close_moved_on(*, at: datetime) -> None:
    """A list may leave review without its officer: a corrected order can have it rejected."""
    with intention():
        cases = lock_cases(moved_on_ids(limit=_SWEEP), at=at)
        left = [i for i, case in cases.items() if _has_left(case)]
        Case.objects.filter(pk__in=left).update(decided_at=at, outcome=LEFT)


def _has_left(case: CaseFact) -> bool:
    return not case.decided and case.status != LANE_STATUS[case.lane]
