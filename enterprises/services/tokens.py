"""Making, revoking and using API tokens."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from enterprises.facts import Actor
from enterprises.models import ApiToken
from enterprises.permissions import check_may_manage_tokens, check_may_start
from enterprises.rules import access
from enterprises.rules.people import PAST_EXPIRY
from enterprises.rules.tokens import new_token
from kernel.clock import SHANGHAI, business_date
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

_USE_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class MadeToken:
    """A token just made; ``raw`` is shown once and cannot be had again."""

    token_id: int
    prefix: str
    raw: str


def make_token(*, actor: Actor, name: str, at: datetime, valid_to: date | None = None) -> MadeToken:
    """Make an API token of the actor's firm; ``valid_to`` is the first day on which it is dead.

    The token belongs to the firm: it outlives the membership of who made it where the firm wants that.

    Raises:
        Refused: not the firm's administrator, suspended, no name, or a last day that is over.
    """
    check_may_manage_tokens(actor)
    check_may_start(actor)
    assert actor.firm_id is not None
    assert actor.user_id is not None
    violations = access.judge_name(name, rule=access.NO_TOKEN_NAME)
    if valid_to is not None and valid_to <= business_date(at):
        violations += (Violation(PAST_EXPIRY, "last_day"),)
    if violations:
        raise Refused(*violations)
    fresh = new_token()
    with intention():
        token = ApiToken.objects.create(
            firm_id=actor.firm_id,
            name=name.strip(),
            prefix=fresh.prefix,
            token_hash=fresh.token_hash,
            created_by_id=actor.user_id,
            created_at=at,
            expires_at=None if valid_to is None else datetime.combine(valid_to, time(), tzinfo=SHANGHAI),
        )
    return MadeToken(token.pk, fresh.prefix, fresh.raw)


def revoke_token(*, actor: Actor, prefix: str, at: datetime) -> None:
    """Revoke a token of the actor's firm, for good.

    Raises:
        Refused: not the firm's administrator, or no such token in force.
    """
    check_may_manage_tokens(actor)
    assert actor.firm_id is not None
    with intention():
        tokens = ApiToken.objects.filter(firm_id=actor.firm_id, prefix=prefix, revoked_at__isnull=True)
        if not tokens.update(revoked_at=at, revoked_by_id=actor.user_id):
            raise Refused(Violation(access.UNKNOWN_TOKEN, "token"))


def note_use(token_id: int, *, at: datetime) -> None:
    """Remember that a token was used, at most once a minute."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - _USE_STEP)
    if ApiToken.objects.filter(stale, pk=token_id).exists():
        with intention():
            ApiToken.objects.filter(stale, pk=token_id).update(last_used_at=at)
