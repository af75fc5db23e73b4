"""Which officer looks after which firm now, deputies counted, and who must keep away from one."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from enterprises.facts import Actor
from enterprises.models import Coordination, Firm, Membership, OfficerCard, Recusal, SeniorContact, User
from enterprises.permissions import may_assign, may_coordinate
from enterprises.selectors.absences import absences_now, posts_on
from enterprises.selectors.absences import stands_in_for as stands_in_for
from kernel.clock import business_date


class CoordinatorCard(NamedTuple):
    """Whom a firm turns to now; ``deputy_for`` is the name of the coordinator who is away, or empty."""

    user_id: int
    name: str
    phone: str
    email: str
    firm_id: int
    since: datetime
    deputy_for: str = ""


def coordinations_now(at: datetime) -> QuerySet[Coordination]:
    """Coordinations in force at the moment."""
    return Coordination.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=at), from_at__lte=at)


def open_coordinations() -> QuerySet[Coordination]:
    """Coordinations that nobody has ended, for whoever changes them: none begins in the future."""
    return Coordination.objects.filter(to_at__isnull=True)


def recusals_now(at: datetime) -> QuerySet[Recusal]:
    """Recusals in force at the moment."""
    return Recusal.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=at), from_at__lte=at)


def coordinators_of(firm_ids: Iterable[int], *, at: datetime) -> dict[int, CoordinatorCard]:
    """Who looks after each of the firms now: the coordinator, or the deputy while that one is away.

    Firms without anybody are left out; so is one whose deputy is recused. Four queries however many firms.
    """
    rows = list(coordinations_now(at).filter(firm_id__in=set(firm_ids)).select_related("officer"))
    away = {
        absence.officer_id: absence.deputy
        for absence in absences_now(at)
        .filter(officer_id__in={row.officer_id for row in rows})
        .select_related("deputy")
    }
    acting = {row.officer_id: away.get(row.officer_id, row.officer) for row in rows}
    phones = dict(
        OfficerCard.objects.filter(pk__in={u.pk for u in acting.values()}).values_list("pk", "phone")
    )
    firms = [row.firm_id for row in rows if row.officer_id in away]
    kept_away = set(recusals_now(at).filter(firm_id__in=firms).values_list("officer_id", "firm_id"))
    cards = {}
    for row in rows:
        person = acting[row.officer_id]
        if (person.pk, row.firm_id) not in kept_away:
            deputy_for = row.officer.name if row.officer_id in away else ""
            phone = phones.get(person.pk, "")
            cards[row.firm_id] = CoordinatorCard(
                person.pk, person.name, phone, person.email, row.firm_id, row.from_at, deputy_for
            )
    return cards


def firms_of_coordinator(actor: Actor, *, at: datetime) -> list[int]:
    """The firms that the officer looks after now, own and deputised, without those of a recusal; by id."""
    if not actor.is_officer or actor.user_id is None:
        return []
    people = stands_in_for(actor.user_id, at=at) | {actor.user_id}
    firms = coordinations_now(at).filter(officer_id__in=people).values_list("firm_id", flat=True)
    return sorted(set(firms) - recused_firms(actor.user_id, at=at))


def is_recused(user_id: int, *, firm_id: int, at: datetime) -> bool:
    """Whether the officer must keep away from the firm now."""
    return recusals_now(at).filter(officer_id=user_id, firm_id=firm_id).exists()


def recused_firms(user_id: int, *, at: datetime) -> frozenset[int]:
    """The firms that the officer must keep away from now; one query."""
    return frozenset(recusals_now(at).filter(officer_id=user_id).values_list("firm_id", flat=True))


def recused_pairs(user_ids: Iterable[int], *, at: datetime) -> frozenset[tuple[int, int]]:
    """Officer and firm of each recusal of these officers now; one query."""
    rows = recusals_now(at).filter(officer_id__in=set(user_ids))
    return frozenset(rows.values_list("officer_id", "firm_id"))


def away_and_deputy(at: datetime) -> dict[int, int]:
    """The deputy of every officer who is away now, by officer; one query."""
    return dict(absences_now(at).values_list("officer_id", "deputy_id"))


def firms_in_care(actor: Actor, *, at: datetime) -> QuerySet[Firm]:
    """The firms whose coordination the officer works on: a chief's offices, else own and deputised ones.

    Without those that the officer is recused from.
    """
    if not may_coordinate(actor) or actor.user_id is None:
        return Firm.objects.none()
    if may_assign(actor):
        kept_away = recused_firms(actor.user_id, at=at)
        return Firm.objects.filter(office__in=actor.offices).exclude(pk__in=kept_away)
    mine = firms_of_coordinator(actor, at=at)
    return Firm.objects.filter(pk__in=mine, office__in=actor.offices)


def firm_in_care(actor: Actor, *, customs_code: str, at: datetime) -> Firm | None:
    """One firm whose coordination the officer works on; None also where there is no such firm."""
    return firms_in_care(actor, at=at).filter(customs_code=customs_code).first()


def firm_of_office(actor: Actor, *, customs_code: str, at: datetime) -> Firm | None:
    """One firm of the actor's offices, whose coordination any coordinator there may read.

    None also for an officer who is recused from it.
    """
    if not may_coordinate(actor) or actor.user_id is None:
        return None
    firms = Firm.objects.filter(office__in=actor.offices, customs_code=customs_code)
    return firms.exclude(pk__in=recused_firms(actor.user_id, at=at)).first()


def history(firm: Firm) -> list[Coordination]:
    """Who looked after the firm, newest first, with the hand-over notes."""
    rows = Coordination.objects.filter(firm=firm).select_related("officer", "given_by", "ended_by")
    return list(rows.order_by("-from_at", "-id"))


def recusals_of(firm: Firm) -> list[Recusal]:
    """Who must or had to keep away from the firm, those in force first."""
    rows = Recusal.objects.filter(firm=firm).select_related("officer", "recorded_by", "ended_by")
    return list(rows.order_by(F("to_at").desc(nulls_first=True), "-id"))


def coordinators_in(actor: Actor, *, at: datetime) -> list[User]:
    """Officers with a coordinator's post in one of the actor's offices, by name; one query."""
    rows = posts_on(business_date(at)).filter(role="coordinator", team__office__in=actor.offices)
    people = User.objects.filter(pk__in=rows.values("officer_id"), is_active=True)
    return list(people.order_by("name", "id"))


def senior_contact(firm_id: int) -> SeniorContact | None:
    """The manager whom the firm names as its contact, as long as that person acts for the firm."""
    people = Membership.objects.filter(firm_id=firm_id, ended_at__isnull=True).values("user_id")
    rows = SeniorContact.objects.filter(pk=firm_id, user_id__in=people)
    return rows.select_related("user").first()
