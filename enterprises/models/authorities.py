"""Which firm has let which other firm act for it: for what, from when to when, and who ended it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class AuthorityScope(models.TextChoices):
    """For what an agent may act."""

    DECLARE = "declare", _("Declare")
    BONDED = "bonded", _("Bonded goods")
    RESERVE = "reserve", _("Reserve hours")
    GUARANTEE = "guarantee", _("Draw on the guarantee")


class Authority(models.Model):
    """The principal lets the agent act for it; ``valid_to`` is the first day after.

    Scope ``guarantee``: the principal (the guarantor) agrees that the agent names its guarantee
    account. Of two firms at most one authority is open on a day. Ending sets the three last fields,
    once; from that moment the authority gives nothing any more.
    """

    number = models.CharField(max_length=20, unique=True)
    principal = models.ForeignKey(
        "enterprises.Firm", on_delete=models.PROTECT, related_name="authorities_given"
    )
    agent = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="authorities_held")
    scopes: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=10, choices=AuthorityScope.choices)
    )
    valid_from = models.DateField()
    valid_to = models.DateField()
    given_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by_agent = models.BooleanField(default=False)
    end_reason = models.CharField(max_length=500, blank=True, default="")
    warned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agent", "valid_to"], name="authority_agent")]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="authority_other_firm"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="authority_span"),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="authority_some_scope"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=AuthorityScope.values), name="authority_scopes"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="authority_end_said",
            ),
            ExclusionConstraint(
                name="authority_one_at_a_time",
                expressions=[
                    (F("principal"), RangeOperators.EQUAL),
                    (F("agent"), RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number
