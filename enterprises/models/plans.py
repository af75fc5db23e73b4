"""Tailored supervision plans: drafted, approved by an officer, agreed by the firm, approved by a chief."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from enterprises.models.firms import Firm
from enterprises.rules import flow, plans
from kernel.models.base import Event, State

_USER = "enterprises.User"
_AGREED = Q(status__in=(flow.PLAN_AT_CHIEF, flow.PLAN_IN_FORCE))
_FORCED = Q(status__in=(flow.PLAN_IN_FORCE, flow.PLAN_REVOKED, flow.PLAN_EXPIRED))


def _person(*, null: bool = True) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(_USER, on_delete=models.PROTECT, null=null, related_name="+")


class Plan(State):
    """A tailored supervision plan of one firm for some goods; ``valid_to`` is the first day after.

    ``switches`` are (name, value) pairs in the order of ``rules.switches``; ``address`` belongs to
    inspection at the firm's premises. ``officer`` gives the first approval, ``chief`` the last.
    """

    number = models.CharField(max_length=20, unique=True)
    office = models.CharField(max_length=4)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=100)
    goods = models.CharField(max_length=300)
    hs_prefixes: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    scenario = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_to = models.DateField()
    legal_basis = models.CharField(max_length=300)
    switches: "models.JSONField[list[list[str]], list[list[str]]]" = models.JSONField(default=list)
    address = models.CharField(max_length=200, blank=True, db_default="")
    difficulty_no = models.CharField(max_length=20, blank=True, db_default="")
    drafted_by = _person(null=False)
    drafted_at = models.DateTimeField()
    officer = _person()
    officer_at = models.DateTimeField(null=True)
    agreed_by = _person()
    agreed_at = models.DateTimeField(null=True)
    chief = _person()
    chief_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = _person()
    said = models.CharField(max_length=500, blank=True, db_default="")
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="plan_span"),
            models.CheckConstraint(condition=Q(scenario__in=list(plans.SCENARIOS)), name="plan_scenario"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(goods="") & ~Q(legal_basis=""), name="plan_said"
            ),
            models.CheckConstraint(condition=~Q(switches=[]), name="plan_switches_something"),
            models.CheckConstraint(condition=~Q(hs_prefixes=[]), name="plan_names_goods"),
            models.CheckConstraint(
                condition=Q(officer__isnull=True) | ~Q(officer=F("drafted_by")), name="plan_officer_is_second"
            ),
            models.CheckConstraint(
                condition=Q(chief__isnull=True)
                | Q(officer__isnull=False) & ~Q(chief=F("drafted_by")) & ~Q(chief=F("officer")),
                name="plan_chief_is_third",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=flow.PLAN_APPROVED_ONCE)
                | Q(officer__isnull=False, officer_at__isnull=False),
                name="plan_approved_once",
            ),
            models.CheckConstraint(
                condition=~_AGREED | Q(agreed_by__isnull=False, agreed_at__isnull=False), name="plan_agreed"
            ),
            models.CheckConstraint(
                condition=~_FORCED | Q(chief__isnull=False, chief_at__isnull=False),
                name="plan_approved_twice",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(flow.PLAN_REFUSED, flow.PLAN_REVOKED)) | ~Q(said=""),
                name="plan_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "status"], name="plan_firm"),
            models.Index(fields=["office", "status"], name="plan_queue"),
            models.Index(fields=["difficulty_no"], condition=~Q(difficulty_no=""), name="plan_difficulty"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_on(self) -> date:
        """The last day on which it holds."""
        return self.valid_to - timedelta(days=1)


class PlanEvent(Event):
    """One move of a plan."""

    class Meta(Event.Meta):
        pass
