"""Files attached to what people write: one row per file, for every kind of subject of this room."""

from django.db import models
from django.db.models import Q

from enterprises.rules.attachments import TYPES


class Attachment(models.Model):
    """A file attached to a subject; ``number`` is what addresses name it by.

    The subject is a value: ``subject_kind`` (``registration``, ``difficulty``, …), the subject's id and
    its public number. One that is not ``public`` is for officers only. ``label`` says what it proves
    (``business_licence``), empty where nothing asks for that. Once removed it is shown to nobody.
    """

    number = models.CharField(max_length=32, unique=True)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    subject_no = models.CharField(max_length=32)
    file = models.ForeignKey("kernel.File", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    label = models.CharField(max_length=32, blank=True, default="")
    by = models.ForeignKey("enterprises.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    public = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"], name="attachment_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__regex="^[a-z_]{2,24}$"), name="attachment_kind"),
            models.CheckConstraint(condition=~Q(name="") & Q(size__gt=0), name="attachment_filled"),
            models.CheckConstraint(condition=Q(content_type__in=TYPES), name="attachment_type"),
        ]

    def __str__(self) -> str:
        return self.name
