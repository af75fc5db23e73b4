"""Goods with their rates, the positive list, and exchange rates."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from codelists.models.dated import Dated, dated_constraints


class Basis(models.TextChoices):
    """The unit by which a consumption tax threshold is measured."""

    NONE = ""
    KILOGRAM = "kg"
    LITRE = "litre"
    PIECE = "piece"


def _rate() -> "models.DecimalField[Decimal | str | None, Decimal | None]":
    return models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)


def _within_bounds(name: str) -> models.CheckConstraint:
    bounds = Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lt": 10})
    return models.CheckConstraint(condition=bounds, name=f"goods_{name}_bounds")


class Goods(Dated):
    """One ten-digit commodity code; an empty rate is unknown, never zero."""

    hs_code = models.CharField(max_length=10)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    unit1 = models.CharField(max_length=3)
    unit2 = models.CharField(max_length=3, default="", blank=True)
    mfn_rate = _rate()
    vat_rate = _rate()
    ct_rate = _rate()
    ct_threshold = models.DecimalField(max_digits=19, decimal_places=7, null=True, blank=True)
    ct_basis = models.CharField(max_length=5, choices=Basis.choices, default=Basis.NONE, blank=True)
    ct_rate_below = _rate()
    ct_per_litre = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    ct_per_litre_below = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    licence_codes = ArrayField(models.CharField(max_length=1), default=list, blank=True)

    class Meta:
        constraints = [
            *dated_constraints("goods", key=("hs_code",)),
            models.CheckConstraint(condition=Q(hs_code__regex=r"^[0-9]{10}$"), name="goods_hs_code"),
            models.CheckConstraint(condition=Q(ct_basis__in=Basis.values), name="goods_ct_basis"),
            _within_bounds("mfn_rate"),
            _within_bounds("vat_rate"),
            models.CheckConstraint(
                condition=Q(ct_rate__isnull=True) | Q(ct_rate__gte=0, ct_rate__lt=1),
                name="goods_ct_rate_bounds",
            ),
            models.CheckConstraint(
                condition=Q(ct_rate__isnull=False)
                | Q(
                    ct_threshold__isnull=True,
                    ct_rate_below__isnull=True,
                    ct_per_litre__isnull=True,
                    ct_basis="",
                ),
                name="goods_ct_known_or_not",
            ),
        ]
        indexes = [models.Index(fields=["hs_code", "valid_from", "id"], name="goods_page")]

    def __str__(self) -> str:
        return self.hs_code


class PositiveListEntry(Dated):
    """Goods of this channel: by which modes, under which name, how many kilograms a year."""

    hs_code = models.CharField(max_length=10)
    modes = ArrayField(models.CharField(max_length=4))
    name_limit = models.CharField(max_length=100, default="", blank=True)
    kg_per_year = models.DecimalField(max_digits=12, decimal_places=5, null=True, blank=True)
    unverified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *dated_constraints("positive", key=("hs_code",)),
            models.CheckConstraint(condition=Q(modes__len__gt=0), name="positive_has_a_mode"),
            models.CheckConstraint(
                condition=Q(kg_per_year__isnull=True) | Q(kg_per_year__gt=0), name="positive_weight"
            ),
        ]

    def __str__(self) -> str:
        return self.hs_code


class ExchangeRate(Dated):
    """CNY for one unit of a currency; a daily rate is a row that holds for one day."""

    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints = [
            *dated_constraints("exchange", key=("currency",)),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        ]
        indexes = [models.Index(fields=["currency", "valid_from", "id"], name="exchange_page")]

    def __str__(self) -> str:
        return f"{self.currency} {self.valid_from}"
