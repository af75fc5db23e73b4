"""Standing documents of firms: licences and certificates that run out, and the reminders of that."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.firms import Firm
from enterprises.rules.flow import STANDING_FILED, STANDING_FLOW
from kernel.models.base import Event, State


class StandingKind(models.TextChoices):
    """What a firm keeps on file with customs."""

    BUSINESS_LICENCE = "business_licence", _("Business licence")
    CUSTOMS_CERTIFICATE = "customs_certificate", _("Customs registration certificate")
    FOOD_IMPORTER = "food_importer", _("Food importer record")
    SECURITY = "security", _("Information security certificate")
    OTHER = "other", _("Other document")


class StandingDocument(State):
    """A document that a firm keeps on file; ``valid_to`` is the first day after (None: no end).

    ``number`` is the portal's, ``document_no`` the one printed on it. ``replaces`` is the confirmed
    document whose place it takes once it is confirmed itself. ``reason`` says why it was refused. The
    scan is an attachment of the kind ``standing_document``.
    """

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="standing_documents")
    kind = models.CharField(max_length=20, choices=StandingKind.choices)
    title = models.CharField(max_length=100, blank=True, default="")
    document_no = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    filed_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True, default="")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements"
    )

    class Meta:
        indexes = [models.Index(fields=["firm", "status", "valid_to"], name="standing_firm")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(STANDING_FLOW.names)), name="standing_status"),
            models.CheckConstraint(condition=Q(kind__in=StandingKind.values), name="standing_kind"),
            models.CheckConstraint(condition=~Q(document_no=""), name="standing_number"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="standing_span"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("filed_by")), name="standing_four_eyes"
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(status=STANDING_FILED), name="standing_one_replacement"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StandingDocumentEvent(Event):
    """One step of a standing document."""

    class Meta(Event.Meta):
        pass


class StandingReminder(models.Model):
    """The firm was reminded once that its document runs out in ``days`` days (0: it has run out)."""

    document = models.ForeignKey(StandingDocument, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "days"], name="standingreminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.days} days"
