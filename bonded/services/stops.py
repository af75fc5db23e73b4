"""Stopping a list, lot, ledger item, vehicle or firm, and lifting that: always two officers."""

from datetime import datetime

from bonded.facts import StopTarget
from bonded.models import StopOrder
from bonded.permissions import check_may_stop_at
from bonded.rules import numbers
from bonded.rules.flow import STOPPED
from bonded.rules.stops import NOT_FOUND, TWICE, judge_ground, judge_lift
from bonded.selectors.stops import find_target, may_see_stop
from bonded.services.numbering import next_no
from bonded.services.standing import STOP_TRAIL
from enterprises.facts import Actor, News, ToFirm, ToPosts
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.ids import reserve
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Entry, Step, enter_many, move_many
from kernel.orm.tx import intention, require_transaction
from kernel.orm.wake import wake
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

_ENTERING = (
    "number", "kind", "target_no", "item_id", "lot_no", "firm_id", "office", "ground", "ordered_by_id",
    "lift_ground",
)  # fmt: skip
# Lists that waited for the end of a stop, and accepted ones that selection left.
_WAKES = ("declarations.resume_waiting", "supervision.select_accepted")


def order(
    *, actor: Actor, at: datetime, kind: str, number: str, ground: str, ems_no: str = "", lot_no: str = ""
) -> str:
    """Stop a ledger item, a lot, a vehicle or a firm; the number of the order. It counts at once.

    Raises:
        Refused: not an officer of the office, no such thing there, no ground, or stopped by the same
            officer already.
    """
    with intention():
        target = find_target(actor, kind=kind, number=number, ems_no=ems_no, lot_no=lot_no)
        return put_stop(target, ground=ground, actor=actor, at=at).number


def put_stop(target: StopTarget | None, *, ground: str, actor: Actor, at: datetime) -> StopOrder:
    """Enter a stop order of what was found (None: nothing was) and tell the firm and the gate; a step.

    No row of the stopped thing is locked: whoever goes on with it at the same moment reads the orders in
    force at its own next door, so that a stop is never lost, only met one door later.

    Raises:
        Refused: as ``order``.
    """
    require_transaction()
    found = judge_ground(ground)
    if target is None:
        raise Refused(Violation(NOT_FOUND, "number"), *found)
    check_may_stop_at(actor, office=target.office)
    if found:
        raise Refused(*found)
    subject_id = reserve(1)[0]
    number = next_no(numbers.STOP, office=target.office, at=at)
    # After the series of the office is locked: a second click waits for the first there.
    _require_first(target, actor=actor)
    values = (
        number, target.kind, target.number, target.item_id, target.lot_no, target.firm_id, target.office,
        ground.strip(), actor.user_id, "",
    )  # fmt: skip
    entry = Entry(subject_id, "stop", values)
    enter_many(STOP_TRAIL, [entry], columns=_ENTERING, at=at, actor_id=actor.user_id)
    row = StopOrder.objects.get(pk=subject_id)
    _tell(row, kind="stop_ordered", at=at)
    return row


def lift(*, actor: Actor, number: str, ground: str, at: datetime) -> None:
    """Lift a stop: another officer than the one who ordered it, with a ground.

    What waited for it goes on by itself: held lists are judged again, accepted ones selected.

    Raises:
        Refused: not an officer of the office, the same officer, or no ground.
        Conflict: somebody lifted it first.
    """
    with intention():
        row = _locked(actor, number=number, at=at)
        check_may_stop_at(actor, office=row.office)
        found = judge_lift(ordered_by_id=row.ordered_by_id, lifter_id=actor.user_id, ground=ground)
        if found:
            raise Refused(*found)
        step = Step(row.subject_id, "lift", STOPPED, (actor.user_id, ground.strip()))
        columns = ("lifted_by_id", "lift_ground")
        if not move_many(STOP_TRAIL, [step], columns=columns, at=at, actor_id=actor.user_id):
            raise Conflict(Violation(MOVED_ON))
        _tell(row, kind="stop_lifted", at=at)
        for task in _WAKES:
            wake(task, queue="interactive")


def _require_first(target: StopTarget, *, actor: Actor) -> None:
    """One officer stops one thing once; another officer may have a ground of their own."""
    mine = StopOrder.objects.filter(
        status=STOPPED, kind=target.kind, target_no=target.number, ordered_by_id=actor.user_id or 0
    ).first()
    if mine is not None:
        raise Refused(Violation(TWICE, args=(("number", mine.number),)))


def _locked(actor: Actor, *, number: str, at: datetime) -> StopOrder:
    """The order, locked; for whoever may not see it there is none."""
    keys = StopOrder.objects.filter(number=number).values_list("pk", flat=True)
    rows = lock_rows(StopOrder, keys=list(keys))
    if not rows or not may_see_stop(actor, row=rows[0], on=business_date(at)):
        raise Refused(Violation(NOT_FOUND))
    return rows[0]


def _tell(row: StopOrder, *, kind: str, at: datetime) -> None:
    """The firm concerned and the gate of the office: what is stopped, never why nor by whom."""
    args = (("target", row.target_no),)
    news = [News(kind, row.number, ToPosts(row.office, frozenset({"gate"})), args)]
    if row.firm_id is not None:
        news.append(News(kind, row.number, ToFirm(row.firm_id), args))
    notify(news, at=at)
