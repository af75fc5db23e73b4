"""API tokens of firms (only their hash is kept) and the log of personal values shown in full."""

from django.db import models
from django.db.models import F, Q

from kernel.orm.protect import append_only


class ApiToken(models.Model):
    """A firm's key to the API; ``prefix`` is shown in lists, ``token_hash`` is SHA-256 of the whole."""

    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=64)
    prefix = models.CharField(max_length=12)
    token_hash = models.BinaryField(max_length=32)
    created_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "enterprises.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="apitoken_hash"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="apitoken_span",
            ),
            models.UniqueConstraint(fields=["prefix"], name="apitoken_prefix"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="apitoken_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class PersonalDataView(models.Model):
    """Somebody saw a personal value in full: who, of which document, why, when. Never the value."""

    user = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=160)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="personalview_subject")]
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(reason=""), name="personalview_said"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.subject}"
