"""What has been said about lots whose storage deadline or best-before date comes near."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bonded.models.lots import Lot


class DueKind(models.TextChoices):
    """Which day of a lot comes near."""

    STORAGE = "storage", _("Storage deadline")
    BEST_BEFORE = "best_before", _("Best before")


class LotWarning(models.Model):
    """That the firm was warned of this day of a lot, ``days`` before it or later; each once."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="warnings")
    kind = models.CharField(max_length=12, choices=DueKind.choices)
    due_on = models.DateField()
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "kind", "due_on", "days"], name="lotwarning_once"),
            models.CheckConstraint(condition=Q(kind__in=DueKind.values), name="lotwarning_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"
