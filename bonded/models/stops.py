"""Stop orders: an officer stops a list, lot, ledger item, vehicle or firm; another one lifts it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bonded.models.ledgers import LedgerItem
from kernel.models.base import Event, State


class StopKind(models.TextChoices):
    """What is stopped; ``target_no`` is a list's number, a plate, a customs code, or what the item says."""

    LIST = "list", _("Import list")
    LOT = "lot", _("Lot")
    ITEM = "item", _("Ledger item")
    VEHICLE = "vehicle", _("Vehicle")
    FIRM = "firm", _("Firm")


class StopOrder(State):
    """A stop order. ``item`` is set for items and lots, ``lot_no`` for lots.

    ``firm`` is the firm concerned, which is told: that of the list, ledger or vehicle, or the stopped firm
    itself. ``ground`` and ``lift_ground`` are for officers only.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=8, choices=StopKind.choices)
    target_no = models.CharField(max_length=80)
    item = models.ForeignKey(
        LedgerItem, on_delete=models.PROTECT, null=True, blank=True, related_name="stops"
    )
    lot_no = models.CharField(max_length=40, blank=True, default="")
    firm = models.ForeignKey(
        "enterprises.Firm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.CharField(max_length=4, db_index=True)
    ground = models.CharField(max_length=300)
    ordered_by_id = models.BigIntegerField()
    lift_ground = models.CharField(max_length=300, blank=True, default="")
    lifted_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StopKind.values), name="stoporder_kind"),
            models.CheckConstraint(condition=~Q(ground=""), name="stoporder_ground"),
            models.CheckConstraint(
                condition=Q(lifted_by_id__isnull=True)
                | (~Q(lifted_by_id=F("ordered_by_id")) & ~Q(lift_ground="")),
                name="stoporder_lifted_by_another",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("item", "lot"), item__isnull=False)
                | Q(kind="firm", firm__isnull=False)
                | Q(kind__in=("list", "vehicle"), item__isnull=True),
                name="stoporder_target",
            ),
            models.UniqueConstraint(
                fields=["kind", "target_no", "ordered_by_id"],
                condition=Q(status=1),
                name="stoporder_once_by_one_officer",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "target_no"], name="stoporder_live", condition=Q(status=1)),
            models.Index(fields=["office", "-subject_id"], name="stoporder_of_office"),
        ]

    def __str__(self) -> str:
        return self.number


class StopOrderEvent(Event):
    """One move of a stop order."""

    class Meta(Event.Meta):
        pass
