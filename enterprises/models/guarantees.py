"""Guarantee accounts: a limit, what is held and used of it, and the append-only entries behind that."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models.base import Entry


class GuaranteeKind(models.TextChoices):
    """What the security consists of."""

    CASH = "cash", _("Cash deposit")
    BANK_LETTER = "bank_letter", _("Letter of guarantee")
    BOND_INSURANCE = "bond_insurance", _("Tariff bond insurance")


class GuaranteeScope(models.TextChoices):
    """Whether it secures one document or many."""

    SINGLE = "single", _("For one document")
    TOTAL = "total", _("Total guarantee")


class GuaranteeEntryKind(models.TextChoices):
    """Which way an entry moves."""

    HOLD = "hold", _("Held")
    DEDUCT = "deduct", _("Deducted")
    RESTORE = "restore", _("Restored")
    TOPUP = "topup", _("Topped up")
    CALL = "call", _("Called")
    RETURN = "return", _("Returned")


class GuaranteeAccount(models.Model):
    """A firm's security for taxes in CNY fen; ``valid_to`` is the first day after.

    A plain row, because sets lock it: it has no status of its own. How it stands on a day follows
    from its validity, its headroom and its freezes (``rules.guarantee.standing``). ``held_fen`` is
    taken by accepted documents, ``used_fen`` by released ones whose tax is unpaid. A single
    guarantee is ``bound_to`` the number of one document. ``beneficiary`` is the customs office.
    """

    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="guarantees")
    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=GuaranteeKind.choices, default=GuaranteeKind.CASH)
    scope = models.CharField(max_length=8, choices=GuaranteeScope.choices, default=GuaranteeScope.TOTAL)
    bound_to = models.CharField(max_length=60, blank=True, default="")
    limit_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField(default=0)
    used_fen = models.BigIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=100, blank=True, default="")
    letter_no = models.CharField(max_length=60, blank=True, default="")
    beneficiary = models.CharField(max_length=4, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(held_fen__gte=0), name="guarantee_held_not_negative"),
            models.CheckConstraint(condition=Q(used_fen__gte=0), name="guarantee_used_not_negative"),
            models.CheckConstraint(
                condition=Q(limit_fen__gte=F("held_fen") + F("used_fen")), name="guarantee_within_limit"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="guarantee_span"
            ),
            models.CheckConstraint(condition=Q(kind__in=GuaranteeKind.values), name="guarantee_kind"),
            models.CheckConstraint(
                condition=Q(scope=GuaranteeScope.TOTAL, bound_to="")
                | (Q(scope=GuaranteeScope.SINGLE) & ~Q(bound_to="")),
                name="guarantee_scope",
            ),
            models.CheckConstraint(
                condition=Q(kind=GuaranteeKind.CASH) | ~(Q(issuer="") | Q(letter_no="")),
                name="guarantee_letter",
            ),
            models.CheckConstraint(
                condition=Q(beneficiary__regex=r"^([0-9]{4})?$"), name="guarantee_beneficiary"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(limit_fen=0), name="guarantee_closed_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def free_fen(self) -> int:
        """What the account can still hold, in fen."""
        return self.limit_fen - self.held_fen - self.used_fen

    @property
    def last_day(self) -> date | None:
        """The last day on which it is valid, None without an end."""
        return None if self.valid_to is None else self.valid_to - timedelta(days=1)

    @property
    def taken_fen(self) -> int:
        """What is held and used of it, in fen."""
        return self.held_fen + self.used_fen


def _moves(kind: GuaranteeEntryKind, *, limit: Q, held: Q, used: Q) -> Q:
    """The condition of one kind of entry: its signed parts agree with its amount."""
    return Q(kind=kind) & limit & held & used


_NO_LIMIT, _NO_HELD, _NO_USED = Q(limit_delta=0), Q(held_delta=0), Q(used_delta=0)
_SIGNS = (
    _moves(GuaranteeEntryKind.HOLD, limit=_NO_LIMIT, held=Q(held_delta=F("fen")), used=_NO_USED)
    | _moves(
        GuaranteeEntryKind.DEDUCT, limit=_NO_LIMIT, held=Q(held_delta=-F("fen")), used=Q(used_delta=F("fen"))
    )
    | _moves(
        GuaranteeEntryKind.RESTORE,
        limit=_NO_LIMIT,
        held=Q(held_delta__lte=0, held_delta=-F("fen") - F("used_delta")),
        used=Q(used_delta__lte=0),
    )
    | _moves(GuaranteeEntryKind.TOPUP, limit=Q(limit_delta=F("fen")), held=_NO_HELD, used=_NO_USED)
    | _moves(
        GuaranteeEntryKind.CALL,
        limit=Q(limit_delta=-F("fen")),
        held=_NO_HELD,
        used=Q(used_delta__lte=0, used_delta__gte=-F("fen")),
    )
    | _moves(GuaranteeEntryKind.RETURN, limit=Q(limit_delta=-F("fen")), held=_NO_HELD, used=_NO_USED)
)


class GuaranteeEntry(Entry):
    """One movement on an account for one subject (an import list); never changed, never deleted.

    The signed parts of all entries of an account add up to its limit, held and used. ``subject_id``
    is the document that caused it, 0 where none did. An exempt firm's document writes a zero entry
    that names the exemption instead of an account. A hot table: no foreign keys, ``manage.py audit``
    proves the references.
    """

    account_id = models.BigIntegerField(null=True)
    exemption_id = models.BigIntegerField(null=True)
    fen = models.BigIntegerField()
    limit_delta = models.BigIntegerField(default=0)
    held_delta = models.BigIntegerField(default=0)
    used_delta = models.BigIntegerField(default=0)
    reference = models.CharField(max_length=60, blank=True, default="")

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["account_id", "id"], name="guaranteeentry_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=GuaranteeEntryKind.values), name="guaranteeentry_kind"
            ),
            models.CheckConstraint(condition=Q(fen__gte=0), name="guaranteeentry_not_negative"),
            models.CheckConstraint(condition=_SIGNS, name="guaranteeentry_signs"),
            models.CheckConstraint(
                condition=Q(account_id__isnull=False, exemption_id__isnull=True)
                | Q(account_id__isnull=True, exemption_id__isnull=False, kind="hold", fen=0),
                name="guaranteeentry_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind} {self.fen}"

    @property
    def kind_label(self) -> str:
        """Which way it moves, in words."""
        return str(GuaranteeEntryKind(self.kind).label)
