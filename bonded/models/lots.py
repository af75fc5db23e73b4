"""Lots of a ledger item: what came in together, how long it keeps, and who took of it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bonded.models.ledgers import LedgerItem
from kernel.models.base import Entry
from kernel.orm.fields import AmountField


class Lot(models.Model):
    """What of an item came in under one lot number and best-before date; ``lot_no`` empty: not stated.

    ``in_qty`` came in, ``taken_qty`` is promised to papers that have not left, ``out_qty`` has left.
    Their sums over an item are its actually in and actually out. Locked together with its item, never
    alone.
    """

    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="lots")
    lot_no = models.CharField(max_length=40, blank=True, default="")
    produced_on = models.DateField(null=True, blank=True)
    best_before = models.DateField(null=True, blank=True)
    in_on = models.DateField()
    limit_on = models.DateField(null=True, blank=True)
    in_qty = AmountField(default=0)
    taken_qty = AmountField(default=0)
    out_qty = AmountField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "lot_no", "best_before"], name="lot_key", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(in_qty__gte=0, taken_qty__gte=0, out_qty__gte=0), name="lot_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(in_qty__gte=F("out_qty") + F("taken_qty")), name="lot_never_oversold"
            ),
        ]

    def __str__(self) -> str:
        return self.lot_no or "-"

    @property
    def free_qty(self) -> Decimal:
        """What nobody has taken yet."""
        return self.in_qty - self.out_qty - self.taken_qty


class LotCounter(models.IntegerChoices):
    """The three numbers of a lot."""

    IN = 1, _("Came in")
    OUT = 2, _("Left")
    TAKEN = 3, _("Taken")


class LotEntry(Entry):
    """One movement of one number of a lot; the sums per number are the lot's.

    ``subject_id`` is the paper or the parcel (the id of its import list), ``line`` its line there: a
    recall finds who got of the lot by the entries of TAKEN. No foreign keys, as in the ledger.
    """

    lot = models.ForeignKey(
        Lot, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="entries"
    )
    subject_no = models.CharField(max_length=30, default="")
    line = models.IntegerField(default=0)
    counter = models.SmallIntegerField(choices=LotCounter.choices)
    qty = AmountField()

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["lot", "counter", "-id"], name="lotentry_lot")]
        constraints = [
            models.CheckConstraint(condition=~Q(qty=0), name="lotentry_moves"),
            models.CheckConstraint(condition=Q(counter__in=LotCounter.values), name="lotentry_counter"),
        ]

    def __str__(self) -> str:
        return f"{self.get_counter_display()} {self.qty}"
