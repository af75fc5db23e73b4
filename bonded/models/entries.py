"""The movements behind the counters: append-only, one row per counter and cause."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bonded.models.ledgers import LedgerItem
from kernel.models.base import Entry
from kernel.orm.fields import AmountField


class Counter(models.IntegerChoices):
    """The four numbers of a ledger item."""

    ACTL_INC = 1, _("Actually in")
    ACTL_REDC = 2, _("Actually out")
    PREVD_INC = 3, _("Pre-booked in")
    PREVD_REDC = 4, _("Pre-booked out")


class Kind(models.TextChoices):
    """Why a number moved."""

    OPENING = "opening", _("Opening quantity")
    PRE_BOOKED = "pre_booked", _("Pre-booked")
    GIVEN_BACK = "given_back", _("Given back")
    TAKEN_OVER = "taken_over", _("Taken over by another paper")
    BOOKED = "booked", _("Formally booked")
    COUNTERED = "countered", _("Counter-entry")
    STOCKTAKE = "stocktake", _("Difference of a stock-taking")
    DISPOSED = "disposed", _("Destroyed or lost")


class LedgerEntry(Entry):
    """One movement of one counter; the sum of an item's entries per counter is that counter.

    ``subject_id`` is what caused it (an import list, an officer's booking), ``line`` its line there
    (0: the whole), ``subject_no`` its public number. No foreign keys: the hottest table of the
    room; ``selectors.audit_bonded`` proves the references.
    """

    item = models.ForeignKey(
        LedgerItem, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="entries"
    )
    subject_no = models.CharField(max_length=30, default="")
    line = models.SmallIntegerField(default=0)
    counter = models.SmallIntegerField(choices=Counter.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    qty = AmountField()
    run_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, default="")

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["item", "counter", "-id"], name="ledgerentry_item")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(qty=0), name="ledgerentry_moves"),
            models.CheckConstraint(
                condition=models.Q(counter__in=Counter.values), name="ledgerentry_counter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_counter_display()} {self.qty}"
