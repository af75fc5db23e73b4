"""One record of an officer's absence; it names the deputy and moves all the officer's work."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class AbsenceReason(models.TextChoices):
    """Why an officer is away."""

    LEAVE = "leave", _("On leave")
    DUTY_TRIP = "duty_trip", _("Duty trip")
    TRAINING = "training", _("Training")
    ILLNESS = "illness", _("Illness")


class Absence(models.Model):
    """An officer is away from ``from_at`` until before ``to_at``; the deputy has the work meanwhile.

    Shortened by an earlier ``to_at``; one that ends where it begins never happened. ``begun_at``: when
    the claims were sent over.
    """

    number = models.CharField(max_length=20, unique=True)
    officer = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="deputised")
    office = models.CharField(max_length=4)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=AbsenceReason.choices)
    note = models.CharField(max_length=500, blank=True, default="")
    recorded_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    shortened_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["deputy", "to_at"], name="absence_deputy")]
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=AbsenceReason.values), name="absence_reason"),
            models.CheckConstraint(condition=~Q(deputy=F("officer")), name="absence_other_person"),
            models.CheckConstraint(condition=Q(to_at__gte=F("from_at")), name="absence_span"),
            models.CheckConstraint(condition=Q(office__regex=r"^[0-9]{4}$"), name="absence_office"),
            ExclusionConstraint(
                name="absence_one_at_a_time",
                expressions=[
                    (F("officer"), RangeOperators.EQUAL),
                    (
                        Func("from_at", "to_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number
