"""The zone ledger (账册) and its items, each with four counters that only booked movements change."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.orm.fields import AmountField


class LedgerKind(models.TextChoices):
    """What a ledger is for."""

    LOGISTICS = "logistics", _("Logistics ledger")


class Mark(models.IntegerChoices):
    """Whether a ledger or an item moves (cusmExeMarkcd)."""

    NORMAL = 1, _("Normal")
    ALL_PAUSED = 4, _("In and out paused")
    IN_PAUSED = 5, _("In paused")
    OUT_PAUSED = 6, _("Out paused")


class Ledger(models.Model):
    """A bonded ledger of one zone operator at one customs office; ``valid_to`` is the first day after.

    ``cycle_months`` is the firm's write-off cycle, at most a year; up to and with ``written_off_on``
    all is reconciled and nothing more may be booked. ``closed_on``: the last write-off closed it.
    """

    ems_no = models.CharField(max_length=12, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=4, db_index=True)
    kind = models.CharField(max_length=12, choices=LedgerKind.choices, default=LedgerKind.LOGISTICS)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    house_name = models.CharField(max_length=120, blank=True, default="")
    house_address = models.CharField(max_length=240, blank=True, default="")
    area_m2 = models.IntegerField(null=True, blank=True)
    cycle_months = models.SmallIntegerField(default=12)
    written_off_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    mark = models.SmallIntegerField(choices=Mark.choices, default=Mark.NORMAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ems_no__regex=r"^[A-Z][0-9]{4}[0-9A-Z]{7}$"), name="ledger_number"
            ),
            models.CheckConstraint(condition=Q(kind__in=LedgerKind.values), name="ledger_kind"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="ledger_mark"),
            models.CheckConstraint(
                condition=Q(cycle_months__gte=1, cycle_months__lte=12), name="ledger_cycle_within_a_year"
            ),
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
    seq = models.IntegerField(null=True, blank=True)
    spec = models.CharField(max_length=512, blank=True, default="")
    origin = models.CharField(max_length=3, blank=True, default="")
    currency = models.CharField(max_length=3, default="142")
    unit_price = AmountField(default=0)
    mark = models.SmallIntegerField(choices=Mark.choices, default=Mark.NORMAL)
    actl_inc_qty = AmountField(default=0)
    actl_redc_qty = AmountField(default=0)
    prevd_inc_qty = AmountField(default=0)
    prevd_redc_qty = AmountField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger", "item_record_no"], name="ledgeritem_key"),
            models.UniqueConstraint(fields=["ledger", "seq"], name="ledgeritem_seq"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="ledgeritem_mark"),
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
    def balance_qty(self) -> Decimal:
        """What lies in the zone."""
        return self.actl_inc_qty - self.actl_redc_qty

    @property
    def usable_qty(self) -> Decimal:
        """What a new outbound line may still ask for."""
        return self.balance_qty - self.prevd_redc_qty
