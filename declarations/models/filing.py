"""How things came in: messages as received, what was found in them, drafts and uploads."""

from django.conf import settings
from django.db import models

from declarations.models.fields import text


class InboxMessage(models.Model):
    """One message as received, sealed; the durable answer to "did you get it".

    ``digest`` is a keyed hash of the raw bytes; ``complete`` says that every document in it was
    taken, and only complete messages make an identical one a repetition.
    """

    id = models.BigIntegerField(primary_key=True)
    firm_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    token_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8)
    code = text(3)
    guid = text(64)
    signed = models.BooleanField(default=False)
    tolerant = models.BooleanField(default=False)
    documents = models.SmallIntegerField(default=0)
    size = models.IntegerField()
    digest = models.BinaryField(max_length=16)
    complete = models.BooleanField(default=True)
    received_at = models.DateTimeField()
    raw = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm_id", "digest"], condition=models.Q(complete=True), name="inbox_repeated"
            ),
        ]
        indexes = [models.Index(fields=["firm_id", "-id"], name="inbox_firm")]


class Outcome(models.Model):
    """What became of a document that was not stored: refused, repeated or not served yet."""

    REFUSED, REPEATED, NOT_SERVED = "refused", "repeated", "not_served"

    id = models.BigIntegerField(primary_key=True)
    inbox_id = models.BigIntegerField()
    position = models.SmallIntegerField()
    firm_id = models.BigIntegerField()
    code = text(3)
    key = text(100)
    outcome = models.CharField(max_length=10)
    document_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["inbox_id", "position"], name="outcome_inbox")]


class Finding(models.Model):
    """One violation found in one document (or outcome, or message), without personal values.

    ``subject_id`` is the document's id; ids are unique over all tables of this room. ``round`` is
    the judgement that found it (0: reading and checking the document alone).
    """

    id = models.BigAutoField(primary_key=True)
    subject_id = models.BigIntegerField()
    round = models.SmallIntegerField(default=0)
    rule_code = models.CharField(max_length=8)
    severity = models.CharField(max_length=6)
    path = text(60)
    against = text(60)
    args = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_id", "id"], name="finding_subject")]


class Draft(models.Model):
    """An import list being written in the browser; its content is sealed."""

    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    title = text(80)
    content = models.BinaryField()
    version = models.IntegerField(default=1)
    filed_as = text(18)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["firm", "-id"], name="draft_firm")]


class Upload(models.Model):
    """Files that a person uploaded at once; split and received by Celery."""

    number = models.CharField(max_length=20, unique=True)
    firm = models.ForeignKey("enterprises.Firm", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["firm", "-id"], name="upload_firm")]


class UploadPart(models.Model):
    """One file of an upload (or one entry of a zip): its sealed bytes and what became of it.

    ``attempts`` counts the runs that began with it and have not ended in an orderly way.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    position = models.SmallIntegerField()
    name = models.CharField(max_length=255)
    file = models.ForeignKey("kernel.File", on_delete=models.PROTECT, related_name="+")
    inbox_id = models.BigIntegerField(null=True)
    repeated = models.BooleanField(default=False)
    problem = text(300)
    attempts = models.SmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="uploadpart_position"),
        ]
