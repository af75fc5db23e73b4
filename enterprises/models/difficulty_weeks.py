"""The weekly ageing reports on difficulties, kept as they were."""

from django.db import models
from django.db.models import Q

from kernel.orm.protect import append_only


class DifficultyWeek(models.Model):
    """How old the difficulties of an office were on a Monday; never changed.

    ``week`` is the ISO week (``2026-W20``), ``as_of`` its Monday. ``figures`` holds the line of the
    report for all together, for each class and for each department; no person stands in it.
    """

    office = models.CharField(max_length=4)
    week = models.CharField(max_length=8)
    as_of = models.DateField()
    figures = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["office", "-id"], name="difficultyweek_newest")]
        constraints = [
            models.UniqueConstraint(fields=["office", "week"], name="difficultyweek_once"),
            models.CheckConstraint(condition=Q(office__regex=r"^[0-9]{4}$"), name="difficultyweek_office"),
            models.CheckConstraint(
                condition=Q(week__regex=r"^[0-9]{4}-W[0-9]{2}$"), name="difficultyweek_week"
            ),
            models.CheckConstraint(condition=Q(as_of__iso_week_day=1), name="difficultyweek_monday"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.office} {self.week}"
