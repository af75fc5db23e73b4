"""Visits and calls: of a firm, of the firms in an officer's care, the last and the next of each firm."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from enterprises.facts import Actor
from enterprises.models import User, Visit, VisitEvent, VisitQuestion
from enterprises.permissions import may_see_firms, may_see_own_firm
from enterprises.rules import flow
from enterprises.rules.visits import VisitPlan
from enterprises.selectors.absences import posts_on
from enterprises.selectors.coordination import firms_in_care, recusals_now, recused_firms
from kernel.clock import business_date
from kernel.orm.keys import unseal

_HELD = (flow.VISIT_HELD, flow.VISIT_DISPUTED, flow.VISIT_CONFIRMED, flow.VISIT_CLOSED)
_PEOPLE = ("firm", "officer_one", "officer_two", "planned_by", "senior_contact", "confirmed_by")


class VisitDates(NamedTuple):
    """When a firm was visited last, and when it is to be visited next; None where never."""

    last_at: datetime | None
    next_at: datetime | None
    last_no: str = ""
    next_no: str = ""


def last_and_next_visit(firm_ids: Iterable[int], *, at: datetime) -> dict[int, VisitDates]:
    """The last visit held and the next one planned of each of the firms; firms without any are left out.

    Two queries however many firms. Calls count as visits.
    """
    rows = Visit.objects.filter(firm_id__in=set(firm_ids)).only("firm_id", "on_at", "number")
    last = rows.filter(status__in=_HELD, on_at__lte=at).order_by("firm_id", "-on_at", "-subject_id")
    coming = rows.filter(status=flow.VISIT_PLANNED).order_by("firm_id", "on_at", "subject_id")
    lasts = {row.firm_id: row for row in last.distinct("firm_id")}
    nexts = {row.firm_id: row for row in coming.distinct("firm_id")}
    return {
        firm_id: VisitDates(
            lasts[firm_id].on_at if firm_id in lasts else None,
            nexts[firm_id].on_at if firm_id in nexts else None,
            lasts[firm_id].number if firm_id in lasts else "",
            nexts[firm_id].number if firm_id in nexts else "",
        )
        for firm_id in lasts.keys() | nexts.keys()
    }


def visits(actor: Actor, *, at: datetime) -> QuerySet[Visit]:
    """The own firm's visits, or those of the firms in the officer's care, to be paged by ``-on_at``."""
    rows = Visit.objects.select_related(*_PEOPLE)
    if may_see_own_firm(actor):
        return rows.filter(firm_id=actor.firm_id or 0)
    return rows.filter(firm__in=firms_in_care(actor, at=at))


def visit_for(actor: Actor, *, number: str, at: datetime) -> Visit | None:
    """One visit, if it is the own firm's, of a firm in the officer's care, or one the officer went on."""
    return _visible(actor, at=at).filter(number=number).first()


def _visible(actor: Actor, *, at: datetime) -> QuerySet[Visit]:
    """What the actor may open: the visits of their list, and those that an officer went on, not recused."""
    rows = visits(actor, at=at)
    if actor.user_id is None or not may_see_firms(actor):
        return rows
    went = Q(officer_one=actor.user_id) | Q(officer_two=actor.user_id)
    kept_away = recused_firms(actor.user_id, at=at)
    own = Visit.objects.filter(went).exclude(firm_id__in=kept_away).values("pk")
    listed = rows.values("pk").order_by()
    return Visit.objects.select_related(*_PEOPLE).filter(Q(pk__in=listed) | Q(pk__in=own))


def visit_events(visit: Visit) -> list[tuple[VisitEvent, User | None]]:
    """What happened with the visit, oldest first, and who did it; two queries."""
    rows = list(VisitEvent.objects.filter(subject_id=visit.pk).order_by("id"))
    people = User.objects.in_bulk({row.actor_id for row in rows if row.actor_id is not None})
    return [(row, people.get(row.actor_id or 0)) for row in rows]


def questions(visit: Visit) -> list[VisitQuestion]:
    """What the firm asked during the visit, each with the number of its difficulty."""
    return list(VisitQuestion.objects.filter(visit=visit).order_by("id"))


def people_of(visit: Visit) -> list[str]:
    """The names of the firm's people who took part: personal, masked before officers see them."""
    if visit.sealed is None:
        return []
    blob = unseal(bytes(visit.sealed), table=Visit._meta.db_table, row_id=visit.pk)
    return blob.decode().split("\n")


def plan_facts(
    *, firm_id: int, office: str, on_site: bool, place: str, one: int, two: int | None, at: datetime
) -> VisitPlan:
    """The officers of a visit as the rules see them: who is recused, who has no post; two queries."""
    going = {one, two} - {None}
    kept_away = recusals_now(at).filter(officer_id__in=going, firm_id=firm_id)
    recused = kept_away.values_list("officer_id", flat=True)
    posts = posts_on(business_date(at)).filter(officer_id__in=going, team__office=office)
    known = set(posts.values_list("officer_id", flat=True))
    outsiders = frozenset(person for person in going if person is not None and person not in known)
    return VisitPlan(on_site, place, one, two, frozenset(recused), outsiders)


def may_see_visit(actor: Actor, *, subject_id: int, at: datetime) -> bool:
    """Whether the actor may open this visit and so its files; a recused officer may not."""
    return bool(_visible(actor, at=at).filter(pk=subject_id).exists())
