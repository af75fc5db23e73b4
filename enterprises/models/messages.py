"""What firms and their coordinators write to each other, and what coordinators send to many firms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.orm.protect import append_only


class Thread(models.Model):
    """A conversation of a firm with whoever looks after it; ``last_at`` is that of its newest message."""

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="threads")
    subject = models.CharField(max_length=200)
    opened_by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["firm", "-last_at", "-id"], name="thread_firm")]
        constraints = [models.CheckConstraint(condition=~Q(subject=""), name="thread_subject")]

    def __str__(self) -> str:
        return self.number


class Message(models.Model):
    """One message of a conversation, of the firm's side or the office's; never changed."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    from_firm = models.BooleanField()
    text = models.CharField(max_length=4000)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["thread", "id"], name="message_thread")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_text")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.pk}"


class ThreadRead(models.Model):
    """How far a person has read a conversation: up to the message with this id."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    up_to = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="threadread_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.thread_id}"


class BroadcastScope(models.TextChoices):
    """To whom a coordinator sends."""

    ALL = "all", _("All my firms")
    KIND = "kind", _("My firms of one kind")
    CHOSEN = "chosen", _("Chosen firms")


class Broadcast(models.Model):
    """One message to many firms; taken back with a reason, it shows the reason instead."""

    number = models.CharField(max_length=20, unique=True)
    office = models.CharField(max_length=4)
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=4000)
    scope = models.CharField(max_length=8, choices=BroadcastScope.choices)
    kind = models.CharField(max_length=16, blank=True, default="")
    sent_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        "enterprises.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retract_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="broadcast_by")]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="broadcast_said"),
            models.CheckConstraint(condition=Q(scope__in=BroadcastScope.values), name="broadcast_scope"),
            models.CheckConstraint(
                condition=Q(retracted_at__isnull=True, retracted_by__isnull=True, retract_reason="")
                | Q(retracted_at__isnull=False, retracted_by__isnull=False) & ~Q(retract_reason=""),
                name="broadcast_retracted",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BroadcastFirm(models.Model):
    """A firm that a broadcast went to."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="firms")
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["broadcast", "firm"], name="broadcastfirm_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.broadcast_id} to {self.firm_id}"


class BroadcastRead(models.Model):
    """Who of a firm opened a broadcast, and when for the first time."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="reads")
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "firm", "user"], name="broadcastread_once")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.broadcast_id}"
