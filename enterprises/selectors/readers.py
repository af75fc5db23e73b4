"""Who reads what is told to a firm, to named persons, or to the holders of a post."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from codelists.selectors import code_book
from enterprises.facts import Audience, News, ToFirm, ToPosts, ToUsers
from enterprises.models import Membership, NoticePreference, Post, User
from enterprises.rules.notice_readers import moves_to_deputy
from enterprises.rules.notices import Chosen, nearest_office
from enterprises.selectors.absences import deputies_of
from enterprises.selectors.coordination import recusals_now
from enterprises.selectors.subjects import firms_of_subjects
from kernel.clock import business_date


def readers_of_news(news: Collection[News], *, at: datetime) -> dict[News, frozenset[int]]:
    """The ids of the active persons who read each piece of news, in a fixed number of queries.

    Who is meant, and the deputies of those officers who are away, without deputies who are recused
    from the firm that it is about. Who is away reads it too.
    """
    named = readers_of({one.to for one in news}, at=at)
    moving = [one for one in news if not isinstance(one.to, ToFirm) and moves_to_deputy(one.kind)]
    meant = frozenset[int]().union(*(named[one.to] for one in moving))
    deputies = _active_deputies(meant, at=at) if meant else {}
    kept_away = _kept_away(moving, officers=deputies.values(), at=at) if deputies else {}
    found = {one: named[one.to] for one in news}
    for one in moving:
        people = {deputies[user] for user in found[one] if user in deputies}
        found[one] |= people - kept_away.get(one.subject_no, frozenset())
    return found


def _active_deputies(user_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """The deputy of each of the officers who is away now, of those who may sign in."""
    deputies = deputies_of(user_ids, at=at)
    active = frozenset(
        User.objects.filter(pk__in=deputies.values(), is_active=True).values_list("pk", flat=True)
    )
    return {user: deputy for user, deputy in deputies.items() if deputy in active}


def _kept_away(
    news: Collection[News], *, officers: Collection[int], at: datetime
) -> Mapping[str, frozenset[int]]:
    """Which of the officers are recused from the firm of each subject; subjects without any are left out."""
    rows = list(recusals_now(at).filter(officer_id__in=officers).values_list("firm_id", "officer_id"))
    if not rows:
        return {}
    firms = firms_of_subjects({one.subject_no for one in news})
    return {
        number: frozenset(officer for of_firm, officer in rows if of_firm == firm_id)
        for number, firm_id in firms.items()
    }


def readers_of(audiences: Iterable[Audience], *, at: datetime) -> dict[Audience, frozenset[int]]:
    """The ids of the active persons that each audience means at ``at``, in a fixed number of queries."""
    asked = set(audiences)
    found: dict[Audience, frozenset[int]] = {}
    found.update(_of_firms([one for one in asked if isinstance(one, ToFirm)], at=at))
    found.update(_of_users([one for one in asked if isinstance(one, ToUsers)]))
    found.update(_of_posts([one for one in asked if isinstance(one, ToPosts)], at=at))
    return found


def _of_firms(asked: list[ToFirm], *, at: datetime) -> dict[Audience, frozenset[int]]:
    """Everybody with an open membership, in one of the roles where any are named."""
    if not asked:
        return {}
    rows = Membership.objects.filter(
        firm_id__in={one.firm_id for one in asked},
        ended_at__isnull=True,
        since__lte=at,
        user__is_active=True,
    )
    people: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for firm_id, user_id, role in rows.values_list("firm_id", "user_id", "role"):
        people[firm_id].append((user_id, role))
    return {
        one: frozenset(user for user, role in people[one.firm_id] if not one.roles or role in one.roles)
        for one in asked
    }


def _of_users(asked: list[ToUsers]) -> dict[Audience, frozenset[int]]:
    """Those of the named persons who may still sign in."""
    if not asked:
        return {}
    named = frozenset[int]().union(*(one.user_ids for one in asked))
    active = frozenset(User.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True))
    return {one: one.user_ids & active for one in asked}


def _of_posts(asked: list[ToPosts], *, at: datetime) -> dict[Audience, frozenset[int]]:
    """Who holds the posts on the day, in the office or in the nearest above it where anybody does."""
    if not asked:
        return {}
    on = business_date(at)
    offices = code_book(on=on).offices
    chains = {one: tuple(offices.get(one.office, ())) for one in asked}
    rows = Post.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        valid_from__lte=on,
        officer__is_active=True,
        role__in={role for one in asked for role in one.roles},
        team__office__in={code for one, chain in chains.items() for code in (one.office, *chain)},
    )
    posts = list(rows.values_list("team__office", "role", "officer_id"))
    return {
        one: nearest_office(one.office, above=chains[one], holders=_holders(posts, to=one)) for one in asked
    }


def _holders(posts: list[tuple[str, str, int]], *, to: ToPosts) -> dict[str, frozenset[int]]:
    """Who holds one of the roles and is not left out, by office."""
    found: dict[str, set[int]] = defaultdict(set)
    for office, role, officer_id in posts:
        if role in to.roles and officer_id != to.but:
            found[office].add(officer_id)
    return {office: frozenset(officers) for office, officers in found.items()}


def chosen_by(user_ids: Collection[int]) -> dict[int, Chosen]:
    """What these persons chose for kinds and topics; those who chose nothing are left out."""
    found: dict[int, dict[str, tuple[bool | None, bool | None]]] = defaultdict(dict)
    rows = NoticePreference.objects.filter(user_id__in=user_ids)
    for user_id, code, bell, mail in rows.values_list("user_id", "code", "bell", "mail"):
        found[user_id][code] = (bell, mail)
    return dict(found)
