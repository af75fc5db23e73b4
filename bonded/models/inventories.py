"""The bonded inventory (核注清单): what moves a ledger, with the separate axes that customs keeps."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bonded.models.base import CarriedLine, carried
from bonded.models.ledgers import Ledger
from kernel.models.base import Event, State


class Direction(models.TextChoices):
    """Into the zone or out of it (impexpMarkcd, ioTypecd)."""

    IN = "I", _("In")
    OUT = "E", _("Out")


class InventoryType(models.TextChoices):
    """What kind of movement an inventory is (invtType)."""

    ORDINARY = "0", _("Ordinary")
    CENTRALISED = "1", _("Centralised declaration")
    ENTER_FIRST = "3", _("Enter first, declare later")
    TRANSFER = "6", _("Transfer inside the zone")
    CBEC = "8", _("Cross-border e-commerce")


class GateAxis(models.IntegerChoices):
    """How much has gone through the gate (invtIochkptStucd, passTypecd)."""

    NONE = 1, _("None through the gate")
    PART = 2, _("Part through the gate")
    ALL = 3, _("All through the gate")


class PassUse(models.IntegerChoices):
    """How much stands on gate passes (passportUsedTypecd)."""

    NONE = 1, _("None on gate passes")
    PART = 2, _("Part on gate passes")
    ALL = 3, _("All on gate passes")


class EntryAxis(models.IntegerChoices):
    """Where the entry declaration of an inventory stands (entryStucd; 9 is ours: none is needed)."""

    WAITING = 0, _("Not released")
    RELEASED = 1, _("Released")
    NOT_NEEDED = 9, _("No declaration")


class Booking(models.IntegerChoices):
    """What of an inventory has been booked on the ledger (vrfdedMarkcd)."""

    NOT_BOOKED = 0, _("Not booked")
    PRE_BOOKED = 1, _("Pre-booked")
    BOOKED = 2, _("Formally booked")
    WRITTEN_OFF = 3, _("Written off")


class Inventory(State):
    """A bonded inventory; ``number`` is QD, office, year, direction, serial of nine.

    ``declares``: an entry declaration is needed (dclcusFlag 1), then ``entry_no`` names it.
    ``by_partner``: the other party declares (关联). ``related_no`` and ``related_ems_no``: the other
    side's inventory and ledger of a transfer, where the receiver files first. Amounts are sums of
    lines. ``books`` False: the quantities are checked but not booked (NF).
    """

    number = models.CharField(max_length=18, unique=True)
    own_no = models.CharField(max_length=64)
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="inventories")
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(
        "enterprises.Firm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.CharField(max_length=4, db_index=True)
    inv_type = models.CharField(max_length=1, choices=InventoryType.choices)
    direction = models.CharField(max_length=1, choices=Direction.choices)
    supv_mode = models.CharField(max_length=4)
    traf_mode = models.CharField(max_length=1, blank=True, default="")
    port = models.CharField(max_length=4, blank=True, default="")
    country = models.CharField(max_length=3, blank=True, default="")
    partner_code = models.CharField(max_length=18, blank=True, default="")
    partner_name = models.CharField(max_length=100, blank=True, default="")
    bill_no = models.CharField(max_length=37, blank=True, default="")
    declares = models.BooleanField(default=True)
    by_partner = models.BooleanField(default=False)
    entry_no = models.CharField(max_length=18, blank=True, default="")
    related_no = models.CharField(max_length=18, blank=True, default="")
    related_ems_no = models.CharField(max_length=12, blank=True, default="")
    gate_axis = models.SmallIntegerField(choices=GateAxis.choices, default=GateAxis.NONE)
    pass_use = models.SmallIntegerField(choices=PassUse.choices, default=PassUse.NONE)
    entry_axis = models.SmallIntegerField(choices=EntryAxis.choices, default=EntryAxis.WAITING)
    booking = models.SmallIntegerField(choices=Booking.choices, default=Booking.NOT_BOOKED)
    period = models.ForeignKey(
        "bonded.BatchPeriod", on_delete=models.PROTECT, null=True, blank=True, related_name="inventories"
    )
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    pre_booked_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "own_no"], name="inventory_own_no_once"),
            models.CheckConstraint(condition=Q(inv_type__in=InventoryType.values), name="inventory_type"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="inventory_direction"),
            models.CheckConstraint(
                condition=~Q(booking=Booking.BOOKED)
                | Q(gate_axis=GateAxis.ALL, entry_axis__in=(EntryAxis.RELEASED, EntryAxis.NOT_NEEDED)),
                name="inventory_booked_only_when_both_are_done",
            ),
            models.CheckConstraint(
                condition=Q(declares=True, entry_axis__in=(EntryAxis.WAITING, EntryAxis.RELEASED))
                | Q(declares=False, entry_axis=EntryAxis.NOT_NEEDED),
                name="inventory_entry_axis",
            ),
            # With customs or approved (statuses 20 and 30 of the flow).
            models.UniqueConstraint(
                fields=["related_no"],
                condition=Q(status__in=(20, 30)) & ~Q(related_no=""),
                name="inventory_one_sender",
            ),
            models.UniqueConstraint(
                fields=["firm", "bill_no"],
                condition=Q(status__in=(20, 30), inv_type=InventoryType.ENTER_FIRST) & ~Q(bill_no=""),
                name="inventory_bill_once",
            ),
        ]
        indexes = [
            models.Index(fields=["ledger", "-subject_id"], name="inventory_of_ledger"),
            models.Index(fields=["status", "subject_id"], name="inventory_status"),
        ]

    def __str__(self) -> str:
        return self.number


class InventoryEvent(Event):
    """One move of an inventory, on whichever axis: the note says what moved."""

    class Meta(Event.Meta):
        pass


class InventoryLine(CarriedLine):
    """One line of an inventory; ``entry_line`` is the merged line of its declaration (at most 50)."""

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="lines")
    entry_line = models.IntegerField(null=True, blank=True)
    limit_on = models.DateField(null=True, blank=True)
    produced_on = models.DateField(null=True, blank=True)

    class Meta(CarriedLine.Meta):
        constraints = [
            *carried("inventoryline", owner="inventory"),
            models.CheckConstraint(
                condition=Q(entry_line__isnull=True) | Q(entry_line__gte=1, entry_line__lte=50),
                name="inventoryline_entry_line",
            ),
            models.CheckConstraint(
                condition=Q(best_before__isnull=True)
                | Q(produced_on__isnull=True)
                | Q(best_before__gte=F("produced_on")),
                name="inventoryline_keeps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
