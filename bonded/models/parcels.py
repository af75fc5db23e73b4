"""Released goods of import lists on their way out: bonded's own rows, one parcel for each list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.models.base import Event, State
from kernel.orm.fields import AmountField


class TakenOut(models.TextChoices):
    """Why a parcel was taken out of an inventory."""

    NOT_LOADED = "not_loaded", _("Not loaded")
    CANCELLED = "cancelled", _("List cancelled")
    DAMAGED = "damaged", _("Damaged")
    STOPPED = "stopped", _("Stopped by customs")


class Parcel(State):
    """The goods of one released import list; ``subject_id`` is the id of that list.

    Written by a step when the list is released. ``inventory_id`` is the CBEC inventory that has taken
    over its pre-bookings. No foreign keys: as many rows as released lists.
    """

    pre_no = models.CharField(max_length=18, unique=True)
    waybill_no = models.CharField(max_length=60)
    firm_id = models.BigIntegerField()
    ledger_id = models.BigIntegerField()
    office = models.CharField(max_length=4)
    released_at = models.DateTimeField()
    gross_kg = AmountField(default=0)
    inventory_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=TakenOut.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gross_kg__gte=0), name="parcel_weight"),
        ]
        indexes = [
            models.Index(fields=["waybill_no"], name="parcel_waybill"),
            models.Index(fields=["ledger_id", "status", "subject_id"], name="parcel_waiting"),
            models.Index(fields=["inventory_id"], name="parcel_inventory", condition=~Q(inventory_id=None)),
        ]

    def __str__(self) -> str:
        return self.pre_no


class ParcelEvent(Event):
    """One move of a parcel."""

    class Meta(Event.Meta):
        pass


class ParcelLine(models.Model):
    """One line of a parcel: a ledger item and how much of it; ``line`` is that of its import list."""

    id = models.BigAutoField(primary_key=True)
    parcel_id = models.BigIntegerField()
    line = models.SmallIntegerField()
    item_id = models.BigIntegerField()
    qty = AmountField()
    total = AmountField(default=0)
    currency = models.CharField(max_length=3, default="142")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel_id", "line"], name="parcelline_once"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="parcelline_qty"),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}/{self.line}"
