"""The green channel: judging listings, nightly and when something happens, and taking the channel away."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from enterprises.facts import News, ToFirm, ToPosts
from enterprises.models import Firm, Grant, GrantEvent
from enterprises.rules import flow
from enterprises.rules.green_channel import Listing, RecordFact, judge_listing
from enterprises.selectors.green_channel import listings, record_facts
from enterprises.services.notices import notify
from kernel.clock import business_date
from kernel.orm.jobs import Item, advance, close, hold, open_run
from kernel.orm.locks import lock_rows
from kernel.orm.trail import Step, Trail, move_many
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Violation

CHECK = "enterprises.check_green_channel"
CHUNK = 200
GRANT_TRAIL = Trail(state=Grant, event=GrantEvent, flow=flow.GRANT_FLOW)
_TAKING = ("ended_at", "ended_reason", "grounds")


class Lost(NamedTuple):
    """A listing that was taken away, and the criteria that failed."""

    grant: Grant
    violations: tuple[Violation, ...]


class Checked(NamedTuple):
    """How many listings were judged, and how many taken away."""

    judged: int
    taken: int


def check_green_channel(*, at: datetime, limit: int = CHUNK) -> Checked:
    """Judge every listing with the facts of the day, chunk by chunk; a second run of the day does nothing.

    A listing that fails is revoked by the portal; the grounds are the codes of the criteria.
    """
    on = business_date(at)
    run = open_run(CHECK, key=on.isoformat(), business_on=on, at=at)
    if run is None:
        return Checked(0, 0)
    judged = taken = 0
    while True:
        with intention():
            held = hold(run)
            if held is None:
                return Checked(judged, taken)
            chunk = list(listings(on=on).filter(subject_id__gt=int(held.cursor or 0))[:limit])
            if not chunk:
                close(held, at=at)
                return Checked(judged, taken)
            lost = _judge(chunk, at=at, run_id=held.pk)
            counts = {"judged": len(chunk), "taken_away": len(lost)}
            cursor = str(chunk[-1].subject_id)
            advance(held, cursor=cursor, counts=counts, items=_items(lost))
            judged, taken = judged + len(chunk), taken + len(lost)


def recheck_green_channel(firm_ids: Iterable[int], *, at: datetime, locked: bool = False) -> int:
    """Judge the listings of these firms at once; how many were taken away. A step.

    Locks firms and grants: call it before anything that ranks after them is locked. ``locked``: the
    caller has locked the firms, and perhaps what ranks between them and grants.
    """
    require_transaction()
    rows = listings(on=business_date(at)).filter(firm_id__in=set(firm_ids))
    return len(_judge(list(rows), at=at, run_id=None, locked=locked))


def recheck_firm(firm_id: int, *, at: datetime) -> int:
    """Judge the listing of one firm at once, for those who could not in their own transaction."""
    with intention():
        return recheck_green_channel([firm_id], at=at)


def judge_grant(grant: Grant, *, fact: RecordFact, on: date) -> tuple[Violation, ...]:
    """Which criteria the listing fails on the day, with the firm's record as read."""
    listing = Listing(frozenset(grant.undertakings), grant.recommended_by_id is not None)
    return judge_listing(fact, listing=listing, on=on)


def _judge(chunk: Sequence[Grant], *, at: datetime, run_id: int | None, locked: bool = False) -> list[Lost]:
    """Take away those of the listings that fail, tell the firm and the office why."""
    on = business_date(at)
    if not locked:
        lock_rows(Firm, keys={grant.firm_id for grant in chunk})
    facts = record_facts({grant.firm_id for grant in chunk}, on=on)
    failing = [
        Lost(grant, violations)
        for grant in chunk
        if (violations := judge_grant(grant, fact=facts[grant.firm_id], on=on))
    ]
    steps = [_step(one, at=at) for one in failing]
    moved = move_many(GRANT_TRAIL, steps, columns=_TAKING, at=at, actor_id=None, run_id=run_id)
    lost = [one for one in failing if one.grant.subject_id in moved]
    notify([news for one in lost for news in _news(one)], at=at)
    return lost


def _step(one: Lost, *, at: datetime) -> Step:
    said = ", ".join(violation.rule.code for violation in one.violations)
    grounds = [[violation.rule.code, dict(violation.args)] for violation in one.violations]
    return Step(one.grant.subject_id, "take_away", one.grant.status, (at, said, grounds), note=said)


def _news(one: Lost) -> tuple[News, News]:
    args = (
        ("firm", one.grant.firm.name_zh),
        ("rules", ", ".join(violation.rule.code for violation in one.violations)),
    )
    office = ToPosts(one.grant.office, frozenset({"coordinator"}))
    return (
        News("green_channel_lost", one.grant.number, ToFirm(one.grant.firm_id), args),
        News("green_channel_lost_office", one.grant.number, office, args),
    )


def _items(lost: Sequence[Lost]) -> list[Item]:
    """One item for each criterion that failed, so that the run's page says why."""
    return [
        Item("grant", one.grant.number, "taken_away", v.rule.code, "", {"office": one.grant.office})
        for one in lost
        for v in one.violations
    ]
