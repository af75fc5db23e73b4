"""Codes and offices: the words of declarations and the places where customs works."""

from django.db import models
from django.db.models import F, Q

from codelists.models.dated import Dated, dated_constraints


class Code(Dated):
    """One code of one list (currencies, units, countries, modes, statuses, reasons)."""

    list = models.CharField(max_length=30)
    code = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    unverified = models.BooleanField(default=False)

    class Meta:
        constraints = dated_constraints("code", key=("list", "code"))
        indexes = [models.Index(fields=["list", "code", "valid_from", "id"], name="code_page")]

    def __str__(self) -> str:
        return f"{self.list} {self.code}"


class Office(Dated):
    """A customs office; ``parent_code`` makes the tree, empty at its top."""

    code = models.CharField(max_length=4)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    parent_code = models.CharField(max_length=4, default="", blank=True)
    unverified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *dated_constraints("office", key=("code",)),
            models.CheckConstraint(condition=~Q(parent_code=F("code")), name="office_not_below_itself"),
        ]

    def __str__(self) -> str:
        return self.code
