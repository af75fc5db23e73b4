"""Who may act for whom: an agent's principals, a principal's agents, on a day and for a scope."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from enterprises.facts import Actor, AuthorityFact
from enterprises.models import Authority, Firm
from enterprises.permissions import check_may_see_firms, check_may_see_own_firm
from kernel.clock import SHANGHAI


def authorities_on(day: date) -> QuerySet[Authority]:
    """Authorities in force on ``day``; one that was ended gives nothing from that day on."""
    after = datetime.combine(day + timedelta(days=1), time(), tzinfo=SHANGHAI)
    not_ended = Q(ended_at__isnull=True) | Q(ended_at__gte=after)
    return Authority.objects.filter(not_ended, valid_from__lte=day, valid_to__gt=day).order_by("id")


def principals_of(agent_firm_id: int, *, on: date, scope: str | None = None) -> dict[int, AuthorityFact]:
    """For whom the agent may act on the day, by the principal's firm id; one query."""
    rows = authorities_on(on).filter(agent_id=agent_firm_id)
    if scope is not None:
        rows = rows.filter(scopes__contains=[scope])
    return {row.principal_id: _fact(row) for row in rows.select_related("principal", "agent")}


def agents_of(principal_firm_id: int, *, on: date) -> dict[int, AuthorityFact]:
    """Who may act for the principal on the day, by the agent's firm id; one query."""
    rows = authorities_on(on).filter(principal_id=principal_firm_id)
    return {row.agent_id: _fact(row) for row in rows.select_related("principal", "agent")}


def authorities_between(
    pairs: Iterable[tuple[int, int]], *, scope: str, on: date
) -> frozenset[tuple[int, int]]:
    """Those of the pairs (principal, agent) with an authority of this scope on the day; one query."""
    wanted = set(pairs)
    if not wanted:
        return frozenset()
    rows = authorities_on(on).filter(
        principal_id__in={principal for principal, _ in wanted},
        agent_id__in={agent for _, agent in wanted},
        scopes__contains=[scope],
    )
    return frozenset(wanted.intersection(rows.values_list("principal_id", "agent_id")))


def authorities_of(actor: Actor) -> QuerySet[Authority]:
    """What the actor's firm (or a firm of the officer's offices) gave or holds, ended too, newest first."""
    rows = Authority.objects.select_related("principal", "agent", "given_by", "ended_by").order_by("-id")
    if actor.is_officer:
        check_may_see_firms(actor)
        return rows.filter(Q(principal__office__in=actor.offices) | Q(agent__office__in=actor.offices))
    check_may_see_own_firm(actor)
    return rows.filter(Q(principal_id=actor.firm_id) | Q(agent_id=actor.firm_id))


def given_by(actor: Actor) -> QuerySet[Authority]:
    """Authorities that the actor's firm gave, newest first; to be paged by ``-id``."""
    check_may_see_own_firm(actor)
    return authorities_of(actor).filter(principal_id=actor.firm_id)


def held_by(actor: Actor) -> QuerySet[Authority]:
    """Authorities that the actor's firm holds, newest first; to be paged by ``-id``."""
    check_may_see_own_firm(actor)
    return authorities_of(actor).filter(agent_id=actor.firm_id)


def authorities_with(firm: Firm, *, actor: Actor) -> QuerySet[Authority]:
    """Of what the actor may see, what this firm gave or holds, newest first; to be paged by ``-id``."""
    return authorities_of(actor).filter(Q(principal=firm) | Q(agent=firm))


def open_between(principal_id: int, *, agent_id: int) -> list[AuthorityFact]:
    """What the principal gave the agent and nobody ended, past and future."""
    rows = Authority.objects.filter(principal_id=principal_id, agent_id=agent_id, ended_at__isnull=True)
    return [_fact(row) for row in rows.select_related("principal", "agent").order_by("id")]


def _fact(row: Authority) -> AuthorityFact:
    """The authority as rules and other topics see it."""
    return AuthorityFact(
        number=row.number,
        principal_id=row.principal_id,
        agent_id=row.agent_id,
        principal_name=row.principal.name_zh,
        agent_name=row.agent.name_zh,
        scopes=frozenset(row.scopes),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
