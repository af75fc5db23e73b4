"""Selection: accepted lists are taken in sets, each is routed, and each choice is written down."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from logging import getLogger
from typing import NamedTuple

from bonded.selectors import ListGoods, stopped_lists
from codelists.selectors import code_book
from declarations.facts import ListMove, SelectionFacts
from declarations.services.steps import move_lists, take_accepted
from enterprises.selectors import grades_of, suspended_firms
from enterprises.services.steps import judge_deductions
from kernel.clock import business_date
from kernel.orm.jobs import Item, advance
from kernel.orm.keys import personal_hash
from kernel.orm.tx import intention
from kernel.refusal import Conflict, Refused
from supervision.facts import Agreed, Routing, SelectionParameters, SelectResult
from supervision.rules.selection import (
    ACCEPTED,
    INSPECT,
    NOTHING_AGREED,
    RELEASE,
    REVIEW,
    STOPPED,
    UNJUDGED,
    UNSECURED,
    draw_from,
    judge_selection,
)
from supervision.selectors.parameters import SelectionBook, selection_book
from supervision.selectors.plans import agreements
from supervision.selectors.waiting import lists_wait
from supervision.services.opening import Chosen, open_cases, write_selections
from supervision.services.runs import SELECT, held_run

log = getLogger(__name__)

CHUNK = 1000


class Choice(NamedTuple):
    """One list with where it goes; ``rate`` is that of its declarant's credit grade.

    ``failed`` when the rules could not judge it.
    """

    facts: SelectionFacts
    routing: Routing
    draw: Decimal
    rate: Decimal
    failed: bool
    agreed: Agreed = NOTHING_AGREED


def select_all(*, at: datetime, limit: int = CHUNK) -> SelectResult:
    """Select until no accepted list is left that nobody else is taking; safe in two workers at once.

    When somebody holds a row too long the rest is left to the next sweep.
    """
    total = SelectResult()
    while lists_wait():
        try:
            done = select_accepted(at=at, limit=limit)
        except Conflict as busy:
            log.warning("selection stops until the next sweep: %s", busy)
            break
        total = total.plus(done)
        if not done.taken:
            break
    return total


def select_accepted(*, at: datetime, limit: int = CHUNK) -> SelectResult:
    """Route up to ``limit`` accepted lists: release, review or inspect; how many went where.

    One transaction: taking, moving, cases, reasons and the job run commit together or not at all.
    A list that the rules cannot judge goes to review by itself and leaves an item in the run.
    """
    with intention():
        run = held_run(SELECT, at=at)
        if run is None:
            return SelectResult()
        taken = take_accepted(limit, held_firms=suspended_firms(at=at))
        if not taken:
            return SelectResult()
        on = business_date(at)
        book = selection_book(code_book(on=on))
        choices = _secured(_unstopped(_choose(taken, book=book, on=on)), on=on)
        moved = _move(choices, at=at, run_id=run.pk)
        done = [c for c in choices if c.facts.list_id in moved]
        _write(done, book=book, at=at, run_id=run.pk)
        result = _count(done)
        advance(run, cursor=str(taken[-1].list_id), counts=result._asdict(), items=_items(done))
    return result


def draw_of(list_id: int) -> Decimal:
    """The number that this list draws: always the same, and nobody without the key can foretell it."""
    return draw_from(personal_hash(f"selection/{list_id}"))


def _choose(taken: Sequence[SelectionFacts], *, book: SelectionBook, on: date) -> list[Choice]:
    """Each list is drawn at the rate of the grade that its declarant has on the day."""
    grades = grades_of({facts.firm_id for facts in taken}, on=on)
    plans = agreements(taken, on=on)
    choices = []
    for facts in taken:
        draw, rate = draw_of(facts.list_id), book.inspect_rate(grades[facts.firm_id])
        agreed = plans.get(facts.plan_no, NOTHING_AGREED)
        judged = _judge_or_none(facts, rate=rate, draw=draw, parameters=book.parameters, agreed=agreed)
        routing = judged or Routing(REVIEW, (UNJUDGED,))
        choices.append(Choice(facts, routing, draw, rate, judged is None, agreed))
    return choices


def _secured(choices: Sequence[Choice], *, on: date) -> list[Choice]:
    """A release whose guarantee cannot be drawn goes to a person instead."""
    released = [c.facts.list_id for c in choices if c.routing.lane == RELEASE]
    unsecured = judge_deductions(released, on=on, lock=False)
    return [
        c._replace(routing=Routing(REVIEW, (UNSECURED,))) if c.facts.list_id in unsecured else c
        for c in choices
    ]


def _unstopped(choices: Sequence[Choice]) -> list[Choice]:
    """A release of what customs have stopped goes to a person instead, who can only wait or refuse it."""
    stops = stopped_lists(
        {
            c.facts.list_id: ListGoods(
                c.facts.pre_no, frozenset({c.facts.firm_id, c.facts.principal_id or c.facts.firm_id})
            )
            for c in choices
            if c.routing.lane == RELEASE
        }
    )
    return [
        c._replace(routing=Routing(REVIEW, (STOPPED,))) if c.facts.list_id in stops else c for c in choices
    ]


def _judge_or_none(
    facts: SelectionFacts,
    *,
    rate: Decimal,
    draw: Decimal,
    parameters: SelectionParameters,
    agreed: Agreed,
) -> Routing | None:
    """A rule that crashes must cost its own list a look by a person, not the set its selection."""
    try:
        return judge_selection(facts, grade_rate=rate, draw=draw, parameters=parameters, agreed=agreed)
    except Exception:
        log.exception("selection could not judge list %s", facts.list_id)
        return None


def _move(choices: Sequence[Choice], *, at: datetime, run_id: int) -> frozenset[int]:
    """Move each list into its lane; the ids that really moved.

    Raises:
        Conflict: a guarantee was frozen after it was looked at; the next sweep sees it.
    """
    moves = [ListMove(c.facts.list_id, c.routing.lane, ACCEPTED) for c in choices]
    try:
        return move_lists(moves, at=at, actor_id=None, run_id=run_id)
    except Refused as frozen:
        raise Conflict(frozen.violations[0]) from frozen


def _write(done: Sequence[Choice], *, book: SelectionBook, at: datetime, run_id: int) -> None:
    kept = [(c.facts, c.routing, c.agreed) for c in done if c.routing.lane != RELEASE]
    open_cases(kept, deadlines=book.deadlines, at=at)
    write_selections(
        [Chosen(c.facts.list_id, c.routing, c.draw, c.rate) for c in done],
        at=at,
        actor_id=None,
        run_id=run_id,
    )


def _count(done: Sequence[Choice]) -> SelectResult:
    lanes = [c.routing.lane for c in done]
    return SelectResult(
        released=lanes.count(RELEASE),
        review=lanes.count(REVIEW),
        inspect=lanes.count(INSPECT),
        failed=sum(c.failed for c in done),
    )


def _items(done: Sequence[Choice]) -> list[Item]:
    return [
        Item("list", c.facts.pre_no, "unjudged", UNJUDGED.code, "", {"office": c.facts.office})
        for c in done
        if c.failed
    ]
