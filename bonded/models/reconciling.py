"""Bringing ledger and shelf together: stock-taking, write-off of a period, goods that are no more."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bonded.models.ledgers import Ledger, LedgerItem
from kernel.models.base import Event, State
from kernel.orm.fields import AmountField


class _LedgerFile(State):
    """A file of a firm about one of its ledgers, which an officer decides."""

    number = models.CharField(max_length=30, unique=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=4, db_index=True)
    filed_by_id = models.BigIntegerField(null=True)
    filed_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True


class StockTake(_LedgerFile):
    """A count of what lies on the shelves, compared with the ledger at the moment of filing."""

    counted_on = models.DateField()

    def __str__(self) -> str:
        return self.number


class StockTakeEvent(Event):
    """One move of a stock-taking."""

    class Meta(Event.Meta):
        pass


class StockTakeLine(models.Model):
    """One counted item or lot: ``book_qty`` should lie there, ``counted_qty`` did.

    What should is what stood in the ledger, without what was through the gate and not booked yet.

    The firm explains a difference, an officer books it.
    """

    stocktake = models.ForeignKey(StockTake, on_delete=models.CASCADE, related_name="lines")
    seq = models.IntegerField()
    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("bonded.Lot", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    book_qty = AmountField()
    counted_qty = AmountField()
    explanation = models.CharField(max_length=500, blank=True, default="")
    is_booked = models.BooleanField(default=False)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "seq"], name="stocktakeline_seq"),
            models.UniqueConstraint(
                fields=["stocktake", "item", "lot"], name="stocktakeline_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(counted_qty__gte=0), name="stocktakeline_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"

    @property
    def difference(self) -> Decimal:
        """Above zero: found too much; below zero: missing."""
        return self.counted_qty - self.book_qty


class WriteOff(_LedgerFile):
    """The reconciliation of a ledger for a period (报核); ``period_to`` is its last day."""

    period_from = models.DateField()
    period_to = models.DateField()
    closes = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="writeoff_period"),
        ]

    def __str__(self) -> str:
        return self.number


class WriteOffEvent(Event):
    """One move of a write-off."""

    class Meta(Event.Meta):
        pass


class WriteOffLine(models.Model):
    """One item of the period: opening + in - out = closing, and what the firm states it holds."""

    writeoff = models.ForeignKey(WriteOff, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="+")
    opening_qty = AmountField()
    in_qty = AmountField()
    out_qty = AmountField()
    closing_qty = AmountField()
    stated_qty = models.DecimalField(max_digits=19, decimal_places=5, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["writeoff", "item"], name="writeoffline_once"),
            models.CheckConstraint(
                condition=Q(closing_qty=F("opening_qty") + F("in_qty") - F("out_qty")),
                name="writeoffline_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"


class DisposalKind(models.TextChoices):
    """How goods come to be no more."""

    DESTRUCTION = "destruction", _("Destruction")
    FORCE_MAJEURE = "force_majeure", _("Loss by force majeure")
    DAMAGE = "damage", _("Damage or decay")


class Disposal(_LedgerFile):
    """Goods to be destroyed, or lost by force majeure (reported within days of ``found_on``)."""

    kind = models.CharField(max_length=14, choices=DisposalKind.choices)
    found_on = models.DateField()
    place = models.CharField(max_length=120, blank=True, default="")
    reason = models.CharField(max_length=500)
    done_at = models.DateTimeField(null=True, blank=True)
    witness_id = models.BigIntegerField(null=True, blank=True)
    second_witness_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DisposalKind.values), name="disposal_kind"),
            models.CheckConstraint(condition=~Q(reason=""), name="disposal_reason"),
            models.CheckConstraint(
                condition=Q(witness_id__isnull=True) | ~Q(witness_id=F("second_witness_id")),
                name="disposal_two_witnesses",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DisposalEvent(Event):
    """One move of a disposal."""

    class Meta(Event.Meta):
        pass


class DisposalLine(models.Model):
    """One item that is disposed of."""

    disposal = models.ForeignKey(Disposal, on_delete=models.CASCADE, related_name="lines")
    seq = models.IntegerField()
    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="+")
    lot_no = models.CharField(max_length=40, blank=True, default="")
    best_before = models.DateField(null=True, blank=True)
    qty = AmountField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["disposal", "seq"], name="disposalline_seq"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="disposalline_qty"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
