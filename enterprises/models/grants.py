"""Measures granted to firms, and the record of a firm that the green channel is judged by."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.firms import Firm
from enterprises.models.measures import Measure
from enterprises.rules import flow
from kernel.models.base import Event, State

_USER = "enterprises.User"
_OPEN = Q(status__in=flow.GRANT_OPEN)
_HELD = Q(status__in=(flow.GRANT_IN_FORCE, flow.GRANT_REVOKED, flow.GRANT_EXPIRED))


def _person(*, null: bool = True) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(_USER, on_delete=models.PROTECT, null=null, related_name="+")


class Grant(State):
    """A measure applied for by a firm or proposed by an officer, decided by another officer.

    ``valid_to`` is the first day after. ``undertakings`` are the codes of the undertakings that the
    firm signed with its application. ``conditions`` are the office's words to the firm.
    ``grounds`` of a revocation by the portal are (code, arguments) of the rules that failed.
    """

    number = models.CharField(max_length=20, unique=True)
    office = models.CharField(max_length=4)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="grants")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="grants")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=500)
    undertakings: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    conditions = models.CharField(max_length=1000, blank=True, db_default="")
    applied_by = _person()
    proposed_by = _person()
    asked_at = models.DateTimeField()
    recommended_by = _person()
    recommended_at = models.DateTimeField(null=True)
    recommendation = models.CharField(max_length=500, blank=True, db_default="")
    decided_by = _person()
    decided_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True, db_default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = _person()
    ended_reason = models.CharField(max_length=500, blank=True, db_default="")
    grounds: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="grant_span"),
            models.CheckConstraint(condition=~Q(reason=""), name="grant_reason"),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=False, proposed_by__isnull=True)
                | Q(applied_by__isnull=True, proposed_by__isnull=False),
                name="grant_asked_by",
            ),
            models.CheckConstraint(
                condition=(Q(decided_by__isnull=True) | Q(proposed_by__isnull=True))
                | ~Q(decided_by=F("proposed_by")),
                name="grant_four_eyes",
            ),
            models.CheckConstraint(
                condition=(Q(decided_by__isnull=True) | Q(recommended_by__isnull=True))
                | ~Q(decided_by=F("recommended_by")),
                name="grant_recommender_decides_not",
            ),
            models.CheckConstraint(
                condition=Q(recommended_by__isnull=True, recommendation="")
                | Q(recommended_by__isnull=False, recommended_at__isnull=False) & ~Q(recommendation=""),
                name="grant_recommendation_said",
            ),
            models.CheckConstraint(
                condition=~_HELD | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="grant_decided",
            ),
            models.CheckConstraint(
                condition=~Q(status=flow.GRANT_REFUSED) | ~Q(said=""), name="grant_refused_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status=flow.GRANT_REVOKED) | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
                name="grant_revoked_with_ground",
            ),
            models.UniqueConstraint(fields=["firm", "measure"], condition=_OPEN, name="grant_one_asked_for"),
            ExclusionConstraint(
                name="grant_one_at_a_time",
                condition=Q(status=flow.GRANT_IN_FORCE),
                expressions=[
                    (F("firm"), RangeOperators.EQUAL),
                    (F("measure"), RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["office", "status"], name="grant_queue"),
            models.Index(fields=["firm", "status"], name="grant_firm"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_on(self) -> date:
        """The last day on which it holds."""
        return self.valid_to - timedelta(days=1)


class GrantEvent(Event):
    """One move of a grant."""

    class Meta(Event.Meta):
        pass


class FirmRecordKind(models.TextChoices):
    """What stands in a firm's record."""

    FAILED_TEST = "failed_test", _("Failed test")
    FAILED_INSPECTION = "failed_inspection", _("Inspection with findings")
    PENALTY = "penalty", _("Penalty")
    LATE = "late", _("Deadline missed")
    OTHER = "other", _("Other fact")


class FirmRecord(models.Model):
    """One fact about a firm that counts in its record: written by an officer or by another room.

    The document behind it is a value: ``subject_kind`` and ``subject_no``. A failed test that is not
    closed holds the firm's next lots.
    """

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=20, choices=FirmRecordKind.choices)
    at = models.DateTimeField()
    subject_kind = models.CharField(max_length=20, blank=True, db_default="")
    subject_no = models.CharField(max_length=40, blank=True, db_default="")
    note = models.CharField(max_length=500)
    by = _person()
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = _person()
    closed_note = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FirmRecordKind.values), name="firmrecord_kind"),
            models.CheckConstraint(condition=~Q(note=""), name="firmrecord_said"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("at")) & ~Q(closed_note=""),
                name="firmrecord_closed_with_note",
            ),
            models.UniqueConstraint(
                fields=["firm", "kind", "subject_kind", "subject_no"],
                condition=~Q(subject_no=""),
                name="firmrecord_once",
            ),
        ]
        indexes = [models.Index(fields=["firm", "at"], name="firmrecord_firm")]

    def __str__(self) -> str:
        return self.number
