"""Notices, one copy for each reader, and what people want to be told by which way."""

from django.db import models
from django.db.models import F, Q


class Notice(models.Model):
    """One thing that was told: its kind, the public number of its subject, and no personal value.

    With a ``fold_key`` later news of the same kind for the same ``audience`` add to ``count`` and move
    ``at``; ``first_at`` stays. The sentence is made when it is read, in the reader's language.
    ``number`` names it in addresses.
    """

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=40)
    subject_no = models.CharField(max_length=80, blank=True, default="")
    args = models.JSONField(default=dict, blank=True)
    firm = models.ForeignKey(
        "enterprises.Firm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    audience = models.CharField(max_length=100)
    fold_key = models.CharField(max_length=100, blank=True, default="")
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "audience", "fold_key"], condition=~Q(fold_key=""), name="notice_fold"
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="notice_kind"),
            models.CheckConstraint(condition=Q(at__gte=F("first_at")), name="notice_span"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_no}"


class NoticeCopy(models.Model):
    """A notice as one person has it.

    ``mailed_key`` is the key of the letter in the outbox, empty where none was written.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="copies")
    user = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_key = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="noticecopy_once")]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="noticecopy_newest"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="noticecopy_unread"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="noticecopy_read"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.user_id}"


class NoticePreference(models.Model):
    """What one person chose for a kind or a whole topic (``code``); empty is "as usual".

    ``bell``: whether it counts as unread (urgent kinds always do); ``mail``: whether it is mailed.
    """

    user = models.ForeignKey("enterprises.User", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    bell = models.BooleanField(null=True, blank=True)
    mail = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "code"], name="noticepreference_once"),
            models.CheckConstraint(condition=~Q(code=""), name="noticepreference_code"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.code}"


class NoticeFeed(models.Model):
    """How far a reader of a feed has told what stands there; moved in the transaction that tells it."""

    name = models.CharField(max_length=40, primary_key=True)
    cursor = models.CharField(max_length=40, blank=True, default="")

    def __str__(self) -> str:
        return self.name
