"""What must leave the portal after a commit: mail and the like, kept until it is sent or given up."""

from django.db import models
from django.db.models import Q


class Outbox(models.Model):
    """One thing to send, written in the transaction that caused it; ``payload`` holds ids only.

    ``key`` says what it is, once for ever; a receiver can tell by it that a second delivery is the
    first one again. ``lease_until`` is how long the worker that tries just now has for it, and
    ``last_error`` the kind of error of the last attempt, without its words.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="kernel_outbox_named"),
            models.CheckConstraint(condition=Q(attempts__gte=0), name="kernel_outbox_attempts"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="kernel_outbox_one_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="kernel_outbox_waiting",
            ),
            models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="kernel_outbox_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
