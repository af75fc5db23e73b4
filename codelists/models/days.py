"""The working calendar, and the one row that says which state the lists are in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from codelists.models.dated import Listed


class CalendarYear(Listed):
    """A year whose working days have been entered from its notice; other years are unknown."""

    year = models.SmallIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.year)


class DayKind(models.TextChoices):
    """What a day is; make-up days are worked although they are a Saturday or Sunday."""

    WORK = "work", _("Working day")
    REST = "rest", _("Rest day")
    HOLIDAY = "holiday", _("Holiday")
    MAKEUP = "makeup", _("Make-up working day")


class WorkingDay(Listed):
    """One day of an entered year."""

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=8, choices=DayKind.choices)
    name_zh = models.CharField(max_length=200, default="", blank=True)
    name_en = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="working_day_kind")]

    def __str__(self) -> str:
        return self.date.isoformat()


class ListsVersion(models.Model):
    """One row: ``number`` is new after each load that changed something, and never comes back."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="lists_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)
