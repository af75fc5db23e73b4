"""Which officer looks after which firm, who is recused from one, and how an officer is reached."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


def _span() -> Func:
    """The time of a row, half-open."""
    return Func("from_at", "to_at", function="tstzrange", output_field=DateTimeRangeField())


class Coordination(models.Model):
    """An officer looks after a firm from ``from_at`` until before ``to_at``; one at most at any instant.

    ``hand_over_note`` is what the one before leaves to the one who comes, ``end_reason`` a code of
    ``enterprises.rules.coordination.ENDS``.
    """

    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="coordinations")
    officer = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="coordinations")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=500)
    hand_over_note = models.CharField(max_length=2000, blank=True, default="")
    ended_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=20, blank=True, default="")
    end_text = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["officer", "to_at"], name="coordination_officer")]
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="coordination_ground"),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")), name="coordination_span"
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(to_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="coordination_end",
            ),
            ExclusionConstraint(
                name="coordination_one_at_a_time",
                expressions=[(F("firm"), RangeOperators.EQUAL), (_span(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} for {self.firm_id}"


class Recusal(models.Model):
    """An officer has nothing to do with a firm from ``from_at`` until before ``to_at``, and why."""

    officer = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="recusals")
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=500)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_reason"),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")), name="recusal_span"
            ),
            ExclusionConstraint(
                name="recusal_once_at_a_time",
                expressions=[
                    (F("officer"), RangeOperators.EQUAL),
                    (F("firm"), RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} not for {self.firm_id}"


class OfficerCard(models.Model):
    """How the firms that an officer looks after reach the officer: the office's telephone."""

    officer = models.OneToOneField(
        "enterprises.User", on_delete=models.PROTECT, primary_key=True, related_name="card"
    )
    phone = models.CharField(max_length=30)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(phone=""), name="officercard_phone")]

    def __str__(self) -> str:
        return f"card of {self.officer_id}"


class SeniorContact(models.Model):
    """The manager whom a firm names as its contact for customs: one of its own people."""

    firm = models.OneToOneField(
        "enterprises.Firm", on_delete=models.PROTECT, primary_key=True, related_name="senior_contact"
    )
    user = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=64)
    named_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(position=""), name="seniorcontact_position")]

    def __str__(self) -> str:
        return f"contact of {self.firm_id}"
