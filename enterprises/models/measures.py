"""The public catalogue of facilitation measures, with every version of their texts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.orm.protect import append_only


class MeasureAccess(models.TextChoices):
    """How one comes to a measure; nothing is approved twice."""

    RULE = "rule", _("Open by rule")
    APPLICATION = "application", _("By application")
    GRANT = "grant", _("By grant")


class MeasureOpenTo(models.TextChoices):
    """Whom a measure is for."""

    EVERYONE = "everyone", _("Every firm")
    HONEST = "honest", _("Every firm but dishonest ones")
    ZONE = "zone", _("Firms of the bonded zone")
    ZONE_HONEST = "zone_honest", _("Firms of the bonded zone but dishonest ones")


class Measure(models.Model):
    """One measure; what it says stands in its ``MeasureText`` rows, the highest version counts.

    ``office`` is empty for measures that came with the portal; ``published_by`` then is None.
    """

    code = models.CharField(max_length=40, unique=True)
    position = models.SmallIntegerField()
    access = models.CharField(max_length=12, choices=MeasureAccess.choices)
    open_to = models.CharField(max_length=12, choices=MeasureOpenTo.choices)
    office = models.CharField(max_length=4, blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][a-z0-9_]{2,39}$"), name="measure_code"),
            models.CheckConstraint(condition=Q(access__in=MeasureAccess.values), name="measure_access"),
            models.CheckConstraint(condition=Q(open_to__in=MeasureOpenTo.values), name="measure_open_to"),
            models.CheckConstraint(condition=Q(office__regex=r"^([0-9]{4})?$"), name="measure_office"),
            models.CheckConstraint(
                condition=Q(office="") | Q(published_by__isnull=False), name="measure_published_by"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__gte=F("published_at"), withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="measure_withdrawn_said",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class MeasureText(models.Model):
    """One version of what a measure says, in both languages; never changed.

    ``by`` is None where the portal describes the measure in its own words: such a text is never
    shown as the office's.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="texts")
    version = models.SmallIntegerField()
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=100)
    text_zh = models.CharField(max_length=2000)
    text_en = models.CharField(max_length=4000)
    source_zh = models.CharField(max_length=300)
    source_en = models.CharField(max_length=300)
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "version"], name="measuretext_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="measuretext_from_one"),
            models.CheckConstraint(
                condition=~Q(title_zh="")
                & ~Q(title_en="")
                & ~Q(text_zh="")
                & ~Q(text_en="")
                & ~Q(source_zh="")
                & ~Q(source_en=""),
                name="measuretext_both_languages",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.measure_id} v{self.version}"
