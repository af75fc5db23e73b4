"""Gates, vehicles, gate passes (核放单) and every passage through a gate."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bonded.models.inventories import Direction
from bonded.models.ledgers import LedgerItem
from kernel.models.base import Event, State
from kernel.orm.fields import AmountField
from kernel.orm.protect import append_only


class Gate(models.Model):
    """One gate of the zone (卡口).

    A weight may differ by ``tolerance_kg`` or ``tolerance_percent``, whichever is more; both None: the
    gate does not compare. ``stages`` 2: goods pass a second barrier as well.
    """

    code = models.SlugField(max_length=12, unique=True)
    office = models.CharField(max_length=4, db_index=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    weighs = models.BooleanField(default=True)
    tolerance_kg = models.DecimalField(max_digits=19, decimal_places=5, null=True, blank=True)
    tolerance_percent = models.DecimalField(max_digits=19, decimal_places=5, null=True, blank=True)
    stages = models.SmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stages__in=(1, 2)), name="gate_stages"),
            models.CheckConstraint(
                condition=(Q(tolerance_kg__isnull=True) | Q(tolerance_kg__gte=0))
                & (Q(tolerance_percent__isnull=True) | Q(tolerance_percent__gte=0)),
                name="gate_tolerance",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class GateChange(models.Model):
    """What an officer changed of a gate; never altered. ``changes``: from and to, as text, by setting."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    changes = models.JSONField()

    class Meta:
        triggers = [append_only()]
        indexes = [models.Index(fields=["gate", "-id"], name="gatechange_of_gate")]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.at:%Y-%m-%d}"


class Vehicle(models.Model):
    """A vehicle on record (车辆备案) with its tare; valid up to and without ``valid_to``. Weights in kg.

    A plate stands once among the records that nobody ended; a new record of it may follow.
    """

    plate = models.CharField(max_length=12, db_index=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=4, db_index=True)
    tare_kg = AmountField()
    frame_no = models.CharField(max_length=20, blank=True, default="")
    frame_kg = AmountField(default=0)
    ic_card = models.CharField(max_length=20, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tare_kg__gt=0, frame_kg__gte=0), name="vehicle_weights"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="vehicle_span"),
            models.UniqueConstraint(
                fields=["plate"], condition=Q(ended_at__isnull=True), name="vehicle_plate_once"
            ),
        ]

    def __str__(self) -> str:
        return self.plate


class PassKind(models.TextChoices):
    """What a gate pass is for (passportTypecd)."""

    ENTER_FIRST = "1", _("Enter first, declare later")
    FIRST_LINE = "2", _("First line")
    SECOND_LINE = "3", _("Second line")
    UNDECLARED = "4", _("Without declaration")
    REGISTERED = "5", _("Goods registered at the gate")
    EMPTY = "6", _("Empty vehicle")


class Bind(models.TextChoices):
    """How vehicles and documents belong together (bindTypecd)."""

    MANY_DOCUMENTS = "1", _("One vehicle, many documents")
    ONE_ONE = "2", _("One vehicle, one document")
    MANY_VEHICLES = "3", _("One document, many vehicles")


class DocKind(models.TextChoices):
    """What a gate pass refers to (rltTbTypecd)."""

    INVENTORY = "1", _("Inventory")
    STOCK_DOC = "2", _("In/out document")
    BILL = "3", _("Bill of lading")


class GatePass(State):
    """A gate pass; never amended, only voided and filed again. Weights in kg.

    ``total_kg`` = vehicle + frame + container + gross weight of the goods, within a hundredth.
    ``goods_note`` describes goods registered at the gate (type 5). ``replaces`` names a voided pass.
    """

    number = models.CharField(max_length=24, unique=True)
    own_no = models.CharField(max_length=64)
    kind = models.CharField(max_length=1, choices=PassKind.choices)
    bind = models.CharField(max_length=1, choices=Bind.choices, blank=True, default="")
    direction = models.CharField(max_length=1, choices=Direction.choices)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=4, db_index=True)
    plate = models.CharField(max_length=12)
    vehicle_kg = AmountField()
    frame_no = models.CharField(max_length=20, blank=True, default="")
    frame_kg = AmountField(default=0)
    container_no = models.CharField(max_length=20, blank=True, default="")
    container_kg = AmountField(default=0)
    gross_kg = AmountField(default=0)
    net_kg = AmountField(default=0)
    total_kg = AmountField()
    bill_no = models.CharField(max_length=37, blank=True, default="")
    goods_note = models.CharField(max_length=300, blank=True, default="")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "own_no"], name="gatepass_own_no_once"),
            models.CheckConstraint(condition=Q(kind__in=PassKind.values), name="gatepass_kind"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="gatepass_direction"),
            models.CheckConstraint(
                condition=Q(kind__in=("5", "6"), bind="") | Q(kind__in=("1", "2", "3", "4")) & ~Q(bind=""),
                name="gatepass_bind",
            ),
            models.CheckConstraint(
                condition=Q(
                    vehicle_kg__gte=0, frame_kg__gte=0, container_kg__gte=0, gross_kg__gte=0, net_kg__gte=0
                ),
                name="gatepass_weights",
            ),
            models.CheckConstraint(
                condition=Q(
                    total_kg__gte=F("vehicle_kg") + F("frame_kg") + F("container_kg") + F("gross_kg") - 0.01
                )
                & Q(total_kg__lte=F("vehicle_kg") + F("frame_kg") + F("container_kg") + F("gross_kg") + 0.01),
                name="gatepass_weight_sum",
            ),
        ]
        indexes = [
            models.Index(fields=["plate", "status"], name="gatepass_plate"),
            models.Index(fields=["firm", "-subject_id"], name="gatepass_of_firm"),
        ]

    def __str__(self) -> str:
        return self.number


