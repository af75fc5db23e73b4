"""Abstract bases of the papers that move goods: their lines, and what of each has gone where."""

from django.db import models
from django.db.models import F, Q

from kernel.orm.fields import AmountField


class GoodsLine(models.Model):
    """One line of goods of one ledger item; ``seq`` counts from 1 in its paper."""

    seq = models.IntegerField()
    item = models.ForeignKey("bonded.LedgerItem", on_delete=models.PROTECT, related_name="+")
    gcode = models.CharField(max_length=10)
    gname = models.CharField(max_length=512)
    spec = models.CharField(max_length=512, blank=True, default="")
    unit = models.CharField(max_length=3)
    qty = AmountField()
    lot_no = models.CharField(max_length=40, blank=True, default="")
    best_before = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["seq"]


class CarriedLine(GoodsLine):
    """A line that leaves or enters through the gate: ``passed_qty <= on_pass_qty <= qty``, always.

    ``on_pass_qty`` (passportUsedQty) stands on live gate passes, ``passed_qty`` (actlPassQty) has gone
    through the gate. Prices and totals in ``currency``; weights in kg.
    """

    unit_price = AmountField(default=0)
    total = AmountField(default=0)
    currency = models.CharField(max_length=3, default="142")
    origin = models.CharField(max_length=3, blank=True, default="")
    gross_kg = AmountField(default=0)
    net_kg = AmountField(default=0)
    on_pass_qty = AmountField(default=0)
    passed_qty = AmountField(default=0)

    class Meta(GoodsLine.Meta):
        abstract = True


def carried(prefix: str, *, owner: str) -> list[models.BaseConstraint]:
    """The constraints of a table of carried lines: one line per number, and nothing passes twice."""
    return [
        models.UniqueConstraint(fields=[owner, "seq"], name=f"{prefix}_seq"),
        models.CheckConstraint(condition=Q(qty__gte=0), name=f"{prefix}_qty"),
        models.CheckConstraint(
            condition=Q(passed_qty__gte=0, passed_qty__lte=F("on_pass_qty"), on_pass_qty__lte=F("qty")),
            name=f"{prefix}_carried",
        ),
        models.CheckConstraint(
            condition=Q(unit_price__gte=0, total__gte=0, gross_kg__gte=0, net_kg__gte=0),
            name=f"{prefix}_amounts",
        ),
    ]
