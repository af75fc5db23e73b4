"""Reports of firms on the resumption of work, and their confirmation by an officer; both append-only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.orm.protect import append_only


class WorkState(models.TextChoices):
    """How far a firm works again."""

    STOPPED = "stopped", _("Stopped")
    PARTLY = "partly", _("Partly resumed")
    FULL = "full", _("Fully resumed")


class BlockerKind(models.TextChoices):
    """What keeps a firm from working fully."""

    WORKERS = "workers", _("Workers cannot return")
    LOGISTICS = "logistics", _("Logistics and transport")
    RAW_MATERIAL = "raw_material", _("Raw materials")
    ORDERS = "orders", _("Orders")
    FUNDS = "funds", _("Funds")
    CUSTOMS = "customs", _("Customs clearance")
    EPIDEMIC = "epidemic", _("Epidemic control")
    OTHER = "other", _("Something else")


class Resumption(models.Model):
    """One report of a firm; ``share`` is the percentage of normal work. The newest one counts."""

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="resumptions")
    office = models.CharField(max_length=4, blank=True, default="")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=WorkState.choices)
    share = models.SmallIntegerField()
    blockers: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=12), default=list)
    text = models.CharField(max_length=1000, blank=True, default="")
    reported_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["firm", "-at", "-id"], name="resumption_firm"),
            models.Index(fields=["office", "at"], name="resumption_office"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stopped", share=0)
                | Q(state="partly", share__gte=1, share__lte=99)
                | Q(state="full", share=100),
                name="resumption_share",
            ),
            models.CheckConstraint(
                condition=Q(blockers__contained_by=BlockerKind.values), name="resumption_blockers"
            ),
            models.CheckConstraint(
                condition=~Q(blockers__contains=["other"]) | ~Q(text=""), name="resumption_other_said"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.number


class ResumptionCheck(models.Model):
    """An officer confirmed a report (after a visit or a call), with a remark where there is one."""

    report = models.OneToOneField(Resumption, on_delete=models.PROTECT, related_name="check_made")
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    remark = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"check of {self.report_id}"
