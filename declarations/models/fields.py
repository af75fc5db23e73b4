"""Column shapes that the document tables share."""

from typing import Any

from django.db import models

from kernel.orm.fields import AmountField


def text(length: int, **options: Any) -> "models.CharField[str, str]":
    """A text of at most ``length`` characters; absent is the empty string."""
    return models.CharField(max_length=length, default="", blank=True, **options)


def amount(**options: Any) -> AmountField:
    """A number of the messages: 19 digits, five of them after the point."""
    return AmountField(**options)


class Document(models.Model):
    """What every document has: an immutable revision of one business key.

    ``digest`` is a keyed hash of the content (guid and time of submission left out), ``personal``
    the sealed names, numbers, phones and addresses, bound to this table and id.
    """

    id = models.BigIntegerField(primary_key=True)
    inbox_id = models.BigIntegerField()
    position = models.SmallIntegerField()
    firm_id = models.BigIntegerField()
    revision = models.SmallIntegerField(default=1)
    guid = text(64)
    app_type = text(1)
    app_time = models.DateTimeField(null=True)
    app_status = text(3)
    received_at = models.DateTimeField()
    digest = models.BinaryField(max_length=16)
    personal = models.BinaryField()

    class Meta:
        abstract = True
