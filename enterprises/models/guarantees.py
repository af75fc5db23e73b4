"""Guarantee accounts: a limit, what is held of it, and the append-only entries behind that."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models.base import Entry


class GuaranteeEntryKind(models.TextChoices):
    """Which way an entry moves."""

    HOLD = "hold", _("Held")
    GIVE_BACK = "give_back", _("Given back to the guarantee")


class GuaranteeAccount(models.Model):
    """A firm's security for taxes in CNY fen; ``valid_to`` is the first day after."""

    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="guarantees")
    number = models.CharField(max_length=32, unique=True)
    limit_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(held_fen__gte=0), name="guarantee_held_not_negative"),
            models.CheckConstraint(condition=Q(held_fen__lte=F("limit_fen")), name="guarantee_within_limit"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="guarantee_span"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def free_fen(self) -> int:
        """What the account can still hold, in fen."""
        return self.limit_fen - self.held_fen


class GuaranteeEntry(Entry):
    """One movement on an account for one subject (an import list); never changed, never deleted.

    A hot table: no foreign keys, ``manage.py audit`` proves the references.
    """

    account_id = models.BigIntegerField()
    fen = models.BigIntegerField()
    reference = models.CharField(max_length=60, blank=True, default="")

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["account_id", "id"], name="guaranteeentry_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=GuaranteeEntryKind.values), name="guaranteeentry_kind"
            ),
            models.CheckConstraint(condition=Q(fen__gte=0), name="guaranteeentry_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind} {self.fen}"
