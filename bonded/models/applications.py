"""Business applications (业务申报表) and the in/out documents (出入库单) that run under them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bonded.models.base import CarriedLine, GoodsLine, carried
from bonded.models.inventories import Direction, GateAxis, Inventory, PassUse
from bonded.models.ledgers import Ledger
from kernel.models.base import Event, State
from kernel.orm.fields import AmountField


class Business(models.TextChoices):
    """What an application is for (businessTypecd)."""

    BATCH = "A", _("Delivery in batches, centralised declaration")
    DISPLAY = "C", _("Bonded display and trade")
    TESTING = "D", _("Equipment testing")
    REPAIR = "E", _("Equipment repair")
    MOULD = "F", _("Mould sent out")


class Application(State):
    """A business application of a zone firm for movements that repeat, filed once.

    ``direction`` is that of its first movement. ``partner_code`` names who receives (or sends) the goods
    outside. ``guarantor_code`` names whose guarantee account is drawn on, unless ``exempt``. Valid up to
    and without ``valid_to``. ``blocked_at``: a deadline was missed, no new documents (``blocked_why``).
    ``wanted`` is the amendment that the firm asked for: ``to``, ``why`` and ``lines`` (seq: quantity).
    """

    number = models.CharField(max_length=18, unique=True)
    own_no = models.CharField(max_length=64)
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="applications")
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=4, db_index=True)
    business = models.CharField(max_length=1, choices=Business.choices)
    direction = models.CharField(max_length=1, choices=Direction.choices)
    partner_code = models.CharField(max_length=18)
    partner_name = models.CharField(max_length=100)
    place = models.CharField(max_length=120, blank=True, default="")
    purpose = models.CharField(max_length=500, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField()
    guarantor_code = models.CharField(max_length=18, blank=True, default="")
    exempt = models.BooleanField(default=False)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True, default="")
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_why = models.CharField(max_length=200, blank=True, default="")
    extended = models.BooleanField(default=False)
    wanted = models.JSONField(default=dict, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    wanted_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "own_no"], name="application_own_no_once"),
            models.CheckConstraint(condition=Q(business__in=Business.values), name="application_business"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="application_direction"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="application_span"),
        ]
        indexes = [models.Index(fields=["ledger", "-subject_id"], name="application_of_ledger")]

    def __str__(self) -> str:
        return self.number


class ApplicationEvent(Event):
    """One move of an application."""

    class Meta(Event.Meta):
        pass


class ApplicationLine(GoodsLine):
    """What may move under an application, and what of it has: ``claimed_qty`` stands on live documents.

    ``claimed_qty``, ``passed_qty`` and ``back_qty`` are first movements asked for, gone through the gate,
    and come back; ``declared_qty`` is in booked centralised declarations.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="lines")
    unit_price = AmountField(default=0)
    currency = models.CharField(max_length=3, default="142")
    claimed_qty = AmountField(default=0)
    passed_qty = AmountField(default=0)
    back_qty = AmountField(default=0)
    declared_qty = AmountField(default=0)

    class Meta(GoodsLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["application", "seq"], name="applicationline_seq"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="applicationline_qty"),
            models.CheckConstraint(
                condition=Q(claimed_qty__gte=0, claimed_qty__lte=F("qty")), name="applicationline_claimed"
            ),
            models.CheckConstraint(
                condition=Q(passed_qty__gte=0, passed_qty__lte=F("claimed_qty")),
                name="applicationline_passed",
            ),
            models.CheckConstraint(
                condition=Q(
                    back_qty__gte=0,
                    declared_qty__gte=0,
                    passed_qty__gte=F("back_qty") + F("declared_qty"),
                ),
                name="applicationline_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class Gathered(models.IntegerChoices):
    """Whether an in/out document has been declared centrally (centralizedDclTypecd; 0 and 3 are ours)."""

    NOT_DUE = 0, _("Needs none")
    WAITING = 1, _("Not yet gathered")
    GATHERED = 2, _("In a centralised declaration")
    DECLARED = 3, _("Declared and paid")


class StockDoc(State):
    """An in/out document: one delivery, or one return, under an application.

    ``returns`` is the document whose goods come back. ``drawn_fen`` is what it drew on the guarantee
    account; ``due_on`` is the last day for the goods to come back. In at most one live inventory by
    construction: ``inventory`` is a single column. ``passed_at``: its first goods went through the gate;
    ``declared_at``: its centralised declaration was handed in. ``reminded`` is the smallest number of
    working days before ``due_on`` that was announced, ``overdue_at`` when lateness was told.
    """

    number = models.CharField(max_length=18, unique=True)
    own_no = models.CharField(max_length=64)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=4, db_index=True)
    direction = models.CharField(max_length=1, choices=Direction.choices)
    returns = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="return_documents"
    )
    gate_axis = models.SmallIntegerField(choices=GateAxis.choices, default=GateAxis.NONE)
    pass_use = models.SmallIntegerField(choices=PassUse.choices, default=PassUse.NONE)
    gathered = models.SmallIntegerField(choices=Gathered.choices, default=Gathered.NOT_DUE)
    inventory = models.ForeignKey(
        Inventory, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    period = models.ForeignKey(
        "bonded.BatchPeriod", on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    drawn_fen = models.BigIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    reminded = models.SmallIntegerField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "own_no"], name="stockdoc_own_no_once"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="stockdoc_direction"),
            models.CheckConstraint(condition=Q(drawn_fen__gte=0), name="stockdoc_drawn"),
            models.CheckConstraint(
                condition=Q(gathered__in=(Gathered.NOT_DUE, Gathered.WAITING), inventory__isnull=True)
                | Q(gathered__in=(Gathered.GATHERED, Gathered.DECLARED), inventory__isnull=False),
                name="stockdoc_gathered_names_inventory",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="stockdoc_due",
                condition=Q(due_on__isnull=False, overdue_at__isnull=True),
            ),
            models.Index(fields=["application", "-subject_id"], name="stockdoc_of_application"),
            models.Index(fields=["gathered", "subject_id"], name="stockdoc_gathered"),
        ]

    def __str__(self) -> str:
        return self.number


class StockDocEvent(Event):
    """One move of an in/out document."""

    class Meta(Event.Meta):
        pass


class StockDocLine(CarriedLine):
    """One line of an in/out document, of one line of its application; ``back_qty`` has come back."""

    document = models.ForeignKey(StockDoc, on_delete=models.PROTECT, related_name="lines")
    application_line = models.ForeignKey(ApplicationLine, on_delete=models.PROTECT, related_name="+")
    returns_line = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    back_qty = AmountField(default=0)

    class Meta(CarriedLine.Meta):
        constraints = [
            *carried("stockdocline", owner="document"),
            models.CheckConstraint(
                condition=Q(back_qty__gte=0, back_qty__lte=F("passed_qty")), name="stockdocline_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
