"""Who acts: a person, a token or a firm as an Actor."""

from datetime import datetime

from django.db.models import Q

from codelists.selectors import office_and_below
from enterprises.facts import Actor
from enterprises.models import (
    ApiToken,
    Firm,
    Membership,
    Post,
    User,
    UserKind,
)
from enterprises.rules.tokens import hash_of, looks_like_token
from enterprises.selectors.absences import acting_roles
from enterprises.selectors.firms import codes_of, firms_by_code, kinds_on
from enterprises.selectors.trust import suspensions_of
from kernel.clock import business_date


def actor_of_user(user: User, *, at: datetime, firm_id: int | None = None) -> Actor:
    """The person as an actor now; ``firm_id`` chooses among several firms, else the first counts.

    A firm person without a membership and an officer without a post get an actor that may do
    nothing but change their own profile.
    """
    if user.kind == UserKind.OFFICER:
        return _officer(user, at=at)
    rows = Membership.objects.filter(user=user, ended_at__isnull=True, since__lte=at)
    memberships = list(rows.select_related("firm").order_by("id"))
    chosen = next((m for m in memberships if m.firm_id == firm_id), next(iter(memberships), None))
    if chosen is None:
        return Actor(user_id=user.pk, kind="firm", language=user.language, name=user.name)
    return _firm_actor(chosen.firm, user=user, roles={chosen.role}, at=at)


def _officer(user: User, *, at: datetime) -> Actor:
    """The officer; the latest post in force gives the team, roles count in their own team only.

    Whoever stands in for an officer of the office has that officer's roles meanwhile.
    """
    on = business_date(at)
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = Post.objects.filter(open_end, officer=user, valid_from__lte=on)
    posts = list(rows.select_related("team").order_by("-valid_from", "-id"))
    if not posts:
        return Actor(user_id=user.pk, kind="officer", language=user.language, name=user.name)
    team = posts[0].team
    own = frozenset(post.role for post in posts if post.team_id == team.pk)
    return Actor(
        user_id=user.pk,
        kind="officer",
        roles=own | acting_roles(user.pk, office=team.office, at=at),
        own_roles=own,
        office=team.office,
        offices=frozenset({team.office}) | office_and_below(team.office, on=on),
        team_id=team.pk,
        team_lanes=frozenset(team.lanes),
        language=user.language,
        name=user.name,
    )


def _firm_actor(
    firm: Firm, *, user: User, roles: set[str], at: datetime, token_id: int | None = None
) -> Actor:
    """Somebody who acts for a firm, in person or by a token."""
    return Actor(
        user_id=user.pk,
        kind="firm",
        firm_id=firm.pk,
        firm_codes=codes_of(firm),
        firm_kinds=frozenset(kinds_on(business_date(at)).filter(firm=firm).values_list("kind", flat=True)),
        roles=frozenset(roles),
        token_id=token_id,
        language=user.language,
        name=user.name,
        firm_name=firm.name_zh,
        suspension=_suspension(firm.pk, at=at),
    )


def _suspension(firm_id: int, *, at: datetime) -> str:
    """The number of the suspension because of which the firm starts nothing new now, or nothing."""
    fact = suspensions_of([firm_id], at=at).get(firm_id)
    return fact.number if fact else ""


def actor_of_token(raw: str, *, at: datetime) -> Actor | None:
    """The firm's program behind a raw token, or None: unknown, revoked, over, or not a token.

    It acts as a filer of the firm, in the name of the person who made the token; where that person may
    not sign in any more, it is dead.
    """
    if not looks_like_token(raw):
        return None
    alive = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    rows = ApiToken.objects.filter(
        alive,
        token_hash=hash_of(raw),
        revoked_at__isnull=True,
        created_at__lte=at,
        created_by__is_active=True,
    )
    token = rows.select_related("firm", "created_by").first()
    if token is None:
        return None
    return _firm_actor(token.firm, user=token.created_by, roles={"filer"}, at=at, token_id=token.pk)


def actor_of_firm(code: str, *, at: datetime) -> Actor | None:
    """The firm with this code acting by itself, for the operator's commands; None where nobody has it."""
    fact = firms_by_code([code], on=business_date(at)).get(code)
    if fact is None:
        return None
    return Actor(
        user_id=None,
        kind="firm",
        firm_id=fact.id,
        firm_codes=fact.codes,
        firm_kinds=fact.kinds,
        roles=frozenset({"filer"}),
        firm_name=fact.name,
        suspension=_suspension(fact.id, at=at),
    )