class GatePassEvent(Event):
    """One move of a gate pass."""

    class Meta(Event.Meta):
        pass


class GatePassDoc(models.Model):
    """One document that a gate pass refers to: an inventory or an in/out document, by id and number."""

    gate_pass = models.ForeignKey(GatePass, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=1, choices=DocKind.choices)
    doc_id = models.BigIntegerField()
    doc_no = models.CharField(max_length=18)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate_pass", "kind", "doc_id"], name="gatepassdoc_once"),
        ]
        indexes = [models.Index(fields=["kind", "doc_id"], name="gatepassdoc_of")]

    def __str__(self) -> str:
        return self.doc_no


class GatePassLine(models.Model):
    """What of one document line rides on a gate pass; ``line_id`` is the line's own id. Weights in kg."""

    gate_pass = models.ForeignKey(GatePass, on_delete=models.PROTECT, related_name="lines")
    seq = models.IntegerField()
    kind = models.CharField(max_length=1, choices=DocKind.choices)
    doc_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="+")
    gname = models.CharField(max_length=512)
    unit = models.CharField(max_length=3)
    qty = AmountField()
    gross_kg = AmountField(default=0)
    net_kg = AmountField(default=0)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["gate_pass", "seq"], name="gatepassline_seq"),
            models.UniqueConstraint(fields=["gate_pass", "kind", "line_id"], name="gatepassline_once"),
            models.CheckConstraint(condition=Q(qty__gte=0), name="gatepassline_qty"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class Outcome(models.TextChoices):
    """What came of a vehicle at the barrier."""

    PASSED = "passed", _("Passed")
    HELD = "held", pgettext_lazy("gate", "Held")
    TURNED_BACK = "turned_back", _("Turned back")
    UNDONE = "undone", _("Undone by a counter-entry")


class Passage(models.Model):
    """What happened at a barrier, appended and never changed; ``recorded_at`` is when it was entered.

    ``was_offline``: it happened while the network was down and was entered later. ``undoes`` names the
    wrong passage that this one takes back, proposed by one officer and confirmed by ``second_by_id``.
    ``reasons`` are codes of rules. ``weighed_kg`` None: the gate did not weigh. ``token`` is the number
    of the form that it was entered with: a second Enter finds it and enters nothing.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=30, unique=True)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="passages")
    gate_pass = models.ForeignKey(
        GatePass, on_delete=models.PROTECT, null=True, blank=True, related_name="passages"
    )
    plate = models.CharField(max_length=12)
    direction = models.CharField(max_length=1, choices=Direction.choices)
    stage = models.SmallIntegerField(default=1)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reasons = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    weighed_kg = models.DecimalField(max_digits=19, decimal_places=5, null=True, blank=True)
    weight_read = models.BooleanField(default=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    was_offline = models.BooleanField(default=False)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone"
    )
    by_id = models.BigIntegerField(null=True)
    second_by_id = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    token = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="passage_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.UNDONE)
                | (Q(undoes__isnull=False, second_by_id__isnull=False) & ~Q(by_id=F("second_by_id"))),
                name="passage_undone_by_two",
            ),
            models.CheckConstraint(condition=Q(recorded_at__gte=F("at")), name="passage_not_ahead"),
        ]
        indexes = [models.Index(fields=["gate", "-id"], name="passage_of_gate")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.number


class GateHold(State):
    """A vehicle that may not go on: held with its reasons, explained by the firm, decided by an officer."""

    number = models.CharField(max_length=30, unique=True)
    gate_pass = models.ForeignKey(GatePass, on_delete=models.PROTECT, related_name="holds")
    passage = models.OneToOneField(Passage, on_delete=models.PROTECT, related_name="hold")
    office = models.CharField(max_length=4, db_index=True)
    explanation = models.CharField(max_length=500, blank=True, default="")
    explained_by_id = models.BigIntegerField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    ground = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.number


class GateHoldEvent(Event):
    """One move of a gate hold."""

    class Meta(Event.Meta):
        pass


class UndoProposal(State):
    """A counter-entry against a wrong passage, proposed by one officer and confirmed by another."""

    number = models.CharField(max_length=30, unique=True)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="proposals")
    office = models.CharField(max_length=4, db_index=True)
    ground = models.CharField(max_length=300)
    proposed_by_id = models.BigIntegerField()
    decided_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="undoproposal_ground"),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("proposed_by_id")),
                name="undoproposal_two_officers",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class UndoProposalEvent(Event):
    """One move of a proposed counter-entry."""

    class Meta(Event.Meta):
        pass
