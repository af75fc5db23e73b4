"""People and agents of the demo office: an open invitation, authorities for a guarantee, one that ended."""

from datetime import datetime, timedelta

from django.conf import settings

from enterprises.facts import Actor
from enterprises.models import Authority, Firm, Invitation, Membership, User
from enterprises.selectors import actor_of_user
from enterprises.services.authorities import end_authority, give_authority
from enterprises.services.invitations import invite
from kernel.clock import business_date

_INVITED = "xiao.ran@demo.example"
# principal, agent, for what, why it was ended (empty: it goes on)
_AUTHORITIES = (
    ("430168A004", "430166A001", "guarantee", ""),
    ("430166A001", "430166A003", "guarantee", "The carrier has its own guarantee now"),
)


def make(*, at: datetime) -> int:
    """Make what is missing; how many rows are new.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    made = 0
    for principal, agent, scope, ended in _AUTHORITIES:
        made += _authority(principal, agent=agent, scope=scope, ended=ended, at=at)
    actor = _admin("430168A004", at=at)
    assert actor.firm_id is not None
    if not Invitation.objects.filter(firm_id=actor.firm_id, email=_INVITED).exists():
        invite(actor=actor, email=_INVITED, role="filer", at=at)
        made += 1
    return made


def _authority(principal: str, *, agent: str, scope: str, ended: str, at: datetime) -> int:
    """The authority through the same door as everybody's; 1 where it is new."""
    if Authority.objects.filter(principal__customs_code=principal, agent__customs_code=agent).exists():
        return 0
    actor, today = _admin(principal, at=at), business_date(at)
    given = give_authority(
        actor=actor,
        agent_code=agent,
        scopes=[scope],
        valid_from=today,
        valid_to=today + timedelta(days=365),
        at=at,
    )
    if ended:
        end_authority(actor=actor, number=given.number, reason=ended, at=at)
    return 1


def _admin(customs_code: str, *, at: datetime) -> Actor:
    """The first administrator of the firm."""
    firm = Firm.objects.get(customs_code=customs_code)
    rows = Membership.objects.filter(firm=firm, role="admin", ended_at__isnull=True)
    user = User.objects.get(pk=rows.order_by("id").values_list("user_id", flat=True)[0])
    return actor_of_user(user, at=at, firm_id=firm.pk)
