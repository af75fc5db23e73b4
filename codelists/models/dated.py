"""What every code list row has: where it comes from and the days for which it holds."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class Days(Func):
    """The half-open range of days from ``valid_from`` to ``valid_to``; no last day means for ever."""

    function = "daterange"
    output_field = DateRangeField()


class Listed(models.Model):
    """A row with its source; ``origin`` names the official file that set it, empty for the shipped data."""

    source = models.CharField(max_length=300)
    origin = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        abstract = True


class Dated(Listed):
    """A row that holds from ``valid_from`` until, but not on, ``valid_to``."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def dated_constraints(name: str, *, key: tuple[str, ...]) -> list[models.BaseConstraint]:
    """The range is not empty, and of one ``key`` never two rows hold on one day."""
    same = [(F(column), RangeOperators.EQUAL) for column in key]
    return [
        models.CheckConstraint(
            condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=f"{name}_range"
        ),
        ExclusionConstraint(
            name=f"{name}_one_at_a_time",
            expressions=[*same, (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
        ),
    ]
