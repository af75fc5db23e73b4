"""The people of a firm: members, open invitations, who came and went; and one's own memberships."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from enterprises.facts import Actor
from enterprises.models import ApiToken, Firm, Invitation, Membership, MembershipChange, User, UserKind
from enterprises.permissions import check_may_change_self

_SALT = "enterprises.invitation"


def token_of(nonce: str, *, secret: str | None = None) -> str:
    """The token of an invitation's link: only who knows the portal's secret can make it from the nonce."""
    return salted_hmac(_SALT, nonce, secret=secret, algorithm="sha256").hexdigest()


def hash_of_token(raw: str) -> bytes:
    """What is kept of a token."""
    return sha256(raw.encode()).digest()


def link_token(invitation: Invitation) -> str | None:
    """The token of this invitation again; None when the secret it was made with is gone."""
    kept = bytes(invitation.token_hash)
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        raw = token_of(invitation.nonce, secret=secret)
        if hash_of_token(raw) == kept:
            return raw
    return None


def invitation_of(raw: str) -> Invitation | None:
    """The invitation whose link holds this token, used or not."""
    found = Invitation.objects.filter(token_hash=hash_of_token(raw))
    return found.select_related("firm", "invited_by").first()


def open_invitations(firm: Firm) -> QuerySet[Invitation]:
    """Invitations of the firm that nobody used or withdrew, those that lapsed included, newest first."""
    rows = Invitation.objects.filter(firm=firm, accepted_at__isnull=True, revoked_at__isnull=True)
    return rows.select_related("invited_by").order_by("-id")


def membership_changes(firm: Firm) -> QuerySet[MembershipChange]:
    """Who joined, changed role or left, newest first."""
    rows = MembershipChange.objects.filter(membership__firm=firm)
    return rows.select_related("membership__user", "by").order_by("-id")


def members(firm: Firm) -> QuerySet[Membership]:
    """Everybody who ever acted for the firm, those who still do first.

    ``has_tokens``: tokens in force were made by this person.
    """
    left_behind = ApiToken.objects.filter(firm=firm, created_by=OuterRef("user_id"), revoked_at__isnull=True)
    rows = Membership.objects.filter(firm=firm).select_related("user")
    return rows.annotate(has_tokens=Exists(left_behind)).order_by(F("ended_at").desc(nulls_first=True), "id")


def tokens_of_firm(firm: Firm, *, at: datetime) -> QuerySet[ApiToken]:
    """The firm's tokens, newest first.

    ``maker_left``: who made it acts for the firm no more. ``lapsed``: its last day is over.
    """
    acting = Membership.objects.filter(firm=firm, user=OuterRef("created_by_id"), ended_at__isnull=True)
    rows = ApiToken.objects.filter(firm=firm).select_related("created_by", "revoked_by")
    return rows.annotate(
        maker_left=~Exists(acting), lapsed=Q(expires_at__isnull=False, expires_at__lte=at)
    ).order_by("-id")


@dataclass(frozen=True)
class PendingInvitation:
    """An invitation that waits for the person, with the token of its page."""

    invitation: Invitation
    token: str


def my_memberships(actor: Actor) -> QuerySet[Membership]:
    """The person's own memberships, those in force first."""
    check_may_change_self(actor)
    assert actor.user_id is not None
    rows = Membership.objects.filter(user_id=actor.user_id).select_related("firm")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "id")


def my_invitations(actor: Actor, *, at: datetime) -> list[PendingInvitation]:
    """Invitations that wait for the person, once the address is proven to be theirs."""
    check_may_change_self(actor)
    assert actor.user_id is not None
    user = User.objects.get(pk=actor.user_id)
    if user.kind != UserKind.FIRM or not _is_proven(user):
        return []
    rows = Invitation.objects.filter(
        email=user.email, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    )
    found = [(row, link_token(row)) for row in rows.select_related("firm", "invited_by").order_by("id")]
    return [PendingInvitation(row, token) for row, token in found if token is not None]


def _is_proven(user: User) -> bool:
    """Whether the person has confirmed the address."""
    return bool(EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists())
