"""What a firm files about its ledger: a new one, new items, changes of either; and pauses of items."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bonded.models.ledgers import Ledger, LedgerItem, Mark
from kernel.models.base import Event, State
from kernel.orm.fields import AmountField
from kernel.orm.protect import append_only


class FilingKind(models.TextChoices):
    """What is filed."""

    LEDGER = "ledger", _("New ledger")
    HEAD = "head", _("Change of the ledger")
    ITEMS = "items", _("Items")


class LedgerFiling(State):
    """A filing of one firm; ``head`` holds the wanted fields of the ledger as typed.

    ``ledger`` is None until a new one is approved. ``auto``: approved without an officer (rule in
    ``rules.filing``), then ``decided_by_id`` is None.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=8, choices=FilingKind.choices)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    ledger = models.ForeignKey(
        Ledger, on_delete=models.PROTECT, null=True, blank=True, related_name="filings"
    )
    office = models.CharField(max_length=4, db_index=True)
    head = models.JSONField(default=dict)
    created_by_id = models.BigIntegerField(null=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    auto = models.BooleanField(default=False)
    said = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FilingKind.values), name="ledgerfiling_kind"),
        ]

    def __str__(self) -> str:
        return self.number


class LedgerFilingEvent(Event):
    """One move of a ledger filing."""

    class Meta(Event.Meta):
        pass


class LedgerFilingLine(models.Model):
    """One item that a filing adds or changes (``modified``), as typed and checked."""

    filing = models.ForeignKey(LedgerFiling, on_delete=models.CASCADE, related_name="lines")
    seq = models.IntegerField()
    modified = models.BooleanField(default=False)
    item_record_no = models.CharField(max_length=32)
    gcode = models.CharField(max_length=10)
    gname = models.CharField(max_length=512)
    spec = models.CharField(max_length=512, blank=True, default="")
    unit = models.CharField(max_length=3)
    origin = models.CharField(max_length=3, blank=True, default="")
    currency = models.CharField(max_length=3, default="142")
    unit_price = AmountField(default=0)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "seq"], name="ledgerfilingline_seq"),
            models.UniqueConstraint(fields=["filing", "item_record_no"], name="ledgerfilingline_once"),
        ]

    def __str__(self) -> str:
        return self.item_record_no


class ItemPause(models.Model):
    """An officer's change of the mark of an item, or (``item`` None) of a whole ledger; never changed."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="pauses")
    item = models.ForeignKey(
        LedgerItem, on_delete=models.PROTECT, null=True, blank=True, related_name="pauses"
    )
    mark = models.SmallIntegerField(choices=Mark.choices)
    ground = models.CharField(max_length=300)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="itempause_ground"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="itempause_mark"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_mark_display()} {self.at:%Y-%m-%d}"
