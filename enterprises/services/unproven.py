"""Accounts that somebody began with an address and never confirmed: they stand in nobody's way."""

from allauth.account.models import EmailAddress

from enterprises.models import Invitation, Membership, Post, Registration, User, UserKind
from kernel.orm.tx import require_transaction


def is_unproven(user: User) -> bool:
    """Whether the person signed up and has confirmed none of the addresses given then.

    Whoever was made by customs, by the operator or by an invitation has no address on record there.
    """
    addresses = EmailAddress.objects.filter(user_id=user.pk)
    return addresses.exists() and not addresses.filter(verified=True).exists()


def drop_unproven(email: str) -> bool:
    """Remove the account of the address if it is nobody's yet; whether one was removed. A step.

    Nobody's: no address confirmed, and never a firm, a post, a registration or an invitation taken.

    Raises:
        RuntimeError: no intention is open.
    """
    require_transaction()
    user = User.objects.filter(email=email, kind=UserKind.FIRM).first()
    if user is None or not is_unproven(user) or _has_history(user):
        return False
    user.delete()
    return True


def _has_history(user: User) -> bool:
    """Whether the portal knows anything that the person did or was given."""
    return (
        Membership.objects.filter(user=user).exists()
        or Post.objects.filter(officer=user).exists()
        or Registration.objects.filter(applicant=user).exists()
        or Invitation.objects.filter(accepted_by=user).exists()
    )
