"""Messages of the zone system as they came, the answers to them, and files handed in for bulk filing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bonded.models.applications import Application
from bonded.models.ledgers import Ledger
from kernel.orm.fields import CurrentXid, Xid8Field
from kernel.orm.protect import append_only


class ZoneMessage(models.Model):
    """One message as received, sealed; ``subject_no`` is the paper that it filed, changed or voided.

    ``code`` is the message type (INV101), empty where it could not be read. ``findings`` are the
    violations it was refused with, without personal values.
    """

    class Outcome(models.TextChoices):
        """What became of a message."""

        RECEIVED = "received", _("Received, not yet read")
        TAKEN = "taken", _("Taken")
        REFUSED = "refused", _("Refused")

    id = models.BigIntegerField(primary_key=True)
    firm_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    token_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8)
    code = models.CharField(max_length=6, blank=True, default="")
    message_id = models.CharField(max_length=64, blank=True, default="")
    own_no = models.CharField(max_length=64, blank=True, default="")
    subject_no = models.CharField(max_length=24, blank=True, default="")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    findings = models.JSONField(default=list)
    size = models.IntegerField()
    received_at = models.DateTimeField()
    raw = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=("received", "taken", "refused")), name="zonemessage_outcome"
            ),
        ]
        indexes = [models.Index(fields=["firm_id", "-id"], name="zonemessage_firm")]

    def __str__(self) -> str:
        return f"{self.code} {self.own_no}"


class ZoneAnswer(models.Model):
    """One answer of customs to a firm: a row of a feed, appended and never changed.

    ``cause`` names the event that it tells (feed and id), so that each is told once to each firm.
    ``elements`` are the parts of the message body as names and texts.
    """

    id = models.BigAutoField(primary_key=True)
    firm_id = models.BigIntegerField()
    code = models.CharField(max_length=6)
    cause = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_no = models.CharField(max_length=24)
    result = models.CharField(max_length=1, blank=True, default="")
    elements = models.JSONField()
    at = models.DateTimeField()
    xid = Xid8Field(db_default=CurrentXid(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "code", "subject_id", "firm_id", "result"], name="zoneanswer_once"
            ),
        ]
        indexes = [
            models.Index(fields=["firm_id", "xid", "id"], name="zoneanswer_feed"),
            models.Index(fields=["subject_id", "id"], name="zoneanswer_subject"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_no}"


class BulkUpload(models.Model):
    """A spreadsheet of ledger items or of in/out documents, checked first and then taken over or not.

    ``leave_out``: papers with errors are left out; otherwise one error keeps all of them back.
    """

    class Kind(models.TextChoices):
        """What its rows are."""

        ITEMS = "items", _("Ledger items")
        DOCUMENTS = "documents", _("In/out documents")

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    user_id = models.BigIntegerField()
    file = models.ForeignKey("kernel.File", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    row_count = models.IntegerField()
    leave_out = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("items", "documents")), name="bulkupload_kind"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(taken_at__isnull=False),
                name="bulkupload_finished_after_taken",
            ),
        ]
        indexes = [models.Index(fields=["firm", "-id"], name="bulkupload_firm")]

    def __str__(self) -> str:
        return self.number


class BulkPaper(models.Model):
    """One paper of a bulk file: the rows that belong together, what is wrong with them, what it became.

    ``findings`` are ``[row, column, rule code, arguments]``; rows count as in the spreadsheet, column
    is the name of a column or empty for the row as a whole.
    """

    class Outcome(models.TextChoices):
        """What became of a paper."""

        GOOD = "good", _("Without errors")
        FAULTY = "faulty", _("With errors")
        TAKEN = "taken", _("Taken over")
        REFUSED = "refused", _("Refused when taken over")
        LEFT_OUT = "left_out", _("Left out")

    upload = models.ForeignKey(BulkUpload, on_delete=models.CASCADE, related_name="papers")
    position = models.IntegerField()
    own_no = models.CharField(max_length=64, blank=True, default="")
    first_row = models.IntegerField()
    row_count = models.IntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    findings = models.JSONField(default=list)
    paper_no = models.CharField(max_length=30, blank=True, default="")
    attempts = models.SmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="bulkpaper_position"),
            models.CheckConstraint(
                condition=Q(outcome__in=("good", "faulty", "taken", "refused", "left_out")),
                name="bulkpaper_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.position}"
