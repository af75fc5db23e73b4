"""Who is away, who stands in for whom, and which roles come with that."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from enterprises.facts import Actor
from enterprises.models import Absence, Coordination, Firm, Post, Recusal, User
from enterprises.permissions import check_may_record_absence
from enterprises.rules import absences as law
from kernel.clock import SHANGHAI, business_date
from kernel.refusal import Refused, Violation


def absences_now(at: datetime) -> QuerySet[Absence]:
    """Absences that run at the moment."""
    return Absence.objects.filter(from_at__lte=at, to_at__gt=at)


def stands_in_for(user_id: int, *, at: datetime) -> frozenset[int]:
    """The officers whose absence names this user deputy now; one query."""
    return frozenset(absences_now(at).filter(deputy_id=user_id).values_list("officer_id", flat=True))


def deputies_of(user_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """The deputy of each of the officers who is away now; one query."""
    rows = absences_now(at).filter(officer_id__in=set(user_ids))
    return dict(rows.values_list("officer_id", "deputy_id"))


def acting_roles(user_id: int, *, office: str, at: datetime) -> frozenset[str]:
    """The roles that come to a deputy from officers of the same office who are away now; one query."""
    on = business_date(at)
    away = absences_now(at).filter(deputy_id=user_id, office=office).values("officer_id")
    rows = posts_on(on).filter(officer_id__in=away, team__office=office)
    return frozenset(rows.values_list("role", flat=True))


def posts_on(day: date) -> QuerySet[Post]:
    """Posts in force on the day."""
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Post.objects.filter(open_end, valid_from__lte=day)


def own_absences(actor: Actor) -> QuerySet[Absence]:
    """The officer's own absences, to be paged by ``-id``."""
    return Absence.objects.filter(officer_id=actor.user_id).select_related("officer", "deputy", "recorded_by")


def deputised(actor: Actor, *, at: datetime) -> list[Absence]:
    """The absences, running or to come, that name the officer deputy."""
    rows = Absence.objects.filter(deputy_id=actor.user_id, to_at__gt=at).select_related("officer")
    return list(rows.order_by("from_at", "id"))


def office_absences(actor: Actor, *, at: datetime) -> QuerySet[Absence]:
    """The absences, running or to come, of all officers of the chief's offices, to be paged by ``id``."""
    rows = Absence.objects.filter(office__in=actor.offices, to_at__gt=at)
    return rows.select_related("officer", "deputy", "recorded_by")


def absence_by_no(actor: Actor, *, number: str) -> Absence | None:
    """One absence: one's own, one that names the actor deputy, or, for a chief, one of the offices."""
    mine = Q(officer_id=actor.user_id) | Q(deputy_id=actor.user_id)
    if "chief" in actor.own_roles:
        mine |= Q(office__in=actor.offices)
    rows = Absence.objects.filter(mine, number=number)
    return rows.select_related("officer", "deputy", "recorded_by", "shortened_by").first()


def colleagues(actor: Actor, *, at: datetime) -> list[User]:
    """Everybody with a post in the actor's own office, by name; one query."""
    here = posts_on(business_date(at)).filter(team__office=actor.office).values("officer_id")
    return list(User.objects.filter(pk__in=here, is_active=True).order_by("name", "id"))


class AbsencePreview(NamedTuple):
    """What an absence would move to the deputy, and why it cannot be recorded, where it cannot."""

    officer: User
    deputy: User
    firms: list[Firm]
    roles: list[str]
    violations: tuple[Violation, ...]


def preview_absence(
    actor: Actor, *, officer_id: int, deputy_id: int, from_at: datetime, to_at: datetime, at: datetime
) -> AbsencePreview:
    """What the absence would move, judged with all others as they are now.

    Raises:
        Refused: neither one's own nor a chief asks, officer or deputy have no post in the office, or the
            deputy cannot sign in.
    """
    check_may_record_absence(actor, officer_id=officer_id)
    roles = _roles([officer_id, deputy_id], actor=actor, at=at)
    people = User.objects.in_bulk([officer_id, deputy_id])
    deputy = people.get(deputy_id)
    if not roles.get(officer_id) or deputy is None or not deputy.is_active:
        raise Refused(Violation(law.UNKNOWN, "deputy"))
    firms = list(Firm.objects.filter(pk__in=_coordinated(officer_id)).order_by("customs_code"))
    recused = Recusal.objects.filter(
        Q(to_at__isnull=True) | Q(to_at__gt=from_at), officer_id=deputy_id, firm__in=firms, from_at__lt=to_at
    )
    violations = law.judge_absence(
        law.AbsenceFact(officer_id, deputy_id, from_at, to_at),
        people=law.PeopleFact(roles[officer_id], roles.get(deputy_id, frozenset()), recused.exists()),
        others=_touching(officer_id, deputy_id=deputy_id, from_at=from_at, to_at=to_at),
        at=at,
        today_from=datetime.combine(business_date(at), time.min, tzinfo=SHANGHAI),
    )
    return AbsencePreview(people[officer_id], deputy, firms, sorted(roles[officer_id]), violations)


def _roles(user_ids: Iterable[int], *, actor: Actor, at: datetime) -> dict[int, frozenset[str]]:
    """The roles that each of the officers holds in the actor's own office, or below it for a chief."""
    offices = actor.offices if "chief" in actor.own_roles else {actor.office}
    rows = posts_on(business_date(at)).filter(officer_id__in=set(user_ids), team__office__in=offices)
    found: dict[int, frozenset[str]] = {}
    for officer_id, role in rows.values_list("officer_id", "role"):
        found[officer_id] = found.get(officer_id, frozenset()) | {role}
    return found


def _coordinated(officer_id: int) -> QuerySet[Coordination, int]:
    """The firms that the officer looks after by the own name."""
    rows = Coordination.objects.filter(officer_id=officer_id, to_at__isnull=True)
    return rows.values_list("firm_id", flat=True)


def _touching(
    officer_id: int, *, deputy_id: int, from_at: datetime, to_at: datetime
) -> list[law.AbsenceFact]:
    """Absences in the same time that name the officer or the deputy, in whichever part."""
    people = (officer_id, deputy_id)
    rows = Absence.objects.filter(
        Q(officer_id__in=people) | Q(deputy_id__in=people), from_at__lt=to_at, to_at__gt=from_at
    ).exclude(to_at=F("from_at"))
    return [law.AbsenceFact(row.officer_id, row.deputy_id, row.from_at, row.to_at) for row in rows]
