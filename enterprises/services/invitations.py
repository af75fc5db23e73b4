"""Inviting people into a firm by e-mail, and accepting."""

from datetime import datetime, time, timedelta
from secrets import token_urlsafe

from django.db.models import QuerySet

from codelists.selectors import code_book
from enterprises.facts import Actor, News, ToFirm
from enterprises.models import Firm, Invitation, Membership, User
from enterprises.permissions import check_may_change_self, check_may_manage_people, check_may_start
from enterprises.rules import people as law
from enterprises.selectors.people import hash_of_token, token_of
from enterprises.services.notices import notify
from enterprises.services.people import join_firm
from kernel.clock import SHANGHAI, business_date
from kernel.orm import outbox
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

MAIL = "invitation"


def invite(*, actor: Actor, email: str, role: str, at: datetime) -> Invitation:
    """Ask somebody by e-mail to act for the actor's firm; an open invitation of the address is replaced.

    Raises:
        Refused: not the firm's administrator, suspended, no address or role, a member already, or
            too many invitations today.
    """
    check_may_manage_people(actor)
    check_may_start(actor)
    assert actor.firm_id is not None
    address, book = law.normal_address(email), code_book(on=business_date(at))
    with intention():
        lock_rows(Firm, keys=[actor.firm_id])
        violations = law.judge_invitation(
            address,
            role=role,
            members=_members(actor.firm_id),
            sent_today=_sent_today(actor.firm_id, at=at),
            most=int(book.number("invitation.per_day")),
        )
        if violations:
            raise Refused(*violations)
        _open(actor.firm_id).filter(email=address).update(revoked_at=at, revoked_by_id=actor.user_id)
        days = timedelta(days=int(book.number("invitation.days")))
        return _write(actor, email=address, role=role, at=at, expires_at=at + days)


def _write(actor: Actor, *, email: str, role: str, at: datetime, expires_at: datetime) -> Invitation:
    """The invitation and its letter."""
    assert actor.firm_id is not None
    assert actor.user_id is not None
    nonce = token_urlsafe(32)
    made = Invitation.objects.create(
        firm_id=actor.firm_id,
        email=email,
        role=role,
        nonce=nonce,
        token_hash=hash_of_token(token_of(nonce)),
        invited_by_id=actor.user_id,
        at=at,
        expires_at=expires_at,
    )
    outbox.put(MAIL, key=f"{MAIL}:{made.pk}", payload={"invitation": made.pk}, at=at)
    return made


def withdraw_invitation(*, actor: Actor, email: str, at: datetime) -> None:
    """Withdraw the open invitation of an address.

    Raises:
        Refused: not the firm's administrator, or no invitation of the address is open.
    """
    check_may_manage_people(actor)
    assert actor.firm_id is not None
    with intention():
        waiting = _open(actor.firm_id).filter(email=law.normal_address(email))
        if not waiting.update(revoked_at=at, revoked_by_id=actor.user_id):
            raise Refused(Violation(law.NOT_VALID))


def accept_invitation(*, actor: Actor, token: str, at: datetime) -> Firm:
    """Become a person of the firm that sent the link with ``token`` to the actor's address.

    Raises:
        Refused: no such invitation is open, who sent it is no administrator of the firm any more, it
            was sent to another address, the actor is an officer or acts for the firm already.
    """
    check_may_change_self(actor)
    assert actor.user_id is not None
    with intention():
        invitation = Invitation.objects.filter(token_hash=hash_of_token(token)).first()
        firms = lock_rows(Firm, keys=[] if invitation is None else [invitation.firm_id])
        if invitation is not None:
            invitation.refresh_from_db()
        user = User.objects.get(pk=actor.user_id)
        violations = law.judge_acceptance(
            _fact(invitation), email=user.email, is_officer=actor.is_officer, at=at
        )
        if violations or invitation is None:
            raise Refused(*violations)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=at, accepted_by=user)
        join_firm(
            user.pk, firm_id=invitation.firm_id, role=invitation.role, by_id=invitation.invited_by_id, at=at
        )
        administrators = ToFirm(invitation.firm_id, frozenset({law.ADMIN}))
        notify([News("invitation_accepted", "", administrators)], at=at)
    return firms[0]


def _fact(invitation: Invitation | None) -> law.InvitationFact | None:
    """The invitation as the rules see it."""
    if invitation is None:
        return None
    unused = invitation.accepted_at is None and invitation.revoked_at is None
    return law.InvitationFact(invitation.email, unused and _still_sent(invitation), invitation.expires_at)


def _still_sent(invitation: Invitation) -> bool:
    """Whether who sent the invitation is an administrator of the firm still."""
    acting = Membership.objects.filter(firm_id=invitation.firm_id, ended_at__isnull=True)
    admins = acting.filter(role=law.ADMIN, user__is_active=True)
    return bool(admins.filter(user_id=invitation.invited_by_id).exists())


def _open(firm_id: int) -> QuerySet[Invitation]:
    """Invitations of the firm that nobody used or withdrew."""
    return Invitation.objects.filter(firm_id=firm_id, accepted_at__isnull=True, revoked_at__isnull=True)


def _members(firm_id: int) -> frozenset[str]:
    """The addresses of those who act for the firm."""
    acting = Membership.objects.filter(firm_id=firm_id, ended_at__isnull=True)
    return frozenset(acting.values_list("user__email", flat=True))


def _sent_today(firm_id: int, *, at: datetime) -> int:
    """How many invitations the firm has sent on this Shanghai day."""
    midnight = datetime.combine(business_date(at), time(), tzinfo=SHANGHAI)
    return Invitation.objects.filter(firm_id=firm_id, at__gte=midnight).count()
