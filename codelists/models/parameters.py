"""Parameters: values that the law or the portal may change on a day, superseded and never edited."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from codelists.models.dated import Dated, dated_constraints

_FIXED = ["key", "scope", "value", "valid_from", "proposed_by", "approved_by"]


class Parameter(Dated):
    """The value of ``key`` (for ``scope``, or for all) while it holds; who proposed and approved it."""

    key = models.CharField(max_length=80)
    scope = models.CharField(max_length=60, default="", blank=True)
    value = models.TextField(blank=True)
    name_zh = models.CharField(max_length=200, default="", blank=True)
    name_en = models.CharField(max_length=200, default="", blank=True)
    unverified = models.BooleanField(default=False)
    proposed_by = models.BigIntegerField(null=True, blank=True)
    approved_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            *dated_constraints("parameter", key=("key", "scope")),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="parameter_approved_by_another",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="parameter_fixed", fields=_FIXED),
            pgtrigger.Protect(name="parameter_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="parameter_closed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__valid_to__isnull=False)
                & pgtrigger.Q(old__valid_to__df=pgtrigger.F("new__valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.scope}".strip()
