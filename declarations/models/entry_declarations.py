"""The entry declaration (报关单, 备案清单) of a bonded inventory: its head, lines, tax and versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from declarations.facts import EntryState
from declarations.models.fields import amount, text
from kernel.models.base import Event, State
from kernel.orm.protect import append_only


class EntryKind(models.TextChoices):
    """Which paper it is (decType)."""

    IMPORT = "1", _("Import declaration")
    EXPORT = "2", _("Export declaration")
    RECORD_IN = "3", _("Import record list")
    RECORD_OUT = "4", _("Export record list")


class Terms(models.TextChoices):
    """Which charges the price holds (成交方式)."""

    CIF = "1", _("CIF")
    CFR = "2", _("C&F")
    FOB = "3", _("FOB")


class PayMode(models.TextChoices):
    """Whether the tax is paid before release, or a guarantee covers it."""

    FIRST = "first", _("Pay before release")
    GUARANTEE = "guarantee", _("Release on a guarantee")
    AGGREGATED = "aggregated", _("Release on a guarantee, pay monthly in aggregate")


class EntryDeclaration(State):
    """An entry declaration; ``pre_no`` names it from the draft on, ``number`` from acceptance on.

    ``firm`` declares (of a by-partner inventory: the partner), ``agent`` files for it, ``zone_firm``
    holds the inventory. A corrected declaration keeps its number and its day of acceptance; ``round``
    counts how often it was declared. Tax columns are what is owed, in fen, filled at acceptance.
    """

    pre_no = models.CharField(max_length=18, unique=True)
    number = text(18)
    kind = models.CharField(max_length=1, choices=EntryKind.choices)
    office = models.CharField(max_length=4)
    inventory = models.ForeignKey("bonded.Inventory", on_delete=models.PROTECT, related_name="+")
    inventory_no = models.CharField(max_length=18)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, null=True, related_name="+")
    zone_firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    round = models.SmallIntegerField(default=0)
    supv_mode = text(4)
    levy_mode = text(3)
    traf_mode = text(1)
    transport_name = text(50)
    bill_no = text(37)
    contract_no = text(32)
    port = text(4)
    country = text(3)
    trade_country = text(3)
    consignee_code = text(18)
    consignee_name = text(100)
    owner_code = text(18)
    owner_name = text(100)
    overseas_name = text(100)
    licence_no = text(30)
    terms = models.CharField(max_length=1, choices=Terms.choices, default=Terms.CIF)
    freight = amount(default=0)
    freight_currency = text(3)
    insurance = amount(null=True, blank=True)
    insurance_currency = text(3)
    packages = models.IntegerField(default=0)
    wrap = text(2)
    gross_kg = amount(default=0)
    net_kg = amount(default=0)
    marks = text(400)
    note = text(255)
    pay_mode = models.CharField(max_length=12, choices=PayMode.choices, default=PayMode.FIRST)
    assure_code = text(18)
    accepted_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    value_fen = models.BigIntegerField(default=0)
    duty_fen = models.BigIntegerField(default=0)
    consumption_tax_fen = models.BigIntegerField(default=0)
    vat_fen = models.BigIntegerField(default=0)
    asked = text(8)
    asked_why = text(500)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    declared_by_id = models.BigIntegerField(null=True)
    declared_at = models.DateTimeField(null=True)
    reviewer_id = models.BigIntegerField(null=True)
    inspector_id = models.BigIntegerField(null=True)
    inspection = text(8)
    inspection_note = text(500)
    second_inspector_id = models.BigIntegerField(null=True)
    releaser_id = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    paid_by_id = models.BigIntegerField(null=True)
    receipt_no = text(40)
    late_fee_fen = models.BigIntegerField(default=0)
    said = text(500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inventory"],
                condition=~Q(status=EntryState.WITHDRAWN.value),
                name="entrydeclaration_one_live_per_inventory",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="entrydeclaration_number"
            ),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entrydeclaration_kind"),
            models.CheckConstraint(condition=Q(terms__in=Terms.values), name="entrydeclaration_terms"),
            models.CheckConstraint(condition=Q(pay_mode__in=PayMode.values), name="entrydeclaration_paying"),
            models.CheckConstraint(
                condition=Q(asked__in=("", "correct", "withdraw")) & (Q(asked="") | ~Q(asked_why="")),
                name="entrydeclaration_asked",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(EntryState.DRAFT.value, EntryState.WITHDRAWN.value))
                | (~Q(number="") & Q(accepted_on__isnull=False)),
                name="entrydeclaration_accepted_has_number",
            ),
            models.CheckConstraint(
                condition=Q(
                    value_fen__gte=0,
                    duty_fen__gte=0,
                    consumption_tax_fen__gte=0,
                    vat_fen__gte=0,
                    late_fee_fen__gte=0,
                ),
                name="entrydeclaration_money",
            ),
            models.CheckConstraint(
                condition=Q(second_inspector_id__isnull=True) | ~Q(second_inspector_id=F("inspector_id")),
                name="entrydeclaration_two_inspectors",
            ),
            models.CheckConstraint(
                condition=Q(releaser_id__isnull=True)
                | (
                    (Q(inspector_id__isnull=True) | ~Q(inspector_id=F("releaser_id")))
                    & (Q(second_inspector_id__isnull=True) | ~Q(second_inspector_id=F("releaser_id")))
                ),
                name="entrydeclaration_releaser_did_not_inspect",
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | ~Q(receipt_no=""), name="entrydeclaration_paid"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "status", "subject_id"], name="entrydeclaration_queue"),
            models.Index(fields=["firm", "-subject_id"], name="entrydeclaration_firm"),
        ]

    def __str__(self) -> str:
        return self.number or self.pre_no

    @property
    def tax_fen(self) -> int:
        """All three taxes that are owed."""
        return self.duty_fen + self.consumption_tax_fen + self.vat_fen


class EntryEvent(Event):
    """What happened to an entry declaration."""

    class Meta(Event.Meta):
        pass


class EntryLine(models.Model):
    """One merged line; ``inventory_lines`` are the numbers of the inventory's lines in it."""

    entry = models.ForeignKey(EntryDeclaration, on_delete=models.PROTECT, related_name="lines")
    seq = models.SmallIntegerField()
    inventory_lines = ArrayField(models.SmallIntegerField(), default=list)
    gcode = models.CharField(max_length=10)
    gname = models.CharField(max_length=512)
    spec = text(512)
    qty = amount()
    unit = models.CharField(max_length=3)
    qty1 = amount(default=0)
    unit1 = text(3)
    qty2 = amount(null=True, blank=True)
    unit2 = text(3)
    total = amount()
    currency = models.CharField(max_length=3)
    origin = text(3)
    destination = text(3)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "seq"], name="entryline_seq"),
            models.CheckConstraint(condition=Q(seq__gte=1, seq__lte=50), name="entryline_at_most_fifty"),
            models.CheckConstraint(condition=Q(qty__gt=0, total__gte=0), name="entryline_amounts"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class EntryLineTax(models.Model):
    """Assessed tax of one line in CNY, rounded to fen, with the rates it was assessed at.

    ``exchange_rate`` is CNY for one unit of the line's currency on the day of acceptance.
    """

    entry = models.ForeignKey(EntryDeclaration, on_delete=models.PROTECT, related_name="taxes")
    seq = models.SmallIntegerField()
    exchange_rate = models.DecimalField(max_digits=18, decimal_places=8)
    customs_value = amount()
    duty_rate = amount()
    consumption_rate = amount()
    consumption_specific = amount()
    vat_rate = amount()
    customs_duty = amount()
    consumption_tax = amount()
    value_added_tax = amount()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["entry", "seq"], name="entrylinetax_seq")]

    def __str__(self) -> str:
        return f"{self.seq}"


class EntryVersion(models.Model):
    """What a declaration said and owed when it was returned for correction, and why; never changed."""

    entry = models.ForeignKey(EntryDeclaration, on_delete=models.PROTECT, related_name="versions")
    round = models.SmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "round"], name="entryversion_round"),
            models.CheckConstraint(condition=~Q(reason=""), name="entryversion_reason"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.round}"
