"""Inviting, accepting, roles and leaving: what is written, refused, and seen at once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from enterprises.facts import Actor
from enterprises.models import (
    ApiToken,
    Firm,
    Invitation,
    Membership,
    MembershipChange,
    Notice,
    User,
)
from enterprises.selectors import actor_of_token, actor_of_user
from enterprises.selectors.people import (
    invitation_of,
    link_token,
    members,
    my_invitations,
    tokens_of_firm,
)
from enterprises.services.invitations import accept_invitation, invite, withdraw_invitation
from enterprises.services.letters import send_invitation
from enterprises.services.people import change_role, end_membership
from enterprises.services.tokens import make_token
from kernel.models.outbox import Outbox
from kernel.orm.outbox import Letter
from kernel.refusal import Refused

pytestmark = pytest.mark.usefixtures("office")

NEW = "new@firm.example"


def codes(caught) -> list[str]:
    return [violation.rule.code for violation in caught.value.violations]


def person(email: str, *, at, kind: str = "firm") -> User:
    return User.objects.create_user(email, name="新人", kind=kind, joined_at=at)


def sender_of_invitation(row: Invitation) -> Letter:
    return Letter("invitation", f"invitation:{row.pk}", {"invitation": row.pk}, "t")


def test_an_invitation_is_written_with_its_letter_and_without_its_token(actor, at):
    made = invite(actor=actor("broker"), email=" New@Firm.example ", role="filer", at=at)
    row = Invitation.objects.get()
    assert (row.email, row.role, row.expires_at) == (NEW, "filer", at + timedelta(days=7))
    token = link_token(made)
    assert token is not None and invitation_of(token) == made
    stored = [str(value) for value in Invitation.objects.values_list().get()]
    assert not any(token in value for value in stored)
    letter = Outbox.objects.get(kind="invitation")
    assert letter.payload == {"invitation": made.pk}


def test_the_link_survives_a_change_of_the_secret_while_the_old_one_is_kept(actor, at, settings):
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    token, old = link_token(made), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert link_token(made) == token
    settings.SECRET_KEY_FALLBACKS = []
    assert link_token(made) is None


def test_the_mail_speaks_both_languages_to_somebody_unknown(actor, at, mailoutbox):
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    send_invitation(sender_of_invitation(made), at=at)
    (mail,) = mailoutbox
    token = link_token(made)
    assert token is not None
    assert mail.to == [NEW]
    assert mail.body.count(f"/invitation/{token}/") == 2
    assert "邀请您" in mail.body and "asks you to act" in mail.body


def test_the_mail_speaks_the_language_of_a_known_person(actor, at, mailoutbox):
    person(NEW, at=at)
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    send_invitation(sender_of_invitation(made), at=at)
    assert "asks you to act" not in mailoutbox[0].body


@pytest.mark.parametrize("what", ["withdrawn", "over"])
def test_a_dead_invitation_is_not_mailed(actor, at, mailoutbox, what):
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    if what == "withdrawn":
        withdraw_invitation(actor=actor("broker"), email=NEW, at=at)
    late = at + timedelta(days=7 if what == "over" else 0)
    send_invitation(sender_of_invitation(made), at=late)
    assert mailoutbox == []


def accept(user: User, *, token, at) -> Firm:
    return accept_invitation(actor=actor_of_user(user, at=at), token=token, at=at)


def test_the_invited_person_becomes_one_of_the_firm(actor, at):
    made = invite(actor=actor("broker"), email=NEW, role="admin", at=at)
    user = person(NEW, at=at)
    firm = accept(user, token=link_token(made), at=at)
    now = actor_of_user(user, at=at)
    assert (now.firm_id, now.roles) == (firm.pk, {"admin"}) == (actor("broker").firm_id, {"admin"})
    change = MembershipChange.objects.get()
    assert (change.verb, change.role, change.by_id) == ("joined", "admin", actor("broker").user_id)
    assert Notice.objects.get().kind == "invitation_accepted"


def test_an_invitation_is_used_once(actor, at):
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    user = person(NEW, at=at)
    accept(user, token=link_token(made), at=at)
    with pytest.raises(Refused) as caught:
        accept(user, token=link_token(made), at=at)
    assert codes(caught) == ["PEO-05"]
    assert Membership.objects.filter(user=user).count() == 1


@pytest.mark.parametrize(
    ("email", "kind", "later", "code"),
    [
        ("other@firm.example", "firm", 0, "PEO-06"),
        (NEW, "officer", 0, "PEO-07"),
        (NEW, "firm", 7, "PEO-05"),
    ],
)
def test_others_and_late_ones_do_not_get_in(actor, at, email, kind, later, code):
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    user = person(email, at=at, kind=kind)
    with pytest.raises(Refused) as caught:
        accept(user, token=link_token(made), at=at + timedelta(days=later))
    assert codes(caught) == [code]
    assert not Membership.objects.filter(user=user).exists()


def test_inviting_again_replaces_the_old_link(actor, at):
    old = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    new = invite(actor=actor("broker"), email=NEW, role="admin", at=at)
    user = person(NEW, at=at)
    with pytest.raises(Refused) as caught:
        accept(user, token=link_token(old), at=at)
    assert codes(caught) == ["PEO-05"]
    accept(user, token=link_token(new), at=at)
    assert Membership.objects.get(user=user).role == "admin"


def test_a_withdrawn_invitation_cannot_be_accepted(actor, at):
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    withdraw_invitation(actor=actor("broker"), email=NEW, at=at)
    with pytest.raises(Refused) as caught:
        accept(person(NEW, at=at), token=link_token(made), at=at)
    assert codes(caught) == ["PEO-05"]
    with pytest.raises(Refused):
        withdraw_invitation(actor=actor("broker"), email=NEW, at=at)


def test_a_firm_invites_so_many_a_day(actor, at):
    me = actor("broker")
    Invitation.objects.bulk_create(
        Invitation(
            firm_id=me.firm_id,
            email=f"a{number}@b.cn",
            role="filer",
            nonce=str(number),
            token_hash=b"%d" % number,
            invited_by_id=me.user_id,
            at=at,
            expires_at=at + timedelta(days=7),
        )
        for number in range(49)
    )
    invite(actor=me, email="a49@b.cn", role="filer", at=at)
    with pytest.raises(Refused) as caught:
        invite(actor=me, email="a50@b.cn", role="filer", at=at)
    assert codes(caught) == ["PEO-04"]
    invite(actor=me, email="a50@b.cn", role="filer", at=at + timedelta(days=1))
    assert Invitation.objects.count() == 51


def test_filers_and_suspended_firms_invite_nobody(actor, at):
    with pytest.raises(Refused) as caught:
        invite(actor=actor("filer"), email=NEW, role="filer", at=at)
    assert codes(caught) == ["ACC-01"]
    suspended = Actor(**{**as_dict(actor("broker")), "suspension": "SU1"})
    with pytest.raises(Refused) as caught:
        invite(actor=suspended, email=NEW, role="filer", at=at)
    assert codes(caught) == ["SUS-01"]
    assert not Invitation.objects.exists() and not Outbox.objects.exists()


def as_dict(actor: Actor) -> dict[str, object]:
    return {name: getattr(actor, name) for name in Actor.__slots__}


def test_waiting_invitations_are_shown_to_a_proven_address_only(actor, at):
    made = invite(actor=actor("broker"), email=NEW, role="filer", at=at)
    user = person(NEW, at=at)
    me = actor_of_user(user, at=at)
    address = EmailAddress.objects.create(user=user, email=NEW, verified=False, primary=True)
    assert my_invitations(me, at=at) == []
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    assert [waiting.token for waiting in my_invitations(me, at=at)] == [link_token(made)]
    assert my_invitations(me, at=at + timedelta(days=7)) == []


def test_a_role_is_changed_and_counts_at_once(actor, at):
    change_role(actor=actor("broker"), email="filer@demo.example", role="admin", at=at)
    assert actor("filer").roles == {"admin"}
    assert MembershipChange.objects.get().verb == "role"


def test_the_last_administrator_neither_steps_down_nor_leaves(actor, at):
    me = actor("broker")
    with pytest.raises(Refused) as caught:
        change_role(actor=me, email="broker@demo.example", role="filer", at=at)
    assert codes(caught) == ["PEO-12"]
    with pytest.raises(Refused) as caught:
        end_membership(actor=me, email="broker@demo.example", reason="I am leaving", at=at)
    assert codes(caught) == ["PEO-12"]
    assert actor("broker").roles == {"admin"} and not MembershipChange.objects.exists()


def test_an_administrator_who_cannot_sign_in_does_not_count(actor, at):
    change_role(actor=actor("broker"), email="filer@demo.example", role="admin", at=at)
    User.objects.filter(email="filer@demo.example").update(is_active=False)
    with pytest.raises(Refused) as caught:
        end_membership(actor=actor("broker"), email="broker@demo.example", reason="I am leaving", at=at)
    assert codes(caught) == ["PEO-12"]


def test_somebody_of_another_firm_is_nobody_here(actor, at):
    with pytest.raises(Refused) as caught:
        end_membership(actor=actor("broker"), email="shop@demo.example", reason="not ours at all", at=at)
    assert codes(caught) == ["PEO-11"]
    assert Membership.objects.filter(ended_at__isnull=False).count() == 0


def test_an_administrator_who_was_demoted_meanwhile_does_nothing_more(actor, at):
    change_role(actor=actor("broker"), email="filer@demo.example", role="admin", at=at)
    stale, other = actor("broker"), actor("filer")
    change_role(actor=other, email="broker@demo.example", role="filer", at=at)
    with pytest.raises(Refused) as caught:
        change_role(actor=stale, email="filer@demo.example", role="filer", at=at)
    assert codes(caught) == ["ACC-01"]
    assert actor("filer").roles == {"admin"}


def test_a_leaver_loses_everything_but_the_firm_keeps_its_tokens(actor, at):
    change_role(actor=actor("broker"), email="filer@demo.example", role="admin", at=at)
    made = make_token(actor=actor("filer"), name="ERP", at=at)
    gone = {"email": "filer@demo.example", "reason": "retired", "revoke_tokens": False}
    left = end_membership(actor=actor("broker"), at=at, **gone)
    assert (left.token_count, left.revoked_count) == (1, 0)
    assert actor("filer").firm_id is None
    assert actor_of_token(made.raw, at=at) is not None
    firm = Firm.objects.get(customs_code="430168A004")
    (token,) = tokens_of_firm(firm, at=at)
    assert token.maker_left and not token.lapsed  # type: ignore[attr-defined]
    (gone,) = members(firm).filter(ended_at__isnull=False)
    assert gone.has_tokens  # type: ignore[attr-defined]
    change = MembershipChange.objects.order_by("id").last()
    assert change is not None and (change.verb, change.reason) == ("ended", "retired")
    assert Notice.objects.filter(kind="membership_ended").count() == 1


def test_the_tokens_of_a_leaver_are_revoked_with_the_membership(actor, at):
    change_role(actor=actor("broker"), email="filer@demo.example", role="admin", at=at)
    theirs = make_token(actor=actor("filer"), name="ERP", at=at)
    ours = make_token(actor=actor("broker"), name="WMS", at=at)
    left = end_membership(actor=actor("broker"), email="filer@demo.example", reason="dismissed", at=at)
    assert (left.token_count, left.revoked_count) == (0, 1)
    assert actor_of_token(theirs.raw, at=at) is None
    assert actor_of_token(ours.raw, at=at) is not None
    assert ApiToken.objects.get(pk=theirs.token_id).revoked_by_id == actor("broker").user_id


def test_a_token_of_somebody_who_cannot_sign_in_is_dead(actor, at):
    made = make_token(actor=actor("broker"), name="ERP", at=at)
    User.objects.filter(email="broker@demo.example").update(is_active=False)
    assert actor_of_token(made.raw, at=at) is None


@pytest.mark.parametrize("what", ["ended", "demoted", "blocked"])
def test_an_invitation_does_not_outlive_the_rights_of_who_sent_it(actor, at, what):
    admin, email = actor("broker"), "filer@demo.example"
    change_role(actor=admin, email=email, role="admin", at=at)
    theirs = invite(actor=actor("filer"), email=NEW, role="admin", at=at)
    invite(actor=admin, email="other@firm.example", role="filer", at=at)
    if what == "ended":
        end_membership(actor=admin, email=email, reason="dismissed", at=at)
    elif what == "demoted":
        change_role(actor=admin, email=email, role="filer", at=at)
    else:
        User.objects.filter(email=email).update(is_active=False)
    revoked = Invitation.objects.filter(revoked_at__isnull=False).values_list("pk", "revoked_by_id")
    assert list(revoked) == ([] if what == "blocked" else [(theirs.pk, admin.user_id)])
    with pytest.raises(Refused) as caught:
        accept(person(NEW, at=at), token=link_token(theirs), at=at)
    assert codes(caught) == ["PEO-05"]
    assert not Membership.objects.filter(user__email=NEW).exists()


def test_leaving_needs_a_reason(actor, at):
    with pytest.raises(Refused) as caught:
        end_membership(actor=actor("broker"), email="filer@demo.example", reason=" no ", at=at)
    assert codes(caught) == ["PEO-14"]
    assert actor("filer").firm_id is not None


def test_the_history_cannot_be_rewritten(actor, at):
    change_role(actor=actor("broker"), email="filer@demo.example", role="admin", at=at)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        MembershipChange.objects.update(role="filer")
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipChange.objects.create(
            membership=Membership.objects.all()[0],
            verb="ended",
            role="filer",
            by_id=actor("broker").user_id,
            at=at,
        )


def test_a_token_with_a_last_day_dies_after_it(actor, at):
    made = make_token(actor=actor("broker"), name="ERP", valid_to=at.date() + timedelta(days=1), at=at)
    assert actor_of_token(made.raw, at=at + timedelta(hours=13)) is not None  # 23:30 in Shanghai
    assert actor_of_token(made.raw, at=at + timedelta(hours=14)) is None
    with pytest.raises(Refused) as caught:
        make_token(actor=actor("broker"), name="ERP", valid_to=at.date(), at=at)
    assert codes(caught) == ["PEO-15"]
    assert ApiToken.objects.count() == 1
