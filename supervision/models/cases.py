"""Cases: what waits for an officer, with whom it lies, and by when it is due."""

from django.db import models
from django.db.models import F, Q

from kernel.orm.protect import append_only
from supervision.rules.queue import GREEN, USUAL

_OPEN = Q(decided_at__isnull=True)


class Case(models.Model):
    """One import list that an officer must decide.

    The key is the list's id, without a foreign key to the hot table. ``pre_no``, ``order_no`` and
    ``logistics_no`` are copies of the immutable list for searching. A claim is owner, moment and end
    together; once ``lease_until`` has passed it binds nobody. ``outcome`` is the verb of the decision,
    ``decided_by`` None means that the portal itself decided. ``reasons`` are rule codes of selection.
    ``rank`` is the first key of the queue: ``GREEN`` where declarant or merchant was on the green channel
    on the day the case was opened. It is a number and not a flag so that an index reads the queue in order.
    """

    subject_id = models.BigIntegerField(primary_key=True)
    pre_no = models.CharField(max_length=18)
    order_no = models.CharField(max_length=60, default="", blank=True)
    logistics_no = models.CharField(max_length=60, default="", blank=True)
    office = models.CharField(max_length=4)
    team = models.ForeignKey("enterprises.Team", on_delete=models.PROTECT, null=True, related_name="+")
    lane = models.CharField(max_length=8)
    trade_mode = models.CharField(max_length=4)
    reasons: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    rank = models.PositiveSmallIntegerField(default=USUAL, db_default=USUAL)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pre_no"], name="case_pre_no"),
            models.CheckConstraint(condition=Q(lane__in=("review", "inspect")), name="case_lane"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True, claimed_at__isnull=True, lease_until__isnull=True)
                | Q(
                    owner__isnull=False,
                    claimed_at__isnull=False,
                    lease_until__isnull=False,
                    lease_until__gt=F("claimed_at"),
                ),
                name="case_claim_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, outcome="")
                | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="case_decision_whole",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("created_at")), name="case_due_later"),
            models.CheckConstraint(condition=Q(rank__in=(GREEN, USUAL)), name="case_rank"),
        ]
        indexes = [
            models.Index(
                fields=["office", "rank", "due_at", "subject_id"], condition=_OPEN, name="case_queue"
            ),
            models.Index(fields=["rank", "due_at", "subject_id"], condition=_OPEN, name="case_queue_all"),
            models.Index(
                fields=["owner", "rank", "due_at", "subject_id"],
                condition=_OPEN & Q(owner__isnull=False),
                name="case_mine",
            ),
            models.Index(
                fields=["team", "rank", "due_at", "subject_id"],
                condition=_OPEN & Q(team__isnull=False),
                name="case_team",
            ),
            models.Index(
                fields=["lease_until"], condition=_OPEN & Q(owner__isnull=False), name="case_leases"
            ),
            models.Index(fields=["order_no"], condition=_OPEN, name="case_order_no"),
            models.Index(fields=["logistics_no"], condition=_OPEN, name="case_logistics_no"),
        ]

    def __str__(self) -> str:
        return self.pre_no

    @property
    def is_green(self) -> bool:
        """Whether it is attended to first: a firm on the green channel stands behind it."""
        return self.rank == GREEN


class Selection(models.Model):
    """Why a list went where it went: one row a reason (one with an empty rule where none applied).

    ``draw`` is the list's number in [0, 1) against ``rate``, the share inspected at random that day;
    ``rules_version`` names the rules as they stood. ``actor_id`` is the officer who chose, None the
    portal. Append-only.
    """

    id = models.BigAutoField(primary_key=True)
    list_id = models.BigIntegerField(db_index=True)
    rule_code = models.CharField(max_length=8, default="", blank=True)
    lane = models.CharField(max_length=8)
    rules_version = models.CharField(max_length=12)
    draw = models.DecimalField(max_digits=10, decimal_places=9, null=True)
    rate = models.DecimalField(max_digits=10, decimal_places=9, null=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    run_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lane__in=("release", "review", "inspect")), name="selection_lane"
            ),
            models.CheckConstraint(
                condition=Q(draw__isnull=True) | Q(draw__gte=0, draw__lt=1), name="selection_draw"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.list_id} {self.lane} {self.rule_code}"
