"""Invitations into firms, and the logs of who became what: in a firm, and in an office."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from enterprises.models.firms import MembershipRole
from enterprises.models.offices import PostRole
from kernel.orm.protect import append_only


class Invitation(models.Model):
    """Somebody is asked by e-mail to act for a firm; of one address at most one invitation is open.

    The link in the mail holds a token of which only the SHA-256 is kept; ``nonce`` lets the mail be
    written again with the same token.
    """

    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=8, choices=MembershipRole.choices)
    nonce = models.CharField(max_length=43)
    token_hash = models.BinaryField(max_length=32)
    invited_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["email"], name="invitation_email")]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="invitation_token"),
            models.UniqueConstraint(
                fields=["firm", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_lower"),
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="invitation_role"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="invitation_span"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="invitation_accepted",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="invitation_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} of firm {self.firm_id}"


class MembershipVerb(models.TextChoices):
    """What happened to a membership."""

    JOINED = "joined", _("Joined")
    ROLE = "role", _("Role changed")
    ENDED = "ended", _("Left")


class MembershipChange(models.Model):
    """A person joined a firm, got another role or left, by whom and why; never changed."""

    membership = models.ForeignKey("enterprises.Membership", on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField(max_length=8, choices=MembershipVerb.choices)
    role = models.CharField(max_length=8, choices=MembershipRole.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=MembershipVerb.values), name="membershipchange_verb"),
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="membershipchange_role"),
            models.CheckConstraint(
                condition=~Q(verb=MembershipVerb.ENDED) | ~Q(reason=""), name="membershipchange_said"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.verb}"


class PostVerb(models.TextChoices):
    """What happened to a post."""

    GIVEN = "given", _("Post given")
    ENDED = "ended", _("Post ended")


class PostChange(models.Model):
    """An officer was given a post, or it ended; ``by`` is None for the operator of the portal."""

    post = models.ForeignKey("enterprises.Post", on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField(max_length=8, choices=PostVerb.choices)
    role = models.CharField(max_length=12, choices=PostRole.choices)
    day = models.DateField()
    reason = models.CharField(max_length=500, blank=True, default="")
    by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=PostVerb.values), name="postchange_verb"),
            models.CheckConstraint(condition=Q(role__in=PostRole.values), name="postchange_role"),
            models.CheckConstraint(condition=~Q(verb=PostVerb.ENDED) | ~Q(reason=""), name="postchange_said"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.post_id} {self.verb}"
