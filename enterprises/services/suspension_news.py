"""Who is told of a suspension, and what is woken when one is over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from enterprises.facts import Audience, News, ToFirm, ToPosts, ToUsers
from enterprises.models import Suspension
from enterprises.rules import suspension
from enterprises.selectors.authorities import agents_of, principals_of
from enterprises.selectors.coordination import coordinators_of
from enterprises.services.notices import notify
from kernel.clock import business_date
from kernel.orm.tx import require_transaction
from kernel.orm.wake import wake

# What waits because of a suspension, by the tasks that let it go on.
_WAKES = ("declarations.resume_waiting", "supervision.select_accepted")


def tell_chiefs(row: Suspension, *, kind: str, at: datetime) -> None:
    """The chiefs of the office, who must decide. A step."""
    notify([News(kind, row.number, ToPosts(row.office, frozenset({"chief"})), _args(row))], at=at)


def tell_proposer(row: Suspension, *, at: datetime) -> None:
    """Whoever proposed it, or its lifting: a second officer refused. A step."""
    people = ToUsers(frozenset({row.lift_by_id or row.proposed_by_id}))
    notify([News("suspension_refused", row.number, people, _args(row))], at=at)


def tell_begun(row: Suspension, *, at: datetime) -> None:
    """The firm, its coordinator, and the firms that it works with where their work is touched. A step."""
    notify(_news([row], own="suspended", others="partner_suspended", at=at), at=at)


def tell_over(rows: Sequence[Suspension], *, at: datetime) -> None:
    """The same people again, and let go on what waited. A step."""
    require_transaction()
    if not rows:
        return
    notify(_news(rows, own="suspension_over", others="partner_resumed", at=at), at=at)
    for task in _WAKES:
        wake(task, queue="interactive")


def _args(row: Suspension) -> tuple[tuple[str, str], ...]:
    return (("firm", row.firm.name_zh),)


def _news(rows: Sequence[Suspension], *, own: str, others: str, at: datetime) -> list[News]:
    cards = coordinators_of({row.firm_id for row in rows}, at=at)
    news = []
    for row in rows:
        audiences: list[Audience] = [ToFirm(row.firm_id)]
        if row.firm_id in cards:
            audiences.append(ToUsers(frozenset({cards[row.firm_id].user_id})))
        news += [News(own, row.number, to, _args(row)) for to in audiences]
        partners = sorted(_partners(row, on=business_date(at)))
        news += [News(others, row.number, ToFirm(firm_id), _args(row)) for firm_id in partners]
    return news


def _partners(row: Suspension, *, on: date) -> Iterable[int]:
    """The firms for which it acts, and those that act for it where all its acts rest."""
    if row.effect == suspension.ACTS:
        return {*principals_of(row.firm_id, on=on), *agents_of(row.firm_id, on=on)}
    if row.effect == suspension.AGENCY:
        return {*principals_of(row.firm_id, on=on)}
    return ()
