"""Collection periods of batch deliveries: what is gathered together, by when it has to be declared."""

from django.db import models
from django.db.models import F, Q

from bonded.models.applications import Application
from kernel.models.base import Event, State


class BatchPeriod(State):
    """The deliveries of one application in one period of the law in force; ``due_on`` is the last day.

    ``regime`` names the row of the deadline table. ``late_at``: the deadline passed undeclared.
    ``reminded`` is the smallest number of working days before the deadline that was announced.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="periods")
    office = models.CharField(max_length=4, db_index=True)
    regime = models.CharField(max_length=20)
    period_from = models.DateField()
    period_to = models.DateField()
    due_on = models.DateField(db_index=True)
    reminded = models.SmallIntegerField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "period_from"], name="batchperiod_once"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from"), due_on__gte=F("period_from")),
                name="batchperiod_span",
            ),
            models.CheckConstraint(
                condition=Q(due_on__year=F("period_from__year")), name="batchperiod_never_across_the_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.period_from}"


class BatchPeriodEvent(Event):
    """One move of a collection period."""

    class Meta(Event.Meta):
        pass
