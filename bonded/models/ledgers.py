"""The zone ledger (账册) and its items, each with four counters that only booked movements change."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.orm.fields import AmountField


class LedgerKind(models.TextChoices):
    """What a ledger is for."""

    LOGISTICS = "logistics", _("Logistics ledger")


class Ledger(models.Model):
    """A bonded ledger of one zone operator at one customs office; ``valid_to`` is the first day after."""

    ems_no = models.CharField(max_length=12, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=4, db_index=True)
    kind = models.CharField(max_length=12, choices=LedgerKind.choices, default=LedgerKind.LOGISTICS)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ems_no__regex=r"^[A-Z][0-9]{4}[0-9A-Z]{7}$"), name="ledger_number"
            ),
            models.CheckConstraint(condition=Q(kind__in=LedgerKind.values), name="ledger_kind"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="ledger_span"
            ),
        ]

    def __str__(self) -> str:
        return self.ems_no


class LedgerItem(models.Model):
    """One item of a ledger: goods, unit and the four counters; the hot row of a busy product.

    No index stands on a counter, so that an update stays within its page.
    """

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="items")
    item_record_no = models.CharField(max_length=32)
    gcode = models.CharField(max_length=10)
    gname = models.CharField(max_length=512)
    unit = models.CharField(max_length=3)
    actl_inc_qty = AmountField(default=0)
    actl_redc_qty = AmountField(default=0)
    prevd_inc_qty = AmountField(default=0)
    prevd_redc_qty = AmountField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger", "item_record_no"], name="ledgeritem_key"),
            models.CheckConstraint(
                condition=Q(actl_inc_qty__gte=0, actl_redc_qty__gte=0, prevd_inc_qty__gte=0),
                name="ledgeritem_not_negative",
            ),
            models.CheckConstraint(condition=Q(prevd_redc_qty__gte=0), name="ledgeritem_prevd_redc"),
            models.CheckConstraint(
                condition=Q(prevd_redc_qty__lte=F("actl_inc_qty") - F("actl_redc_qty")),
                name="ledgeritem_never_oversold",
            ),
        ]

    def __str__(self) -> str:
        return self.item_record_no

    @property
    def usable_qty(self) -> Decimal:
        """What a new outbound line may still ask for."""
        return self.actl_inc_qty - self.actl_redc_qty - self.prevd_redc_qty
