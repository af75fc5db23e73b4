"""What people change about themselves, and what a firm's administrator changes about its people."""

from dataclasses import dataclass
from datetime import datetime

from enterprises.facts import Actor, News, ToUsers
from enterprises.models import (
    ApiToken,
    Firm,
    Invitation,
    Language,
    Membership,
    MembershipChange,
    MembershipRole,
    MembershipVerb,
    User,
)
from enterprises.permissions import check_may_change_self, check_may_manage_people
from enterprises.rules import access
from enterprises.rules import people as law
from enterprises.services.notices import notify
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention, require_transaction
from kernel.refusal import Refused, Violation


def set_language(*, actor: Actor, language: str, at: datetime) -> None:
    """Choose the language in which the portal speaks to the person.

    Raises:
        Refused: a program asks, or there is no such language.
    """
    del at  # a preference has no history
    check_may_change_self(actor)
    assert actor.user_id is not None
    if language not in Language.values:
        raise Refused(Violation(access.UNKNOWN_LANGUAGE, "language"))
    with intention():
        User.objects.filter(pk=actor.user_id).update(language=language)


def set_name(*, actor: Actor, name: str, at: datetime) -> None:
    """Change one's own name as others see it.

    Raises:
        Refused: a program asks, or no name is given.
    """
    del at
    check_may_change_self(actor)
    assert actor.user_id is not None
    violations = access.judge_name(name, rule=access.NO_NAME)
    if violations:
        raise Refused(*violations)
    with intention():
        User.objects.filter(pk=actor.user_id).update(name=name.strip())


@dataclass(frozen=True)
class Left:
    """Somebody left a firm; ``token_count`` of its tokens in force are theirs, others were revoked."""

    name: str
    token_count: int
    revoked_count: int = 0


def join_firm(user_id: int, *, firm_id: int, role: str, by_id: int, at: datetime) -> Membership:
    """A person acts for a firm from now on; a step, with its line in the history.

    Raises:
        Refused: the person acts for the firm already.
    """
    require_transaction()
    if Membership.objects.filter(user_id=user_id, firm_id=firm_id, ended_at__isnull=True).exists():
        raise Refused(Violation(law.ALREADY_MEMBER))
    membership = Membership.objects.create(user_id=user_id, firm_id=firm_id, role=role, since=at)
    MembershipChange.objects.create(
        membership=membership, verb=MembershipVerb.JOINED, role=role, by_id=by_id, at=at
    )
    return membership


def change_role(*, actor: Actor, email: str, role: str, at: datetime) -> None:
    """Give a person of the actor's firm another role.

    Raises:
        Refused: not the firm's administrator, no such person or role, or the last administrator.
    """
    check_may_manage_people(actor)
    assert actor.user_id is not None
    with intention():
        membership, admins = _member(actor, email=email)
        violations = law.judge_role(membership.role, wanted=role, admins=admins)
        if violations:
            raise Refused(*violations)
        Membership.objects.filter(pk=membership.pk).update(role=role)
        MembershipChange.objects.create(
            membership=membership, verb=MembershipVerb.ROLE, role=role, by_id=actor.user_id, at=at
        )
        if role != MembershipRole.ADMIN:
            _withdraw_invitations(membership, by_id=actor.user_id, at=at)


def end_membership(
    *, actor: Actor, email: str, reason: str, at: datetime, revoke_tokens: bool = True
) -> Left:
    """Let a person act for the actor's firm no longer, from this moment.

    What they invited is withdrawn, and the firm's tokens that they made are revoked unless the firm
    keeps them.

    Raises:
        Refused: not the firm's administrator, no such person, no reason, or the last administrator.
    """
    check_may_manage_people(actor)
    assert actor.firm_id is not None
    assert actor.user_id is not None
    violations = access.judge_reason(reason, rule=law.NO_END_REASON)
    with intention():
        membership, admins = _member(actor, email=email)
        violations += law.judge_leaving(membership.role, admins=admins)
        if violations:
            raise Refused(*violations)
        Membership.objects.filter(pk=membership.pk).update(ended_at=at)
        MembershipChange.objects.create(
            membership=membership,
            verb=MembershipVerb.ENDED,
            role=membership.role,
            reason=reason.strip(),
            by_id=actor.user_id,
            at=at,
        )
        told = (("firm", actor.firm_name),)
        notify([News("membership_ended", "", ToUsers(frozenset({membership.user_id})), told)], at=at)
        _withdraw_invitations(membership, by_id=actor.user_id, at=at)
        theirs = ApiToken.objects.filter(firm_id=actor.firm_id, created_by_id=membership.user_id)
        tokens = theirs.filter(revoked_at__isnull=True)
        revoked = tokens.update(revoked_at=at, revoked_by_id=actor.user_id) if revoke_tokens else 0
        return Left(membership.user.name, tokens.count(), revoked)


def _withdraw_invitations(membership: Membership, *, by_id: int, at: datetime) -> None:
    """Invitations do not outlive the rights of who sent them."""
    rows = Invitation.objects.filter(firm_id=membership.firm_id, invited_by_id=membership.user_id)
    waiting = rows.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    waiting.update(revoked_at=at, revoked_by_id=by_id)


def _member(actor: Actor, *, email: str) -> tuple[Membership, int]:
    """The person of the actor's (locked) firm, and how many administrators it has now.

    The firm's row stands for all its memberships: two administrators who demote each other wait here,
    and the actor must still be one after the wait.
    """
    assert actor.firm_id is not None
    assert actor.user_id is not None
    lock_rows(Firm, keys=[actor.firm_id])
    acting = Membership.objects.filter(firm_id=actor.firm_id, ended_at__isnull=True)
    admins = acting.filter(role=MembershipRole.ADMIN, user__is_active=True)
    if not admins.filter(user_id=actor.user_id).exists():
        raise Refused(Violation(access.FIRM_ADMIN_ONLY))
    found = acting.select_related("user").filter(user__email=law.normal_address(email)).first()
    if found is None:
        raise Refused(Violation(law.NO_MEMBER, "email"))
    return found, admins.count()
