"""The buyer's year: running totals per person and calendar year, and the entries behind them."""

from django.db import models

from declarations.models.fields import amount
from kernel.models.base import Entry


class BuyerYear(models.Model):
    """What one buyer has used in one year.

    ``goods`` empty: dutiable value in CNY; ``goods`` a commodity code: kilograms of it (positive
    list entries with a yearly weight).
    """

    pk = models.CompositePrimaryKey("buyer_key", "year", "goods")
    buyer_key = models.BinaryField(max_length=16)
    year = models.SmallIntegerField()
    goods = models.CharField(max_length=10, default="")
    used = amount(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(used__gte=0), name="buyeryear_not_negative"),
        ]


class BuyerEntry(Entry):
    """One movement on a buyer's year: positive when a list takes, negative when it gives back.

    ``kind`` is ``take`` or ``give_back``; ``goods`` as in ``BuyerYear``.
    """

    buyer_key = models.BinaryField(max_length=16)
    year = models.SmallIntegerField()
    goods = models.CharField(max_length=10, default="")
    quantity = amount()
