"""Opening windows of sites: gates, counters, places of inspection."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SiteKind(models.TextChoices):
    """What is open or closed."""

    GATE = "gate", _("Gate")


class WindowDay(models.TextChoices):
    """On which days a window opens; make-up days are working days."""

    WORK = "work", _("Working days")
    REST = "rest", _("Rest days")
    HOLIDAY = "holiday", _("Holidays")
    ANY = "any", _("Every day")


class OpeningWindow(models.Model):
    """Hours of one site in Shanghai time; closing before opening: past midnight; equal: around the clock.

    A site without any window is always open. Valid up to and without ``valid_to``.
    """

    site_kind = models.CharField(max_length=12, choices=SiteKind.choices)
    site_code = models.CharField(max_length=12)
    day_kind = models.CharField(max_length=8, choices=WindowDay.choices)
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(site_kind__in=SiteKind.values), name="openingwindow_site"),
            models.CheckConstraint(condition=Q(day_kind__in=WindowDay.values), name="openingwindow_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="openingwindow_span",
            ),
            models.UniqueConstraint(
                fields=["site_kind", "site_code", "day_kind", "opens_at", "valid_from"],
                name="openingwindow_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_code} {self.day_kind} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"
